"""Which figures rest on too few persons to be published, and which would give them away."""

from collections.abc import Iterator
from itertools import combinations
from typing import Any

import numpy as np

from berdaya.estimates.frame import Frame
from berdaya.estimates.persons import own_role, persons_by_roles
from berdaya.tally.codes import combine

Floats = np.ndarray[Any, np.dtype[np.float64]]
Ints = np.ndarray[Any, np.dtype[np.int64]]
Bools = np.ndarray[Any, np.dtype[np.bool_]]


def suppress(frame: Frame) -> Bools:
    """Return which figures (D, N) must not be published.

    A figure rests on too few when fewer persons than the threshold speak of themselves below its node. It must not be had
    by subtraction either: whatever is hidden along one attribute (what the published total of that line lacks) is at least
    two domains of together at least `threshold` persons, or the neighbours with the fewest persons are hidden too.
    Published totals are those by fewer of the same attributes; all below a hidden total is hidden.
    A figure that nobody gave of himself (a leader's word on his group) is never hidden for its n.
    """
    roles, column = np.unique(frame.roles_asked & own_role(frame), axis=0, return_inverse=True)
    tables: dict[tuple[int, ...], tuple[Ints, Bools]] = {}
    by = range(len(frame.domains.by))
    for size in range(min(1, len(by)), len(by) + 1):
        for attributes in combinations(by, size):
            tables[attributes] = _table(frame, attributes, roles, tables)
    of, hidden = tables[tuple(by)]
    return hidden[of][:, column]


def _table(
    frame: Frame, attributes: tuple[int, ...], roles: Bools, coarser: dict[tuple[int, ...], tuple[Ints, Bools]]
) -> tuple[Ints, Bools]:
    """Return each domain's place (D,) in the table by some of the attributes, and what that table hides (T, K)."""
    codes = [np.unique([label[a] for label in frame.domains.labels], return_inverse=True)[1] for a in attributes]
    cut = combine(codes, frame.domains.size)
    persons = persons_by_roles(frame, cut.codes[frame.domains.domain], cut.size, roles)
    hidden = (persons > 0) & (persons < frame.settings.threshold)
    shows = np.zeros(hidden.shape, bool)  # the only domain of a total that is shown: hiding it alone hides nothing
    lines = []
    for axis in range(len(attributes)):
        total = attributes[:axis] + attributes[axis + 1 :]
        of, above = coarser.get(total, (np.zeros(frame.domains.size, np.int64), np.zeros((1, hidden.shape[1]), bool)))
        line = of[cut.first]
        hidden |= above[line]
        shows |= (np.bincount(line)[line] == 1)[:, None] & ~above[line]
        lines.append(line)
    for k in np.flatnonzero(hidden.any(axis=0)):
        _complement(hidden[:, k], shows[:, k], persons[:, k], lines, frame.settings.threshold)
    return cut.codes, hidden


def _complement(hidden: Bools, shows: Bools, persons: Floats, lines: list[Ints], threshold: int) -> None:
    """Hide neighbours (in place) until no line gives a hidden figure away, or nothing is left to hide."""
    while True:
        partners = [p for line in lines for p in _partners(hidden, shows, persons, line, threshold)]
        if not partners:
            return
        hidden[partners] = True


def _partners(hidden: Bools, shows: Bools, persons: Floats, line: Ints, threshold: int) -> Iterator[int]:
    for code in np.unique(line[hidden]):
        members = np.flatnonzero(line == code)
        kept = members[hidden[members] & ~shows[members]]
        open_to_hide = members[~hidden[members] & ~shows[members] & (persons[members] > 0)]
        if len(kept) and len(open_to_hide) and (len(kept) < 2 or persons[kept].sum() < threshold):
            yield int(open_to_hide[persons[open_to_hide].argmin()])
