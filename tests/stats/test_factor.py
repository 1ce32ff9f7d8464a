from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.stats.test_alpha import FILES, ITEMS, expected, table

from berdaya.stats.factor import omega, omega_gradient, one_factor
from berdaya.stats.pairwise import pairwise_moments

if TYPE_CHECKING:
    from tests.conftest import Outside


@pytest.mark.parametrize("data", FILES)
def test_psych(outside: Outside, data: str) -> None:
    folder = outside.folder("psych", ITEMS[data] + 1)
    names, x = table(folder / f"{FILES[data]}.csv")
    want = expected(folder, data)
    found = one_factor(pairwise_moments(x).correlation)
    loadings = [want["fa1.minres.loading", name] for name in names]
    np.testing.assert_allclose(found.loadings, loadings, atol=1e-5)
    assert omega(found.loadings) == pytest.approx(want["fa1.omega_formula", ""], abs=1e-5)
    assert not found.improper
    outside(ITEMS[data] + 1)


@given(st.lists(st.floats(0.2, 0.95), min_size=3, max_size=8), st.integers(0, 7))
def test_a_matrix_of_one_factor_gives_it_back(loadings: list[float], turned: int) -> None:
    wanted = np.array(loadings)
    sign = np.ones(len(wanted))
    sign[turned % len(wanted)] = -1
    wanted = wanted * sign
    wanted = wanted if wanted.sum() >= 0 else -wanted
    correlation = np.outer(wanted, wanted)
    np.fill_diagonal(correlation, 1)
    found = one_factor(correlation).loadings
    np.testing.assert_allclose(found if found @ wanted > 0 else -found, wanted, atol=1e-6)


def test_a_heywood_case_is_told_and_held() -> None:
    correlation = np.array([[1, 0.9, 0.9], [0.9, 1, 0.5], [0.9, 0.5, 1.0]])  # the first would load 1.27
    found = one_factor(correlation)
    assert found.improper
    assert np.abs(found.loadings).max() == pytest.approx(np.sqrt(0.995))
    assert 0 < omega(found.loadings) < 1


def test_what_does_not_exist_is_nan() -> None:
    assert np.isnan(one_factor(np.eye(2)).loadings).all()
    assert np.isnan(one_factor(np.full((3, 3), np.nan)).loadings).all()
    assert np.isnan(omega(np.array([np.nan, 1.0])))


def test_items_without_anything_in_common_load_on_nothing() -> None:
    assert omega(one_factor(np.eye(4)).loadings) < 0.01


@given(st.integers(0, 200))
def test_the_gradient_of_omega_is_its_derivative(seed: int) -> None:
    draw = np.random.default_rng(seed)
    correlation = pairwise_moments(draw.normal(0, 1, (60, 1)) + draw.normal(0, 1, (60, 5))).correlation
    found = one_factor(correlation)
    if found.improper:
        return
    gradient = omega_gradient(correlation, found.loadings)
    assert (np.diag(gradient) == 0).all()
    for i, j in ((0, 1), (2, 4)):
        step = np.zeros((5, 5))
        step[i, j] = step[j, i] = 1e-4
        up, down = (omega(one_factor(correlation + way * step).loadings) for way in (1, -1))
        assert gradient[i, j] == pytest.approx((up - down) / 2e-4, abs=1e-6)
        assert gradient[i, j] == gradient[j, i]


def test_loadings_that_correlations_do_not_settle_have_no_gradient() -> None:
    assert np.isnan(omega_gradient(np.eye(3), np.zeros(3))).all()
    assert np.isnan(omega_gradient(np.eye(3), np.full(3, np.nan))).all()
