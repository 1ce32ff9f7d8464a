from itertools import groupby, product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binom

from berdaya.stats.answer_chances import AnswerModel, answer_chances, person_levels
from berdaya.stats.straight_line import at_least, longest_runs, modal_answers, run_by_chance, same_by_chance

VALUES = np.tile(np.arange(3), (6, 1))
rows = st.lists(st.lists(st.integers(-1, 3), min_size=6, max_size=6), min_size=1, max_size=8)


def model(seed: int) -> AnswerModel:
    return AnswerModel(np.random.default_rng(seed).normal(0, 1, (6, 3)), np.tile(np.arange(3) / 2, (6, 1)))


@given(rows)
def test_longest_runs_against_groupby(found: list[list[int]]) -> None:
    plain = [max((len(list(run)) for _, run in groupby(a for a in row if a >= 0)), default=0) for row in found]
    assert longest_runs(np.array(found)).tolist() == plain


@given(rows)
def test_modal_answers_against_counting(found: list[list[int]]) -> None:
    _, count, answered = modal_answers(np.array(found))
    there = [[a for a in row if a >= 0] for row in found]
    assert count.tolist() == [max((row.count(a) for a in row), default=0) for row in there]
    assert answered.tolist() == [len(row) for row in there]


def test_the_tail_against_scipy() -> None:
    count = np.arange(13)
    found = at_least(np.full((13, 12), 0.3), count)
    assert found == pytest.approx(binom.sf(count - 1, 12, 0.3), rel=1e-12)
    assert at_least(np.full((1, 40), 1e-3), np.array([40]))[0] == pytest.approx(1e-120, rel=1e-9)


@pytest.mark.parametrize("row", [[0, 1, 2, 1, 1, 0], [2, 2, 1, 2, 2, -1], [0, 0, 0, 1, 0, 0]])
def test_chances_against_every_possible_row(row: list[int]) -> None:
    made, codes = model(5), np.array([row])
    chances = answer_chances(made, person_levels(made, codes))[0]
    asked = [i for i in range(6) if row[i] >= 0]
    every = [(np.prod([chances[i, v] for i, v in zip(asked, one, strict=True)]), one)
             for one in product(range(3), repeat=len(asked))]  # fmt: skip
    for size in range(1, len(asked) + 1):
        run = sum(p for p, one in every if max(len(list(same)) for _, same in groupby(one)) >= size)
        assert run_by_chance(made, codes, VALUES, np.array([size]))[0] == pytest.approx(run, abs=1e-12)
        if 2 * size > len(asked):
            same = sum(p for p, one in every if max(one.count(v) for v in one) >= size)
            assert same_by_chance(made, codes, VALUES, np.array([size]))[0] == pytest.approx(same, abs=1e-12)


def test_a_true_respondent_at_an_end_of_the_scale_is_certain() -> None:
    codes = np.array([[2] * 6, [0] * 6, [1] * 6])
    found = same_by_chance(model(1), codes, VALUES, np.full(3, 6))
    assert found[:2] == pytest.approx(1.0)
    assert found[2] < 0.1


@given(st.permutations(range(8)))
def test_the_order_of_rows_does_not_matter(order: list[int]) -> None:
    codes = np.random.default_rng(3).integers(-1, 3, (8, 6))
    count = np.maximum(longest_runs(codes), 1)
    own = run_by_chance(model(2), codes, VALUES, count)
    assert run_by_chance(model(2), codes[order], VALUES, count[order]) == pytest.approx(own[order], abs=1e-12)
