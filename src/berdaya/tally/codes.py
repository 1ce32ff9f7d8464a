"""Columns of labels as integer codes, and combinations of codes made small."""

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
import polars as pl

Ints = np.ndarray[Any, np.dtype[np.int64]]


class Coded(NamedTuple):
    """`codes` (rows,) number the labels from 0 in their sorted order; `first` is the first row of each code."""

    codes: Ints
    first: Ints

    @property
    def size(self) -> int:
        """How many different codes occur."""
        return len(self.first)


ROOM = 1_000_000  # a table of so many entries, or 16 times the rows, is quicker than sorting


def code_column(column: pl.Series) -> Coded:
    """Return a column's labels as codes in sorted order, whatever the order of rows."""
    if column.dtype in (pl.String, pl.Boolean):
        column = column.cast(pl.String).cast(pl.Categorical)
    if column.dtype in (pl.Categorical, pl.Enum):
        return _code_categories(column)
    if column.dtype.is_integer() and column.dtype != pl.UInt64 and not column.null_count() and len(column):
        numbers = column.cast(pl.Int64).to_numpy()
        low = int(numbers.min())
        if int(numbers.max()) - low < _room(len(column)):
            return compact(numbers - low if low else numbers)
    return compact(np.unique(column.fill_null(np.inf).to_numpy(), return_inverse=True)[1].astype(np.int64))


def _code_categories(column: pl.Series) -> Coded:
    """As few calls of polars as can be, each of which is a query: it is what a tally of a small study takes its time for."""
    numbers = column.to_physical()
    if column.null_count():
        numbers = numbers.cast(pl.Int64).fill_null(np.iinfo(np.uint32).max)
    found = compact(numbers.to_numpy().astype(np.int64))
    if found.size == 1:
        return found
    order = column[found.first].cast(pl.String).arg_sort(nulls_last=True).to_numpy()
    rank = np.empty(found.size, np.int64)
    rank[order] = np.arange(found.size)
    return Coded(rank[found.codes], found.first[order])


def compact(codes: Ints) -> Coded:
    """Number the codes that occur from 0, keeping their order."""
    if not len(codes):
        return Coded(codes.astype(np.int64), np.zeros(0, np.int64))
    starts = np.concatenate([[0], np.flatnonzero(codes[1:] != codes[:-1]) + 1])  # of runs of one code
    if np.all(codes[starts[1:]] > codes[starts[:-1]]):
        small = codes if codes[0] == 0 and codes[-1] + 1 == len(starts) else _number(starts, len(codes))
        return Coded(small, starts)
    space = int(codes.max()) + 1
    if space <= _room(len(codes)):
        seen = np.zeros(space, bool)
        seen[codes] = True
        found = np.flatnonzero(seen)
        small = codes
        if len(found) < space:
            place = np.empty(space, np.int64)  # only the entries that occur are ever touched
            place[found] = np.arange(len(found))
            small = place[codes]
    else:
        small = np.unique(codes, return_inverse=True)[1].astype(np.int64)
    first = np.empty(int(small.max()) + 1, np.int64)
    first[small[starts[::-1]]] = starts[::-1]  # the earliest row is written last
    return Coded(small, first)


def _number(starts: Ints, rows: int) -> Ints:
    return np.repeat(np.arange(len(starts)), np.diff(starts, append=rows))


def _room(rows: int) -> int:
    return 16 * rows + ROOM


def combine(columns: Sequence[Ints], rows: int) -> Coded:
    """Return codes of the combinations that occur, in the order of the columns' codes; no column: one code for all."""
    key, space = np.zeros(rows, np.int64), 1
    for column in columns:
        size = int(column.max(initial=0)) + 1
        if space * size > _room(rows):  # keep the keys small enough for a table, where that is still possible
            known = compact(key)
            key, space = known.codes, known.size
            if np.array_equal(column[known.first][key], column):
                continue  # follows from the columns before it, as a group's village does
        if size > 1 and space > 1:
            key = key * size
            key += column
        elif size > 1:
            key = column
        space *= size
    return compact(key)
