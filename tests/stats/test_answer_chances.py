import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from berdaya.stats.answer_chances import AnswerModel, answer_chances, fit_answers, person_levels

WORTH = np.tile(np.arange(4) / 3, (10, 1))


def answers(seed: int, n: int = 300) -> np.ndarray:
    draw = np.random.default_rng(seed)
    level = draw.normal(0, 1, (n, 1))
    found = np.clip(np.round(1.5 + 0.7 * (level - draw.normal(0, 0.7, 10) + draw.logistic(0, 1, (n, 10)))), 0, 3)
    return np.where(draw.random((n, 10)) < 0.05, -1, found).astype(np.int64)


def inner(codes: np.ndarray) -> np.ndarray:
    """Rows that are at neither end: those that the fit is of."""
    low, high = ((np.where(codes < 0, end, codes) == end).all(axis=1) for end in (0, 3))
    found: np.ndarray = codes[~low & ~high]
    return found


def test_totals_of_persons_and_counts_of_answers_are_those_observed() -> None:
    codes = inner(answers(1))
    model = fit_answers(codes, WORTH)
    chances = answer_chances(model, person_levels(model, codes))
    answered = codes >= 0
    totals = (np.einsum("riv,iv->ri", chances, WORTH) * answered).sum(axis=1)
    assert totals == pytest.approx(np.where(answered, codes, 0).sum(axis=1) / 3, abs=1e-6)
    expected = np.einsum("ri,riv->iv", answered.astype(float), chances)
    observed = np.stack([(codes == v).sum(axis=0) for v in range(4)], axis=1)
    assert np.abs(expected - observed).max() <= 0.001 * len(codes) + 1e-9


def test_an_easier_question_is_answered_higher() -> None:
    codes = answers(2)
    model = fit_answers(codes, WORTH)
    means = (answer_chances(model, np.zeros(1))[0] * WORTH).sum(axis=1)
    observed = np.where(codes >= 0, codes, np.nan)
    assert np.corrcoef(means, np.nanmean(observed, axis=0))[0, 1] > 0.98


def test_the_ends_are_certain_and_nobody_without_answers_is_at_one() -> None:
    model = fit_answers(answers(3), WORTH)
    level = person_levels(model, np.array([[3] * 10, [0] * 9 + [-1], [-1] * 10]))
    assert level.tolist() == [60.0, -60.0, 0.0]
    chances = answer_chances(model, level)
    assert chances[0, :, 3].min() > 0.99999
    assert chances[1, :, 0].min() > 0.99999


def test_levels_that_a_question_lacks_are_impossible() -> None:
    worth = np.array([[0.0, 1.0, np.nan], [0.0, 0.5, 1.0]])
    model = fit_answers(np.array([[0, 2], [1, 0], [1, 1]]), worth)
    assert answer_chances(model, np.array([0.3]))[0, 0, 2] == 0


def test_without_a_single_answer_all_are_alike() -> None:
    model = fit_answers(np.full((3, 2), -1), WORTH[:2])
    assert answer_chances(model, np.zeros(1))[0] == pytest.approx(0.25)


@given(st.integers(0, 50))
def test_the_order_of_rows_does_not_matter(seed: int) -> None:
    codes = answers(seed, 40)
    one, other = fit_answers(codes, WORTH), fit_answers(codes[::-1], WORTH)
    assert isinstance(one, AnswerModel)
    assert np.array_equal(one.ease, other.ease)
    assert person_levels(one, codes)[::-1] == pytest.approx(person_levels(one, codes[::-1]), abs=1e-12)
