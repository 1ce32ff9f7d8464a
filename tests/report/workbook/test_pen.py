from collections.abc import Callable
from dataclasses import replace
from io import BytesIO
from typing import TYPE_CHECKING, Any

import openpyxl
import pytest
import xlsxwriter

from berdaya.report.workbook.pen import BODY, INPUT, SIGNS, Pen, wide

if TYPE_CHECKING:
    from tests.report.workbook.conftest import Made


def _drawn(make: "Callable[..., Made]", lang: str, draw: Callable[[Pen, Any], None], *, values: bool = False) -> Any:
    file = BytesIO()
    book = xlsxwriter.Workbook(file, {"in_memory": True})
    pen = Pen(book, make(people=4).contents(lang))
    draw(pen, pen.sheet("about"))
    book.close()
    return openpyxl.load_workbook(file, data_only=values).worksheets[0]


def test_numbers_are_printed_in_the_language(make: "Callable[..., Made]") -> None:
    def draw(pen: Pen, sheet: Any) -> None:
        pen.number(sheet, (0, 0), 2.5, BODY, {"number": "0.00"})
        pen.number(sheet, (1, 0), float("nan"), BODY, {"number": "0.00"})

    indonesian, english = _drawn(make, "id", draw), _drawn(make, "en", draw)
    assert indonesian["A1"].number_format == "[$-421]0.00"
    assert english["A1"].number_format == "[$-409]0.00"
    assert indonesian["A2"].value == "–"


def test_columns_are_as_wide_as_what_stands_in_them(make: "Callable[..., Made]") -> None:
    assert wide(["a1", "own_solar_torch"], 10) == pytest.approx(15 / SIGNS + 1.5)
    assert wide([], 10) == wide(["a1"], 10) == 10
    assert wide(["x" * 100], 10) == 36
    sheet = make().book("en").worksheets[2]
    longest = max(len(str(row[0].value)) for row in sheet.iter_rows(min_row=5, max_col=1))
    assert sheet.column_dimensions["A"].width >= longest / SIGNS


def test_a_report_without_a_date_has_none_in_its_margin(make: "Callable[..., Made]") -> None:
    made, file = make(people=4).contents("en"), BytesIO()
    book = xlsxwriter.Workbook(file, {"in_memory": True})
    Pen(book, replace(made, facts=replace(made.facts, date=""))).sheet("about")
    Pen(book, made).sheet("bands")
    book.close()
    undated, dated = openpyxl.load_workbook(file).worksheets
    assert undated.oddFooter.left.text == made.facts.study
    assert str(dated.oddFooter.left.text).startswith(f"{made.facts.study} · ")


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "https://example.org", "12", "x" * 40_000])
def test_texts_stay_texts(make: "Callable[..., Made]", text: str) -> None:
    sheet = _drawn(make, "en", lambda pen, sheet: pen.text(sheet, (0, 0), text, BODY))
    assert sheet["A1"].data_type == "s"
    assert sheet["A1"].value == text[:32_000]
    assert sheet["A1"].hyperlink is None


def test_formulas_carry_what_they_give(make: "Callable[..., Made]") -> None:
    def draw(pen: Pen, sheet: Any) -> None:
        pen.formula(sheet, (0, 0), "1+1", 2.0, BODY)
        pen.formula(sheet, (1, 0), 'IF(1>0,"–",0)', float("nan"), BODY)

    shown = _drawn(make, "en", draw, values=True)
    assert (shown["A1"].value, shown["A2"].value) == (2, "–")
    assert _drawn(make, "en", draw)["A1"].value == "=1+1"


def test_inputs_are_marked_and_guarded(make: "Callable[..., Made]") -> None:
    def draw(pen: Pen, sheet: Any) -> None:
        pen.number(sheet, (0, 0), 1, INPUT)
        pen.accept(sheet, (0, 0), (0, 0))

    sheet = _drawn(make, "id", draw)
    assert sheet["A1"].fill.fgColor.rgb == "FFFFF2CC"
    rule = sheet.data_validations.dataValidation[0]
    assert (rule.type, rule.operator, rule.formula1, rule.errorTitle) == (
        *("decimal", "greaterThanOrEqual", "0"),
        "Tidak dapat",
    )


def test_rows_are_as_high_as_their_texts(make: "Callable[..., Made]") -> None:
    def draw(pen: Pen, sheet: Any) -> None:
        pen.fit(sheet, 0, ("one line", 40), ("", 5))
        pen.fit(sheet, 1, ("some words " * 20, 40))

    sheet = _drawn(make, "en", draw)
    assert sheet.row_dimensions[1].height < 20 < 60 < sheet.row_dimensions[2].height


def test_marks_head_every_printed_page(make: "Callable[..., Made]") -> None:
    sheet = _drawn(make, "en", lambda pen, sheet: None)
    assert "Synthetic data" in sheet.oddHeader.right.text
    assert "=1+1 && a title" in sheet.oddHeader.left.text
    assert sheet.page_setup.orientation == "landscape"
