"""The sheet of answers: one row an item and role, from counts to the role's mean on the instrument's scale."""

from dataclasses import dataclass
from typing import Any

from berdaya.report.workbook.grid import cell, span
from berdaya.report.workbook.live import Live, LiveAnswers
from berdaya.report.workbook.model import AnswerRow, WorkbookContents
from berdaya.report.workbook.names import name
from berdaya.report.workbook.pen import BODY, FAINT, FIRST, GROUPS, HEADS, INPUT, Pen, wide

KEY, LABEL, ROLE, ROLE_WEIGHT, LEVELS = 0, 1, 2, 3, 4
SCORE = {"number": "0.00"}
COUNT = {"number": "#,##0"}
PERCENT = {"number": "0.0%"}
RIGHT = {"align": "right"}


@dataclass(frozen=True, slots=True)
class Columns:
    """Where the columns after the levels stand."""

    total: int
    weight: int
    missing: int
    asked: int
    n: int
    coverage: int
    own_mean: int
    low: int
    high: int
    direction: int
    mean: int
    role_weight: int
    product: int


def columns(contents: WorkbookContents) -> Columns:
    """Return where the columns stand: their number follows levels and reasons."""
    total = LEVELS + len(contents.levels)
    asked = total + 2 + len(contents.reasons)
    return Columns(total, total + 1, total + 2, asked, *range(asked + 1, asked + 10))


def write_frequencies(pen: Pen, sheet: Any, live: Live) -> None:
    """Write the sheet."""
    contents, at = pen.contents, columns(pen.contents)
    pen.title(sheet, pen.say("sheet-frequencies"), _note(pen), 112)
    _heads(pen, sheet, at)
    look = {"number": "#,##0" if _whole(contents) else "#,##0.0"}
    for place, (row, worked) in enumerate(zip(contents.answers, live.answers, strict=True)):
        line = FIRST + place
        _left(pen, sheet, line, row, look)
        _sums(pen, sheet, line, (row, worked, at), look)
        _means(pen, sheet, line, (row, worked, at))
        pen.fit(sheet, line, (row.label, 48), (row.role, 17))
    _widths(pen, sheet, at)
    if contents.answers:
        _rules(pen, sheet, at, FIRST + len(contents.answers) - 1)
    sheet.freeze_panes(FIRST, LEVELS)


def _note(pen: Pen) -> str:
    contents = pen.contents
    parts = [pen.say(f"frequencies-{contents.source}")]
    if contents.facts.wave_label:
        parts.append(pen.say("of-wave", wave=contents.facts.wave_label))
    if contents.withheld:
        parts.append(pen.say("withheld", count=contents.withheld))
    return " ".join(parts)


def _heads(pen: Pen, sheet: Any, at: Columns) -> None:
    contents = pen.contents
    heads = [pen.say(f"head-{word}") for word in ("key", "question", "role", "role-weight")]
    heads += ["" for _ in contents.levels]
    heads += [pen.say(f"head-{word}") for word in ("total", "weight-answered")]
    heads += [reason.label for reason in contents.reasons]
    after = ("asked", "n", "coverage", "own-mean", "own-low", "own-high", "direction", "mean", "counted", "product")
    heads += [pen.say(f"head-{word}") for word in after]
    groups = [(at.total, at.weight, pen.say("group-sums")), (at.missing, at.asked, pen.say("group-missing"))]
    groups += [(at.own_mean, at.direction, pen.say("group-own")), (at.mean, at.product, pen.say("group-instrument"))]
    if contents.levels:
        groups.append((LEVELS, at.total - 1, pen.say("group-levels")))
    pen.heads(sheet, heads, groups)
    for place, level in enumerate(contents.levels):  # numbers: the formulas multiply by them
        pen.number(sheet, (HEADS, LEVELS + place), level, _LEVEL)
    sheet.set_row(HEADS, 58)
    sheet.set_row(GROUPS, 16)


_LEVEL = {"bold": True, "align": "center", "valign": "vcenter", "bg_color": "#1B2733", "font_color": "#FFFFFF"}


def _whole(contents: WorkbookContents) -> bool:
    numbers = [n for row in contents.answers for n in (*row.counts, *row.missing, row.weight) if n is not None]
    return all(n == round(n) for n in numbers)


def _left(pen: Pen, sheet: Any, line: int, row: AnswerRow, look: dict[str, str]) -> None:
    live = pen.contents.source != "values"
    pen.text(sheet, (line, KEY), row.item, BODY, FAINT)
    pen.text(sheet, (line, LABEL), row.label, BODY, {"text_wrap": True})
    pen.text(sheet, (line, ROLE), row.role, BODY, {"text_wrap": True})
    pen.number(sheet, (line, ROLE_WEIGHT), row.role_weight, INPUT if live else BODY, {"number": "General"}, TOP)
    counts = row.counts or (None,) * len(pen.contents.levels)
    for place, count in enumerate(counts):
        if count is None:
            pen.text(sheet, (line, LEVELS + place), "", BODY, {"bg_color": "#EEF0F2"})
        else:
            pen.number(sheet, (line, LEVELS + place), count, _given(pen), look, TOP)


TOP = {"valign": "vcenter"}


def _given(pen: Pen) -> dict[str, Any]:
    """The look of a counted number: an input where scores follow from counts."""
    return INPUT if pen.contents.source == "counts" else BODY


def _sums(pen: Pen, sheet: Any, line: int, given: tuple[AnswerRow, LiveAnswers, Columns], look: dict[str, str]) -> None:
    row, worked, at = given
    if row.counts:
        counts = span((line, LEVELS), (line, at.total - 1))
        levels = f"{cell(HEADS, LEVELS, fixed=True)}:{cell(HEADS, at.total - 1, fixed=True)}"
        levels = levels if at.total - LEVELS > 1 else cell(HEADS, LEVELS, fixed=True)
        pen.formula(sheet, (line, at.total), f"SUMPRODUCT({levels},{counts})", worked.total, BODY, look)
        pen.formula(sheet, (line, at.weight), f"SUM({counts})", worked.weight, BODY, look)
    else:
        pen.number(sheet, (line, at.total), row.total, _given(pen), {"number": "#,##0.00"}, TOP)
        pen.number(sheet, (line, at.weight), row.weight, _given(pen), look, TOP)
    for place, (missing, reason) in enumerate(zip(row.missing, pen.contents.reasons, strict=True)):
        shown = _given(pen) if reason.asked else BODY
        pen.number(sheet, (line, at.missing + place), missing, shown, look, TOP)
    parts = [cell(line, at.weight)]
    parts += [cell(line, at.missing + i) for i, reason in enumerate(pen.contents.reasons) if reason.asked]
    pen.formula(sheet, (line, at.asked), f"SUM({','.join(parts)})", worked.asked, BODY, look)
    pen.number(sheet, (line, at.n), row.n, BODY, COUNT)
    asked, weight = cell(line, at.asked), cell(line, at.weight)
    pen.formula(sheet, (line, at.coverage), f"IF({asked}>0,{weight}/{asked},0)", worked.coverage, BODY, PERCENT)


def _means(pen: Pen, sheet: Any, line: int, given: tuple[AnswerRow, LiveAnswers, Columns]) -> None:
    row, worked, at = given
    weight, total = cell(line, at.weight), cell(line, at.total)
    own, low, high, mean = (cell(line, col) for col in (at.own_mean, at.low, at.high, at.mean))
    pen.formula(sheet, (line, at.own_mean), f'IF({weight}>0,{total}/{weight},"–")', worked.own_mean, BODY, SCORE)
    for col, end in ((at.low, row.low), (at.high, row.high)):
        pen.number(sheet, (line, col), end, BODY, {"number": "General"})
    pen.text(sheet, (line, at.direction), pen.say("falling" if row.falling else "rising"), BODY, {"align": "center"})
    if pen.contents.source == "means":
        pen.number(sheet, (line, at.mean), row.mean, INPUT, SCORE, TOP)
    else:
        bottom, top = name("low", pen.lang), name("high", pen.lang)
        step = f"({own}-{low})*({top}-{bottom})/({high}-{low})"
        scaled = f"{top}-{step}" if row.falling else f"{bottom}+{step}"
        pen.formula(sheet, (line, at.mean), f'IF(ISNUMBER({own}),{scaled},"–")', worked.mean, BODY, SCORE)
    role, counted = cell(line, ROLE_WEIGHT), cell(line, at.role_weight)
    pen.formula(sheet, (line, at.role_weight), f"IF(ISNUMBER({mean}),{role},0)", worked.role_weight, BODY, FAINT, _FEW)
    pen.formula(sheet, (line, at.product), f"IF({counted}>0,{counted}*{mean},0)", worked.product, BODY, FAINT, SCORE)


_FEW = {"number": "General"}


def _widths(pen: Pen, sheet: Any, at: Columns) -> None:
    rows = pen.contents.answers
    counts = [f"{count:,.1f}" for row in rows for count in row.counts if count is not None]
    sums = [f"{number:,.2f}" for row in rows for number in (row.total, row.weight, *row.missing)]
    sheet.set_column(KEY, KEY, wide((row.item for row in rows), 10))
    sheet.set_column(LABEL, LABEL, 46)
    sheet.set_column(ROLE, ROLE, 17)
    sheet.set_column(ROLE_WEIGHT, ROLE_WEIGHT, 8)
    if at.total > LEVELS:
        sheet.set_column(LEVELS, at.total - 1, wide(counts, 8))
    sheet.set_column(at.total, at.asked, wide(sums, 11))
    sheet.set_column(at.n, at.product, 11)
    sheet.set_column(at.direction, at.direction, 14)


def _rules(pen: Pen, sheet: Any, at: Columns, last: int) -> None:
    if pen.contents.source == "values":
        return
    pen.accept(sheet, (FIRST, ROLE_WEIGHT), (last, ROLE_WEIGHT))
    if pen.contents.source == "means":
        ends = {"validate": "decimal", "criteria": "between", "minimum": pen.contents.low, "maximum": pen.contents.high}
        pen.rule(sheet, (FIRST, at.mean), (last, at.mean), ends, "on-scale")
        return
    if at.total > LEVELS:
        pen.accept(sheet, (FIRST, LEVELS), (last, at.total - 1))
    pen.accept(sheet, (FIRST, at.weight), (last, at.asked - 1))
