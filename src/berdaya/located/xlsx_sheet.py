"""The cells of a workbook's sheet: only those that hold something, with formulas that were never worked out."""

import datetime as dt
import math
import re
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import IO

from berdaya.located.xml_events import Handlers, XmlError, read_xml

MAX_ROW, MAX_COLUMN = 1_048_576, 16_384  # Excel's own
MAX_CELLS = 20_000_000
_DAY_ZERO, _DAY_ZERO_1904 = dt.datetime(1899, 12, 30), dt.datetime(1904, 1, 1)
_ESCAPED = re.compile("_x([0-9A-Fa-f]{4})_")  # how a workbook writes a line end and other signs inside a text
_WHOLE = re.compile(r"-?[0-9]{1,15}")

CellValue = str | int | float | bool | dt.date | dt.time


class TooManyCellsError(Exception):
    """A sheet that holds more cells than a laptop's memory."""


class _EnoughError(Exception):
    """All that was wanted of a sheet has been read."""


class CellError(str):
    """What a cell shows whose formula failed, such as #N/A."""


class Uncalculated(str):
    """A formula without a value, with its sign "=": a programme wrote it, and no spreadsheet worked it out."""


@dataclass(frozen=True, slots=True)
class Dates:
    """The styles that show a number as a date or a time, and whether days are counted from 1904."""

    styles: frozenset[str] = frozenset()
    from_1904: bool = False


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet's rows that hold something: their numbers, and by column (from 1) what each cell holds.

    `merged` are the merged ranges as they are written: "A2:B3".
    """

    title: str
    rows: Mapping[int, Mapping[int, CellValue]]
    merged: tuple[str, ...] = ()


def read_sheet(stream: IO[bytes], title: str, texts: Sequence[str], dates: Dates, top: int = MAX_ROW) -> Sheet:
    """Return the cells of a sheet's XML.

    Parameters
    ----------
    stream
        The sheet's XML.
    title
        Its name.
    texts
        The workbook's shared texts.
    dates
        How its numbers are dates.
    top
        Stop at the first cell below this row that is not blank.

    Raises
    ------
    XmlError, xml.parsers.expat.ExpatError
        For what is no sheet.
    """
    reader = _Reader(texts, dates, top)
    with suppress(_EnoughError):
        read_xml(stream, Handlers(reader.start, reader.end))
    rows = {number: reader.rows[number] for number in sorted(reader.rows)}
    return Sheet(title, rows, tuple(reader.merged))


@dataclass(slots=True)
class _Reader:
    texts: Sequence[str]
    dates: Dates
    top: int = MAX_ROW
    rows: dict[int, dict[int, CellValue]] = field(default_factory=dict)
    merged: list[str] = field(default_factory=list)
    columns: dict[str, int] = field(default_factory=dict)  # letters: number
    row: int = 0
    column: int = 0
    kind: str = "n"
    style: str = ""
    value: str | None = None
    formula: str | None = None
    inline: str = ""
    phonetic: bool = False
    count: int = 0

    def start(self, tag: str, given: dict[str, str]) -> None:
        if tag == "c":
            self._place(given.get("r"))
            self.kind, self.style = given.get("t", "n"), given.get("s", "")
            self.value, self.formula, self.inline = None, None, ""
        elif tag == "row":
            number = given.get("r")
            self.row, self.column = int(number) if number else self.row + 1, 0
        elif tag == "rPh":
            self.phonetic = True
        elif tag == "mergeCell":
            self.merged.append(given.get("ref", ""))

    def end(self, tag: str, text: str) -> None:
        if tag == "v":
            self.value = text
        elif tag == "c":
            self._close()
        elif tag == "f":
            self.formula = text
        elif tag == "t" and not self.phonetic:
            self.inline += text
        elif tag == "rPh":
            self.phonetic = False

    def _place(self, reference: str | None) -> None:
        if reference is None:
            self.column += 1
            return
        letters = reference.rstrip("0123456789")
        column = self.columns.get(letters)
        if column is None:
            column = self.columns[letters] = column_number(letters)
        self.column = column
        digits = reference[len(letters) :]
        if digits and self.row != int(digits):
            self.row = int(digits)

    def _close(self) -> None:
        found = self._found()
        if found is None:
            return
        if not 0 < self.row <= MAX_ROW or not 0 < self.column <= MAX_COLUMN:
            raise XmlError(f"row {self.row}, column {self.column}")
        row = self.rows.get(self.row)
        if row is None:
            row = self.rows[self.row] = {}
        row[self.column] = found
        self.count += 1
        if self.count > MAX_CELLS:
            raise TooManyCellsError
        if self.row > self.top and str(found).strip():
            raise _EnoughError

    def _found(self) -> CellValue | None:
        text = self.value
        if self.kind == "inlineStr":
            return unescaped(self.inline) or None
        if self.formula is not None and not text and self.kind != "str":  # a formula may well give an empty text
            return Uncalculated(f"={self.formula}")
        if not text:
            return None
        return self._typed(text)

    def _typed(self, text: str) -> CellValue | None:
        if self.kind == "n":
            return self._number(text)
        if self.kind == "s":
            if not text.isdecimal():
                raise XmlError(f"shared text {text}")
            return self.texts[int(text)] or None
        if self.kind == "b":
            return text.strip() in ("1", "true")
        return CellError(text) if self.kind == "e" else unescaped(text)  # "d" is a date as ISO text

    def _number(self, text: str) -> CellValue:
        dated = self.style in self.dates.styles
        if not dated and _WHOLE.fullmatch(text):
            return int(text)
        try:
            value = float(text)
        except ValueError:
            return text  # the reader of the cell says what is wrong with it
        if dated:
            return moment(value, self.dates.from_1904)
        return int(value) if value.is_integer() and abs(value) < 1e15 else value


def read_texts(stream: IO[bytes]) -> tuple[str, ...]:
    """Return a workbook's shared texts."""
    found: list[str] = []
    parts: list[str] = []
    phonetic: list[bool] = []

    def start(tag: str, _: dict[str, str]) -> None:
        if tag == "si":
            parts.clear()
        elif tag == "rPh":  # how the text is spoken, not the text
            phonetic.append(True)

    def end(tag: str, text: str) -> None:
        if tag == "t" and not phonetic:
            parts.append(text)
        elif tag == "si":
            found.append(unescaped("".join(parts)))
        elif tag == "rPh":
            phonetic.clear()

    read_xml(stream, Handlers(start, end))
    return tuple(found)


def unescaped(text: str) -> str:
    """Return a text with its escaped signs; a line end becomes one sign."""
    if "_x" in text:
        text = _ESCAPED.sub(lambda found: _sign(int(found[1], 16), found[0]), text)
    return text.replace("\r\n", "\n")


def _sign(code: int, written: str) -> str:
    return written if 0xD800 <= code < 0xE000 else chr(code)


def moment(days: float, from_1904: bool = False) -> CellValue:
    """Return the date, the time of day, or the moment that a number of days stands for; an error beyond the calendar.

    Examples
    --------
    >>> moment(44895), moment(0.5), moment(44895.25)
    (datetime.date(2022, 11, 30), datetime.time(12, 0), datetime.datetime(2022, 11, 30, 6, 0))
    """
    if not math.isfinite(days) or not 0 <= days < 2_958_466:
        return CellError("#VALUE!")
    leap = dt.timedelta(days=1 if 1 <= days < 60 else 0)  # Excel believes in 29 February 1900
    found = _DAY_ZERO_1904 if from_1904 else _DAY_ZERO + leap
    try:
        found += dt.timedelta(milliseconds=round(days * 86_400_000))
    except OverflowError:
        return CellError("#VALUE!")
    if days < 1:
        return found.time()
    return found.date() if found.time() == dt.time() else found


def column_number(letters: str) -> int:
    """Return the number (from 1) of a column's letters; 0 for what is none.

    Examples
    --------
    >>> column_number("A"), column_number("AA"), column_number("XFD"), column_number("?")
    (1, 27, 16384, 0)
    """
    number = 0
    for letter in letters.upper():
        if not "A" <= letter <= "Z" or number > MAX_COLUMN:
            return 0
        number = 26 * number + ord(letter) - 64
    return number


def column_letters(position: int) -> str:
    """Return a spreadsheet's letters of a column counted from 1.

    Examples
    --------
    >>> column_letters(1), column_letters(27), column_letters(703)
    ('A', 'AA', 'AAA')
    """
    letters = ""
    while position:
        position, rest = divmod(position - 1, 26)
        letters = chr(65 + rest) + letters
    return letters
