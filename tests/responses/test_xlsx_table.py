import datetime as dt
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook

from berdaya.errors import InputError
from berdaya.responses.tables import RawTable
from berdaya.responses.xlsx_table import cell_text, read_xlsx

Fill = Callable[[Any], object]


def make(folder: Path, rows: list[list[Any]], change: Fill | None = None) -> Path:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "Data"
    for row in rows:
        sheet.append(row)
    if change:
        change(sheet)
    book.create_sheet("Lain")
    book.save(folder / "a.xlsx")
    return folder / "a.xlsx"


def table(folder: Path, rows: list[list[Any]], change: Fill | None = None, **given: Any) -> RawTable:
    return read_xlsx(make(folder, rows, change), "a.xlsx", **given)


def refused(folder: Path, rows: list[list[Any]], change: Fill | None = None, **given: Any) -> dict[str, str]:
    with pytest.raises(InputError) as caught:
        table(folder, rows, change, **given)
    return {p.code: str(p.where) for p in caught.value.problems}


def test_cells_are_text_as_typed(tmp_path: Path) -> None:
    found = table(tmp_path, [["a", "b"], [3, 2.5], [True, dt.datetime(2022, 11, 30)], [" x ", None]])
    assert found.read(["a"]).column("a").to_pylist() == ["3", "TRUE", " x "]
    assert found.read(["b"]).column("b").to_pylist() == ["2.5", "2022-11-30", ""]
    assert str(found.place(found.number(1), "b")) == "a.xlsx:Data!B3"


def test_blank_rows_are_passed_over_with_a_warning(tmp_path: Path) -> None:
    found = table(tmp_path, [["a"], [1], [None], [" "], [2]])
    assert [found.number(i) for i in range(found.height)] == [2, 5]
    assert [(p.code, str(p.where), p.values["count"]) for p in found.problems] == [
        ("responses.blank-rows", "a.xlsx:Data!A3", 2)
    ]


def test_a_formula_without_a_value_shows_itself(tmp_path: Path) -> None:
    found = table(tmp_path, [["a", "b"], ["=1+2", 1]])
    assert found.read(["a"]).column("a").to_pylist() == ["=1+2"]


def test_merged_cells_are_refused_but_not_above_the_header(tmp_path: Path) -> None:
    rows: list[list[Any]] = [["Judul", None], ["a", "b"], [1, 2], [3, 4]]
    assert refused(tmp_path, rows, lambda s: s.merge_cells("A3:A4"), header=2) == {
        "responses.merged-cells": "a.xlsx:Data!A3:A4"
    }
    assert table(tmp_path, rows, lambda s: s.merge_cells("A1:B1"), header=2).height == 2


def test_sheet_and_header(tmp_path: Path) -> None:
    rows: list[list[Any]] = [["a"], [1]]
    assert table(tmp_path, rows, sheet="Data").height == 1
    assert refused(tmp_path, rows, sheet="Dat") == {"responses.no-sheet": "a.xlsx"}
    assert refused(tmp_path, rows, sheet="Lain") == {"responses.no-header": "a.xlsx:Lain!A1"}
    assert refused(tmp_path, rows, header=9) == {"responses.no-header": "a.xlsx:Data!A9"}
    assert refused(tmp_path, rows, header=2) == {"responses.no-rows": "a.xlsx:Data"}
    assert refused(tmp_path, [["a", "a"], [1, 2]]) == {"responses.duplicate-column": "a.xlsx:Data!B1"}


def test_what_is_no_workbook(tmp_path: Path) -> None:
    for data, code in ((b"hello", "file.not-a-workbook"), (b"", "file.empty")):
        (tmp_path / "b.xlsx").write_bytes(data)
        with pytest.raises(InputError) as caught:
            read_xlsx(tmp_path / "b.xlsx", "b.xlsx")
        assert [p.code for p in caught.value.problems] == [code]


def test_a_zip_that_is_no_workbook(tmp_path: Path) -> None:
    from zipfile import ZipFile

    with ZipFile(tmp_path / "b.xlsx", "w") as packed:
        packed.writestr("x.txt", "x")
    with pytest.raises(InputError) as caught:
        read_xlsx(tmp_path / "b.xlsx", "b.xlsx")
    assert [p.code for p in caught.value.problems] == ["file.not-a-workbook"]


def test_times_and_small_floats() -> None:
    assert cell_text(dt.time(8, 30)) == "08:30:00"
    assert cell_text(dt.datetime(2022, 1, 2, 3, 4)) == "2022-01-02T03:04:00"
    assert cell_text(1e-7) == "1e-07"
