"""Groups that need help: tiers by a declared rule, never a ranking.

Groups that cannot be told apart share a tier; within one they stand by name.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from math import isfinite

import numpy as np

from berdaya.estimates.assessors import assessor_share
from berdaya.estimates.attention_model import (
    ASIDE,
    TIERS,
    Attention,
    GroupAttention,
    GroupChange,
    GroupErrors,
    Rule,
    Steps,
    Tier,
    WeakCriterion,
)
from berdaya.estimates.change.change import Change
from berdaya.estimates.ended import ended_score
from berdaya.estimates.model import Estimates, Settings
from berdaya.estimates.publish import rule_names
from berdaya.instrument.model import Instrument
from berdaya.responses.assessors import Assessors
from berdaya.responses.groups import STATUSES
from berdaya.responses.roster import Roster
from berdaya.stats.intervals import band_probabilities
from berdaya.words.format import or_none
from berdaya.words.order import natural

WEAKEST = 3  # criteria named for a group
DIGITS = 9  # on which values are told apart, as categories are


@dataclass(frozen=True)
class GroupFacts:
    """What is known of the groups of a wave: estimates by group, and of the study as a whole; the list of groups; who scored
    them; `moved`, the change of the groups since the wave before (None where there is none). `steps` finds the fewest steps
    of a domain and category; `errors` is as in `Attention`.
    """

    now: Estimates
    whole: Estimates
    roster: Roster
    assessors: tuple[Assessors, ...] = ()
    wave: str = ""
    wave_before: str = ""
    moved: Change | None = None
    steps: Callable[[int, int], Steps] | None = None
    errors: GroupErrors = ""


def attend(instrument: Instrument, facts: GroupFacts, settings: Settings, rule: Rule) -> Attention:
    """Return the groups in their tiers.

    A group whose status is inactive, dissolved or not found gets no tier. Else, by its overall score: `help` where it lies
    in the lowest category with at least the rule's confidence, `sound` in the highest likewise, `watch` otherwise. A score
    that surely fell, by enough to matter, moves it one tier nearer to help, though none of the highest category to `help`;
    too few answers keep it from being sound. Groups are not withheld yet; what is told of all of them together gives none
    away that will be.
    """
    now, roster = facts.now, facts.roster
    if rule.fall_by is None:
        rule = replace(rule, fall_by=(instrument.scale.max - instrument.scale.min) / 10)
    root = now.at(instrument.root.key)
    scored = {labels[0]: d for d, labels in enumerate(now.domains) if isfinite(now.value[d, root])}
    aside = {status: _of_status(roster, status) for status in ASIDE}
    named = {group for groups in aside.values() for group in groups}
    moved = {} if facts.moved is None else {labels[0]: place for place, labels in enumerate(facts.moved.domains)}
    placed = [
        _place(instrument, facts, rule, settings.threshold, d, moved.get(group))
        for group, d in scored.items()
        if group not in named
    ]
    scores = {group: float(now.value[d, root]) for group, d in scored.items()}
    closed = {group for group, d in scored.items() if settings.profile == "public" and now.suppressed[d, root]}
    shown = {group: score for group, score in scores.items() if group not in closed}
    unscored = [group for group in roster.groups if group not in scored and group not in named]
    return Attention(
        rule=rule,
        wave=facts.wave,
        before=facts.wave_before if any(one.change for one in placed) else "",
        groups=with_ranks(in_order(placed)),
        statuses=_counts(roster),
        aside={status: groups for status, groups in aside.items() if groups},
        unscored=tuple(sorted(unscored, key=lambda group: _by_name(roster, group))),
        hidden=0,
        ended=ended_score(instrument, facts.whole, scores, roster, settings, rule.ended, closed),
        assessors=tuple(assessor_share(one, shown) for one in facts.assessors),
        errors=facts.errors,
    )


def _place(
    instrument: Instrument, facts: GroupFacts, rule: Rule, threshold: int, d: int, place: int | None
) -> GroupAttention:
    now = facts.now
    root = now.at(instrument.root.key)
    band, top = int(now.band[d, root]), len(instrument.bands.labels) - 1
    sure = or_none(now.bands[d, root, band])
    change = _change(facts, instrument.root.key, d, place)
    lost = or_none(now.lost[d, root])
    covered = None if lost is None else 1 - lost
    tier, reasons = tier_of(rule, _standing(band, top, sure, rule), change, covered)
    leaves = [now.at(leaf.key) for leaf in instrument.leaves]
    weakest, tied = ((), 0) if tier == "sound" else _weakest(now, d, leaves, threshold)
    return GroupAttention(
        group=now.domains[d][0],
        name=facts.roster.names.get(now.domains[d][0], now.domains[d][0]),
        tier=tier,
        reasons=reasons,
        value=float(now.value[d, root]),
        band=band,
        sure=sure,
        low=or_none(now.low[d, root]),
        high=or_none(now.high[d, root]),
        n=int(now.n[d, root]),
        covered=covered,
        exact="certain" in now.notes[d][root],
        change=change,
        weakest=weakest,
        tied=tied,
        steps=facts.steps(d, band) if facts.steps and tier != "sound" else None,
        small=bool(now.suppressed[d, root]),
        closed=bool(now.suppressed[d, leaves].any()),
        beyond=rule_names(now.beyond[d, root]),
    )


def _standing(band: int, top: int, sure: float | None, rule: Rule) -> str:
    """How a group stands by its category alone, as a reason."""
    if sure is None:
        return "no-error"
    if 0 < band < top:
        return "between"
    if band == 0:
        return "lowest" if sure >= rule.help else "unsure-lowest"
    return "highest" if sure >= rule.sound else "unsure-highest"


def tier_of(
    rule: Rule, standing: str, change: GroupChange | None, covered: float | None
) -> tuple[Tier, tuple[str, ...]]:
    """Return the tier of a group, and why, from how it stands by its category, its change and its share of answers."""
    start: Mapping[str, Tier] = {"lowest": "help", "highest": "sound"}
    place = TIERS.index(start.get(standing, "watch"))
    reasons = [standing]
    if _fell(rule, change):
        place = max(place - 1, TIERS.index("watch" if "highest" in standing else "help"))
        reasons.append("fell")
    if covered is not None and covered < rule.coverage:
        place = min(place, TIERS.index("watch"))
        reasons.append("coverage")
    return TIERS[place], tuple(reasons)


def _fell(rule: Rule, change: GroupChange | None) -> bool:
    """Whether a score fell as surely, and by as much, as the rule says."""
    if change is None or change.fell is None or change.fell < rule.fall:
        return False
    return round(change.value, DIGITS) <= -round(rule.fall_by or 0.0, DIGITS)


def _change(facts: GroupFacts, root: str, d: int, place: int | None) -> GroupChange | None:
    """The change since the wave before, and how surely it is a fall."""
    moved = facts.moved
    if moved is None or place is None:
        return None
    at = moved.at(root)
    value, se, df = (float(found[place, at]) for found in (moved.value, moved.se, moved.df))
    if not isfinite(value):
        return None
    then, small = float(facts.now.value[d, facts.now.at(root)]) - value, bool(moved.suppressed[place, at])
    if not isfinite(se):
        return GroupChange(then, value, small=small)
    fell = or_none(band_probabilities(round(value, DIGITS), se, df if se else np.inf, [0.0], "upper")[0])
    return GroupChange(then, value, se, df if se else None, fell, small)


def _weakest(now: Estimates, d: int, leaves: list[int], threshold: int) -> tuple[tuple[WeakCriterion, ...], int]:
    """The weakest criteria, in the instrument's order where they tie, and how many more tie with the last."""
    there = [at for at in leaves if isfinite(now.value[d, at])]
    there.sort(key=lambda at: round(float(now.value[d, at]), DIGITS))
    few = now.suppressed[d] & (np.minimum(now.n[d], now.persons[d]) < threshold)  # not what only covers for others
    found = tuple(
        WeakCriterion(
            now.nodes[at], float(now.value[d, at]), int(now.n[d, at]), bool(few[at]), rule_names(now.beyond[d, at])
        )
        for at in there[:WEAKEST]
    )
    last = round(float(now.value[d, there[len(found) - 1]]), DIGITS) if found else None
    return found, sum(round(float(now.value[d, at]), DIGITS) == last for at in there[WEAKEST:])


def in_order(placed: Sequence[GroupAttention]) -> tuple[GroupAttention, ...]:
    """Return the groups by tier, help first, then by name."""
    return tuple(sorted(placed, key=lambda one: (TIERS.index(one.tier), natural(one.name), one.group)))


def with_ranks(placed: Sequence[GroupAttention]) -> tuple[GroupAttention, ...]:
    """Return the groups, each with its best and worst possible place: 1 + groups surely above it, all less those surely below.

    A group is surely above another where their intervals do not meet; one without an interval may be anywhere.
    """
    known = [one.low is not None and one.high is not None for one in placed]
    lows = np.array([one.low if there else -np.inf for one, there in zip(placed, known, strict=True)], float)
    highs = np.array([one.high if there else np.inf for one, there in zip(placed, known, strict=True)], float)
    above = len(placed) - np.searchsorted(np.sort(lows), highs, side="right")
    below = np.searchsorted(np.sort(highs), lows, side="left")
    return tuple(
        replace(one, ranks=(int(best) + 1, len(placed) - int(worst)))
        for one, best, worst in zip(placed, above, below, strict=True)
    )


def _of_status(roster: Roster, status: str) -> tuple[str, ...]:
    groups = [group for group in roster.groups if roster.status[group] == status]
    return tuple(sorted(groups, key=lambda group: _by_name(roster, group)))


def _by_name(roster: Roster, group: str) -> tuple[list[tuple[int, str]], str]:
    return natural(roster.names.get(group, group)), group


def _counts(roster: Roster) -> Mapping[str, int]:
    values = list(roster.status.values())
    return {status: values.count(status) for status in (*STATUSES, "") if status in values}
