"""Answers from a workbook's sheet, with what a spreadsheet can hide: merged cells, formulas without a value, dates."""

import datetime as dt
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import numpy as np
import pyarrow as pa

from berdaya.errors import InputError, Problem, Where
from berdaya.located import Book, CellValue, Sheet, column_letters, listed, nearest, open_book
from berdaya.responses.tables import RawTable, check_headers, check_rows_exist, memory_table, trimmed

_LAST_NUMBER = re.compile(r"(\d+)$")
Row = Mapping[int, CellValue]


def read_xlsx(path: Path, name: str, sheet: str | None = None, header: int = 1) -> RawTable:
    """Return the table of a sheet (the first that is shown, when none is named); `header` is the row with the headers.

    Numbers become text as they would be typed, dates ISO text; a formula that was never calculated gives its own
    text, which starts with "=".

    Raises
    ------
    InputError
        When the file cannot be read or is no workbook, or has merged cells, no such sheet, no header or no row.
    """
    with open_book(path, name) as book:
        found = book.sheet(_title(book, sheet))
    merged = [cells for cells in found.merged if _last_row(cells) >= header]
    if merged:
        places = (Where(name, sheet=found.title, cell=cells) for cells in merged)
        raise InputError(listed(Problem("responses.merged-cells", at, {"range": at.cell}) for at in places))
    return _table(name, found, header)


def _title(book: Book, sheet: str | None) -> str:
    if sheet is None:
        return book.first
    if sheet not in book.titles:
        values = {"sheet": sheet, "sheets": ", ".join(book.titles), **nearest(sheet, book.titles)}
        raise InputError(Problem("responses.no-sheet", Where(book.name), values))
    return sheet


def _last_row(cells: str) -> int:
    found = _LAST_NUMBER.search(cells)
    return int(found[1]) if found else 0


def cell_text(value: CellValue | None) -> str:
    """Return what a cell holds as text.

    Examples
    --------
    >>> cell_text(3.0), cell_text(2.5), cell_text(True), cell_text(None), cell_text(dt.date(2022, 11, 30))
    ('3', '2.5', 'TRUE', '', '2022-11-30')
    """
    if value is None:
        return ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    if isinstance(value, dt.datetime):
        return value.isoformat(timespec="seconds")
    if isinstance(value, dt.date | dt.time):
        return value.isoformat()
    return str(value)


def _table(name: str, sheet: Sheet, header: int) -> RawTable:
    head = {column: trimmed(cell_text(value)) for column, value in sheet.rows.get(header, {}).items()}
    width = max((column for column, text in head.items() if text), default=0)
    headers = [head.get(column, "") for column in range(1, width + 1)]
    positions = check_headers(name, headers, header, sheet.title)
    rows = {number: row for number, row in sheet.rows.items() if number > header and _holds_text(row)}
    check_rows_exist(name, len(rows), sheet.title)
    last = next(reversed(rows))
    blank = sorted(set(range(header + 1, last)) - set(rows))
    columns = {text: [cell_text(row.get(at)) for row in rows.values()] for text, at in positions.items()}
    return memory_table(
        name,
        {text: pa.array(column, pa.string()) for text, column in columns.items()},
        np.fromiter(rows, dtype=np.int64, count=len(rows)),
        positions=positions,
        sheet=sheet.title,
        head=header,
        overlong={i: beyond for i, row in enumerate(rows.values()) if (beyond := _beyond(row, width))},
        problems=tuple(_blank_warning(name, sheet.title, blank)),
    )


def _holds_text(row: Row) -> bool:
    return any(not isinstance(value, str) or value.strip() for value in row.values())


def _beyond(row: Row, width: int) -> str:
    return " ".join(cell_text(row[column]) for column in sorted(row) if column > width).strip()


def _blank_warning(name: str, title: str, blank: Sequence[int]) -> Iterator[Problem]:
    if blank:
        place = Where(name, sheet=title, cell=f"{column_letters(1)}{blank[0]}")
        yield Problem("responses.blank-rows", place, {"count": len(blank), "row": blank[0]}, "warning")
