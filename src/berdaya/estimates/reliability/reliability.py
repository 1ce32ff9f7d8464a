"""How well the items below each node measure together, by role: alpha with its interval, and each item in its set.

reliability(instrument, tally, settings, "after", ReliabilityQuery(level=0.05))
"""

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Any

import numpy as np

from berdaya.estimates.bootstrap import SEED
from berdaya.estimates.model import Settings
from berdaya.estimates.reliability.model import (
    CONSTANT,
    FEW_ANSWERS,
    Reliability,
    ReliabilityQuery,
    SetReliability,
)
from berdaya.estimates.reliability.one_set import Asked, QuestionSet, related
from berdaya.instrument.model import Instrument, Node
from berdaya.instrument.tree import asked_items
from berdaya.stats.parallel import REPLICATES
from berdaya.tally.model import LonelyPsu, Tally

Floats = np.ndarray[Any, np.dtype[np.float64]]
Bools = np.ndarray[Any, np.dtype[np.bool_]]
Ints = np.ndarray[Any, np.dtype[np.int64]]
STILL = 1e-9  # answers that differ by less are the same


def reliability(
    instrument: Instrument,
    tally: Tally,
    settings: Settings,
    wave: str,
    query: ReliabilityQuery | None = None,
    lonely: LonelyPsu = "none",
) -> Reliability:
    """Return how well the items below every node with children measure together, role by role.

    Parameters
    ----------
    instrument, settings
        As for `estimate`.
    tally
        One with a cell for each row (`detail`).
    wave
        The wave whose answers count.
    query
        What is asked for; absent: every node and role, pairwise, weighted, two-sided 5 %.
    lonely
        What to do with a stratum of one PSU: without a rule an alpha that rests on one has no error.

    Notes
    -----
    Answers are on the instrument's scale, reversed items turned. Everything but the correlation with the total comes from one
    matrix of covariances over the rows that have both items, weighted. The error of alpha is Taylor's, by its influence.
    """
    query = query or ReliabilityQuery()
    sets: list[SetReliability] = []
    weights = []
    for asked in asked_by_role(instrument, tally, wave, query.role, unweighted=query.unweighted):
        weights.append(asked.weight)
        sets += _sets(instrument, tally, settings, query, lonely, asked)
    weighted = any(np.ptp(weight) > STILL * weight.max() for weight in weights if len(weight))
    return Reliability(wave, query, settings.confidence, weighted, SEED, REPLICATES, tuple(sets))


def asked_by_role(
    instrument: Instrument, tally: Tally, wave: str, only: str = "", *, unweighted: bool = False
) -> Iterator[Asked]:
    """Yield the rows of each role (or of one only) that is asked something in a wave, in the instrument's order."""
    inside = tally.wave.codes == (tally.wave.labels.index(wave) if wave in tally.wave.labels else -1)
    here = asked_items(instrument, wave)
    for role in instrument.roles:
        if role not in tally.role.labels or only not in ("", role):
            continue
        rows = np.flatnonzero(inside & (tally.role.codes == tally.role.labels.index(role)) & (tally.weight > 0))
        mine = [leaf.question is not None and role in leaf.question.ask for leaf in instrument.leaves]
        items = np.flatnonzero(here & np.array(mine, bool))
        if len(rows) and len(items):
            weight = np.ones(len(rows)) if unweighted else tally.weight[rows]
            yield Asked(role, rows, weight, tally.answers[rows], items)


def items_below(instrument: Instrument, node: Node, items: Ints) -> Ints:
    """Return which of some items are below a node."""
    keys = {leaf.key for leaf in node.walk() if leaf.question is not None}
    return np.array([i for i in items.tolist() if instrument.leaves[i].key in keys], np.int64)


def _sets(
    instrument: Instrument, tally: Tally, settings: Settings, query: ReliabilityQuery, lonely: LonelyPsu, asked: Asked
) -> Iterator[SetReliability]:
    whole = None if query.listwise else related(asked.answers[:, asked.items], asked.weight, query)
    own = asked.role == next(iter(instrument.roles))
    for node in instrument.nodes:
        items = items_below(instrument, node, asked.items)
        if not node.children or not len(items) or query.node not in ("", node.key):
            continue
        answers = asked.answers[:, items]
        some = ~np.isnan(answers).all(axis=1)
        counts = (persons_of(tally, asked.rows[some]), *(~np.isnan(answers)).sum(axis=0).tolist())
        few = own and any(0 < count < settings.threshold for count in counts)
        kept, left_out = usable_items(instrument, answers, items, query.listwise)
        one = QuestionSet(tally, settings, query, lonely, asked, node.key, few)
        places = items[kept]
        at = np.searchsorted(asked.items, places)
        part = whole.part(at) if whole else None
        yield one.measured([leaf.key for leaf in instrument.leaves], items, places, left_out, part)


def persons_of(tally: Tally, rows: Ints) -> int:
    """Return how many persons some rows are from."""
    cell, who = tally.persons
    there = np.zeros(len(tally.unit), bool)
    there[rows] = True
    return len(np.unique(who[there[cell]]))


def usable_items(
    instrument: Instrument, answers: Floats, items: Ints, listwise: bool
) -> tuple[Bools, Mapping[str, str]]:
    """Return which items (k,) of a set can count, and why the others cannot."""
    answered = (~np.isnan(answers)).sum(axis=0) > 1
    rows = ~np.isnan(answers[:, answered]).any(axis=1) if listwise else np.ones(len(answers), bool)
    with np.errstate(invalid="ignore"):
        low = np.where(np.isnan(answers[rows]), np.inf, answers[rows]).min(axis=0, initial=np.inf)
        high = np.where(np.isnan(answers[rows]), -np.inf, answers[rows]).max(axis=0, initial=-np.inf)
        varies = high - low > STILL
    enough = answered & (high >= low)
    reasons = {
        instrument.leaves[i].key: CONSTANT if some else FEW_ANSWERS
        for i, some, vary in zip(items, enough, varies, strict=True)
        if not (some and vary)
    }
    return enough & varies, MappingProxyType(reasons)
