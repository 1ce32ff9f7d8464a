import datetime as dt
from io import BytesIO

import pytest

from berdaya.located import CellError, CellValue, Sheet, Uncalculated, column_letters, xlsx_sheet
from berdaya.located.xlsx_sheet import (
    Dates,
    TooManyCellsError,
    column_number,
    moment,
    read_sheet,
    read_texts,
    unescaped,
)
from berdaya.located.xml_events import XmlError


def sheet(rows: str, after: str = "") -> Sheet:
    xml = f"<worksheet><sheetData>{rows}</sheetData>{after}</worksheet>"
    return read_sheet(BytesIO(xml.encode()), "S", ("nol", "satu"), Dates(frozenset({"2"})))


def cell(xml: str) -> CellValue | None:
    found = sheet(f"<row>{xml}</row>").rows
    return found[1].get(1) if found else None


def test_cells_by_row_and_column() -> None:
    found = sheet(
        '<row r="2"><c r="A2"><v>1</v></c><c r="XFD2"><v>2.5</v></c></row><row><c><v>-3</v></c><c><v>4.0</v></c></row>'
    )
    assert found.rows == {2: {1: 1, 16384: 2.5}, 3: {1: -3, 2: 4}}


@pytest.mark.parametrize(
    ("xml", "value"),
    [
        ('<c t="s"><v>1</v></c>', "satu"),
        ('<c t="b"><v>1</v></c>', True),
        ('<c t="str"><f>A1</f><v>teks</v></c>', "teks"),
        ('<c t="inlineStr"><is><t>a</t><r><t>b</t></r><rPh><t>x</t></rPh></is></c>', "ab"),
        ('<c t="d"><v>2022-11-30</v></c>', "2022-11-30"),
        ('<c s="2"><v>44895</v></c>', dt.date(2022, 11, 30)),
        ('<c s="1"><v>44895</v></c>', 44895),
        ("<c><v>x</v></c>", "x"),
        ("<c/>", None),
        ('<c t="str"><f>IF(B1="","",B1)</f><v></v></c>', None),
    ],
)
def test_kinds_of_cells(xml: str, value: CellValue | None) -> None:
    assert cell(xml) == value


def test_formulas_without_a_value_and_errors() -> None:
    assert isinstance(cell("<c><f>1+1</f><v/></c>"), Uncalculated)
    assert cell('<c><f t="shared" si="0"/></c>') == "="
    assert isinstance(cell('<c t="e"><v>#N/A</v></c>'), CellError)
    assert cell("<c><f>1+1</f><v>2</v></c>") == 2


@pytest.mark.parametrize("xml", ['<c t="s"><v>-1</v></c>', '<c r="A0"><v>1</v></c>', '<c r="ZZZZ1"><v>1</v></c>'])
def test_cells_that_cannot_be(xml: str) -> None:
    with pytest.raises(XmlError):
        cell(xml)


def test_the_top_of_a_sheet_ends_with_the_first_cell_below_it() -> None:
    rows = "".join(
        f'<row r="{n}"><c r="A{n}" t="str"><v>{text}</v></c></row>' for n, text in enumerate("ab cd", start=1)
    )
    broken = BytesIO(f"<worksheet><sheetData>{rows}<never closed".encode())
    assert read_sheet(broken, "S", (), Dates(), top=2).rows == {1: {1: "a"}, 2: {1: "b"}, 3: {1: " "}, 4: {1: "c"}}


def test_merged_ranges() -> None:
    assert sheet("", '<mergeCells><mergeCell ref="A2:B3"/></mergeCells>').merged == ("A2:B3",)


def test_shared_texts() -> None:
    xml = b"<sst><si><t>a</t></si><si><r><t>b</t></r><r><t> c</t></r><rPh><t>x</t></rPh></si><si/></sst>"
    assert read_texts(BytesIO(xml)) == ("a", "b c", "")
    assert unescaped("a_x000D_\nb _x005F_x000D_ _xD800_") == "a\nb _x000D_ _xD800_"


def test_days_become_dates_and_moments() -> None:
    assert moment(1) == dt.date(1900, 1, 1)
    assert moment(61) == dt.date(1900, 3, 1)
    assert moment(0, from_1904=True) == dt.time(0, 0)
    assert moment(1, from_1904=True) == dt.date(1904, 1, 2)
    assert [moment(x) for x in (-1, 1e300, float("nan"))] == ["#VALUE!"] * 3


def test_letters_of_columns() -> None:
    assert [column_number(column_letters(n)) for n in (1, 26, 27, 703, 16384)] == [1, 26, 27, 703, 16384]


def test_more_cells_than_memory_holds(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(xlsx_sheet, "MAX_CELLS", 2)
    with pytest.raises(TooManyCellsError):
        sheet("<row><c><v>1</v></c><c><v>2</v></c><c><v>3</v></c></row>")
