import csv
import io
from dataclasses import replace
from pathlib import Path

import pytest
from openpyxl import load_workbook

from berdaya.report.compose import compose
from berdaya.report.findings import Findings
from berdaya.report.model import Category, Column, Interval, Number, Report, Row, Table, Text
from berdaya.report.tables import (
    TableGrid,
    csv_bytes,
    csv_name,
    grids,
    holds,
    number_format,
    tables_workbook,
    write_tables,
)

TABLE = Table(
    "Skor: semua – 95%",
    (Column("Nama"), Column("Skor", "number"), Column("Selang", "number"), Column("Kategori", "category")),
    (
        Row((Text("=1+1"), Number(2.0203125, "2,02"), Interval(1.9, 2.1, "1,9–2,1"), Category("high", "tinggi"))),
        Row((Text("b"), Number(None, "x"), Interval(None, None, "x"), Text("x"))),
        Row((Text("c"), Number(None, ""), Text("–"), Text(""))),
    ),
    note="Catatan.",
)
REPORT = Report("id", "Judul", "", "2022-11-30", "s", (TABLE,), marks=("Internal",))


@pytest.fixture
def grid() -> TableGrid:
    return grids(REPORT)[0]


def test_numbers_are_not_rounded_and_intervals_take_two_columns(grid: TableGrid) -> None:
    assert grid.heads == ("Nama", "Skor", "Selang (bawah)", "Selang (atas)", "Kategori")
    assert grid.rows[0] == ("=1+1", 2.0203125, 1.9, 2.1, "tinggi")
    assert grid.rows[1:] == (("b", "x", None, None, "x"), ("c", None, "–", None, None))


def test_csv_holds_no_formula_and_says_what_it_holds(grid: TableGrid) -> None:
    data = csv_bytes(grid, "id")
    assert data.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(data.decode("utf-8-sig"))))
    assert rows[1][:2] == ["'=1+1", "2.0203125"]
    assert rows[-1] == [f"# {holds(grid, 'id')}"]
    assert holds(grid, "en").startswith("Holds 3 rows and 5 columns; ")
    assert csv_name(grid) == "01-skor-semua-95.csv"


def test_the_workbook_lists_its_tables() -> None:
    book = load_workbook(io.BytesIO(tables_workbook(REPORT, grids(REPORT))))
    assert book.sheetnames == ["Daftar isi", "Tabel 1"]
    assert [cell.value for cell in book["Daftar isi"]["B"]] == ["Judul", "Internal", "Skor: semua – 95%"]
    sheet = book["Tabel 1"]
    assert (sheet["A4"].value, sheet["A4"].data_type, sheet["B4"].value) == ("=1+1", "s", 2.0203125)
    assert sheet["A8"].value == "Catatan."
    assert {(one.page_setup.orientation, one.page_setup.fitToHeight) for one in book.worksheets} == {("landscape", 0)}
    assert tables_workbook(REPORT, grids(REPORT)) == tables_workbook(replace(REPORT), grids(REPORT))


def test_every_table_of_a_real_report_is_there(kube: Findings, tmp_path: Path) -> None:
    report = compose(kube, "en")
    book, folder = write_tables(report, tmp_path)
    tables = [block for block in report.blocks if isinstance(block, Table)]
    assert len(list(folder.iterdir())) == len(tables) == len(load_workbook(book, read_only=True).sheetnames) - 1
    numbers = {value for one in grids(report) for row in one.rows for value in row}
    assert set(kube.whole.value[0].tolist()) - {float("nan")} <= numbers | {None}


def test_tables_of_an_earlier_report_do_not_stay(tmp_path: Path) -> None:
    _, folder = write_tables(REPORT, tmp_path)
    (folder / "mine.csv").write_text("kept")
    later = replace(REPORT, blocks=(replace(TABLE, caption="Lain"),))
    write_tables(later, tmp_path)
    assert sorted(file.name for file in folder.iterdir()) == ["01-lain.csv", "mine.csv"]


def test_marks_stand_in_a_column_and_their_words_below() -> None:
    rows = (Row((Text("a"), Number(2.0, "2,00†", "†"))), Row((Text("b"), Number(1.0, "1,00"))))
    table = Table("T", (Column("Nama"), Column("Skor", "number")), rows, "† artinya.")
    (found,) = grids(replace(REPORT, blocks=(table,)))
    assert found.heads == ("Nama", "Skor", "Tanda")
    assert found.rows == (("a", 2.0, "Skor †"), ("b", 1.0, None))
    assert csv_bytes(found, "id").decode("utf-8-sig").splitlines()[-2] == "# † artinya."


@pytest.mark.parametrize(
    ("text", "lang", "wanted"),
    [
        ("2,21†", "id", "0.00"),
        ("2.21", "en", "0.00"),
        ("−0,02", "id", "0.00"),
        ("93,5%", "id", "0.0%"),
        ("93%", "en", "0%"),
        ("1.204", "id", "#,##0"),
        ("1,204", "en", "#,##0"),
        ("18", "id", "0"),
        (">99%", "id", '">99%"'),
        ("–", "en", ""),
        ("2,21 (naik)", "id", "0.00"),
        ("22% (17–29%)", "en", "0%"),
        ("3 dari 27", "id", "0"),
        ("−0,49!!", "id", "0.00"),
        ("±10.0%", "en", '"±"0.0%'),
        ("<0,001", "id", '"<0,001"'),
        ("naik", "id", ""),
    ],
)
def test_a_number_is_shown_as_it_is_printed(text: str, lang: str, wanted: str) -> None:
    assert number_format(text, lang) == wanted


def test_shares_and_points_keep_their_unit() -> None:
    """A per cent sign or a unit stands once behind an interval, and belongs to both of its ends."""
    heads = (Column("Nama"), *(Column(name, "number") for name in ("Bagian", "Selang", "Perubahan", "Selang")))
    cells = (
        Text("a"),
        Number(0.366, "36,6%"),
        Interval(0.354, 0.382, "35,4–38,2%"),
        Number(-0.302, "−30,2 poin"),
        Interval(-0.362, 0.05, "−36,2 – +5,0 poin"),
    )
    report = replace(REPORT, blocks=(Table("Tabel", heads, (Row(cells),)),))
    (found,) = grids(report)
    assert found.looks == (("", *(["0.0%"] * 3), *(['0.0%" poin"'] * 3)),)
    assert found.rows == (("a", 0.366, 0.354, 0.382, -0.302, -0.362, 0.05),)


def test_long_words_are_not_cut_and_notes_are_as_wide_as_the_table() -> None:
    heads = (Column("Nama"), Column("Yang kurang"), Column("Skor", "number"))
    rows = (Row((Text("a"), Text("2 dari: papan nama; ada pengurus"), Number(2.0, "2,00"))),)
    report = replace(REPORT, blocks=(Table("Tabel", heads, rows, "Catatan panjang. " * 20),))
    sheet = load_workbook(io.BytesIO(tables_workbook(report, grids(report)))).worksheets[1]
    assert [round(sheet.column_dimensions[name].width) for name in "ABC"] == [45, 35, 17]
    assert sheet["B4"].alignment.wrap_text
    assert {str(one) for one in sheet.merged_cells.ranges} == {"A1:C1", "A6:C6", "A7:C7"}
    assert sheet.row_dimensions[6].height == 60
    empty = replace(REPORT, blocks=(Table("Tabel", heads, ()),))
    assert load_workbook(io.BytesIO(tables_workbook(empty, grids(empty)))).worksheets[1]["B3"].value == "Yang kurang"


def test_cells_hold_unrounded_numbers_and_show_them_as_printed() -> None:
    high = Category("high", "tinggi", "#0B2F5B", "#FFFFFF")
    cells = (Text("a"), Number(2.2149, "2,21†", "†"), Interval(-0.123, 2.5, "−0,12–2,50"), high)
    heads = (Column("Nama"), Column("Skor", "number"), Column("Selang", "number"), Column("Kategori", "category"))
    report = replace(REPORT, blocks=(Table("Tabel", heads, (Row(cells),)),))
    book = load_workbook(io.BytesIO(tables_workbook(report, grids(report))))
    row = [cell for cell in book.worksheets[1][4] if cell.value is not None]
    assert [cell.value for cell in row] == ["a", 2.2149, -0.123, 2.5, "tinggi", "Skor †"]
    assert [cell.number_format for cell in row[1:4]] == ["0.00"] * 3
    assert (row[4].fill.fgColor.rgb, row[4].font.color.rgb) == ("FF0B2F5B", "FFFFFFFF")
