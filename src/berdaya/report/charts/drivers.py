"""What makes the score: each criterion's contribution, and its part in what is missing to the top."""

from collections.abc import Sequence
from dataclasses import dataclass

from berdaya.report.charts.theme import (
    ACCENT,
    CALM,
    INK,
    LINE,
    RULE,
    SMALL,
    WIDTH,
    Label,
    Layer,
    Line,
    block,
    chart,
    labels,
    lines_of,
    pixel,
    place_of,
    rules,
    scored,
)
from berdaya.report.measure import text_width
from berdaya.report.model import Spec
from berdaya.words.say import say

_LABEL = 214.0
_GAP = 8.0
_BAR = 13.0


@dataclass(frozen=True, slots=True)
class Part:
    """A contribution with its interval (None where it does not exist), and how it is printed."""

    value: float | None
    low: float | None
    high: float | None
    text: str


@dataclass(frozen=True, slots=True)
class Driver:
    """One criterion: what it gives to the score, and what it lacks."""

    label: str
    contribution: Part
    shortfall: Part


def driver_bars(rows: Sequence[Driver], lang: str, description: str = "", heads: tuple[str, str] | None = None) -> Spec:
    """Return two panels on one measure: contribution at the left, shortfall at the right, each with intervals.

    `heads` are those of other measures.
    """
    first, second = heads or (say("document.contribution", lang), say("document.shortfall", lang))
    placed: list[tuple[Driver, tuple[str, ...], float]] = []
    y = LINE * 2 + 6
    for row in rows:
        lines = lines_of(row.label, _LABEL)
        tall = len(lines) * LINE + _GAP
        placed.append((row, lines, y + tall / 2))
        y += tall
    middles = [middle for _, _, middle in placed]
    domain = _domain(rows)
    half = (WIDTH - _LABEL - 12) / 2
    layers = labels([label for _, lines, middle in placed for label in block(lines, 0, middle)], y)
    for index, (head, colour) in enumerate(((first, ACCENT), (second, CALM))):
        left = _LABEL + 12 + index * half
        parts = [row.contribution if index == 0 else row.shortfall for row in rows]
        panel = _Panel(head, colour, (left, left + half - 14 - _room(rows)), domain, y)
        layers += _panel(panel, parts, middles)
    return chart(layers, y, lang, description)


@dataclass(frozen=True, slots=True)
class _Panel:
    head: str
    colour: str
    across: tuple[float, float]
    domain: tuple[float, float]
    height: float


def _all_parts(rows: Sequence[Driver]) -> list[Part]:
    return [part for row in rows for part in (row.contribution, row.shortfall)]


def _domain(rows: Sequence[Driver]) -> tuple[float, float]:
    ends = [v for part in _all_parts(rows) for v in (part.value, part.low, part.high) if v is not None]
    return (min([0.0, *ends]), max([0.0, *ends]) or 1.0)


def _room(rows: Sequence[Driver]) -> float:
    return max((text_width(part.text, SMALL) for part in _all_parts(rows)), default=0.0) + 7


def _panel(panel: _Panel, parts: Sequence[Part], middles: Sequence[float]) -> list[Layer]:
    height = panel.height
    values = [
        {"value": part.value, "from": 0, "top": round(y - _BAR / 2, 2), "bottom": round(y + _BAR / 2, 2)}
        for part, y in zip(parts, middles, strict=True)
        if part.value is not None
    ]
    bars: Layer = {
        "data": {"values": values},
        "mark": {"type": "rect", "color": panel.colour},
        "encoding": {
            "x": scored("from", panel.domain, panel.across),
            "x2": {"field": "value"},
            "y": pixel("top", height),
            "y2": {"field": "bottom"},
        },
    }
    zero = place_of(0, panel.domain, panel.across)
    base = rules([Line(zero, LINE * 2 + 4, zero, height)], height, color=RULE)
    return [bars, base, *_whiskers(panel, parts, middles), *_words(panel, parts, middles)]


def _whiskers(panel: _Panel, parts: Sequence[Part], middles: Sequence[float]) -> list[Layer]:
    lines: list[Line] = []
    for part, y in zip(parts, middles, strict=True):
        if part.low is None or part.high is None:
            continue
        low, high = (place_of(end, panel.domain, panel.across) for end in (part.low, part.high))
        lines += [Line(low, y, high, y), Line(low, y - 4, low, y + 4), Line(high, y - 4, high, y + 4)]
    # White under dark: the whisker stays visible upon the bar and beside it, also in print.
    return [
        rules(lines, panel.height, color="#ffffff", strokeWidth=3.2),
        rules(lines, panel.height, color=INK, strokeWidth=1.4),
    ]


def _words(panel: _Panel, parts: Sequence[Part], middles: Sequence[float]) -> list[Layer]:
    wide = panel.across[1] - panel.across[0] + 60
    head = block(lines_of(panel.head, wide, bold=True), panel.across[0], LINE, bold=True)
    found = [*head]
    for part, y in zip(parts, middles, strict=True):
        ends = [v for v in (part.value, part.high, 0.0) if v is not None]
        found.append(Label(place_of(max(ends), panel.domain, panel.across) + 6, y, part.text, size=SMALL))
    return labels(found, panel.height)
