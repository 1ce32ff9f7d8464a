"""A file of answers as it came: its columns, its rows, and the place of every cell."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Any

import numpy as np
import pyarrow as pa

from berdaya.errors import InputError, Problem, Where
from berdaya.located import column_letters, listed

BATCH = 65_536
KEPT = 1000  # signs of a value that the list of what was set aside keeps
# What no eye sees, brought along when text is copied from messages and web pages: byte order marks, zero-width signs,
# marks of writing direction.
INVISIBLE = "\ufeff\u200b\u200c\u200d\u200e\u200f\u2060\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
Range = tuple[float | str, float | str]


@dataclass(frozen=True)
class RawTable:
    """Columns by header, nothing interpreted.

    `read` gives whole columns, `batches` the same rows in pieces of at most `BATCH`, so that a file may be larger
    than memory. `numbers` holds each row's number in its file: the line of a csv, the row of a sheet, else from 1.
    `cells` (long files only) gives by header the row number of each answer, 0 where there is none.
    `labels` are value labels by header (code as text: label), `user_missing` the ranges that the file calls missing.
    """

    file: str
    headers: tuple[str, ...]
    height: int
    read: Callable[[Sequence[str]], pa.Table]
    batches: Callable[[Sequence[str]], Iterator[pa.RecordBatch]]
    numbers: "Sequence[int] | np.ndarray[Any, np.dtype[np.int64]]"
    positions: Mapping[str, int] = field(default_factory=lambda: MappingProxyType({}))
    sheet: str = ""
    cells: "Mapping[str, np.ndarray[Any, np.dtype[np.int64]]]" = field(default_factory=lambda: MappingProxyType({}))
    labels: Mapping[str, Mapping[str, str]] = field(default_factory=lambda: MappingProxyType({}))
    user_missing: Mapping[str, tuple[Range, ...]] = field(default_factory=lambda: MappingProxyType({}))
    overlong: Mapping[int, str] = field(default_factory=lambda: MappingProxyType({}))  # row index: its surplus
    extra: tuple[tuple[int, int, str, str], ...] = ()  # answers given again (long): row index, row number, item, value
    problems: tuple[Problem, ...] = ()
    head: int = 0  # the row of the headers; 0 where a file has none

    def head_place(self, header: str) -> Where:
        """Return the place of a column: that of its header, where the file has a row of them."""
        return self.place(self.head, header)

    def place(self, number: int, header: str = "") -> Where:
        """Return the place of a row, or of its cell in a column (csv: the number of the field, from 1)."""
        position = self.positions.get(header, 0)
        if self.sheet:
            return Where(self.file, sheet=self.sheet, cell=f"{column_letters(position or 1)}{number}")
        return Where(self.file, number, position)

    def number(self, index: int, header: str = "") -> int:
        """Return the row number in the file of the cell at a row index; of the row itself without a header."""
        own = self.cells.get(header)
        found = int(own[index]) if own is not None else 0
        return found or int(self.numbers[index])


def trimmed(text: str) -> str:
    """Return a text without blanks and invisible signs around it.

    Examples
    --------
    >>> trimmed("\\ufeff group "), trimmed("3\\u200b")
    ('group', '3')
    """
    text = text.strip()
    return text if text.isascii() else text.strip(INVISIBLE).strip()


def shown(text: str, most: int = 100) -> str:
    """Return a value as a message shows it: on one line, and cut where it is long.

    Examples
    --------
    >>> shown("dua\\ntiga"), shown("x" * 500, 3)
    ('dua tiga', 'xxx…')
    """
    if "\n" in text or "\r" in text:
        text = " ".join(text.splitlines())
    return text if len(text) <= most else f"{text[:most]}…"


def memory_table(
    file: str, columns: Mapping[str, Any], numbers: "Sequence[int] | np.ndarray[Any, np.dtype[np.int64]]", **more: Any
) -> RawTable:
    """Return a table whose columns (Arrow arrays by header) are held in memory."""
    table = pa.table(dict(columns))

    def batches(headers: Sequence[str]) -> Iterator[pa.RecordBatch]:
        for start in range(0, table.num_rows, BATCH):
            piece = table.select(list(headers)).slice(start, BATCH).combine_chunks()
            yield from piece.to_batches() or [pa.RecordBatch.from_pylist([{}] * piece.num_rows)]

    return RawTable(
        file=file,
        headers=tuple(columns),
        height=table.num_rows,
        read=lambda headers: table.select(list(headers)),
        batches=batches,
        numbers=numbers,
        **more,
    )


def check_headers(file: str, headers: Sequence[str], row: int = 1, sheet: str = "") -> Mapping[str, int]:
    """Return the position (from 1) of each header that is not blank.

    Raises
    ------
    InputError
        `responses.no-header` where all are blank, `responses.duplicate-column` for each that stands twice.
    """
    positions: dict[str, int] = {}
    problems = []
    for position, header in enumerate(headers, start=1):
        if header and header in positions:
            values = {"column": shown(header), "first": positions[header], "second": position}
            problems.append(Problem("responses.duplicate-column", _header_place(file, row, position, sheet), values))
        elif header:
            positions[header] = position
    if not positions:
        problems.append(Problem("responses.no-header", _header_place(file, row, 1, sheet), {"row": row}))
    if problems:
        raise InputError(listed(problems))
    return positions


def _header_place(file: str, row: int, position: int, sheet: str) -> Where:
    if sheet:
        return Where(file, sheet=sheet, cell=f"{column_letters(position)}{row}")
    return Where(file, row, position)


def check_rows_exist(file: str, height: int, sheet: str = "") -> None:
    """Raise InputError `responses.no-rows` when a table has a header and nothing below it."""
    if height == 0:
        raise InputError(Problem("responses.no-rows", Where(file, sheet=sheet), {"file": file}))


def with_names(table: RawTable, renamed: Mapping[str, str]) -> RawTable:
    """Return a table some of whose headers are others; its places stay."""

    def named(header: str) -> str:
        return renamed.get(header, header)

    own = {named(header): header for header in table.headers}

    def read(headers: Sequence[str]) -> pa.Table:
        return table.read([own[header] for header in headers]).rename_columns(list(headers))

    def batches(headers: Sequence[str]) -> Iterator[pa.RecordBatch]:
        for batch in table.batches([own[header] for header in headers]):
            yield batch.rename_columns(list(headers)) if headers else batch

    return replace(
        table,
        headers=tuple(own),
        read=read,
        batches=batches,
        positions={named(header): at for header, at in table.positions.items()},
        labels={named(header): labels for header, labels in table.labels.items()},
        user_missing={named(header): ranges for header, ranges in table.user_missing.items()},
    )
