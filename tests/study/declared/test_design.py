from typing import TYPE_CHECKING

from berdaya.study.read import read_answers
from berdaya.tally.model import Stage

if TYPE_CHECKING:
    from tests.study.conftest import Folder


def test_the_design_as_written(study_folder: "Folder") -> None:
    design = study_folder.read().design
    assert design.stages == (
        Stage("group", ("village",), 40.0),
        Stage("respondent", (), {"member": "members", "leader": 1.0}),
    )
    assert (design.selection, design.weight, design.finite, design.lonely_psu) == ("random", "design", True, "none")


def test_names_must_be_attributes(study_folder: "Folder") -> None:
    found = study_folder.refused(
        ("strata: [village]", "strata: [vilage, sex, group]"),
        ("unit: group", "unit: wave"),
        ("members, leader: 1", "membres, leadr: 1, leader: 0"),
    )
    assert sorted(found) == [
        ("entry.out-of-range", "study.yaml:15:74"),
        ("entry.unknown", "study.yaml:15:56"),
        ("study.unknown-attribute", "study.yaml:14:14"),
        ("study.unknown-attribute", "study.yaml:14:29"),
        ("study.unknown-attribute", "study.yaml:15:47"),
    ]


def test_without_a_frame_only_declared_attributes_count(study_folder: "Folder") -> None:
    found = study_folder.refused(("groups: groups.csv\n", ""))
    assert [code for code, _ in found] == ["study.unknown-attribute"] * 2


def test_an_unread_frame_is_not_blamed_on_the_design(study_folder: "Folder") -> None:
    assert study_folder.refused(("groups.csv", "none.csv")) == [("file.missing", "none.csv")]


def test_weights_by_a_column_of_any_name(study_folder: "Folder") -> None:
    study_folder.write("respondent,group,role,wt,q1\nr1,g1,member,2.5,1\n", "responses/a.csv")
    for written in ("weight: weight", "weight: wt"):
        columns = "columns: {weight: wt}" if written == "weight: weight" else "sheet: null"
        study_folder.change(("weight: design", written), ("attributes: [sex]", columns))
        study = study_folder.read()
        assert study.design.weight == "column"
        assert read_answers(study).rows["weight"].to_list() == [2.5]


def test_a_design_in_few_words(study_folder: "Folder") -> None:
    more = "design:\n  finite: false\n  lonely_psu: centre\n  stages: [{unit: group}]\nestimates:"
    start = study_folder.path.joinpath("study.yaml").read_text(encoding="utf-8")
    head, tail = start.split("design:\n  selection")[0], start.split("\nestimates:")[1]
    study_folder.write(head + more + tail)
    design = study_folder.read().design
    assert (design.selection, design.weight, design.finite, design.lonely_psu) == ("unknown", "none", False, "centre")
    assert design.stages == (Stage("group"),)
