from typing import TYPE_CHECKING

import pytest

from berdaya.errors import InputError
from berdaya.study.read import read_answers

if TYPE_CHECKING:
    from tests.study.conftest import Folder

OLD = "  - file: responses/a.csv\n    attributes: [sex]\n"


def test_a_file_as_somebody_else_made_it(study_folder: "Folder") -> None:
    study_folder.write("ID;Kel;P1;2\n7;g1;Setuju;99\n", "responses/b.csv")
    more = """  - file: responses/b.csv
    columns: {respondent: ID, group: Kel, q1: P1, q2: 2}
    recode: {"*": {Setuju: 3, 99: dk}, q2: {99.0: rf}, q1: {8: null}}
    role: member
    header: 1
"""
    study_folder.change((OLD, OLD + more))
    study = study_folder.read()
    source = study.sources[1]
    assert dict(source.columns) == {"respondent": "ID", "group": "Kel", "q1": "P1", "q2": "2"}
    assert {k: dict(v) for k, v in source.recode.items()} == {
        "*": {"Setuju": "3", "99": "dk"},
        "q2": {"99": "rf"},
        "q1": {"8": ""},
    }
    assert (dict(source.constants), source.file, source.shape) == ({"role": "member"}, "responses/b.csv", "wide")
    assert (source.where.line, source.where.file) == (10, "study.yaml")
    last = list(read_answers(study).blocks())[-1]
    assert last.values[0, 0] == 3
    assert last.state[0].tolist() == [0, 7]


def test_names_and_targets_are_checked(study_folder: "Folder") -> None:
    more = """    columns: {gruop: x, q1: [a], q2: null}
    recode: {q9: {1: 2}, "*": {a: maybe, b: true}, role: {Ketua: leadr}, wave: {x: y}, group: {1: g1}}
    sheets: x
    header: 0
    shape: tall
"""
    assert sorted(study_folder.refused((OLD, OLD + more))) == [
        ("entry.not-a-choice", "study.yaml:14:12"),
        ("entry.out-of-range", "study.yaml:13:13"),
        ("entry.unknown", "study.yaml:12:5"),
        ("study.no-header", "study.yaml:10:29"),
        ("study.no-header", "study.yaml:10:38"),
        ("study.recode-name", "study.yaml:11:66"),
        ("study.recode-name", "study.yaml:11:84"),
        ("study.recode-target", "study.yaml:11:35"),
        ("study.recode-target", "study.yaml:11:45"),
        ("study.unknown-name", "study.yaml:10:15"),
        ("study.unknown-name", "study.yaml:11:14"),
    ]


def test_attributes_have_names_of_their_own(study_folder: "Folder") -> None:
    assert study_folder.refused(("[sex]", "[sex, weight, row, sex]")) == [
        ("study.reserved-attribute", "study.yaml:9:23"),
        ("study.reserved-attribute", "study.yaml:9:31"),
    ]


def test_long_files_sheets_and_no_files(study_folder: "Folder") -> None:
    study_folder.change((OLD, "  - {file: a.xlsx, sheet: Data, header: 3, shape: long}\n"))
    source = study_folder.read().sources[0]
    assert (source.shape, source.sheet, source.header) == ("long", "Data", 3)
    assert study_folder.refused(("responses:\n" + OLD, "")) == [("entry.missing", "study.yaml:1:1")]
    assert study_folder.refused((OLD, "  - {sheet: x}\n")) == [("entry.missing", "study.yaml:8:5")]


def test_a_missing_column_points_into_the_study(study_folder: "Folder") -> None:
    study_folder.change((OLD, OLD + "    columns: {q2: Q2}\n"))
    with pytest.raises(InputError) as caught:
        read_answers(study_folder.read())
    assert [(p.code, str(p.where)) for p in caught.value.problems if p.severity == "error"] == [
        ("responses.column-missing", "study.yaml:8:11")
    ]
