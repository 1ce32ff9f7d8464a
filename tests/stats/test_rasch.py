from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from berdaya.errors import ComputeError
from berdaya.stats.rasch import (
    conditional_chances,
    expected_pairs,
    rasch_fit,
    rasch_influence,
    rasch_parts,
    rasch_severities,
)

if TYPE_CHECKING:
    from tests.conftest import Outside

ITEMS = ("worried", "healthy", "fewfood", "skipped", "ateless", "runout", "hungry", "whlday")
# RM.weights 2.0, RM.w on country1 with its weights, optim told to go on (reltol 1e-15); severities brought to mean 0.
RM_WEIGHTS = {
    "severity": (-0.492394, -0.364651, -0.997205, 0.222753, -0.701792, 0.124049, 0.536520, 1.672720),
    "infit": (1.1099624, 1.1642567, 0.83734714, 0.96617045, 0.94289279, 0.90019009, 1.030054, 1.040906),
    "outfit": (1.1683697, 1.3562231, 0.62082211, 0.88335477, 0.97202967, 0.80837363, 1.0503001, 1.1386962),
}
# eRm 1.0-2, RM(sum0 = TRUE) on the complete rows of country4 without weights: easiness turned round, its standard errors.
ERM = {
    "severity": (-0.65707223, -2.1455374, -2.6883529, -0.067151363, -0.59598902, 1.3563014, 1.6764198, 3.1213817),
    "se": (0.099641589, 0.11288347, 0.12500125, 0.099898821, 0.099554365, 0.11142587, 0.11672586, 0.15710381),
}


def drawn(seed: int, rows: int = 80, severity: tuple[float, ...] = (-1, -0.4, 0, 0.5, 1.2)) -> np.ndarray:
    draw = np.random.default_rng(seed)
    level = draw.normal(0, 1.2, (rows, 1))
    return (draw.random((rows, len(severity))) < 1 / (1 + np.exp(np.array(severity) - level))).astype(float)


def weighed(seed: int, rows: int = 80) -> np.ndarray:
    return np.random.default_rng(seed + 1).uniform(0.5, 3, rows)


def by_hand(severity: np.ndarray) -> np.ndarray:
    """The chance of each yes given their number, as a sum over all patterns of answers."""
    patterns = np.array(list(product((0, 1), repeat=len(severity))))
    odds, yes = np.exp(-patterns @ severity), patterns.sum(axis=1)
    return np.array([(odds[yes == r] @ patterns[yes == r]) / odds[yes == r].sum() for r in range(len(severity) + 1)])


def log_likelihood(severity: np.ndarray, x: np.ndarray, w: np.ndarray) -> float:
    patterns = np.array(list(product((0, 1), repeat=len(severity))))
    odds, yes = np.exp(-patterns @ severity), patterns.sum(axis=1)
    whole = np.array([odds[yes == r].sum() for r in range(len(severity) + 1)])
    return float(w @ (-x @ severity - np.log(whole[x.sum(axis=1).astype(int)])))


def country(outside: Outside, name: str, figures: int) -> tuple[np.ndarray, np.ndarray]:
    folder = outside.folder("fies_four_countries", figures, "BERDAYA_REAL")
    table = pl.read_csv(folder / "fies.csv").filter(pl.col("country") == name)
    return table.select(pl.col(ITEMS).cast(pl.Float64)).fill_null(np.nan).to_numpy(), table["wt"].to_numpy()


def test_rm_weights(outside: Outside) -> None:
    x, w = country(outside, "country1", 24)
    found = rasch_severities(x, w)
    fit = rasch_fit(x, w, found)
    np.testing.assert_allclose(found.severity, RM_WEIGHTS["severity"], atol=3e-6)
    np.testing.assert_allclose(fit.infit, RM_WEIGHTS["infit"], atol=1e-5)
    np.testing.assert_allclose(fit.outfit, RM_WEIGHTS["outfit"], atol=1e-5)
    outside(24)


def test_erm(outside: Outside) -> None:
    x, _ = country(outside, "country4", 16)
    found = rasch_severities(x)
    np.testing.assert_allclose(found.severity, ERM["severity"], atol=2e-5)
    np.testing.assert_allclose(found.model_se, ERM["se"], atol=2e-5)
    outside(16)


@given(st.lists(st.floats(-4, 4), min_size=2, max_size=7))
def test_chances_are_sums_over_all_patterns(severity: list[float]) -> None:
    found = conditional_chances(np.array(severity))
    np.testing.assert_allclose(found, by_hand(np.array(severity)), atol=1e-12)
    np.testing.assert_allclose(found.sum(axis=1), np.arange(len(severity) + 1), atol=1e-12)


def test_expected_pairs_are_sums_over_all_patterns() -> None:
    severity, counts = np.array([-1.0, 0.3, 0.5, 2.0]), np.array([9.0, 5, 4, 3, 7])
    patterns = np.array(list(product((0, 1), repeat=4)))
    odds, yes = np.exp(-patterns @ severity), patterns.sum(axis=1)
    chance = odds / np.array([odds[yes == r].sum() for r in range(5)])[yes] * counts[yes]
    np.testing.assert_allclose(expected_pairs(severity, counts), patterns.T @ (chance[:, None] * patterns), atol=1e-12)


@given(st.integers(0, 300))
def test_no_other_severities_are_likelier(seed: int) -> None:
    x, w = drawn(seed), weighed(seed)
    found = rasch_severities(x, w)
    best = log_likelihood(found.severity, x, w)
    step = np.random.default_rng(seed).normal(0, 0.01, x.shape[1])
    assert log_likelihood(found.severity + step, x, w) < best
    assert log_likelihood(found.severity - step, x, w) < best
    assert found.severity.sum() == pytest.approx(0, abs=1e-12)


@given(st.integers(0, 300))
def test_rows_in_any_order_weights_of_any_unit_and_rows_twice(seed: int) -> None:
    x, w = drawn(seed), weighed(seed)
    found, order = rasch_severities(x, w), np.random.default_rng(seed).permutation(len(x))
    for other in (rasch_severities(x[order], w[order]), rasch_severities(x, 7 * w)):
        np.testing.assert_allclose(other.severity, found.severity, atol=1e-9)
        np.testing.assert_allclose(other.model_se, found.model_se, atol=1e-9)
    twice = rasch_severities(np.concatenate([x, x]), np.concatenate([w, w]))
    np.testing.assert_allclose(twice.severity, found.severity, atol=1e-9)
    np.testing.assert_allclose(twice.model_se, found.model_se / np.sqrt(2), atol=1e-9)
    for one, whole in zip(rasch_fit(x, w, found), rasch_fit(np.concatenate([x, x]), np.tile(w, 2), twice), strict=True):
        np.testing.assert_allclose(one, whole, atol=1e-9)


@given(st.integers(0, 300))
def test_no_for_yes_turns_severities_round(seed: int) -> None:
    x, w = drawn(seed), weighed(seed)
    found, turned = rasch_severities(x, w), rasch_severities(1 - x, w)
    np.testing.assert_allclose(turned.severity, -found.severity, atol=1e-9)
    np.testing.assert_allclose(rasch_fit(1 - x, w, turned).infit, rasch_fit(x, w, found).infit, atol=1e-9)


@given(st.integers(0, 300))
def test_a_whole_weight_is_so_many_rows(seed: int) -> None:
    x = drawn(seed)
    copies = np.random.default_rng(seed).integers(1, 4, len(x))
    found, whole = rasch_severities(x, copies.astype(float)), rasch_severities(np.repeat(x, copies, axis=0))
    np.testing.assert_allclose(found.severity, whole.severity, atol=1e-9)


def test_known_severities_are_found_again() -> None:
    """Within four standard errors, which are below 0.05 with 8,000 persons."""
    severity = np.array([-1.5, -0.7, 0.1, 0.6, 1.5])
    x = drawn(1, 8000, tuple(severity))
    found = rasch_severities(x)
    assert found.model_se.max() < 0.05
    assert (np.abs(found.severity - severity) < 4 * found.model_se).all()
    fit = rasch_fit(x, np.ones(len(x)), found)
    np.testing.assert_allclose(fit.infit, 1, atol=0.05)
    np.testing.assert_allclose(fit.outfit, 1, atol=0.12)


def test_an_answer_by_chance_and_one_by_rule_do_not_fit() -> None:
    x = drawn(2, 3000, (-1, -0.5, 0, 0, 0.5, 1))
    x[:, 2] = np.random.default_rng(3).random(3000) < 0.5
    x[:, 3] = x[:, [0, 1, 4, 5]].sum(axis=1) > 2
    fit = rasch_fit(x, np.ones(3000), rasch_severities(x))
    assert fit.infit[2] > 1.3 and fit.outfit[2] > 1.3
    assert fit.infit[3] < 0.7 and fit.outfit[3] < 0.7


def test_mean_squares_by_hand() -> None:
    x, w = drawn(4), weighed(4)
    found = rasch_severities(x, w)
    yes = x.sum(axis=1).astype(int)
    some = (yes > 0) & (yes < 5)
    p = by_hand(found.severity)[yes[some]]
    square, v, heavy = np.square(x[some] - p), p * (1 - p), w[some][:, None]
    infit, outfit = rasch_fit(x, w, found)
    np.testing.assert_allclose(infit, (heavy * square).sum(axis=0) / (heavy * v).sum(axis=0), atol=1e-12)
    np.testing.assert_allclose(outfit, (heavy * square / v).sum(axis=0) / heavy.sum(), atol=1e-12)


def test_rows_that_tell_nothing_do_not_count() -> None:
    x, w = drawn(5), weighed(5)
    found = rasch_severities(x, w)
    more = np.concatenate([x, np.zeros((5, 5)), np.ones((5, 5)), np.tile([1, 0, np.nan, 0, 0], (5, 1)), x[:5]])
    other = rasch_severities(more, np.concatenate([w, np.ones(15), np.zeros(5)]))
    np.testing.assert_array_equal(other.severity, found.severity)
    assert other.used.sum() == found.used.sum()
    assert other.counts[1:-1].sum() == pytest.approx(w[found.used].sum())
    assert (rasch_influence(more, np.ones(len(more)), other)[80:] == 0).all()


@given(st.integers(0, 300))
def test_influence_is_the_derivative_by_the_weights(seed: int) -> None:
    x, w = drawn(seed, 40), weighed(seed, 40)
    if rasch_parts(x, w).any():
        return
    z = rasch_influence(x, w, rasch_severities(x, w))
    for row in (0, 17):
        step = np.zeros(len(w))
        step[row] = 1e-5 * w[row]
        up, down = (rasch_severities(x, w + s).severity for s in (step, -step))
        np.testing.assert_allclose(z[row], (up - down) / 2e-5, atol=1e-6)
    np.testing.assert_allclose(z.sum(axis=0), 0, atol=1e-9)


def test_answers_that_set_items_apart_have_no_severities() -> None:
    everybody = drawn(6)
    everybody[:, 2] = 1  # also of those who would say no to all
    order = np.tril(np.ones((4, 4)))  # nobody breaks the order
    halves = np.array([[1, 0, 0, 0], [0, 1, 0, 0], [1, 1, 1, 0], [1, 1, 0, 1]], float)
    for x, parts in (
        (everybody, [0, 0, 1, 0, 0]),
        (order, [0, 1, 2, 3]),
        (halves, [0, 0, 1, 1]),
        (np.ones((3, 3)), [0, 1, 2]),
        (np.zeros((0, 3)), [0, 1, 2]),
    ):
        assert rasch_parts(x).tolist() == parts
        assert np.isnan(rasch_severities(x).severity).all()
        assert np.isnan(rasch_severities(x).inverse).all()


def test_two_items_are_no_scale() -> None:
    assert np.isnan(rasch_severities(np.array([[1.0, 0], [0, 1], [1, 0]])).severity).all()


def test_many_items_far_apart() -> None:
    severity = np.linspace(-12, 12, 60)
    found = conditional_chances(severity)
    assert np.isfinite(found).all()
    np.testing.assert_allclose(found.sum(axis=1), np.arange(61), atol=1e-9)
    x = drawn(7, 1000, tuple(np.linspace(-2, 2, 40)))
    assert np.abs(rasch_severities(x).severity - np.linspace(-2, 2, 40)).max() < 0.5


def test_as_many_weights_as_rows() -> None:
    with pytest.raises(ComputeError) as caught:
        rasch_severities(np.ones((3, 3)), np.ones(2))
    assert caught.value.problems[0].code == "stats.unequal-lengths"
