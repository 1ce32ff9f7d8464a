"""`export data`: files for another program, only where nothing is, and with what is not the same there."""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING

import pytest

from berdaya.errors import InputError, UsageError
from berdaya.study.for_programs.export_data import PROGRAMS, data_document, export_data
from berdaya.study.read import read_study
from berdaya.study.results import estimates_of

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import SmallStudy


def test_expected_figures_are_those_of_estimate(small: SmallStudy, tmp_path: Path) -> None:
    study = read_study(small.path)
    found = export_data(study, "r", tmp_path / "r", ("sex",), "en")
    assert [file.name for file in found.files] == ["data.csv", "expected.csv", "analysis.R", "datapackage.json"]
    with (tmp_path / "r/expected.csv").open(encoding="utf-8", newline="") as file:
        rows = {row["node"]: row for row in csv.DictReader(file)}
    estimates = estimates_of(study).estimates[0]
    assert list(rows) == list(estimates.nodes)
    for node, row in rows.items():
        at = estimates.at(node)
        assert float(row["value"]) == estimates.value[0, at]
        assert float(row["se"]) == estimates.se[0, at]
        assert row["note"] == ""
    document = data_document(found, "en")
    assert (document["program"], document["rows"], document["differs"]) == ("r", 18, [])


def test_figures_that_are_not_compared_say_why(small: SmallStudy, tmp_path: Path) -> None:
    small.write("known.csv", "variable,label,total\nsex,L,40\nsex,P,60\n")
    small.change(
        "study.yaml", ("{selection: random}", "{selection: random, calibrate: {file: known.csv, role: member}}")
    )
    found = export_data(read_study(small.path), "r", tmp_path / "r", lang="en")
    assert [row["key"] for row in data_document(found, "en")["differs"]] == ["calibrated"]
    text = (tmp_path / "r/expected.csv").read_text(encoding="utf-8")
    assert all(line.endswith(",calibrated") for line in text.splitlines()[1:])
    assert "NOT THE SAME AS IN BERDAYA: the weights were brought to known" in (
        (tmp_path / "r/analysis.R").read_text(encoding="utf-8")
    )


def test_refused(small: SmallStudy, tmp_path: Path) -> None:
    study = read_study(small.path)
    with pytest.raises(UsageError) as error:
        export_data(study, "minitab", tmp_path / "r")
    assert error.value.problems[0].code == "usage.unknown-format"
    assert error.value.problems[0].values["known"] == "r, stata, spss, datapackage, ddi"
    (tmp_path / "full").mkdir()
    (tmp_path / "full/mine.txt").write_text("mine", encoding="utf-8")
    with pytest.raises(UsageError) as error:
        export_data(study, "r", tmp_path / "full")
    assert error.value.problems[0].code == "usage.folder-not-empty"
    with pytest.raises(InputError) as wrong:
        export_data(study, "r", tmp_path / "r", ("sexe",))
    assert wrong.value.problems[0].code == "estimates.unknown-attribute"
    assert not (tmp_path / "r").exists()


@pytest.mark.parametrize("program", PROGRAMS)
def test_nothing_of_a_person_but_answers_and_what_was_asked_for(
    small: SmallStudy, tmp_path: Path, program: str
) -> None:
    lines = (small.path / "responses/a.csv").read_text(encoding="utf-8").splitlines()
    private = [f"{lines[0]},name,phone", *(f"{line},Nurbaiti {n},0812{n:04}" for n, line in enumerate(lines[1:]))]
    small.write("responses/a.csv", "\n".join(private) + "\n")
    small.change("study.yaml", ("attributes: [sex]", "attributes: [sex, name, phone]"))
    small.change(
        "groups.csv",
        ("group,", "chair,group,"),
        ("g1,", "Zulkifli,g1,"),
        ("g2,", "Zulkifli,g2,"),
        ("g3,", "Zulkifli,g3,"),
    )
    found = export_data(read_study(small.path), program, tmp_path / "d", ("village",))
    for file in found.files:
        data = file.read_bytes()
        assert not [word for word in (b"Nurbaiti", b"0812", b"Zulkifli") if word in data], file.name
    assert {file.name for file in found.files} == {file.name for file in (tmp_path / "d").iterdir()}
