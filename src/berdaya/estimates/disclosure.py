"""Which figures rest on too few persons to be published, and which would give them away."""

from itertools import combinations
from typing import Any, NamedTuple

import numpy as np

from berdaya.estimates.domains import sum_by
from berdaya.estimates.frame import Frame
from berdaya.estimates.persons import own_role, persons_by_roles
from berdaya.tally.codes import combine

Floats = np.ndarray[Any, np.dtype[np.float64]]
Ints = np.ndarray[Any, np.dtype[np.int64]]
Bools = np.ndarray[Any, np.dtype[np.bool_]]
LARGE = 5_000_000  # figures times totals: above this a table with anything to hide is hidden whole


class _Table(NamedTuple):
    """Domains by some of the attributes: `of` (D,) the place of each finest domain, `persons`, `hidden` (T, K)."""

    of: Ints
    persons: Floats
    hidden: Bools


def suppress(frame: Frame) -> Bools:
    """Return which figures (D, N) must not be published.

    A figure rests on too few when fewer persons than the threshold speak of themselves below its node. Nor may it follow by
    addition and subtraction from what is published: the other figures of the table, and the totals by fewer of the same
    attributes (all below a hidden total is hidden). Where it would, the neighbour with the fewest persons is hidden too.
    Tables by unlike attributes (village; business) are not held against each other.
    A figure that few of many answered is hidden too, by itself.
    A figure that nobody gave of himself (a leader's word on his group) is never hidden for its n.
    """
    roles, column = np.unique(frame.roles_asked & own_role(frame), axis=0, return_inverse=True)
    tables: list[_Table] = []
    by = range(len(frame.domains.by))
    for attributes in (some for size in range(len(by) + 1) for some in combinations(by, size)):
        tables.append(_table(frame, attributes, roles, tables))
    finest = tables[-1]
    return finest.hidden[finest.of][:, column] | _few_answers(frame)


def _few_answers(frame: Frame) -> Bools:
    """Return where (D, N) fewer people than the threshold who speak of themselves gave an answer that counts."""
    domains = frame.domains
    own = own_role(frame)[frame.tally.role.codes[domains.cells]]
    at = slice(None) if own.all() else own  # no copy of the tally where all speak of themselves
    rows = sum_by(domains.domain[at], domains.size, domains.rows(frame.tally.below)[at])
    few: Bools = (rows > 0) & (rows < frame.settings.threshold)
    return few


def _table(frame: Frame, attributes: tuple[int, ...], roles: Bools, before: list[_Table]) -> _Table:
    codes = [np.unique([label[a] for label in frame.domains.labels], return_inverse=True)[1] for a in attributes]
    cut = combine(codes, frame.domains.size)
    persons = persons_by_roles(frame, cut.codes[frame.domains.domain], cut.size, roles)
    hidden = _few(persons, frame.settings.threshold)
    coarser = [t for t in before if combine([t.of, cut.codes], len(t.of)).size == cut.size]  # whose parts these are
    for table in coarser:
        hidden |= table.hidden[table.of[cut.first]]
    for k in np.flatnonzero(hidden.any(axis=0)):
        totals = [(t.of[cut.first], t.persons[:, k], t.hidden[:, k]) for t in coarser]
        _complement(hidden[:, k], persons[:, k], totals, frame.settings.threshold)
    return _Table(cut.codes, persons, hidden)


def _few(persons: Floats, threshold: int) -> Bools:
    found: Bools = (persons > 0) & (persons < threshold)
    return found


def _complement(hidden: Bools, persons: Floats, totals: list[tuple[Ints, Floats, Bools]], threshold: int) -> None:
    """Hide neighbours (T,), in place, until no figure of few persons follows, or nothing is left to hide.

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
        ways = [*tiny, *_ways(lacks, small[:, hidden], _few(persons[hidden], threshold))]
        partners = [p for way in ways for p in _partner(rows[way], hidden, cover)]
        if not partners:
            return
        hidden[partners] = True


def _ways(lacks: Bools, small: Bools, few: Bools) -> Bools:
    """Return which totals (.., totals) add up, with some factors, to each small figure that follows from them.

    Parts that always occur together cannot be told apart, so they are one column.
    """
    known, place, count = np.unique(lacks, axis=1, return_inverse=True, return_counts=True)
    single = np.zeros(len(count), bool)
    single[place[few]] = True
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
