import json
import sys
from collections.abc import Callable
from math import isclose

import pytest
import shapely

from berdaya.errors import UsageError
from berdaya.report.map_model import Polygon
from berdaya.study.declared.geojson import polygons
from berdaya.study.maps.simplify import simplified


def shapes_of(text: str) -> dict[str, tuple[Polygon, ...]]:
    found = {}
    for feature in json.loads(text)["features"]:
        made = polygons(feature)
        assert not isinstance(made, str)
        found[feature["properties"]["KODE_DESA"]] = made
    return found


CODES = [str(code) for code in range(1, 10)]


def test_fewer_corners_and_neighbours_keep_one_border(areas_of: Callable[..., str]) -> None:
    shapes = shapes_of(areas_of(CODES, steps=400))
    areas = simplified(shapes, {"1": "Salo"})
    assert [area.code for area in areas] == CODES
    assert (areas[0].name, areas[1].name) == ("Salo", "")
    before = sum(len(ring) for one in shapes.values() for polygon in one for ring in polygon)
    after = sum(len(ring) for area in areas for polygon in area.polygons for ring in polygon)
    assert after < before / 10
    made = [shapely.MultiPolygon([(o, h) for o, *h in area.polygons]) for area in areas]
    assert all(shapely.is_valid(made))
    assert shapely.coverage_is_valid(made)  # neither gaps nor overlaps between neighbours
    whole = shapely.union_all(made)
    assert isclose(whole.area, sum(one.area for one in made), rel_tol=1e-9)
    assert isclose(whole.area, 9 / 100**2, rel_tol=0.02)
    assert all(shape.contains(shapely.Point(area.inside)) for shape, area in zip(made, areas, strict=True))


def test_a_crossed_outline_is_mended_and_parts_of_one_code_become_one() -> None:
    bow = (((0.0, 0.0), (1.0, 1.0), (1.0, 0.0), (0.0, 1.0), (0.0, 0.0)),)
    left = (((2.0, 0.0), (3.0, 0.0), (3.0, 1.0), (2.0, 1.0), (2.0, 0.0)),)
    right = (((3.0, 0.0), (4.0, 0.0), (4.0, 1.0), (3.0, 1.0), (3.0, 0.0)),)
    crossed, joined = simplified({"1": [bow], "2": [left, right]}, {})
    assert len(crossed.polygons) == 2
    assert len(joined.polygons) == 1
    assert isclose(joined.inside[0], 3.0, abs_tol=0.51)


def test_a_hole_stays_a_hole() -> None:
    outline = ((0.0, 0.0), (4.0, 0.0), (4.0, 4.0), (0.0, 4.0), (0.0, 0.0))
    hole = ((1.0, 1.0), (3.0, 1.0), (3.0, 3.0), (1.0, 3.0), (1.0, 1.0))
    (area,) = simplified({"1": [(outline, hole)]}, {})
    assert [len(polygon) for polygon in area.polygons] == [2]
    assert not shapely.Polygon(hole).contains(shapely.Point(area.inside))


def test_without_shapely_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "shapely", None)
    with pytest.raises(UsageError) as caught:
        simplified({}, {})
    assert [p.code for p in caught.value.problems] == ["usage.missing-extra"]
