"""Counts by value: none that rests on too few persons is shown, nor follows from what is shown."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from berdaya.study.for_programs.shown_counts import count_shown

CELLS = st.lists(st.tuples(st.sampled_from("abcd"), st.integers(0, 8), st.sampled_from([0.5, 1.0, 2.0])), min_size=1)


def test_rows_and_weights_are_counted() -> None:
    found = count_shown(["x", "y", "x", ""], np.array([0, 1, 2, 3]), np.array([1.0, 2.0, 0.5, 4.0]), 1)
    assert found.rows == {"": 1, "x": 2, "y": 1}
    assert found.weight == pytest.approx({"": 4.0, "x": 1.5, "y": 2.0})
    assert found.hidden == frozenset()


def test_one_person_with_many_rows_is_one_person() -> None:
    found = count_shown(["x"] * 6 + ["y"] * 5 + ["z"] * 9, np.array([0] * 6 + [*range(1, 15)]), np.ones(20), 5)
    assert found.rows["x"] == 6
    assert found.small == {"x"}
    assert found.hidden == {"x", "y"}  # x would follow from the total alone


def test_those_behind_two_small_counts_must_be_enough_together() -> None:
    # The same two persons in both: the sum of both counts rests on two, so a third is hidden.
    found = count_shown([*"ababcccccdddddd"], np.array([0, 0, 1, 1, *range(2, 13)]), np.ones(15), 3)
    assert found.small == {"a", "b"}
    assert found.hidden == {"a", "b", "c"}


@given(CELLS, st.integers(1, 4))
def test_nothing_hidden_follows(cells: list[tuple[str, int, float]], threshold: int) -> None:
    values, person, weight = (list(column) for column in zip(*cells, strict=True))
    found = count_shown(values, np.array(person), np.array(weight), threshold)
    behind = {value: {p for v, p, _ in cells if v == value} for value in set(values)}
    assert found.small == {value for value, persons in behind.items() if len(persons) < threshold}
    assert found.small <= found.hidden
    together: set[int] = set().union(*(behind[value] for value in found.hidden))
    safe = len(found.hidden) > 1 and len(together) >= threshold
    assert not found.hidden or safe or found.hidden == set(values)
    turned = count_shown(values[::-1], np.array(person[::-1]), np.array(weight[::-1]), threshold)
    assert (turned.rows, turned.small, turned.hidden) == (found.rows, found.small, found.hidden)
