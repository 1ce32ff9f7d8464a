"""Answers from text: comma, semicolon or tab between the cells, in any usual encoding."""

import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import reduce
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import pyarrow as pa
import pyarrow.compute as pc

from berdaya.errors import InputError, Problem, Where
from berdaya.located import decode, read_bytes
from berdaya.responses.tables import RawTable, check_headers, check_rows_exist, memory_table, trimmed

_CHUNK = 20_000
_BLOCK = 1 << 24


def read_csv(path: Path, name: str, header: int = 1) -> RawTable:
    """Return the table of a text file; `header` is the number of the record that holds the headers.

    Raises
    ------
    InputError
        When the file cannot be read, holds no header or no row, or repeats a header.
    """
    text, warnings = decode(read_bytes(path, name, None), name)
    quick = _read_regular(text, name, warnings) if header == 1 else None
    if quick is not None:
        return quick
    return _build(_records(text, name), name, header, warnings)


def separator(text: str) -> str:
    """Return what stands between the cells, judged by the first line that is not blank.

    Examples
    --------
    >>> separator('respondent;group\\n1;2,5'), separator('respondent\\n1'), separator('"a,b"\\tc')
    (';', ',', '\\t')
    """
    line = next((line for line in io.StringIO(text) if line.strip()), "")
    bare = "".join(line.split('"')[::2])
    return max(",;\t|", key=bare.count)


def _read_regular(text: str, name: str, warnings: Sequence[Problem]) -> RawTable | None:
    """Return the table of a text without blank lines or rows of another length, which can be read much faster.

    None where there is any of these: the careful way then finds out what is wrong, and where.
    """
    text = text.replace("\r\n", "\n").rstrip("\n")
    if any(mark in text for mark in ("\r", "\n\n")) or text[:4].lower() == "sep=" or text.startswith("\n"):
        return None
    head, _, body = text.partition("\n")
    sep = separator(head)
    headers = [trimmed(cell) for cell in next(csv.reader([head], delimiter=sep), [])]
    if not body or len(headers) < 2 or head.count('"') % 2:
        return None
    table = _quoted(body, sep, len(headers)) if '"' in body else _unquoted(body, sep, len(headers))
    if table is None or _has_blank_row(table):
        return None
    positions = check_headers(name, headers)
    columns = {header: table.column(at - 1) for header, at in positions.items()}
    numbers = np.arange(2, table.num_rows + 2, dtype=np.int64)
    return memory_table(name, columns, numbers, positions=positions, problems=tuple(warnings), head=1)


def _unquoted(body: str, sep: str, width: int) -> pa.Table | None:
    lines = body.count("\n") + 1
    if body.count(sep) != lines * (width - 1):
        return None
    try:
        frame = pl.read_csv(
            io.BytesIO(body.encode()),
            separator=sep,
            has_header=False,
            new_columns=[str(i) for i in range(width)],
            infer_schema=False,
            quote_char=None,
        )
    except pl.exceptions.PolarsError:
        return None
    return frame.to_arrow(compat_level=pl.CompatLevel.oldest()) if frame.shape == (lines, width) else None


def _quoted(body: str, sep: str, width: int) -> pa.Table | None:
    """Return the table of a text with quotes; None where a cell holds line ends, or a quote is not closed."""
    from pyarrow import csv as arrow_csv

    if body.count('"') % 2:
        return None
    names = [str(i) for i in range(width)]
    try:  # its threads now and then abort the whole process when it ends
        table = arrow_csv.read_csv(
            pa.BufferReader(body.encode()),
            arrow_csv.ReadOptions(column_names=names, block_size=_BLOCK, use_threads=False),
            arrow_csv.ParseOptions(delimiter=sep, newlines_in_values=True),
            arrow_csv.ConvertOptions(column_types=dict.fromkeys(names, pa.string()), check_utf8=False),
        )
    except pa.ArrowException:  # a row of another length
        return None
    return table if table.num_rows == body.count("\n") + 1 else None


def _has_blank_row(table: pa.Table) -> bool:
    without_first = table.filter(_blank(table.column(0)))  # few, so that the rest costs nothing
    return bool(pc.any(reduce(pc.and_, map(_blank, without_first.columns))).as_py())


def _blank(column: Any) -> Any:
    """Where a column has nothing but blanks. Without scalars, for which Arrow would load pandas where it is installed."""
    empty = pc.invert(pc.cast(pc.binary_length(column), pa.bool_()))
    return pc.or_kleene(pc.is_null(column), pc.or_(empty, pc.utf8_is_space(column)))


def _records(text: str, name: str) -> Iterator[tuple[int, list[str]]]:
    """Yield (line on which a record starts, its cells), without records that have no cell at all."""
    skip = 0
    first, _, rest = text.partition("\n")
    sep = separator(text)
    if first.strip().lower().startswith("sep=") and len(first.strip()) == 5:  # Excel's own hint
        sep, text, skip = first.strip()[4], rest, 1
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=sep)
    start, line = 1 + skip, 1 + skip
    try:
        for cells in reader:
            if cells:
                yield line, cells
            start, line = line, reader.line_num + 1 + skip
    except csv.Error:  # a cell longer than any answer
        raise InputError(_unclosed(name, line, text.count("\n") + 1 + skip - line)) from None
    several = line - start > 1  # else a quote that stays open takes in nothing
    if (several or text.count('"') % 2) and _is_open(text, start - skip, sep):
        raise InputError(_unclosed(name, start, line - 1 - start))


def _is_open(text: str, start: int, sep: str) -> bool:
    """Return whether a quote that opens in the last record is never closed."""
    last = list(io.StringIO(text, newline=""))[start - 1 :]
    try:
        return not list(csv.reader(last, delimiter=sep, strict=True))
    except csv.Error as error:
        return "end of data" in str(error)


def _unclosed(name: str, line: int, lines: int) -> Problem:
    return Problem("responses.unclosed-quote", Where(name, line), {"lines": lines})


def _swallows(cells: Sequence[str], width: int) -> bool:
    """Return whether a cell seems to hold whole rows, as it does where a stray quote opens and the next one closes."""
    for cell in cells:
        inner = cell.split("\n")[1:-1]
        rows = sum(line.count(mark) == width - 1 for line in inner for mark in ",;\t|")
        if rows >= (1 if width >= 4 else 3) and width > 1:
            return True
    return False


@dataclass(slots=True)
class _Rows:
    """What was read so far, column by column in chunks."""

    width: int
    chunks: list[list[Any]] = field(default_factory=list)
    pending: list[list[str]] = field(default_factory=list)
    numbers: list[int] = field(default_factory=list)
    overlong: dict[int, str] = field(default_factory=dict)
    blank: list[int] = field(default_factory=list)
    short: list[int] = field(default_factory=list)
    swallowed: dict[int, int] = field(default_factory=dict)

    def add(self, line: int, cells: list[str]) -> None:
        joined = "".join(cells)
        if not joined.strip():
            self.blank.append(line)
            return
        if "\n" in joined and _swallows(cells, self.width):
            self.swallowed[line] = joined.count("\n")
        if len(cells) > self.width:
            surplus = " ".join(cells[self.width :]).strip()
            if surplus:
                self.overlong[len(self.numbers)] = surplus
            cells = cells[: self.width]
        elif len(cells) < self.width:
            self.short.append(line)
            cells = cells + [""] * (self.width - len(cells))
        self.pending.append(cells)
        self.numbers.append(line)
        if len(self.pending) == _CHUNK:
            self.flush()

    def flush(self) -> None:
        if self.pending:
            self.chunks.append([pa.array(column, pa.string()) for column in zip(*self.pending, strict=True)])
            self.pending = []

    def column(self, index: int) -> Any:
        return pa.chunked_array([chunk[index] for chunk in self.chunks], pa.string())


def _build(records: Iterator[tuple[int, list[str]]], name: str, header: int, warnings: Sequence[Problem]) -> RawTable:
    head: list[str] = []
    line = 1
    for _ in range(header):
        line, head = next(records, (line, []))
    headers = [trimmed(cell) for cell in head]
    positions = check_headers(name, headers, line)
    rows = _Rows(len(headers))
    for number, cells in records:
        rows.add(number, cells)
    rows.flush()
    if rows.swallowed:
        raise InputError([_unclosed(name, line, lines) for line, lines in rows.swallowed.items()])
    check_rows_exist(name, len(rows.numbers))
    columns = {text: rows.column(position - 1) for text, position in positions.items()}
    return memory_table(
        name,
        columns,
        np.asarray(rows.numbers, dtype=np.int64),
        positions=positions,
        overlong=rows.overlong,
        problems=(*warnings, *_row_warnings(name, rows)),
        head=line,
    )


def _row_warnings(name: str, rows: _Rows) -> Iterator[Problem]:
    for code, lines in (("responses.blank-rows", rows.blank), ("responses.short-rows", rows.short)):
        if lines:
            values = {"count": len(lines), "row": lines[0]}
            yield Problem(code, Where(name, lines[0]), values, "warning")
