"""The Word template that a report is poured into: named styles, header and footer, places for the content.

A user may restyle it in Word. The places are `{{title}}`, `{{subtitle}}`, `{{study}}`, `{{date}}`, `{{marks}}`,
`{{contents}}` and `{{report}}`; a letterhead or a block of signatures may stand around them.
"""

import io
from copy import deepcopy
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from berdaya.report.extras import missing_extra
from berdaya.report.spreads import A4, MARGIN
from berdaya.save import packed, save_bytes

FONT = "Calibri"  # in every Word; the shipped font is not on the reader's machine
ACCENT, INK, SOFT, MARK = "1A5670", "1B2733", "4A5966", "7A3D05"


@dataclass(frozen=True, slots=True)
class _Look:
    """A paragraph style: sizes and spaces in points; `kept` on the page of the next paragraph."""

    name: str
    base: str
    size: float
    colour: str
    before: float
    after: float
    bold: bool = False
    italic: bool = False
    kept: bool = False


_LOOKS = (
    _Look("Normal", "", 10.5, INK, 0, 7),
    _Look("Title", "Normal", 25, INK, 40, 8, bold=True),
    _Look("Subtitle", "Normal", 14, SOFT, 0, 6),
    _Look("Heading 1", "Normal", 18, ACCENT, 24, 8, bold=True, kept=True),
    _Look("Heading 2", "Normal", 13.5, INK, 18, 6, bold=True, kept=True),
    _Look("Heading 3", "Normal", 11.5, INK, 14, 4, bold=True, kept=True),
    _Look("Heading 4", "Normal", 10.5, INK, 12, 4, bold=True, italic=True, kept=True),
    _Look("Caption", "Normal", 10, INK, 10, 5, bold=True),
    _Look("List Bullet", "Normal", 10.5, INK, 0, 3),
    _Look("Quote", "Normal", 10.5, INK, 8, 0, italic=True, kept=True),
    _Look("Header", "Normal", 8.5, SOFT, 0, 0),
    _Look("Footer", "Normal", 8.5, SOFT, 0, 0),
    _Look("Berdaya Date", "Normal", 10.5, SOFT, 0, 20),
    _Look("Berdaya Contents Head", "Normal", 12, INK, 0, 6, bold=True, kept=True),
    _Look("Berdaya Contents 1", "Normal", 9.5, INK, 1, 0),
    _Look("Berdaya Contents 2", "Normal", 9, SOFT, 0, 0),
    _Look("Berdaya Cell", "Normal", 9, INK, 0, 0),
    _Look("Berdaya Small", "Normal", 8.5, SOFT, 3, 3),
    _Look("Berdaya Quoted", "Normal", 9, SOFT, 0, 8),
    _Look("Berdaya Picture", "Normal", 10.5, INK, 8, 0, kept=True),
    _Look("Berdaya Note", "Normal", 10.5, INK, 8, 10),
    _Look("Berdaya Caution", "Berdaya Note", 10.5, INK, 8, 10),
    _Look("Berdaya Key Label", "Normal", 9.5, SOFT, 4, 0, kept=True),
    _Look("Berdaya Key Value", "Normal", 19, INK, 0, 0, bold=True, kept=True),
    _Look("Berdaya Key Lead", "Berdaya Key Value", 34, INK, 0, 4, bold=True, kept=True),
    _Look("Berdaya Key Detail", "Normal", 9, SOFT, 0, 6),
)


def write_template(path: Path) -> None:
    """Write the template, to be restyled in Word and given back to `write_docx`."""
    document = default_document()
    save_bytes(path, packed(document))


def default_document() -> Any:
    """Return the template as an open document."""
    engine = docx_engine()
    document = engine.Document()
    _styles(document)
    _page(document)
    for style, text in (("Title", "{{title}}"), ("Subtitle", "{{subtitle}}"), ("Berdaya Date", "{{date}}")):
        document.add_paragraph(text, style=style)
    document.add_paragraph("{{contents}}", style="Berdaya Contents 1")
    document.add_paragraph("{{report}}").paragraph_format.page_break_before = True
    return document


def add_styles(document: Any) -> None:
    """Give a user's template the named styles that it lacks; those that it has stay as they are."""
    _styles(document, only_missing=True)


def docx_engine() -> Any:
    """Return python-docx, or say what to install."""
    try:
        import docx
    except ImportError:
        raise missing_extra("python-docx") from None
    return docx


def open_document(data: bytes) -> Any:
    """Return a user's template as an open document."""
    return docx_engine().Document(io.BytesIO(data))


def give_margins(document: Any, section: Any, wide: float) -> None:
    """Give a section the first one's head and foot, with their tab at its own right margin, on paper `wide` points wide."""
    from docx.enum.text import WD_TAB_ALIGNMENT
    from docx.shared import Pt

    usual, own = Pt(A4[0] - 2 * MARGIN), Pt(wide - 2 * MARGIN)
    for name in ("header", "footer"):
        margin, first = getattr(section, name), getattr(document.sections[0], name)
        margin.is_linked_to_previous = False
        for paragraph in margin.paragraphs:
            margin._element.remove(paragraph._p)
        for paragraph in first.paragraphs:
            margin._element.append(deepcopy(paragraph._p))
        for paragraph in margin.paragraphs if own != usual else ():
            paragraph.paragraph_format.tab_stops.add_tab_stop(usual, WD_TAB_ALIGNMENT.CLEAR)
            paragraph.paragraph_format.tab_stops.add_tab_stop(own, WD_TAB_ALIGNMENT.RIGHT)


def _styles(document: Any, *, only_missing: bool = False) -> None:
    from docx.enum.style import WD_STYLE_TYPE

    known = {style.name for style in document.styles if style.type == WD_STYLE_TYPE.PARAGRAPH}
    for look in _LOOKS:
        if look.name in known and only_missing:
            continue
        if look.name in known:
            style = document.styles[look.name]
        else:
            style = document.styles.add_style(look.name, WD_STYLE_TYPE.PARAGRAPH)
        if look.base:
            style.base_style = document.styles[look.base]
        _dress(style, look)
        _boxes(style)
        style.quick_style = True


def _dress(style: Any, look: _Look) -> None:
    from docx.oxml.ns import qn
    from docx.shared import Pt, RGBColor

    font = style.font
    font.name, font.size, font.bold, font.italic = FONT, Pt(look.size), look.bold, look.italic
    font.color.rgb = RGBColor.from_string(look.colour)
    fonts = style.element.rPr.rFonts
    for slot in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
        fonts.attrib.pop(qn(f"w:{slot}"), None)
    for slot in ("ascii", "hAnsi", "cs", "eastAsia"):
        fonts.set(qn(f"w:{slot}"), FONT)
    spacing = style.element.rPr.find(qn("w:spacing"))
    if spacing is not None:
        style.element.rPr.remove(spacing)
    paragraph = style.paragraph_format
    paragraph.space_before, paragraph.space_after = Pt(look.before), Pt(look.after)
    paragraph.keep_with_next = look.kept
    paragraph.line_spacing = 1.0 if "Key" in style.name or "Cell" in style.name else 1.12


def _boxes(style: Any) -> None:
    """Draw the rules and grounds that some styles have, and drop those of the default template."""
    from docx.oxml import parse_xml
    from docx.oxml.ns import nsdecls, qn
    from docx.shared import Pt

    properties = style.element.get_or_add_pPr()
    for old in properties.findall(qn("w:pBdr")):
        properties.remove(old)
    box = {
        "Berdaya Note": (ACCENT, "EEF4F7", 10),
        "Berdaya Caution": ("C77A1F", "FDF4E7", 10),
        "Quote": ("9AA7B1", "", 10),
        "Berdaya Quoted": ("9AA7B1", "", 10),
    }.get(style.name)
    if box is None:
        return
    edge, ground, indent = box
    border = f'<w:left w:val="single" w:sz="20" w:space="8" w:color="{edge}"/>'
    properties.insert_element_before(
        parse_xml(f"<w:pBdr {nsdecls('w')}>{border}</w:pBdr>"), "w:shd", "w:tabs", "w:spacing", "w:ind", "w:jc"
    )
    if ground:
        shade = parse_xml(f'<w:shd {nsdecls("w")} w:val="clear" w:color="auto" w:fill="{ground}"/>')
        properties.insert_element_before(shade, "w:tabs", "w:spacing", "w:ind", "w:jc")
    style.paragraph_format.left_indent = Pt(indent)


def _page(document: Any) -> None:
    from docx.enum.text import WD_TAB_ALIGNMENT
    from docx.shared import Pt, RGBColor

    from berdaya.report.docx_fields import add_field

    section = document.sections[0]
    section.page_width, section.page_height = Pt(A4[0]), Pt(A4[1])
    section.left_margin = section.right_margin = Pt(MARGIN)
    section.top_margin, section.bottom_margin = Pt(72), Pt(66)
    section.header_distance = section.footer_distance = Pt(34)
    for style in ("Header", "Footer"):
        tabs = document.styles[style].paragraph_format.tab_stops
        tabs.clear_all()
        tabs.add_tab_stop(Pt(A4[0] - 2 * MARGIN), WD_TAB_ALIGNMENT.RIGHT)
    head = section.header.paragraphs[0]
    head.add_run("{{study}}\t")
    mark = head.add_run("{{marks}}")
    mark.bold = True
    mark.font.color.rgb = RGBColor.from_string(MARK)
    foot = section.footer.paragraphs[0]
    foot.add_run("{{short-title}}\t{{page}} ")
    add_field(foot, "PAGE", "1")
    foot.add_run(" {{of}} ")
    add_field(foot, "NUMPAGES", "1")
