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


def code_column(column: pl.Series) -> Coded:
    """Return a column's labels as codes in sorted order, whatever the order of rows."""
    if column.dtype in (pl.Categorical, pl.Enum, pl.String, pl.Boolean):
        text = column.cast(pl.String) if column.dtype == pl.Boolean else column
        labels = text.unique().cast(pl.String).drop_nulls().sort()
        coded = text.cast(pl.Enum(labels)).to_physical().cast(pl.Int64)
        if coded.null_count():
            coded = coded.fill_null(len(labels))
        return compact(coded.to_numpy())
    return compact(np.unique(column.fill_null(np.inf).to_numpy(), return_inverse=True)[1].astype(np.int64))


def compact(codes: Ints) -> Coded:
    """Number the codes that occur from 0, keeping their order."""
    if not len(codes):
        return Coded(codes.astype(np.int64), np.zeros(0, np.int64))
    space = int(codes.max()) + 1
    if space <= 4 * len(codes) + 1_000_000:
        seen = np.zeros(space, bool)
        seen[codes] = True
        small = (np.cumsum(seen) - 1)[codes]
    else:
        small = np.unique(codes, return_inverse=True)[1].astype(np.int64)
    first = np.full(int(small.max()) + 1, len(codes), np.int64)
    first[small[::-1]] = np.arange(len(codes) - 1, -1, -1)  # the earliest row is written last
    return Coded(small, first)


def combine(columns: Sequence[Ints], rows: int) -> Coded:
    """Return codes of the combinations that occur, in the order of the columns' codes; no column: one code for all."""
    codes = np.zeros(rows, np.int64)
    result = compact(codes)
    for column in columns:
        result = compact(result.codes * (int(column.max(initial=0)) + 1) + column)
    return result
