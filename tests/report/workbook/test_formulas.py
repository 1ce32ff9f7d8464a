from collections.abc import Callable
from typing import TYPE_CHECKING

from berdaya.estimates.model import Settings
from berdaya.report.workbook.formulas import node_formulas, term_formula

if TYPE_CHECKING:
    from tests.report.workbook.conftest import Made


def test_the_formulas_of_each_mean(make: "Callable[..., Made]") -> None:
    contents = make().contents("en")
    place = {node.key: i for i, node in enumerate(contents.nodes)}
    assert "SUM(G6,G9,G13,G17)/SUM(U6,U9,U13,U17)" in node_formulas(contents, place["overall"]).score
    assert "IF(COUNT(V7:V8)<2,0,EXP(SUM(V7:V8)/SUM(U7:U8)))" in node_formulas(contents, place["geo"]).score
    assert "^(1/(-1.0))" in node_formulas(contents, place["har"]).score
    assert "COUNT" not in node_formulas(contents, place["pow"]).score
    assert "MIN(V18:V19)" in node_formulas(contents, place["low"]).score
    assert "'Frequencies'!" in node_formulas(contents, place["g1"]).score


def test_a_shift_is_added_and_taken_away(make: "Callable[..., Made]") -> None:
    contents = make(Settings(zero="shift")).contents("id")
    keys = [node.key for node in contents.nodes]
    shifted = {key: "-geseran_nol" in node_formulas(contents, keys.index(key)).score for key in keys}
    assert [key for key in keys if shifted[key]] == ["geo", "har", "pow"]


def test_terms() -> None:
    cells = ("F7", "E7", "U7")
    assert term_formula(float("-inf"), cells, "", "zero") == 'IF(U7>0,F7,"–")'
    assert term_formula(0.0, cells, "", "zero") == 'IF(U7>0,IF((F7)>0,E7*LN(F7),"zero"),0)'
    assert term_formula(0.5, cells, "+s", "zero") == "IF(U7>0,E7*(F7+s)^(0.5),0)"
