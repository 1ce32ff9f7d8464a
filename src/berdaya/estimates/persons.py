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
    if int(np.bincount(who).max(initial=0)) <= 1:  # everyone has one row: cells need only be added up
        rows = np.bincount(cell, minlength=len(place))[frame.domains.cells]
        where, role = domain, tally.role.codes[frame.domains.cells]
    else:
        inside = place[cell] >= 0
        cell, who = cell[inside], who[inside]
        where, role, rows = place[cell], tally.role.codes[cell], None
    people = int(who.max(initial=0)) + 1
    patterns, column = np.unique(roles, axis=0, return_inverse=True)
    counts = np.zeros((size, len(patterns)))
    for k, pattern in enumerate(patterns):
        at = pattern[role]
        if rows is not None:
            counts[:, k] = np.bincount(where[at], weights=rows[at], minlength=size)
        else:
            pairs = pl.Series(where[at] * people + who[at]).unique().to_numpy()
            counts[:, k] = np.bincount(pairs // people, minlength=size)
    return counts[:, column]
