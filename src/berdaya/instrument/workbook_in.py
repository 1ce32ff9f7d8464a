"""Read an instrument's workbook into the same `Located` tree that YAML gives, so that one set of checks serves both."""

from pathlib import Path
from typing import Any

from berdaya.errors import InputError, Where
from berdaya.instrument.sheet_cells import Sheet, as_written, check_columns, mapping, read_sheet
from berdaya.instrument.sheets import (
    BAND_COLUMNS,
    ENTRIES,
    KEY_COLUMN,
    LIST_ENTRIES,
    MAX_UNPACKED,
    NAME,
    NEEDED_SHEETS,
    SHEETS,
    TEXT_ENTRIES,
    VALUE,
)
from berdaya.instrument.workbook_tree import tree_of
from berdaya.located import At, Book, Located, Problems, nearest, open_book

Cells = dict[str, Located]


def read_workbook(path: Path, name: str, problems: Problems) -> Located:
    """Return a workbook's instrument as the tree of entries that its YAML would have; places are sheet and cell.

    Raises
    ------
    InputError
        When the file cannot be read, is no workbook, is beyond the limits, or lacks a needed sheet.
    """
    with open_book(path, name, MAX_UNPACKED) as book:
        sheets = _sheets(book, problems)
    lacking = [sheet for sheet in NEEDED_SHEETS if sheet not in sheets]
    for sheet in lacking:
        others = [title for title in sheets if title not in SHEETS]
        problems.error("instrument.missing-sheet", Where(name), sheet=sheet, **nearest(sheet, others))
    if lacking:
        raise InputError(list(problems))
    return _document(sheets, problems)


def _sheets(book: Book, problems: Problems) -> dict[str, Sheet]:
    found: dict[str, Sheet] = {}
    for written in book.titles:
        title, where = written.strip().lower(), Where(book.name, sheet=written)
        if title in SHEETS:
            found[title] = read_sheet(book.sheet(written), book.name, problems)
        else:
            near = nearest(title, [s for s in SHEETS if s not in found])
            if "near" in near:
                problems.warn("instrument.unknown-sheet", where, sheet=written, **near)
            found[title] = Sheet(written, where, {}, ())
    return found


def _document(sheets: dict[str, Sheet], problems: Problems) -> Located:
    top = sheets["instrument"]
    entries, languages = _entries(top, problems)
    document: Cells = {}
    for name in ("instrument", "version", *LIST_ENTRIES, *TEXT_ENTRIES):
        if name in entries:
            document[name] = as_written(entries[name])
    ends = {end: entries[f"scale_{end}"] for end in ("min", "max") if f"scale_{end}" in entries}
    if ends:
        document["scale"] = mapping(ends, next(iter(ends.values())).where)
    for name in ("missing", "roles"):
        if name in sheets:
            document[name] = _words(sheets[name], languages, problems)
    bands = _bands(sheets.get("bands"), entries, languages, problems)
    if bands is not None:
        document["bands"] = bands
    tree = tree_of(sheets["tree"], languages, problems)
    if tree is not None:
        document["tree"] = tree
    return mapping(document, top.where)


def _entries(sheet: Sheet, problems: Problems) -> tuple[Cells, tuple[str, ...]]:
    """Return the entries of the sheet `instrument` by name, and the languages that it declares."""
    rows = [row for row in sheet.rows if NAME in row]
    spoken = [str(row[VALUE].value) for row in rows if row[NAME].value == "languages" and VALUE in row]
    languages = tuple(part.strip() for text in spoken for part in text.split(",") if part.strip())
    known = [NAME, VALUE, *languages]
    check_columns(sheet, NAME, known, problems)
    found: Cells = {}
    for row in rows:
        name = str(row[NAME].value).lower()
        if name not in ENTRIES:
            values = {"key": name, "known": ", ".join(ENTRIES), **nearest(name, ENTRIES)}
            problems.error("entry.unknown", row[NAME].where, **values)
        elif name in TEXT_ENTRIES:
            texts = {lang: as_written(row[lang]) for lang in languages if lang in row}
            found[name] = mapping(texts, row[NAME].where) if texts else row.get(VALUE, row[NAME])
        elif VALUE in row:
            _put_entry(found, name, row, problems)
    return found, languages


def _put_entry(found: Cells, name: str, row: Cells, problems: Problems) -> None:
    value = row[VALUE]
    if name in LIST_ENTRIES:
        parts = [part.strip() for part in str(value.value).split(",")] if name == "languages" else [str(value.value)]
        items = [Located(part, value.where, {}) for part in parts if part]
        before: Any = found[name].value if name in found else ()
        found[name] = Located((*before, *items), value.where, {})
    elif name in found:
        problems.error("file.yaml-duplicate-key", row[NAME].where, key=name, first=At(found[name].where))
    else:
        found[name] = value


def _words(sheet: Sheet, languages: tuple[str, ...], problems: Problems) -> Located:
    known = [KEY_COLUMN, *languages]
    check_columns(sheet, KEY_COLUMN, known, problems)
    found: Cells = {}
    for row in sheet.rows:
        if KEY_COLUMN not in row:
            problems.error("entry.missing", next(iter(row.values())).where, key=KEY_COLUMN)
            continue
        key = str(row[KEY_COLUMN].value)
        if key in found:
            problems.error("instrument.duplicate-key", row[KEY_COLUMN].where, key=key, first=At(found[key].where))
        texts = {lang: as_written(row[lang]) for lang in languages if lang in row}
        found[key] = mapping(texts, row[KEY_COLUMN].where)
    return mapping(found, sheet.where)


def _bands(sheet: Sheet | None, entries: Cells, languages: tuple[str, ...], problems: Problems) -> Located | None:
    found: Cells = {}
    for name in ("classes", "owner"):
        if f"bands_{name}" in entries:
            found[name] = entries[f"bands_{name}"]
    if sheet is not None:
        known = [*BAND_COLUMNS, *languages]
        check_columns(sheet, KEY_COLUMN, known, problems)
        cuts = [row["up_to"] for row in sheet.rows if "up_to" in row]
        if cuts:
            found["cuts"] = Located(tuple(cuts), sheet.columns["up_to"], {})
        labels = [_label(row, languages) for row in sheet.rows]
        if labels:
            found["labels"] = Located(tuple(labels), sheet.where, {})
    where = sheet.where if sheet is not None else Where()
    return mapping(found, where) if found else None


def _label(row: Cells, languages: tuple[str, ...]) -> Located:
    known = ("key", "colour", "ink", *languages)
    return mapping({name: as_written(at) for name, at in row.items() if name in known}, next(iter(row.values())).where)
