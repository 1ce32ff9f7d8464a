from types import SimpleNamespace

import pytest

from berdaya.report.columns import PADDING, lay_out
from berdaya.report.measure import text_width
from berdaya.report.model import Category, Cell, Column, Number, Row, Table, Text


def test_numbers_never_wrap_and_the_table_fills_the_page(made: SimpleNamespace) -> None:
    table = made.criteria_table("id")
    layout = lay_out(table, 470, 717)
    assert not layout.landscape
    assert layout.size == 9.0
    assert sum(layout.widths) == pytest.approx(470, abs=0.1)
    for row in table.rows:
        for cell, width in zip(row.cells[1:6], layout.widths[1:6], strict=True):
            assert text_width(cell.text, layout.size) + PADDING <= width + 0.01


def test_a_wide_table_turns_the_page(made: SimpleNamespace) -> None:
    layout = lay_out(made.wide_table("id"), 470, 717)
    assert layout.landscape
    assert sum(layout.widths) == pytest.approx(717, abs=0.2)


def test_even_an_absurd_table_stays_on_the_page() -> None:
    columns = tuple(Column(f"Kepala{i} {'panjang' * 9}", "number") for i in range(60))
    table = Table("t", columns, (Row(tuple(Number(1, "1.234.567,89") for _ in columns)),))
    layout = lay_out(table, 470, 717)
    assert layout.landscape
    assert sum(layout.widths) <= 717.5


def test_a_category_of_two_words_stays_on_one_line() -> None:
    columns = (Column("a"), Column("Kategori", "category"), *(Column(f"h{i}", "number") for i in range(6)))
    cells: tuple[Cell, ...] = (
        Text("kata " * 40),
        Category("x", "sangat tinggi"),
        *(Number(1, "2,21–2,37") for _ in range(6)),
    )
    layout = lay_out(Table("t", columns, (Row(cells),)), 470, 717)
    assert layout.widths[1] >= text_width("sangat tinggi", layout.size, bold=True) + PADDING + 6.4  # the box about it


def test_an_empty_table() -> None:
    layout = lay_out(Table("t", (Column("a"), Column("b", "number")), ()), 470, 717)
    assert sum(layout.widths) == pytest.approx(470, abs=0.1)
    assert lay_out(Table("t", (Column(""),), (Row((Text(""),)),)), 470, 717).widths == (470.0,)


def test_words_joined_by_a_space_without_a_break_stay_on_one_line() -> None:
    joined = "3\u00a0=\u00a0Dimusyawarahkan"
    cells: tuple[Cell, ...] = (Text("kata " * 40), *(Number(1, "2,21–2,37") for _ in range(6)), Text(joined))
    columns = (Column("a"), *(Column(f"h{i}", "number") for i in range(6)), Column("b"))
    layout = lay_out(Table("t", columns, (Row(cells),)), 400, 717)
    assert text_width(joined, layout.size) + PADDING <= layout.widths[-1] + 0.01
