"""Names and marks of the files of Stata and SPSS, and what they need."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import pyreadstat
import pytest
from tests.study.for_programs.test_data_table import table_of

from berdaya.errors import InputError, UsageError
from berdaya.study.for_programs.export_data import export_data
from berdaya.study.for_programs.stat_file import Program, missing_marks, stat_file, variable
from berdaya.study.read import read_study

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import SmallStudy


def test_names_and_marks() -> None:
    assert (variable("if"), variable("str5"), variable("q1")) == ("if_", "str5_", "q1")
    assert missing_marks(("na", "dk"), "stata") == {"na": "a", "dk": "b", "not-asked": "y", "set-aside": "z"}
    assert missing_marks(("na", "dk"), "spss") == {"na": -901.0, "dk": -902.0, "not-asked": -998.0, "set-aside": -999.0}


def test_an_attribute_with_a_name_that_is_none(small: SmallStudy, tmp_path: Path) -> None:
    small.change("responses/a.csv", ("respondent,group,role,sex", "respondent,group,role,age class"))
    small.change("study.yaml", ("attributes: [sex]", "attributes: [age class]"))
    with pytest.raises(InputError) as error:
        export_data(read_study(small.path), "stata", tmp_path / "s", ("age class",))
    assert [problem.code for problem in error.value.problems] == ["study.export-name"]
    assert not (tmp_path / "s").exists()


def test_without_the_package(small: SmallStudy, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pyreadstat", None)
    with pytest.raises(UsageError) as error:
        export_data(read_study(small.path), "spss", tmp_path / "s")
    assert [problem.code for problem in error.value.problems] == ["usage.missing-extra"]
    assert error.value.problems[0].values["extra"] == "spss-stata"


def test_every_column_has_a_label_and_a_level(small: SmallStudy, tmp_path: Path) -> None:
    answers = "answers: {0: {id: a, en: a}, 1: {id: b, en: b}, 2: {id: c, en: c}, 3: {id: d, en: d}}, "
    small.change("instrument.yaml", ("{key: q1, ", f"{{key: q1, {answers}"))
    study = read_study(small.path)
    export_data(study, "spss", tmp_path / "s", ("sex",), "id")
    export_data(study, "stata", tmp_path / "t", ("sex",), "id")
    sav = pyreadstat.read_sav(str(tmp_path / "s/data.sav"), metadataonly=True)[1]
    dta = pyreadstat.read_dta(str(tmp_path / "t/data.dta"), metadataonly=True)[1]
    assert sav.column_names_to_labels == dta.column_names_to_labels
    assert all(sav.column_labels)
    assert sav.column_names_to_labels["design_weight"] == "Bobot baris"
    assert sav.column_names_to_labels["sex"] == "Jenis kelamin"
    level = sav.variable_measure
    assert [level[name] for name in ("q1", "q2", "role", "design_f1")] == ["ordinal", "scale", "nominal", "scale"]


@pytest.mark.parametrize(("program", "name"), [("stata", "data.dta"), ("spss", "data.sav")])
def test_no_clock_is_in_the_file(small: SmallStudy, tmp_path: Path, program: Program, name: str) -> None:
    table = table_of(small)
    data = stat_file(table, program, "en")
    (tmp_path / name).write_bytes(data)
    read = pyreadstat.read_dta if program == "stata" else pyreadstat.read_sav
    columns, meta = read(str(tmp_path / name), output_format="dict")
    assert len(columns["respondent"]) == 18
    assert str(meta.creation_time).startswith("1970-01-01 00:00")
    assert (b"<release>118</release>" in data) == (program == "stata")  # what every edition of Stata 14 on reads
