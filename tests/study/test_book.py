from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from openpyxl import load_workbook

from berdaya.located import Problems
from berdaya.study.book import open_study_book
from berdaya.study.read import read_answers, read_study
from berdaya.study.workbook.export import export_study

if TYPE_CHECKING:
    from tests.conftest import SmallStudy


def test_a_workbook_names_itself_as_all_its_files(small: "SmallStudy", tmp_path: Path) -> None:
    export_study(small.path, "xlsx", tmp_path / "s.xlsx")
    at, book = open_study_book(tmp_path / "s.xlsx", Problems())
    assert {key: value.value for key, value in at.items() if isinstance(value.value, str)} == {
        "study": "small",
        "instrument": "s.xlsx",
        "groups": "s.xlsx",
    }
    assert book.made == ()
    study = read_study(tmp_path / "s.xlsx")
    assert study.results == tmp_path / "s-results"
    assert [(s.file, s.sheet, s.header) for s in study.sources] == [("s.xlsx", "Jawaban", 3)]


def test_headers_in_words_and_keys_that_are_made(small: "SmallStudy", tmp_path: Path) -> None:
    export_study(small.path, "xlsx", tmp_path / "s.xlsx")
    book = load_workbook(tmp_path / "s.xlsx")
    for column, word in enumerate(("Responden", "Kelompok", "Peran"), start=1):
        book["Jawaban"].cell(3, column).value = word
    heads = {cell.value: cell.column for cell in book["Instrumen"][1]}
    for row in (2, 3):
        book["Instrumen"].cell(row, heads["Kunci variabel"]).value = None
    book.save(tmp_path / "s.xlsx")
    study = read_study(tmp_path / "s.xlsx")
    assert [(p.code, p.values["keys"]) for p in study.problems] == [("book.keys-made", "satu")]
    assert read_answers(study).rows.height == 18


@pytest.mark.parametrize("at", [1, 3])
def test_answers_of_a_form_may_be_pasted_over_the_headers(small: "SmallStudy", tmp_path: Path, at: int) -> None:
    export_study(small.path, "xlsx", tmp_path / "s.xlsx")
    wanted = read_answers(read_study(tmp_path / "s.xlsx")).rows
    book = load_workbook(tmp_path / "s.xlsx")
    sheet = book["Jawaban"]
    pasted = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=3)]
    words = {"respondent": "Kode responden", "group": "Nama kelompok", "role": "Peran"}
    words |= {leaf.key: leaf.question.text["id"] for leaf in read_study(small.path).instrument.leaves if leaf.question}
    pasted[0] = [words.get(head, head) for head in pasted[0]]
    if at == 1:
        sheet.delete_rows(1, sheet.max_row)
    for row, values in enumerate(pasted, start=at):
        for column, value in enumerate(values, start=1):
            sheet.cell(row, column).value = value
    book.save(tmp_path / "s.xlsx")
    study = read_study(tmp_path / "s.xlsx")
    assert [source.header for source in study.sources] == [{1: None, 3: 3}[at]]
    assert read_answers(study).rows.drop("row").equals(wanted.drop("row"))
