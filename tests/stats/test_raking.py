from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from berdaya.stats.raking import margin_sums, rake

TOTALS = np.array([60.0, 40.0, 30.0, 50.0, 20.0])


def units(seed: int, n: int = 60) -> tuple[Any, Any]:
    draw = np.random.default_rng(seed)
    classes = np.stack([np.arange(n) % 2, 2 + draw.permutation(np.arange(n) % 3)], axis=1)
    return draw.uniform(0.5, 4, n), classes


@given(st.integers(0, 10_000))
def test_every_margin_is_reached(seed: int) -> None:
    weights, classes = units(seed)
    found = rake(weights, classes, TOTALS)
    np.testing.assert_allclose(margin_sums(weights * found.factor, classes, 5), TOTALS, rtol=1e-9)
    assert found.gap <= 1e-10
    assert (found.factor > 0).all()


@given(st.integers(0, 10_000))
def test_raking_of_one_margin_is_post_stratification(seed: int) -> None:
    weights, classes = units(seed)
    found = rake(weights, classes[:, :1], TOTALS[:2])
    for place in (0, 1):
        here = classes[:, 0] == place
        np.testing.assert_allclose(found.factor[here], TOTALS[place] / weights[here].sum(), rtol=1e-12)
    assert found.rounds == 1


@given(st.integers(0, 10_000), st.floats(0.01, 100))
def test_order_and_scale_of_weights_change_no_calibrated_weight(seed: int, scale: float) -> None:
    weights, classes = units(seed)
    order = np.random.default_rng(seed).permutation(len(weights))
    one = weights * rake(weights, classes, TOTALS).factor
    other = scale * weights[order] * rake(scale * weights[order], classes[order], TOTALS).factor
    np.testing.assert_allclose(one[order], other, rtol=1e-8)


def test_several_sets_of_weights_are_raked_at_once_as_one_by_one() -> None:
    weights, classes = units(1)
    sets = np.stack([weights, weights[::-1], np.ones(len(weights))])
    together = rake(sets, classes, TOTALS, tolerance=1e-12)
    for one, own in zip(sets, together.factor, strict=True):
        np.testing.assert_allclose(own, rake(one, classes, TOTALS, tolerance=1e-12).factor, rtol=1e-9)


def test_a_known_table_of_two_by_two() -> None:
    """Cells 40, 30, 35, 50 raked to rows 87, 68 and columns 65, 90: the odds ratio stays, the margins are reached."""
    cells = np.array([40.0, 30.0, 35.0, 50.0])
    classes = np.array([[0, 2], [0, 3], [1, 2], [1, 3]])
    found = cells * rake(cells, classes, np.array([87.0, 68.0, 65.0, 90.0])).factor
    assert found[0] * found[3] / (found[1] * found[2]) == pytest.approx(40 * 50 / (30 * 35), rel=1e-9)
    assert [found[:2].sum(), found[0] + found[2]] == pytest.approx([87, 65], rel=1e-9)


def test_margins_that_contradict_each_other_leave_a_gap() -> None:
    weights, classes = np.ones(2), np.array([[0, 2], [1, 3]])  # all of a are c, all of b are d
    found = rake(weights, classes, np.array([6.0, 4.0, 5.0, 5.0]), most=50)
    assert found.rounds == 50
    assert found.gap == pytest.approx(0.25)  # the last margin holds, 5 stands for the 4 of the first


def test_outside_and_empty_classes_are_passed_over() -> None:
    found = rake(np.array([2.0, 5.0, 0.0]), np.array([[0], [-1], [1]]), np.array([6.0, 9.0]))
    assert found.factor.tolist() == [3.0, 1.0, 1.0]
    assert found.gap == 0
