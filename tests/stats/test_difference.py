import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from berdaya.errors import ComputeError
from berdaya.stats.difference import difference, split_product
from berdaya.stats.sample import Floats

SHARE = st.floats(0.05, 0.95)
STEP = 1e-6


def one(value: float) -> Floats:
    return np.array([value])


@given(SHARE, SHARE, st.sampled_from(["absolute", "relative"]), st.sampled_from([0.0, 1.0, 8.5]))
def test_its_weights_are_its_derivatives(before: float, after: float, kind: "object", years: float) -> None:
    found = difference(one(before), one(after), kind, years)  # type: ignore[arg-type]
    ends = [
        [difference(one(before + sign * b), one(after + sign * a), kind, years).value[0] for sign in (1, -1)]  # type: ignore[arg-type]
        for b, a in ((STEP, 0.0), (0.0, STEP))
    ]
    slopes = [(up - down) / (2 * STEP) for up, down in ends]
    assert [found.before[0], found.after[0]] == pytest.approx(slopes, rel=1e-5, abs=1e-7)


def test_a_relative_change_from_nothing_does_not_exist() -> None:
    assert np.isnan(difference(one(0.0), one(0.5), "relative").value[0])
    assert difference(one(0.5), one(0.0), "relative").value[0] == -100
    with pytest.raises(ComputeError) as caught:
        difference(one(0.5), one(0.5), years=-1)
    assert [problem.code for problem in caught.value.problems] == ["stats.years-out-of-range"]


@given(SHARE, SHARE, SHARE, SHARE)
def test_the_split_is_exact_and_its_weights_are_its_derivatives(h1: float, h2: float, a1: float, a2: float) -> None:
    found = split_product((one(h1), one(h2)), (one(a1), one(a2)))
    assert found.incidence[0] + found.intensity[0] == pytest.approx(h2 * a2 - h1 * a1, abs=1e-15)
    for part, name in enumerate(("incidence", "intensity")):
        for factor, weights in ((0, found.on_h), (1, found.on_a)):
            for time in (0, 1):
                ends = []
                for sign in (1, -1):
                    given_values = [[h1, h2], [a1, a2]]
                    given_values[factor][time] += sign * STEP
                    moved = split_product(*((one(x), one(y)) for x, y in given_values))
                    ends.append(getattr(moved, name)[0])
                assert weights[part, time, 0] == pytest.approx((ends[0] - ends[1]) / (2 * STEP), abs=1e-7)
