from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from berdaya.estimates.model import Settings
from berdaya.report.workbook.formulas import AT
from berdaya.report.workbook.live import LiveNode, work_out
from berdaya.report.workbook.pen import FIRST
from berdaya.report.workbook.scores_sheet import SURE, difference, sure_look

if TYPE_CHECKING:
    from tests.report.workbook.conftest import Made

NEAR_FAR = (0.9485, 0.93)


def test_products_percent_and_category(make: "Callable[..., Made]") -> None:
    study = make(least=1.0)
    sheet, estimates = study.book("en").worksheets[2], study.estimates()
    words = ["=low", "medium", "high"]
    for place, key in enumerate(estimates.nodes):
        value, weight = estimates.value[0, place], study.instrument.node(key).weight
        cells = [sheet.cell(FIRST + place + 1, col + 1).value for col in (AT.product, AT.ideal, AT.category)]
        assert cells[0] is None if place == 0 else cells[0] == pytest.approx(weight * value)
        assert cells[1] == pytest.approx(value / 3)
        assert cells[2] == words[estimates.band[0, place]]


def test_printed_figures_stand_beside(make: "Callable[..., Made]") -> None:
    study = make(least=1.0)
    sheet, estimates = study.book("id").worksheets[2], study.estimates()
    place = estimates.at("pow")
    cells = [sheet.cell(FIRST + place + 1, col + 1).value for col in (AT.se, AT.low, AT.high, AT.n)]
    expected = [array[0, place] for array in (estimates.se, estimates.low, estimates.high, estimates.n)]
    assert cells == pytest.approx(expected)


def test_a_confidence_just_below_the_studys_is_shown_so(make: "Callable[..., Made]") -> None:
    contents = make(least=1.0).contents("id")
    near, far = (replace(contents.nodes[0], printed=replace(contents.nodes[0].printed, confidence=c)) for c in NEAR_FAR)
    assert sure_look(contents, near) == {"num_format": '"94,8%"'}
    assert sure_look(contents, far) == SURE


def test_weights_are_guarded_inputs(make: "Callable[..., Made]") -> None:
    sheet = make().book(formulas=True).worksheets[2]
    weight = sheet.cell(FIRST + 2, AT.weight + 1)
    assert weight.fill.fgColor.rgb == "FFFFF2CC"
    guarded = [rule for rule in sheet.data_validations.dataValidation if weight.coordinate in rule.sqref]
    assert [(rule.type, rule.operator) for rule in guarded] == [("decimal", "greaterThanOrEqual")]
    assert sheet.freeze_panes == "C5"


def test_units_first_has_values_only(make: "Callable[..., Made]") -> None:
    study = make(Settings(mode="units_first"))
    sheet, estimates = study.book(formulas=True).worksheets[2], study.estimates()
    assert not any(cell.data_type == "f" for row in sheet.iter_rows() for cell in row)
    assert sheet.cell(FIRST + 1, AT.score + 1).value == pytest.approx(estimates.value[0, 0])
    assert sheet.cell(FIRST + 1, AT.label + 1).value == "=total (leader)"
    assert "without formulas" in sheet["A2"].value


def test_difference_tells_what_moved(make: "Callable[..., Made]") -> None:
    contents = make().contents()
    node, worked = contents.nodes[0], work_out(contents).nodes[0]
    assert difference(node, worked) == 0
    empty = LiveNode(float("nan"), 0.0, 0.0, 0.0, 0.0, 0.0, -1)
    assert difference(node, empty) == "≠"
