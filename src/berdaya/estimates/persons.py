"""How many persons a figure rests on, and which figures are too few to publish."""

from typing import Any, NamedTuple

import numpy as np

from berdaya.estimates.frame import Frame
from berdaya.tally.codes import combine

Floats = np.ndarray[Any, np.dtype[np.float64]]
Bools = np.ndarray[Any, np.dtype[np.bool_]]


class Persons(NamedTuple):
    """Distinct respondents (D, N) asked something below a node: all, and those who speak of themselves.

    People of the instrument's first role speak of themselves; a leader, facilitator or official describes the group.
    """

    all: Floats
    themselves: Floats


def count_persons(frame: Frame) -> Persons:
    """Return how many distinct respondents each node rests on."""
    tally, domains = frame.tally, frame.domains
    place = np.full(len(tally.unit), -1, np.int64)
    place[domains.cells] = domains.domain
    cell, person = tally.persons
    use = place[cell] >= 0
    domain, person, role = place[cell[use]], person[use], tally.role.codes[cell[use]]
    own = np.array([label == next(iter(frame.instrument.roles), "") for label in tally.role.labels], bool)
    patterns = np.unique(np.concatenate([frame.roles_asked, frame.roles_asked & own]), axis=0)
    counts = {}
    for pattern in patterns:
        at = pattern[role]
        first = combine([domain[at], person[at]], int(at.sum())).first
        counts[pattern.tobytes()] = np.bincount(domain[at][first], minlength=domains.size).astype(float)
    everyone = np.stack([counts[p.tobytes()] for p in frame.roles_asked], axis=1)
    themselves = np.stack([counts[p.tobytes()] for p in frame.roles_asked & own], axis=1)
    return Persons(everyone, themselves)


def suppress(frame: Frame, persons: Persons) -> Bools:
    """Return which figures (D, N) rest on too few persons: fewer than the threshold who speak of themselves.

    Also their complement: where one small domain alone is hidden among its neighbours (domains that differ in the last
    attribute only), it could be had by subtraction, so the neighbour with the fewest persons is hidden with it.
    A figure that nobody gave of himself (a leader's word on his group) is never hidden for its n.
    """
    few = (persons.themselves > 0) & (persons.themselves < frame.settings.threshold)
    if not frame.domains.by:
        return few
    hidden = few.copy()
    neighbours: dict[tuple[str, ...], list[int]] = {}
    for d, labels in enumerate(frame.domains.labels):
        neighbours.setdefault(labels[:-1], []).append(d)
    for members in neighbours.values():
        block = np.array(members)
        alone = few[block].sum(axis=0) == 1
        others = np.where(few[block] | (persons.themselves[block] == 0), np.inf, persons.themselves[block])
        partner = others.argmin(axis=0)
        nodes = np.flatnonzero(alone & np.isfinite(others.min(axis=0)))
        hidden[block[partner[nodes]], nodes] = True
    return hidden
