from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

from berdaya.estimates.model import Settings
from berdaya.report.workbook.frequencies_sheet import LEVELS, columns
from berdaya.report.workbook.pen import FIRST, HEADS

if TYPE_CHECKING:
    from tests.report.workbook.conftest import Made

INPUT = "FFFFF2CC"


def test_role_means_follow_from_the_counts(make: "Callable[..., Made]") -> None:
    study = make()
    contents, at = study.contents(), columns(study.contents())
    shown, formulas = study.book().worksheets[1], study.book(formulas=True).worksheets[1]
    assert [shown.cell(HEADS + 1, LEVELS + i + 1).value for i in range(6)] == [0, 1, 2, 3, 4, 5]
    for place, row in enumerate(contents.answers):
        line = FIRST + place + 1
        assert shown.cell(line, at.mean + 1).value == pytest.approx(row.mean, abs=1e-9)
        assert shown.cell(line, at.n + 1).value == row.n
        assert formulas.cell(line, at.mean + 1).data_type == "f"
        assert (formulas.cell(line, at.total + 1).data_type == "f") == bool(row.counts)
    assert "SUMPRODUCT($E$4:$J$4,E5:J5)" in formulas.cell(FIRST + 1, at.total + 1).value
    assert shown.freeze_panes == "E5"


def test_means_of_groups_stand_as_inputs(make: "Callable[..., Made]") -> None:
    study = make(Settings(count="groups"))
    at, sheet = columns(study.contents()), study.book(formulas=True).worksheets[1]
    mean, count = sheet.cell(FIRST + 1, at.mean + 1), sheet.cell(FIRST + 1, LEVELS + 2)
    assert mean.data_type == "n"
    assert mean.fill.fgColor.rgb == INPUT
    assert count.fill.fgColor.rgb != INPUT
    assert "every group alike" in sheet["A2"].value


def test_units_first_has_nothing_to_change(make: "Callable[..., Made]") -> None:
    sheet = make(Settings(mode="units_first")).book(formulas=True).worksheets[1]
    assert not any(cell.fill.fgColor.rgb == INPUT for row in sheet.iter_rows() for cell in row)
    assert not sheet.data_validations.dataValidation
    assert "scores each unit first" in sheet["A2"].value


def test_questions_withheld_are_counted_and_absent(make: "Callable[..., Made]") -> None:
    study = make(Settings(profile="public"), people=5)
    sheet = study.book("id").worksheets[1]
    assert f"{study.contents().withheld} pertanyaan tidak ditampilkan" in sheet["A2"].value
    keys = {sheet.cell(row, 1).value for row in range(FIRST + 1, sheet.max_row + 1)}
    assert "g2" not in keys
