"""The rows of a small table, csv or xlsx, as `Located` mappings of header to cell."""

import re
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from pathlib import Path

from berdaya.errors import Where
from berdaya.located import CellValue, Located, Problems, Uncalculated, column_letters, decode, open_book

MAX_BYTES = 50_000_000
MAX_COLUMNS = 200  # what stands beyond is not looked at
_DELIMITERS = ",;\t"
_EMPTY: dict[str, Where] = {}
Row = Sequence[Located]


def read_rows(data: bytes, path: Path, name: str, problems: Problems, sheet: str = "", header: int = 1) -> list[Row]:
    """Return the rows that are not blank, the header first; each cell's value is text, empty where blank.

    Parameters
    ----------
    data
        The file's bytes.
    path
        Where the file is; its ending says csv or xlsx.
    name
        How problems name it.
    problems
        Takes warnings.
    sheet, header
        A workbook's sheet (the first that is shown, where none is named), and the row of its headers.

    Raises
    ------
    InputError
        `file.not-text`, `file.not-a-workbook`, `file.damaged-workbook`, `file.zip-bomb`.
    """
    if path.suffix.lower() == ".xlsx":
        rows = _workbook(data, path, name, problems, sheet, header)
    else:
        text, warnings = decode(data, name)
        problems.extend(warnings)
        rows = _csv(text.replace("\r\n", "\n").replace("\r", "\n"), name)
    return [row for row in rows if any(cell.value for cell in row)]


def _csv(text: str, name: str) -> Iterable[Row]:
    """Yield rows with line and column of each cell, which the standard reader does not know."""
    header = text.lstrip("\n").split("\n", 1)[0]
    delimiter = max(_DELIMITERS, key=header.count)
    field = re.compile(
        rf'(?P<blank>[ ]*)(?:"(?P<quoted>[^"]*+(?:""[^"]*+)*+)"[^{delimiter}\n]*|(?P<plain>[^{delimiter}\n]*))'
    )
    row: list[Located] = []
    at, line, start = 0, 1, 0
    while at <= len(text):
        match = field.match(text, at)
        assert match is not None  # the pattern matches the empty text
        value = match["plain"] if match["quoted"] is None else match["quoted"].replace('""', '"')
        row.append(Located(value.strip(), Where(name, line, at + len(match["blank"]) - start + 1), _EMPTY))
        line += match[0].count("\n")
        start = at + match[0].rfind("\n") + 1 if "\n" in match[0] else start
        at = match.end()
        if at >= len(text) or text[at] == "\n":
            yield row
            row, line, start = [], line + 1, at + 1
        at += 1


def _workbook(data: bytes, path: Path, name: str, problems: Problems, title: str, header: int) -> Iterable[Row]:
    with open_book(path, name, MAX_BYTES, data) as book:
        sheet = book.sheet(title or book.first)
    for merged in sheet.merged:
        problems.error("evidence.merged-cells", Where(name, sheet=sheet.title, cell=merged))
    for number, cells in sheet.rows.items():
        if number < header:
            continue
        row = []
        for column in range(1, min(max(cells), MAX_COLUMNS) + 1):
            where = Where(name, sheet=sheet.title, cell=f"{column_letters(column)}{number}")
            row.append(Located(_text(cells.get(column), where, problems), where, _EMPTY))
        yield row


def _text(value: CellValue | None, where: Where, problems: Problems) -> str:
    if isinstance(value, Uncalculated):
        problems.error("evidence.formula-without-value", where)
        return ""
    if value is None or isinstance(value, bool):
        return {None: "", True: "yes", False: "no"}[value]
    if isinstance(value, datetime | date):
        return value.isoformat()[:10]
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return str(value).strip()
