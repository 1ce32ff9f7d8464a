from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import minimize_scalar
from scipy.special import ndtri
from scipy.stats import multivariate_normal, pearsonr

from berdaya.errors import ComputeError
from berdaya.stats.polychoric import BOUND, polychoric


def rows(table: np.ndarray) -> np.ndarray:
    first, second = np.indices(table.shape)
    return np.repeat(np.stack([first.ravel(), second.ravel()], 1), table.ravel().astype(int), axis=0).astype(float)


def by_scipy(table: np.ndarray) -> float:
    """The second step of two: SciPy's bivariate normal probabilities, and its search for the maximum."""
    shares = table / table.sum()
    first, second = (np.array([-9.0, *ndtri(shares.sum(axis=side).cumsum()[:-1]), 9.0]) for side in (1, 0))

    def lost(rho: float) -> float:
        below = np.array([[multivariate_normal.cdf([a, b], cov=[[1, rho], [rho, 1]]) for b in second] for a in first])
        cell = np.diff(np.diff(below, axis=0), axis=1)
        return -float((table * np.log(np.maximum(cell, 1e-300))).sum())

    return float(minimize_scalar(lost, bounds=(-0.99, 0.99), method="bounded", options={"xatol": 1e-9}).x)


@pytest.mark.parametrize(
    "table",
    [
        [[20, 8, 2, 1], [9, 15, 7, 3], [2, 9, 18, 8], [1, 2, 9, 16]],
        [[5, 12, 30], [15, 14, 9], [28, 10, 2]],
        [[30, 4], [9, 3]],
        [[12, 3, 1, 0], [4, 0, 6, 2]],
    ],
)
def test_the_maximum_of_scipys_likelihood(table: list[list[int]]) -> None:
    counts = np.array(table, float)
    assert polychoric(rows(counts))[0, 1] == pytest.approx(by_scipy(counts), abs=1e-6)


@settings(max_examples=25)
@given(st.integers(1, 60), st.integers(1, 60))
def test_tables_cut_at_the_medians(same: int, other: int) -> None:
    table = np.array([[same, other], [other, same]])
    p = same / (2 * (same + other))
    assert polychoric(rows(table))[0, 1] == pytest.approx(np.sin(np.pi / 2 * (4 * p - 1)), abs=1e-9)


def test_the_lambs_of_tallis() -> None:
    """Lambs born to 227 ewes in two years; Drasgow (1988) gives 0.42."""
    table = np.array([[58, 52, 1], [26, 58, 3], [8, 12, 9]])
    assert polychoric(rows(table))[0, 1] == pytest.approx(0.42, abs=5e-3)


def test_it_finds_what_answers_were_cut_from() -> None:
    draw = np.random.default_rng(1)
    wanted = np.array([[1, 0.6, 0.2], [0.6, 1, -0.4], [0.2, -0.4, 1]])
    hidden = draw.standard_normal((50_000, 3)) @ np.linalg.cholesky(wanted).T
    cuts = ([-1.0, 0.0, 1.0], [0.2], [-1.5, 1.5])
    x = np.column_stack([np.digitize(hidden[:, i], one) for i, one in enumerate(cuts)])
    found = polychoric(x.astype(float))
    np.testing.assert_allclose(found[np.triu_indices(3, 1)], [0.6, 0.2, -0.4], atol=0.015)
    assert pearsonr(x[:, 0], x[:, 1]).statistic < 0.5  # Pearson's is too small


@settings(max_examples=25)
@given(st.integers(0, 200))
def test_only_the_order_of_answers_counts(seed: int) -> None:
    x = np.random.default_rng(seed).integers(0, 4, (40, 3)).astype(float)
    one = polychoric(x)
    np.testing.assert_allclose(polychoric(np.square(x) + 1), one, atol=1e-9)
    turned = polychoric(np.column_stack([3 - x[:, 0], x[:, 1:]]))
    np.testing.assert_allclose(turned[0, 1:], -one[0, 1:], atol=1e-9)


def test_weights_are_copies_and_gaps_are_left_out() -> None:
    draw = np.random.default_rng(3)
    x = draw.integers(0, 4, (60, 3)).astype(float)
    weights = draw.integers(1, 4, 60)
    np.testing.assert_allclose(
        polychoric(x, weights.astype(float)), polychoric(np.repeat(x, weights, axis=0)), atol=1e-9
    )
    x[:10, 0] = np.nan
    both = polychoric(x[10:, :2])[0, 1]
    assert polychoric(x)[0, 1] == pytest.approx(both, abs=1e-9)


def test_what_does_not_exist_is_nan() -> None:
    x = np.array([[0, 1, 0, np.nan], [1, 1, 1, np.nan], [2, 1, np.nan, 0], [0, 1, np.nan, 1]])
    found = polychoric(x)
    assert np.isnan(found[1]).all()  # does not vary
    assert np.isnan(found[2, 3])  # nobody has both
    assert found[0, 0] == 1
    many = np.random.default_rng(1).normal(size=(30, 2))
    assert np.isnan(polychoric(many)).all()


def test_answers_without_an_exception_lead_to_the_bound() -> None:
    assert polychoric(rows(np.diag([10, 10, 10])))[0, 1] == pytest.approx(BOUND, abs=1e-9)


def test_weights_of_another_length() -> None:
    with pytest.raises(ComputeError) as caught:
        polychoric(np.zeros((3, 2)), np.ones(2))
    assert [problem.code for problem in caught.value.problems] == ["stats.unequal-lengths"]
