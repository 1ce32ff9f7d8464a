"""Open a workbook (.xlsx): which sheets it has, its texts, and which of its formats are dates.

A workbook is read from its XML directly: only the cells that hold something cost time and memory, whatever formats
reach down to the last row; formulas and merged cells are seen in the same pass; a style or a picture that another
programme wrote in its own way does not stand in the way of the answers.
"""

import re
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path, PurePosixPath
from typing import Any
from xml.parsers.expat import ExpatError
from zipfile import BadZipFile, ZipFile

from berdaya.errors import InputError, Problem, Where
from berdaya.located.xlsx_sheet import MAX_CELLS, MAX_ROW, Dates, Sheet, TooManyCellsError, read_sheet, read_texts
from berdaya.located.xml_events import Handlers, XmlError, read_xml
from berdaya.located.zip_guard import MAX_UNPACKED_BYTES, guard_zip

_BUILT_IN_DATES = frozenset((*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)))
_NO_CODE = re.compile(r'"[^"]*"|\\.|_.|\*.|\[(?![hms]+\])[^\]]*\]', re.IGNORECASE)  # texts, fillers, colours
_DAMAGED = (BadZipFile, zlib.error, KeyError, ValueError, IndexError, EOFError, NotImplementedError, RuntimeError)


@dataclass(frozen=True)
class Book:
    """An open workbook; `titles` are its sheets of cells in their order, `hidden` those that Excel does not show."""

    name: str
    titles: tuple[str, ...]
    hidden: frozenset[str]
    _zip: ZipFile
    _parts: dict[str, str]
    _texts: tuple[str, ...]
    _dates: Dates

    @property
    def first(self) -> str:
        """The first sheet that Excel shows; "" where there is none."""
        shown = [title for title in self.titles if title not in self.hidden]
        return next(iter([*shown, *self.titles]), "")

    def sheet(self, title: str, top: int = MAX_ROW) -> Sheet:
        """Return what a sheet holds; with `top` only these first rows, and the first cell below them that is not blank.

        Raises
        ------
        InputError
            `file.damaged-workbook` where the sheet cannot be read, `file.too-many-cells`.
        """
        with _damage_told(self.name), self._zip.open(self._parts[title]) as stream:
            return read_sheet(stream, title, self._texts, self._dates, top)


@contextmanager
def open_book(path: Path, name: str, max_bytes: int = MAX_UNPACKED_BYTES, data: bytes | None = None) -> Iterator[Book]:
    """Open a workbook for as long as it is read.

    Parameters
    ----------
    path
        The .xlsx file.
    name
        How problems name it.
    max_bytes
        The most bytes that all its parts together may unpack to.
    data
        The file's bytes, where they have been read already.

    Raises
    ------
    InputError
        As `guard_zip`; `file.not-a-workbook`, `file.damaged-workbook`.
    """
    guard_zip(path, name, max_bytes)
    with _damage_told(name):
        packed = ZipFile(path if data is None else BytesIO(data))
    with packed:
        with _damage_told(name):
            book = _open(packed, name)
        yield book


@contextmanager
def _damage_told(name: str) -> Iterator[None]:
    try:
        yield
    except TooManyCellsError:
        values = {"file": name, "limit": MAX_CELLS}
        raise InputError(Problem("file.too-many-cells", Where(name), values)) from None
    except (ExpatError, XmlError, OSError, *_DAMAGED) as error:
        values = {"file": name, "detail": str(error)}
        raise InputError(Problem("file.damaged-workbook", Where(name), values)) from None


def _open(packed: ZipFile, name: str) -> Book:
    names = set(packed.namelist())
    place = next((target for kind, target in _links(packed, names, "").values() if kind == "officeDocument"), "")
    if place not in names:
        raise InputError(Problem("file.not-a-workbook", Where(name), {"file": name}))
    links = _links(packed, names, place)
    sheets, old_dates = _sheets(packed, place)
    parts: dict[str, str] = {}
    hidden = set()
    for title, link, state in sheets:
        kind, target = links.get(link, ("", ""))
        if kind == "worksheet" and target in names:
            parts[title] = target
            if state in ("hidden", "veryHidden"):
                hidden.add(title)
    if not parts:
        raise InputError(Problem("file.not-a-workbook", Where(name), {"file": name}))
    texts = next((target for kind, target in links.values() if kind == "sharedStrings" and target in names), "")
    styles = next((target for kind, target in links.values() if kind == "styles" and target in names), "")
    dates = Dates(_date_styles(packed, styles) if styles else frozenset(), old_dates)
    with packed.open(texts) if texts else BytesIO(b"<sst/>") as stream:
        return Book(name, tuple(parts), frozenset(hidden), packed, parts, read_texts(stream), dates)


def _links(packed: ZipFile, names: set[str], part: str) -> dict[str, tuple[str, str]]:
    """Return the parts that a part refers to: by the reference's id its kind and place."""
    at = PurePosixPath(part)
    where = str(at.parent / "_rels" / f"{at.name}.rels") if part else "_rels/.rels"
    found: dict[str, tuple[str, str]] = {}

    def start(tag: str, given: dict[str, str]) -> None:
        if tag == "Relationship" and given.get("TargetMode") != "External":
            target = given.get("Target", "")
            full = target.lstrip("/") if target.startswith("/") else _joined(at.parent, target)
            found[given.get("Id", "")] = given.get("Type", "").rpartition("/")[2], full

    if where in names:
        with packed.open(where) as stream:
            read_xml(stream, Handlers(start))
    return found


def _joined(folder: PurePosixPath, target: str) -> str:
    parts: list[str] = []
    for part in (*folder.parts, *PurePosixPath(target).parts):
        if part == "..":
            parts = parts[:-1]
        elif part != ".":
            parts.append(part)
    return "/".join(parts)


def _sheets(packed: ZipFile, place: str) -> tuple[list[tuple[str, str, str]], bool]:
    """Return title, reference and state of each sheet, and whether days are counted from 1904."""
    found: list[tuple[str, str, str]] = []
    old: list[bool] = []

    def start(tag: str, given: dict[str, str]) -> None:
        if tag == "sheet":
            link = next((value for key, value in given.items() if key.rpartition(":")[2] == "id"), "")
            found.append((given.get("name", ""), link, given.get("state", "")))
        elif tag == "workbookPr":
            old.append(given.get("date1904") in ("1", "true"))

    with packed.open(place) as stream:
        read_xml(stream, Handlers(start))
    return found, any(old)


def _date_styles(packed: ZipFile, place: str) -> frozenset[str]:
    """Return the numbers of the cell styles that show a number as a date or a time."""
    own: dict[str, bool] = {}
    used: list[str] = []
    inside: list[str] = []

    def start(tag: str, given: dict[str, str]) -> None:
        if tag == "numFmt":
            own[given.get("numFmtId", "")] = is_date_format(given.get("formatCode", ""))
        elif tag == "cellXfs":
            inside.append(tag)
        elif tag == "xf" and inside:
            used.append(given.get("numFmtId", "0"))

    def end(tag: str, _: Any) -> None:
        if tag == "cellXfs":
            inside.clear()

    with packed.open(place) as stream:
        read_xml(stream, Handlers(start, end))
    return frozenset(
        str(i) for i, code in enumerate(used) if own.get(code, code.isdecimal() and int(code) in _BUILT_IN_DATES)
    )


def is_date_format(code: str) -> bool:
    """Return whether a number format shows a date or a time.

    Examples
    --------
    >>> [is_date_format(code) for code in ("yyyy-mm-dd", "[h]:mm", "0.00", '0 "hari"', "[Red]0", "General")]
    [True, True, False, False, False, False]
    """
    return re.search("[dmyhs]", _NO_CODE.sub("", code.partition(";")[0]), re.IGNORECASE) is not None
