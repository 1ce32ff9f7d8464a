"""How many persons a figure rests on."""

from typing import Any, NamedTuple

import numpy as np
import polars as pl

from berdaya.estimates.frame import Frame

Floats = np.ndarray[Any, np.dtype[np.float64]]
Ints = np.ndarray[Any, np.dtype[np.int64]]
Bools = np.ndarray[Any, np.dtype[np.bool_]]


class Persons(NamedTuple):
    """Distinct respondents (D, N) asked something below a node: all, and those who speak of themselves.

    People of the instrument's first role speak of themselves; a leader, facilitator or official describes the group.
    """

    all: Floats
    themselves: Floats


def count_persons(frame: Frame) -> Persons:
    """Return how many distinct respondents each node rests on."""
    domains = frame.domains
    own = own_role(frame)
    everyone = persons_by_roles(frame, domains.domain, domains.size, frame.roles_asked)
    return Persons(everyone, persons_by_roles(frame, domains.domain, domains.size, frame.roles_asked & own))


def own_role(frame: Frame) -> Bools:
    """Return which roles (R,) speak of themselves."""
    first = next(iter(frame.instrument.roles), "")
    return np.array([label == first for label in frame.tally.role.labels], bool)


def persons_by_roles(frame: Frame, domain: Ints, size: int, roles: Bools) -> Floats:
    """Count distinct respondents (size, K) of each domain among the roles of each column.

    `domain` (c,) is of the frame's cells: its own domains or a coarser cut; `roles` (K, R).
    """
    tally = frame.tally
    place = np.full(len(tally.unit), -1, np.int64)
    place[frame.domains.cells] = domain
    cell, who = tally.persons
    where, role = place[cell], tally.role.codes[cell]
    if (where < 0).any():
        where, who, role = (part[where >= 0] for part in (where, who, role))
    people = int(who.max(initial=0)) + 1
    once = int(np.bincount(who).max(initial=0)) <= 1  # everyone has one row: nothing to tell apart
    patterns, column = np.unique(roles, axis=0, return_inverse=True)
    counts = np.zeros((size, len(patterns)))
    for k, pattern in enumerate(patterns):
        at = slice(None) if pattern.all() else np.flatnonzero(pattern[role])
        if not once:
            pairs = pl.Series(where[at] * people + who[at]).unique().to_numpy()
        counts[:, k] = np.bincount(where[at] if once else pairs // people, minlength=size)
    return counts[:, column]
