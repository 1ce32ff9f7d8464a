"""Write cells: every text as a text, every number in the language's format, every formula with what it gives."""

import math
import textwrap
from collections.abc import Iterable, Sequence
from typing import Any

from berdaya.report.workbook.model import WorkbookContents
from berdaya.words.format import NOTHING, date
from berdaya.words.say import say

INPUT = {"bg_color": "#FFF2CC", "font_color": "#0000C0", "border": 1, "border_color": "#D6B656", "valign": "vcenter"}
HEAD = {
    "bold": True,
    "text_wrap": True,
    "valign": "vcenter",
    "align": "center",
    "bg_color": "#1B2733",
    "font_color": "#FFFFFF",
    "border": 1,
    "border_color": "#6B7783",
}
BODY = {"valign": "vcenter", "bottom": 1, "bottom_color": "#D5DADF"}
FAINT = {"font_color": "#5B6670"}
MARK = {"bold": True, "font_color": "#8A1C1C"}
_LOCALE = {"id": "[$-421]", "en": "[$-409]"}  # decimal comma or point, whatever the computer's own language
_LONGEST = 32_000  # signs that a cell takes
SIGNS = 1.15  # signs of this letter that fit a unit of column width
TITLE, NOTE, GROUPS, HEADS, FIRST = 0, 1, 2, 3, 4  # rows of a sheet with a table


class Pen:
    """Writes one workbook of xlsxwriter; formats of the same look are made once."""

    def __init__(self, book: Any, contents: WorkbookContents) -> None:
        self.book, self.contents, self.lang = book, contents, contents.lang
        self._formats: dict[tuple[tuple[str, object], ...], Any] = {}

    def say(self, name: str, **values: object) -> str:
        """Return words of the workbook."""
        return say(f"workbook.{name}", self.lang, **values)

    def style(self, *looks: dict[str, Any], **more: Any) -> Any:
        """Return the format of looks laid over each other; `number` is a number format without its language."""
        look: dict[str, Any] = {"font_name": "Calibri", "font_size": 10}
        for one in (*looks, more):
            look |= one
        if "number" in look:
            look["num_format"] = f"{_LOCALE.get(self.lang, _LOCALE['en'])}{look.pop('number')}"
        key = tuple(sorted(look.items()))
        if key not in self._formats:
            self._formats[key] = self.book.add_format(look)
        return self._formats[key]

    def sheet(self, name: str) -> Any:
        """Add a sheet that prints on A4, turned, as wide as the page, with the marks above."""
        facts = self.contents.facts
        sheet = self.book.add_worksheet(self.say(f"sheet-{name}"))
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)
        sheet.set_margins(left=0.4, right=0.4, top=0.7, bottom=0.6)
        sheet.hide_gridlines(2)
        marks = " · ".join(facts.marks)
        sheet.set_header(f"&L&8{_header(facts.title)}&R&8&B{_header(marks)}")
        whence = " · ".join(part for part in (facts.study, date(facts.date, self.lang)) if part)
        sheet.set_footer(f"&L&8{_header(whence)}&R&8&P / &N")
        return sheet

    def text(self, sheet: Any, at: tuple[int, int], text: str, *looks: dict[str, Any]) -> None:
        """Write a text; nothing in it is ever taken for a formula, a number or a link."""
        style = self.style(*looks)
        if text:
            sheet.write_string(*at, text[:_LONGEST], style)
        else:
            sheet.write_blank(*at, None, style)

    def number(self, sheet: Any, at: tuple[int, int], value: float, *looks: dict[str, Any]) -> None:
        """Write a number; a dash where it does not exist."""
        if math.isfinite(value):
            sheet.write_number(*at, value, self.style(*looks))
        else:
            sheet.write_string(*at, NOTHING, self.style(*looks, {"align": "right"}))

    def formula(
        self, sheet: Any, at: tuple[int, int], formula: str, gives: float | str, *looks: dict[str, Any]
    ) -> None:
        """Write a formula and what it gives; a number that does not exist is a dash."""
        look = looks
        if isinstance(gives, float) and not math.isfinite(gives):
            gives = NOTHING
        if not isinstance(gives, str) or gives == NOTHING:
            look = (*looks, {"align": "right"})
        sheet.write_formula(*at, f"={formula}", self.style(*look), gives)

    def title(self, sheet: Any, title: str, note: str, width: int) -> None:
        """Write a sheet's title and, below it, what it is; the marks stand beside."""
        marks = " · ".join(self.contents.facts.marks)
        self.text(sheet, (TITLE, 0), f"{title} · {marks}" if marks else title, {"bold": True, "font_size": 13})
        sheet.set_row(TITLE, 20)
        self.prose(sheet, NOTE, note, width)

    def prose(self, sheet: Any, row: int, text: str, width: int, *looks: dict[str, Any], last: int = 7) -> None:
        """Write running text across columns A to `last`, which together are `width` units wide."""
        style = self.style(FAINT, {"text_wrap": True, "valign": "top"}, *looks)
        sheet.merge_range(row, 0, row, last, "", style)
        sheet.write_string(row, 0, text[:_LONGEST], style)
        self.fit(sheet, row, (text, width), line=style.font_size * 1.32)

    def fit(self, sheet: Any, row: int, *texts: tuple[str, float], line: float = 13.2) -> None:
        """Make a row as high as its wrapped texts need: (text, width of its column). Not every program does so by itself."""
        lines = max(max(1, len(textwrap.wrap(text, max(4, int(width * SIGNS))))) for text, width in texts)
        sheet.set_row(row, round(line * lines + 3, 1))

    def heads(self, sheet: Any, heads: Sequence[str], groups: Sequence[tuple[int, int, str]] = ()) -> None:
        """Write the heads of a table and, above them, what groups of columns have in common (first, last, words)."""
        for first, last, words in groups:
            style = self.style(HEAD, {"bg_color": "#44525F"})
            if last > first:
                sheet.merge_range(GROUPS, first, GROUPS, last, "", style)
            sheet.write_string(GROUPS, first, words, style)
        for col, words in enumerate(heads):
            self.text(sheet, (HEADS, col), words, HEAD)
        sheet.repeat_rows(GROUPS, HEADS)

    def accept(self, sheet: Any, first: tuple[int, int], last: tuple[int, int], message: str = "not-negative") -> None:
        """Let a range take numbers from 0 only, and say so."""
        rule = {"validate": "decimal", "criteria": ">=", "value": 0}
        self.rule(sheet, first, last, rule, message)

    def rule(self, sheet: Any, first: tuple[int, int], last: tuple[int, int], rule: dict[str, Any], name: str) -> None:
        """Lay a rule on a range, with the words of its refusal."""
        words = {"error_title": self.say("refused"), "error_message": self.say(name)}
        sheet.data_validation(*first, *last, {**rule, **words})


def wide(texts: Iterable[str], least: float, most: float = 36) -> float:
    """Return a column's width that shows the longest of some texts or numbers on one line."""
    return min(max([least, *(len(text) / SIGNS + 1.5 for text in texts)]), most)


def _header(text: str) -> str:
    """Escape a text for a page's head; Excel takes 255 signs in all."""
    return text[:110].replace("&", "&&")
