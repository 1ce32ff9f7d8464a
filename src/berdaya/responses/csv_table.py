"""Answers from text: comma, semicolon or tab between the cells, in any usual encoding."""

import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import pyarrow as pa

from berdaya.errors import InputError, Problem, Where
from berdaya.located import decode, read_bytes
from berdaya.responses.tables import RawTable, check_headers, check_rows_exist, memory_table

_CHUNK = 20_000


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
    try:
        return _build(_records(text), name, header, warnings)
    except csv.Error as error:
        raise InputError(Problem("file.unreadable", Where(name), {"file": name, "detail": str(error)})) from None


def separator(text: str) -> str:
    """Return what stands between the cells, judged by the first line that is not blank.

    Examples
    --------
    >>> separator('respondent;group\\n1;2,5'), separator('respondent\\n1'), separator('"a,b"\\tc')
    (';', ',', '\\t')
    """
    line = next((line for line in io.StringIO(text) if line.strip()), "")
    bare = "".join(line.split('"')[::2])
    return max(",;\t", key=bare.count)


def _read_regular(text: str, name: str, warnings: Sequence[Problem]) -> RawTable | None:
    """Return the table of a text without quotes, blank lines or rows of another length, which can be read much faster.

    None where there is any of these: the careful way then finds out what is wrong, and where.
    """
    text = text.replace("\r\n", "\n").rstrip("\n")
    if any(mark in text for mark in ('"', "\r", "\n\n")) or text[:4].lower() == "sep=":
        return None
    head, _, body = text.partition("\n")
    sep = separator(head)
    headers = [cell.strip() for cell in head.split(sep)]
    lines = body.count("\n") + 1
    if not body or text.startswith("\n") or body.count(sep) != lines * (len(headers) - 1) or len(headers) < 2:
        return None
    names = [str(i) for i in range(len(headers))]
    try:
        frame = pl.read_csv(
            io.BytesIO(body.encode()),
            separator=sep,
            has_header=False,
            new_columns=names,
            infer_schema=False,
            quote_char=None,
        )
    except pl.exceptions.PolarsError:
        return None
    bare = pl.all().str.strip_chars().fill_null("") == ""
    without_first = frame.filter(
        frame["0"].fill_null("").str.strip_chars() == ""
    )  # few, so that the rest costs nothing
    if frame.shape != (lines, len(headers)) or without_first.select(pl.all_horizontal(bare).any()).item():
        return None
    positions = check_headers(name, headers)
    columns = {
        header: frame[str(at - 1)].to_arrow(compat_level=pl.CompatLevel.oldest()) for header, at in positions.items()
    }
    numbers = np.arange(2, lines + 2, dtype=np.int64)
    return memory_table(name, columns, numbers, positions=positions, problems=tuple(warnings))


def _records(text: str) -> Iterator[tuple[int, list[str]]]:
    """Yield (line on which a record starts, its cells), without records that have no cell at all."""
    skip = 0
    first, _, rest = text.partition("\n")
    sep = separator(text)
    if first.strip().lower().startswith("sep=") and len(first.strip()) == 5:  # Excel's own hint
        sep, text, skip = first.strip()[4], rest, 1
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=sep)
    line = 1 + skip
    for cells in reader:
        if cells:
            yield line, cells
        line = reader.line_num + 1 + skip


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

    def add(self, line: int, cells: list[str]) -> None:
        if not "".join(cells).strip():
            self.blank.append(line)
            return
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
    headers = [cell.strip() for cell in head]
    positions = check_headers(name, headers, line)
    rows = _Rows(len(headers))
    for number, cells in records:
        rows.add(number, cells)
    rows.flush()
    check_rows_exist(name, len(rows.numbers))
    columns = {text: rows.column(position - 1) for text, position in positions.items()}
    return memory_table(
        name,
        columns,
        np.asarray(rows.numbers, dtype=np.int64),
        positions=positions,
        overlong=rows.overlong,
        problems=(*warnings, *_row_warnings(name, rows)),
    )


def _row_warnings(name: str, rows: _Rows) -> Iterator[Problem]:
    for code, lines in (("responses.blank-rows", rows.blank), ("responses.short-rows", rows.short)):
        if lines:
            values = {"count": len(lines), "row": lines[0]}
            yield Problem(code, Where(name, lines[0]), values, "warning")
