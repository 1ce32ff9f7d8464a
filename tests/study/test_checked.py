import re
from pathlib import Path
from zipfile import ZipFile

import pytest
from openpyxl import load_workbook

from berdaya.errors import Problem, Where
from berdaya.study.checked import COLOURS, write_checked
from berdaya.study.read import read_study
from berdaya.study.workbook.book_start import start_book


@pytest.fixture
def book(tmp_path: Path) -> Path:
    return start_book(tmp_path / "s.xlsx", "blank", "id")


def test_bad_cells_are_coloured_and_say_why_in_a_copy(book: Path, tmp_path: Path) -> None:
    before = book.read_bytes()
    problems = [
        Problem("responses.not-a-number", Where("s.xlsx", sheet="Jawaban", cell="F4"), {"value": "dua"}),
        Problem("responses.blank-rows", Where("s.xlsx", sheet="Jawaban", cell="A9"), {"count": 1, "row": 9}, "warning"),
        Problem("file.missing", Where("other.csv"), {"file": "other.csv"}),
    ]  # fmt: skip
    copy = write_checked(book, problems, tmp_path / "s-results", "id")
    assert copy == tmp_path / "s-results" / "s-checked.xlsx"
    assert book.read_bytes() == before
    sheet = load_workbook(copy)["Jawaban"]
    assert sheet["F4"].fill.fgColor.rgb == f"00{COLOURS['error']}"
    assert sheet["F4"].comment.text.startswith("✗ ")
    assert "responses.not-a-number" in sheet["F4"].comment.text
    assert sheet["A9"].fill.fgColor.rgb == f"00{COLOURS['warning']}"
    assert sheet["A9"].comment.text.startswith("! ")
    sizes = re.findall(r"width:360px;height:(\d+)px", ZipFile(copy).read("xl/drawings/commentsDrawing1.vml").decode())
    assert max(map(int, sizes)) > 17 * len(sheet["F4"].comment.text) / 48  # all of it is seen
    assert sheet.sheet_properties.tabColor.rgb == f"00{COLOURS['error']}"
    assert sheet.data_validations.dataValidation  # drop-downs stay


def test_without_a_problem_in_a_cell_there_is_no_copy(book: Path, tmp_path: Path) -> None:
    assert write_checked(book, [Problem("file.missing", Where("other.csv"))], tmp_path / "r", "en") is None
    assert not (tmp_path / "r").exists()


def test_keys_that_were_made_are_kept_by_the_copy(book: Path, tmp_path: Path) -> None:
    found = load_workbook(book)
    sheet = found["Instrumen"]
    columns = [cell.column for cell in sheet[1] if str(cell.value).startswith("Kunci")]
    for column in reversed(columns):
        sheet.delete_cols(column)
    found.save(book)
    study = read_study(book)
    copy = write_checked(book, study.problems, tmp_path / "r", "id")
    assert copy is not None
    kept = load_workbook(copy)
    heads = {cell.value: cell.column for cell in kept["Instrumen"][1]}
    assert kept["Instrumen"].cell(2, heads["Kunci kriteria"]).value == "kehadiran_dalam_rapat"
    kept["Instrumen"].cell(2, heads["Kriteria"]).value = "Nama lain"
    kept.save(tmp_path / "next.xlsx")
    again = read_study(tmp_path / "next.xlsx")
    assert again.problems == ()
    assert [leaf.key for leaf in again.instrument.leaves] == [leaf.key for leaf in study.instrument.leaves]
