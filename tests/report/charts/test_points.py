from collections.abc import Callable
from types import SimpleNamespace

import pytest

from berdaya.report.charts import PointMark, point_map
from berdaya.report.draw import svg_of
from berdaya.report.map_model import Area
from berdaya.report.model import Category, Spec

UNTOLD = Category("", "tidak dapat ditampilkan", "#eef1f4", "#1b2733")
RING = ((100.0, 0.0), (100.2, 0.0), (100.2, 0.1), (100.0, 0.1), (100.0, 0.0))


def points(bands: tuple[Category, ...]) -> list[PointMark]:
    near = [PointMark((100.05 + i / 4000, 0.05), str(i + 1), bands[i % 3]) for i in range(9)]
    return [*near, PointMark((100.199, 0.09), "10", bands[0]), PointMark((100.1, 0.02), "11", UNTOLD)]


def signs(spec: Spec) -> list[dict[str, str]]:
    return [value for layer in spec["layer"] if layer["mark"]["type"] == "point" for value in layer["data"]["values"]]


@pytest.mark.parametrize("lang", ["id", "en"])
def test_nothing_is_cut_or_overprinted(
    made: SimpleNamespace, overflowing: Callable[[Spec], list[str]], lang: str
) -> None:
    bands = made.bands[lang]
    area = Area("1", "Salo", ((RING,),), (100.1, 0.05))
    assert overflowing(point_map(points(bands), [area], [*bands, UNTOLD], lang, "km")) == []
    assert overflowing(point_map(points(bands), [], bands, lang, "km")) == []


def test_categories_differ_by_form_as_well_as_by_colour(made: SimpleNamespace) -> None:
    bands = made.bands["id"]
    found = signs(point_map(points(bands), [], [*bands, UNTOLD], "id", "km"))
    looks = {(value["form"], value["fill"]) for value in found}
    assert len(looks) == 4
    assert len({form for form, _ in looks}) == 4
    assert len(found) == 11 + 4  # the legend has each once


def test_numbers_run_into_no_sign(made: SimpleNamespace, texts: Callable[[Spec], list[tuple[str, ...]]]) -> None:
    spec = point_map(points(made.bands["id"]), [], made.bands["id"], "id", "km")
    words = [line[0] for line in texts(spec)]
    assert {"10", "11"} <= set(words)
    crowded = [word for word in words if word.isdecimal() and int(word) < 10]
    assert 0 < len(crowded) < 9


def test_a_name_gives_way_to_signs(made: SimpleNamespace, texts: Callable[[Spec], list[tuple[str, ...]]]) -> None:
    bands = made.bands["id"]
    area = Area("1", "Salo", ((RING,),), (100.1, 0.05))
    aside = point_map([PointMark((100.02, 0.02), "1", bands[0])], [area], bands, "id", "km")
    upon = point_map([PointMark((100.1, 0.05), "1", bands[0])], [area], bands, "id", "km")
    assert "Salo" in [line[0] for line in texts(aside)]
    assert "Salo" not in [line[0] for line in texts(upon)]


def test_it_is_drawn(made: SimpleNamespace) -> None:
    svg = svg_of(point_map(points(made.bands["id"]), [], made.bands["id"], "id", "km"))
    assert svg.count(made.bands["id"][1].colour) == 4
