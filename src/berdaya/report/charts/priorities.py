"""Importance against performance: four fields named in words, a form for each, hollow where a field is not sure."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil, floor, log10

from berdaya.report.charts.beside import beside
from berdaya.report.charts.theme import (
    ACCENT,
    CALM,
    LINE,
    RULE,
    SMALL,
    SOFT,
    TEXT,
    WIDTH,
    Label,
    Layer,
    Line,
    chart,
    labels,
    pixel,
    place_of,
    rules,
)
from berdaya.report.measure import text_width
from berdaya.report.model import Spec
from berdaya.words.format import number, percent

FORMS = ("triangle-up", "circle", "square", "diamond")  # in the order of the fields
_COLOURS = ("#b4531f", ACCENT, CALM, "#8a96a1")
_LEFT, _TOP, _TALL = 74.0, LINE * 2, 380.0
_SIZE = 120.0  # square pixels
_TICKS = 6  # at most, on an axis


@dataclass(frozen=True, slots=True)
class PriorityMark:
    """A criterion: its number in the table, performance, importance as a share, its field (0-3), and whether that is sure."""

    number: str
    performance: float
    importance: float
    field: int
    sure: bool


@dataclass(frozen=True, slots=True)
class PriorityWords:
    """The names of the four fields (first, keep, later, ample) and of the two axes."""

    fields: tuple[str, str, str, str]
    performance: str
    importance: str


def priority_grid(
    marks: Sequence[PriorityMark], lines: tuple[float, float], words: PriorityWords, lang: str, description: str = ""
) -> Spec:
    """Return the four fields about `lines` (importance, performance); numbers stand where they run into no sign."""
    height = _TOP + _TALL + LINE * 4.5
    across, down = (_LEFT, WIDTH - 6.0), (_TOP + _TALL, _TOP)
    xs = _domain([mark.performance for mark in marks], lines[1])
    ys = (0.0, max([mark.importance for mark in marks] + [lines[0]]) * 1.08 or 1.0)
    signs = [(place_of(m.performance, xs, across), place_of(m.importance, ys, down), m) for m in marks]
    cross = (place_of(lines[1], xs, across), place_of(lines[0], ys, down))
    middle = (across[0] + across[1]) / 2
    axis = [
        Label(middle, height - LINE / 2, words.performance, align="center"),
        Label(9, (down[0] + down[1]) / 2, words.importance, align="center", angle=-90),
    ]
    ticks = _ticks(xs)
    axis += [
        Label(
            place_of(x, xs, across), down[0] + LINE * 0.8, number(x, _digits(ticks), lang), align="center", size=SMALL
        )
        for x in ticks
    ]
    steps = _ticks(ys)
    digits = max(0, _digits(steps) - 2)
    axis += [Label(_LEFT - 8, place_of(y, ys, down), percent(y, digits, lang), "right", size=SMALL) for y in steps]
    frame = [Line(across[0], down[0], across[1], down[0]), Line(across[0], down[0], across[0], down[1])]
    parted = [Line(cross[0], down[0], cross[0], down[1]), Line(across[0], cross[1], across[1], cross[1])]
    layers = [
        rules(frame, height, color=SOFT),
        rules(parted, height, color=RULE, strokeDash=[5, 4], strokeWidth=1.4),
        *_corners(words.fields, across, down, height),
        _signs([(x, y, mark.field, mark.sure) for x, y, mark in signs], height),
        *labels(beside([(x, y, mark.number) for x, y, mark in signs], (_LEFT, 0, WIDTH, _TOP + _TALL)), height),
        *labels(axis, height),
    ]
    return chart(layers, height, lang, description)


def _corners(
    fields: Sequence[str], across: tuple[float, float], down: tuple[float, float], height: float
) -> list[Layer]:
    """The fields' names with their forms: above and below the fields that they name."""
    low = down[0] + LINE * 2.3
    places = (
        (across[0], LINE, "left"),
        (across[1], LINE, "right"),
        (across[0], low, "left"),
        (across[1], low, "right"),
    )
    signs, words = [], []
    for field, (name, (x, y, side)) in enumerate(zip(fields, places, strict=True)):
        wide = text_width(name, TEXT, bold=True)
        at = x + 7 if side == "left" else x - wide - 12
        signs.append((at, y, field, True))
        words.append(Label(at + 12, y, name, bold=True))
    return [_signs(signs, height), *labels(words, height)]


def _signs(signs: Sequence[tuple[float, float, int, bool]], height: float) -> Layer:
    values = [
        {"x": round(x, 1), "y": round(y, 1), "form": FORMS[field], "edge": _COLOURS[field]}
        | {"fill": _COLOURS[field] if sure else "#ffffff"}
        for x, y, field, sure in signs
    ]
    return {
        "data": {"values": values},
        "mark": {"type": "point", "size": _SIZE, "strokeWidth": 1.6, "opacity": 1},
        "encoding": {
            "x": pixel("x", WIDTH),
            "y": pixel("y", height),
            "shape": {"field": "form", "type": "nominal", "scale": None},
            "fill": {"field": "fill", "type": "nominal", "scale": None},
            "stroke": {"field": "edge", "type": "nominal", "scale": None},
        },
    }


def _domain(values: Sequence[float], line: float) -> tuple[float, float]:
    low, high = min([*values, line]), max([*values, line])
    room = (high - low) * 0.06 or 0.5
    return low - room, high + room


def _ticks(domain: tuple[float, float]) -> list[float]:
    """Round numbers within an axis, at most so many."""
    size = 10 ** floor(log10((domain[1] - domain[0]) / _TICKS))
    step = next(size * times for times in (1, 2, 5, 10) if (domain[1] - domain[0]) / (size * times) <= _TICKS)
    first = ceil(domain[0] / step - 1e-9)
    return [round(i * step, 10) for i in range(first, floor(domain[1] / step + 1e-9) + 1)]


def _digits(ticks: Sequence[float]) -> int:
    """The decimals that the numbers of an axis need."""
    return next((d for d in range(6) if all(round(tick, d) == round(tick, 9) for tick in ticks)), 6)
