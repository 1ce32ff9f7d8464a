"""Tiers by the rule, on estimates made by hand."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from scipy import stats

from berdaya.estimates.attention import GroupFacts, attend, tier_of
from berdaya.estimates.attention_model import Attention, GroupAttention, GroupChange, Rule, Steps
from berdaya.estimates.change.change import Change
from berdaya.estimates.model import Estimates, Settings
from berdaya.instrument.model import Instrument
from berdaya.responses.assessors import Assessors
from berdaya.responses.roster import Roster

if TYPE_CHECKING:
    from tests.conftest import Made

NAMES = ("kube 10", "Kube 9", "anggrek", "Mawar", "Melati", "Cempaka")


def instrument(made: Made) -> Instrument:
    return made.instrument(made.leaf("a"), made.leaf("b"), made.leaf("c"), made.leaf("d"))


def by_group(made: Made, answers: Any, of: Any, wave: str = "") -> Estimates:
    return made.estimate(instrument(made), {"group": of}, answers, by=("group",))


def roster(**status: str) -> Roster:
    groups = [f"g{i}" for i in range(len(NAMES))]
    every = {**dict.fromkeys(groups, "active"), **status}
    return Roster(True, dict(zip(groups, NAMES, strict=True)) | {g: g for g in status if g not in groups}, every)


LEVELS = (0, 1, 2, 3, 3, 1)  # of the groups, each answered about alike by three
OF = [f"g{i}" for i in range(6) for _ in range(3)]
ANSWERS = [
    [min(max(LEVELS[i] + shift, 0), 3), LEVELS[i], min(LEVELS[i] + 1, 3), LEVELS[i]]
    for i in range(6)
    for shift in (-1, 0, 1)
]


def attended(made: Made, rule: Rule | None = None, of: Roster | None = None, **more: Any) -> Attention:
    now = more.pop("now", None) or by_group(made, ANSWERS, OF)
    whole = made.estimate(instrument(made), {"group": OF}, ANSWERS)
    facts = GroupFacts(now=now, whole=whole, roster=of or roster())
    return attend(instrument(made), replace(facts, **more), Settings(), rule or Rule())


def tiers(attention: Attention) -> dict[str, str]:
    return {one.group: one.tier for one in attention.groups}


def test_the_category_and_its_confidence_make_the_tier(made: Made) -> None:
    found = attended(made)
    assert tiers(found) == {"g0": "help", "g1": "watch", "g2": "sound", "g3": "sound", "g4": "sound", "g5": "watch"}
    reasons = {one.group: one.reasons for one in found.groups}
    assert reasons["g0"] == ("lowest",)
    assert reasons["g3"] == ("highest",)
    assert reasons["g1"] == ("between",)


def test_groups_of_a_tier_stand_by_name_not_by_score(made: Made) -> None:
    found = attended(made, Rule(help=0.9999, sound=0.9999), of=roster())
    assert [one.name for one in found.of_tier("watch")][:2] == ["anggrek", "Cempaka"]
    every = attended(made, now=_without_error(by_group(made, ANSWERS, OF)))
    assert [one.name for one in every.groups] == ["anggrek", "Cempaka", "Kube 9", "kube 10", "Mawar", "Melati"]
    assert {one.reasons for one in every.groups} == {("no-error",)}
    assert {one.tier for one in every.groups} == {"watch"}


def _without_error(estimates: Estimates) -> Estimates:
    nothing = np.full(estimates.se.shape, np.nan)
    return replace(estimates, se=nothing, low=nothing, high=nothing, bands=np.full(estimates.bands.shape, np.nan))


def test_a_surer_rule_leaves_more_to_watch(made: Made) -> None:
    now = by_group(made, ANSWERS, OF)
    bands = now.bands.copy()
    bands[now.domains.index(("g0",)), 0] = [0.85, 0.1, 0.05]
    changed = replace(now, bands=bands)
    assert tiers(attended(made, now=changed))["g0"] == "help"
    strict = attended(made, Rule(help=0.9), now=changed)
    assert tiers(strict)["g0"] == "watch"
    assert next(one.reasons for one in strict.groups if one.group == "g0") == ("unsure-lowest",)


@pytest.mark.parametrize(
    ("standing", "fell", "covered", "tier", "reasons"),
    [
        ("highest", None, 1.0, "sound", ("highest",)),
        ("highest", 0.95, 1.0, "watch", ("highest", "fell")),
        ("between", 0.95, 1.0, "help", ("between", "fell")),
        ("lowest", 0.95, 1.0, "help", ("lowest", "fell")),
        ("between", 0.85, 1.0, "watch", ("between",)),
        ("highest", None, 0.7, "watch", ("highest", "coverage")),
        ("lowest", None, 0.7, "help", ("lowest", "coverage")),
        ("highest", 0.95, 0.7, "watch", ("highest", "fell", "coverage")),
        ("no-error", 0.95, None, "help", ("no-error", "fell")),
        ("unsure-lowest", 0.95, 1.0, "help", ("unsure-lowest", "fell")),
        ("unsure-highest", 0.95, 1.0, "watch", ("unsure-highest", "fell")),
    ],
)
def test_a_fall_and_few_answers(
    standing: str, fell: float | None, covered: float | None, tier: str, reasons: tuple[str, ...]
) -> None:
    change = None if fell is None else GroupChange(2.0, -0.5, 0.1, 5.0, fell)
    assert tier_of(Rule(), standing, change, covered) == (tier, reasons)


def test_a_fall_counts_from_where_it_matters(made: Made) -> None:
    sure = GroupChange(2.0, -0.3, 0.01, 5.0, 0.999)
    assert tier_of(Rule(fall_by=0.3), "between", sure, 1.0) == ("help", ("between", "fell"))
    assert tier_of(Rule(fall_by=0.31), "between", sure, 1.0) == ("watch", ("between",))
    assert attended(made).rule.fall_by == pytest.approx(0.3)  # a tenth of 0 to 3
    assert attended(made, Rule(fall_by=1.5)).rule.fall_by == 1.5


def test_criteria_of_few_persons_are_marked(made: Made) -> None:
    answers = [[1, 0, 2, 1], [1, 0, 2, 1], [1, 1, 2, None], *ANSWERS[3:]]
    now = by_group(made, answers, OF)
    few = np.zeros(now.suppressed.shape, bool)
    few[now.domains.index(("g0",)), now.at("d")] = True
    one = next(o for o in attended(made, now=replace(now, suppressed=few)).groups if o.group == "g0")
    assert [(weak.key, weak.small) for weak in one.weakest] == [("b", False), ("a", False), ("d", True)]


def test_in_public_nothing_told_of_all_gives_a_hidden_group_away(made: Made) -> None:
    now = by_group(made, ANSWERS, OF)
    few = np.zeros(now.suppressed.shape, bool)
    few[now.domains.index(("g0",))] = True
    who = Assessors("enumerator", {f"g{i}": f"e{i // 2}" for i in range(6)})
    facts = GroupFacts(
        now=replace(now, suppressed=few),
        whole=made.estimate(instrument(made), {"group": OF}, ANSWERS),
        roster=roster(x9="dissolved"),
        assessors=(who,),
    )
    found = attend(instrument(made), facts, Settings(profile="public"), Rule())
    assert found.ended is not None
    assert (found.ended.value, found.ended.base, found.ended.note) == (None, None, "ended-hidden")
    assert found.assessors[0].groups == 5
    inside = attend(instrument(made), facts, Settings(), Rule())
    assert inside.ended is not None
    assert inside.ended.value == pytest.approx(float(now.value[:, 0].mean()) * 6 / 7)
    assert inside.assessors[0].groups == 6


def test_groups_with_a_status_get_no_tier_and_those_without_a_score_are_named(made: Made) -> None:
    found = attended(made, of=roster(g0="dissolved", g1="inactive", x9="", x1="active", x2="not_found"))
    assert set(tiers(found)) == {"g2", "g3", "g4", "g5"}
    assert found.aside == {"inactive": ("g1",), "dissolved": ("g0",), "not_found": ("x2",)}
    assert found.unscored == ("x1", "x9")
    assert found.statuses == {"active": 5, "inactive": 1, "dissolved": 1, "not_found": 1, "": 1}
    assert found.ended is not None
    assert found.ended.ended == 2


def moved(now: Estimates, value: float, se: float, df: float = 3.0) -> Change:
    """All groups changed alike."""
    every = {"value": value, "se": se, "df": df, "low": value - se, "high": value + se}
    figures = {name: np.full(now.value.shape, one) for name, one in every.items()}
    no = np.zeros(now.value.shape, bool)
    told = {"cut": no, "suppressed": no, "beyond": np.zeros_like(now.beyond), "exact": no}
    return Change(("w1", "w2"), now.by, now.domains, now.nodes, direction=(), **told, **figures)


def test_without_an_error_a_fall_cannot_be_told(made: Made) -> None:
    now = by_group(made, ANSWERS, OF)
    one = next(o for o in attended(made, moved=moved(now, -1.5, np.nan), wave_before="w1").groups if o.group == "g1")
    assert one.change == GroupChange(now.value[now.domains.index(("g1",)), 0] + 1.5, -1.5)
    assert one.tier == "watch"
    nothing = attended(made, moved=moved(now, np.nan, np.nan), wave_before="w1")
    assert nothing.before == ""
    assert not any(one.change for one in nothing.groups)


def test_the_confidence_of_a_fall_is_that_of_the_change(made: Made) -> None:
    now = by_group(made, ANSWERS, OF)
    one = next(o for o in attended(made, moved=moved(now, -0.5, 0.2), wave_before="w1").groups if o.group == "g1")
    assert one.change is not None
    assert (one.change.value, one.change.se, one.change.df) == (-0.5, 0.2, 3.0)
    assert one.change.fell == pytest.approx(stats.t.cdf(0.5 / 0.2, 3))
    assert (one.tier, one.reasons) == ("help", ("between", "fell"))


def test_without_sampling_error_any_fall_is_sure(made: Made) -> None:
    now = by_group(made, ANSWERS, OF)
    for value, fell in ((-0.1, 1.0), (0.0, 0.0), (0.1, 0.0)):
        every = attended(made, moved=moved(now, value, 0.0, 0.0)).groups
        assert {one.change.fell for one in every if one.change} == {fell}
        assert all(one.change and one.change.df is None for one in every)


def test_the_weakest_criteria_and_their_ties(made: Made) -> None:
    answers = [[1, 0, 2, 1], [1, 0, 2, 1], [1, 1, 2, None], *ANSWERS[3:]]
    one = next(o for o in attended(made, now=by_group(made, answers, OF)).groups if o.group == "g0")
    assert [(weak.key, round(weak.value or 0.0, 3), weak.answered) for weak in one.weakest] == [
        ("b", 0.333, 3),
        ("a", 1.0, 3),
        ("d", 1.0, 2),
    ]
    assert one.tied == 0
    even = [[1, 0, 1, 1], [1, 0, 1, 1], [1, 1, 1, 1], *ANSWERS[3:]]
    assert next(o for o in attended(made, now=by_group(made, even, OF)).groups if o.group == "g0").tied == 1


def test_only_groups_that_are_not_sound_have_steps(made: Made) -> None:
    asked: list[tuple[int, int]] = []

    def steps(domain: int, band: int) -> Steps:
        asked.append((domain, band))
        return Steps(4)

    found = attended(made, steps=steps)
    assert {one.group for one in found.groups if one.steps} == {"g0", "g1", "g5"}
    assert sorted(asked) == [(0, 0), (1, 1), (5, 1)]


def test_ranks_are_ranges(made: Made) -> None:
    now = by_group(made, ANSWERS, OF)
    low = {"g0": 0.0, "g1": 0.9, "g2": 1.8, "g3": 2.5, "g4": 2.4, "g5": 0.8}
    high = {"g0": 0.5, "g1": 1.4, "g2": 2.45, "g3": 3.0, "g4": 2.9, "g5": 0.95}
    ends = [now.low.copy(), now.high.copy()]
    for group, value in low.items():
        ends[0][now.domains.index((group,)), 0] = value
        ends[1][now.domains.index((group,)), 0] = high[group]
    found = attended(made, now=replace(now, low=ends[0], high=ends[1]))
    brute = {
        one.group: (
            1 + sum(low[g] > high[one.group] for g in low),
            len(low) - sum(high[g] < low[one.group] for g in low),
        )
        for one in found.groups
    }
    assert {one.group: one.ranks for one in found.groups} == brute
    assert brute["g2"] == (2, 3)
    ends[0][now.domains.index(("g2",)), 0] = np.nan
    lost: dict[str, GroupAttention] = {
        one.group: one for one in attended(made, now=replace(now, low=ends[0], high=ends[1])).groups
    }
    assert lost["g2"].ranks == (1, 6)


def test_assessors_stand_beside(made: Made) -> None:
    who = Assessors("enumerator", {f"g{i}": f"e{i // 2}" for i in range(6)})
    (found,) = attended(made, assessors=(who,)).assessors
    assert (found.groups, found.assessors) == (6, 3)
    assert found.share is not None
