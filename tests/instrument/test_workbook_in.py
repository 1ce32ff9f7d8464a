from collections.abc import Callable
from pathlib import Path
from random import Random
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from openpyxl import Workbook, load_workbook

from berdaya.errors import Problem
from berdaya.instrument.model import Instrument
from berdaya.instrument.read import read_instrument
from berdaya.instrument.workbook import write_workbook
from berdaya.words import problem_line

Document = dict[str, Any]
Found = Callable[[Path], tuple[Problem, ...]]
Change = Callable[[Workbook], object]


@pytest.fixture
def changed(
    document: Document, instrument_of: Callable[[Document], Instrument], problems_of: Found, tmp_path: Path
) -> Callable[[Change], list[tuple[str, str]]]:
    """Change the workbook of the small instrument by hand; return its problems with sheet and cell."""

    def read(change: Change) -> list[tuple[str, str]]:
        path = tmp_path / "instrument.xlsx"
        write_workbook(instrument_of(document), path)
        book = load_workbook(path)
        change(book)
        book.save(path)
        return [(p.code, f"{p.where.sheet}!{p.where.cell}") for p in problems_of(path)]

    return read


Changed = Callable[[Change], list[tuple[str, str]]]


def test_nothing_is_wrong_with_what_we_write(changed: Changed) -> None:
    assert changed(lambda book: None) == []


@pytest.mark.parametrize(
    ("sheet", "cell", "value", "code"),
    [
        ("instrument", "A2", "instrumen", "entry.unknown"),
        ("instrument", "B2", "Not A Name", "instrument.name-pattern"),
        ("instrument", "D6", None, "instrument.missing-translation"),
        ("instrument", "A4", "version", "file.yaml-duplicate-key"),
        ("instrument", "B7", "three", "entry.not-a-number"),
        ("bands", "B2", 9, "instrument.cut-outside-scale"),
        ("bands", "C2", "red", "instrument.colour"),
        ("bands", "F2", None, "instrument.missing-translation"),
        ("missing", "A2", None, "entry.missing"),
        ("missing", "A3", "na", "instrument.duplicate-key"),
        ("roles", "A1", "rle", "instrument.missing-column"),
    ],
)
def test_a_cell_that_is_wrong(changed: Changed, sheet: str, cell: str, value: object, code: str) -> None:
    def change(book: Workbook) -> None:
        book[sheet][cell] = value

    assert code in [found for found, _ in changed(change)]


def test_sheets_that_are_absent_or_misspelt(changed: Changed, problems_of: Found, tmp_path: Path) -> None:
    def rename(old: str, new: str) -> Change:
        return lambda book: setattr(book[old], "title", new)

    assert changed(rename("tree", "tre"))[-1][0] == "instrument.missing-sheet"
    found = problems_of(tmp_path / "instrument.xlsx")
    assert "did you mean 'tre'? Rename it to 'tree'" in problem_line(found[-1], "en")
    assert changed(rename("roles", "role")) == [("instrument.unknown-sheet", "role!")]
    assert changed(rename("roles", "my own notes")) == []


def test_numbers_that_excel_made_of_texts_are_texts(changed: Changed, tmp_path: Path) -> None:
    def change(book: Workbook) -> None:
        book["instrument"]["B3"] = 2026.1
        book["tree"]["E3"] = book["tree"]["F3"] = 5

    assert changed(change) == []
    instrument, _ = read_instrument(tmp_path / "instrument.xlsx")
    assert instrument.version == "2026.1"
    assert instrument.node("q1").label == {"id": "5", "en": "5"}


def test_languages_may_stand_in_one_cell_and_bands_by_cuts(changed: Changed, tmp_path: Path) -> None:
    def change(book: Workbook) -> None:
        book["instrument"]["B4"] = "id, en"
        book["instrument"].delete_rows(5)
        for row in range(2, 9):
            if book["instrument"].cell(row, 1).value == "bands_classes":
                book["instrument"].cell(row, 2).value = None
        book["bands"]["B2"], book["bands"]["B3"] = 1.5, 2.5

    assert changed(change) == []
    instrument, _ = read_instrument(tmp_path / "instrument.xlsx")
    assert instrument.languages == ("id", "en")
    assert instrument.bands.cuts == (1.5, 2.5)


def test_bombs_and_what_is_no_workbook(problems_of: Found, tmp_path: Path) -> None:
    path = tmp_path / "bomb.xlsx"
    with ZipFile(path, "w", ZIP_DEFLATED) as packed:
        packed.writestr("xl/worksheets/sheet1.xml", b" " * 31_000_000)
    (problem,) = problems_of(path)
    assert problem.code == "file.zip-bomb"
    assert "250 times" in problem_line(problem, "en")


def test_no_instrument_is_as_large_as_many_answers(
    document: Document, instrument_of: Callable[[Document], Instrument], problems_of: Found, tmp_path: Path
) -> None:
    path = tmp_path / "large.xlsx"
    write_workbook(instrument_of(document), path)
    with ZipFile(path, "a") as packed:
        packed.writestr("xl/media/large.bin", Random(1).randbytes(31_000_000))
    (problem,) = problems_of(path)
    assert problem.code == "file.zip-bomb"
    assert "30000000" in problem_line(problem, "en")


def test_a_zip_without_a_workbook(tmp_path: Path, problems_of: Found) -> None:
    path = tmp_path / "other.xlsx"
    with ZipFile(path, "w") as packed:
        packed.writestr("a.txt", "text")
    (problem,) = problems_of(path)
    assert problem.code == "file.not-a-workbook"
