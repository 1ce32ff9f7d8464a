from collections.abc import Callable
from io import BytesIO
from typing import TYPE_CHECKING, Any

import openpyxl
import pytest
import xlsxwriter

from berdaya.report.workbook.pen import BODY, INPUT, Pen

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
