"""Write a study as one workbook: sheets with drop-downs, notes and frozen heads, for people who know Excel."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from berdaya.instrument.canonical import to_document
from berdaya.instrument.flat_columns import LEAF_TEXTS
from berdaya.instrument.flat_out import flat_table
from berdaya.instrument.model import Instrument
from berdaya.instrument.study_book import HEAD
from berdaya.instrument.study_sheet import ENTRIES, Entry, EntryRow, entry_label, entry_rows, value_word
from berdaya.instrument.workbook import empty_workbook, put_cell
from berdaya.located import column_letters
from berdaya.responses.groups import STATUSES
from berdaya.save import packed, save_bytes
from berdaya.study.fill_in import (
    EXAMPLES,
    FONT,
    ROWS_READY,
    TableColumn,
    answer_column,
    column_title,
    drop_down,
    finish,
    grey,
    head_row,
    our_name,
    table_sheet,
)
from berdaya.study.workbook.contents import Contents, Grid
from berdaya.words import LANGUAGES, say

_CHOICES: Mapping[str, Sequence[str]] = {
    "synthetic": ("yes", "no"),
    "finite": ("yes", "no"),
    "slovin": ("yes", "no"),
    "combined": ("yes", "no"),
    "selection": ("random", "census", "purposive", "unknown"),
    "lonely": ("none", "centre", "remove", "average"),
    "count": ("persons", "groups"),
    "mode": ("means_first", "units_first"),
    "zero": ("veto", "shift"),
    "problems": ("refuse", "set_aside"),
    "profile": ("internal", "public"),
    "composite": ("first", "last", "hide"),
    "owner": ("lower", "upper"),
}
_FORM = (
    "study",
    "title",
    "date",
    "synthetic",
    "waves",
    "answers-wave",
    "selection",
    "weight",
    "lonely",
    "profile",
    *("min-df", "min-n", "rse"),
    "composite",
    *("poverty", "stages", "map-column"),
    *("agency", "address", "logo", "number", "classification", "to"),
    *("sign-place", "sign-date", "sign-title", "sign-name", "sign-nip"),
)  # offered though nothing is said


def write_book(contents: Contents, path: Path, lang: str) -> None:
    """Write a study to a .xlsx file; reading it back gives the same study.

    Parameters
    ----------
    contents
        All that the study holds.
    path
        The file.
    lang
        "id" or "en": of sheets, entries, columns and notes.

    Raises
    ------
    InputError
        When the file cannot be written.
    """
    book = empty_workbook()
    _guide(book, path, lang)
    _study(book, contents, lang)
    _instrument(book, contents.instrument, lang)
    groups = contents.groups or blank_groups(lang)
    table_sheet(
        book, say("book.sheet-groups", lang), [_group_column(head, lang) for head in groups.headers], groups.rows, lang
    )
    answers = contents.answers or (blank_answers(contents.instrument, contents.document, lang),)
    letter = _group_letter(groups)
    listed = f"'{say('book.sheet-groups', lang)}'!${letter}${HEAD + 1}:${letter}${HEAD + ROWS_READY}"
    waves = [str(wave) for wave in contents.document.get("waves") or ()]
    for place, grid in enumerate(answers):
        columns = [answer_column(head, contents.instrument, waves, listed, lang) for head in grid.headers]
        table_sheet(book, _nth("answers", place, lang), columns, grid.rows, lang)
    interviews = contents.interviews or (Grid(tuple(say(f"book.head-{name}", lang) for name in _INTERVIEW)),)
    for place, grid in enumerate(interviews):
        columns = [_interview_column(head, contents, lang) for head in grid.headers]
        table_sheet(book, _nth("interviews", place, lang), columns, grid.rows, lang)
    if contents.transcripts:
        lines = [(name, line) for name, text in contents.transcripts for line in text.rstrip("\n").split("\n")]
        heads = tuple(say(f"book.head-{name}", lang) for name in ("file", "text"))
        table_sheet(book, _nth("transcripts", 0, lang), [TableColumn(head) for head in heads], lines, lang)
    save_bytes(path, packed(book))


def blank_groups(lang: str) -> Grid:
    """Return a table of groups that is still to be filled in."""
    return Grid((say("book.key-group", lang), "name", "village", "status", "members"))


_INTERVIEW = ("person", "role", "group", "date", "criterion", "sign", "quote", "consent")


def _nth(kind: str, place: int, lang: str) -> str:
    title = say(f"book.sheet-{kind}", lang)
    return title if place == 0 else f"{title} {place + 1}"


def _guide(book: Any, path: Path, lang: str) -> None:
    from openpyxl.styles import Alignment, Font

    sheet = book.create_sheet(say("book.sheet-guide", lang))
    sheet.column_dimensions["A"].width = 110
    values = {"file": path.name, "results": f"{path.stem}-results"}
    for row, name in enumerate(("title", *map(str, range(1, 8))), start=1):
        cell = sheet.cell(row, 1, say(f"book.guide-{name}", lang, **values))
        cell.alignment = Alignment(wrap_text=True, vertical="top")
        cell.font = Font(name=FONT, bold=row == 1, size=14 if row == 1 else 11)
    finish(sheet)


def _study(book: Any, contents: Contents, lang: str) -> None:
    sheet = book.create_sheet(say("book.sheet-study", lang))
    languages = contents.instrument.languages
    document = to_document(contents.instrument)
    tree = {key: value for key, value in document["tree"].items() if key != "children"}
    whole = {**contents.document, "instrument": {**document, "tree": tree}}
    heads = [*(say(f"book.head-{name}", lang) for name in ("entry", "value", "about")), *languages]
    head_row(sheet, 1, heads)
    rows = [*entry_rows(whole, languages, lang)]
    said = {words for words, *_ in rows}
    if not contents.document.get("waves"):
        said.add("answers-wave")  # of no use
    offered = [entry for entry in ENTRIES if entry.words in _FORM and entry.words not in said]
    rows += [EntryRow(entry.words, entry_label(_path(entry), lang), None, {}) for entry in offered]
    for row, (words, label, value, texts) in enumerate(rows, start=2):
        about = say(f"book.about-{words}", lang) if words else ""
        for column, cell in enumerate((label, value, about or None, *(texts.get(code) for code in languages)), start=1):
            if cell is not None:
                put_cell(sheet.cell(row, column), cell)
        if words in _CHOICES:
            drop_down(sheet, [value_word(value, lang) for value in _CHOICES[words]], f"B{row}", lang)
        sheet.cell(row, 3).font = grey()
    for column, width in enumerate((36, 28, 50, *(44 for _ in languages)), start=1):
        sheet.column_dimensions[column_letters(column)].width = width
    sheet.freeze_panes = "B2"
    finish(sheet)


def _path(entry: Entry) -> tuple[str, ...]:
    return tuple("1" if part in ("#", "*") else part for part in entry.path)


def _instrument(book: Any, instrument: Instrument, lang: str) -> None:
    sheet = book.create_sheet(say("book.sheet-instrument", lang))
    table = flat_table(instrument, lang)
    head_row(sheet, 1, table.heads)
    for row, values in enumerate(table.rows, start=2):
        for place, value in enumerate(values, start=1):
            if value is not None:
                put_cell(sheet.cell(row, place), value)
    for place, column in enumerate(table.columns, start=1):
        wide = column.part in ("label", "note", *LEAF_TEXTS) or column.part.lstrip("-").isdecimal()
        sheet.column_dimensions[column_letters(place)].width = 34 if wide else 12
    criterion = next(i for i, c in enumerate(table.columns, start=1) if c.level is None)
    sheet.freeze_panes = f"{column_letters(criterion + 1)}2"
    finish(sheet)


def _group_column(head: str, lang: str) -> TableColumn:
    words = [say(f"report.status-{status.replace('_', '-')}", lang) for status in STATUSES]
    choices: Sequence[str] = words if head == "status" else ()
    example = choices[0] if choices else EXAMPLES.get(our_name(head), "")
    return TableColumn(head, column_title(our_name(head), lang), example, choices)


def _group_letter(groups: Grid) -> str:
    return column_letters(1 + next((i for i, head in enumerate(groups.headers) if our_name(head) == "group"), 0))


def _interview_column(head: str, contents: Contents, lang: str) -> TableColumn:
    words = {say(f"book.head-{name}", code).casefold(): name for name in _INTERVIEW for code in LANGUAGES}
    name = words.get(head.casefold(), head)
    choices: Mapping[str, Sequence[str]] = {
        "role": list(contents.instrument.roles),
        "sign": ("+", "-", "about" if lang == "en" else "tentang"),
        "consent": [value_word(value, lang) for value in ("yes", "no")],
    }
    found = choices.get(name, ())
    return TableColumn(head, column_title(name, lang), found[0] if found else EXAMPLES.get(name, ""), found)


def blank_answers(instrument: Instrument, document: Mapping[str, Any], lang: str) -> Grid:
    """Return the headers of a sheet of answers of every role, without a row."""
    said = [entry for entry in document.get("responses") or () if isinstance(entry, dict)]
    attributes = dict.fromkeys(str(name) for entry in said for name in entry.get("attributes", ()))
    names = ["respondent", "group"]
    names += ["role"] if len(instrument.roles) > 1 else []
    names += ["wave"] if document.get("waves") else []
    heads = [say(f"book.key-{name}", lang) for name in names]
    return Grid((*heads, *attributes, *(leaf.key for leaf in instrument.leaves)))
