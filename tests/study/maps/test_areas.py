from typing import TYPE_CHECKING

from berdaya.study.analyse import analyse
from berdaya.study.read import read_study

if TYPE_CHECKING:
    from tests.conftest import SmallStudy


def test_areas_are_estimated_and_named(mapped: "SmallStudy") -> None:
    before = (mapped.path / "study.yaml").read_text("utf-8")
    mapped.write("study.yaml", before + "map: {column: village_code, points: [lat, lon]}\n")
    findings, _ = analyse(read_study(mapped.path))
    found = findings.map
    assert found is not None and found.areas is not None
    assert sorted(found.areas.domains) == [("13.06.08.2001",), ("13.06.08.2002",)]
    assert dict(found.names) == {"13.06.08.2001": "Salo", "13.06.08.2002": "Koto Tuo"}
    assert sorted(found.points) == ["g1", "g2", "g3"]
    assert "village_code" not in findings.by
    village = findings.by["village"]
    assert sorted(found.areas.value[:, 0]) == sorted(village.value[:, 0])


def test_names_may_be_those_of_another_column_or_none(mapped: "SmallStudy") -> None:
    before = (mapped.path / "study.yaml").read_text("utf-8")
    mapped.change("groups.csv", ("members", "nagari"), (",12", ",Nagari A"), (",10", ",Nagari A"), (",9", ",Nagari B"))
    mapped.write("study.yaml", before + "map: {column: village_code, name: nagari}\n")
    found = analyse(read_study(mapped.path))[0].map
    assert found is not None
    assert sorted(found.names.values()) == ["Nagari A", "Nagari B"]
    mapped.write("study.yaml", before + "map: {column: village}\n")
    found = analyse(read_study(mapped.path))[0].map
    assert found is not None
    assert dict(found.names) == {}


def test_points_alone_need_no_codes(mapped: "SmallStudy") -> None:
    before = (mapped.path / "study.yaml").read_text("utf-8")
    mapped.write("study.yaml", before + "map: {points: [lat, lon]}\n")
    found = analyse(read_study(mapped.path))[0].map
    assert found is not None
    assert (found.areas, found.shapes, len(found.points)) == (None, None, 3)
