"""Answers from a workbook's sheet, with what a spreadsheet can hide: merged cells, formulas without a value, dates."""

import datetime as dt
import warnings
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import numpy as np
import pyarrow as pa

from berdaya.errors import InputError, Problem, Where
from berdaya.located import guard_zip, nearest
from berdaya.responses.tables import RawTable, check_headers, check_rows_exist, column_letters, memory_table

_Grid = list[tuple[int, list[str]]]


def read_xlsx(path: Path, name: str, sheet: str | None = None, header: int = 1) -> RawTable:
    """Return the table of a sheet (the first, when none is named); `header` is the row that holds the headers.

    Numbers become text as they would be typed, dates ISO text; a formula that was never calculated gives its own
    text, which starts with "=".

    Raises
    ------
    InputError
        When the file cannot be read or is no workbook, or has merged cells, no such sheet, no header or no row.
    """
    guard_zip(path, name)
    try:
        title, grid, merged = _read(path, name, sheet, header)
    except (KeyError, ValueError, TypeError, AttributeError, SyntaxError, OSError, EOFError, IndexError) as error:
        values = {"file": name, "detail": str(error)}
        raise InputError(Problem("file.not-a-workbook", Where(name), values)) from None
    if merged:
        places = (Where(name, sheet=title, cell=cell) for cell in merged)
        raise InputError([Problem("responses.merged-cells", at, {"range": at.cell}) for at in places])
    return _table(name, title, header, grid)


def _read(path: Path, name: str, sheet: str | None, header: int) -> tuple[str, _Grid, list[str]]:
    from openpyxl import load_workbook

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the reader's remarks on styles and extensions say nothing about answers
        book = load_workbook(path, read_only=True, data_only=True)
        try:
            title = _sheet_title(book, name, sheet)
            grid = _grid(book[title])
        finally:
            book.close()
        if not _needs_second_look(path):
            return title, grid, []
        full = load_workbook(path, data_only=False)[title]
        merged = [str(r) for r in full.merged_cells.ranges if r.max_row >= header]
        _show_uncalculated(full, grid)
    return title, grid, merged


def _sheet_title(book: Any, name: str, sheet: str | None) -> str:
    titles = [ws.title for ws in book.worksheets]
    if not titles:
        raise InputError(Problem("file.not-a-workbook", Where(name), {"file": name}))
    if sheet is None:
        return str(titles[0])
    if sheet not in titles:
        values = {"sheet": sheet, "sheets": ", ".join(titles), **nearest(sheet, titles)}
        raise InputError(Problem("responses.no-sheet", Where(name), values))
    return sheet


def _needs_second_look(path: Path) -> bool:
    """Return whether a sheet holds a formula or merged cells: only then the slow reader is worth its time."""
    with ZipFile(path) as packed:
        for part in packed.namelist():
            if not part.startswith("xl/worksheets/") or not part.endswith(".xml"):
                continue
            tail = b""
            with packed.open(part) as stream:
                while chunk := stream.read(1 << 20):
                    text = tail + chunk
                    if b"<f>" in text or b"<f " in text or b"<mergeCell" in text:
                        return True
                    tail = text[-16:]
    return False


def _grid(ws: Any) -> _Grid:
    if hasattr(ws, "reset_dimensions"):
        ws.reset_dimensions()  # a wrong <dimension> would hide rows
    rows = ws.iter_rows(values_only=True)
    return [(number, [cell_text(v) for v in values]) for number, values in enumerate(rows, start=1)]


def _show_uncalculated(full: Any, grid: _Grid) -> None:
    texts = dict(grid)
    for cells in full.iter_rows():
        for cell in cells:
            if cell.data_type != "f":
                continue
            row = texts.setdefault(cell.row, [])
            row.extend([""] * (cell.column - len(row)))
            if row[cell.column - 1] == "":
                formula = str(getattr(cell.value, "text", cell.value))
                row[cell.column - 1] = formula if formula.startswith("=") else f"={formula}"
    grid[:] = sorted(texts.items())


def cell_text(value: object) -> str:
    """Return what a cell holds as text.

    Examples
    --------
    >>> cell_text(3.0), cell_text(2.5), cell_text(True), cell_text(None), cell_text(dt.datetime(2022, 11, 30))
    ('3', '2.5', 'TRUE', '', '2022-11-30')
    """
    if value is None:
        return ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    if isinstance(value, dt.datetime):
        return value.date().isoformat() if value.time() == dt.time() else value.isoformat(timespec="seconds")
    if isinstance(value, dt.date | dt.time):
        return value.isoformat()
    return str(value)


def _table(name: str, title: str, header: int, grid: _Grid) -> RawTable:
    head = next((cells for number, cells in grid if number == header), [])
    headers = [cell.strip() for cell in head]
    positions = check_headers(name, headers, header, title)
    width = len(headers)
    below = [(number, cells) for number, cells in grid if number > header]
    rows = [(number, cells) for number, cells in below if any(c.strip() for c in cells)]
    check_rows_exist(name, len(rows), title)
    last = rows[-1][0]
    blank = sorted(set(range(header + 1, last)) - {number for number, _ in rows})
    padded = [cells[:width] + [""] * (width - len(cells)) for _, cells in rows]
    texts: Sequence[Any] = [pa.array(column, pa.string()) for column in zip(*padded, strict=True)]
    return memory_table(
        name,
        {text: texts[position - 1] for text, position in positions.items()},
        np.asarray([number for number, _ in rows], dtype=np.int64),
        positions=positions,
        sheet=title,
        overlong={i: beyond for i, (_, cells) in enumerate(rows) if (beyond := " ".join(cells[width:]).strip())},
        problems=tuple(_blank_warning(name, title, blank)),
    )


def _blank_warning(name: str, title: str, blank: Sequence[int]) -> Iterator[Problem]:
    if blank:
        place = Where(name, sheet=title, cell=f"{column_letters(1)}{blank[0]}")
        yield Problem("responses.blank-rows", place, {"count": len(blank), "row": blank[0]}, "warning")
