from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from openpyxl import load_workbook

from berdaya.errors import UsageError
from berdaya.study.form import write_form
from berdaya.study.read import read_answers, read_study

if TYPE_CHECKING:
    from tests.conftest import SmallStudy


def test_a_sheet_for_each_role_with_what_it_is_asked(small: "SmallStudy", tmp_path: Path) -> None:
    path = write_form(read_study(small.path), tmp_path / "f.xlsx", "id")
    book = load_workbook(path)
    members, leaders, lists = book.worksheets
    assert [cell.value for cell in members[3]] == ["responden", "kelompok", "peran", "sex", "q1", "q2", "q3"]
    assert [cell.value for cell in leaders[3]] == ["responden", "kelompok", "peran", "sex", "q3", "q4"]
    assert [cell.value for cell in members[1]][4:] == ["Pertama?", "Kedua?", "Ketiga?"]
    assert (lists.sheet_state, [cell.value for cell in lists["A"]][1:]) == ("hidden", ["g1", "g2", "g3"])
    rules = {str(rule.sqref): rule.formula1 for rule in members.data_validations.dataValidation}
    assert rules["B4:B2003"].endswith("!$A$2:$A$2000")
    assert rules["C4:C2003"] == '"member"'
    assert rules["E4:E2003"] == '"0,1,2,3,na,dk"'


@pytest.mark.parametrize("lang", ["id", "en"])
def test_what_is_filled_in_is_read_without_further_mapping(lang: str, small: "SmallStudy") -> None:
    path = write_form(read_study(small.path), small.path / "responses" / "f.xlsx", lang, role="leader")
    book = load_workbook(path)
    sheet = book.worksheets[0]
    sheet.append(["l1", "g1", "leader", "P", 2, "dk"])
    sheet.append(["l2", "g2", "leader", "L", 3, 1])
    book.save(path)
    small.change("study.yaml", ("file: responses/a.csv", "file: responses/f.xlsx"))
    study = read_study(small.path)
    answers = read_answers(study)
    assert [p for p in answers.problems if p.severity == "error"] == []
    rows = answers.rows.select("respondent", "group", "role", "sex").rows()
    assert rows == [("l1", "g1", "leader", "P"), ("l2", "g2", "leader", "L")]
    assert next(iter(answers.blocks())).values[:, 2].tolist() == [2, 3]


def test_an_unknown_role_and_a_file_that_is_there(small: "SmallStudy", tmp_path: Path) -> None:
    study = read_study(small.path)
    with pytest.raises(UsageError) as caught:
        write_form(study, tmp_path / "f.xlsx", role="leadr")
    assert [p.code for p in caught.value.problems] == ["usage.unknown-role"]
    (tmp_path / "f.xlsx").write_bytes(b"mine")
    with pytest.raises(UsageError, match=r"usage\.file-exists"):
        write_form(study, tmp_path / "f.xlsx")
