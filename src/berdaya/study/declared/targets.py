"""Read `targets:` of study.yaml, and say what became of them."""

from collections.abc import Callable, Collection, Sequence

import polars as pl

from berdaya.errors import Problem, Where
from berdaya.estimates.model import Estimates
from berdaya.estimates.targets import Outcome, Target, judge
from berdaya.instrument.model import Instrument
from berdaya.located import At, Entries, Problems, nearest
from berdaya.responses.model import Responses

_KNOWN = ("node", "goal", "baseline", "wave", "by")
_OF_ROWS = ("group", "role")


def read_targets(
    entries: Entries, instrument: Instrument | None, waves: Sequence[str], attributes: Collection[str] | None
) -> tuple[Target, ...]:
    """Return the targets in the written order; what is wrong is noted.

    `attributes` are what a target may be by, beside group and role; None where they could not be read.
    """
    found: dict[Target, Target] = {}
    for item in entries.list("targets"):
        own = Entries.open(item, entries.problems, "targets", _KNOWN)
        target = _target(own, instrument, waves, attributes)
        if target is None:
            continue
        same = next((other for other in found if _place(other, waves) == _place(target, waves)), None)
        if same:
            entries.problems.error("study.target-twice", own.at.where, node=target.node, first=At(same.where))
        found.setdefault(target, target)
    return tuple(found)


def _place(target: Target, waves: Sequence[str]) -> tuple[str, ...]:
    return target.node, target.wave or (waves[-1] if waves else ""), target.by, target.label


def _target(
    own: Entries, instrument: Instrument | None, waves: Sequence[str], attributes: Collection[str] | None
) -> Target | None:
    if instrument is None:
        return None
    node = own.text("node", instrument.root.key)
    scale = instrument.scale
    goal = own.number("goal", None, scale.min, scale.max, required=True)
    _check(own, "node", node, [one.key for one in instrument.nodes])
    wave = own.text("wave", "")
    if wave:
        _check(own, "wave", wave, waves)
    by, label = _domain(own, attributes)
    baseline = _baseline(own, instrument, waves)
    if goal is None:
        return None
    if isinstance(baseline, float) and goal <= baseline:
        own.problems.warn("study.target-not-above", own.where("goal"), goal=goal, baseline=baseline)
    return Target(node, goal, wave, by, label, baseline, own.at.where)


def _check(own: Entries, key: str, name: str, known: Collection[str], where: Where | None = None) -> None:
    if name not in known:
        values = {"key": key, "name": name, "known": ", ".join(list(known)[:20]) or "–", **nearest(name, known)}
        own.problems.error("study.target-unknown", where or own.where(key), **values)


def _domain(own: Entries, attributes: Collection[str] | None) -> tuple[str, str]:
    """Return attribute and label of `by: {village: Salo}`."""
    part = own.mapping("by")
    names = list(part)
    if not names:
        return "", ""
    if len(names) > 1:
        own.problems.error("study.target-one-attribute", own.where("by"), names=", ".join(names))
    if attributes is not None:
        _check(part, "by", names[0], (*_OF_ROWS, *dict.fromkeys(attributes)), part.key_where(names[0]))
    return names[0], part.text(names[0], "", required=True)


def _baseline(own: Entries, instrument: Instrument, waves: Sequence[str]) -> float | str | None:
    found = own.get("baseline")
    if found is None:
        return None
    if str(found.value) in waves:
        return str(found.value)
    if isinstance(found.value, str):
        _check(own, "baseline", found.value, waves)
        return None
    return own.number("baseline", None, instrument.scale.min, instrument.scale.max)


def attributes_of(targets: Sequence[Target]) -> tuple[str, ...]:
    """Return the attributes that must be tallied for the targets."""
    return tuple(dict.fromkeys(target.by for target in targets if target.by and target.by not in _OF_ROWS))


def label_problems(targets: Sequence[Target], responses: Responses) -> tuple[Problem, ...]:
    """Return study.target-unknown for each part that neither the answers nor the list of groups has."""
    problems = Problems()
    for target in targets:
        known = _labels(target.by, responses) if target.by else ()
        if target.by and target.label not in known:
            values = {"key": target.by, "name": target.label, "known": ", ".join(known[:20])}
            problems.error("study.target-unknown", target.where, **values, **nearest(target.label, known))
    return tuple(problems)


def _labels(by: str, responses: Responses) -> tuple[str, ...]:
    tables = [table for table in (responses.rows, responses.groups.table) if by in table.columns]
    found = {str(label) for table in tables for label in table[by].cast(pl.String).unique().drop_nulls()}
    return tuple(sorted(found))


def outcomes(
    targets: Sequence[Target], last: str, estimates: Callable[[tuple[str, ...], str], Estimates]
) -> tuple[Outcome, ...]:
    """Return what became of each target; `estimates` gives those by some attributes in a wave, `last` is the last wave."""

    def one(target: Target) -> Outcome:
        by = (target.by,) if target.by else ()
        before = estimates(by, target.baseline) if isinstance(target.baseline, str) else None
        return judge(target, estimates(by, target.wave or last), before)

    return tuple(map(one, targets))
