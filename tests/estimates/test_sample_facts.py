import numpy as np
import polars as pl
import pytest

from berdaya.estimates.sample_facts import Plan, share_margin, weight_steps
from berdaya.stats.sample_size import size_for_share, slovin
from berdaya.stats.weighting_effect import weighting_effect
from berdaya.tally.adjust import Adjusted


def test_a_plan_is_cochrans_size_with_slovins_beside_it_where_it_was_used() -> None:
    plan = Plan(margin=0.1, population=246, slovin=True)
    assert (plan.kind, plan.size.answers) == ("share", 70)
    assert plan.slovin_size == slovin(246, 0.1, "up")
    assert Plan(margin=0.1, population=246, slovin=True, rounding="nearest").slovin_size == slovin(246, 0.1, "nearest")
    assert Plan(margin=0.1, population=246).slovin_size is None
    assert Plan(margin=0.1, slovin=True).slovin_size is None
    assert (Plan(sd=0.6, margin=0.1).kind, Plan(sd=0.6, margin=0.1).size.answers) == ("mean", 139)


@pytest.mark.parametrize("deff", [1.0, 1.7])
def test_the_margin_is_the_one_that_the_size_was_for(deff: float) -> None:
    """Without rounding and population, the size for a margin gives that margin back."""
    size = size_for_share(0.3, 0.04, 0.9, deff=deff)
    assert share_margin(0.3, 0.9, deff, size.designed) == pytest.approx(0.04, rel=1e-12)


def test_steps_are_of_each_wave_and_role_without_weights_of_zero() -> None:
    rows = pl.DataFrame({"wave": ["a", "a", "a", "b"], "role": ["m", "m", "l", "m"]})
    base, after = np.array([1.0, 3.0, 2.0, 0.0]), np.array([2.0, 2.0, 2.0, 0.0])
    found = weight_steps(rows, Adjusted((("base", base), ("trim", after))))
    assert [(one.step, one.wave, one.role, one.rows) for one in found] == [
        ("base", "a", "m", 2), ("base", "a", "l", 1), ("trim", "a", "m", 2), ("trim", "a", "l", 1),
    ]  # fmt: skip
    first = found[0]
    assert (first.sum, first.lowest, first.highest, first.mean) == (4, 1, 3, 2)
    assert first.kish == weighting_effect(base[:2])
    assert first.effective == pytest.approx(2 / 1.25)
