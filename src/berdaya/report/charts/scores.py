"""Scores as dots with intervals, over bands that are named: criteria by analysis, or groups."""

from collections.abc import Sequence
from dataclasses import dataclass

from berdaya.report.charts.theme import (
    ACCENT,
    FAINT,
    INK,
    LINE,
    SMALL,
    SOFT,
    TALLEST,
    TEXT,
    WIDTH,
    Box,
    Label,
    Layer,
    Line,
    Ruler,
    block,
    boxes,
    chart,
    labels,
    lines_of,
    pixel,
    place_of,
    rules,
    scored,
)
from berdaya.report.measure import text_width
from berdaya.report.model import Category, Spec
from berdaya.words.format import number

Pair = tuple[float, float]
_LABEL = 232.0  # pixels for the labels at the left
_GAP = 7.0
_HEAD = 26.0
_OVER = 9.0  # between the words of the categories and what they stand over, and above them


@dataclass(frozen=True, slots=True)
class Dot:
    """One row: a value with its interval (None where it does not exist), printed as `text`, in a category.

    `part` is the heading under which rows stand together (the analysis).
    """

    label: str
    value: float | None
    low: float | None
    high: float | None
    text: str
    band: Category | None = None
    part: str = ""


def dots(rows: Sequence[Dot], ruler: Ruler, lang: str, description: str = "") -> Spec:
    """Return the chart of values with intervals; cut lines part the categories, whose words stand above.

    Long tables of rows do not fit a page: break them with `dot_pages` first.
    """
    right = _right(rows)
    across = (_label_room(rows) + 12, WIDTH - right - 14)
    top = max(LINE * 2, _OVER + LINE * max(map(len, _band_words(ruler, across)))) if ruler.bands else 6.0
    placed, bottom = _place(rows, top)
    height = bottom + LINE + 8
    domain = (ruler.low, ruler.high)
    layers = _ground(ruler, across, (top, bottom), height)
    layers += _axis(ruler, across, bottom, height, lang)
    layers += _marks(placed, domain, across, height)
    layers += labels(_names(placed, right) + _heads(placed), height)
    return chart(layers, height, lang, description)


def dot_pages(rows: Sequence[Dot]) -> tuple[tuple[Dot, ...], ...]:
    """Break rows into charts that each fit a page, where possible between parts."""
    pages: list[tuple[Dot, ...]] = []
    page: tuple[Dot, ...] = ()
    for part in _parts(rows):
        if page and _tall(page + part):
            pages.append(page)
            page = ()
        while _tall(page + part) and len(part) > 1:
            fit = max(n for n in range(1, len(part) + 1) if n == 1 or not _tall(page + part[:n]))
            pages.append(page + part[:fit])
            page, part = (), part[fit:]
        page += part
    return (*pages, page) if page else tuple(pages)


def _parts(rows: Sequence[Dot]) -> list[tuple[Dot, ...]]:
    parts: list[tuple[Dot, ...]] = []
    for row in rows:
        if parts and parts[-1][0].part == row.part:
            parts[-1] += (row,)
        else:
            parts.append((row,))
    return parts


def _tall(rows: Sequence[Dot]) -> bool:
    return _place(rows, LINE * 2)[1] + LINE > TALLEST


@dataclass(frozen=True, slots=True)
class _Row:
    dot: Dot
    lines: tuple[str, ...]
    middle: float
    head: tuple[str, ...] = ()  # the part's heading above this row, in lines
    top: float = 0.0


def _place(rows: Sequence[Dot], top: float) -> tuple[list[_Row], float]:
    placed: list[_Row] = []
    part, y = "", top
    for row in rows:
        head: tuple[str, ...] = ()
        start = y
        if row.part != part:
            part, head = row.part, lines_of(row.part, WIDTH, bold=True)
            y += len(head) * LINE + _HEAD - LINE
        lines = lines_of(row.label, _LABEL)
        tall = len(lines) * LINE + _GAP
        placed.append(_Row(row, lines, y + tall / 2, head, start))
        y += tall
    return placed, y + 3


def _label_room(rows: Sequence[Dot]) -> float:
    """Short names leave more room to the scale."""
    return min(_LABEL, max(text_width(row.label, TEXT) for row in rows) + 1) if rows else _LABEL


def _right(rows: Sequence[Dot]) -> float:
    words = [text_width(row.band.word, SMALL) for row in rows if row.band]
    values = [text_width(row.text, SMALL, bold=True) for row in rows]
    return max(values, default=0.0) + 8 + max(words, default=-8.0) + 1


def _band_words(ruler: Ruler, across: Pair) -> list[tuple[str, ...]]:
    """Each category's word over its stripe, in lines; a word that is little longer than its stripe is not broken."""
    edges = _edges(ruler, across)
    found = []
    for band, left, right in zip(ruler.bands, edges, edges[1:], strict=False):
        longest = max((text_width(word, SMALL) for word in band.word.split()), default=0.0) + 1
        found.append(lines_of(band.word, max(right - left - 4, min(longest, right - left + 12), 24), size=SMALL)[:2])
    return found


def _edges(ruler: Ruler, across: Pair) -> list[float]:
    return [place_of(value, (ruler.low, ruler.high), across) for value in (ruler.low, *ruler.cuts, ruler.high)]


def _ground(ruler: Ruler, across: Pair, down: Pair, height: float) -> list[Layer]:
    """Stripes for the categories with their words, and the cut lines."""
    edges = _edges(ruler, across)
    if not ruler.bands:
        return [boxes([Box(across[0], down[0], across[1], down[1], FAINT)], height)]
    stripes, words = [], []
    parts = zip(ruler.bands, edges, edges[1:], _band_words(ruler, across), strict=False)
    for index, (band, left, right, lines) in enumerate(parts):
        stripes.append(Box(left, down[0], right, down[1], FAINT if index % 2 else "#f7f9fa"))
        stripes.append(Box(left + 0.5, down[0] - 5, right - 0.5, down[0] - 1, band.colour))
        words += block(lines, (left + right) / 2, down[0] - 7 - LINE * len(lines) / 2, align="center", colour=SOFT)
    cuts = [Line(x, down[0], x, down[1]) for x in edges[1:-1]]
    return [boxes(stripes, height), rules(cuts, height, color=SOFT, strokeDash=[4, 3]), *labels(words, height)]


def _axis(ruler: Ruler, across: Pair, bottom: float, height: float, lang: str) -> list[Layer]:
    digits = 0 if all(float(v).is_integer() for v in (ruler.low, ruler.high, *ruler.cuts)) else 2
    ticks = sorted({ruler.low, *ruler.cuts, ruler.high})
    places = [place_of(value, (ruler.low, ruler.high), across) for value in ticks]
    words = [
        Label(x, bottom + LINE / 2 + 3, number(v, digits, lang), align="center", colour=SOFT, size=SMALL)
        for v, x in zip(ticks, places, strict=True)
    ]
    return [rules([Line(across[0], bottom, across[1], bottom)], height), *labels(words, height)]


def _marks(rows: Sequence[_Row], domain: Pair, across: Pair, height: float) -> list[Layer]:
    bars = [
        {"label": r.dot.label, "low": r.dot.low, "high": r.dot.high, "y": round(r.middle, 2)}
        for r in rows
        if r.dot.low is not None and r.dot.high is not None
    ]
    points = [
        {"label": r.dot.label, "value": r.dot.value, "y": round(r.middle, 2)}
        | {"fill": r.dot.band.colour if r.dot.band else ACCENT}
        for r in rows
        if r.dot.value is not None
    ]
    y = pixel("y", height)
    whisker = {"x": scored("low", domain, across), "x2": {"field": "high"}, "y": y}
    ends = [
        {"data": {"values": bars}, "mark": {"type": "tick", "size": 9, "thickness": 1.8, "color": INK}}
        | {"encoding": {"x": scored(end, domain, across), "y": y}}
        for end in ("low", "high")
    ]
    fill = {"field": "fill", "type": "nominal", "scale": None}
    return [
        {"data": {"values": bars}, "mark": {"type": "rule", "strokeWidth": 1.8, "color": INK}, "encoding": whisker},
        *ends,
        {
            "data": {"values": points},
            "mark": {"type": "circle", "size": 88, "opacity": 1, "stroke": INK, "strokeWidth": 1.4},
            "encoding": {"x": scored("value", domain, across), "y": y, "fill": fill},
        },
    ]


def _names(rows: Sequence[_Row], right: float) -> list[Label]:
    found: list[Label] = []
    widest = max((text_width(row.dot.text, SMALL, bold=True) for row in rows), default=0.0)
    for row in rows:
        found += block(row.lines, 0, row.middle)
        edge = WIDTH - right + widest
        found.append(Label(edge, row.middle, row.dot.text, align="right", bold=True, size=SMALL))
        if row.dot.band:
            found.append(Label(edge + 8, row.middle, row.dot.band.word, size=SMALL))
    return found


def _heads(rows: Sequence[_Row]) -> list[Label]:
    found: list[Label] = []
    for row in rows:
        middle = row.top + (len(row.head) * LINE + _HEAD - LINE) / 2 + 2
        found += block(row.head, 0, middle, bold=True, colour=ACCENT) if row.head else []
    return found
