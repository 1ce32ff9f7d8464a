"""Columns of replicate weights, which come with the answers: read beside the attributes, then taken out as one table."""

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
import polars as pl

from berdaya.errors import InputError, Problem, Where
from berdaya.located import Problems, listed
from berdaya.responses.keys import Keys
from berdaya.responses.match import replicate_headers
from berdaya.responses.plain import floats
from berdaya.responses.tables import shown

Floats = np.ndarray[Any, np.dtype[np.float64]]


def split_replicates(
    rows: pl.DataFrame, files: Sequence[Keys], pattern: str, found: Problems
) -> tuple[pl.DataFrame, Floats | None]:
    """Return the rows without the columns of a pattern ("": none), and these as numbers (rows, B).

    Raises
    ------
    InputError
        responses.replicates-differ: a file has other columns than the first; responses.replicate-not-a-number, for each cell.
        What was found before stands with them.
    """
    if not pattern:
        return rows, None
    names = [replicate_headers(keys.table.headers, pattern) for keys in files]
    wrong = list(_other_columns(files, names))
    if not wrong:
        columns = [floats(rows[name]) for name in names[0]]
        wrong = list(listed(_no_numbers(rows, files, names[0], columns)))
    if wrong:
        raise InputError((*found, *wrong))
    return rows.drop(names[0]), np.stack([column.to_numpy() for column in columns], axis=1).astype(float)


def _other_columns(files: Sequence[Keys], names: Sequence[list[str]]) -> Iterator[Problem]:
    first = names[0]
    for keys, own in zip(files[1:], names[1:], strict=True):
        if sorted(own) != sorted(first):
            differing = sorted({*own} ^ {*first})
            values = {"columns": ", ".join(differing[:5]), "count": len(differing), "first": files[0].table.file}
            yield Problem("responses.replicates-differ", Where(keys.table.file), values)


def _no_numbers(
    rows: pl.DataFrame, files: Sequence[Keys], names: Sequence[str], columns: Sequence[pl.Series]
) -> Iterator[Problem]:
    tables = {keys.table.file: keys.table for keys in files}
    for name, column in zip(names, columns, strict=True):
        for at in np.flatnonzero((column.is_null() | column.is_infinite()).fill_null(True).to_numpy()).tolist():
            value = rows[name][at]
            where = tables[str(rows["file"][at])].place(int(rows["row"][at]), name)
            yield Problem(
                "responses.replicate-not-a-number",
                where,
                {"column": name, "value": "" if value is None else shown(str(value))},
            )
