"""Read coded passages from a table, `interviews.xlsx` or `.csv`: one row a passage and criterion.

Columns (English or Indonesian): role, group, date, criterion, sign, quote, may be quoted; optional person, language,
synthetic. Sign is +, - or about; may be quoted is yes or no, blank is no.
"""

import re
from pathlib import Path

from berdaya.errors import InputError, Where
from berdaya.evidence.cells import Row, read_rows
from berdaya.evidence.interview import Known, cut, read_criterion, read_interview
from berdaya.evidence.model import Passage, Sign
from berdaya.located import Entries, Located, Problems, nearest

_HEADINGS = {
    "role": ("role", "peran"),
    "group": ("group", "kelompok"),
    "date": ("date", "tanggal"),
    "criterion": ("criterion", "kriteria"),
    "sign": ("sign", "tanda"),
    "quote": ("quote", "kutipan"),
    "consent": ("may be quoted", "boleh dikutip", "consent", "persetujuan"),
    "person": ("person", "orang", "kode orang"),
    "language": ("language", "bahasa"),
    "synthetic": ("synthetic", "sintetis", "rekaan"),
}
_OPTIONAL = ("person", "language", "synthetic")
_COLUMN = {heading: column for column, headings in _HEADINGS.items() for heading in headings}
_SIGNS: dict[str, Sign] = {
    **dict.fromkeys(("+", "plus", "met", "terpenuhi", "mendukung"), "+"),
    **dict.fromkeys(("-", "−", "–", "—", "minus", "not met", "tidak terpenuhi", "belum terpenuhi"), "-"),
    **dict.fromkeys(("", "about", "tentang"), ""),
}


def read_table(
    data: bytes, path: Path, name: str, known: Known, problems: Problems, sheet: str = "", header: int = 1
) -> list[Passage]:
    """Return the passages of a table; what is wrong is noted in `problems`.

    Parameters
    ----------
    data
        The file's bytes.
    path
        Where the file is; its ending says csv or xlsx.
    name
        How problems name the file.
    known
        What may be named.
    problems
        Takes problems and warnings.
    sheet, header
        A workbook's sheet (the first that is shown, where none is named), and the row of its headers.
    """
    try:
        rows = read_rows(data, path, name, problems, sheet, header)
    except InputError as error:
        problems.extend(error.problems)
        return []
    if len(rows) < 2:
        problems.error("evidence.no-rows", Where(name))
        return []
    columns = _columns(rows[0], problems)
    found = [_passage(_entries(row, columns, problems), known) for row in rows[1:]] if columns else []
    return [passage for passage in found if passage]


def _columns(header: Row, problems: Problems) -> dict[int, str]:
    """Return our name of each column; empty, with problems, where one is missing or stands twice."""
    columns: dict[int, str] = {}
    sound = True
    for number, cell in enumerate(header):
        heading = re.sub(r"[\s_\-]+", " ", str(cell.value)).strip(" ?").lower()
        column = _COLUMN.get(heading)
        if column in columns.values():
            problems.error("evidence.column-twice", cell.where, column=cut(str(cell.value)))
            sound = False
        elif column:
            columns[number] = column
        elif heading:
            problems.warn(
                "evidence.unknown-column", cell.where, column=cut(str(cell.value)), **nearest(heading, _COLUMN)
            )
    for column, headings in _HEADINGS.items():
        if column not in columns.values() and column not in _OPTIONAL:
            where = header[0].where
            problems.error("evidence.missing-column", where, column=headings[0], other=headings[1])
            sound = False
    return columns if sound else {}


def _entries(row: Row, columns: dict[int, str], problems: Problems) -> Entries:
    cells = {column: row[number] for number, column in columns.items() if number < len(row)}
    places = {column: cell.where for column, cell in cells.items()}
    filled = {column: Located(cell.value or None, cell.where, cell.keys) for column, cell in cells.items()}
    return Entries.open(Located(filled, row[0].where, places), problems)


def _passage(entries: Entries, known: Known) -> Passage | None:
    interview = read_interview(entries, known, required=("role", "group", "date"))
    key = entries.text("criterion", "", required=True)
    criterion = read_criterion(key, entries.where("criterion"), known, entries.problems) if key else ""
    written = entries.text("sign", "").lower()
    if written not in _SIGNS:
        entries.problems.error("evidence.bad-sign", entries.where("sign"), sign=cut(written))
        return None
    quote = " ".join(entries.text("quote", "").split())
    if not quote:
        entries.problems.error("evidence.empty-passage", entries.key_where("quote"), found="")
    return interview.passage(criterion, _SIGNS[written], quote, entries.key_where("quote")) if criterion else None
