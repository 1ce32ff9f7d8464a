from __future__ import annotations

import itertools
import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from berdaya.stats.aggregate import (
    gap_multiplier,
    order,
    power_mean,
    power_mean_gradient,
    tied_minimum,
)

ORDERS = [1.0, 0.0, -1.0, 0.5, 2.0, 3.0, -2.0]
NAN = math.nan

values = st.lists(st.floats(0.01, 3.0), min_size=2, max_size=6)
orders = st.sampled_from(ORDERS)


def weights_of(x: list[float]) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    return np.arange(1.0, len(x) + 1)


def test_kinds_are_power_means() -> None:
    assert [order("arithmetic", 9), order("geometric", 9), order("harmonic", 9)] == [1.0, 0.0, -1.0]
    assert order("power", 2.5) == 2.5
    assert order("minimum", 9) == -np.inf


def test_means_by_hand() -> None:
    x, w = np.array([1.0, 4.0, 2.0]), np.array([2.0, 1.0, 1.0])
    assert power_mean(x, w, 1.0) == pytest.approx(2.0)
    assert power_mean(x, w, 0.0) == pytest.approx((1 * 1 * 4 * 2) ** 0.25)
    assert power_mean(x, w, -1.0) == pytest.approx(4 / (2 + 0.25 + 0.5))
    assert power_mean(x, w, 2.0) == pytest.approx(math.sqrt((2 + 16 + 4) / 4))
    assert power_mean(x, w, -np.inf) == 1.0


@pytest.mark.parametrize("p", [*ORDERS, -np.inf])
def test_an_empty_child_leaves_and_a_child_of_weight_0_has_no_say(p: float) -> None:
    kept = power_mean(np.array([1.0, 3.0]), np.array([1.0, 2.0]), p)
    assert power_mean(np.array([1.0, NAN, 3.0]), np.array([1.0, 5.0, 2.0]), p) == pytest.approx(kept)
    assert power_mean(np.array([1.0, 0.0, 3.0]), np.array([1.0, 0.0, 2.0]), p) == pytest.approx(kept)
    assert np.isnan(power_mean(np.array([NAN, NAN]), np.ones(2), p))
    assert np.isnan(power_mean(np.array([1.0, NAN]), np.array([0.0, 1.0]), p))


@pytest.mark.parametrize("p", [0.0, -1.0, -2.0])
def test_a_zero_makes_means_of_order_0_and_below_zero(p: float) -> None:
    assert power_mean(np.array([0.0, 3.0]), np.array([1.0, 9.0]), p) == 0.0


@given(values, orders)
def test_mean_lies_between_its_children_and_only_ratios_of_weights_count(x: list[float], p: float) -> None:
    w = weights_of(x)
    y = float(power_mean(np.array(x), w, p))
    assert min(x) - 1e-12 <= y <= max(x) + 1e-12
    assert power_mean(np.array(x), 7.5 * w, p) == pytest.approx(y, rel=1e-12)


@given(values)
def test_mean_rises_with_its_order(x: list[float]) -> None:
    w = weights_of(x)
    means = [float(power_mean(np.array(x), w, p)) for p in (-np.inf, -2.0, -1.0, 0.0, 0.5, 1.0, 2.0, 3.0)]
    assert all(a <= b + 1e-12 for a, b in itertools.pairwise(means))


@given(values, orders)
def test_gradient_is_the_derivative(x: list[float], p: float) -> None:
    at, w = np.array(x), weights_of(x)
    g = power_mean_gradient(at, w, p, power_mean(at, w, p))
    for c in range(len(x)):
        step = 1e-5 * x[c]  # smaller: the difference of two values is noise
        up, down = at.copy(), at.copy()
        up[c] += step
        down[c] -= step
        slope = (power_mean(up, w, p) - power_mean(down, w, p)) / (2 * step)
        assert g[c] == pytest.approx(float(slope), rel=1e-5, abs=1e-8)


def test_gradient_of_empty_and_tied_children() -> None:
    x, w = np.array([1.0, NAN, 1.0, 2.0]), np.array([1.0, 1.0, 3.0, 1.0])
    assert power_mean_gradient(x, w, 1.0, np.array(1.2))[1] == 0.0
    assert power_mean_gradient(x, w, -np.inf, np.array(1.0)).tolist() == [0.5, 0.0, 0.5, 0.0]
    assert not np.isfinite(power_mean_gradient(np.array([0.0, 1.0]), np.ones(2), 0.0, np.array(0.0))).all()


@given(values, values, orders)
def test_gap_splits_exactly(x: list[float], q: list[float], p: float) -> None:
    size = min(len(x), len(q))
    a, b = np.array(x[:size]), np.array(q[:size])
    w = weights_of(x[:size])
    m = gap_multiplier(a, b, w, p)
    gap = power_mean(a, w, p) - power_mean(b, w, p)
    assert float((m * (a - b)).sum()) == pytest.approx(float(gap), abs=1e-10)
    assert (m > 0).all()


@pytest.mark.parametrize("p", ORDERS)
def test_multiplier_where_nothing_differs_is_the_gradient(p: float) -> None:
    x, w = np.array([0.5, 1.0, 2.5]), np.array([1.0, 2.0, 3.0])
    expected = power_mean_gradient(x, w, p, power_mean(x, w, p))
    assert gap_multiplier(x, x, w, p) == pytest.approx(expected)


def test_a_minimum_has_no_split() -> None:
    assert np.isnan(gap_multiplier(np.array([1.0, 2.0]), np.zeros(2), np.ones(2), -np.inf)).all()


with_zeros = st.lists(st.sampled_from([0.0, 0.0, 0.5, 1.0, 2.25, 3.0]), min_size=1, max_size=5)


@given(with_zeros, with_zeros, st.sampled_from([-2.0, -1.0, 0.0, 0.5, 2.0]))
def test_gap_splits_exactly_through_zeros(x: list[float], q: list[float], p: float) -> None:
    size = min(len(x), len(q))
    a, b, w = np.array(x[:size]), np.array(q[:size]), weights_of(x[:size])
    m = gap_multiplier(a, b, w, p)
    gap = power_mean(a, w, p) - power_mean(b, w, p)
    assert float((m * (a - b)).sum()) == pytest.approx(float(gap), abs=1e-10)
    assert (m >= 0).all()


@pytest.mark.parametrize("p", [0.0, -1.0, -2.0])
def test_a_split_through_zeros_is_the_limit_of_a_small_value(p: float) -> None:
    w = np.array([1.0, 2.0, 3.0])
    for x, q in (
        ([1.0, 2.0, 3.0], [0.0, 0.0, 0.0]),
        ([1.0, 2.0, 3.0], [0.0, 0.0, 2.0]),
        ([0.0, 2.0, 1.0], [1.0, 1.0, 2.0]),
    ):
        a, b = np.array(x), np.array(q)
        small = 1e-290 if p == 0 else 1e-9
        near = gap_multiplier(np.maximum(a, small), np.maximum(b, small), w, p) * (a - b)
        np.testing.assert_allclose(gap_multiplier(a, b, w, p) * (a - b), near, atol=5e-3 if p == 0 else 1e-6)
    split = gap_multiplier(np.array([1.0, 2.0, 3.0]), np.zeros(3), w, p) * np.array([1.0, 2.0, 3.0])
    np.testing.assert_allclose(split, w / 6 * power_mean(np.array([1.0, 2.0, 3.0]), w, p))


def test_a_child_that_is_empty_in_either_takes_no_part_in_the_split() -> None:
    m = gap_multiplier(np.array([1.0, NAN, 2.0]), np.array([0.5, 1.0, NAN]), np.ones(3), 1.0)
    assert m.tolist() == [1.0, 0.0, 0.0]


def test_tied_minimum_compares_at_nine_digits() -> None:
    rows = np.array(
        [[1.0, 1.0 + 1e-12, 2.0], [1.0, 1.0 + 1e-6, 2.0], [NAN, 1.0, 2.0], [NAN, NAN, NAN], [2.0, 2.0, 1.0]]
    )
    assert tied_minimum(rows, np.ones(3)).tolist() == [True, False, False, False, False]
    assert not tied_minimum(np.array([1.0, 1.0]), np.array([1.0, 0.0]))
