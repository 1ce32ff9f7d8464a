"""The sheet of categories: cuts, words, which category holds a cut, and the ends of the scale."""

from typing import Any

from berdaya.report.workbook.grid import span
from berdaya.report.workbook.model import WorkbookContents
from berdaya.report.workbook.names import name
from berdaya.report.workbook.pen import BODY, FAINT, FIRST, HEADS, INPUT, Pen

WORD, UP_TO, MEANING = 0, 1, 2
GENERAL = {"number": "General"}
TOP = {"valign": "vcenter"}


def write_bands(pen: Pen, sheet: Any) -> None:
    """Write the sheet and name its cells."""
    contents = pen.contents
    live = contents.source != "values"
    look = INPUT if live else BODY
    pen.title(sheet, pen.say("sheet-bands"), pen.say("bands-note" if live else "bands-values"), 110)
    pen.heads(sheet, [pen.say("head-category"), pen.say("head-up-to"), pen.say("head-colour")])
    sheet.set_row(HEADS, 32)
    for place, category in enumerate(contents.categories):
        line = FIRST + place
        pen.text(sheet, (line, WORD), category.word, look)
        if place < len(contents.cuts):
            pen.number(sheet, (line, UP_TO), contents.cuts[place], look, GENERAL, TOP)
        else:
            pen.text(sheet, (line, UP_TO), pen.say("top-of-scale"), BODY, FAINT)
        colours = {"bg_color": category.colour, "font_color": category.ink, "align": "center"}
        pen.text(sheet, (line, MEANING), category.word, BODY, colours)
    _settings(pen, sheet, FIRST + len(contents.categories) + 1, look)
    _names(pen, contents)
    if live and contents.cuts:
        ends = {"validate": "decimal", "criteria": "between", "minimum": contents.low, "maximum": contents.high}
        pen.rule(sheet, (FIRST, UP_TO), (FIRST + len(contents.cuts) - 1, UP_TO), ends, "on-scale")
    sheet.set_column(WORD, WORD, 34)
    sheet.set_column(UP_TO, UP_TO, 22)
    sheet.set_column(MEANING, MEANING, 22)
    sheet.set_column(3, 7, 10)
    sheet.freeze_panes(FIRST, 0)


def _settings(pen: Pen, sheet: Any, line: int, look: dict[str, Any]) -> None:
    """The owner of a cut, its two words, and the ends of the scale; see `places`."""
    contents = pen.contents
    below, above = pen.say("owner-below"), pen.say("owner-above")
    pen.text(sheet, (line, WORD), pen.say("owner"), BODY)
    pen.text(sheet, (line, UP_TO), below if contents.owner == "lower" else above, look)
    if contents.source != "values":
        rule = {"validate": "list", "source": f"={span((line + 1, UP_TO), (line + 2, UP_TO), fixed=True)}"}
        pen.rule(sheet, (line, UP_TO), (line, UP_TO), rule, "one-of-two")
    for place, word in enumerate((below, above)):
        pen.text(sheet, (line + 1 + place, WORD), pen.say("owner-choice"), BODY, FAINT)
        pen.text(sheet, (line + 1 + place, UP_TO), word, BODY, FAINT)
    rows = [("scale-low", contents.low), ("scale-high", contents.high)]
    rows += [("shift", contents.shift)] if contents.shift else []
    for place, (words, value) in enumerate(rows):
        pen.text(sheet, (line + 4 + place, WORD), pen.say(words), BODY)
        pen.number(sheet, (line + 4 + place, UP_TO), value, BODY, GENERAL)


def _names(pen: Pen, contents: WorkbookContents) -> None:
    sheet, line = pen.say("sheet-bands"), FIRST + len(contents.categories) + 1
    cells = {
        "categories": ((FIRST, WORD), (FIRST + len(contents.categories) - 1, WORD)),
        "owner": ((line, UP_TO), (line, UP_TO)),
        "below": ((line + 1, UP_TO), (line + 1, UP_TO)),
        "low": ((line + 4, UP_TO), (line + 4, UP_TO)),
        "high": ((line + 5, UP_TO), (line + 5, UP_TO)),
    }
    if contents.shift:
        cells["shift"] = ((line + 6, UP_TO), (line + 6, UP_TO))
    if contents.cuts:
        cells["cuts"] = ((FIRST, UP_TO), (FIRST + len(contents.cuts) - 1, UP_TO))
    for of, (first, last) in cells.items():
        pen.book.define_name(name(of, pen.lang), f"={span(first, last, sheet, fixed=True)}")
