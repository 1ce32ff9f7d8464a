"""Every table of a report as csv and in one workbook: unrounded numbers, and at the end of each what it holds.

The workbook shows numbers as the report prints them, and categories on their colours; its cells hold them unrounded.
"""

import csv
import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from io import BytesIO, StringIO
from itertools import zip_longest
from math import ceil
from pathlib import Path
from typing import Any

from berdaya.report.model import Category, Cell, Interval, Number, Report, Row, Table, Text
from berdaya.report.xlsx import new_xlsx
from berdaya.save import remove, save_bytes
from berdaya.words.format import number
from berdaya.words.say import say

Value = str | float | None
Look = str | Category  # how Excel shows a number, or the category that a word is
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
LONGEST_NAME = 40  # of a file, without its number and ending
NAME_WIDTH = 44  # of the first column, in characters; no column is wider
LINE_HEIGHT = 15  # in points, Excel's own


@dataclass(frozen=True)
class TableGrid:
    """A table without its looks: `rows` hold numbers unrounded, words, and None where there is nothing.

    An interval takes two columns. Where numbers are `marked`, a last column has the marks. `hidden` counts cells whose number
    may not be shown. `looks` has the look of each cell that is a number or a category, "" of others.
    """

    number: int
    caption: str
    heads: tuple[str, ...]
    rows: tuple[tuple[Value, ...], ...]
    note: str
    hidden: int
    marked: bool = False
    looks: tuple[tuple[Look, ...], ...] = ()


def grids(report: Report) -> tuple[TableGrid, ...]:
    """Return the tables of a report in their order."""
    tables = [block for block in report.blocks if isinstance(block, Table)]
    return tuple(_grid(table, place, report.lang) for place, table in enumerate(tables, start=1))


def _grid(table: Table, number: int, lang: str) -> TableGrid:
    wide = [any(isinstance(row.cells[i], Interval) for row in table.rows) for i in range(len(table.columns))]
    heads: list[str] = []
    for column, two in zip(table.columns, wide, strict=True):
        ends = (say("document.table-low", lang), say("document.table-high", lang))
        heads += [f"{column.head} ({end})" for end in ends] if two else [column.head]
    rows = [
        tuple(value for cell, two in zip(row.cells, wide, strict=True) for value in _values(cell, two))
        for row in table.rows
    ]
    marks = [_marks(table, row) for row in table.rows]
    if any(marks):
        heads.append(say("document.table-marks", lang))
        rows = [(*row, found or None) for row, found in zip(rows, marks, strict=True)]
    mark = say("report.hidden", lang)
    cells = (cell for row in table.rows for cell in row.cells)
    hidden = sum(getattr(cell, "text", "") == mark for cell in cells)
    looks = tuple(
        tuple(look for cell, two in zip(row.cells, wide, strict=True) for look in _looks(cell, two, lang))
        for row in table.rows
    )
    return TableGrid(number, table.caption, tuple(heads), tuple(rows), table.note, hidden, any(marks), looks)


def _marks(table: Table, row: Row) -> str:
    """The marks of a row's numbers, each with the head of its column."""
    cells = zip(table.columns, row.cells, strict=True)
    return "; ".join(f"{column.head} {cell.marks}" for column, cell in cells if isinstance(cell, Number) and cell.marks)


def _values(cell: Cell, two: bool) -> tuple[Value, ...]:
    if isinstance(cell, Interval):
        return (cell.low, cell.high)
    if isinstance(cell, Number):  # one that is printed as nothing is nothing here too
        value: Value = cell.text or None if cell.value is None or not cell.text else float(cell.value)
    elif isinstance(cell, Category):
        value = cell.word
    else:
        value = cell.text or None if isinstance(cell, Text) else None
    return (value, None) if two else (value,)


def _looks(cell: Cell, two: bool, lang: str) -> tuple[Look, ...]:
    if isinstance(cell, Interval):
        first = re.split("[–—]", cell.text.lstrip("-−"))[0].strip()
        unit = re.search(r"(?<=\d)(%| [^\W\d_]+)$", cell.text)  # it stands once, behind both ends
        if unit and not first.endswith(unit[0]):
            first += unit[0]
        look = number_format(first, lang, cell.low)
        return (look, look)
    found: Look = cell if isinstance(cell, Category) else ""
    if isinstance(cell, Number) and cell.value is not None:
        found = number_format(cell.text, lang, cell.value)
    return (found, "") if two else (found,)


def number_format(text: str, lang: str, value: float | None = None) -> str:
    """Return the format by which Excel shows a number as it is printed; "" where no number stands in front.

    What is printed behind a number in brackets, or as in "3 of 27", is left out. A share that is printed in points, a hundred
    times its `value`, is shown so.

    Examples
    --------
    >>> number_format("2,21†", "id"), number_format("93.5%", "en"), number_format("1.204", "id"), number_format(">99%", "id")
    ('0.00', '0.0%', '#,##0', '">99%"')
    >>> number_format("22% (17–29%)", "en"), number_format("−30.2 points", "en", -0.3019)
    ('0%', '0.0%" points"')
    """
    decimal, thousands = (",", ".") if lang == "id" else (".", ",")
    digits = rf"[\d{re.escape(thousands)}]+(?:{re.escape(decimal)}(\d+))?"
    if re.fullmatch(rf"[<>]{digits}%?", text):
        return f'"{text}"'
    found = re.match(rf"(±?)[-−+]?({digits})(%?)[*†!]*(?: \(.*\)| \S+ \d+|( [^\W\d_]+))?$", text.strip())
    if found is None:
        return ""
    sign, printed, places, per_cent, unit = found.groups(default="")
    if unit and value is not None and number(abs(value) * 100, len(places), lang) == printed:
        per_cent = "%"
    look = "#,##0" if thousands in printed else "0"
    look += f".{'0' * len(places)}" if places else ""
    return (f'"{sign}"' if sign else "") + look + per_cent + (f'"{unit}"' if unit else "")


def holds(grid: TableGrid, lang: str) -> str:
    """Return what a table holds, in words: nothing is dropped in silence."""
    values = {"rows": len(grid.rows), "columns": len(grid.heads), "hidden": grid.hidden}
    return say("document.table-holds", lang, **values)


def write_tables(report: Report, folder: Path, name: str = "tables") -> tuple[Path, Path]:
    """Write `<name>.<language>.xlsx` and the folder `<name>.<language>` of csv files, and return both.

    The csv files of an earlier report leave the folder: a figure hidden since must not stay in it.

    Raises
    ------
    UsageError
        usage.missing-extra: XlsxWriter is not installed.
    InputError
        A file cannot be written: see `save_bytes`.
    """
    found = grids(report)
    book, place = folder / f"{name}.{report.lang}.xlsx", folder / f"{name}.{report.lang}"
    save_bytes(book, tables_workbook(report, found))
    files = {csv_name(grid): csv_bytes(grid, report.lang) for grid in found}
    for file, data in files.items():
        save_bytes(place / file, data)
    for earlier in place.glob("[0-9][0-9]-*.csv"):
        if earlier.name not in files:
            remove(earlier)
    return book, place


def csv_name(grid: TableGrid) -> str:
    """Return the name of a table's csv file: its number and the words of its caption."""
    plain = unicodedata.normalize("NFKD", grid.caption).encode("ascii", "ignore").decode().lower()
    words = re.sub("[^a-z0-9]+", "-", plain).strip("-")[:LONGEST_NAME].strip("-")
    return f"{grid.number:02d}-{words or 'table'}.csv"


def csv_bytes(grid: TableGrid, lang: str) -> bytes:
    """Return a table as csv, in UTF-8 with the mark that Excel looks for: headers, rows, and what it holds.

    Where numbers have marks, the table's note, which explains them, stands below too.
    """
    out = StringIO(newline="")
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow([_safe(head) for head in grid.heads])
    writer.writerows([_safe(value) for value in row] for row in grid.rows)
    if grid.marked:
        writer.writerow([f"# {grid.note}"])
    writer.writerow([f"# {holds(grid, lang)}"])
    return out.getvalue().encode("utf-8-sig")


def _safe(value: Value) -> str | float:
    """No text that a spreadsheet takes for a formula."""
    if not isinstance(value, str):
        return "" if value is None else value
    return f"'{value}" if value.startswith(_FORMULA) else value


def tables_workbook(report: Report, found: Sequence[TableGrid]) -> bytes:
    """Return the workbook of all tables: a list of them, then a sheet each; no clock, no path."""
    file = BytesIO()
    book = new_xlsx(file, report.date, title=report.title)
    strong, wrap = (book.add_format({"bold": bold, "text_wrap": True, "valign": "top"}) for bold in (True, False))
    index = book.add_worksheet(say("document.contents", report.lang))
    index.set_column(0, 0, 12)
    index.set_column(1, 1, 90)
    _on_paper(index)
    for row, line in enumerate(_index(report, found)):
        for column, text in enumerate(line):
            index.write_string(row, column, text, wrap if row else strong)
    looks: dict[Look, Any] = {"": None}
    for look in dict.fromkeys(look for grid in found for row in grid.looks for look in row if look):
        colours = {"bg_color": look.colour, "font_color": look.ink} if isinstance(look, Category) else {}
        shown = {} if isinstance(look, Category) else {"num_format": look}
        looks[look] = book.add_format({"valign": "top", **colours, **shown})
    for grid in found:
        sheet = book.add_worksheet(f"{say('document.table', report.lang)} {grid.number}")
        _write_sheet(sheet, grid, (strong, wrap), looks, report.lang)
    book.close()
    return file.getvalue()


def _write_sheet(sheet: Any, grid: TableGrid, formats: tuple[Any, Any], looks: Mapping[Look, Any], lang: str) -> None:
    strong, wrap = formats
    widths = _widths(grid)
    for column, width in enumerate(widths):
        sheet.set_column(column, column, width)
    _write_line(sheet, 0, grid.caption, widths, wrap)
    for row, words in enumerate((grid.heads, *grid.rows), start=2):
        sheet.set_row(row, LINE_HEIGHT * max(map(_lines, words, widths)))
    for column, head in enumerate(grid.heads):
        sheet.write_string(2, column, head, strong)
    for row, (values, shown) in enumerate(zip(grid.rows, grid.looks, strict=True), start=3):
        for column, (value, name) in enumerate(zip_longest(values, shown, fillvalue="")):  # marks have no look
            look = looks[name]
            if isinstance(value, str):
                sheet.write_string(row, column, value, look or wrap)
            elif value is not None:
                sheet.write_number(row, column, value, look)
    for place, text in enumerate(text for text in (grid.note, holds(grid, lang)) if text):
        _write_line(sheet, len(grid.rows) + 4 + place, text, widths, wrap)
    sheet.freeze_panes(3, 1)
    sheet.repeat_rows(2)
    _on_paper(sheet)


def _widths(grid: TableGrid) -> list[int]:
    """The widths of the columns: that of names, and of others as their words need, within bounds."""
    columns = [[row[place] for row in grid.rows] for place in range(len(grid.heads))]
    longest = [max((len(one) for one in column if isinstance(one, str)), default=0) for column in columns]
    return [NAME_WIDTH if place == 0 else min(max(16, long + 2), NAME_WIDTH) for place, long in enumerate(longest)]


def _write_line(sheet: Any, row: int, text: str, widths: Sequence[int], wrap: Any) -> None:
    """Write a text over all columns, as high as it needs."""
    sheet.merge_range(row, 0, row, max(1, len(widths) - 1), text, wrap)
    sheet.set_row(row, LINE_HEIGHT * _lines(text, sum(widths)))


def _lines(value: Value, width: int) -> int:
    """How many lines a text takes in a column: rows get their height here, for not every program finds it on opening."""
    return max(1, ceil(len(value) / width)) if isinstance(value, str) else 1


def _on_paper(sheet: Any) -> None:
    """Print on A4, turned, as wide as the page."""
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)


def _index(report: Report, found: Sequence[TableGrid]) -> Iterator[tuple[str, ...]]:
    yield say("document.table", report.lang), report.title
    for mark in report.marks:
        yield "", mark
    for grid in found:
        yield f"{grid.number}", grid.caption
