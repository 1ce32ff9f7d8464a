"""Groups as signs on a map: each category has a colour and a form of its own."""

from collections.abc import Sequence
from dataclasses import dataclass

from berdaya.report.charts.area_map import area_names, outlines
from berdaya.report.charts.beside import beside, overlap
from berdaya.report.charts.geography import BAR, fitted, scale_bar
from berdaya.report.charts.theme import INK, LINE, SMALL, TEXT, WIDTH, Label, Layer, chart, labels, legend, pixel
from berdaya.report.map_model import Area, Place, corners
from berdaya.report.measure import text_width
from berdaya.report.model import Category, Spec

_FORMS = ("circle", "square", "triangle-up", "diamond", "triangle-down", "cross", "triangle-right", "triangle-left")
_NO_FORM = "stroke"
_SIZE = 130.0  # square pixels


@dataclass(frozen=True, slots=True)
class PointMark:
    """A group's place, its number in the table, and its category (of the key "": none)."""

    place: Place
    number: str
    band: Category


def point_map(
    points: Sequence[PointMark],
    areas: Sequence[Area],
    bands: Sequence[Category],
    lang: str,
    unit: str,
    description: str = "",
) -> Spec:
    """Return the map of groups, north above, over the outlines of areas, with their names where these fit.

    `bands` are the categories of the legend, with one of the key "" for groups without a category. `unit` is the word for
    kilometres. Names and numbers stand where they run into no sign; the table has all numbers.
    """
    frame = fitted([*corners(areas), *(point.place for point in points)])
    start = frame.bottom + BAR
    height = start + legend(bands, 0, 0, 1)[1] + 6
    signs = [(*frame.at(point.place), point) for point in points]
    layers = [
        *([outlines(areas, frame)] if areas else []),
        *labels([label for area in areas for label in _free(area_names(area, frame), signs)], height),
        _signs(signs, bands, height),
        *labels(beside([(x, y, point.number) for x, y, point in signs], (0, 0, WIDTH, height)), height),
        *scale_bar(frame, lang, unit, height),
        *_legend(bands, start, height),
    ]
    return chart(layers, height, lang, description)


def _form(band: Category, bands: Sequence[Category]) -> str:
    keys = [one.key for one in bands if one.key]
    return _FORMS[keys.index(band.key) % len(_FORMS)] if band.key else _NO_FORM


def _signs(signs: Sequence[tuple[float, float, PointMark]], bands: Sequence[Category], height: float) -> Layer:
    values = [
        {"x": round(x, 1), "y": round(y, 1), "form": _form(point.band, bands)} | {"fill": point.band.colour}
        for x, y, point in signs
    ]
    return {
        "data": {"values": values},
        "mark": {"type": "point", "size": _SIZE, "stroke": INK, "strokeWidth": 1, "opacity": 1},
        "encoding": {
            "x": pixel("x", WIDTH),
            "y": pixel("y", height),
            "shape": {"field": "form", "type": "nominal", "scale": None},
            "fill": {"field": "fill", "type": "nominal", "scale": None},
        },
    }


def _free(name: list[Label], signs: Sequence[tuple[float, float, PointMark]]) -> list[Label]:
    """The lines of an area's name; none where one of them runs into a sign or its number."""
    around = [(x - 20, y - 8, x + 20, y + 8) for x, y, _ in signs]
    wide = [text_width(label.text, SMALL) / 2 for label in name]
    lines = [(line.x - half, line.y - 7, line.x + half, line.y + 7) for line, half in zip(name, wide, strict=True)]
    return [] if any(overlap(line, sign) for line in lines for sign in around) else name


def _legend(bands: Sequence[Category], top: float, height: float) -> list[Layer]:
    """The signs with their words, in rows."""
    signs: list[tuple[float, float, PointMark]] = []
    words: list[Label] = []
    left, middle = 7.0, top + LINE / 2
    for band in bands:
        need = 12 + text_width(band.word, TEXT) + 18
        if left > 7 and left + need > WIDTH:
            left, middle = 7.0, middle + LINE + 3
        signs.append((left, middle, PointMark((0, 0), "", band)))
        words.append(Label(left + 12, middle, band.word))
        left += need
    return [_signs(signs, bands, height), *labels(words, height)]
