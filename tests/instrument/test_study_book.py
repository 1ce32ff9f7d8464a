from pathlib import Path
from random import Random
from zipfile import ZipFile

import pytest
from openpyxl import Workbook, load_workbook

from berdaya.errors import InputError
from berdaya.instrument.parse import parse_instrument
from berdaya.instrument.study_book import is_study_book, parts_of_book, read_study_book, sheet_kind
from berdaya.located import Problems


def book_of(path: Path, sheets: dict[str, list[list[object]]]) -> Path:
    book = Workbook()
    book.remove(book.active)
    for title, rows in sheets.items():
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(row)
    book.save(path)
    return path


@pytest.fixture
def plain(tmp_path: Path) -> Path:
    """A study as someone would type it: title rows above, English and Indonesian mixed."""
    sheets: dict[str, list[list[object]]] = {
        "Studi": [
            ["Isian", "Nilai"], ["Kode studi", "s"], ["Instrument code", "i"], ["Judul instrumen", "Ukur"],
            ["Skor terendah", 0], ["Highest score", 3],
        ],
        "Instrument": [["Kisi-kisi"], [], ["Analisis", "Kriteria", "Pertanyaan"], ["A", "X", "Apa?"], [None, "Y", "Siapa?"],
                       ["B", "V", "Kapan?"], [None, "W", "Di mana?"]],
        "Kelompok": [["kelompok", "desa"], ["k1", "Salo"]],
        "Jawaban": [["catatan"], ["Responden", "Kelompok", "x", "y"], ["r1", "k1", 2, 3]],
        "Jawaban 2": [["respondent", "group", "x"]],
        "Hitungan saya": [["=1+1"]],
    }  # fmt: skip
    return book_of(tmp_path / "s.xlsx", sheets)


def test_what_its_sheets_hold(plain: Path) -> None:
    assert is_study_book(plain, "s.xlsx")
    problems = Problems()
    book = read_study_book(plain, "s.xlsx", problems)
    assert [(p.code, p.severity, p.where.sheet) for p in problems] == [
        ("book.unknown-sheet", "warning", "Hitungan saya")
    ]
    own = Problems()
    instrument = parse_instrument(book.instrument, own)
    assert list(own) == []
    assert [node.key for node in instrument.nodes] == ["overall", "a", "x", "y", "b", "v", "w"]
    assert instrument.title == {"id": "Ukur"}
    assert [key.key for key in book.made] == ["a", "x", "y", "b", "v", "w"]


def test_many_answers_may_be_larger_than_any_instrument(plain: Path) -> None:
    with ZipFile(plain, "a") as parts:
        parts.writestr("xl/media/large.bin", Random(1).randbytes(31_000_000))
    assert is_study_book(plain, "s.xlsx")
    assert read_study_book(plain, "s.xlsx", Problems()).instrument.get("tree") is not None
    assert parts_of_book(plain, "s.xlsx")["answers"][0].filled


def test_a_sheet_is_filled_however_far_down_its_first_row_stands(plain: Path) -> None:
    book = load_workbook(plain)
    book["Jawaban 2"]["A4"] = book["Jawaban 2"]["A30"] = "  "
    book.save(plain)
    assert not parts_of_book(plain, "s.xlsx")["answers"][1].filled
    book["Jawaban 2"]["B31"] = "k1"
    book.save(plain)
    assert parts_of_book(plain, "s.xlsx")["answers"][1].filled


def test_headers_may_stand_below_other_rows(plain: Path) -> None:
    parts = parts_of_book(plain, "s.xlsx")
    assert [(part.title, part.header, part.filled) for part in parts["answers"]] == [
        ("Jawaban", 2, True),
        ("Jawaban 2", 1, False),
    ]
    assert parts["answers"][0].heads == ("Responden", "Kelompok", "x", "y")
    assert parts["interviews"] == ()


def test_levels_may_be_merged(plain: Path) -> None:
    book = load_workbook(plain)
    book["Instrument"].merge_cells("A4:A5")
    book.save(plain)
    problems = Problems()
    tree = read_study_book(plain, "s.xlsx", problems).instrument.get("tree")
    assert tree is not None
    assert not problems.any_error


def test_sheets_that_lack_or_stand_twice(tmp_path: Path) -> None:
    lacking = book_of(tmp_path / "a.xlsx", {"Study": [["Entry"]], "Instrumn": [["x"]]})
    with pytest.raises(InputError) as caught:
        read_study_book(lacking, "a.xlsx", Problems())
    assert [p.code for p in caught.value.problems if p.severity == "error"] == ["book.missing-sheet"]
    assert caught.value.problems[-1].values["near"] == "Instrumn"
    twice = book_of(tmp_path / "b.xlsx", {"Study": [["Entry"]], "Studi": [["Isian"]], "Instrumen": [["Kriteria"]]})
    with pytest.raises(InputError) as caught:
        read_study_book(twice, "b.xlsx", Problems())
    assert [(p.code, p.where.sheet) for p in caught.value.problems] == [("book.sheet-twice", "Studi")]
    assert not is_study_book(book_of(tmp_path / "c.xlsx", {"instrument": [["name"]], "tree": [["key"]]}), "c.xlsx")


def test_kinds_of_sheets() -> None:
    assert [sheet_kind(title) for title in (" jawaban 12", "ANSWERS", "Wawancara", "Petunjuk", "Data", "2022")] == [
        "answers", "answers", "interviews", "guide", None, None,
    ]  # fmt: skip
