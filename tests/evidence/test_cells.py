import io
from datetime import datetime
from pathlib import Path

import pytest
from openpyxl import Workbook

from berdaya.errors import InputError, Where
from berdaya.evidence.cells import read_rows
from berdaya.located import Located, Problems


def rows(text: str) -> list[list[tuple[object, int, int]]]:
    found = read_rows(text.encode(), Path("a.csv"), "a.csv", Problems())
    return [[(cell.value, cell.where.line, cell.where.column) for cell in row] for row in found]


def test_cells_of_a_csv_have_line_and_column() -> None:
    assert rows('a,b,c\n1, x ,"say ""hi"", you"\n') == [
        [("a", 1, 1), ("b", 1, 3), ("c", 1, 5)],
        [("1", 2, 1), ("x", 2, 4), ('say "hi", you', 2, 7)],
    ]


def test_a_quoted_cell_may_hold_lines_and_blank_rows_are_passed() -> None:
    assert rows('a;b\r\n"satu\r\ndua";x\r\n;\r\n\r\n3;4') == [
        [("a", 1, 1), ("b", 1, 3)],
        [("satu\ndua", 2, 1), ("x", 3, 6)],
        [("3", 6, 1), ("4", 6, 3)],
    ]


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_the_delimiter_is_found_in_the_header(delimiter: str) -> None:
    assert [[cell[0] for cell in row] for row in rows(f"a{delimiter}b\n1{delimiter}2")] == [["a", "b"], ["1", "2"]]


def test_cells_of_a_workbook(tmp_path: Path) -> None:
    book = Workbook()
    hidden = book.active
    assert hidden is not None
    hidden.sheet_state = "hidden"
    sheet = book.create_sheet("Isi")
    for row in (["a", "b"], [], [datetime(2022, 10, 12), 7.0], [True, " x "], [2.5, None]):
        sheet.append(row)
    path = tmp_path / "a.xlsx"
    book.save(path)
    problems = Problems()
    found = read_rows(path.read_bytes(), path, "a.xlsx", problems)
    assert [[cell.value for cell in row] for row in found] == [
        ["a", "b"],
        ["2022-10-12", "7"],
        ["yes", "x"],
        ["2.5"],
    ]
    assert found[1][1] == Located("7", Where("a.xlsx", sheet="Isi", cell="B3"), {})
    assert list(problems) == []


def test_merged_cells_are_told(tmp_path: Path) -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["a", "b"])
    sheet.append([1, 2])
    sheet.merge_cells("A2:A3")
    path = tmp_path / "a.xlsx"
    book.save(path)
    problems = Problems()
    read_rows(path.read_bytes(), path, "a.xlsx", problems)
    assert [(p.code, p.where.cell) for p in problems] == [("evidence.merged-cells", "A2:A3")]


def test_formulas_without_a_value_are_told_and_cells_far_out_cost_nothing(tmp_path: Path) -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["a", "=1+1"])
    sheet.cell(1_000_000, 16_384, "x")
    path = tmp_path / "a.xlsx"
    book.save(path)
    problems = Problems()
    found = read_rows(path.read_bytes(), path, "a.xlsx", problems)
    assert [[cell.value for cell in row] for row in found] == [["a", ""]]
    assert [(p.code, p.where.cell) for p in problems] == [("evidence.formula-without-value", "B1")]


def test_a_workbook_that_is_none(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(b"no workbook")
    with pytest.raises(InputError) as raised:
        read_rows(path.read_bytes(), path, "a.xlsx", Problems())
    assert raised.value.problems[0].code == "file.not-a-workbook"
    import zipfile

    with zipfile.ZipFile(path, "w") as packed:
        packed.writestr("x.txt", "a zip, but no workbook")
    assert io.BytesIO(path.read_bytes()).read(2) == b"PK"
    with pytest.raises(InputError) as raised:
        read_rows(path.read_bytes(), path, "a.xlsx", Problems())
    assert raised.value.problems[0].code == "file.not-a-workbook"
