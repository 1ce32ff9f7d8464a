"""Areas on a map, coloured by category; what an area is called stands in it, or a number that a table tells."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import sqrt
from typing import Any

from berdaya.report.charts.geography import BAR, Frame, distance, fitted, scale_bar
from berdaya.report.charts.theme import (
    LINE,
    SMALL,
    SOFT,
    WIDTH,
    Box,
    Label,
    Layer,
    block,
    boxes,
    chart,
    labels,
    legend,
    lines_of,
)
from berdaya.report.map_model import Area, corners
from berdaya.report.measure import text_width
from berdaya.report.model import Category, Spec

_PAPER = "#ffffff"
_BORDER = "#8b98a5"  # seen on paper and on dark categories alike


@dataclass(frozen=True, slots=True)
class AreaMark:
    """An area as it is drawn: its category and its printed score ("": nobody answered there), and its number in the table."""

    area: Area
    band: Category
    score: str = ""
    number: str = ""


def area_map(marks: Sequence[AreaMark], bands: Sequence[Category], lang: str, unit: str, description: str = "") -> Spec:
    """Return the map of areas, north above, with the bar of its scale and the legend.

    `bands` are the categories of the legend, with those for areas that have none. `unit` is the word for kilometres.
    """
    frame = fitted(corners([mark.area for mark in marks]))
    start = frame.bottom + BAR
    height = start + legend(bands, 0, 0, 1)[1] + 2
    told = [label for mark in marks for label in _told(mark, frame)]
    layers = [
        _layer([_feature(mark.area, mark.band.colour, frame) for mark in marks]),
        *labels(told, height),
        *_tags([mark for mark in marks if _is_tagged(mark, frame)], told, frame, height),
        *scale_bar(frame, lang, unit, height),
        *legend(bands, 0, start, height)[0],
    ]
    return chart(layers, height, lang, description)


def outlines(areas: Sequence[Area], frame: Frame) -> Layer:
    """Return the layer of areas without a colour."""
    return _layer([_feature(area, _PAPER, frame) for area in areas])


def area_names(area: Area, frame: Frame) -> list[Label]:
    """Return an area's name in lines that fit into it; nothing where none does."""
    room = _room(area, frame)
    lines = _lines(area.name, room)
    fits = area.name and _fits(lines, room)
    return block(lines, *frame.at(area.inside), align="center", colour=SOFT, size=SMALL) if fits else []


def _lines(name: str, room: float) -> tuple[str, ...]:
    """A name in lines for a circle; words are not broken."""
    longest = max((text_width(word, SMALL) for word in name.split()), default=0.0)
    return lines_of(name, max(1.6 * room, longest), size=SMALL)


def _feature(area: Area, fill: str, frame: Frame) -> dict[str, Any]:
    rings = [
        [[[round(x, 1), round(y, 1)] for x, y in map(frame.at, ring)] for ring in polygon] for polygon in area.polygons
    ]
    return {"type": "Feature", "geometry": {"type": "MultiPolygon", "coordinates": rings}, "fill": fill}


def _layer(features: Sequence[dict[str, Any]]) -> Layer:
    return {
        "data": {"values": list(features)},
        "projection": {"type": "identity", "scale": 1, "translate": [0, 0]},  # places are pixels already
        "mark": {"type": "geoshape", "stroke": _BORDER, "strokeWidth": 1, "strokeJoin": "round"},
        "encoding": {"fill": {"field": "fill", "type": "nominal", "scale": None}},
    }


def _told(mark: AreaMark, frame: Frame) -> list[Label]:
    """What stands in an area: its name, score and category as far as they fit, else its number in the table."""
    if not mark.score:
        return area_names(mark.area, frame)
    looks: dict[str, Any] = {"align": "center", "colour": mark.band.ink, "size": SMALL}
    x, y = frame.at(mark.area.inside)
    room = _room(mark.area, frame)
    name = _lines(mark.area.name, room) if mark.area.name else (mark.number,)
    score, word = mark.score, mark.band.word
    for lines in ((*name, f"{score} · {word}"), (*name, score, word), (*name, score)):
        if _fits(lines, room):
            return block(lines, x, y, **looks)
    return [] if _is_tagged(mark, frame) else [Label(x, y, mark.number, bold=True, **looks)]


def _is_tagged(mark: AreaMark, frame: Frame) -> bool:
    """Whether an area is too small for its number, which then stands on a tag beside it."""
    return bool(mark.score) and not _fits((mark.number,), _room(mark.area, frame))


def _tags(marks: Sequence[AreaMark], told: Sequence[Label], frame: Frame, height: float) -> list[Layer]:
    """Numbers beside areas, on whichever side they cover nothing that is told; on the last where there is none."""
    taken = [_around(label.x, label.y, text_width(label.text, SMALL)) for label in told]
    found: list[Box] = []
    numbers: list[Label] = []
    for mark in marks:
        x, y = frame.at(mark.area.inside)
        wide, room = text_width(mark.number, SMALL, bold=True) + 6, _room(mark.area, frame) + 3
        aside, away = room + wide / 2, room + LINE / 2
        sides = [(x + aside, y), (x - aside, y), (x, y - away), (x, y + away), (x + aside, y - away)]
        inside = [(a, b) for a, b in sides if wide / 2 <= a <= WIDTH - wide / 2 and LINE / 2 <= b <= frame.bottom]
        tags = [_around(a, b, wide) for a, b in inside]
        tag = next((one for one in tags if not any(_cover(one, other) for other in taken)), tags[-1])
        taken.append(tag)
        found.append(tag)
        middle = ((tag.left + tag.right) / 2, (tag.top + tag.bottom) / 2)
        numbers.append(Label(*middle, mark.number, align="center", bold=True, size=SMALL))
    return [boxes(found, height, corner=3), *labels(numbers, height)] if found else []


def _around(x: float, y: float, wide: float) -> Box:
    return Box(x - wide / 2, y - LINE / 2, x + wide / 2, y + LINE / 2, _PAPER, _BORDER)


def _cover(a: Box, b: Box) -> bool:
    return a.left < b.right and b.left < a.right and a.top < b.bottom and b.top < a.bottom


def _fits(lines: Sequence[str], room: float) -> bool:
    """Whether lines fit into a circle."""
    half = len(lines) * LINE / 2
    wide = max(text_width(line, SMALL) for line in lines) / 2
    return half < room and wide <= sqrt(room**2 - half**2) + 3


def _room(area: Area, frame: Frame) -> float:
    """The pixels from the inside of an area to its nearest edge."""
    at = frame.at(area.inside)
    rings = [[frame.at(place) for place in ring] for polygon in area.polygons for ring in polygon]
    return min(distance(at, a, b) for ring in rings for a, b in pairwise(ring))
