"""Judgements about the children of each node, out of rows: what is asked about twice, left out or does not fit is noted."""

from collections import Counter
from collections.abc import Callable, Mapping
from math import isnan
from typing import Any

import numpy as np

from berdaya.errors import ComputeError, Where
from berdaya.instrument.judgements import Judged, Kind
from berdaya.instrument.model import Instrument
from berdaya.located import At, Near, Problems
from berdaya.stats.ahp import principal_weights
from berdaya.stats.best_worst import best_and_worst
from berdaya.study.declared.weights_rows import Entry, by_expert

Floats = np.ndarray[Any, np.dtype[np.float64]]
Own = tuple[Floats, Mapping[Any, Where]]
_WHOLE_BUDGET = (100.0, 1.0)  # what points are expected to add up to
_SLACK = 1e-4
_ROUNDED = 0.02  # 0.33 is the reciprocal of 3


def judged_of(kind: Kind, entries: tuple[Entry, ...], instrument: Instrument, problems: Problems) -> tuple[Judged, ...]:
    """Return what experts said, node by node in the instrument's order."""
    usable = tuple(entry for entry in entries if entry.keys and _are_siblings(entry, instrument, problems))
    told = Counter(entry.expert for entry in entries if not entry.keys)
    take: Callable[..., Own | None] = _pairs if kind == "ahp" else _numbers
    found = []
    for node in instrument.nodes:
        children = tuple(child.key for child in node.children)
        about = tuple(entry for entry in usable if entry.keys[0] in children)
        own = {
            expert: take(kind, node.key, children, rows, problems, sum(told[one] for one in {expert, ""}))
            for expert, rows in by_expert(about)
        }
        there = {expert: one for expert, one in own.items() if one is not None}
        if there:
            values = np.stack([one[0] for one in there.values()])
            places = {(e, *at): where for e, one in enumerate(there.values()) for at, where in one[1].items()}
            found.append(Judged(node.key, children, tuple(there), values, places))
    return tuple(found)


def _are_siblings(entry: Entry, instrument: Instrument, problems: Problems) -> bool:
    parents = instrument.parents
    if entry.keys[0] not in parents:
        problems.error("weights.root", entry.places[0], key=entry.keys[0])
        return False
    if len(entry.keys) == 1:
        return True
    first, second = entry.keys
    if first == second:
        problems.error("weights.itself", entry.places[0], key=first)
    elif parents[first] != parents.get(second):
        values = {"first": first, "second": second, "above": parents[first], "other": parents.get(second, "–")}
        problems.error("weights.not-siblings", entry.places[0], **values)
    return first != second and parents[first] == parents.get(second)


def _pairs(
    kind: Kind, node: str, children: tuple[str, ...], rows: list[Entry], problems: Problems, told: int
) -> Own | None:
    """An expert's matrix; the place of a judgement stands at the pair as it was written.

    `told` rows of the expert could not be read: what may be missing for that is not told again.
    """
    n = len(children)
    matrix = np.full((n, n), np.nan)
    np.fill_diagonal(matrix, 1.0)
    places: dict[tuple[int, ...], Where] = {}
    for row in rows:
        i, j = (children.index(key) for key in row.keys)
        first = places.get((i, j)) or places.get((j, i))
        if first is None:
            matrix[i, j], matrix[j, i] = row.values[0], 1 / row.values[0]
            places[i, j] = row.places[0]
        elif abs(np.log(matrix[i, j] / row.values[0])) > _ROUNDED or (i, j) in places:
            values = {"first": children[i], "second": children[j], "expert": Near(row.expert), "at": At(first)}
            code = "weights.twice" if (i, j) in places else "weights.contradicts"
            problems.error(code, row.places[0], **values)
    if _unread(rows):
        return None
    try:
        principal_weights(matrix)
    except ComputeError:
        if not told:
            problems.error("weights.not-linked", rows[0].places[0], node=node, expert=Near(rows[0].expert))
        return None
    return matrix, places


def _numbers(
    kind: Kind, node: str, children: tuple[str, ...], rows: list[Entry], problems: Problems, told: int
) -> Own | None:
    """An expert's numbers, one or two for each child; `told` as above."""
    found: dict[str, Entry] = {}
    for row in rows:
        if row.keys[0] in found:
            first = At(found[row.keys[0]].places[0])
            values = {"first": row.keys[0], "second": row.keys[0], "expert": Near(row.expert), "at": first}
            problems.error("weights.twice", row.places[0], **values)
        found.setdefault(row.keys[0], row)
    absent = [child for child in children if child not in found]
    place = rows[0].places[0]
    if absent and len(absent) <= told:
        return None
    if absent:
        values = {"node": node, "absent": ", ".join(absent), "expert": Near(rows[0].expert)}
        problems.error("weights.incomplete", place, **values)
        return None
    if _unread(rows):
        return None
    values_of = np.array([found[child].values for child in children])
    checks: Mapping[str, Callable[[Floats], str]] = {"bwm": _best_worst, "budget": _points, "given": _points}
    code = checks[kind](values_of) if kind in checks else ""
    if code:
        problems.error(code, place, node=node, expert=Near(rows[0].expert))
        return None
    total = float(values_of.sum())
    if kind == "budget" and all(abs(total - whole) > whole * _SLACK for whole in _WHOLE_BUDGET):
        problems.warn("weights.budget-sum", place, node=node, expert=Near(rows[0].expert), sum=f"{total:g}")
    places = {(k, i): where for i, child in enumerate(children) for k, where in enumerate(found[child].places)}
    if kind == "bwm":
        return values_of.T, places
    return values_of[:, 0], {(i,): where for (_, i), where in places.items()}


def _unread(rows: list[Entry]) -> bool:
    """Whether a number is wrong, which is told at its cell: what all of them say together cannot be judged."""
    return any(isnan(value) for row in rows for value in row.values)


def _best_worst(values: Floats) -> str:
    try:
        best_and_worst(*values.T)
    except ComputeError:
        return "weights.no-best-worst"
    return ""


def _points(values: Floats) -> str:
    return "" if values.sum() > 0 else "weights.all-zero"
