import json
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from berdaya.errors import InputError, Where
from berdaya.located import Problems
from berdaya.study.declared.map_file import check_edition, codes_of, points_of, usual_file
from berdaya.study.maps.map_import import import_map
from berdaya.study.read import read_study

if TYPE_CHECKING:
    from tests.conftest import SmallStudy

Areas = Callable[..., str]


@pytest.fixture
def shapes(mapped: "SmallStudy", areas_of: Areas, tmp_path: Path) -> Path:
    """The imported map of the small study."""
    file = tmp_path / "desa.geojson"
    file.write_text(areas_of(["1306082001", "1306082002", "1306082003"]), encoding="utf-8")
    import_map(read_study(mapped.path, shapes=False), file)
    return mapped.path / "map.geojson"


def said(study: "SmallStudy", text: str) -> list[tuple[str, str]]:
    """The problems of a study whose study.yaml says this of its map."""
    before = (study.path / "study.yaml").read_text("utf-8")
    study.write("study.yaml", f"{before}{text}\n")
    try:
        problems = read_study(study.path).problems
    except InputError as error:
        problems = error.problems
    study.write("study.yaml", before)
    return [(p.code, str(p.where)) for p in problems]


def test_without_a_word_and_without_a_file_there_is_no_map(mapped: "SmallStudy") -> None:
    assert read_study(mapped.path).map is None


def test_the_usual_file_is_found_and_another_may_be_named(mapped: "SmallStudy", shapes: Path) -> None:
    first = read_study(mapped.path).map
    assert first is not None and first.shapes is not None
    assert [area.code for area in first.shapes.areas] == ["1306082001", "1306082002", "1306082003"]
    shapes.rename(mapped.path / "peta é.geojson")
    assert read_study(mapped.path).map is None
    assert said(mapped, "map: {file: peta é.geojson}") == []
    assert said(mapped, "map: {file: nothing.geojson}")[0] == ("file.missing", "nothing.geojson")


def test_columns_must_be_in_the_list_of_groups(mapped: "SmallStudy") -> None:
    assert said(mapped, "map: {column: village_code}") == []
    assert said(mapped, "map: {column: vilage_code}") == [("map.unknown-column", "study.yaml:8:15")]
    assert said(mapped, "map: {column: village_code, name: vilage}") == [("map.unknown-column", "study.yaml:8:35")]
    assert said(mapped, "map: {name: village}") == [("map.no-column", "study.yaml:8:6")]
    assert said(mapped, "map: {colum: village}")[0] == ("entry.unknown", "study.yaml:8:7")
    mapped.change("study.yaml", ("groups: groups.csv\n", ""))
    assert said(mapped, "map: {column: village_code}") == [("map.no-groups", "study.yaml:7:6")]


def test_points_are_two_columns_with_degrees(mapped: "SmallStudy") -> None:
    assert said(mapped, "map: {points: [lat, lon]}") == []
    assert said(mapped, "map: {points: [lat]}")[0][0] == "map.points"
    assert said(mapped, "map: {points: [lat, longitude]}") == [("map.unknown-column", "study.yaml:8:15")]
    mapped.change("groups.csv", ("-0.294", "0°17'S"))
    assert said(mapped, "map: {points: [lat, lon]}") == [("map.not-a-place", "groups.csv")]
    assert said(mapped, "map: {points: [village, lon]}") == [
        ("map.not-a-place", "groups.csv"),
        ("map.no-points", "groups.csv"),
    ]
    study = read_study(mapped.path)
    assert study.groups is not None
    assert points_of(study.groups, ("lat", "lon")) == {"g1": (100.405, -0.295), "g3": (100.415, -0.295)}
    mapped.change("groups.csv", ("0°17'S", '"-0,294"'))
    again = read_study(mapped.path).groups
    assert again is not None
    assert points_of(again, ("lat", "lon"))["g2"] == (100.406, -0.294)


def test_codes_as_they_are_compared_and_written(mapped: "SmallStudy") -> None:
    groups = read_study(mapped.path).groups
    assert groups is not None
    assert codes_of(groups, "village_code") == {"1306082001": "13.06.08.2001", "1306082002": "13.06.08.2002"}


def test_a_map_of_another_edition_or_place_is_refused(mapped: "SmallStudy", shapes: Path) -> None:
    text = shapes.read_text("utf-8")
    shapes.write_text(text.replace('"2025"', '"2019"'), encoding="utf-8")
    assert said(mapped, "") == [("map.other-edition", "map.geojson")]
    shapes.write_text(text.replace("130608", "991122"), encoding="utf-8")
    assert said(mapped, "") == [("map.no-match", "groups.csv")]
    problems = Problems()
    check_edition(("Kemendagri", "2025"), {"system": "kemendagri", "edition": "2025"}, Where("m"), problems)
    check_edition(("bps", "2025"), {}, Where("m"), problems)
    assert list(problems) == []


def test_a_file_that_was_not_imported_or_was_changed_is_refused(mapped: "SmallStudy", shapes: Path) -> None:
    whole = json.loads(shapes.read_text("utf-8"))
    for key in ("berdaya_map", "edition", "column"):
        shapes.write_text(json.dumps({name: value for name, value in whole.items() if name != key}), encoding="utf-8")
        assert said(mapped, "") == [("map.not-imported", "map.geojson")]
    for old, new in (('"code"', '"kode"'), ('"inside": [', '"inside": ["x", '), ("MultiPolygon", "Point")):
        shapes.write_text(json.dumps(whole).replace(old, new, 1), encoding="utf-8")
        assert said(mapped, "")[0] == ("map.not-imported", f"map.geojson:1:{json.dumps(whole).index('{', 5) + 1}")


def test_where_shapes_are_kept(tmp_path: Path) -> None:
    assert usual_file(tmp_path, None).name == "map.geojson"
    assert usual_file(tmp_path, tmp_path / "studi saya.xlsx").name == "studi saya-map.geojson"
