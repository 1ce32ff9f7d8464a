from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from openpyxl import load_workbook

from berdaya.study.workbook.book_write import write_book
from berdaya.study.workbook.contents import contents_of

if TYPE_CHECKING:
    from tests.conftest import SmallStudy


@pytest.fixture
def written(small: "SmallStudy", tmp_path: Path) -> Path:
    small.change(
        "instrument.yaml", ("key: q1, ask", "key: q1, answers: {0: {id: '=1+1', en: b}, 3: {id: c, en: d}}, ask")
    )
    write_book(contents_of(small.path), tmp_path / "s.xlsx", "id")
    return tmp_path / "s.xlsx"


def test_sheets_drop_downs_notes_and_frozen_heads(written: Path) -> None:
    book = load_workbook(written)
    assert book.sheetnames == ["Petunjuk", "Studi", "Instrumen", "Kelompok", "Jawaban", "Wawancara"]
    assert "berdaya check s.xlsx" in str(book["Petunjuk"]["A7"].value)
    answers = book["Jawaban"]
    lists = {str(rule.sqref): rule.formula1 for rule in answers.data_validations.dataValidation}
    assert lists["E4:E2003"] == '"0,3,na,dk"'
    assert lists["F4:F2003"] == '"0,1,2,3,na,dk"'
    assert lists["C4:C2003"] == '"member,leader"'
    assert lists["B4:B2003"] == "'Kelompok'!$A$4:$A$2003"
    assert answers["E3"].comment.text.splitlines() == ["Pertama?", "0: =1+1", "3: c"]
    assert answers.freeze_panes == "D4"
    assert [cell.value for cell in answers[4]][:5] == ["r1", "g1", "member", "L", 1]
    choices = [rule.formula1 for rule in book["Studi"].data_validations.dataValidation]
    assert '"acak,sensus,sengaja,tidak diketahui"' in choices
    assert '"paling depan,paling akhir,disembunyikan"' in choices


def test_no_text_becomes_a_formula(written: Path) -> None:
    kinds = {cell.data_type for sheet in load_workbook(written) for row in sheet.iter_rows() for cell in row}
    assert "f" not in kinds
    assert "e" not in kinds
