import operator
from collections.abc import Callable, Sequence
from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from berdaya.stats.kleene import NOISE, How, all_true, any_true, compared, weighted_bounds

THREE = st.sampled_from([0.0, 1.0, float("nan")])
HOWS: tuple[How, ...] = ("equals", "not_equals", "at_least", "at_most", "above", "below")


def settled(values: list[float], rule: Callable[[Sequence[float]], bool]) -> float:
    """What a rule says where it says the same whatever the unknown values are, else NaN: logic by trying all."""
    ways = product(*([value] if value == value else [0.0, 1.0] for value in values))
    found = {float(rule(way)) for way in ways}
    return found.pop() if len(found) == 1 else float("nan")


@given(st.lists(THREE, min_size=1, max_size=5))
def test_and_and_or_are_what_holds_whatever_the_unknown_is(values: list[float]) -> None:
    parts = [np.array([value]) for value in values]
    np.testing.assert_equal(all_true(parts)[0], settled(values, all))
    np.testing.assert_equal(any_true(parts)[0], settled(values, any))


@given(
    st.lists(THREE, min_size=1, max_size=5),
    st.lists(st.integers(-3, 3), min_size=5, max_size=5),
    st.integers(-4, 8),
    st.sampled_from(HOWS),
)
def test_a_count_is_told_where_missing_answers_cannot_change_it(
    values: list[float], weights: list[int], limit: int, how: How
) -> None:
    given_weights = np.array(weights[: len(values)], float)
    low, high = weighted_bounds(np.array([values]), given_weights, np.zeros(len(values)), np.ones(len(values)))
    says: dict[str, Callable[[float, float], bool]] = {
        "equals": operator.eq,
        "not_equals": operator.ne,
        "at_least": operator.ge,
        "at_most": operator.le,
        "above": operator.gt,
        "below": operator.lt,
    }

    def total(way: Sequence[float]) -> float:
        return sum(w * v for w, v in zip(weights, way, strict=False))

    wanted = settled(values, lambda way: says[how](total(way), limit))
    found = compared(low, high, how, float(limit))[0]
    # An equality that no whole number between the ends meets is not looked for: it stays unknown at worst.
    assert np.isnan(found) or found == wanted
    if how not in ("equals", "not_equals"):
        np.testing.assert_equal(found, wanted)


@pytest.mark.parametrize(
    ("how", "wanted"), [("at_least", 1), ("below", 0), ("equals", 1), ("above", 0), ("at_most", 1)]
)
def test_float_noise_does_not_decide(how: How, wanted: float) -> None:
    sixths = np.array([1 / 6 + 1 / 6 - NOISE / 10])
    assert compared(sixths, sixths, how, 1 / 3).tolist() == [wanted]


def test_an_unknown_without_ends_stays_unknown() -> None:
    low, high = weighted_bounds(
        np.array([[np.nan, 1.0]]), np.array([0.0, 1.0]), np.full(2, -np.inf), np.full(2, np.inf)
    )
    assert (low.tolist(), high.tolist()) == ([1.0], [1.0])  # what has no weight is not needed
    low, high = weighted_bounds(np.array([[np.nan]]), np.ones(1), np.full(1, -np.inf), np.full(1, np.inf))
    assert np.isnan(compared(low, high, "at_least", 0.0)).all()
