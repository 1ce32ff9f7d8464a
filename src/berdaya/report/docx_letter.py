"""The letter before a report, in Word: letterhead, reference, addressee, text and signature."""

import io
from collections.abc import Sequence
from copy import deepcopy
from typing import Any

from berdaya.report.docx_fields import add_field, describe
from berdaya.report.docx_table import plain
from berdaya.report.docx_template import MARK
from berdaya.report.draw import picture_png
from berdaya.report.measure import text_width, wrap
from berdaya.report.model import Fields, Letterhead, Lines, Paragraph, Report, Signature
from berdaya.report.spreads import A4, LOGO_HEIGHT, LOGO_WIDTH, UPRIGHT
from berdaya.words.say import say

SIZES = (11.0, 10.5, 10.0, 9.5, 9.0, 8.5, 8.0, 7.5, 7.0)
ROOMY = 10.0  # letters that are read with ease
HIGH = A4[1] - 72 - 66  # points of a page between its margins
NARROWER = 1.07  # times as much as of the shipped font stands on a line of the document's
CLOSING = 2  # paragraphs that stay on the page of the signature
LINE = 1.33  # a line's height in letters' sizes
NAME = 0.45  # of the width, at most, for a field's name
_SIGN_AT = 0.54  # of the width, where the signature begins


def add_letter(document: Any, report: Report, *, own_margins: bool) -> None:
    """Put the letter before all that the document holds, on pages of its own.

    `own_margins` gives its pages a head and a foot of their own; a user's template keeps its own, and its own letterhead
    where the study names none.
    """
    body = document.element.body
    first = body[0]
    start = len(body) - 1  # all that follows, without the last section
    wide, high = _room(document)
    size = letter_size(report, wide, high)
    for block in report.letter:
        if own_margins or not _blank(block):
            _add(document, block, size, wide)
    made = list(body)[start:-1]
    _keep_closing(made)
    for element in made:
        first.addprevious(element)
    _end_section(document, made[-1], report, own_margins=own_margins)


def _room(document: Any) -> tuple[float, float]:
    """Width and height of the first section between its margins, in points: a user's template may have other paper."""
    section = document.sections[0]
    across = (section.page_width, section.left_margin, section.right_margin)
    down = (section.page_height, section.top_margin, section.bottom_margin)
    wide, high = (None if None in sizes else (sizes[0] - sizes[1] - sizes[2]) / 12700 for sizes in (across, down))
    return wide or UPRIGHT, high or HIGH


def _keep_closing(made: Sequence[Any]) -> None:
    """Keep the last paragraphs on the page of the signature (the table and the gap behind them)."""
    for element in made[-CLOSING - 2 : -2]:
        element.get_or_add_pPr().get_or_add_keepNext()


def _blank(block: object) -> bool:
    return isinstance(block, Letterhead) and not (block.logo or any(text.strip("…") for text in block.agency))


def letter_size(report: Report, wide: float = UPRIGHT, high: float = HIGH) -> float:
    """Return the largest letters with which the letter takes one page that is read with ease, else two pages at most.

    `wide` and `high` are of a page without its margins, in points. Worked out with the shipped font, as nobody knows what
    Word will use.
    """
    for sizes, pages in (([size for size in SIZES if size >= ROOMY], 0.98), (SIZES, 1.6)):
        for size in sizes:
            if sum(_height(block, size, wide) for block in report.letter) <= pages * high:
                return size
    return SIZES[-1]


def _height(block: object, size: float, wide: float) -> float:
    def lines(text: str, width: float) -> int:
        return len(wrap(text, width * NARROWER, size))

    match block:
        case Letterhead(agency=agency, address=address):
            return max(LOGO_HEIGHT, sum(lines(text, wide * 0.6) for text in (*agency, *address)) * size * 1.7) + 24
        case Fields(items=items):
            left = _name_width(block, size, wide)
            rows = [max(lines(name, left - 8), lines(text, wide - left - 12)) for name, text in items]
            return sum(rows) * LINE * size + 12
        case Lines(texts=texts):
            return sum(lines(text, wide) for text in texts) * LINE * size + 16
        case Paragraph(runs=runs):
            return lines("".join(run.text for run in runs), wide) * LINE * size + 6
        case Signature(above=above, below=below):
            return (sum(lines(text, wide * (1 - _SIGN_AT)) for text in (*above, *below)) + 6) * LINE * size + 12
    raise TypeError(block)


def _name_width(block: Fields, size: float, wide: float) -> float:
    widest = max((text_width(plain(name), size) for name, _ in block.items), default=0.0)
    return min(widest * 1.12 + 10, wide * NAME)


def _add(document: Any, block: object, size: float, wide: float) -> None:
    match block:
        case Letterhead() as head:
            _add_head(document, head, size, wide)
        case Fields() as fields:
            _add_fields(document, fields, size, wide)
        case Lines(texts=texts):
            for place, text in enumerate(texts):
                paragraph = _paragraph(document, 10 if place == 0 else 0, 6 if place == len(texts) - 1 else 0)
                _run(paragraph, text, size)
        case Paragraph(runs=runs):
            paragraph = _paragraph(document, 0, 6)
            for run in runs:
                _run(paragraph, run.text, size, bold=run.bold, italic=run.italic)
        case Signature() as signature:
            _add_signature(document, signature, size, wide)


def _paragraph(place: Any, before: float, after: float) -> Any:
    from docx.shared import Pt

    paragraph = place.add_paragraph()
    looks = paragraph.paragraph_format
    looks.space_before, looks.space_after, looks.line_spacing = Pt(before), Pt(after), 1.08
    return paragraph


def _run(paragraph: Any, text: str, size: float, *, bold: bool = False, italic: bool = False) -> Any:
    from docx.shared import Pt

    run = paragraph.add_run(plain(text))
    run.bold, run.italic, run.font.size = bold or None, italic or None, Pt(size)
    return run


def _add_fields(document: Any, block: Fields, size: float, wide: float) -> None:
    """A table without lines: Word wraps a long name and what stands beside it each in its own column."""
    from docx.shared import Pt

    left = _name_width(block, size, wide)
    table = _bare_table(document, len(block.items), (left, 10.0, wide - left - 10.0))
    for row, (name, text) in zip(table.rows, block.items, strict=True):
        for cell, words in zip(row.cells, (name, ":", text), strict=True):
            paragraph = cell.paragraphs[0]
            paragraph.paragraph_format.space_after, paragraph.paragraph_format.line_spacing = Pt(0), 1.08
            _run(paragraph, words, size)
    _gap(document, 4)


def _bare_table(document: Any, rows: int, widths: tuple[float, ...]) -> Any:
    from docx.oxml import parse_xml
    from docx.oxml.ns import nsdecls
    from docx.shared import Pt

    table = document.add_table(rows=rows, cols=len(widths))
    table.autofit = False
    margins = '<w:left w:w="0" w:type="dxa"/><w:right w:w="60" w:type="dxa"/>'
    table._tbl.tblPr.append(parse_xml(f"<w:tblCellMar {nsdecls('w')}>{margins}</w:tblCellMar>"))
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Pt(width)
        for cell in column.cells:
            cell.width = Pt(width)
    return table


def _gap(document: Any, high: float) -> None:
    """A paragraph as low as it can be: Word needs one between two tables."""
    from docx.shared import Pt

    paragraph = _paragraph(document, 0, 0)
    paragraph.paragraph_format.line_spacing = Pt(high)


def _add_head(document: Any, block: Letterhead, size: float, wide: float) -> None:
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.shared import Pt

    logo = block.logo
    width = min(LOGO_HEIGHT * logo.width / logo.height, LOGO_WIDTH) if logo else 0.0
    sides = width + 8 if logo else 1.0
    table = _bare_table(document, 1, (sides, wide - 2 * sides, sides))
    cells = table.rows[0].cells
    if logo:
        high = width * logo.height / logo.width
        picture = (
            cells[0].paragraphs[0].add_run().add_picture(io.BytesIO(picture_png(logo, high / 72)), width=Pt(width))
        )
        describe(picture, plain(block.alt), plain(block.alt))
    cells[1]._tc.remove(cells[1].paragraphs[0]._p)
    sizes = [(text, size * 1.15, True) for text in block.agency[:-1]]
    sizes += [(text, size * 1.35, True) for text in block.agency[-1:]]
    sizes += [(text, size * 0.88, False) for text in block.address]
    for text, points, bold in sizes:
        paragraph = cells[1].add_paragraph()
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
        paragraph.paragraph_format.space_after = Pt(1)
        _run(paragraph, text, round(points * 2) / 2, bold=bold)
    rule = _paragraph(document, 0, 8)
    rule.paragraph_format.line_spacing = Pt(5)
    _rule_below(rule)


def _rule_below(paragraph: Any) -> None:
    """A thick line and a thin one, as below every official letterhead."""
    from docx.oxml import parse_xml
    from docx.oxml.ns import nsdecls

    line = '<w:bottom w:val="thickThinSmallGap" w:sz="24" w:space="1" w:color="1B2733"/>'
    border = parse_xml(f"<w:pBdr {nsdecls('w')}>{line}</w:pBdr>")
    paragraph._p.get_or_add_pPr().insert_element_before(border, "w:shd", "w:tabs", "w:spacing", "w:ind", "w:jc")


def _add_signature(document: Any, block: Signature, size: float, wide: float) -> None:
    """A table of one row that is never split, so that title, room and name stay on one page."""
    from docx.oxml import OxmlElement

    row = _bare_table(document, 1, (wide * _SIGN_AT, wide * (1 - _SIGN_AT))).rows[0]
    row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))
    cell = row.cells[1]
    cell._tc.remove(cell.paragraphs[0]._p)
    lines = [(text, False, 0.0) for text in block.above]
    lines += [(block.name, True, 4.4 * size), *((text, False, 0.0) for text in block.below)]
    for place, (text, bold, before) in enumerate(lines):
        paragraph = _paragraph(cell, before or (10 if place == 0 else 0), 0)
        _run(paragraph, text, size, bold=bold)
    _gap(document, 1)


def _end_section(document: Any, last: Any, report: Report, *, own_margins: bool) -> None:
    """End the letter's section in its last paragraph: upright paper, and with `own_margins` its own head and foot."""
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.oxml.ns import qn
    from docx.section import Section
    from docx.shared import RGBColor

    following = document.element.body.find(f".//{qn('w:sectPr')}")
    own = deepcopy(following)
    kind = following.find(qn("w:type"))
    if kind is not None:  # the annex begins a page
        following.remove(kind)
    last.get_or_add_pPr().append(own)
    if not own_margins:
        return
    for name in ("w:headerReference", "w:footerReference"):
        for reference in own.findall(qn(name)):
            own.remove(reference)
    section = Section(own, document.part)
    head, foot = section.header.paragraphs[0], section.footer.paragraphs[0]
    mark = head.add_run(plain(" · ".join(report.marks)))
    mark.bold, mark.font.color.rgb = True, RGBColor.from_string(MARK)
    foot.add_run(f"{say('document.page', report.lang)} ")
    add_field(foot, "PAGE", "1")
    head.alignment = foot.alignment = WD_ALIGN_PARAGRAPH.RIGHT
