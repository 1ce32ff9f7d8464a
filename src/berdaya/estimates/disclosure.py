"""Which figures rest on too few persons to be published, and which would give them away."""

from collections.abc import Sequence
from itertools import combinations
from typing import Any, NamedTuple

import numpy as np

from berdaya.estimates.domains import sum_by
from berdaya.estimates.frame import Frame
from berdaya.estimates.persons import own_role, persons_by_roles
from berdaya.instrument.tree import Tree
from berdaya.tally.codes import combine

Floats = np.ndarray[Any, np.dtype[np.float64]]
Ints = np.ndarray[Any, np.dtype[np.int64]]
Bools = np.ndarray[Any, np.dtype[np.bool_]]
LARGE = 5_000_000  # figures times totals: above this a table with anything to hide is hidden whole


class _Table(NamedTuple):
    """Domains by some of the attributes: `of` (D,) the place of each finest domain, `persons`, `hidden` (T, N)."""

    of: Ints
    persons: Floats
    hidden: Bools


def suppress(frame: Frame) -> Bools:
    """Return which figures (D, N) must not be published.

    A figure rests on too few when fewer persons than the threshold speak of themselves and answered something below its
    node. Nor may it follow by addition and subtraction from what is published: from the other figures of the table and the
    totals by fewer of the same attributes or by one that holds its domain whole (the village of a group), or from the node
    above it and that node's other parts. Where it would, the neighbour with the fewest persons is hidden too; all below a
    hidden figure, in either sense, is hidden with it.
    The number of answers behind a hidden figure is hidden too, so the two ways cannot be combined.
    Tables by unlike attributes (village; business) are not held against each other.
    A figure that nobody gave of himself (a leader's word on his group) is never hidden.
    """
    answered = _answered(frame)
    labels = zip(*frame.domains.labels, strict=True)
    by = {
        name: np.unique(column, return_inverse=True)[1] for name, column in zip(frame.domains.by, labels, strict=False)
    }
    crossed = [some for size in range(1, len(by) + 1) for some in combinations(by.values(), size)]
    tables: list[_Table] = []
    for columns in ((), *((column,) for column in _holding(frame)), *crossed):
        tables.append(_table(frame, answered, columns, tables))
    finest = tables[-1]
    return finest.hidden[finest.of]


def _holding(frame: Frame) -> list[Ints]:
    """Return the other attributes tallied (D,) whose labels hold whole domains (the villages of groups), coarsest first."""
    domains, found = frame.domains, []
    for name, axis in frame.tally.attributes.items():
        pairs = combine([domains.domain, axis.codes[domains.cells]], len(domains.cells))
        if name not in domains.by and pairs.size == domains.size:
            column = np.zeros(domains.size, np.int64)
            column[domains.domain] = axis.codes[domains.cells]
            found.append(column)
    return sorted(found, key=lambda column: len(np.unique(column)))


def _answered(frame: Frame) -> Floats:
    """Count rows (D, N) of people who speak of themselves with an answer that counts."""
    domains = frame.domains
    own = own_role(frame)[frame.tally.role.codes[domains.cells]]
    at = slice(None) if own.all() else own  # no copy of the tally where all speak of themselves
    return sum_by(domains.domain[at], domains.size, domains.rows(frame.tally.below)[at])


def _table(frame: Frame, answered: Floats, columns: Sequence[Ints], before: list[_Table]) -> _Table:
    cut = combine(columns, frame.domains.size)
    asked = persons_by_roles(frame, cut.codes[frame.domains.domain], cut.size, frame.roles_asked & own_role(frame))
    persons = np.minimum(asked, sum_by(cut.codes, cut.size, answered))
    few = _few(persons, frame.settings.threshold)
    coarser = [t for t in before if combine([t.of, cut.codes], len(t.of)).size == cut.size]  # whose parts these are
    hidden = few.copy()
    for table in coarser:
        hidden |= table.hidden[table.of[cut.first]]
    secret = few  # what must not follow: few persons, or what would give these away within the tree
    while secret.any():
        _hide_neighbours(hidden, secret, persons, [(t.of[cut.first], t) for t in coarser], frame.settings.threshold)
        within = _hide_within(frame.tree, hidden, persons)
        if not within.any():
            break
        secret = secret | within
    return _Table(cut.codes, persons, hidden)


def _hide_neighbours(
    hidden: Bools, secret: Bools, persons: Floats, coarser: list[tuple[Ints, _Table]], threshold: int
) -> None:
    """Hide, in place, what would give a secret (T, N) away to who adds and subtracts domains; alike nodes are one task."""
    nodes = np.flatnonzero(secret.any(axis=0))
    above = [table.hidden[:, nodes] for _, table in coarser] + [table.persons[:, nodes] for _, table in coarser]
    tasks = np.concatenate([hidden[:, nodes], secret[:, nodes], persons[:, nodes], *above])
    _, first, task = np.unique(tasks, axis=1, return_index=True, return_inverse=True)
    for at, node in enumerate(nodes[first]):
        totals = [(of, table.persons[:, node], table.hidden[:, node]) for of, table in coarser]
        column = hidden[:, node].copy()
        _complement(column, secret[:, node], persons[:, node], totals, threshold)
        hidden[:, nodes[task == at]] = column[:, None]


def _hide_within(tree: Tree, hidden: Bools, persons: Floats) -> Bools:
    """Hide, in place, what would give a hidden figure away to who knows the tree, and return what was hidden (T, N).

    One hidden part follows from its node and the other parts: the part with the fewest persons is hidden too, or the node
    where there is none. A hidden node follows from its parts: all of them are hidden. Parts of no weight cover nothing.
    """
    before = hidden.copy()
    for branch in tree.branches:  # from the questions up
        children = branch.children[branch.weights > 0]
        parts, size = hidden[:, children], persons[:, children]
        shown = np.where(~parts & (size > 0), size, np.inf)
        alone = ((parts & (size > 0)).sum(axis=1) == 1) & ~hidden[:, branch.node]
        covered = np.flatnonzero(alone & np.isfinite(shown).any(axis=1))
        hidden[covered, children[shown[covered].argmin(axis=1)]] = True
        hidden[alone & ~np.isfinite(shown).any(axis=1), branch.node] = True
    for branch in reversed(tree.branches):
        hidden[:, branch.children] |= hidden[:, [branch.node]] & (persons[:, branch.children] > 0)
    return hidden & ~before


def _few(persons: Floats, threshold: int) -> Bools:
    found: Bools = (persons > 0) & (persons < threshold)
    return found


def _complement(
    hidden: Bools, secret: Bools, persons: Floats, totals: list[tuple[Ints, Floats, Bools]], threshold: int
) -> None:
    """Hide neighbours (T,), in place, until no secret and no sum of few persons follows, or nothing is left to hide.

    `totals` are the coarser tables: the total of each part, and the persons and the hiding of these.
    """
    if sum(len(gone) for _, _, gone in totals) * len(hidden) > LARGE:
        hidden[:] = True  # rather all than too little
        return
    none = np.zeros((0, len(hidden)), bool)
    parts = [(np.arange(len(gone))[:, None] == of, some, gone) for of, some, gone in totals]
    shown = np.concatenate([none, *(part[~gone] for part, _, gone in parts)])
    small = np.concatenate([none, *(part[_few(some, threshold)] for part, some, _ in parts)])
    alone = shown[shown.sum(axis=1) == 1].any(axis=0)  # its total says it, so it covers nothing
    cover = np.where((persons > 0) & ~alone, persons, np.inf)
    while True:
        rows = shown[shown[:, hidden].any(axis=1)]
        lacks = rows[:, hidden]  # what each published total says of the hidden parts together
        tiny = np.eye(len(rows), dtype=bool)[_few(lacks @ persons[hidden], threshold)]
        ways = [rows[way] for way in (*tiny, *_ways(lacks, small[:, hidden], secret[hidden]))]
        fresh = np.zeros(len(hidden), bool)
        for totals_used in sorted(
            ways, key=lambda used: int(used.sum(axis=1).min())
        ):  # narrow ones first: they cover wide
            if not totals_used[:, fresh].any():
                fresh[_partner(totals_used, hidden, cover)] = True
        if not fresh.any():
            return
        hidden |= fresh


def _ways(lacks: Bools, small: Bools, secret: Bools) -> Bools:
    """Return which totals (.., totals) add up, with some factors, to each secret or small sum that follows from them.

    Parts that always occur together cannot be told apart, so they are one column.
    """
    known, place, count = np.unique(lacks, axis=1, return_inverse=True, return_counts=True)
    single = np.zeros(len(count), bool)
    single[place[secret]] = True
    sums = np.array([np.bincount(place, weights=total, minlength=len(count)) for total in small]).reshape(
        -1, len(count)
    )
    whole = ((sums == 0) | (sums == count)).all(axis=1)
    wanted = np.concatenate([np.eye(len(count))[single & (count == 1)], sums[whole] > 0]).T
    if not wanted.size or not known.size:
        return np.zeros((0, len(lacks)), bool)
    factors = np.linalg.lstsq(known.T.astype(float), wanted, rcond=None)[0]
    follows = np.abs(known.T @ factors - wanted).max(axis=0) < 1e-6
    ways: Bools = np.abs(factors.T[follows]) > 1e-9
    return ways


def _partner(rows: Bools, hidden: Bools, cover: Floats) -> list[int]:
    """Return the part with the fewest persons of the total that hides fewest parts, if one of these still shows any."""
    usable = (rows & ~hidden & np.isfinite(cover)).any(axis=1)
    if not usable.any():
        return []
    total = rows[np.where(usable, (rows & hidden).sum(axis=1), np.inf).argmin()]
    return [int(np.where(total & ~hidden, cover, np.inf).argmin())]
