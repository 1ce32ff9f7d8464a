import numpy as np
import pytest

from berdaya.errors import Where
from berdaya.instrument.judgements import GROUP, Judged, Judgements, Kind, expert_schemes, inconsistent
from berdaya.stats.ahp import mean_judgements, mean_priorities, principal_weights
from berdaya.stats.random_index import RandomIndex

GOOD = np.array([[1, 2, 4], [1 / 2, 1, 2], [1 / 4, 1 / 2, 1]])
BAD = np.array([[1, 1 / 3, 1 / 5], [3, 1, 3], [5, 1 / 3, 1]])


def of(kind: Kind, experts: tuple[str, ...], values: object, name: str = "") -> Judgements:
    array = np.array(values, float)
    places: dict[tuple[int, ...], Where] = {(0, 0, 2): Where("w.csv", 3, 4), (1, 0, 2): Where("w.csv", 7, 4)}
    return Judgements(name or kind, kind, "w.csv", (Judged("v", ("a", "b", "c"), experts, array, places),))


def test_several_experts_give_two_schemes() -> None:
    joint, apart = expert_schemes(of("ahp", ("Ani", "Budi"), [GOOD, BAD], "ahp-26"), "saaty-1980")
    assert [one.scheme.name for one in (joint, apart)] == ["ahp-26", "ahp-26-priorities"]
    assert list(joint.scheme.weights["v"].values()) == pytest.approx(
        principal_weights(mean_judgements([GOOD, BAD])).weights
    )
    own = [principal_weights(matrix).weights for matrix in (GOOD, BAD)]
    assert list(apart.scheme.weights["v"].values()) == pytest.approx(mean_priorities(own))
    assert joint.spread is not None
    spread = joint.spread["v"]["a"]
    assert (spread.low, spread.high) == pytest.approx((own[1][0], 4 / 7))
    assert spread.experts == 2
    (alone,) = expert_schemes(of("ahp", ("Ani",), [GOOD]), "saaty-1980")
    assert [one.expert for one in alone.consistency] == ["Ani"]


def test_who_is_inconsistent_and_where() -> None:
    joint, _ = expert_schemes(of("ahp", ("Ani", "Budi"), [GOOD, BAD]), "saaty-1980")
    assert [(one.expert, one.accepted) for one in joint.consistency] == [("Ani", True), ("Budi", False), (GROUP, True)]
    (budi,) = inconsistent(joint)
    assert budi.ratio == pytest.approx(0.2541, abs=1e-4)
    worst = budi.worst
    assert worst is not None
    assert (worst.first, worst.second, worst.judged, str(worst.where)) == ("a", "c", 0.2, "w.csv:7:4")
    assert (worst.implied, worst.ratio) == pytest.approx((1.0, 0.0), abs=1e-9)


def test_the_table_decides_near_the_limit_and_beyond_it_nothing_does() -> None:
    tables: tuple[RandomIndex, ...] = ("saaty-1980", "donegan-dodd")
    ratios = [expert_schemes(of("ahp", ("x",), [BAD]), table)[0].consistency[0].ratio for table in tables]
    assert ratios[0] is not None and ratios[1] is not None and ratios[0] < ratios[1]
    things = tuple(f"k{i}" for i in range(16))
    many = Judgements("ahp", "ahp", "w.csv", (Judged("v", things, ("x",), np.ones((1, 16, 16)), {}),))
    (found,) = expert_schemes(many, "saaty-1980")[0].consistency
    assert (found.ratio, found.accepted, found.worst) == (None, None, None)
    assert found.eigenvalue == pytest.approx(16)


def test_comparisons_that_were_not_made_are_counted() -> None:
    gap = [[1, 2, np.nan], [1 / 2, 1, 2], [np.nan, 1 / 2, 1]]
    (found,) = expert_schemes(of("ahp", ("x",), [gap]), "saaty-1980")
    (own,) = found.consistency
    assert (own.missing, own.ratio, own.accepted) == (
        1,
        None,
        None,
    )  # two comparisons of three things contradict nothing
    assert list(found.scheme.weights["v"].values()) == pytest.approx([4 / 7, 2 / 7, 1 / 7])


def test_best_and_worst_give_a_linear_and_a_nonlinear_scheme() -> None:
    linear, nonlinear = expert_schemes(of("bwm", ("x",), [[[8, 2, 1], [1, 5, 8]]]), "saaty-1980")
    assert [one.scheme.name for one in (linear, nonlinear)] == ["bwm", "bwm-nonlinear"]
    assert linear.scheme.weights["v"]["c"] == pytest.approx(0.6071, abs=5.1e-5)
    assert nonlinear.scheme.weights["v"]["c"] == pytest.approx(0.5899, abs=5.1e-5)
    (found,) = linear.consistency
    assert (found.measure, found.limit, found.accepted, found.worst) == ("input", 0.1309, True, None)
    assert found.ratio == pytest.approx(0.0357, abs=1e-4)
    assert nonlinear.consistency[0].model_ratio == pytest.approx(0.0578, abs=1e-4)


def test_an_inconsistent_best_and_worst_is_named() -> None:
    (found, _) = expert_schemes(of("bwm", ("x",), [[[8, 7, 1], [1, 7, 8]]]), "saaty-1980")
    (one,) = inconsistent(found)
    assert one.worst is not None
    assert (one.worst.first, one.worst.second, one.worst.judged) == ("b", "a", 7.0)
    assert one.worst.implied == pytest.approx(8 / 7)
    two = Judgements("bwm", "bwm", "w", (Judged("v", ("a", "b"), ("x",), np.array([[[1, 2], [2, 1.0]]]), {}),))
    assert expert_schemes(two, "saaty-1980")[0].consistency[0].accepted is True


def test_an_optimum_that_is_not_unique_has_intervals() -> None:
    values = np.array([[[2, 1, 4, 3, 8], [4, 8, 4, 2, 1]]], float)
    car = Judgements("bwm", "bwm", "w", (Judged("v", tuple("qpcst"), ("x",), values, {}),))
    linear, nonlinear = expert_schemes(car, "saaty-1980")
    assert linear.spread is not None and nonlinear.spread is not None
    assert linear.spread["v"]["q"].free is None
    free = nonlinear.spread["v"]["q"].free
    assert free is not None and free[0] < nonlinear.scheme.weights["v"]["q"] < free[1]


@pytest.mark.parametrize(
    ("kind", "values", "weights"),
    [
        ("budget", [[20, 30, 50], [1, 1, 2]], (0.225, 0.275, 0.5)),
        ("rank", [[1, 2, 3], [2, 1, 3]], (0.4444, 0.4444, 0.1111)),
        ("given", [[2, 1, 1]], (0.5, 0.25, 0.25)),
    ],
)
def test_what_is_said_directly(kind: Kind, values: list[list[float]], weights: tuple[float, ...]) -> None:
    (found,) = expert_schemes(of(kind, ("x", "y")[: len(values)], values, f"{kind}-1"), "saaty-1980")
    assert (found.scheme.name, found.scheme.method) == (f"{kind}-1", kind)
    assert list(found.scheme.weights["v"].values()) == pytest.approx(weights, abs=5.1e-5)
    assert (found.spread is None) == (kind == "given")
    assert found.consistency == ()
