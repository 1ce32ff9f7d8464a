import datetime as dt
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from openpyxl import Workbook

from berdaya.errors import InputError
from berdaya.located import open_book, xlsx_sheet


def make(folder: Path) -> Path:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "Daftar"
    sheet.sheet_state = "hidden"
    book.create_chartsheet("Grafik")
    data = book.create_sheet("Isi")
    data.append(["a", dt.date(2022, 11, 30), 0.5])
    data["C1"].number_format = "0%"
    book.save(folder / "a.xlsx")
    return folder / "a.xlsx"


def changed(path: Path, part: str, *swaps: tuple[str, str]) -> Path:
    with ZipFile(path) as packed:
        parts = {name: packed.read(name) for name in packed.namelist()}
    for old, new in swaps:
        parts[part] = parts[part].replace(old.encode(), new.encode())
    with ZipFile(path, "w", ZIP_DEFLATED) as packed:
        for name, data in parts.items():
            packed.writestr(name, data)
    return path


def refused(path: Path) -> str:
    with pytest.raises(InputError) as caught, open_book(path, "a.xlsx") as book:
        book.sheet(book.first)
    return caught.value.problems[0].code


def test_sheets_of_cells_in_their_order_and_the_first_that_is_shown(tmp_path: Path) -> None:
    with open_book(make(tmp_path), "a.xlsx") as book:
        assert book.titles == ("Daftar", "Isi")
        assert book.first == "Isi"
        assert book.sheet("Isi").rows == {1: {1: "a", 2: dt.date(2022, 11, 30), 3: 0.5}}


def test_a_workbook_is_read_from_its_bytes_too(tmp_path: Path) -> None:
    path = make(tmp_path)
    with open_book(path, "a.xlsx", data=path.read_bytes()) as book:
        assert book.sheet("Daftar").rows == {}


def test_days_from_1904(tmp_path: Path) -> None:
    path = changed(make(tmp_path), "xl/workbook.xml", ("<workbookPr/>", '<workbookPr date1904="1"/>'))
    with open_book(path, "a.xlsx") as book:
        assert book.sheet("Isi").rows[1][2] == dt.date(2026, 12, 1)


def test_styles_that_nobody_understands_do_not_matter(tmp_path: Path) -> None:
    path = changed(make(tmp_path), "xl/styles.xml", ("<fills", "<unheard-of/><fills"))
    with open_book(path, "a.xlsx") as book:
        assert book.sheet("Isi").rows[1][1] == "a"


def test_damage_is_told(tmp_path: Path) -> None:
    assert refused(changed(make(tmp_path), "xl/worksheets/sheet2.xml", ("</row>", ""))) == "file.damaged-workbook"
    bomb = ("<worksheet", "<!DOCTYPE a [<!ENTITY b 'c'>]><worksheet")
    assert refused(changed(make(tmp_path), "xl/worksheets/sheet2.xml", bomb)) == "file.damaged-workbook"
    path = make(tmp_path)
    data = bytearray(path.read_bytes())
    with ZipFile(path) as packed:
        start = packed.getinfo("xl/worksheets/sheet2.xml").header_offset + 100
    data[start : start + 20] = bytes(20)
    path.write_bytes(bytes(data))
    assert refused(path) == "file.damaged-workbook"


def test_a_sheet_of_too_many_cells(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(xlsx_sheet, "MAX_CELLS", 2)
    assert refused(make(tmp_path)) == "file.too-many-cells"


def test_a_zip_without_a_workbook(tmp_path: Path) -> None:
    with ZipFile(tmp_path / "b.xlsx", "w") as packed:
        packed.writestr("x.txt", "x")
    assert refused(tmp_path / "b.xlsx") == "file.not-a-workbook"
