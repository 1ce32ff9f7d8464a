from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from berdaya.errors import ComputeError
from berdaya.stats.saltelli_design import base_points
from berdaya.stats.weight_draws import (
    box_weights,
    chosen,
    dirichlet_weights,
    drawn_expert,
    increasing_scores,
    mixture_shares,
)

POINTS, _ = base_points(4, 4096, 1)


@pytest.mark.parametrize("spread", [0.1, 0.25, 0.6])
def test_dirichlet_has_the_moments_it_should(spread: float) -> None:
    alike = dirichlet_weights(POINTS, np.ones(4), spread)
    assert np.allclose(alike.sum(axis=1), 1)
    assert np.allclose(alike.mean(axis=0), 0.25, atol=1e-3)
    assert np.allclose(alike.std(axis=0), spread / 4, rtol=0.02)
    weights = np.array([4.0, 2.0, 1.0, 1.0])
    share, total = weights / 8, 3 / spread**2 - 1
    drawn = dirichlet_weights(POINTS, weights, spread)
    assert np.allclose(drawn.mean(axis=0), share, atol=1e-3)
    assert np.allclose(drawn.std(axis=0), np.sqrt(share * (1 - share) / (total + 1)), rtol=0.03)


@given(st.integers(0, 1000), st.floats(0.02, 0.95), st.floats(0.01, 100))
def test_draws_are_shares_and_only_ratios_of_weights_count(seed: int, spread: float, factor: float) -> None:
    draw = np.random.default_rng(seed)
    points, weights = draw.random((5, 3)), draw.random(3) + 0.01
    for method in (dirichlet_weights, box_weights):
        found = method(points, weights, spread)
        assert np.allclose(found.sum(axis=1), 1)
        assert (found >= 0).all()
        assert np.allclose(found, method(points, factor * weights, spread), rtol=1e-9)


def test_a_weight_of_0_stays_and_a_single_child_has_all() -> None:
    found = dirichlet_weights(POINTS[:, :3], np.array([1.0, 0.0, 1.0]), 0.25)
    assert (found[:, 1] == 0).all()
    assert found[:, 0].std() > 0.1
    assert (dirichlet_weights(POINTS[:, :2], np.array([0.0, 5.0]), 0.25) == [0, 1]).all()
    assert (box_weights(POINTS[:, :2], np.array([0.0, 5.0]), 0.25) == [0, 1]).all()


def test_box_stays_in_its_box() -> None:
    points = np.array([[0.0, 0.5], [1.0, 0.5], [0.5, 0.5]])
    found = box_weights(points, np.array([3.0, 1.0]), 0.25)
    assert found.tolist() == [[2.25 / 3.25, 1 / 3.25], [3.75 / 4.75, 1 / 4.75], [0.75, 0.25]]


@pytest.mark.parametrize("method", [dirichlet_weights, box_weights])
@pytest.mark.parametrize("spread", [0.0, 1.0, -0.2, float("nan")])
def test_other_spreads_are_refused(method: object, spread: float) -> None:
    assert callable(method)
    with pytest.raises(ComputeError) as error:
        method(POINTS, np.ones(4), spread)
    assert [p.code for p in error.value.problems] == ["stats.spread-out-of-range"]


def test_options_are_alike_likely() -> None:
    assert np.bincount(chosen(POINTS[:, 0], 4)).tolist() == [1024] * 4
    assert chosen(np.array([1 - 2**-53]), 3).tolist() == [2]


def test_scores_rise_and_their_mean_is_the_equal_spacing() -> None:
    found = increasing_scores(POINTS[:, :3])
    assert (np.diff(found, axis=1) >= 0).all()
    assert np.allclose(found.mean(axis=0), [0.25, 0.5, 0.75], atol=2e-3)
    assert np.allclose(found.var(axis=0), [3 / 80, 4 / 80, 3 / 80], rtol=0.02)  # Beta(k, K + 1 - k)


@given(st.lists(st.booleans(), min_size=1, max_size=6).filter(any))
def test_those_who_judged_are_alike_likely_and_others_are_never_drawn(judged: list[bool]) -> None:
    found = drawn_expert(POINTS[:, 0], POINTS[:, 1], np.array(judged))
    counts = np.bincount(found, minlength=len(judged)) / len(POINTS)
    assert np.allclose(counts, np.array(judged) / sum(judged), atol=2e-3)


def test_an_expert_who_judged_is_the_same_at_all_siblings() -> None:
    some, all_of_them = np.array([True, True, False]), np.ones(3, bool)
    here = drawn_expert(POINTS[:, 0], POINTS[:, 1], some)
    there = drawn_expert(POINTS[:, 0], POINTS[:, 2], all_of_them)
    assert (here == there)[there < 2].all()
    assert np.allclose(np.bincount(here[there == 2]) / (there == 2).sum(), 0.5, atol=0.01)


def test_mixtures_have_the_moments_of_the_bayesian_bootstrap() -> None:
    shares = mixture_shares(POINTS)
    assert np.allclose(shares.sum(axis=1), 1)
    assert np.allclose(shares.mean(axis=0), 0.25, atol=1e-3)
    assert np.allclose(shares.var(axis=0), 0.25 * 0.75 / 5, rtol=0.02)
    weights = np.array([0.1, 0.3, 0.4, 0.9])
    away = ((weights - weights.mean()) ** 2).sum()
    assert (shares @ weights).var() == pytest.approx(away / (4 * 5), rel=0.02)
    part = shares[:, :2] / shares[:, :2].sum(axis=1, keepdims=True)
    assert np.allclose(np.quantile(part[:, 0], [0.1, 0.5, 0.9]), [0.1, 0.5, 0.9], atol=0.01)  # uniform: Dirichlet(1, 1)


def test_a_share_is_never_nothing_and_points_of_0_make_no_gap() -> None:
    assert np.isfinite(mixture_shares(np.zeros((1, 3)))).all()
