from types import SimpleNamespace

from berdaya.report.columns import lay_out
from berdaya.report.docx_table import hex_of, plain, table_xml
from berdaya.report.model import Category, Column, Row, Table, Text


def test_header_span_and_category(made: SimpleNamespace) -> None:
    table = made.criteria_table("id")
    xml = table_xml(table, lay_out(table, 470, 717), "Cell").xml
    assert xml.count("<w:tblHeader/>") == 1
    assert xml.count('<w:gridSpan w:val="8"/>') == 9
    assert xml.count("<w:cantSplit/>") == 1 + len(table.rows)
    assert 'w:fill="2166AC"' in xml
    assert "tinggi" in xml


def test_text_cannot_break_the_document() -> None:
    cells = (Text('<w:p/> & "x"\x07\x00', 2), Category("k", "<b>"))
    table = Table('"<&', (Column("a"), Column("b", "category")), (Row(cells),))
    xml = table_xml(table, lay_out(table, 470, 717), "Cell").xml
    assert "&lt;w:p/&gt; &amp;" in xml
    assert 'w:ind w:left="340"' in xml


def test_small_things() -> None:
    assert hex_of("#fa0") == "FFAA00"
    assert hex_of("#2166ac") == "2166AC"
    assert plain("a\x0b\x1fb\tc") == "ab\tc"
