"""Each kind of block in Word."""

import hashlib
import io
from typing import Any

from berdaya.report.docx_fields import add_bookmark, add_field, add_link, begin_field, describe, end_field, styled
from berdaya.report.docx_table import hex_of, plain, table_xml
from berdaya.report.draw import Drawn, size_of
from berdaya.report.model import (
    Bullets,
    Category,
    Fields,
    Figure,
    Heading,
    KeyFigure,
    KeyFigures,
    Note,
    PageBreak,
    Paragraph,
    Quote,
    Table,
)
from berdaya.report.outline import Placed, contents
from berdaya.report.spreads import TALLEST, UPRIGHT, Spread
from berdaya.words.say import say

_SIGNS = {"+": "supports", "-": "contradicts", "": "about"}
_HEADING_BOOKMARK = 10_000  # each kind is numbered apart, and from those that a user's template may have
_TABLE_BOOKMARK = 20_000
_FIGURE_BOOKMARK = 30_000
_NOTE_HEIGHT = 30  # points that a figure leaves to its note, so that both are on one page


def add_block(document: Any, item: Placed, part: Spread, drawn: Drawn, lang: str) -> None:
    """Add one block at the end of the document."""
    match item.block:
        case Heading(text=text):
            paragraph = styled(document.add_paragraph(plain(text)), f"Heading {item.level}")
            add_bookmark(paragraph, bookmark(item.anchor), _HEADING_BOOKMARK + item.number)
        case Table() as table:
            _add_table(document, table, item, part, lang)
        case Figure() as figure:
            _add_figure(document, figure, item, drawn, lang)
        case KeyFigures() as keys:
            _add_keys(document, keys)
        case Fields(items=items):
            for name, text in items:
                paragraph = styled(document.add_paragraph(), "Berdaya Field")
                paragraph.add_run(f"{plain(name)}: ")
                paragraph.add_run(plain(text)).bold = True
        case PageBreak():
            pass  # a property of what comes next: a paragraph of its own would make an empty page after a full one
        case Paragraph() | Bullets() | Quote() | Note() as words:
            _add_words(document, words, lang)


def add_contents(paragraph: Any, placed: tuple[Placed, ...], lang: str) -> None:
    """Turn a paragraph into the list of contents: links now, page numbers once Word renews the field."""
    headings = contents(placed)
    head = styled(paragraph.insert_paragraph_before(say("document.contents", lang)), "Berdaya Contents Head")
    paragraph.text = ""
    lines = [styled(paragraph.insert_paragraph_before(), f"Berdaya Contents {item.level}") for item in headings]
    if not lines:
        head._p.getparent().remove(head._p)
        return
    begin_field(lines[0], 'TOC \\o "1-2" \\h \\z \\u')
    for line, item in zip(lines, headings, strict=True):
        assert isinstance(item.block, Heading)
        add_link(line, plain(item.block.text), bookmark(item.anchor))
        if item.level == 2:
            line.paragraph_format.left_indent = 12 * 12700
    end_field(lines[-1])
    paragraph._p.getparent().remove(paragraph._p)


def bookmark(anchor: str) -> str:
    """Return a name for an anchor as Word allows it: letters, digits and _, at most 40 signs."""
    return f"_b{hashlib.sha256(anchor.encode()).hexdigest()[:16]}"


def _caption(document: Any, kind: str, item: Placed, text: str, lang: str) -> Any:
    word = say(f"document.{kind}", lang)
    prefix, sign, number = item.label.rpartition(".")  # in a chapter, whose first one begins anew
    paragraph = styled(document.add_paragraph(f"{word} {prefix}{sign}"), "Caption")
    anew = r" \r 1" if sign and number == "1" else ""
    add_field(paragraph, rf"SEQ {word} \* ARABIC{anew}", number)
    paragraph.add_run(f"  {plain(text)}")
    return paragraph


def _add_table(document: Any, table: Table, item: Placed, part: Spread, lang: str) -> None:
    caption = _caption(document, "table", item, table.caption, lang)
    caption.paragraph_format.keep_with_next = True
    add_bookmark(caption, bookmark(item.anchor), _TABLE_BOOKMARK + item.number)
    style = document.styles["Berdaya Cell"].style_id
    document.element.body.sectPr.addprevious(table_xml(table, part.layouts[item.number], style))
    note = [table.note] if table.note else []
    note += [f"{say('document.source', lang)}: {table.source}"] if table.source else []
    for text in note or [""]:  # Word needs a paragraph between two tables
        styled(document.add_paragraph(plain(text)), "Berdaya Small")


def _add_figure(document: Any, figure: Figure, item: Placed, drawn: Drawn, lang: str) -> None:
    from docx.shared import Pt

    wide, high = size_of(drawn.svgs[item.number - 1])
    tallest = TALLEST - (_NOTE_HEIGHT if figure.note else 0)
    width = min(UPRIGHT, tallest * wide / high)
    data = io.BytesIO(drawn.png(item.number - 1, UPRIGHT / 72))
    paragraph = styled(document.add_paragraph(), "Berdaya Picture")
    picture = paragraph.add_run().add_picture(data, width=Pt(width))
    describe(picture, plain(figure.alt), plain(figure.caption))
    caption = _caption(document, "figure", item, figure.caption, lang)
    add_bookmark(caption, bookmark(item.anchor), _FIGURE_BOOKMARK + item.number)
    if figure.note:
        caption.paragraph_format.keep_with_next = True
        styled(document.add_paragraph(plain(figure.note)), "Berdaya Small")


def _add_words(document: Any, block: Paragraph | Bullets | Quote | Note, lang: str) -> None:
    match block:
        case Paragraph(runs=runs):
            paragraph = document.add_paragraph()
            for run in runs:
                added = paragraph.add_run(plain(run.text))
                added.bold, added.italic = run.bold or None, run.italic or None
        case Bullets(items=items):
            for text in items:
                styled(document.add_paragraph(plain(text)), "List Bullet")
        case Quote(text=text, attribution=who, sign=sign):
            styled(document.add_paragraph(plain(text)), "Quote")
            paragraph = styled(document.add_paragraph(), "Berdaya Quoted")
            paragraph.add_run(
                f"{sign.replace('-', '−')} {say(f'document.{_SIGNS[sign]}', lang)}  ".lstrip()
            ).bold = True
            paragraph.add_run(plain(who))
        case Note(text=text, title=title, kind=kind):
            style = "Berdaya Caution" if kind == "caution" else "Berdaya Note"
            paragraph = styled(document.add_paragraph(), style)
            paragraph.add_run(f"{plain(title or say(f'document.{kind}', lang))}. ").bold = True
            paragraph.add_run(plain(text))


def _add_keys(document: Any, keys: KeyFigures) -> None:
    if not keys.items:
        return
    if keys.leading:
        _add_key(document, keys.items[0], "Berdaya Key Lead")
    rest = keys.items[1:] if keys.leading else keys.items
    if not rest:
        return
    table = document.add_table(rows=-(-len(rest) // 3), cols=min(len(rest), 3))
    for index, item in enumerate(rest):
        cell = table.rows[index // 3].cells[index % 3]
        _add_key(cell, item, "Berdaya Key Value")
        cell._tc.remove(cell.paragraphs[0]._p)
    styled(document.add_paragraph(), "Berdaya Small")


def _add_key(place: Any, item: KeyFigure, style: str) -> None:
    styled(place.add_paragraph(plain(item.label)), "Berdaya Key Label")
    value = styled(place.add_paragraph(plain(item.value)), style)
    if item.category:
        value.add_run("  ")
        _add_chip(value, item.category)
    if item.detail:
        styled(place.add_paragraph(plain(item.detail)), "Berdaya Key Detail")


def _add_chip(paragraph: Any, category: Category) -> None:
    from docx.oxml import parse_xml
    from docx.oxml.ns import nsdecls
    from docx.shared import Pt, RGBColor

    run = paragraph.add_run(f"\u2005{plain(category.word)}\u2005")
    run.bold, run.font.size = True, Pt(11)
    run.font.color.rgb = RGBColor.from_string(hex_of(category.ink))
    fill = f'<w:shd {nsdecls("w")} w:val="clear" w:color="auto" w:fill="{hex_of(category.colour)}"/>'
    run._r.get_or_add_rPr().append(parse_xml(fill))
