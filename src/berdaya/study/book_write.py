"""Write a study as one workbook: sheets with drop-downs, notes and frozen heads, for people who know Excel."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from math import ceil
from pathlib import Path
from typing import Any

from berdaya.instrument.canonical import to_document
from berdaya.instrument.flat_columns import LEAF_TEXTS
from berdaya.instrument.flat_out import flat_table
from berdaya.instrument.model import Instrument, Question
from berdaya.instrument.study_sheet import ENTRIES, Entry, EntryRow, entry_label, entry_rows, value_word
from berdaya.instrument.workbook import put_cell
from berdaya.located import column_letters
from berdaya.responses.answer import number
from berdaya.responses.groups import STATUSES
from berdaya.responses.match import KEY_NAMES
from berdaya.save import save_bytes
from berdaya.study.contents import Contents, Grid
from berdaya.words import say

_EPOCH = datetime(2000, 1, 1)  # a workbook of the same study is the same, whenever it is written
HEAD = 3  # the row of a table's headers: what each column is, and an example, stand above
FONT = "Calibri"
ROWS_READY = 2000  # rows below a header that have drop-downs
_LONGEST_LIST = 250  # characters of a list that a drop-down holds itself
_CHOICES: Mapping[str, Sequence[str]] = {
    "synthetic": ("yes", "no"),
    "finite": ("yes", "no"),
    "selection": ("random", "census", "purposive", "unknown"),
    "lonely": ("none", "centre", "remove", "average"),
    "count": ("persons", "groups"),
    "mode": ("means_first", "units_first"),
    "zero": ("veto", "shift"),
    "problems": ("refuse", "set_aside"),
    "profile": ("internal", "public"),
    "owner": ("lower", "upper"),
}
_FORM = (
    "study",
    "title",
    "date",
    "synthetic",
    "waves",
    "selection",
    "weight",
    "profile",
)  # offered though nothing is said
_EXAMPLES = {
    "name": "Mawar", "village": "Salo", "village_code": "13.06.08.2001", "business": "tani", "stage": "tumbuh",
    "members": "12", "sex": "perempuan", "age_class": "30-39", "respondent": "r001", "group": "k01",
}  # fmt: skip


@dataclass(frozen=True)
class _Column:
    """A column of a table to fill in: its header, what it is, an example, and what may stand in it."""

    head: str
    title: str = ""
    example: str = ""
    choices: Sequence[str] | str = ()  # values, or a range of another sheet
    note: str = ""


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
    from openpyxl import Workbook

    book = Workbook()
    book.properties.created = book.properties.modified = _EPOCH
    book.remove(book.active)
    _guide(book, path, lang)
    _study(book, contents, lang)
    _instrument(book, contents.instrument, lang)
    groups = contents.groups or Grid((say("book.key-group", lang), "name", "village", "status", "members"))
    _table(book, "groups", 0, [_group_column(head, lang) for head in groups.headers], groups, lang)
    answers = contents.answers or (blank_answers(contents.instrument, contents.document, lang),)
    for place, grid in enumerate(answers):
        columns = [_answer_column(head, contents, lang) for head in grid.headers]
        _table(book, "answers", place, columns, grid, lang)
    interviews = contents.interviews or (Grid(tuple(say(f"book.head-{name}", lang) for name in _INTERVIEW)),)
    for place, grid in enumerate(interviews):
        columns = [_interview_column(head, contents, lang) for head in grid.headers]
        _table(book, "interviews", place, columns, grid, lang)
    if contents.transcripts:
        lines = [(name, line) for name, text in contents.transcripts for line in text.rstrip("\n").split("\n")]
        heads = tuple(say(f"book.head-{name}", lang) for name in ("file", "text"))
        _table(book, "transcripts", 0, [_Column(head) for head in heads], Grid(heads, tuple(lines)), lang)
    data = BytesIO()
    book.save(data)
    save_bytes(path, data.getvalue())


_INTERVIEW = ("person", "role", "group", "date", "criterion", "sign", "quote", "consent")


def _guide(book: Any, path: Path, lang: str) -> None:
    from openpyxl.styles import Alignment, Font

    sheet = book.create_sheet(say("book.sheet-guide", lang))
    sheet.column_dimensions["A"].width = 110
    values = {"file": path.name, "results": f"{path.stem}-results"}
    for row, name in enumerate(("title", *map(str, range(1, 8))), start=1):
        cell = sheet.cell(row, 1, say(f"book.guide-{name}", lang, **values))
        cell.alignment = Alignment(wrap_text=True, vertical="top")
        cell.font = Font(name=FONT, bold=row == 1, size=14 if row == 1 else 11)
    _finish(sheet)


def _study(book: Any, contents: Contents, lang: str) -> None:
    sheet = book.create_sheet(say("book.sheet-study", lang))
    languages = contents.instrument.languages
    document = to_document(contents.instrument)
    tree = {key: value for key, value in document["tree"].items() if key != "children"}
    whole = {**contents.document, "instrument": {**document, "tree": tree}}
    heads = [*(say(f"book.head-{name}", lang) for name in ("entry", "value", "about")), *languages]
    _heads(sheet, 1, heads)
    rows = [*entry_rows(whole, languages, lang)]
    said = {words for words, *_ in rows}
    offered = [entry for entry in ENTRIES if entry.words in _FORM and entry.words not in said]
    rows += [EntryRow(entry.words, entry_label(_path(entry), lang), None, {}) for entry in offered]
    for row, (words, label, value, texts) in enumerate(rows, start=2):
        about = say(f"book.about-{words}", lang) if words else ""
        for column, cell in enumerate((label, value, about or None, *(texts.get(code) for code in languages)), start=1):
            if cell is not None:
                put_cell(sheet.cell(row, column), cell)
        if words in _CHOICES:
            _drop_down(sheet, [value_word(value, lang) for value in _CHOICES[words]], f"B{row}", lang)
        sheet.cell(row, 3).font = _grey()
    for column, width in enumerate((36, 28, 50, *(44 for _ in languages)), start=1):
        sheet.column_dimensions[column_letters(column)].width = width
    sheet.freeze_panes = "B2"
    _finish(sheet)


def _path(entry: Entry) -> tuple[str, ...]:
    return tuple("1" if part in ("#", "*") else part for part in entry.path)


def _instrument(book: Any, instrument: Instrument, lang: str) -> None:
    sheet = book.create_sheet(say("book.sheet-instrument", lang))
    table = flat_table(instrument, lang)
    _heads(sheet, 1, table.heads)
    for row, values in enumerate(table.rows, start=2):
        for place, value in enumerate(values, start=1):
            if value is not None:
                put_cell(sheet.cell(row, place), value)
    for place, column in enumerate(table.columns, start=1):
        wide = column.part in ("label", "note", *LEAF_TEXTS) or column.part.lstrip("-").isdecimal()
        sheet.column_dimensions[column_letters(place)].width = 34 if wide else 12
    criterion = next(i for i, c in enumerate(table.columns, start=1) if c.level is None)
    sheet.freeze_panes = f"{column_letters(criterion + 1)}2"
    _finish(sheet)


def _group_column(head: str, lang: str) -> _Column:
    words = [say(f"report.status-{status.replace('_', '-')}", lang) for status in STATUSES]
    choices: Sequence[str] = words if head == "status" else ()
    example = choices[0] if choices else _EXAMPLES.get(_ours(head), "")
    return _Column(head, _title(_ours(head), lang), example, choices)


def _answer_column(head: str, contents: Contents, lang: str) -> _Column:
    instrument, ours = contents.instrument, _ours(head)
    node = next((leaf for leaf in instrument.leaves if leaf.key == head), None)
    if node is not None and node.question is not None:
        return _Column(
            head, instrument.label(head, lang), "2", _levels(node.question, instrument), _rubric(node.question, lang)
        )
    choices: Sequence[str] | str = ()
    if ours == "group" and contents.groups is not None:
        letter = _group_letter(contents.groups)
        choices = f"'{say('book.sheet-groups', lang)}'!${letter}${HEAD + 1}:${letter}${HEAD + ROWS_READY}"
    elif ours == "role":
        choices = list(instrument.roles)
    elif ours == "wave":
        choices = [str(wave) for wave in contents.document.get("waves") or ()]
    example = choices[0] if choices and not isinstance(choices, str) else _EXAMPLES.get(ours, "")
    return _Column(head, _title(ours, lang), example, choices)


def _group_letter(groups: Grid) -> str:
    return column_letters(1 + next((i for i, head in enumerate(groups.headers) if _ours(head) == "group"), 0))


def _interview_column(head: str, contents: Contents, lang: str) -> _Column:
    words = {say(f"book.head-{name}", code).casefold(): name for name in _INTERVIEW for code in ("id", "en")}
    name = words.get(head.casefold(), head)
    choices: Mapping[str, Sequence[str]] = {
        "role": list(contents.instrument.roles),
        "sign": ("+", "-", "about" if lang == "en" else "tentang"),
        "consent": [value_word(value, lang) for value in ("yes", "no")],
    }
    found = choices.get(name, ())
    return _Column(head, _title(name, lang), found[0] if found else _EXAMPLES.get(name, ""), found)


def blank_answers(instrument: Instrument, document: Mapping[str, Any], lang: str) -> Grid:
    """Return the headers of a sheet of answers of every role, without a row."""
    said = [entry for entry in document.get("responses") or () if isinstance(entry, dict)]
    attributes = dict.fromkeys(str(name) for entry in said for name in entry.get("attributes", ()))
    names = ["respondent", "group"]
    names += ["role"] if len(instrument.roles) > 1 else []
    names += ["wave"] if document.get("waves") else []
    heads = [say(f"book.key-{name}", lang) for name in names]
    return Grid((*heads, *attributes, *(leaf.key for leaf in instrument.leaves)))


def _ours(head: str) -> str:
    words = {say(f"book.key-{name}", lang): name for name in KEY_NAMES for lang in ("id", "en")}
    return words.get(head.casefold(), head)


def _title(name: str, lang: str) -> str:
    known = (*KEY_NAMES, "status", "name", "members", "criterion", "sign", "quote", "consent")
    return say(f"book.title-{name}", lang) if name in known else ""


def _levels(question: Question, instrument: Instrument) -> list[str]:
    scale = question.scale
    if question.decimals or not float(scale.max - scale.min).is_integer() or scale.max - scale.min > 20:
        return []
    whole = range(int(scale.min), int(scale.max) + 1)
    return [*(str(value) for value in (question.answers or whole)), *instrument.missing]


def _rubric(question: Question, lang: str) -> str:
    lines = [question.text.get(lang) or next(iter(question.text.values()), "")]
    lines += [f"{value}: {text.get(lang) or next(iter(text.values()), '')}" for value, text in question.answers.items()]
    return "\n".join(lines)


def _table(book: Any, kind: str, place: int, columns: Sequence[_Column], grid: Grid, lang: str) -> None:
    """Write a table to fill in: what each column is, an example where the table is empty, the headers, the rows."""
    from openpyxl.comments import Comment

    title = say(f"book.sheet-{kind}", lang)
    sheet = book.create_sheet(title if place == 0 else f"{title} {place + 1}")
    for at, column in enumerate(columns, start=1):
        example = column.example if not grid.rows else ""
        example = say("book.example", lang, value=example) if at == 1 and example else example
        for row, text in ((1, column.title), (2, example)):
            if text:
                put_cell(sheet.cell(row, at), text)
                sheet.cell(row, at).font = _grey()
        if column.note:
            sheet.cell(HEAD, at).comment = Comment(column.note[:1000], "Berdaya", width=320, height=160)
        if column.choices:
            _drop_down(
                sheet, column.choices, f"{column_letters(at)}{HEAD + 1}:{column_letters(at)}{HEAD + ROWS_READY}", lang
            )
        sheet.column_dimensions[column_letters(at)].width = max(12, min(30, len(column.head) + 4))
    _heads(sheet, HEAD, [column.head for column in columns])
    for row, values in enumerate(grid.rows, start=HEAD + 1):
        for at, text in enumerate(values, start=1):
            if text:
                put_cell(sheet.cell(row, at), typed(text))
    _finish(sheet, HEAD)
    sheet.freeze_panes = (
        f"{column_letters(min(3, len(columns)) + 1)}{HEAD + 1}" if kind != "transcripts" else f"A{HEAD + 1}"
    )


def typed(text: str) -> str | int | float:
    """Return a text as the number it is, where a cell with that number is read as the same text.

    Examples
    --------
    >>> typed("3"), typed("2.5"), typed("007"), typed("k01"), typed("3,0")
    (3, 2.5, '007', 'k01', '3,0')
    """
    value = number(text)
    if value is None or "," in text or len(text) > 15:
        return text
    plain = int(value) if value.is_integer() else value
    return plain if str(plain) == text else text


def _heads(sheet: Any, row: int, heads: Sequence[str]) -> None:
    from openpyxl.styles import Alignment, Font, PatternFill

    for column, head in enumerate(heads, start=1):
        cell = sheet.cell(row, column)
        put_cell(cell, head)
        cell.font = Font(name=FONT, bold=True)
        cell.fill = PatternFill("solid", fgColor="DCE9F5")
        cell.alignment = Alignment(wrap_text=True, vertical="top")


def _drop_down(sheet: Any, choices: Sequence[str] | str, cells: str, lang: str) -> None:
    from openpyxl.worksheet.datavalidation import DataValidation

    listed = choices if isinstance(choices, str) else ",".join(choices)
    if not isinstance(choices, str) and (len(listed) > _LONGEST_LIST or any("," in choice for choice in choices)):
        return
    rule = DataValidation("list", formula1=listed if isinstance(choices, str) else f'"{listed}"', allow_blank=True)
    rule.errorTitle, rule.error = say("book.choose", lang), say("book.not-in-list", lang)
    rule.showErrorMessage = not isinstance(choices, str)
    sheet.add_data_validation(rule)
    rule.add(cells)


def _grey() -> Any:
    from openpyxl.styles import Font

    return Font(name=FONT, italic=True, color="595959")


def _finish(sheet: Any, last: int | None = None) -> None:
    """Make rows as high as their texts need, which programmes do not do by themselves, and pages wide enough to print."""
    from openpyxl.worksheet.properties import PageSetupProperties

    for row in sheet.iter_rows(min_row=1, max_row=last):
        lines = 1
        for cell in row:
            width = sheet.column_dimensions[cell.column_letter].width * 11 / (cell.font.size or 11)
            parts = str(cell.value).split("\n") if cell.value is not None else []
            lines = max(lines, sum(ceil(len(part) * 1.15 / width) or 1 for part in parts))
        sheet.row_dimensions[row[0].row].height = 15.5 * min(lines, 20) * max(1, (row[0].font.size or 11) / 11)
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", sheet.PAPERSIZE_A4
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
