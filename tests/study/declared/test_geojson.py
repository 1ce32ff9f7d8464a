import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from berdaya.errors import InputError
from berdaya.study.declared.geojson import is_area, polygons, properties, read_geojson


def refused(path: Path, text: str) -> list[tuple[str, str]]:
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InputError) as caught:
        read_geojson(path, path.name)
    return [(p.code, str(p.where)) for p in caught.value.problems]


def test_features_and_where_they_begin(areas_of: Callable[..., str], tmp_path: Path) -> None:
    (tmp_path / "a.geojson").write_text(areas_of(["1", "2", "3"]), encoding="utf-8")
    read = read_geojson(tmp_path / "a.geojson", "a.geojson")
    assert [properties(one)["KODE_DESA"] for one in read.features] == ["1", "2", "3"]
    assert [str(read.where(place)) for place in range(3)] == ["a.geojson:2:1", "a.geojson:3:1", "a.geojson:4:1"]
    assert read.members == {"type": "FeatureCollection"}
    assert str(read.where(9)) == "a.geojson"


def test_what_is_no_map_is_refused(areas_of: Callable[..., str], tmp_path: Path) -> None:
    path = tmp_path / "a.geojson"
    text = areas_of(["1", "2"])
    whole = json.loads(text)
    assert refused(path, text[:300]) == [("map.not-json", "a.geojson:2:257")]
    assert refused(path, "[" * 200_000) == [("map.not-json", "a.geojson")]
    assert refused(path, "[1, 2]") == [("map.not-geojson", "a.geojson")]
    assert refused(path, '{"type": "Topology", "objects": {}}') == [("map.not-geojson", "a.geojson")]
    assert refused(path, '{"type": "FeatureCollection", "features": []}') == [("map.not-geojson", "a.geojson")]
    utm = {**whole, "crs": {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::32747"}}}
    assert refused(path, json.dumps(utm)) == [("map.not-degrees", "a.geojson")]
    for name in ("urn:ogc:def:crs:OGC:1.3:CRS84", "urn:ogc:def:crs:EPSG::4326"):
        path.write_text(json.dumps({**whole, "crs": {"properties": {"name": name}}}), encoding="utf-8")
        assert len(read_geojson(path, "a").features) == 2


SQUARE: Any = [[[0, 0], [1, 0], [1, 1], [0, 0]]]


@pytest.mark.parametrize(
    ("geometry", "found"),
    [
        ({"type": "Polygon", "coordinates": SQUARE}, 1),
        ({"type": "MultiPolygon", "coordinates": [SQUARE, SQUARE]}, 2),
        ({"type": "Polygon", "coordinates": [[[0, 0, 7.5], [1, 0, 7], [1, 1, 7], [0, 0, 7]]]}, 1),
        ({"type": "Polygon", "coordinates": [[[0, 0], [1, 0], [0, 0]]]}, "numbers"),
        ({"type": "Polygon", "coordinates": [[[0, "0"], [1, 0], [1, 1], [0, 0]]]}, "numbers"),
        ({"type": "Polygon", "coordinates": [[[0, True], [1, 0], [1, 1], [0, 0]]]}, "numbers"),
        ({"type": "Polygon", "coordinates": [[[0], [1], [1], [0]]]}, "numbers"),
        ({"type": "Polygon", "coordinates": [[[float("nan"), 0], [1, 0], [1, 1], [0, 0]]]}, "numbers"),
        ({"type": "Polygon", "coordinates": None}, "numbers"),
        ({"type": "Polygon", "coordinates": []}, "numbers"),
        ({"type": "Polygon"}, "numbers"),
        ({"type": "Polygon", "coordinates": [[[650000, 9970000], [1, 0], [1, 1], [0, 0]]]}, "degrees"),
    ],
)
def test_polygons_or_what_is_wrong_with_them(geometry: dict[str, Any], found: object) -> None:
    made = polygons({"geometry": geometry})
    assert (made if isinstance(made, str) else len(made)) == found


def test_only_polygons_are_areas() -> None:
    assert is_area({"geometry": {"type": "Polygon"}})
    assert not is_area({"geometry": {"type": "Point"}})
    assert not is_area({"geometry": None})
    assert properties({"properties": None}) == {}
