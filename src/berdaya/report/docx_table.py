"""Real Word tables: a header that repeats, rows that do not break, fixed widths, categories as colour and word."""

from dataclasses import dataclass
from typing import Any
from xml.sax.saxutils import escape

from berdaya.report.columns import Layout
from berdaya.report.measure import breakable
from berdaya.report.model import Align, Category, Cell, Column, Row, Table, Text

_W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
SHORT = 12  # rows; a table of no more is not split over pages
_SIDES = {"left": "left", "centre": "center", "right": "right"}


def plain(text: str) -> str:
    """Return the text without the control signs that XML forbids, and with long words breakable."""
    return breakable("".join(sign for sign in text if (sign >= " " and sign not in "\ufffe\uffff") or sign in "\t\n"))


def table_xml(table: Table, layout: Layout, cell_style: str) -> Any:
    """Return the table as an element of the document's body."""
    from docx.oxml import parse_xml

    widths = [round(width * 20) for width in layout.widths]
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    frame = _Frame(table.columns, tuple(widths), layout.size, cell_style)
    head = _header(frame)
    short = len(table.rows) <= SHORT
    rows = "".join(_row(row, frame, kept=short) for row in table.rows)
    properties = (
        f'<w:tblPr><w:tblW w:w="{sum(widths)}" w:type="dxa"/>'
        '<w:tblBorders><w:top w:val="single" w:sz="8" w:space="0" w:color="1B2733"/>'
        '<w:bottom w:val="single" w:sz="8" w:space="0" w:color="1B2733"/>'
        f'<w:insideH w:val="{"single" if table.ruled else "nil"}" w:sz="4" w:space="0" w:color="D5DCE1"/></w:tblBorders>'
        '<w:tblLayout w:type="fixed"/>'
        '<w:tblCellMar><w:top w:w="50" w:type="dxa"/><w:left w:w="84" w:type="dxa"/>'
        '<w:bottom w:w="50" w:type="dxa"/><w:right w:w="84" w:type="dxa"/></w:tblCellMar>'
        '<w:tblLook w:val="0020" w:firstRow="1" w:lastRow="0" w:firstColumn="0" w:lastColumn="0" w:noHBand="1" '
        f'w:noVBand="1"/><w:tblCaption w:val="{escape(plain(table.caption), {chr(34): "&quot;"})}"/></w:tblPr>'
    )
    return parse_xml(f"<w:tbl {_W}>{properties}<w:tblGrid>{grid}</w:tblGrid>{head}{rows}</w:tbl>")


@dataclass(frozen=True, slots=True)
class _Frame:
    """What all cells of a table share."""

    columns: tuple[Column, ...]
    widths: tuple[int, ...]
    size: float
    style: str


@dataclass(frozen=True, slots=True)
class _Box:
    """One cell's frame; `span` and `more` are cell properties as XML, `kept` holds it with the next row."""

    width: int
    side: Align = "left"
    indent: int = 0
    span: str = ""
    more: str = ""
    kept: bool = False


def _header(frame: _Frame) -> str:
    border = '<w:tcBorders><w:bottom w:val="single" w:sz="6" w:space="0" w:color="1B2733"/></w:tcBorders>'
    more = f'{border}<w:vAlign w:val="bottom"/>'
    cells = "".join(
        _cell(_run(column.head, frame.size, bold=True), frame, _Box(width, column.side, more=more, kept=True))
        for column, width in zip(frame.columns, frame.widths, strict=True)
    )
    return f"<w:tr><w:trPr><w:cantSplit/><w:tblHeader/></w:trPr>{cells}</w:tr>"


def _row(row: Row, frame: _Frame, *, kept: bool) -> str:
    if row.spans:
        box = _Box(sum(frame.widths), span=f'<w:gridSpan w:val="{len(frame.widths)}"/>', kept=True)
        cells = _cell(_run(_text(row.cells[0]), frame.size, bold=True), frame, box)
    else:
        cells = "".join(
            _value(cell, index, frame, strong=row.strong, kept=kept) for index, cell in enumerate(row.cells)
        )
    return f"<w:tr><w:trPr><w:cantSplit/></w:trPr>{cells}</w:tr>"


def _text(cell: Cell) -> str:
    return cell.word if isinstance(cell, Category) else cell.text


def _value(cell: Cell, index: int, frame: _Frame, *, strong: bool, kept: bool) -> str:
    width, side = frame.widths[index], frame.columns[index].side
    if isinstance(cell, Category):
        return _cell(_chip(cell, frame.size), frame, _Box(width, side, kept=kept))
    indent = cell.indent if isinstance(cell, Text) else 0
    return _cell(_run(cell.text, frame.size, bold=strong), frame, _Box(width, side, indent, kept=kept))


def _run(text: str, size: float, *, bold: bool = False, colour: str = "") -> str:
    look = ("<w:b/>" if bold else "") + (f'<w:color w:val="{hex_of(colour)}"/>' if colour else "")
    look += f'<w:sz w:val="{round(size * 2)}"/>'
    return f'<w:r><w:rPr>{look}</w:rPr><w:t xml:space="preserve">{escape(plain(text))}</w:t></w:r>'


def _chip(cell: Category, size: float) -> str:
    shade = f'<w:shd w:val="clear" w:color="auto" w:fill="{hex_of(cell.colour)}"/>'
    run = _run(f"\u2005{cell.word}\u2005", size, bold=True, colour=cell.ink)
    return run.replace("</w:rPr>", f"{shade}</w:rPr>", 1)


def _cell(run: str, frame: _Frame, box: _Box) -> str:
    keep = "<w:keepNext/>" if box.kept else ""
    shift = f'<w:ind w:left="{box.indent * 170}"/>' if box.indent else ""
    paragraph = f'<w:pStyle w:val="{frame.style}"/>{keep}{shift}<w:jc w:val="{_SIDES[box.side]}"/>'
    properties = f'<w:tcW w:w="{box.width}" w:type="dxa"/>{box.span}{box.more}'
    return f"<w:tc><w:tcPr>{properties}</w:tcPr><w:p><w:pPr>{paragraph}</w:pPr>{run}</w:p></w:tc>"


def hex_of(colour: str) -> str:
    """Return a colour as Word writes it: six digits, no #."""
    digits = colour.removeprefix("#")
    return ("".join(2 * digit for digit in digits) if len(digits) == 3 else digits).upper()
