from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from berdaya import located
from berdaya.errors import Where
from berdaya.instrument.sheet_cells import Sheet, as_written, check_columns, mapping, read_sheet
from berdaya.located import CellError, Located, Problems, Uncalculated


def cells_of(rows: Iterable[Iterable[Any]], *merged: str) -> located.Sheet:
    held = {
        number: {column: value for column, value in enumerate(row, start=1) if value is not None}
        for number, row in enumerate(rows, start=1)
    }
    return located.Sheet("tree", {number: row for number, row in held.items() if row}, merged)


def sheet_of(rows: Iterable[Iterable[object]], problems: Problems) -> Sheet:
    return read_sheet(cells_of(rows), "a.xlsx", problems)


def codes(rows: Iterable[Iterable[Any]]) -> list[tuple[str, str]]:
    problems = Problems()
    sheet_of(rows, problems)
    return [(p.code, p.where.cell) for p in problems]


def test_cells_have_places_and_plain_values() -> None:
    problems = Problems()
    rows: list[list[object]] = [
        [" Key ", "b", None],
        ["x", 2.0, "no header"],
        [None, None, None],
        [" ", date(2022, 11, 30), 1],
    ]
    sheet = sheet_of([*rows, [True, datetime(2022, 1, 1, 10), 0.5]], problems)
    assert list(problems) == []
    assert list(sheet.columns) == ["key", "b"]
    assert [{name: at.value for name, at in row.items()} for row in sheet.rows] == [
        {"key": "x", "b": 2}, {"b": "2022-11-30"}, {"key": True, "b": "2022-01-01T10:00:00"},
    ]  # fmt: skip
    assert sheet.rows[1]["b"].where == Where("a.xlsx", sheet="tree", cell="B4")


def test_what_excel_cannot_mean() -> None:
    assert codes([["key"], [Uncalculated("=1+1")]]) == [("instrument.formula-without-value", "A2")]
    assert codes([["key"], [CellError("#N/A")]]) == [("instrument.cell-error", "A2")]
    assert codes([["key", "KEY"], ["a", "b"]]) == [("instrument.repeated-column", "B1")]
    assert codes([["key"], *([["a"]] * 20_000)]) == [("instrument.sheet-too-large", "")]
    assert codes([["key", *([None] * 500), "far"]]) == [("instrument.sheet-too-large", "")]


def test_merged_cells() -> None:
    problems = Problems()
    read_sheet(cells_of([["key", "b"], ["x", None]], "A2:B2"), "a.xlsx", problems)
    assert [(p.code, p.where.cell, p.values["cells"]) for p in problems] == [("instrument.merged-cells", "A2", "A2:B2")]


def test_columns() -> None:
    problems = Problems()
    sheet = sheet_of([["keey", "b"]], problems)
    check_columns(sheet, "key", ["key", "b"], problems)
    assert [p.code for p in problems] == ["instrument.missing-column", "instrument.unknown-column"]
    assert problems.found[0].values["near"] == "keey"


def test_texts_and_mappings() -> None:
    where = Where("a.xlsx", sheet="tree", cell="A1")
    assert as_written(Located(2026.1, where, {})).value == "2026.1"
    assert as_written(Located(True, where, {})).value == "true"
    assert mapping({"a": Located(1, where, {})}).keys["a"] == where
