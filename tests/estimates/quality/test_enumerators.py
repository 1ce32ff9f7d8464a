from dataclasses import replace

import numpy as np
import pytest

from berdaya.estimates.quality.enumerators import Measure, Worked, alone_in_parts, enumerator_effects, outliers
from berdaya.stats.enumerator_effect import enumerator_effect

GROUPS, MEMBERS, WHO = 24, 10, 8


def worked(parts: bool = True) -> Worked:
    """24 groups of 10, each asked by one of 8 enumerators, in 6 parts."""
    group = np.repeat(np.arange(GROUPS), MEMBERS)
    nothing = np.zeros(len(group), np.int64)
    names = tuple(f"e{e}" for e in range(WHO))
    return Worked(nothing, ("member",), group % WHO, names, group, group % 6 if parts else None)


def scores(seed: int) -> np.ndarray:
    draw = np.random.default_rng(seed)
    return np.repeat(draw.normal(0, 1, GROUPS), MEMBERS) + draw.normal(0, 1, GROUPS * MEMBERS)


def test_where_groups_have_one_enumerator_the_units_are_groups() -> None:
    value = scores(1)
    (height, spread) = enumerator_effects(worked(), [Measure("overall", value, tested=True)], by_role=False)
    means = value.reshape(GROUPS, MEMBERS).mean(axis=1)
    whole = enumerator_effect(means, np.arange(GROUPS) % WHO)
    assert (height.unit, height.units, height.spread, spread.spread) == ("group", GROUPS, False, True)
    assert height.whole.f == pytest.approx(whole.f)
    within = enumerator_effect(means, np.arange(GROUPS) % WHO, np.arange(GROUPS) % 6)
    assert height.within is not None
    assert height.within.f == pytest.approx(within.f)
    assert height.best is height.within


def test_groups_that_differ_are_no_effect_of_enumerators() -> None:
    """Interviews taken for independent would find one in most of these studies."""
    rows = np.arange(GROUPS * MEMBERS) // MEMBERS % WHO
    naive = [enumerator_effect(scores(seed), rows).p < 0.05 for seed in range(200)]
    found = [enumerator_effects(worked(parts=False), [Measure("a", scores(s), tested=False)], by_role=False)[0].whole.p < 0.05
             for s in range(200)]  # fmt: skip
    assert np.mean(naive) > 0.5
    assert 0.02 < np.mean(found) < 0.09


def test_where_enumerators_share_groups_the_units_are_interviews() -> None:
    of_rows = replace(worked(), who=np.arange(GROUPS * MEMBERS) % WHO)
    (one,) = enumerator_effects(of_rows, [Measure("a", scores(2), tested=False)], by_role=False)
    assert (one.unit, one.units) == ("interview", GROUPS * MEMBERS)
    assert len(enumerator_effects(of_rows, [Measure("a", scores(2), tested=False)], by_role=True)) == 1


def test_an_enumerator_who_differs_is_named_and_p_is_adjusted_for_all() -> None:
    value, quiet = scores(3), scores(4)
    own = worked(parts=False)
    value[own.who == 5] += 4
    measures = [Measure("a", value, tested=True), Measure("b", quiet, tested=True)]
    effects = enumerator_effects(own, measures, by_role=False)
    found = outliers(effects, own.names, 0.05)
    assert (found[0].enumerator, found[0].name, found[0].spread) == ("e5", "a", False)
    assert found[0].difference == pytest.approx(value[own.who == 5].mean() - value[own.who != 5].mean())
    assert found[0].p >= effects[0].whole.p_each[5] * WHO * len(effects) * 0.99
    assert {one.enumerator for one in found} == {"e5"}


def test_alike_interviews_of_one_enumerator_show_in_the_spread() -> None:
    value, own = scores(5), worked(parts=False)
    value[own.who == 2] = 0.01 * value[own.who == 2]
    found = outliers(enumerator_effects(own, [Measure("a", value, tested=True)], by_role=False), own.names, 0.05)
    assert [(one.enumerator, one.spread, one.difference < 0) for one in found] == [("e2", True, True)]


def test_who_worked_alone_is_counted_and_has_no_p() -> None:
    own = worked()
    assert own.part is not None
    alone = replace(own, part=np.where(own.who == 7, 9, own.part))
    assert alone_in_parts(own) == 0
    assert alone_in_parts(alone) == 1
    assert alone_in_parts(worked(parts=False)) == 0
    assert alone_in_parts(replace(own, part=own.who)) == WHO
    (one,) = enumerator_effects(alone, [Measure("a", scores(6), tested=False)], by_role=False)
    assert np.isnan(one.best.p_each[7])
    assert np.isfinite(one.best.p_each[:7]).all()


def test_rows_without_an_enumerator_or_value_are_left_out() -> None:
    own = worked()
    nobody = replace(own, who=np.full(len(own.who), -1))
    assert enumerator_effects(nobody, [Measure("a", scores(1), tested=True)], by_role=False) == ()
    only = np.where(own.who == 0, 1.0, np.nan)
    assert enumerator_effects(own, [Measure("a", only, tested=True)], by_role=False) == ()
    assert outliers((), own.names, 0.05) == ()
