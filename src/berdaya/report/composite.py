"""Where the overall score stands: before what it is made of, behind it, or nowhere at all."""

from collections.abc import Iterable
from dataclasses import fields, replace
from typing import Any, TypeVar

import numpy as np

from berdaya.estimates.change.change import Change, Direction
from berdaya.estimates.change.few_psus import FewPsus
from berdaya.estimates.change.matched import Matched
from berdaya.estimates.drivers.drivers import Drivers, Split
from berdaya.estimates.drivers.influence import Measured
from berdaya.estimates.drivers.priorities import Priorities
from berdaya.estimates.explain import Explanation
from berdaya.estimates.model import Estimates
from berdaya.estimates.sensitivity.model import Sensitivity
from berdaya.estimates.shares import Shares
from berdaya.estimates.weights.scheme_scores import SchemeScores
from berdaya.report.findings import ChangeDetail, DriverDetail, Findings, OtherWeights, SensitivityDetail
from berdaya.report.map_model import AreaMap
from berdaya.report.model import Composite

T = TypeVar("T")
_KEPT = ("n", "groups", "persons", "suppressed")  # how many answered, and whether that may be told
HIDDEN = "composite-hidden"  # the note of what is not shown


def as_shown(findings: Findings) -> Findings:
    """Return the findings as the report may tell them.

    With `composite: hide` the overall score is in none of them, nor what is only about it: so no section can show it.
    """
    if findings.composite != "hide":
        return findings
    key = findings.instrument.root.key

    def of_all(found: Any) -> Any:
        return {name: _without(one, key) for name, one in found.items()}

    return replace(
        findings,
        whole=_without(findings.whole, key),
        earlier=of_all(findings.earlier),
        by=of_all(findings.by),
        groups=_without(findings.groups, key),
        roles=_without(findings.roles, key),
        persons=_without_shares(findings.persons, key),
        group_shares=_without_shares(findings.group_shares, key),
        drivers=_without_drivers(findings.drivers),
        change=_without_change(findings.change, key) if findings.change else None,
        groups_change=_without_change(findings.groups_change, key) if findings.groups_change else None,
        groups_before=_without(findings.groups_before, key) if findings.groups_before else None,
        weights=_without_weights(findings.weights, key) if findings.weights else None,
        change_detail=_without_detail(findings.change_detail, key, findings.whole.at(key))
        if findings.change_detail
        else None,
        sensitivity=_without_run(findings.sensitivity, key) if findings.sensitivity else None,
        map=_without_map(findings.map, key) if findings.map else None,
        driver_detail=_without_root(findings.driver_detail, key),
        attention=None,  # tiers rest on the category of the overall score
        matched=_without_matched(findings.matched, key) if findings.matched else None,
        targets=tuple(one for one in findings.targets if one.target.node != key),
        worked=_part(findings.worked),
    )


def placed(composite: Composite, root: T, parts: Iterable[T]) -> tuple[T, ...]:
    """Return what is told of the root and of its parts, in the order of the setting."""
    parts = tuple(parts)
    return {"first": (root, *parts), "last": (*parts, root), "hide": parts}[composite]


def _without(estimates: Estimates, key: str) -> Estimates:
    at = estimates.at(key)
    notes = tuple(tuple(() if n == at else one for n, one in enumerate(row)) for row in estimates.notes)
    return replace(estimates, notes=notes, **_emptied(estimates, at))


def _without_detail(found: ChangeDetail, key: str, root: int) -> ChangeDetail:
    """Without what is of the root: where it was asked alike in both waves, its parts were too, and stand in its place."""
    pairs = found.pairs
    if pairs is not None:
        at = pairs.nodes.index(key)
        changes: dict[str, Any] = {}
        for field in fields(pairs):
            value = getattr(pairs, field.name)
            if isinstance(value, np.ndarray):
                empty = np.nan if value.dtype.kind == "f" and field.name not in ("n", "psus") else 0
                changes[field.name] = value.copy()
                changes[field.name][:, at] = empty
        pairs = replace(pairs, **changes)
    comparison = found.comparison
    if comparison is not None:
        at, nothing = comparison.nodes.index(key), {}
        for name in ("first", "second", "value", "se", "df", "low", "high"):
            nothing[name] = getattr(comparison, name).copy()
            nothing[name][at] = np.nan
        comparison = replace(comparison, few=_without_few(comparison.few, at), **nothing)
    splits = tuple(split for split in found.splits if split.node != key)
    few = _without_few(found.few, root) if found.few else None
    return ChangeDetail(splits, pairs, comparison, few)


def _without_matched(found: Matched, key: str) -> Matched:
    at = found.nodes.index(key)
    changes: dict[str, Any] = {}
    for field in fields(found):
        value = getattr(found, field.name)
        if isinstance(value, np.ndarray) and value.dtype.kind == "f":
            changes[field.name] = value.copy()
            changes[field.name][at] = 0 if field.name == "pairs" else np.nan
    return replace(found, **changes)


def _without_few(found: FewPsus, at: int) -> FewPsus:
    changes = {name: getattr(found, name).copy() for name in ("se", "low", "high", "p", "wild_low", "wild_high")}
    for values in changes.values():
        values[:, at] = np.nan
    return replace(found, **changes)


def _without_root(found: DriverDetail | None, key: str) -> DriverDetail | None:
    """What is left without the overall score: influence within the other nodes."""
    if found is None:
        return None
    nothing = np.full(len(found.influence.keys), np.nan)
    nested = Measured(nothing, nothing, nothing)
    inner = tuple(node for node in found.influence.nodes if node.node != key)
    none = Priorities((), np.zeros(0), np.zeros(0), (float("nan"), float("nan")), (), np.zeros(0))
    return DriverDetail(replace(found.influence, nodes=inner, nested=nested), None, none)


def _without_weights(found: OtherWeights, key: str) -> OtherWeights:
    schemes = []
    for one in found.schemes:
        at, scores = one.scores.whole.at(key), one.scores
        rank, counts = scores.rank.copy(), (scores.compared.copy(), scores.changed.copy())
        rank[:, at] = np.nan
        for count in counts:
            count[:, at] = 0
        emptied = SchemeScores(_without(scores.whole, key), _without(scores.groups, key), *counts, rank)
        schemes.append(replace(one, scores=emptied))
    return replace(found, schemes=tuple(schemes))


def _without_run(found: SensitivityDetail, key: str) -> SensitivityDetail:
    """Without what a sensitivity run has of the root, and without ranks, which are by it."""
    compared = []
    for one in found.compared:
        verdict = one.verdict.copy()
        verdict[:, one.nodes.index(key)] = ""
        compared.append(replace(one, verdict=verdict))
    runs = [_emptied_run(run, key) if run else None for run in (found.run, found.as_scored)]
    return SensitivityDetail(runs[0], runs[1], tuple(compared), found.absent)


def _emptied_run(run: Sensitivity, key: str) -> Sensitivity:
    at = run.at(key)
    changes: dict[str, Any] = {}
    for name in ("value", "median", "low90", "high90", "low95", "high95", "bands", "same", "empty"):
        changes[name] = getattr(run, name).copy()
        changes[name][at] = np.nan
    band = run.band.copy()
    band[at] = -1
    for name in ("scores", "categories"):
        parts = [part.copy() for part in getattr(run, name)]
        for part in parts:
            part[:, at] = np.nan
        changes[name] = type(run.scores)(*parts)
    nobody = replace(run.ranks, groups=(), value=run.ranks.value[:0], rank=run.ranks.rank[:0])
    return replace(run, band=band, ranks=nobody, draws=run.draws.clear(), **changes)


def _without_map(found: AreaMap, key: str) -> AreaMap:
    return replace(found, areas=_without(found.areas, key) if found.areas else None)


def _emptied(found: Estimates | Change, at: int) -> dict[str, Any]:
    """The arrays of a node without its figures."""
    changes: dict[str, Any] = {}
    for field in fields(found):
        value = getattr(found, field.name)
        if isinstance(value, np.ndarray) and field.name not in _KEPT:
            nothing: Any = np.nan if value.dtype.kind == "f" else False if value.dtype.kind == "b" else -1
            changes[field.name] = value.copy()
            changes[field.name][:, at] = nothing
    return changes


def _without_change(change: Change, key: str) -> Change:
    at = change.at(key)
    none: Direction = ""
    ways = tuple(tuple(none if n == at else way for n, way in enumerate(row)) for row in change.direction)
    return replace(change, direction=ways, **_emptied(change, at))


def _without_shares(shares: Shares, key: str) -> Shares:
    at = shares.nodes.index(key)
    changes = {name: getattr(shares, name).copy() for name in ("share", "se", "low", "high", "n")}
    for name, values in changes.items():
        values[:, at] = 0 if name == "n" else np.nan
    return replace(shares, **changes)


def _without_drivers(drivers: Drivers) -> Drivers:
    nothing = np.full(len(drivers.items), np.nan)
    split = Split(float("nan"), nothing, nothing, nothing, nothing, nothing, nothing, HIDDEN)
    return replace(drivers, contribution=split, shortfall=split)


def _part(worked: Explanation | None) -> Explanation | None:
    """The first part of a worked example that is made of others."""
    parts = worked.children if worked is not None else ()
    return next((part for part in parts if part.children and part.value is not None), None)
