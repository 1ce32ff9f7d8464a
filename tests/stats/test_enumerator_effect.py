import csv
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from berdaya.errors import ComputeError
from berdaya.stats.enumerator_effect import enumerator_effect, holm

if TYPE_CHECKING:
    from tests.conftest import Outside


def made(seed: int, n: int = 60, who: int = 5, places: int = 3) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    draw = np.random.default_rng(seed)
    enumerator, place = draw.integers(0, who, n), draw.integers(0, places, n)
    return draw.normal(0, 1, n) + 0.5 * enumerator + place, enumerator, place


def test_shrout_and_fleiss(outside: "Outside") -> None:
    """Targets as the units that differ, as in ICC(1): here enumerators."""
    folder = outside.folder("psych", 7)
    with (folder / "shrout_fleiss1979.csv").open(encoding="utf-8") as file:
        ratings = np.array([[float(cell) for cell in row] for row in list(csv.reader(file))[1:]])
    with (folder / "expected.csv").open(encoding="utf-8") as file:
        wanted = {
            row["stat"]: float(row["value"])
            for row in csv.DictReader(file)
            if row["dataset"] == "shrout_fleiss1979" and row["item"] == "ICC1"
        }
    found = enumerator_effect(ratings.ravel(), np.repeat(np.arange(6), 4))
    pairs = {
        "ICC.ICC": found.icc,
        "ICC.F": found.f,
        "ICC.df1": found.df1,
        "ICC.df2": found.df2,
        "ICC.p": found.p,
        "ICC.lower bound": found.low,
        "ICC.upper bound": found.high,
    }
    for name, value in pairs.items():
        assert value == pytest.approx(wanted[name], abs=1e-9), name
    assert found.size == pytest.approx(4)
    outside(len(pairs))


def test_one_way_against_scipy() -> None:
    value, enumerator, _ = made(1)
    found = enumerator_effect(value, enumerator)
    wanted = stats.f_oneway(*(value[enumerator == e] for e in range(5)))
    assert [found.f, found.p] == pytest.approx([wanted.statistic, wanted.pvalue], rel=1e-9)


def test_within_places_against_least_squares() -> None:
    value, enumerator, place = made(2)
    places, both = np.eye(3)[place], np.hstack([np.eye(3)[place], np.eye(5)[enumerator]])
    errors, ranks = [], []
    for design in (places, both):
        fit, _, rank, _ = np.linalg.lstsq(design, value, rcond=None)
        errors.append(((value - design @ fit) ** 2).sum())
        ranks.append(int(rank))
    df1, df2 = ranks[1] - ranks[0], len(value) - ranks[1]
    f = (errors[0] - errors[1]) / df1 / (errors[1] / df2)
    found = enumerator_effect(value, enumerator, place)
    assert (found.df1, found.df2) == (df1, df2)
    assert found.f == pytest.approx(f, rel=1e-9)


def test_one_enumerator_against_the_others_in_his_places() -> None:
    value, enumerator, place = made(3)
    found = enumerator_effect(value, enumerator, place)
    own = (enumerator == 2).astype(float)
    centred = own - np.array([own[place == p].mean() for p in place])
    slope = (centred * value).sum() / (centred**2).sum()
    assert found.difference[2] == pytest.approx(slope, rel=1e-9)
    alone = enumerator_effect(value, enumerator)
    assert alone.difference[2] == pytest.approx(value[enumerator == 2].mean() - value[enumerator != 2].mean(), rel=1e-9)


def test_two_enumerators_are_a_t_test() -> None:
    value, enumerator, _ = made(4, who=2)
    found = enumerator_effect(value, enumerator)
    wanted = stats.ttest_ind(value[enumerator == 1], value[enumerator == 0])
    assert found.p_each == pytest.approx([wanted.pvalue] * 2, rel=1e-9)
    assert found.p == pytest.approx(wanted.pvalue, rel=1e-9)


def test_who_worked_alone_cannot_be_told_from_his_place() -> None:
    value, enumerator, _ = made(5)
    found = enumerator_effect(value, enumerator, enumerator)
    assert np.isnan([found.f, found.icc, found.p]).all()
    assert np.isnan(found.difference).all() and np.isnan(found.p_each).all()
    some = np.where(enumerator == 4, 1, 0)
    found = enumerator_effect(value, enumerator, some)
    assert np.isnan(found.p_each).tolist() == [False, False, False, False, True]
    assert found.df1 == 3


def test_nothing_to_tell() -> None:
    same = enumerator_effect(np.ones(6), np.array([0, 0, 0, 1, 1, 1]))
    assert np.isnan([same.f, same.icc, same.p]).all()
    none = enumerator_effect(np.full(3, np.nan), np.array([0, 1, 1]))
    assert np.isnan([none.f, none.icc]).all()
    assert len(enumerator_effect(np.zeros(0), np.zeros(0, np.int64)).difference) == 0


def test_unlike_lengths() -> None:
    with pytest.raises(ComputeError) as raised:
        enumerator_effect(np.ones(3), np.zeros(2, np.int64))
    assert raised.value.problems[0].code == "stats.unequal-lengths"


def test_holm_as_r_does() -> None:
    """R 4.2.2: p.adjust(c(0.01, 0.02, 0.03, 0.04, 0.2), "holm")."""
    assert holm(np.array([0.2, 0.01, 0.03, 0.02, 0.04])) == pytest.approx([0.2, 0.05, 0.09, 0.08, 0.09])
    found = holm(np.array([[0.01, np.nan], [0.6, 0.7]]))
    assert found[0].tolist()[0] == pytest.approx(0.03)
    assert np.isnan(found[0, 1])
    assert found[1].tolist() == [1.0, 1.0]


@given(st.integers(0, 40), st.floats(0.1, 10), st.floats(-5, 5))
def test_order_and_scale_do_not_matter(seed: int, factor: float, shift: float) -> None:
    value, enumerator, place = made(seed, 30)
    own = enumerator_effect(value, enumerator, place)
    order = np.random.default_rng(seed).permutation(30)
    other = enumerator_effect(factor * value[order] + shift, enumerator[order], place[order])
    assert [other.f, other.icc] == pytest.approx([own.f, own.icc], rel=1e-6, abs=1e-9)
    assert other.difference == pytest.approx(factor * own.difference, rel=1e-6, abs=1e-9, nan_ok=True)
