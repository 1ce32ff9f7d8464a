from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.stats.test_alpha import expected, table

from berdaya.errors import ComputeError
from berdaya.stats.alpha import cronbach_alpha
from berdaya.stats.components import variance_components
from berdaya.stats.icc import icc_one_way, icc_two_way

if TYPE_CHECKING:
    from tests.conftest import Outside


def test_shrout_and_fleiss_as_psych_has_them(outside: Outside) -> None:
    folder = outside.folder("psych", 42)
    _, x = table(folder / "shrout_fleiss1979.csv")
    want = expected(folder, "shrout_fleiss1979")
    found = (*icc_one_way(x.ravel(), np.repeat(np.arange(6), 4)), *icc_two_way(x))
    names = {
        "ICC": "value",
        "F": "f",
        "df1": "df1",
        "df2": "df2",
        "p": "p",
        "lower bound": "low",
        "upper bound": "high",
    }
    compared = 0
    for one in found:
        for theirs, ours in names.items():
            assert getattr(one, ours) == pytest.approx(want[f"ICC.{theirs}", one.kind], abs=1e-9), (one.kind, ours)
            compared += 1
    assert compared == 42
    outside(42)


def ratings(seed: int, units: int = 12, raters: int = 3) -> np.ndarray:
    draw = np.random.default_rng(seed)
    return draw.normal(size=(units, 1)) + draw.normal(0, 0.7, (units, raters)) + draw.normal(0, 0.3, raters)


@given(st.integers(0, 200))
def test_what_is_known_of_them(seed: int) -> None:
    x = ratings(seed)
    by = {one.kind: one for one in (*icc_one_way(x.ravel(), np.repeat(np.arange(12), 3)), *icc_two_way(x))}
    assert by["ICC3k"].value == pytest.approx(cronbach_alpha(np.cov(x.T)), abs=1e-9)
    for kind in ("ICC1", "ICC2", "ICC3"):
        one, mean = by[kind], by[f"{kind}k"]
        assert mean.value == pytest.approx(3 * one.value / (1 + 2 * one.value), abs=1e-9)  # Spearman and Brown
        assert one.low < one.value < one.high
        assert mean.low < mean.value < mean.high
    shifted = icc_two_way(x + np.array([0.0, 5.0, -2.0]))
    assert shifted[2].value == pytest.approx(by["ICC3"].value)  # raters' levels do not count
    assert shifted[0].value < by["ICC2"].value


def test_unequal_numbers_of_ratings() -> None:
    values, unit = np.array([1.0, 2.0, 5.0, 6.0, 6.5, 3.0]), np.array([0, 0, 1, 1, 1, 2])
    one, mean = icc_one_way(values, unit)
    assert one.value == pytest.approx(variance_components(values, unit).share)
    assert (one.df1, one.df2) == (2, 3)
    assert mean.value > one.value


def test_negative_where_ratings_of_a_unit_differ_most() -> None:
    one, _ = icc_one_way(np.array([1.0, 5.0, 2.0, 5.0]), np.array([0, 0, 1, 1]))
    assert one.value < 0


def test_full_agreement() -> None:
    x = np.repeat([[1.0], [2.0], [4.0]], 2, axis=1)
    for one in (*icc_one_way(x.ravel(), np.repeat(np.arange(3), 2)), *icc_two_way(x)):
        assert one.value == 1
        assert one.p == 0


def test_what_does_not_exist_is_nan() -> None:
    assert np.isnan(icc_one_way(np.array([1.0, 2.0]), np.array([0, 0]))[0].value)
    assert np.isnan(icc_one_way(np.array([1.0, 2.0]), np.array([0, 1]))[0].value)
    assert np.isnan(icc_one_way(np.ones(4), np.array([0, 0, 1, 1]))[1].value)
    for x in (np.ones((4, 2)), np.ones((1, 2)), np.arange(3.0).reshape(3, 1)):
        assert all(np.isnan(one.value) for one in icc_two_way(x))


def test_units_of_another_length() -> None:
    with pytest.raises(ComputeError) as caught:
        icc_one_way(np.zeros(3), np.zeros(2, np.int64))
    assert [problem.code for problem in caught.value.problems] == ["stats.unequal-lengths"]
