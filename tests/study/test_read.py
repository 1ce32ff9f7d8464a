from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from berdaya.errors import InputError
from berdaya.responses.account import audit
from berdaya.study.read import instrument_file, read_answers, read_study

if TYPE_CHECKING:
    from tests.study.conftest import Folder


def test_a_whole_study(study_folder: "Folder") -> None:
    study = study_folder.read()
    assert (study.key, study.date, study.title["en"], study.waves) == ("tiny", "2022-11-30", "A tiny study", ())
    assert dict(study.place) == {"system": "kemendagri", "edition": "2025", "code": "13.06.08"}
    assert (study.set_aside, study.synthetic, study.problems) == (False, False, ())
    assert study.groups_file == study_folder.path / "groups.csv"
    assert study.groups is not None
    assert study.groups.attributes == ("village", "members")
    assert study.interviews == study_folder.path
    assert dict(study.report) == {}
    assert read_study(study_folder.path / "study.yaml").key == "tiny"


def test_its_answers_are_read_with_the_frame(study_folder: "Folder") -> None:
    study = study_folder.read()
    read = read_answers(study)
    assert read.problems == ()
    assert read.attributes == ("sex", "village", "members")
    counts = audit(read, study.instrument).counts
    assert (counts.rows, counts.used, counts.counted, counts.missing["dk"]) == (3, 3, 4, 1)


def test_the_least_that_a_study_says(study_folder: "Folder") -> None:
    study_folder.write("study: tiny\ninstrument: instrument.yaml\nresponses: [responses/a.csv]\n")
    study = study_folder.read()
    assert (study.groups, study.groups_file, study.date, dict(study.place)) == (None, None, "", {})
    assert study.title == study.instrument.title
    assert study.settings.count == "persons"
    assert study.design.weight == "none"
    assert read_answers(study).groups.given is False


def test_all_that_is_wrong_is_told_at_once(study_folder: "Folder") -> None:
    study_folder.write(study_folder.path.joinpath("groups.csv").read_text() + "g1,x,3\n", "groups.csv")
    found = study_folder.refused(
        ("study: tiny\n", ""),
        ("date: 2022-11-30", "date: 30/11/2022"),
        ("selection: random", "selection: randon"),
        ("count: groups", "cuont: groups"),
        ("threshold: 3", "threshold: 0"),
        ("waves: []", "waves: [a, a]"),
        ("responses/a.csv", "${NOWHERE_AT_ALL}/a.csv"),
    )
    assert sorted(found) == [
        ("entry.missing", "study.yaml:1:1"),
        ("entry.not-a-choice", "study.yaml:11:14"),
        ("entry.out-of-range", "study.yaml:17:25"),
        ("entry.unknown", "study.yaml:16:13"),
        ("groups.duplicate", "groups.csv:4:1"),
        ("study.date", "study.yaml:2:7"),
        ("study.missing-variable", "study.yaml:7:11"),
        ("study.wave-twice", "study.yaml:9:12"),
    ]


def test_answers_are_looked_at_even_where_the_frame_cannot_be_read(study_folder: "Folder") -> None:
    study_folder.write("group,village\n", "groups.csv")
    study_folder.write("respondent,group,q1\n", "responses/a.csv")
    assert study_folder.refused() == [("responses.no-rows", "groups.csv"), ("responses.no-rows", "responses/a.csv")]


def test_single_answers_too(study_folder: "Folder") -> None:
    study_folder.write("group,village\n,Salo\n", "groups.csv")
    answers = "respondent,group,role,sex,q1,q2\nr1,g1,member,L,9,2\nr2,g1,nobody,P,2,2\n"
    study_folder.write(answers, "responses/a.csv")
    assert study_folder.refused() == [
        ("groups.blank-key", "groups.csv:2:1"),
        ("responses.unknown-role", "responses/a.csv:3:3"),
        ("responses.out-of-range", "responses/a.csv:2:5"),
    ]
    study_folder.write("group,village,members\ng2,Salo,3\n", "groups.csv")
    assert study_folder.refused(("2022-11-30", "30 November")) == [
        ("study.date", "study.yaml:3:7"),
        ("responses.unknown-group", "responses/a.csv:2:2"),
        ("responses.unknown-group", "responses/a.csv:3:2"),
    ]


def test_a_broken_instrument_is_told_with_the_rest(study_folder: "Folder") -> None:
    study_folder.write("instrument: tiny\n", "instrument.yaml")
    codes = study_folder.refused(("date: 2022-11-30", "date: soon"))
    assert ("study.date", "study.yaml:3:7") in codes
    assert any(code == "entry.missing" and place.startswith("instrument.yaml") for code, place in codes)
    study_folder.write("", "instrument.yaml")
    assert ("file.empty", "instrument.yaml") in study_folder.refused()
    assert ("file.missing", "other.yaml") in study_folder.refused(("instrument.yaml", "other.yaml"))


def test_files_that_are_not_there(study_folder: "Folder", tmp_path: Path) -> None:
    assert study_folder.refused(("groups.csv", "frame.csv")) == [("file.missing", "frame.csv")]
    (study_folder.path / "folder.csv").mkdir()
    assert study_folder.refused(("groups.csv", "folder.csv")) == [("file.is-folder", "folder.csv")]
    for path, code in ((tmp_path / "none", "file.missing"), (study_folder.path / "groups.csv", "study.no-folder")):
        with pytest.raises(InputError) as caught:
            read_study(path)
        assert [p.code for p in caught.value.problems] == [code]


def test_interviews_report_and_flags(study_folder: "Folder") -> None:
    study_folder.write("x", "cerita/a.md")
    more = "interviews: cerita\nsynthetic: true\nproblems: set_aside\nreport: {by: [village]}\n"
    study_folder.change(("disclosure:", more + "disclosure:"))
    study = study_folder.read()
    assert study.interviews == study_folder.path / "cerita"
    assert (study.synthetic, study.set_aside) == (True, True)
    assert dict(study.report) == {"by": ["village"]}
    assert study_folder.refused(("disclosure:", "report: {bye: [village]}\ndisclosure:")) == [
        ("entry.unknown", "study.yaml:18:10")
    ]
    assert study_folder.refused(("disclosure:", "interviews: no.xlsx\ndisclosure:")) == [
        ("file.missing", "study.yaml:18:13")
    ]


def test_the_instruments_file(study_folder: "Folder") -> None:
    path = study_folder.path / "instrument.yaml"
    assert instrument_file(study_folder.path) == path
    assert instrument_file(study_folder.path / "study.yaml") == path
    assert instrument_file(path) == path
    study_folder.write("study: x\n")
    with pytest.raises(InputError, match=r"entry\.missing"):
        instrument_file(study_folder.path)


def test_the_template_is_read_without_a_problem() -> None:
    from importlib.resources import as_file, files

    with as_file(files("berdaya.templates") / "kube") as folder:
        study = read_study(folder)
        read = read_answers(study)
        found = audit(read, study.instrument)
    assert found.problems == ()
    assert found.counts.rows == found.counts.used == read.rows.height
    assert study.synthetic
