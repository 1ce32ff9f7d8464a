"""The fewest answers, each one step higher, that would move a group into the next category.

Exact for every tree: where the score is a weighted sum of answers whose steps never grow, the largest gains first are the
fewest; elsewhere `step_search` shares the steps out.
"""

from collections import Counter
from collections.abc import Sequence
from typing import Any

import numpy as np

from berdaya.estimates.attention_model import Move, Steps
from berdaya.estimates.drivers.step_search import best_scores
from berdaya.estimates.drivers.step_units import NOISE, Answer, Units, present, units_of
from berdaya.estimates.frame import Frame
from berdaya.instrument.tree import Tree, gradient
from berdaya.stats.intervals import classify

Floats = np.ndarray[Any, np.dtype[np.float64]]
EQUAL = 10  # digits on which gains are compared
FIRST_TRY = 16  # steps searched at first; doubled until they suffice


def fewest_steps(frame: Frame, domain: int, band: int) -> Steps:
    """Return the fewest steps that carry a group from its category into the next.

    `frame` is by group, on a tally with one row a cell. Answers stay where they are missing; a question that takes any
    number on its scale has no steps.
    """
    bands = frame.instrument.bands
    if band >= len(bands.cuts):
        return Steps(reason="highest")
    if not frame.tally.one_row_a_cell:
        return Steps(reason="too-many")
    units = units_of(frame, domain)
    if _is_sum(frame.tree, units):
        return _largest_first(frame, units, band)
    return _search(frame, units, band)


def _is_sum(tree: Tree, units: Units) -> bool:
    """Whether the score is a weighted sum of answers, of which no step is wider than the one before."""
    for branch in tree.branches:
        if branch.order != 1 and (present(branch, units.nodes).sum(axis=1) > 1).any():
            return False
    steps = (pair for every in units.answers for one in every for pair in zip(one.widths, one.widths[1:], strict=False))
    return all(before >= after - NOISE for before, after in steps)


def _largest_first(frame: Frame, units: Units, band: int) -> Steps:
    """Take the largest gains first; of equal ones the lowest answers, then the weakest criteria."""
    slope = np.nan_to_num(gradient(frame.tree, units.nodes)[:, 0]) * units.share[:, None]
    steps: list[tuple[tuple[float, ...], float, Answer]] = []
    for unit, answers in enumerate(units.answers):
        for one in answers:
            level, worth = one.level, float(slope[unit, one.item]) * one.part
            for width in one.widths:
                gain = width * worth
                if gain > 0:
                    order = (-round(gain, EQUAL), round(level, EQUAL), float(units.means[one.item]), one.item, one.row)
                    steps.append((order, gain, one))
                level += width
    steps.sort(key=lambda step: step[0])
    start = float((units.share * np.nan_to_num(units.nodes[:, 0])).sum())
    found = _first_above(frame, start + np.cumsum([gain for _, gain, _ in steps]), band)
    if found is None:
        return Steps(reason="unreachable")
    return Steps(found + 1, _moves(frame, [(one, 1) for _, _, one in steps[: found + 1]]))


def _search(frame: Frame, units: Units, band: int) -> Steps:
    every = sum(len(one.widths) for answers in units.answers for one in answers)
    most = min(FIRST_TRY, every)
    while True:
        best = best_scores(frame.tree, units, most)
        found = _first_above(frame, best.values, band)
        if found is not None:
            return Steps(found, _moves(frame, list(best.taken(found))))
        if most >= every:
            return Steps(reason="unreachable")
        most = min(2 * most, every)


def _first_above(frame: Frame, values: Floats, band: int) -> int | None:
    bands = frame.instrument.bands
    above = np.flatnonzero(classify(values, bands.cuts, bands.owner) > band)
    return int(above[0]) if len(above) else None


def _moves(frame: Frame, taken: Sequence[tuple[Answer, int]]) -> tuple[Move, ...]:
    """Sum steps by criterion, those with most answers first."""
    steps: Counter[int] = Counter()
    rows: dict[int, set[int]] = {}
    for answer, count in taken:
        steps[answer.item] += count
        rows.setdefault(answer.item, set()).add(answer.row)
    keys = [leaf.key for leaf in frame.instrument.leaves]
    found = [Move(keys[item], len(rows[item]), count) for item, count in steps.items()]
    return tuple(sorted(found, key=lambda move: (-move.steps, keys.index(move.key))))
