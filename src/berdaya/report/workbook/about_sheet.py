"""The last sheet: what was assumed, which inputs and versions made the figures, and what the columns mean."""

from typing import Any

from berdaya.report.workbook.pen import BODY, FAINT, HEAD, Pen

TERMS = (
    *("score", "weight", "product", "ideal", "category", "aggregate", "term", "coverage", "least"),
    *("weighted", "set-aside", "own-mean", "mean", "role-weight", "se", "interval", "confidence", "n", "difference"),
)


def write_about(pen: Pen, sheet: Any) -> None:
    """Write the sheet."""
    facts = pen.contents.facts
    pen.title(sheet, pen.say("sheet-about"), pen.say("about-note"), 130)
    line = 3
    pen.text(sheet, (line, 0), pen.say("about-assumptions"), HEAD, {"align": "left"})
    pen.text(sheet, (line, 1), "", HEAD)
    for sentence in facts.assumptions:
        line += 1
        style = pen.style({"text_wrap": True, "valign": "top"})
        sheet.merge_range(line, 0, line, 1, "", style)
        sheet.write_string(line, 0, sentence, style)
        pen.fit(sheet, line, (sentence, 130))
    line = _pairs(
        pen, sheet, line + 2, pen.say("about-terms"), [(pen.say(f"term-{t}"), pen.say(f"about-{t}")) for t in TERMS]
    )
    if facts.manifest:
        _pairs(pen, sheet, line + 2, pen.say("about-manifest"), list(facts.manifest))
    sheet.set_column(0, 0, 34)
    sheet.set_column(1, 1, 100)
    sheet.set_column(2, 7, 2)


def _pairs(pen: Pen, sheet: Any, line: int, title: str, pairs: list[tuple[str, str]]) -> int:
    """Write names and what they stand for; return the last line."""
    pen.text(sheet, (line, 0), title, HEAD, {"align": "left"})
    pen.text(sheet, (line, 1), "", HEAD)
    for word, meaning in pairs:
        line += 1
        pen.text(sheet, (line, 0), word, BODY, FAINT, {"text_wrap": True})
        pen.text(sheet, (line, 1), meaning, BODY, {"text_wrap": True})
        pen.fit(sheet, line, (word, 34), (meaning, 100))
    return line
