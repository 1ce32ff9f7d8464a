"""What `berdaya drivers --json` prints."""

from collections.abc import Iterator
from math import isfinite
from typing import Any

import numpy as np

from berdaya.estimates.drivers.drivers import Split
from berdaya.estimates.drivers.influence import MEASURES, Influence, Measured
from berdaya.estimates.drivers.leave_out import LeaveOut
from berdaya.estimates.drivers.outcome import OutcomeShares
from berdaya.estimates.drivers.priorities import Priorities
from berdaya.study.analyses.drivers import Driven, Gap, GroupSteps
from berdaya.study.results import problem_rows, study_head
from berdaya.study.run import counts_document
from berdaya.words.format import or_none


def drivers_document(driven: Driven, lang: str) -> dict[str, Any]:
    """Return what drives a node of a study as plain data: unrounded numbers, null for what does not exist."""
    counted, found, drivers = driven.counted, driven.influence, driven.drivers
    bands = [band.key for band in counted.study.instrument.bands.labels]
    return {
        **study_head(counted.study),
        "counts": counts_document(counted.tally.counts),
        "wave": driven.wave,
        "node": driven.node,
        "seed": None if drivers.given else drivers.seed,
        "replicates": drivers.replicates,
        "role": drivers.role or None,
        "contribution": split_document(drivers.items, drivers.contribution),
        "shortfall": split_document(drivers.items, drivers.shortfall),
        "suppressed": sorted(driven.few),
        "influence": {
            "across": found.across,
            "role": found.role or None,
            "units": found.units,
            "seed": found.seed,
            "replicates": found.replicates,
            "withheld": found.withheld,
            "nodes": [row for row in influence_rows(found) if _at_or_below(driven, row["node"])],
            "overall": list(overall_rows(found)),
        },
        **({"leave_out": leave_out_document(driven.left_out, bands)} if driven.left_out else {}),
        **({"priorities": priorities_document(driven.priorities)} if driven.priorities else {}),
        **({"gap": gap_document(driven.gap)} if driven.gap else {}),
        **({"outcome": outcome_document(driven.outcome)} if driven.outcome else {}),
        **({"steps": [_steps(one, bands) for one in driven.steps]} if driven.steps is not None else {}),
        **({"steps_withheld": driven.hidden} if driven.steps is not None else {}),
        "warnings": problem_rows(counted.problems, lang),
    }


def _at_or_below(driven: Driven, key: str) -> bool:
    return any(one.key == key for one in driven.counted.study.instrument.node(driven.node).walk())


def split_document(items: tuple[str, ...], split: Split) -> dict[str, Any]:
    """Return a split, the largest part first; `alike` are the criteria that cannot be told apart from one."""
    there = not split.note and isfinite(split.total)
    order = sorted(range(len(items)), key=lambda i: -split.share[i]) if there else []
    names = ("share", "low", "high", "rank")
    return {
        "total": or_none(split.total),
        "note": split.note or None,
        "rows": [
            {
                "item": items[i],
                **{name: or_none(getattr(split, name)[i]) for name in names},
                "rank_low": or_none(split.first[i]),
                "rank_high": or_none(split.last[i]),
                "alike": [] if split.alike is None else _others(items, split.alike[i], i),
            }
            for i in order
        ],
    }


def influence_rows(found: Influence) -> Iterator[dict[str, Any]]:
    """Yield one row a node with children, parents first."""
    for node in found.nodes:
        yield {
            "node": node.node,
            "n": node.n,
            "note": node.note or None,
            "explained": or_none(node.explained),
            "largest": or_none(node.largest),
            "children": [
                {
                    "key": key,
                    "weight": float(node.weight[i]),
                    **{name: _measured(getattr(node, name), i) for name in MEASURES},
                    "against": node.against[i] or None,
                    "alike": _others(node.children, node.alike[i], i),
                }
                for i, key in enumerate(node.children)
            ],
        }


def overall_rows(found: Influence) -> Iterator[dict[str, Any]]:
    """Yield one row a node below the root that has a part in the overall score."""
    for i, key in enumerate(found.keys):
        if i and isfinite(found.effective[i]):
            yield {
                "key": key,
                "weight": float(found.effective[i]),
                **{name: _measured(getattr(found, name), i) for name in ("r2", "covariance", "nested")},
            }


def leave_out_document(found: LeaveOut, bands: list[str]) -> dict[str, Any]:
    """Return what each node's leaving does; `groups` are those whose category changes."""
    return {
        "value": or_none(found.nominal),
        "band": _band(found.nominal_band, bands),
        "seed": found.seed,
        "replicates": found.replicates,
        "rows": [
            {
                "node": key,
                "value": or_none(found.value[k]),
                "change": or_none(found.change[k]),
                "low": or_none(found.low[k]),
                "high": or_none(found.high[k]),
                "band": _band(int(found.band[k]), bands),
                "rank_shift": or_none(found.shift[k]),
                "moved": int(found.moved[k]),
                "groups": [
                    {
                        "group": group,
                        "value": or_none(found.scores[k, d]),
                        "band": _band(int(found.bands[k, d]), bands),
                        "rank": or_none(found.ranks[k, d]),
                    }
                    for d, group in enumerate(found.groups)
                ],
            }
            for k, key in enumerate(found.keys)
        ],
        "groups": [
            {
                "group": group,
                "value": or_none(found.nominal_scores[d]),
                "band": _band(int(found.nominal_bands[d]), bands),
                "rank": or_none(found.nominal_ranks[d]),
            }
            for d, group in enumerate(found.groups)
        ],
    }


def priorities_document(found: Priorities) -> dict[str, Any]:
    """Return the fields of importance and performance."""
    return {
        "lines": {"importance": or_none(found.lines[0]), "performance": or_none(found.lines[1])},
        "rows": [
            {
                "item": key,
                "importance": or_none(found.importance[i]),
                "performance": or_none(found.performance[i]),
                "field": found.field[i],
                "sure": or_none(found.sure[i]),
            }
            for i, key in enumerate(found.items)
        ],
    }


def gap_document(gap: Gap) -> dict[str, Any]:
    """Return the gap of two parts of the study, second less first, over the criteria below the node."""
    parts = gap.parts
    at = [i for i in range(len(gap.items)) if parts.there[0, i] and parts.below[i]]
    at.sort(key=lambda i: -float(parts.share[0, i]))
    sides = [
        {"label": label, "value": or_none(value), "persons": persons, "suppressed": suppressed}
        for label, value, persons, suppressed in zip(gap.labels, gap.values, gap.persons, gap.suppressed, strict=True)
    ]
    ends = [{"low": or_none(low), "high": or_none(high)} for low, high in zip(parts.low[0], parts.high[0], strict=True)]
    return {
        "by": gap.by,
        "node": gap.node,
        "sides": sides,
        "total": {"value": or_none(parts.total[0]), **ends[-1]},
        "coverage": {"value": or_none(parts.coverage[0]), **ends[-2]},
        "rows": [{"item": gap.items[i], "share": float(parts.share[0, i]), **ends[i]} for i in at],
    }


def outcome_document(found: OutcomeShares) -> dict[str, Any]:
    """Return what a node's children explain of an outcome."""
    return {
        "outcome": found.outcome,
        "node": found.node,
        "n": found.n,
        "r2": _measured(found.explained, 0),
        "rows": [
            {"key": key, **{name: _measured(getattr(found, name), i) for name in ("r", "beta", "share")}}
            for i, key in enumerate(found.children)
        ],
    }


def _steps(one: GroupSteps, bands: list[str]) -> dict[str, Any]:
    return {
        "group": one.group,
        "name": one.name,
        "value": one.value,
        "band": bands[one.band],
        "next": bands[one.band + 1] if one.band + 1 < len(bands) else None,
        "steps": one.steps.count,
        "reason": one.steps.reason or None,
        "moves": [{"item": move.key, "answers": move.answers, "steps": move.steps} for move in one.steps.moves],
    }


def _others(keys: tuple[str, ...], alike: "np.ndarray[Any, np.dtype[np.bool_]]", own: int) -> list[str]:
    return [key for i, key in enumerate(keys) if alike[i] and i != own]


def _measured(found: Measured, i: int) -> dict[str, float | None]:
    return {name: or_none(getattr(found, name)[i]) for name in ("value", "low", "high")}


def _band(place: int, bands: list[str]) -> str | None:
    return bands[place] if place >= 0 else None
