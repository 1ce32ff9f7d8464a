"""Comparisons in pairs against Saaty's printed examples, pymcdm 1.4.0 and AHPy 2.1."""

import warnings
from itertools import combinations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from berdaya.errors import ComputeError
from berdaya.stats.ahp import (
    consistency_ratio,
    mean_judgements,
    mean_priorities,
    principal_weights,
    worst_judgement,
)
from berdaya.stats.random_index import RANDOM_INDEX

# Upper triangles by row; weights, eigenvalue, consistency index; ratios by the tables in the order of RANDOM_INDEX.
CASES = {
    "drinks": (
        "9 5 2 1 1 1/2 1/3 1/9 1/9 1/9 1/9 1/3 1/4 1/3 1/9 1/2 1 1/3 2 1/2 1/3",
        (0.1775, 0.0191, 0.0418, 0.1164, 0.1896, 0.1288, 0.3268),
        (7.17663, 0.02944),
        (0.0223, 0.0218, 0.0219, 0.0221, 0.0235),
    ),
    "house": (
        "5 3 7 6 6 1/3 1/4 1/3 5 3 3 1/5 1/7 6 3 4 6 1/5 1/3 1/4 1/7 1/8 1/2 1/5 1/6 1/5 1/6 1/2",
        (0.1730, 0.0540, 0.1881, 0.0175, 0.0310, 0.0363, 0.1668, 0.3332),
        (9.66889, 0.23841),
        (0.1691, 0.1703, 0.1696, 0.1709, 0.1810),
    ),
    "nations": (
        "4 9 6 6 5 5 7 5 5 3 4 1/5 1/5 1/7 1/5 1 1/3 1/3 1/3 1/3 2",
        (0.4271, 0.2303, 0.0208, 0.0524, 0.0524, 0.1227, 0.0943),
        (7.60772, 0.10129),
        (0.0767, 0.0750, 0.0755, 0.0760, 0.0809),
    ),
    "distance": (
        "1/3 8 3 3 7 9 3 3 9 1/6 1/5 2 1/3 6 6",
        (0.2619, 0.3975, 0.0334, 0.1164, 0.1642, 0.0266),
        (6.45363, 0.09073),
        (0.0732, 0.0726, 0.0727, 0.0734, 0.0769),
    ),
}
HOUSE = ("size", "transport", "neighbourhood", "age", "yard", "facilities", "condition", "finance")


def matrix_of(text: str) -> np.ndarray:
    upper = [float(a) / float(b or 1) for a, _, b in (one.partition("/") for one in text.split())]
    n = round((1 + np.sqrt(1 + 8 * len(upper))) / 2)
    matrix = np.ones((n, n))
    for (i, j), value in zip(combinations(range(n), 2), upper, strict=True):
        matrix[i, j], matrix[j, i] = value, 1 / value
    return matrix


def ahpy(comparisons: dict[tuple[str, str], float], table: str = "dd") -> tuple[dict[str, float], float]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from ahpy import Compare

        found = Compare("node", comparisons, precision=6, random_index=table)
    return found.local_weights, float(found.consistency_ratio)


def pairs_of(matrix: np.ndarray) -> dict[tuple[str, str], float]:
    return {
        (str(i), str(j)): matrix[i, j] for i, j in combinations(range(len(matrix)), 2) if not np.isnan(matrix[i, j])
    }


@pytest.mark.parametrize("name", CASES)
def test_printed_examples(name: str) -> None:
    text, weights, (eigenvalue, index), ratios = CASES[name]
    matrix = matrix_of(text)
    found = principal_weights(matrix)
    assert found.weights == pytest.approx(weights, abs=5.1e-5)
    assert (found.eigenvalue, found.ci) == pytest.approx((eigenvalue, index), abs=6e-6)
    for table, ratio in zip(RANDOM_INDEX, ratios, strict=True):
        assert consistency_ratio(found.ci, len(matrix), table) == pytest.approx(ratio, abs=1e-4), table


@pytest.mark.parametrize("name", CASES)
def test_as_pymcdm_and_ahpy(name: str) -> None:
    from pymcdm.weights.subjective import AHP  # late: it loads matplotlib

    matrix = matrix_of(CASES[name][0])
    found = principal_weights(matrix)
    other = AHP(matrix=matrix)
    assert found.weights == pytest.approx(other(), abs=1e-9)
    assert consistency_ratio(found.ci, len(matrix), "tummala-ling") == pytest.approx(other.get_cr(), abs=1e-9)
    for table, theirs in (("donegan-dodd", "dd"), ("saaty-later", "saaty")):
        weights, ratio = ahpy(pairs_of(matrix), theirs)
        assert [weights[str(i)] for i in range(len(matrix))] == pytest.approx(found.weights, abs=1e-5)
        assert consistency_ratio(found.ci, len(matrix), table) == pytest.approx(ratio, abs=1e-6)  # type: ignore[arg-type]


def test_the_row_mean_short_cut_would_change_the_order_of_the_house() -> None:
    matrix = matrix_of(CASES["house"][0])
    weights, rows = principal_weights(matrix).weights, np.exp(np.log(matrix).mean(axis=1))
    at = [HOUSE.index(name) for name in ("neighbourhood", "size")]
    assert rows[at] / rows.sum() == pytest.approx((0.1487, 0.1748), abs=5.1e-5)
    assert weights[at[0]] > weights[at[1]]


def test_missing_comparisons_that_only_one_completion_fits_are_as_in_ahpy() -> None:
    matrix = np.full((5, 5), np.nan)
    np.fill_diagonal(matrix, 1.0)
    for i, j, value in ((0, 1, 2.0), (1, 2, 3.0), (1, 3, 0.5), (3, 4, 4.0)):
        matrix[i, j], matrix[j, i] = value, 1 / value
    found = principal_weights(matrix)
    weights, _ = ahpy(pairs_of(matrix))
    assert found.weights == pytest.approx([weights[str(i)] for i in range(5)], abs=2e-4)
    assert found.ci == pytest.approx(0, abs=1e-12)


def test_missing_comparisons_of_an_inconsistent_expert_are_near_those_of_ahpy() -> None:
    """Harker's rule and the smallest eigenvalue differ a little where no completion is consistent."""
    matrix = matrix_of(CASES["drinks"][0])
    for i, j in ((0, 3), (1, 5), (2, 6)):
        matrix[i, j] = matrix[j, i] = np.nan
    found = principal_weights(matrix)
    weights, _ = ahpy(pairs_of(matrix))
    assert found.weights == pytest.approx([weights[str(i)] for i in range(7)], abs=0.01)
    completed = np.where(np.isnan(matrix), np.divide.outer(found.weights, found.weights), matrix)
    again = principal_weights(completed)  # what Harker's rule says of itself
    assert again.weights == pytest.approx(found.weights, abs=1e-9)
    assert again.eigenvalue == pytest.approx(found.eigenvalue, abs=1e-9)


def test_the_worst_judgement_of_the_house_is_saatys() -> None:
    matrix = matrix_of(CASES["house"][0])
    found = worst_judgement(matrix)
    assert found is not None
    assert (HOUSE[found.first], HOUSE[found.second], found.judged) == ("neighbourhood", "condition", 6.0)
    assert 1 / 3 < found.implied < 1  # he changes it to 1/2
    mended = matrix.copy()
    mended[found.first, found.second], mended[found.second, found.first] = found.implied, 1 / found.implied
    assert principal_weights(mended).ci == pytest.approx(found.ci, abs=1e-9)
    assert consistency_ratio(found.ci, 8) < 0.10


def test_where_all_agree_or_nothing_can_be_left_out_there_is_no_worst() -> None:
    assert worst_judgement(np.divide.outer([4.0, 2.0, 1.0], [4.0, 2.0, 1.0])) is None
    assert worst_judgement(np.array([[1, 2, np.nan], [0.5, 1, 3], [np.nan, 1 / 3, 1]])) is None
    assert worst_judgement(np.array([[1, 9], [1 / 9, 1]])) is None


def test_one_and_two_things_are_always_consistent() -> None:
    assert principal_weights([[1.0]]).weights.tolist() == [1.0]
    found = principal_weights(np.array([[1, 4], [0.25, 1]]))
    assert (found.weights.tolist(), found.ci) == (pytest.approx([0.8, 0.2]), 0.0)


@pytest.mark.parametrize(
    ("matrix", "code"),
    [
        ([[1, 3], [3, 1]], "weights.not-reciprocal"),
        ([[1, 2], [np.nan, 1]], "weights.not-reciprocal"),
        ([[1, np.nan], [np.nan, 1]], "weights.not-connected"),
        ([[1, 0], [np.inf, 1]], "weights.matrix"),
        ([[1, 2, 3], [0.5, 1, 2]], "weights.matrix"),
        ([[np.nan]], "weights.matrix"),
    ],
)
def test_what_is_no_matrix_of_comparisons(matrix: list[list[float]], code: str) -> None:
    with pytest.raises(ComputeError) as caught:
        principal_weights(matrix)
    assert [problem.code for problem in caught.value.problems] == [code]


def test_no_ratio_beyond_the_table() -> None:
    assert np.isnan(consistency_ratio(0.1, 16))
    assert consistency_ratio(0.1, 16, "donegan-dodd") == pytest.approx(0.1 / 1.5078)


def judgements(n: int) -> st.SearchStrategy[np.ndarray]:
    scale = st.sampled_from([float(k) for k in range(1, 10)] + [1 / k for k in range(2, 10)])
    size = n * (n - 1) // 2
    return st.lists(scale, min_size=size, max_size=size).map(lambda values: _filled(n, values))


def _filled(n: int, values: list[float]) -> np.ndarray:
    matrix = np.ones((n, n))
    for (i, j), value in zip(combinations(range(n), 2), values, strict=True):
        matrix[i, j], matrix[j, i] = value, 1 / value
    return matrix


@given(judgements(5), st.permutations(range(5)))
def test_the_order_of_children_changes_nothing(matrix: np.ndarray, order: list[int]) -> None:
    found, turned = principal_weights(matrix), principal_weights(matrix[np.ix_(order, order)])
    assert turned.weights == pytest.approx(found.weights[order], abs=1e-9)
    assert turned.ci == pytest.approx(found.ci, abs=1e-9)


@given(st.lists(st.floats(0.05, 20), min_size=2, max_size=9), st.floats(0.1, 10))
def test_a_consistent_matrix_gives_back_its_weights_in_any_unit(weights: list[float], unit: float) -> None:
    w = np.array(weights)
    found = principal_weights(np.divide.outer(w * unit, w * unit))
    assert found.weights == pytest.approx(w / w.sum(), rel=1e-7)
    assert found.ci == pytest.approx(0, abs=1e-9)


@given(judgements(4), judgements(4))
def test_an_expert_twice_among_twice_as_many_changes_nothing(one: np.ndarray, two: np.ndarray) -> None:
    once, twice = mean_judgements([one, two]), mean_judgements([one, one, two, two])
    assert twice == pytest.approx(once, rel=1e-12)
    own = [principal_weights(matrix).weights for matrix in (one, two)]
    assert mean_priorities(own * 2) == pytest.approx(mean_priorities(own), rel=1e-12)


@given(judgements(3), judgements(3))
def test_for_three_things_both_ways_of_joining_experts_agree(one: np.ndarray, two: np.ndarray) -> None:
    """The eigenvector of three things is the geometric mean of rows, which takes means of judgements through."""
    own = [principal_weights(matrix).weights for matrix in (one, two)]
    assert principal_weights(mean_judgements([one, two])).weights == pytest.approx(mean_priorities(own), abs=1e-9)


def test_the_mean_of_judgements_is_over_those_who_compared() -> None:
    gap = np.array([[1, np.nan, 2], [np.nan, 1, 4], [0.5, 0.25, 1]])
    whole = np.array([[1, 8, 8], [1 / 8, 1, 1], [1 / 8, 1, 1]])
    assert mean_judgements([gap, whole])[0] == pytest.approx([1, 8, 4])
