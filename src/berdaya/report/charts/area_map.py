"""Areas on a map, coloured by category; what an area is called stands in it, or a number that a table tells."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import sqrt
from typing import Any

from berdaya.report.charts.geography import BAR, Frame, distance, fitted, scale_bar
from berdaya.report.charts.theme import LINE, SMALL, SOFT, Label, Layer, block, chart, labels, legend, lines_of
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
    layers = [
        _layer([_feature(mark.area, mark.band.colour, frame) for mark in marks]),
        *labels([label for mark in marks for label in _told(mark, frame)], height),
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
    return [Label(x, y, mark.number, bold=True, **looks)]


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
