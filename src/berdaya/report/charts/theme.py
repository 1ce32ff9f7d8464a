"""The one look of all charts, and the layers that they are built of.

A chart is 620 pixels wide and is printed about 16.4 cm wide, so 12.5 pixels are a little over 9 points. Places are
worked out here with the widths of the shipped font, never left to the drawing program: labels are wrapped, not cut.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from berdaya.report.measure import FONT_FAMILY, text_width, wrap
from berdaya.report.model import Category, Spec

WIDTH = 620
TEXT = 12.5
SMALL = 12.0
LINE = 15.5
TALLEST = 860  # pixels; a taller chart does not fit a page with its caption
INK = "#1b2733"
SOFT = "#51606e"
RULE = "#c9d1d8"
FAINT = "#eef1f4"
ACCENT = "#1f5f7a"
CALM = "#a9784b"

Layer = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Ruler:
    """The axis of scores: its ends, the cuts between the categories, and the categories in rising order."""

    low: float
    high: float
    cuts: tuple[float, ...] = ()
    bands: tuple[Category, ...] = ()


def pixel(field: str, size: float) -> dict[str, Any]:
    """Return an encoding that places a field in pixels from the left or the top."""
    scale = {"domain": [0, size], "range": [0, size], "nice": False, "zero": False}
    return {"field": field, "type": "quantitative", "scale": scale, "axis": None}


def scored(field: str, domain: tuple[float, float], place: tuple[float, float]) -> dict[str, Any]:
    """Return an encoding that places a value between two pixels, with an axis below."""
    scale = {"domain": list(domain), "range": list(place), "nice": False, "zero": False}
    return {"field": field, "type": "quantitative", "scale": scale, "axis": None, "title": None}


def place_of(value: float, domain: tuple[float, float], place: tuple[float, float]) -> float:
    """Return the pixel of a value."""
    share = (value - domain[0]) / (domain[1] - domain[0]) if domain[1] > domain[0] else 0.0
    return place[0] + share * (place[1] - place[0])


@dataclass(frozen=True, slots=True)
class Label:
    """A line of text at a place; `y` is its middle."""

    x: float
    y: float
    text: str
    align: str = "left"
    bold: bool = False
    colour: str = INK
    size: float = TEXT
    angle: int = 0


def labels(items: Sequence[Label], height: float) -> list[Layer]:
    """Return one layer for each look of text."""
    looks: dict[tuple[str, bool, str, float, int], list[Label]] = {}
    for item in items:
        looks.setdefault((item.align, item.bold, item.colour, item.size, item.angle), []).append(item)
    return [_text_layer(look, found, height) for look, found in looks.items()]


def _text_layer(look: tuple[str, bool, str, float, int], items: Sequence[Label], height: float) -> Layer:
    align, bold, colour, size, angle = look
    weight = "bold" if bold else "normal"
    mark = {"type": "text", "align": align, "baseline": "middle", "fontSize": size, "fontWeight": weight}
    values = [{"x": round(i.x, 2), "y": round(i.y, 2), "text": i.text} for i in items]
    return {
        "data": {"values": values},
        "mark": mark | {"color": colour, "angle": angle, "font": FONT_FAMILY},
        "encoding": {"x": pixel("x", WIDTH), "y": pixel("y", height), "text": {"field": "text"}},
    }


def block(lines: Sequence[str], x: float, middle: float, **look: Any) -> list[Label]:
    """Return the lines of a wrapped label, centred about `middle`."""
    top = middle - (len(lines) - 1) * LINE / 2
    return [Label(x, top + index * LINE, line, **look) for index, line in enumerate(lines)]


def lines_of(text: str, width: float, *, bold: bool = False, size: float = TEXT) -> tuple[str, ...]:
    """Wrap a label."""
    return wrap(text, width, size, bold=bold)


@dataclass(frozen=True, slots=True)
class Box:
    """A filled box from corner to corner, in pixels."""

    left: float
    top: float
    right: float
    bottom: float
    colour: str
    edge: str = "none"


def boxes(items: Sequence[Box], height: float, corner: float = 0) -> Layer:
    """Return the layer of filled boxes."""
    values = [
        {"x": round(b.left, 2), "x2": round(b.right, 2), "y": round(b.top, 2), "y2": round(b.bottom, 2)}
        | {"fill": b.colour, "edge": b.edge}
        for b in items
    ]
    return {
        "data": {"values": values},
        "mark": {"type": "rect", "cornerRadius": corner, "strokeWidth": 1},
        "encoding": {
            "x": pixel("x", WIDTH),
            "x2": {"field": "x2"},
            "y": pixel("y", height),
            "y2": {"field": "y2"},
            "fill": {"field": "fill", "type": "nominal", "scale": None},
            "stroke": {"field": "edge", "type": "nominal", "scale": None},
        },
    }


@dataclass(frozen=True, slots=True)
class Line:
    """A straight line, in pixels."""

    x: float
    y: float
    x2: float
    y2: float


def rules(items: Sequence[Line], height: float, **mark: Any) -> Layer:
    """Return the layer of straight lines of one look."""
    values = [{"x": round(i.x, 2), "y": round(i.y, 2), "x2": round(i.x2, 2), "y2": round(i.y2, 2)} for i in items]
    return {
        "data": {"values": values},
        "mark": {"type": "rule", "color": RULE, "strokeWidth": 1} | mark,
        "encoding": {
            "x": pixel("x", WIDTH),
            "x2": {"field": "x2"},
            "y": pixel("y", height),
            "y2": {"field": "y2"},
        },
    }


def legend(
    items: Sequence[Category], x: float, y: float, height: float, width: float = WIDTH
) -> tuple[list[Layer], float]:
    """Return swatches with their words, in rows, and the height that they take."""
    swatches: list[Box] = []
    words: list[Label] = []
    left, middle = x, y + LINE / 2
    for item in items:
        need = 16 + text_width(item.word, TEXT) + 18
        if left > x and left + need > width:
            left, middle = x, middle + LINE + 3
        swatches.append(Box(left, middle - 5.5, left + 11, middle + 5.5, item.colour, SOFT))
        words.append(Label(left + 16, middle, item.word))
        left += need
    return [boxes(swatches, height), *labels(words, height)], middle + LINE / 2 - y


def chart(layers: Sequence[Layer], height: float, lang: str, description: str = "") -> Spec:
    """Return the whole Vega-Lite chart."""
    decimal, thousands = (",", ".") if lang == "id" else (".", ",")
    locale = {"number": {"decimal": decimal, "thousands": thousands, "grouping": [3], "currency": ["", ""]}}
    config: Mapping[str, Any] = {
        "font": FONT_FAMILY,
        "aria": False,
        "locale": locale,
        "view": {"stroke": None},
        "background": "white",
    }
    return {
        "$schema": "https://vega.github.io/schema/vega-lite/v6.json",
        "description": description,
        "width": WIDTH,
        "height": round(height),
        "padding": 0,
        "autosize": {"type": "none"},
        "config": config,
        "resolve": {"scale": {"x": "independent", "y": "independent"}},
        "layer": list(layers),
    }
