"""The best-worst method against Rezaei's examples."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

from berdaya.errors import ComputeError
from berdaya.stats.best_worst import best_and_worst, best_worst_linear, best_worst_nonlinear, input_consistency

TRANSPORT = ((8, 2, 1), (1, 5, 8))
CAR = ((2, 1, 4, 3, 8), (4, 8, 4, 2, 1))


def test_the_linear_example_of_transport() -> None:
    found = best_worst_linear(*TRANSPORT)
    assert found.weights == pytest.approx((1 / 14, 4.5 / 14, 8.5 / 14), abs=1e-6)  # .0714 .3214 .6071
    assert found.optimum == pytest.approx(1 / 28, abs=1e-6)  # .0357
    assert found.unique
    assert np.isnan(found.ratio)


def test_the_linear_optimum_of_the_car() -> None:
    found = best_worst_linear(*CAR)
    assert found.weights == pytest.approx((0.2462, 0.4308, 0.1231, 0.1538, 0.0462), abs=5.1e-5)
    assert found.optimum == pytest.approx(0.8 / 13, abs=1e-6)  # .0615
    assert found.unique


def test_the_nonlinear_example_of_transport() -> None:
    found = best_worst_nonlinear(*TRANSPORT)
    assert found.weights == pytest.approx((0.0714, 0.3387, 0.5899), abs=5.1e-5)
    assert found.optimum == pytest.approx(0.2583, abs=5.1e-5)
    assert found.ratio == pytest.approx(0.0578, abs=1e-4)


def test_the_nonlinear_optimum_of_the_car_is_not_unique() -> None:
    found = best_worst_nonlinear(*CAR)
    assert found.optimum == pytest.approx(1.0, abs=1e-6)
    assert found.ratio == pytest.approx(0.2237, abs=1e-4)
    assert not found.unique
    assert (found.low < found.weights).all() and (found.weights < found.high).all()
    b, w = (np.array(one, float) for one in CAR)
    for ends in (found.low, found.high):  # each end can be reached, so it is no wider than it says
        assert (ends > 0).all()
    gaps = np.maximum(np.abs(found.weights[1] / found.weights - b), np.abs(found.weights / found.weights[4] - w))
    assert gaps.max() == pytest.approx(found.optimum, abs=0.35)  # the middles of intervals are near it


def test_consistency_indices_of_the_nonlinear_form() -> None:
    """The largest ξ for each comparison of the best with the worst, as Rezaei prints them."""
    printed = (0.44, 1.00, 1.63, 2.30, 3.00, 3.73, 4.47, 5.23)
    for a, index in zip(range(2, 10), printed, strict=True):
        found = best_worst_nonlinear((a, a, 1), (1, a, a))  # as inconsistent as can be
        assert found.optimum == pytest.approx(index, abs=0.0051)
        assert found.ratio == pytest.approx(1.0, abs=1e-9)


def test_consistency_of_the_comparisons_themselves() -> None:
    found = input_consistency(*TRANSPORT)
    assert found.ratio == pytest.approx(0.0357, abs=5.1e-5)
    assert (found.at, found.implied) == (1, 4.0)
    assert found.threshold == 0.1309
    assert np.isnan(input_consistency((1, 2), (2, 1)).threshold)
    assert input_consistency((1, 1, 1), (1, 1, 1)).ratio == 0.0


@pytest.mark.parametrize("solve", [best_worst_linear, best_worst_nonlinear])
def test_consistent_comparisons_give_back_their_weights(solve: object) -> None:
    found = solve((1, 2, 8, 4), (8, 4, 1, 2))  # type: ignore[operator]
    assert found.weights == pytest.approx(np.array([8, 4, 1, 2]) / 15, abs=1e-6)
    assert found.optimum == pytest.approx(0, abs=1e-6)
    assert solve((1,), (1,)).weights.tolist() == [1.0]  # type: ignore[operator]
    assert solve((1, 3), (3, 1)).weights == pytest.approx([0.75, 0.25], abs=1e-6)  # type: ignore[operator]
    assert solve((1, 1, 1), (1, 1, 1)).weights == pytest.approx([1 / 3] * 3, abs=1e-6)  # type: ignore[operator]


@pytest.mark.parametrize(
    ("to_others", "to_worst"),
    [((2, 2, 3), (3, 2, 1)), ((1, 2, 3), (3, 2, 2)), ((1, 2, 3), (4, 2, 1)), ((1, 0.5, 3), (3, 2, 1)), ((1, 2), (2,))],
)
def test_no_best_or_no_worst(to_others: tuple[float, ...], to_worst: tuple[float, ...]) -> None:
    with pytest.raises(ComputeError) as caught:
        best_worst_linear(to_others, to_worst)
    assert caught.value.problems[0].code == "weights.best-worst"


@st.composite
def comparisons(draw: st.DrawFn) -> tuple[list[float], list[float]]:
    """Comparisons of an expert: the best first, the worst last."""
    most = draw(st.integers(2, 9))
    inner = draw(st.lists(st.tuples(st.integers(2, 9), st.integers(2, 9)), min_size=1, max_size=4))
    return [1.0, *(float(b) for b, _ in inner), float(most)], [float(most), *(float(w) for _, w in inner), 1.0]


@settings(max_examples=25)
@given(comparisons(), st.randoms(use_true_random=False))
def test_the_order_of_children_changes_nothing(given_: tuple[list[float], list[float]], random: object) -> None:
    order = list(range(len(given_[0])))
    random.shuffle(order)  # type: ignore[attr-defined]
    for solve in (best_worst_linear, best_worst_nonlinear):
        found = solve(*given_)
        turned = solve([given_[0][i] for i in order], [given_[1][i] for i in order])
        assert turned.optimum == pytest.approx(found.optimum, abs=1e-6)
        assert turned.weights == pytest.approx(found.weights[order], abs=1e-5)


@settings(max_examples=25)
@given(comparisons())
def test_the_nonlinear_optimum_is_the_smallest_that_a_programme_can_fulfil(
    given_: tuple[list[float], list[float]],
) -> None:
    """Beside the shorter way to the optimum: linear programmes at an ξ a little above and a little below it."""
    b, w = (np.array(one) for one in given_)
    best, worst = best_and_worst(b, w)
    optimum = best_worst_nonlinear(b, w).optimum
    for x, feasible in ((optimum + 1e-4, True), (optimum - 1e-4, False)):
        rows = []
        for j in range(len(b)):
            for upper, lower, ratio in ((best, j, b[j]), (j, worst, w[j])):
                if upper != lower:
                    for sign in (1.0, -1.0):
                        row = np.zeros(len(b))
                        row[upper], row[lower] = sign, -sign * (ratio + sign * x)
                        rows.append(row)
        found = linprog(np.zeros(len(b)), A_ub=rows, b_ub=np.zeros(len(rows)), A_eq=np.ones((1, len(b))), b_eq=[1.0])
        if x >= 0:
            assert (found.status == 0) == feasible


def test_which_is_best_and_which_worst() -> None:
    assert best_and_worst((1, 1, 4), (4, 3, 1)) == (0, 2)
    assert best_and_worst((1,), (1,)) == (0, 0)
