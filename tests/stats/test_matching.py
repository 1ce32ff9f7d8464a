from itertools import permutations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.spatial.distance import cdist

from berdaya.errors import ComputeError
from berdaya.stats.matching import match_pairs

DRAW = np.random.default_rng(6)


def pooled(numbers: np.ndarray, treated: np.ndarray) -> np.ndarray:
    parts = [numbers[some] for some in (treated, ~treated)]
    inner = sum((len(part) - 1) * np.atleast_2d(np.cov(part, rowvar=False)) for part in parts)
    return np.asarray(inner / (len(numbers) - 2))


def test_distances_are_those_of_scipy() -> None:
    numbers = DRAW.normal(size=(30, 3)) @ DRAW.normal(size=(3, 3))
    treated = np.arange(30) < 12
    found = match_pairs(numbers, np.zeros(30, int), treated)
    theirs = cdist(numbers, numbers, "mahalanobis", VI=np.linalg.inv(pooled(numbers, treated)))
    np.testing.assert_allclose(found.distance, theirs[found.treated, found.control], rtol=1e-9)
    assert found.treated.tolist() == list(range(12))
    assert len(set(found.control.tolist())) == 12


def test_no_other_pairs_are_nearer_in_sum() -> None:
    """By enumeration of all that can be made."""
    for _ in range(20):
        numbers, treated = DRAW.normal(size=(9, 2)), np.arange(9) < 4
        found = match_pairs(numbers, np.zeros(9, int), treated)
        apart = cdist(numbers[:4], numbers[4:], "mahalanobis", VI=np.linalg.inv(pooled(numbers, treated)))
        best = min(sum(apart[i, j] ** 2 for i, j in enumerate(chosen)) for chosen in permutations(range(5), 4))
        assert np.square(found.distance).sum() == pytest.approx(best)


@given(st.integers(0, 10_000))
def test_units_of_measurement_and_row_order_do_not_matter(seed: int) -> None:
    draw = np.random.default_rng(seed)
    numbers, treated, classes = draw.normal(size=(16, 2)), draw.random(16) < 0.4, draw.integers(0, 2, 16)
    found = match_pairs(numbers, classes, treated)
    other = match_pairs(numbers * [1e7, 1e-4] + 7, classes, treated)
    assert sorted(zip(*found[:2], strict=True)) == sorted(zip(*other[:2], strict=True))
    order = draw.permutation(16)
    mixed = match_pairs(numbers[order], classes[order], treated[order])
    back = sorted((int(order[i]), int(order[j])) for i, j in zip(*mixed[:2], strict=True))
    assert back == sorted((int(i), int(j)) for i, j in zip(*found[:2], strict=True))
    assert (classes[found.treated] == classes[found.control]).all()


def test_as_many_pairs_as_can_be_made_within_the_caliper() -> None:
    """The treated at 1 is nearest to the control at 0.9, but only the one at 0.2 can take no other."""
    numbers = np.array([[1.0], [0.2], [0.9], [1.6], [9.0]])
    treated = np.array([True, True, False, False, False])
    sd = np.sqrt(pooled(numbers, treated)[0, 0])
    found = match_pairs(numbers, np.zeros(5, int), treated, 0.75 / sd)
    assert list(zip(found.treated.tolist(), found.control.tolist(), strict=True)) == [(0, 3), (1, 2)]
    assert len(match_pairs(numbers, np.zeros(5, int), treated, 0.05 / sd).treated) == 0


def test_by_classes_alone_and_without_anybody() -> None:
    nothing = np.zeros((4, 0))
    found = match_pairs(nothing, np.array([0, 1, 1, 2]), np.array([True, True, False, False]))
    assert (found.treated.tolist(), found.control.tolist(), found.distance.tolist()) == ([1], [2], [0.0])
    assert len(match_pairs(nothing, np.zeros(4, int), np.zeros(4, bool)).treated) == 0
    constant = np.ones((3, 1))
    assert match_pairs(constant, np.zeros(3, int), np.array([True, False, False])).distance.tolist() == [0.0]


def test_what_does_not_fit_together_is_refused() -> None:
    with pytest.raises(ComputeError) as caught:
        match_pairs(np.zeros((3, 1)), np.zeros(2, int), np.zeros(3, bool))
    assert [p.code for p in caught.value.problems] == ["stats.unequal-lengths"]


def test_a_trait_that_follows_from_others_adds_nothing() -> None:
    numbers, treated = np.random.default_rng(2).normal(size=(12, 2)), np.arange(12) < 5
    doubled = np.column_stack([numbers, numbers @ [2.0, -1.0]])
    found, again = (match_pairs(some, np.zeros(12, int), treated) for some in (numbers, doubled))
    assert found.control.tolist() == again.control.tolist()
    np.testing.assert_allclose(found.distance, again.distance)
