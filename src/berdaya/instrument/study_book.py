"""A study in one workbook: which of its sheets holds what, and the instrument in it."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from string import ascii_uppercase
from typing import Literal

from berdaya.errors import InputError, Where
from berdaya.instrument.flat_in import MadeKey, tree_of
from berdaya.instrument.sheet_cells import Sheet, check_columns, read_sheet
from berdaya.instrument.study_sheet import column_of, entry_label, path_of, read_entries
from berdaya.located import Book, Entries, Located, Problems, nearest, open_book
from berdaya.located import Sheet as Cells
from berdaya.words import LANGUAGES, say

Kind = Literal["guide", "study", "instrument", "groups", "answers", "interviews", "transcripts", "lists"]
KINDS: tuple[Kind, ...] = ("guide", "study", "instrument", "groups", "answers", "interviews", "transcripts", "lists")
TOP_ROWS = 6  # the header stands in one of these: titles and an example may stand above it
_HEADS: Mapping[Kind, tuple[str, ...]] = {
    "groups": ("group", "group code", "kelompok", "kode kelompok", "kode", "kode kube", "nama kube"),
    "answers": ("respondent", "responden", "group", "kelompok", "kode kelompok"),
    "interviews": ("criterion", "kriteria"),
    "transcripts": ("file", "berkas"),
}


_TITLED = ("respondent", "group", "criterion")  # columns by whose titles our own sheets are known
HEAD = 3  # the row of a table's headers in our own sheets: what each column is, and an example, stand above


@dataclass(frozen=True)
class Part:
    """A sheet of answers, groups or interviews: its title, the row of its headers, these, and whether anything stands below.

    `header` is 0 where answers stand alone, without any of the usual headers: their columns are yet to be told.
    """

    title: str
    header: int
    heads: tuple[str, ...]
    filled: bool


@dataclass(frozen=True)
class StudyBook:
    """What a study's workbook says: its entries, the instrument as YAML would give it, and its other sheets.

    `made` are the keys that were made of words.
    """

    entries: Located
    instrument: Located
    parts: Mapping[Kind, tuple[Part, ...]]
    made: tuple[MadeKey, ...]


def sheet_kind(title: str) -> Kind | None:
    """Return what a sheet of this title holds, in either language: `Jawaban 2` holds answers."""
    word = title.strip().casefold()
    word = word.rstrip("0123456789").rstrip() if not word.isdecimal() else word
    return next(
        (kind for kind in KINDS for lang in LANGUAGES if say(f"book.sheet-{kind}", lang).casefold() == word), None
    )


def is_study_book(path: Path, name: str) -> bool:
    """Return whether a workbook holds a study: it has a sheet of entries and one of criteria.

    Raises
    ------
    InputError
        When the file cannot be read or is no workbook.
    """
    with open_book(path, name) as book:
        return any(sheet_kind(title) == "study" for title in book.titles)


def parts_of_book(path: Path, name: str) -> Mapping[Kind, tuple[Part, ...]]:
    """Return the sheets of groups, answers, interviews and transcripts of a study's workbook.

    Raises
    ------
    InputError
        When the file cannot be read or is no workbook.
    """
    with open_book(path, name) as book:
        return _parts(book)


def _parts(book: Book) -> Mapping[Kind, tuple[Part, ...]]:
    return {
        kind: tuple(_part(book.sheet(title, TOP_ROWS), kind) for title in book.titles if sheet_kind(title) == kind)
        for kind in _HEADS
    }


@dataclass(frozen=True)
class EntryCell:
    """Where an entry stands in a study's workbook, or may be written: the cells of its label and of its value, the label in the
    sheet's language, whether it is there, and what is said.
    """

    label_at: Where
    value_at: Where
    label: str
    there: bool
    said: tuple[str, ...]


def cell_of_entry(path: Path, name: str, entry: tuple[str, ...]) -> EntryCell:
    """Return the cell that takes an entry of a study's workbook: in its own row, or in the first row below all others.

    Raises
    ------
    InputError
        As `read_study_book`; instrument.missing-column: the sheet of entries has no column of values.
    """
    problems = Problems()
    with open_book(path, name) as book:
        titles = _by_kind(book)
        _check_sheets(titles, book, problems)
        (title,) = titles["study"]
        sheet = _sheet(book, title, ("entry",), "head", Problems())
        below = max(book.sheet(title).rows, default=1) + 1
    heads = [column_of(sheet, head) for head in ("entry", "value")]
    for head in heads:
        check_columns(sheet, head, tuple(sheet.columns), problems)
    problems.raise_errors()
    labels = [row[heads[0]] for row in sheet.rows if heads[0] in row]
    own = next((_row_of(at.where) for at in labels if path_of(str(at.value)) == entry), 0)
    label_at, value_at = (_in_row(sheet.columns[head], own or below) for head in heads)
    lang = next(lang for lang in LANGUAGES if say("book.sheet-study", lang).casefold() == title.strip().casefold())
    said = read_entries(sheet, Problems()).get(entry[0])
    items = said.value if said and isinstance(said.value, list) else [said] if said else []
    return EntryCell(label_at, value_at, entry_label(entry, lang), bool(own), tuple(str(item.value) for item in items))


def _row_of(where: Where) -> int:
    return int(where.cell.lstrip(ascii_uppercase))


def _in_row(head: Where, row: int) -> Where:
    return replace(head, cell=f"{head.cell.rstrip('0123456789')}{row}")


def read_study_book(path: Path, name: str, problems: Problems) -> StudyBook:
    """Return a study's workbook.

    Raises
    ------
    InputError
        When the file cannot be read, is no workbook, or lacks a needed sheet.
    """
    with open_book(path, name) as book:
        for title in book.titles:
            if sheet_kind(title) is None and title not in book.hidden:
                problems.warn("book.unknown-sheet", Where(name, sheet=title), sheet=title, **nearest(title, _titles()))
        titles = _by_kind(book)
        _check_sheets(titles, book, problems)
        study = _sheet(book, titles["study"][0], ("entry",), "head", problems)
        flat = _sheet(book, titles["instrument"][0], ("criterion", "question"), "column", problems)
        parts = _parts(book)
    entries, told = read_entries(study, Problems()), len(flat.columns)
    languages = _instrument(entries, study, Problems()).texts("languages") or ("id",)
    unused = [code for code in LANGUAGES if code not in languages]
    flat, study = (_without(sheet, unused) for sheet in (flat, study))
    if unused and len(flat.columns) < told:
        values = {"count": told - len(flat.columns), "unused": ", ".join(unused), "languages": ", ".join(languages)}
        problems.warn("book.language-unused", flat.where, **values)
    entries = read_entries(study, problems)
    own = _instrument(entries, study, problems)
    tree, made = tree_of(flat, own.get("tree"), languages, problems)
    document = {key: at for key, at in own.at.items() if key != "tree"}
    if tree is not None:
        document["tree"] = tree
    keys = {key: own.at.keys.get(key, at.where) for key, at in document.items()}
    return StudyBook(entries, Located(document, own.at.where, keys), parts, made)


def _instrument(entries: Located, study: Sheet, problems: Problems) -> Entries:
    return Entries.open(entries.get("instrument") or Located({}, study.where, {}), problems, "instrument")


def _without(sheet: Sheet, codes: Collection[str]) -> Sheet:
    """Return a sheet without the columns of languages that the study does not use: a template has more than one."""
    unread = [head for head in sheet.columns if head in codes or head.endswith(tuple(f"({code})" for code in codes))]
    rows = ({head: cell for head, cell in row.items() if head not in unread} for row in sheet.rows)
    columns = {head: where for head, where in sheet.columns.items() if head not in unread}
    return replace(sheet, columns=columns, rows=tuple(row for row in rows if row))


def _by_kind(book: Book) -> dict[Kind, list[str]]:
    found: dict[Kind, list[str]] = {}
    for title in book.titles:
        if kind := sheet_kind(title):
            found.setdefault(kind, []).append(title)
    return found


def _titles() -> list[str]:
    return [say(f"book.sheet-{kind}", lang) for kind in KINDS for lang in LANGUAGES]


def _check_sheets(titles: Mapping[Kind, Collection[str]], book: Book, problems: Problems) -> None:
    for kind in ("study", "instrument"):
        if kind not in titles:
            words = {"sheet": say(f"book.sheet-{kind}", "id"), "other": say(f"book.sheet-{kind}", "en")}
            problems.error("book.missing-sheet", Where(book.name), **words, **nearest(words["sheet"], book.titles))
        elif len(titles[kind]) > 1:
            problems.error(
                "book.sheet-twice", Where(book.name, sheet=list(titles[kind])[1]), sheet=list(titles[kind])[1]
            )
    if problems.any_error:
        raise InputError(list(problems))


def _sheet(book: Book, title: str, heads: tuple[str, ...], area: str, problems: Problems) -> Sheet:
    cells = book.sheet(title)
    words = {say(f"book.{area}-{head}", lang).lower() for head in heads for lang in LANGUAGES}
    return read_sheet(_without_blocks(cells), book.name, problems, _head_row(cells, words) or 1)


def _without_blocks(cells: Cells) -> Cells:
    """Return a sheet without its merged ranges: a level that spans several rows stands in the first of them."""
    return Cells(cells.title, cells.rows)


def _head_row(cells: Cells, words: Collection[str]) -> int:
    """Return the first of the top rows in which one of these headers stands; 0 where none has it.

    Other headers may have been put in the place of ours, below the row that says what each column is.
    """
    for number, row in cells.rows.items():
        if number <= TOP_ROWS and words & {" ".join(str(value).lower().split()) for value in row.values()}:  # type: ignore[operator]
            return number
    titles = {say(f"book.title-{name}", lang) for name in _TITLED for lang in LANGUAGES}
    return HEAD if titles & {str(value).strip() for value in cells.rows.get(1, {}).values()} else 0


def _part(cells: Cells, kind: Kind) -> Part:
    header = _head_row(cells, set(_HEADS[kind])) or (0 if kind == "answers" else 1)
    heads = tuple(str(value).strip() for _, value in sorted(cells.rows.get(header, {}).items()))
    return Part(cells.title, header, heads, any(number > header for number in _filled(cells)))


def _filled(cells: Cells) -> Iterator[int]:
    return (n for n, row in cells.rows.items() if any(not isinstance(v, str) or v.strip() for v in row.values()))
