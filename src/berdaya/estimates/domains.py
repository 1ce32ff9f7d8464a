"""Domains: which cells of the tally an estimate is of."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy import sparse

from berdaya.errors import InputError, Problem
from berdaya.located import nearest
from berdaya.tally.codes import combine
from berdaya.tally.model import Axis, Tally

Floats = np.ndarray[Any, np.dtype[np.float64]]
Ints = np.ndarray[Any, np.dtype[np.int64]]


@dataclass(frozen=True)
class Domains:
    """The cells (c,) of one wave and the domain of each; `labels` has one tuple a domain, in the order of `by`."""

    by: tuple[str, ...]
    labels: tuple[tuple[str, ...], ...]
    cells: Ints
    domain: Ints

    @property
    def size(self) -> int:
        """How many domains there are."""
        return len(self.labels)

    def rows(self, part: Floats) -> Floats:
        """Return the cells' rows of a tally's table; the table itself, not a copy, where all cells are here."""
        return part if len(self.cells) == len(part) else part[self.cells]


def axis(tally: Tally, name: str) -> Axis:
    """Return the cells' column of a name: group, role, wave or an attribute that was tallied.

    Raises
    ------
    InputError
        No such column.
    """
    own = {"group": tally.group, "role": tally.role, "wave": tally.wave}
    found = own.get(name) or tally.attributes.get(name)
    if found is None:
        known = sorted({*own, *tally.attributes})
        values = {"name": name, "known": ", ".join(known), **nearest(name, known)}
        raise InputError(Problem("estimates.unknown-attribute", values=values))
    return found


def make_domains(tally: Tally, by: Sequence[str], wave: str) -> Domains:
    """Return the combinations of attributes that occur in a wave; no attribute: the whole."""
    if wave in tally.wave.labels:
        cells = np.flatnonzero(tally.wave.codes == tally.wave.labels.index(wave))
    else:
        cells = np.zeros(0, np.int64)
    axes = [axis(tally, name) for name in by]
    found = combine([a.codes[cells] for a in axes], len(cells))
    labels = tuple(tuple(a.labels[a.codes[cells[first]]] for a in axes) for first in found.first)
    return Domains(tuple(by), labels, cells, found.codes)


def sum_by(codes: Ints, size: int, values: Floats) -> Floats:
    """Sum rows of `values` (c, k) that share a code: (size, k)."""
    if values.strides[-1] == 0 and values.shape[-1] > 1:  # one column that stands for all
        return np.repeat(sum_by(codes, size, values[:, :1]), values.shape[1], axis=1)
    rows = len(codes)
    gather = sparse.csc_array(
        (np.ones(rows), codes, np.arange(rows + 1)), shape=(size, rows)
    )  # as it is kept: no sorting
    return np.asarray(gather @ values)
