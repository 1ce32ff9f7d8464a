from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.stats.test_rasch import country

from berdaya.stats.rasch import rasch_severities
from berdaya.stats.rasch_levels import RaschLevels, rasch_levels, rasch_reliability

if TYPE_CHECKING:
    from tests.conftest import Outside

# RM.weights 2.0, RM.w on country4 with its weights, optim told to go on (reltol 1e-15).
LEVELS = (-3.841768, -2.9457103, -1.7998702, -0.89470297, -0.054653721, 0.80875469, 1.772786, 3.0182989, 3.983342)
ERRORS = (1.5453863, 1.1929026, 0.98918606, 0.92474944, 0.91613106, 0.94811006, 1.0262924, 1.2452166)
RELIABILITY, FLAT = 0.76005162, 0.77129267


def test_rm_weights(outside: Outside) -> None:
    """But for the error of those with all yes, which RM.w takes to be that of those with none."""
    x, w = country(outside, "country4", 19)
    found = rasch_severities(x, w)
    levels = rasch_levels(found.severity)
    np.testing.assert_allclose(levels.level, LEVELS, atol=1e-5)
    np.testing.assert_allclose(levels.error[:-1], ERRORS, atol=1e-5)
    assert rasch_reliability(levels, found.counts) == pytest.approx(RELIABILITY, abs=1e-5)
    assert rasch_reliability(levels, np.ones(9)) == pytest.approx(FLAT, abs=1e-5)
    outside(19)


@given(st.lists(st.floats(-20, 20), min_size=2, max_size=12))
def test_the_expected_number_of_yes_is_the_observed(severity: list[float]) -> None:
    b = np.array(severity)
    levels = rasch_levels(b)
    chance = 1 / (1 + np.exp(b - levels.level[:, None]))
    np.testing.assert_allclose(chance.sum(axis=1), [0.5, *range(1, len(b)), len(b) - 0.5], atol=1e-9)
    np.testing.assert_allclose(levels.error, (chance * (1 - chance)).sum(axis=1) ** -0.5, rtol=1e-9)
    assert (np.diff(levels.level) > 0).all()
    np.testing.assert_allclose(rasch_levels(b + 3).level, levels.level + 3, atol=1e-9)
    np.testing.assert_allclose(rasch_levels(-b).level, -levels.level[::-1], atol=1e-9)


def test_the_extremes_do_not_count_in_the_reliability() -> None:
    levels = rasch_levels(np.array([-1.0, 0, 0.2, 0.8]))
    some = rasch_reliability(levels, np.array([0.0, 3, 4, 5, 0]))
    assert some == pytest.approx(rasch_reliability(levels, np.array([90.0, 6, 8, 10, 40])))
    assert 0 < some < 1


def test_one_number_of_yes_has_no_reliability_and_nobody_none_to_tell() -> None:
    levels = rasch_levels(np.zeros(4))
    assert rasch_reliability(levels, np.array([0.0, 0, 5, 0, 0])) == 0
    assert np.isnan(rasch_reliability(levels, np.array([3.0, 0, 0, 0, 3])))


def test_without_severities_there_are_no_levels() -> None:
    levels = rasch_levels(np.full(3, np.nan))
    assert isinstance(levels, RaschLevels)
    assert np.isnan(levels.level).all() and np.isnan(levels.error).all()
