"""How each question was answered: bars of shares, from the lowest answer to the highest."""

from collections.abc import Sequence
from dataclasses import dataclass

from berdaya.report.charts.theme import (
    ACCENT,
    LINE,
    SMALL,
    SOFT,
    TALLEST,
    WIDTH,
    Label,
    Layer,
    block,
    chart,
    labels,
    legend,
    lines_of,
    pixel,
    scored,
)
from berdaya.report.measure import text_width
from berdaya.report.model import Category, Spec

_LABEL = 236.0
_GAP = 7.0
_HEAD = 25.0
_BAR = 19.0
# One hue from light to dark: the order survives a black-and-white copy.
_RAMP = {
    2: ("#dce9ef", "#1f5f7a"),
    3: ("#dce9ef", "#86b3c6", "#1f5f7a"),
    4: ("#e3edf2", "#abccda", "#5d97b0", "#174a61"),
    5: ("#e3edf2", "#bdd8e3", "#86b3c6", "#3b7a96", "#174a61"),
}
_DARK_FROM = {2: 1, 3: 2, 4: 3, 5: 3}


@dataclass(frozen=True, slots=True)
class AnswerBar:
    """One question: the share of each answer (adding to 1), each as printed, and a remark (n) at the right."""

    label: str
    shares: tuple[float, ...]
    texts: tuple[str, ...]
    remark: str = ""
    part: str = ""


def answer_keys(words: Sequence[str]) -> tuple[Category, ...]:
    """Return the answers' colours, light to dark, for two to five answers ("0 tidak", .. "3 selalu")."""
    ramp = _RAMP[len(words)]
    dark = _DARK_FROM[len(words)]
    inks = ["#ffffff" if index >= dark else "#1b2733" for index in range(len(words))]
    return tuple(Category(str(i), w, c, k) for i, (w, c, k) in enumerate(zip(words, ramp, inks, strict=True)))


def answer_bars(rows: Sequence[AnswerBar], keys: Sequence[Category], lang: str, description: str = "") -> Spec:
    """Return the stacked bars with a legend; shares are printed where they fit. Break long lists with `bar_pages`."""
    placed, bottom = _place(rows, _top(keys))
    right = max((text_width(row.remark, SMALL) for row in rows), default=0.0)
    across = (_LABEL + 12, WIDTH - right - (8 if right else 1))
    signs, _ = legend(keys, 0, 0, bottom)
    words = [label for row in placed for label in _row_labels(row, keys, across)]
    words += [label for row in placed for label in _head_labels(row)]
    return chart([*signs, _bars(placed, keys, across, bottom), *labels(words, bottom)], bottom, lang, description)


def bar_pages(rows: Sequence[AnswerBar], keys: Sequence[Category]) -> tuple[tuple[AnswerBar, ...], ...]:
    """Break rows into charts that each fit a page, at a new part where one is near."""
    pages: list[tuple[AnswerBar, ...]] = []
    page: tuple[AnswerBar, ...] = ()
    for index, row in enumerate(rows):
        begins = index > 0 and row.part != rows[index - 1].part
        ahead = rows[index : index + sum(1 for other in rows[index:] if other.part == row.part)] if begins else (row,)
        if page and _place((*page, *ahead), _top(keys))[1] > TALLEST:
            pages.append(page)
            page = ()
        page += (row,)
    return (*pages, page) if page else tuple(pages)


def _top(keys: Sequence[Category]) -> float:
    return legend(keys, 0, 0, 1)[1] + 8


@dataclass(frozen=True, slots=True)
class _Row:
    bar: AnswerBar
    lines: tuple[str, ...]
    middle: float
    head: tuple[str, ...] = ()  # the part's heading above this row, in lines
    top: float = 0.0


def _place(rows: Sequence[AnswerBar], top: float) -> tuple[list[_Row], float]:
    placed: list[_Row] = []
    part, y = "", top
    for row in rows:
        head: tuple[str, ...] = ()
        start = y
        if row.part != part:
            part, head = row.part, lines_of(row.part, WIDTH, bold=True)
            y += len(head) * LINE + _HEAD - LINE
        lines = lines_of(row.label, _LABEL)
        tall = max(len(lines) * LINE, _BAR) + _GAP
        placed.append(_Row(row, lines, y + tall / 2, head, start))
        y += tall
    return placed, y


def _head_labels(row: _Row) -> list[Label]:
    if not row.head:
        return []
    middle = row.top + (len(row.head) * LINE + _HEAD - LINE) / 2 + 2
    return block(row.head, 0, middle, bold=True, colour=ACCENT)


def _bars(rows: Sequence[_Row], keys: Sequence[Category], across: tuple[float, float], height: float) -> Layer:
    values: list[dict[str, object]] = []
    for row in rows:
        start = 0.0
        for share, key in zip(row.bar.shares, keys, strict=True):
            span = {"from": round(start, 6), "to": round(start + share, 6)}
            place = {"top": round(row.middle - _BAR / 2, 2), "bottom": round(row.middle + _BAR / 2, 2)}
            if share > 0:
                values.append({"label": row.bar.label, "answer": key.word, "fill": key.colour, **span, **place})
            start += share
    return {
        "data": {"values": values},
        "mark": {"type": "rect", "stroke": SOFT, "strokeWidth": 0.7},
        "encoding": {
            "x": scored("from", (0, 1), across),
            "x2": {"field": "to"},
            "y": pixel("top", height),
            "y2": {"field": "bottom"},
            "fill": {"field": "fill", "type": "nominal", "scale": None},
        },
    }


def _row_labels(row: _Row, keys: Sequence[Category], across: tuple[float, float]) -> list[Label]:
    found = block(row.lines, 0, row.middle)
    if row.bar.remark:
        found.append(Label(WIDTH, row.middle, row.bar.remark, align="right", colour=SOFT, size=SMALL))
    start = across[0]
    for share, text, key in zip(row.bar.shares, row.bar.texts, keys, strict=True):
        wide = share * (across[1] - across[0])
        if text_width(text, SMALL) + 6 <= wide:
            found.append(Label(start + wide / 2, row.middle, text, align="center", colour=key.ink, size=SMALL))
        start += wide
    return found
