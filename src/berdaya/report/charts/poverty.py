"""What a poverty index is made of, as bars; and how it falls as the cut-off rises, as a line with its intervals."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from berdaya.report.charts.drivers import Part
from berdaya.report.charts.theme import (
    ACCENT,
    INK,
    LINE,
    RULE,
    SMALL,
    SOFT,
    TALLEST,
    WIDTH,
    Box,
    Label,
    Layer,
    Line,
    block,
    boxes,
    chart,
    labels,
    lines_of,
    pixel,
    place_of,
    rules,
)
from berdaya.report.measure import text_width
from berdaya.report.model import Spec

_LABEL = 236.0
_GAP = 7.0
_LIGHT = "#86b3c6"
_TALL = 230.0  # of the line's field
_LEFT, _TOP, _FOOT = 62.0, 30.0, 52.0


@dataclass(frozen=True, slots=True)
class Share:
    """A part of the index: a dimension (`whole`) or one of its indicators."""

    label: str
    part: Part
    whole: bool = False


def share_bars(rows: Sequence[Share], lang: str, description: str = "") -> Spec:
    """Return a bar for each part with its interval; the indicators alone where all do not fit a page."""
    placed, height = _placed(rows)
    if height > TALLEST:
        rows = [row for row in rows if row.whole] or rows
        placed, height = _placed(rows)
    ends = [v for row in rows for v in (row.part.value, row.part.high) if v is not None]
    domain = (0.0, max(ends, default=0.0) or 1.0)
    room = max((text_width(row.part.text, SMALL) for row in rows), default=0.0) + 10
    across = (_LABEL + 12, WIDTH - room)
    words: list[Label] = []
    bars: list[Box] = []
    lines: list[Line] = []
    for row, label, middle in placed:
        words += block(label, 0 if row.whole else 14, middle, bold=row.whole)
        value, low, high = row.part.value, row.part.low, row.part.high
        if value is not None:
            tall = 7 if row.whole else 5
            right = place_of(value, domain, across)
            bars.append(Box(across[0], middle - tall, right, middle + tall, ACCENT if row.whole else _LIGHT))
            words.append(
                Label(max(right, place_of(high or value, domain, across)) + 6, middle, row.part.text, size=SMALL)
            )
        if low is not None and high is not None:
            a, b = (place_of(max(0.0, end), domain, across) for end in (low, high))
            lines += [Line(a, middle, b, middle), *(Line(x, middle - 4, x, middle + 4) for x in (a, b))]
    base = rules([Line(across[0], 0, across[0], height)], height, color=RULE)
    return chart(
        [boxes(bars, height), base, *_whiskers(lines, height), *labels(words, height)], height, lang, description
    )


def _placed(rows: Sequence[Share]) -> tuple[list[tuple[Share, tuple[str, ...], float]], float]:
    placed, y = [], 2.0
    for row in rows:
        label = lines_of(row.label, _LABEL - (0 if row.whole else 14), bold=row.whole)
        tall = len(label) * LINE + _GAP
        placed.append((row, label, y + tall / 2))
        y += tall
    return placed, y


def _whiskers(lines: Sequence[Line], height: float) -> list[Layer]:
    # White under dark: the whisker stays visible upon the bar and beside it, also in print.
    return [rules(lines, height, color="#ffffff", strokeWidth=3.2), rules(lines, height, color=INK, strokeWidth=1.4)]


@dataclass(frozen=True, slots=True)
class CutPoint:
    """The index at a cut-off, with its interval; `mark` where it is the one of the definition."""

    at: float
    part: Part
    text: str
    mark: bool = False


@dataclass(frozen=True, slots=True)
class Axes:
    """The words at both axes, and the numbers at the left one, each as printed."""

    across: str
    up: str
    ticks: tuple[tuple[float, str], ...]


def cutoff_line(points: Sequence[CutPoint], axes: Axes, lang: str, description: str = "") -> Spec:
    """Return the line over cut-offs: a whisker at each, a larger dot at that of the definition."""
    height = _TOP + _TALL + _FOOT
    ends = [v for point in points for v in (point.part.value, point.part.high) if v is not None]
    domain = (0.0, max([*ends, *(tick for tick, _ in axes.ticks)], default=0.0) or 1.0)
    across, up = (_LEFT + 14, WIDTH - 20.0), (_TOP + _TALL, _TOP)
    span = (min(point.at for point in points), max(point.at for point in points))
    spots = [
        (point, place_of(point.at, span, across), place_of(point.part.value, domain, up))
        for point in points
        if point.part.value is not None
    ]
    words = [Label(0, 10, axes.up, bold=True), Label(across[1], height - 10, axes.across, "right", bold=True)]
    words += [
        Label(_LEFT, place_of(tick, domain, up), text, "right", colour=SOFT, size=SMALL) for tick, text in axes.ticks
    ]
    words += _below(spots, up[0] + 16)
    grid = [Line(_LEFT + 6, place_of(tick, domain, up), WIDTH, place_of(tick, domain, up)) for tick, _ in axes.ticks]
    whiskers: list[Line] = []
    for point, x, _ in spots:
        if point.part.low is not None and point.part.high is not None:
            low, high = (place_of(max(0.0, end), domain, up) for end in (point.part.low, point.part.high))
            whiskers += [Line(x, low, x, high), *(Line(x - 4, y, x + 4, y) for y in (low, high))]
    steps = [Line(a[1], a[2], b[1], b[2]) for a, b in pairwise(spots)]
    layers = [rules(grid, height, color=RULE), rules(steps, height, color=ACCENT, strokeWidth=2.2)]
    layers += [*_whiskers(whiskers, height), *_dots(spots, height), *labels(words, height)]
    return chart(layers, height, lang, description)


def _below(spots: Sequence[tuple[CutPoint, float, float]], y: float) -> list[Label]:
    """The cut-offs below the line: that of the definition always, others where they fit beside it and one another."""
    order = sorted(spots, key=lambda spot: (not spot[0].mark, spot[1]))
    taken: list[tuple[float, float]] = []
    found = []
    for point, x, _ in order:
        half = text_width(point.text, SMALL) / 2 + 4
        if all(x + half < left or x - half > right for left, right in taken):
            taken.append((x - half, x + half))
            found.append(Label(x, y, point.text, "center", bold=point.mark, size=SMALL))
    return found


def _dots(spots: Sequence[tuple[CutPoint, float, float]], height: float) -> list[Layer]:
    values = [{"x": round(x, 2), "y": round(y, 2), "size": 130 if point.mark else 45} for point, x, y in spots]
    return [
        {
            "data": {"values": values},
            "mark": {
                "type": "point",
                "filled": True,
                "color": ACCENT,
                "opacity": 1,
                "stroke": "white",
                "strokeWidth": 1,
            },
            "encoding": {
                "x": pixel("x", WIDTH),
                "y": pixel("y", height),
                "size": {"field": "size", "type": "quantitative", "scale": None, "legend": None},
            },
        }
    ]
