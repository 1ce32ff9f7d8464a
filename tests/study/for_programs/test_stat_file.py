"""Names and marks of the files of Stata and SPSS, and what they need."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import pytest

from berdaya.errors import InputError, UsageError
from berdaya.study.for_programs.export_data import export_data
from berdaya.study.for_programs.stat_file import missing_marks, variable
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
