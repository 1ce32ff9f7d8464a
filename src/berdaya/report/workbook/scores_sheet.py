"""The sheet of scores: the tree, one row a node, each score a formula of its children's."""

import math
from typing import Any

from berdaya.report.workbook.formulas import AT, node_formulas, term_formula
from berdaya.report.workbook.grid import cell
from berdaya.report.workbook.live import Live, LiveNode
from berdaya.report.workbook.model import NodeRow, WorkbookContents
from berdaya.report.workbook.names import category_formula, ideal_formula, name
from berdaya.report.workbook.pen import BODY, FAINT, FIRST, GROUPS, HEADS, INPUT, Pen, wide
from berdaya.words.format import HARDLY, NOTHING, SURELY, number, surely

SCORE, EXACT, PERCENT = {"number": "0.00"}, {"number": "0.000"}, {"number": "0.0%"}
SURE = {
    "num_format": f'[>={SURELY}]">{SURELY:.0%}";[<{HARDLY}]"<{HARDLY:.0%}";0%'
}  # as `words.format.surely` prints it
GENERAL, COUNT, TOP = {"number": "General"}, {"number": "#,##0"}, {"valign": "vcenter"}
HEADS_IN_ORDER = (
    *("key", "label", "level", "aggregate", "weight", "score", "product-node", "ideal", "category"),
    *("printed", "se", "from", "to", "confidence", "n", "difference", "note"),
    *("coverage", "least", "weight-asked", "weight-counted", "term"),
)


def write_scores(pen: Pen, sheet: Any, live: Live) -> None:
    """Write the sheet."""
    contents = pen.contents
    pen.title(sheet, pen.say("sheet-scores"), _note(pen), 112)
    _heads(pen, sheet)
    top = max((node.depth for node in contents.nodes), default=0)
    parents = {child: place for place, node in enumerate(contents.nodes) for child in node.children}
    for place, (node, worked) in enumerate(zip(contents.nodes, live.nodes, strict=True)):
        strong = {"bold": True} if node.depth < min(2, top) else {}
        shade = {"bg_color": "#E4E9EE"} if node.depth == 0 else {"bg_color": "#F3F5F7"} if strong else {}
        _given(pen, sheet, place, node, {**strong, **shade})
        _worked(pen, sheet, place, (node, worked, contents.nodes[parents[place]] if place in parents else None), shade)
        _printed(pen, sheet, place, (node, worked), shade)
        pen.fit(sheet, FIRST + place, (node.called, (48 if strong else 53) - 2 * node.depth), (node.note, 40))
    _widths(pen, sheet)
    _rules(pen, sheet)
    sheet.freeze_panes(FIRST, AT.level)
    sheet.print_area(0, 0, FIRST + max(len(contents.nodes), 1) - 1, AT.note)


def _note(pen: Pen) -> str:
    contents = pen.contents
    parts = [pen.say(f"scores-{contents.source}")]
    if contents.facts.wave_label:
        parts.append(pen.say("of-wave", wave=contents.facts.wave_label))
    return " ".join([*parts, *([contents.facts.marked] if contents.facts.marked else [])])


def _heads(pen: Pen, sheet: Any) -> None:
    percent = number(pen.contents.confidence * 100, 0, pen.lang)
    low, high = (number(end, 0 if end == round(end) else 2, pen.lang) for end in (pen.contents.low, pen.contents.high))
    heads = [pen.say(f"head-{word}", percent=percent, low=low, high=high) for word in HEADS_IN_ORDER]
    groups = [
        (AT.weight, AT.category, pen.say("group-live" if pen.contents.source != "values" else "group-values")),
        (AT.printed, AT.n, pen.say("group-printed")),
        (AT.coverage, AT.term, pen.say("group-work")),
    ]
    pen.heads(sheet, heads, groups)
    sheet.set_row(HEADS, 58)
    sheet.set_row(GROUPS, 16)


def _given(pen: Pen, sheet: Any, place: int, node: NodeRow, look: dict[str, Any]) -> None:
    line = FIRST + place
    label = f"{node.called} ({node.domain})" if node.domain and node.depth == 0 else node.called
    pen.text(sheet, (line, AT.key), node.key, BODY, FAINT, look)
    pen.text(
        sheet, (line, AT.label), label, BODY, {"text_wrap": True, "align": "left", "indent": min(node.depth, 15)}, look
    )
    pen.text(sheet, (line, AT.level), node.level, BODY, look)
    pen.text(sheet, (line, AT.aggregate), _made_as(pen, node), BODY, look)
    if node.depth:
        pen.number(sheet, (line, AT.weight), node.weight, INPUT if node.live else {**BODY, **look}, GENERAL, TOP)
    else:
        pen.text(sheet, (line, AT.weight), "", BODY, look)


_Node = tuple[NodeRow, LiveNode, NodeRow | None]


def _worked(pen: Pen, sheet: Any, place: int, given: _Node, shade: dict[str, Any]) -> None:
    node, worked, parent = given
    line = FIRST + place
    score = cell(line, AT.score)
    bold = {"bold": True} if node.children else {}
    word = pen.contents.categories[worked.band].word if worked.band >= 0 else NOTHING
    if not node.live:
        pen.number(sheet, (line, AT.score), worked.score, BODY, SCORE, bold, shade)
        product = worked.score * node.weight if node.depth else math.nan
        pen.number(sheet, (line, AT.product), product, BODY, SCORE, shade)
        pen.number(sheet, (line, AT.ideal), _ideal(pen.contents, worked.score), BODY, PERCENT, shade)
        pen.text(sheet, (line, AT.category), word, BODY, CENTRE, shade)
        for col in (AT.coverage, AT.least, AT.asked, AT.counted, AT.term):
            pen.text(sheet, (line, col), "", BODY, shade)
        return
    made = node_formulas(pen.contents, place)
    pen.formula(sheet, (line, AT.score), made.score, worked.score, BODY, SCORE, bold, shade)
    pen.formula(
        sheet,
        (line, AT.ideal),
        ideal_formula(score, pen.lang),
        _ideal(pen.contents, worked.score),
        BODY,
        PERCENT,
        shade,
    )
    category = category_formula(score, pen.lang, cuts=bool(pen.contents.cuts))
    pen.formula(sheet, (line, AT.category), category, word, BODY, CENTRE, shade)
    pen.formula(sheet, (line, AT.coverage), made.coverage, worked.coverage, BODY, FAINT, PERCENT, shade)
    pen.number(sheet, (line, AT.least), node.min_coverage, INPUT, {"number": "0%"}, TOP)
    _passed_on(pen, sheet, line, (node, worked, parent), (made.asked, shade))


CENTRE = {"align": "center"}


def _passed_on(pen: Pen, sheet: Any, line: int, given: _Node, made: tuple[str, dict[str, Any]]) -> None:
    """Write what a node hands to its parent: its product, weights and term."""
    _, worked, parent = given
    asked, shade = made
    if parent is None:
        for col in (AT.product, AT.asked, AT.counted, AT.term):
            pen.text(sheet, (line, col), "", BODY, shade)
        return
    score, weight, counted = (cell(line, col) for col in (AT.score, AT.weight, AT.counted))
    looks = (BODY, FAINT, shade)
    product = f"IF({counted}>0,{weight}*{score},0)"
    pen.formula(sheet, (line, AT.product), product, worked.product, BODY, SCORE, shade)
    pen.formula(sheet, (line, AT.asked), asked, worked.asked, *looks, GENERAL)
    pen.formula(sheet, (line, AT.counted), f"IF(ISNUMBER({score}),{weight},0)", worked.counted, *looks, GENERAL)
    if parent.order == 1:
        pen.text(sheet, (line, AT.term), "", *looks)
        return
    shift = f"+{name('shift', pen.lang)}" if pen.contents.shift and parent.order < 1 else ""
    term = term_formula(parent.order, (score, weight, counted), shift, pen.say("zero"))
    gives = pen.say("zero") if worked.term is None else worked.term
    pen.formula(sheet, (line, AT.term), term, gives, *looks, EXACT)


def _printed(pen: Pen, sheet: Any, place: int, given: tuple[NodeRow, LiveNode], shade: dict[str, Any]) -> None:
    node, worked = given
    printed, line = node.printed, FIRST + place
    pen.number(sheet, (line, AT.printed), printed.value, BODY, SCORE, shade)
    pen.number(sheet, (line, AT.se), printed.se, BODY, EXACT, shade)
    pen.number(sheet, (line, AT.low), printed.low, BODY, SCORE, shade)
    pen.number(sheet, (line, AT.high), printed.high, BODY, SCORE, shade)
    pen.number(sheet, (line, AT.confidence), printed.confidence, BODY, sure_look(pen.contents, node), shade)
    pen.number(sheet, (line, AT.n), printed.n, BODY, COUNT, shade)
    pen.text(sheet, (line, AT.note), node.note, BODY, FAINT, {"text_wrap": True, "align": "left", "indent": 1}, shade)
    if not node.live:
        pen.text(sheet, (line, AT.difference), "", BODY, shade)
        return
    live, fixed = cell(line, AT.score), cell(line, AT.printed)
    both, one = f"AND(ISNUMBER({live}),ISNUMBER({fixed}))", f"ISNUMBER({live})<>ISNUMBER({fixed})"
    formula = f'IF({both},ROUND(ABS({live}-{fixed}),9),IF({one},"≠",0))'
    pen.formula(sheet, (line, AT.difference), formula, difference(node, worked), BODY, EXACT, shade)


def sure_look(contents: WorkbookContents, node: NodeRow) -> dict[str, Any]:
    """Return how a confidence is shown; one just below the study's is not rounded up to it, as in the report."""
    plain, exact = (surely(node.printed.confidence, contents.lang, at) for at in (1.0, contents.confidence))
    return SURE if plain == exact else {"num_format": f'"{exact}"'}


def difference(node: NodeRow, worked: LiveNode) -> float | str:
    """Return how far a live score is from the printed one."""
    there = not math.isnan(worked.score), not math.isnan(node.printed.value)
    if all(there):
        return round(abs(worked.score - node.printed.value), 9)
    return "≠" if any(there) else 0.0


def _ideal(contents: WorkbookContents, score: float) -> float:
    return (score - contents.low) / (contents.high - contents.low)


def _made_as(pen: Pen, node: NodeRow) -> str:
    return pen.say(f"aggregate-{node.kind}", order=number(node.order, 1, pen.lang)) if node.children else ""


def _widths(pen: Pen, sheet: Any) -> None:
    contents = pen.contents
    sheet.set_column(AT.key, AT.key, wide((node.key for node in contents.nodes), 10))
    sheet.set_column(AT.label, AT.label, 52)
    sheet.set_column(AT.level, AT.level, wide((node.level for node in contents.nodes), 13))
    sheet.set_column(AT.aggregate, AT.aggregate, wide((_made_as(pen, node) for node in contents.nodes), 13))
    sheet.set_column(AT.weight, AT.ideal, 9)
    sheet.set_column(AT.category, AT.category, 12)
    sheet.set_column(AT.printed, AT.difference, 9.5)
    sheet.set_column(AT.note, AT.note, 40)
    sheet.set_column(AT.coverage, AT.term, 10)
    plain = all(node.order == 1 for node in contents.nodes)
    if contents.source == "values":
        sheet.set_column(AT.coverage, AT.term, 10, None, {"hidden": True})
        sheet.set_column(AT.difference, AT.difference, 9.5, None, {"hidden": True})
    elif plain:
        sheet.set_column(AT.term, AT.term, 10, None, {"hidden": True})


def _rules(pen: Pen, sheet: Any) -> None:
    last = FIRST + len(pen.contents.nodes) - 1
    for place, category in enumerate(pen.contents.categories):
        rule = {
            "type": "formula",
            "criteria": f"={cell(FIRST, AT.category)}=INDEX({name('categories', pen.lang)},{place + 1})",
            "format": pen.book.add_format({"bg_color": category.colour, "font_color": category.ink}),
        }
        sheet.conditional_format(FIRST, AT.category, last, AT.category, rule)
    moved = pen.book.add_format({"bg_color": "#F8D7A8", "font_color": "#6B3A00", "bold": True})
    here = cell(FIRST, AT.difference)
    criteria = f'=IF(ISNUMBER({here}),{here}>0,{here}="≠")'
    changed = {"type": "formula", "criteria": criteria, "format": moved}
    sheet.conditional_format(FIRST, AT.difference, last, AT.difference, changed)
    if pen.contents.source != "values":
        pen.accept(sheet, (FIRST, AT.weight), (last, AT.weight))
        share = {"validate": "decimal", "criteria": "between", "minimum": 0, "maximum": 1}
        pen.rule(sheet, (FIRST, AT.least), (last, AT.least), share, "a-share")
