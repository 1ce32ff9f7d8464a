import json
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from berdaya.errors import BerdayaError, InputError
from berdaya.study.maps.map_import import MOST_AREAS, MapChoice, import_map
from berdaya.study.read import read_study
from berdaya.study.workbook.export import export_study

if TYPE_CHECKING:
    from tests.conftest import SmallStudy

Areas = Callable[..., str]
CODES = ["1306082001", "1306082002", "1306082003", "1306072001"]


@pytest.fixture
def file(areas_of: Areas, tmp_path: Path) -> Path:
    path = tmp_path / "desa 2025.geojson"
    path.write_text(areas_of(CODES, ["Salo", "Koto Tuo", "Simarasok", "Lain"]), encoding="utf-8")
    return path


def refused(study: Path, file: Path, choice: MapChoice | None = None) -> list[tuple[str, str]]:
    with pytest.raises(BerdayaError) as caught:
        import_map(read_study(study, shapes=False), file, choice)
    return [(p.code, str(p.where)) for p in caught.value.problems]


def test_areas_are_joined_by_code_and_written(mapped: "SmallStudy", file: Path) -> None:
    found = import_map(read_study(mapped.path, shapes=False), file)
    assert (found.column, found.code, found.name) == ("village_code", "KODE_DESA", "WADMKD")
    assert (found.system, found.edition, found.left_out) == ("kemendagri", "2025", 1)
    assert [(area.code, area.name) for area in found.areas] == [
        ("1306082001", "Salo"),
        ("1306082002", "Koto Tuo"),
        ("1306082003", "Simarasok"),
    ]
    assert (found.matched, found.absent) == (("13.06.08.2001", "13.06.08.2002"), ())
    assert found.corners[1] < found.corners[0]
    study = read_study(mapped.path)
    assert study.map is not None and study.map.shapes is not None
    assert (study.map.column, study.map.shapes.areas) == ("village_code", found.areas)
    assert study.problems == ()
    text = (mapped.path / "map.geojson").read_bytes()
    assert import_map(read_study(mapped.path, shapes=False), file).areas == found.areas  # once more, over the old one
    assert (mapped.path / "map.geojson").read_bytes() == text


def test_a_trial_writes_nothing(mapped: "SmallStudy", file: Path) -> None:
    assert not import_map(read_study(mapped.path, shapes=False), file, trial=True).written
    assert not (mapped.path / "map.geojson").exists()


def test_names_alone_join_nothing(mapped: "SmallStudy", file: Path) -> None:
    mapped.change("groups.csv", ("13.06.08.2001", "99.99"), ("13.06.08.2001", "99.99"), ("13.06.08.2002", "99.98"))
    assert refused(mapped.path, file) == [("map.no-code", "desa 2025.geojson")]
    with pytest.raises(InputError) as caught:
        import_map(read_study(mapped.path, shapes=False), file, MapChoice(code="WADMKD"))
    (problem,) = caught.value.problems
    assert (problem.code, problem.values["own"]) == ("map.no-code", "99.99")
    assert "WADMKD: Salo" in str(problem.values["shown"])


def test_a_region_may_be_chosen_and_absent_areas_are_told(mapped: "SmallStudy", file: Path) -> None:
    mapped.change("groups.csv", ("13.06.08.2002", "13.06.08.2044"))
    found = import_map(read_study(mapped.path, shapes=False), file, MapChoice(within="13.06"))
    assert (len(found.areas), found.left_out, found.absent) == (4, 0, ("13.06.08.2044",))
    study = read_study(mapped.path)
    assert [(p.code, p.values["codes"]) for p in study.problems] == [("map.not-on-map", "13.06.08.2044")]


def test_what_cannot_be_told_is_asked_for(mapped: "SmallStudy", file: Path) -> None:
    assert refused(mapped.path, file, MapChoice(code="KODE")) == [("usage.map-property", "")]
    assert refused(mapped.path, file, MapChoice(name="DESA")) == [("usage.map-property", "")]
    assert refused(mapped.path, file, MapChoice(column="vilage_code")) == [("map.unknown-column", "groups.csv")]
    assert refused(mapped.path, file, MapChoice(edition="2019")) == [("map.other-edition", "desa 2025.geojson")]
    mapped.change("groups.csv", ("members", "other_code"))
    assert refused(mapped.path, file) == [("usage.map-column", "")]
    mapped.change("study.yaml", ('place: {system: kemendagri, edition: "2025", code: "13.06.08"}\n', ""))
    assert refused(mapped.path, file, MapChoice(column="village_code")) == [("usage.map-edition", "")]
    said = MapChoice(column="village_code", system="bps", edition="2023_1")
    assert len(import_map(read_study(mapped.path, shapes=False), file, said).areas) == 4  # no place: all are kept
    mapped.change("study.yaml", ("groups: groups.csv\n", ""))
    (mapped.path / "map.geojson").unlink()
    assert refused(mapped.path, file, said) == [("map.no-groups", "")]


def test_broken_shapes_are_all_told(mapped: "SmallStudy", file: Path) -> None:
    whole = json.loads(file.read_text("utf-8"))
    whole["features"][0]["geometry"]["coordinates"] = [[[1, 2], [3, 4]]]
    whole["features"][1]["geometry"]["coordinates"][0][0] = [650_000, 9_970_000]
    lines = ",\n".join(json.dumps(one) for one in whole["features"])
    file.write_text(f'{{"features": [\n{lines}]}}', encoding="utf-8")
    assert refused(mapped.path, file) == [
        ("map.broken-shape", "desa 2025.geojson:2:1"),
        ("map.not-degrees", "desa 2025.geojson:3:1"),
    ]
    assert not (mapped.path / "map.geojson").exists()


def test_features_that_are_no_areas_are_left_out_with_a_warning(mapped: "SmallStudy", file: Path) -> None:
    whole = json.loads(file.read_text("utf-8"))
    whole["features"][3]["properties"]["KODE_DESA"] = None
    whole["features"].append({"properties": {"KODE_DESA": "1306082009"}, "geometry": {"type": "Point"}})
    file.write_text(json.dumps(whole), encoding="utf-8")
    found = import_map(read_study(mapped.path, shapes=False), file)
    assert [(p.code, p.values["count"]) for p in found.problems] == [("map.without-code", 1), ("map.not-an-area", 1)]
    assert len(found.areas) == 3


def test_too_many_areas(mapped: "SmallStudy", areas_of: Areas, tmp_path: Path) -> None:
    path = tmp_path / "all.geojson"
    path.write_text(areas_of([f"130608{2000 + i}" for i in range(MOST_AREAS + 1)], steps=1), encoding="utf-8")
    assert refused(mapped.path, path) == [("map.too-many", "all.geojson")]


def test_a_file_of_the_user_stays(mapped: "SmallStudy", file: Path) -> None:
    theirs = mapped.path / "map.geojson"
    theirs.write_bytes(file.read_bytes())
    for source in (file, theirs):
        assert refused(mapped.path, source) == [("usage.map-in-place", "")]
    assert theirs.read_bytes() == file.read_bytes()
    theirs.unlink()
    import_map(read_study(mapped.path, shapes=False), file)
    assert refused(mapped.path, theirs) == [("usage.map-in-place", "")]


def test_a_study_in_one_workbook_has_its_map_beside_it(mapped: "SmallStudy", file: Path, tmp_path: Path) -> None:
    export_study(mapped.path, "xlsx", tmp_path / "s.xlsx")
    assert import_map(read_study(tmp_path / "s.xlsx", shapes=False), file).file == "s-map.geojson"
    study = read_study(tmp_path / "s.xlsx")
    assert study.map is not None and study.map.shapes is not None
    assert study.map.column == "village_code"
