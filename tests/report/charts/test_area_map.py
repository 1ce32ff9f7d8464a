from collections.abc import Callable
from types import SimpleNamespace

import pytest

from berdaya.report.charts import AreaMark, area_map
from berdaya.report.charts.area_map import area_names, outlines
from berdaya.report.charts.geography import fitted
from berdaya.report.draw import svg_of
from berdaya.report.map_model import Area, corners
from berdaya.report.model import Category, Spec

NOBODY = Category("", "tanpa jawaban", "#ffffff", "#1b2733")


def square(code: str, name: str, left: float, low: float, side: float = 0.05) -> Area:
    ring = ((left, low), (left + side, low), (left + side, low + side), (left, low + side), (left, low))
    return Area(code, name, ((ring,),), (left + side / 2, low + side / 2))


def marks(bands: tuple[Category, ...]) -> list[AreaMark]:
    return [
        AreaMark(square("1", "Salo", 100.0, 0.0), bands[0], "0,87", "2"),
        AreaMark(square("2", "Koto Tinggi", 100.05, 0.0), bands[2], "2,21", "1"),
        AreaMark(square("3", "Simarasok", 100.1, 0.0), NOBODY),
        AreaMark(square("4", "Padang Tarok", 100.15, 0.0, 0.002), bands[1], "1,50", "3"),
    ]


@pytest.mark.parametrize("lang", ["id", "en"])
def test_nothing_is_cut_or_overprinted(
    made: SimpleNamespace, overflowing: Callable[[Spec], list[str]], lang: str
) -> None:
    bands = made.bands[lang]
    assert overflowing(area_map(marks(bands), [*bands, NOBODY], lang, "km")) == []


def test_an_area_says_what_fits_into_it(made: SimpleNamespace, texts: Callable[[Spec], list[tuple[str, ...]]]) -> None:
    bands = made.bands["id"]
    words = [line[0] for line in texts(area_map(marks(bands), [*bands, NOBODY], "id", "km"))]
    assert {"Salo", "0,87 · rendah", "Koto Tinggi", "2,21 · tinggi", "Simarasok", "3"} <= set(words)
    assert "Padang Tarok" not in words
    assert "Padang" not in words
    assert {"rendah", "sedang", "tinggi", "tanpa jawaban"} <= set(words)


def test_colours_and_inks_are_those_of_the_category(made: SimpleNamespace) -> None:
    bands = made.bands["id"]
    spec = area_map(marks(bands), bands, "id", "km")
    fills = [feature["fill"] for feature in spec["layer"][0]["data"]["values"]]
    assert fills == [bands[0].colour, bands[2].colour, "#ffffff", bands[1].colour]
    inks = {
        value["text"]: layer["mark"]["color"]
        for layer in spec["layer"]
        if layer["mark"]["type"] == "text"
        for value in layer["data"]["values"]
    }
    assert inks["2,21 · tinggi"] == bands[2].ink
    assert inks["3"] == "#1b2733"  # on a tag beside an area that is too small for it


def test_it_is_drawn(made: SimpleNamespace) -> None:
    svg = svg_of(area_map(marks(made.bands["id"]), made.bands["id"], "id", "km"))
    assert svg.count(made.bands["id"][2].colour) >= 2  # the area and its sign in the legend
    assert "Koto Tinggi" in svg


def test_outlines_have_no_category_and_names_only_where_they_fit() -> None:
    areas = [square("1", "Salo", 100.0, 0.0), square("2", "Nama yang sangat panjang", 100.1, 0.0, 0.001)]
    frame = fitted(corners(areas))
    assert {feature["fill"] for feature in outlines(areas, frame)["data"]["values"]} == {"#ffffff"}
    assert [label.text for label in area_names(areas[0], frame)] == ["Salo"]
    assert area_names(areas[1], frame) == []
