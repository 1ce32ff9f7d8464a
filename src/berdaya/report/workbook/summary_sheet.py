"""The first sheet: the overall score and the parts of it, what the workbook holds and how to use it."""

from typing import Any

from berdaya.report.composite import placed
from berdaya.report.workbook import scores_sheet
from berdaya.report.workbook.formulas import AT
from berdaya.report.workbook.grid import cell, span
from berdaya.report.workbook.live import Live
from berdaya.report.workbook.model import NodeRow
from berdaya.report.workbook.names import name
from berdaya.report.workbook.pen import BODY, FAINT, FIRST, HEAD, INPUT, MARK, Pen
from berdaya.words.format import NOTHING, date, number
from berdaya.words.say import say

WIDE, LAST = 118, 6
SCORE, PERCENT, EXACT = {"number": "0.00"}, {"number": "0.0%"}, {"number": "0.000"}
_COLUMNS = ((AT.score, SCORE), (AT.ideal, PERCENT), (AT.category, {"align": "center"}))


def write_summary(pen: Pen, sheet: Any, live: Live) -> None:
    """Write the sheet; scores are links to the sheet of scores."""
    facts = pen.contents.facts
    pen.prose(sheet, 0, facts.title, 72, {"bold": True, "font_size": 16, "font_color": "#1B2733"}, last=LAST)
    about = [facts.study, date(facts.date, pen.lang), facts.wave_label]
    pen.prose(sheet, 1, " · ".join(part for part in about if part), WIDE, last=LAST)
    line = 2
    if facts.marks:
        pen.prose(sheet, line, " · ".join(facts.marks), WIDE, MARK, last=LAST)
        line += 1
    line = _scores(pen, sheet, line + 1, live)
    line = _check(pen, sheet, line, live)
    _guide(pen, sheet, line + 1)
    sheet.set_column(0, 0, 48)
    sheet.set_column(1, LAST, 13)
    sheet.fit_to_pages(1, 1)


def _shown(pen: Pen) -> list[int]:
    """The root, unless it is hidden, and its children (of every role, where scores are per role)."""
    contents = pen.contents
    shown: list[int] = []
    for place, node in enumerate(contents.nodes):
        if node.depth == 0 and contents.facts.composite == "hide":
            shown.append(place)
        elif node.depth == 0:
            shown += placed(contents.facts.composite, place, node.children)
    return shown


def _scores(pen: Pen, sheet: Any, line: int, live: Live) -> int:
    contents, scores = pen.contents, pen.say("sheet-scores")
    percent = number(contents.confidence * 100, 0, pen.lang)
    low, high = (number(end, 0 if end == round(end) else 2, pen.lang) for end in (contents.low, contents.high))
    for col, words in enumerate(("label", "score", "ideal", "category", "from", "to", "confidence")):
        pen.text(sheet, (line, col), pen.say(f"head-{words}", percent=percent, low=low, high=high), HEAD)
    sheet.set_row(line, 44)
    first = line + 1
    for place in _shown(pen):
        line += 1
        node, worked = contents.nodes[place], live.nodes[place]
        look = {"bold": True, "bg_color": "#E4E9EE"} if node.depth == 0 else {}
        label = f"{node.called} ({node.domain})" if node.domain else node.called
        pen.text(sheet, (line, 0), label, BODY, {"text_wrap": True, "align": "left", "indent": node.depth}, look)
        pen.fit(sheet, line, (label, 44))
        word = contents.categories[worked.band].word if worked.band >= 0 else NOTHING
        gives: tuple[float | str, ...] = (
            worked.score,
            (worked.score - contents.low) / (contents.high - contents.low),
            word,
        )
        for col, ((source, form), value) in enumerate(zip(_COLUMNS, gives, strict=True), start=1):
            pen.formula(sheet, (line, col), cell(FIRST + place, source, scores), value, BODY, form, look)
        fixed = ((AT.low, SCORE), (AT.high, SCORE), (AT.confidence, scores_sheet.sure_look(contents, node)))
        for col, ((source, form), value) in enumerate(zip(fixed, _printed(node), strict=True), start=4):
            pen.formula(sheet, (line, col), cell(FIRST + place, source, scores), value, BODY, form, look)
    _colours(pen, sheet, first, line)
    _name_cells(pen)
    return line + 1


def _printed(node: NodeRow) -> tuple[float, float, float]:
    return node.printed.low, node.printed.high, node.printed.confidence


def _colours(pen: Pen, sheet: Any, first: int, last: int) -> None:
    for place, category in enumerate(pen.contents.categories):
        rule = {
            "type": "formula",
            "criteria": f"={cell(first, 3)}=INDEX({name('categories', pen.lang)},{place + 1})",
            "format": pen.book.add_format({"bg_color": category.colour, "font_color": category.ink}),
        }
        sheet.conditional_format(first, 3, last, 3, rule)


def _name_cells(pen: Pen) -> None:
    """Name the overall score and its category."""
    scores, root = pen.say("sheet-scores"), pen.contents.root
    if root is not None:
        pen.book.define_name(name("score", pen.lang), f"={cell(FIRST + root, AT.score, scores, fixed=True)}")
        pen.book.define_name(name("category", pen.lang), f"={cell(FIRST + root, AT.category, scores, fixed=True)}")


def _check(pen: Pen, sheet: Any, line: int, live: Live) -> int:
    """Say whether the scores are still those of the report."""
    contents = pen.contents
    pen.prose(sheet, line, pen.say("summary-printed"), WIDE, last=LAST)
    for text in contents.facts.reservations:
        line += 1
        pen.prose(sheet, line, text, WIDE, last=LAST)
    if contents.source == "values":
        return line + 1
    last = FIRST + len(contents.nodes) - 1
    differences = span((FIRST, AT.difference), (last, AT.difference), pen.say("sheet-scores"), fixed=True)
    same, moved = pen.say("check-same"), pen.say("check-moved")
    found = [scores_sheet.difference(node, worked) for node, worked in zip(contents.nodes, live.nodes, strict=True)]
    gives = same if not any(found[i] for i, node in enumerate(contents.nodes) if node.live) else moved
    formula = f'IF(AND(MAX({differences})=0,COUNTIF({differences},"≠")=0),"{same}","{moved}")'
    sheet.merge_range(line + 1, 0, line + 1, LAST, "", pen.style(BODY, {"bold": True}))
    pen.formula(sheet, (line + 1, 0), formula, gives, BODY, {"bold": True})
    return line + 2


def _guide(pen: Pen, sheet: Any, line: int) -> None:
    contents = pen.contents
    top = pen.say("top-overall" if contents.facts.composite != "hide" else "top-parts")
    pen.text(sheet, (line, 0), pen.say("guide-holds"), {"bold": True})
    for word in ("frequencies", "scores", "bands", "about"):
        line += 1
        title = pen.say(f"sheet-{word}")
        link = pen.style({"font_color": "#1F4E9E", "underline": 1, "valign": "top"})
        sheet.write_url(line, 0, f"internal:'{title}'!A1", link, title)
        style = pen.style({"text_wrap": True, "valign": "top"})
        sheet.merge_range(line, 1, line, LAST, "", style)
        holds = pen.say(f"holds-{word}", top=top)
        sheet.write_string(line, 1, holds, style)
        pen.fit(sheet, line, (holds, 80))
    line += 2
    pen.text(sheet, (line, 0), pen.say("guide-use"), {"bold": True})
    if contents.source != "values":
        line += 1
        pen.text(sheet, (line, 0), pen.say("an-input"), INPUT)
    words = {"counts": ("use-counts", "use-fixed", "use-undo"), "means": ("use-means", "use-fixed", "use-undo")}
    for word in (*words.get(contents.source, ("use-values",)), "use-whole"):
        line += 1
        pen.prose(sheet, line, pen.say(word, top=top), WIDE, last=LAST)
    line += 1
    pen.prose(sheet, line, say("workbook.descriptive", pen.lang), WIDE, FAINT, last=LAST)
