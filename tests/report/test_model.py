import pytest

from berdaya.report.model import NEUTRAL, Category, Column, Number, Row, Table, Text


def test_a_colour_that_is_none_becomes_neutral() -> None:
    wrong = Category("high", "tinggi", "red;} body{display:none", "#fff")
    assert (wrong.colour, wrong.ink) == NEUTRAL
    assert Category("high", "tinggi", "#2166ac", "#fff").colour == "#2166ac"


def test_rows_have_a_cell_for_each_column() -> None:
    with pytest.raises(ValueError, match="1 cells for 2 columns"):
        Table("t", (Column("a"), Column("b")), (Row((Text("x"),)),))


def test_sides_and_spans() -> None:
    assert [Column("a").side, Column("a", "number").side, Column("a", "number", "left").side] == [
        "left",
        "right",
        "left",
    ]
    assert Row((Text("part"), Text("")), strong=True).spans
    assert not Row((Text("total"), Number(1, "1")), strong=True).spans
    assert not Row((Text("part"), Text(""))).spans
