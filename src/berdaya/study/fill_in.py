"""Sheets to fill in: what each column is, an example, headers, drop-downs; the same in a study's workbook and in forms."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil
from typing import Any

from berdaya.instrument.model import Instrument, Question
from berdaya.instrument.study_book import HEAD
from berdaya.instrument.workbook import put_cell
from berdaya.located import column_letters
from berdaya.responses.answer import number
from berdaya.responses.match import KEY_NAMES
from berdaya.words import LANGUAGES, say

FONT = "Calibri"
ROWS_READY = 2000  # rows below a header that have drop-downs
_LONGEST_LIST = 250  # characters of a list that a drop-down holds itself
EXAMPLES = {
    "name": "Mawar", "village": "Salo", "village_code": "13.06.08.2001", "business": "tani", "stage": "tumbuh",
    "members": "12", "sex": "perempuan", "age_class": "30-39", "respondent": "r001", "group": "k01",
}  # fmt: skip


@dataclass(frozen=True)
class TableColumn:
    """A column of a table to fill in: its header, what it is, an example, and what may stand in it."""

    head: str
    title: str = ""
    example: str = ""
    choices: Sequence[str] | str = ()  # values, or a range of another sheet
    note: str = ""


def answer_column(
    head: str, instrument: Instrument, waves: Sequence[str], groups: str, lang: str, roles: Sequence[str] = ()
) -> TableColumn:
    """Return a column of answers: of a question with its rubric and codes, or of who answered.

    `groups` is the range of cells that holds the groups' codes, "" where there is none; `roles` those that may be chosen.
    """
    ours = our_name(head)
    node = next((leaf for leaf in instrument.leaves if leaf.key == head), None)
    if node is not None and node.question is not None:
        return TableColumn(
            head, instrument.label(head, lang), "2", _levels(node.question, instrument), _rubric(node.question, lang)
        )
    choices: Sequence[str] | str = ()
    if ours == "group":
        choices = groups
    elif ours == "role":
        choices = list(roles or instrument.roles)
    elif ours == "wave":
        choices = list(waves)
    example = choices[0] if choices and not isinstance(choices, str) else EXAMPLES.get(ours, "")
    return TableColumn(head, column_title(ours, lang), example, choices)


def our_name(head: str) -> str:
    """Return which of our names a header is, where it is written in words; else the header."""
    words = {say(f"book.key-{name}", lang): name for name in KEY_NAMES for lang in LANGUAGES}
    return words.get(head.casefold(), head)


def column_title(name: str, lang: str) -> str:
    """Return what a column of ours is, in a few words; "" for one that is not ours."""
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


def table_sheet(book: Any, title: str, columns: Sequence[TableColumn], rows: Sequence[Sequence[str]], lang: str) -> Any:
    """Add a sheet to fill in: what each column is, an example where there is no row, the headers, the rows."""
    from openpyxl.comments import Comment

    sheet = book.create_sheet(title)
    for at, column in enumerate(columns, start=1):
        example = column.example if not rows else ""
        example = say("book.example", lang, value=example) if at == 1 and example else example
        for row, text in ((1, column.title), (2, example)):
            if text:
                put_cell(sheet.cell(row, at), text)
                sheet.cell(row, at).font = grey()
        if column.note:
            sheet.cell(HEAD, at).comment = Comment(column.note[:1000], "Berdaya", width=320, height=160)
        if column.choices:
            drop_down(
                sheet, column.choices, f"{column_letters(at)}{HEAD + 1}:{column_letters(at)}{HEAD + ROWS_READY}", lang
            )
        sheet.column_dimensions[column_letters(at)].width = max(12, min(30, len(column.head) + 4))
    head_row(sheet, HEAD, [column.head for column in columns])
    for row, values in enumerate(rows, start=HEAD + 1):
        for at, text in enumerate(values, start=1):
            if text:
                put_cell(sheet.cell(row, at), typed(text))
    finish(sheet, HEAD)
    sheet.freeze_panes = f"{column_letters(min(3, len(columns)) + 1)}{HEAD + 1}"
    return sheet


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


def head_row(sheet: Any, row: int, heads: Sequence[str]) -> None:
    """Write a row of headers."""
    from openpyxl.styles import Alignment, Font, PatternFill

    for column, head in enumerate(heads, start=1):
        cell = sheet.cell(row, column)
        put_cell(cell, head)
        cell.font = Font(name=FONT, bold=True)
        cell.fill = PatternFill("solid", fgColor="DCE9F5")
        cell.alignment = Alignment(wrap_text=True, vertical="top")


def drop_down(sheet: Any, choices: Sequence[str] | str, cells: str, lang: str) -> None:
    """Let cells be chosen from a list: of values, or of what a range holds, to which more may be typed."""
    from openpyxl.worksheet.datavalidation import DataValidation

    listed = choices if isinstance(choices, str) else ",".join(choices)
    if not isinstance(choices, str) and (len(listed) > _LONGEST_LIST or any("," in choice for choice in choices)):
        return
    rule = DataValidation("list", formula1=listed if isinstance(choices, str) else f'"{listed}"', allow_blank=True)
    rule.errorTitle, rule.error = say("book.choose", lang), say("book.not-in-list", lang)
    rule.showErrorMessage = not isinstance(choices, str)
    sheet.add_data_validation(rule)
    rule.add(cells)


def grey() -> Any:
    """Return the font of explanations."""
    from openpyxl.styles import Font

    return Font(name=FONT, italic=True, color="595959")


def finish(sheet: Any, last: int | None = None) -> None:
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
