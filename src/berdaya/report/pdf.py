"""A report as a tagged PDF (PDF/UA-1), set by typst from a fixed template and data."""

import json
from dataclasses import replace
from datetime import UTC, datetime
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from berdaya.report.columns import Layout
from berdaya.report.draw import FONTS, Drawn, draw, picture_png, picture_svg, size_of
from berdaya.report.extras import missing_extra
from berdaya.report.measure import FONT_FAMILY, breakable, printable, text_width
from berdaya.report.model import (
    Bullets,
    Category,
    Cell,
    Fields,
    Figure,
    Heading,
    KeyFigure,
    KeyFigures,
    LetterBlock,
    Letterhead,
    Lines,
    Note,
    PageBreak,
    Paragraph,
    Quote,
    Report,
    Signature,
    Table,
    Text,
)
from berdaya.report.outline import Placed, contents, place
from berdaya.report.spreads import LOGO_HEIGHT, LOGO_WIDTH, TALLEST, UPRIGHT, Spread, spread
from berdaya.save import save_bytes
from berdaya.words.format import date
from berdaya.words.say import say

_WORDS = ("table", "figure", "contents", "page", "of", "source", "supports", "contradicts", "about", "info", "caution")
_SIGNS = {"+": "supports", "-": "contradicts", "": "about"}
WIDEST_NAME = 22.0  # of a field, in letters' heights
Data = dict[str, Any]


def write_pdf(report: Report, path: Path, drawn: Drawn | None = None) -> None:
    """Write the report as PDF.

    Raises
    ------
    UsageError
        usage.missing-extra: typst or vl-convert-python is not installed.
    InputError
        The file cannot be written: see `save_bytes`.
    """
    save_bytes(path, pdf_bytes(report, drawn))


def pdf_bytes(report: Report, drawn: Drawn | None = None) -> bytes:
    """Return the PDF of a report; the same report gives the same bytes."""
    typst, fonts = _engine()
    made: bytes = typst.compile(
        (files("berdaya.report") / "template.typ").read_bytes(),
        root=str(FONTS),
        font_paths=fonts,
        ignore_system_fonts=True,
        format="pdf",
        pdf_standards="ua-1",
        sys_inputs={"report": json.dumps(_data(report, drawn or draw(report)), ensure_ascii=False)},
        timestamp=int(_day(report.date).timestamp()),
    )
    return made


def _engine() -> tuple[Any, Any]:
    try:
        import typst
    except ImportError:
        raise missing_extra("typst") from None
    return typst, _fonts()


@cache
def _fonts() -> Any:
    import typst

    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(FONTS)])


def _day(iso: str) -> datetime:
    """The day of the report; a report without a date is dated 2000-01-01, never by the clock."""
    try:
        return datetime.fromisoformat(iso[:10]).replace(tzinfo=UTC)
    except ValueError:
        return datetime(2000, 1, 1, tzinfo=UTC)


def _clean(text: str) -> str:
    return breakable(printable(text))


def _data(report: Report, drawn: Drawn) -> Data:
    placed = place(report)
    day = _day(report.date)
    footer = printable(report.title)
    while text_width(footer, 8) > UPRIGHT - 110:
        footer = f"{footer[:-2].rstrip()}…"
    return {
        "lang": report.lang,
        "region": {"id": "ID"}.get(report.lang, "GB"),
        "font": FONT_FAMILY,
        "title": _clean(report.title),
        "subtitle": _clean(report.subtitle),
        "study": printable(report.study),
        "footer": footer,
        "marks": printable(" · ".join(report.marks)),
        "authors": [name for name in [report.properties.get("author", "")] if name],
        "keywords": [word.strip() for word in report.properties.get("keywords", "").split(",") if word.strip()],
        "date": date(report.date, report.lang),
        "year": day.year,
        "month": day.month,
        "day": day.day,
        "words": {name: say(f"document.{name}", report.lang) for name in _WORDS},
        "contents": bool(contents(placed)),
        "letter": [_letter_block(block, report.lang) for block in report.letter],
        "parts": [_part(part, drawn, report.lang) for part in spread(placed)],
    }


def _part(part: Spread, drawn: Drawn, lang: str) -> Data:
    return {"landscape": part.landscape, "blocks": [_block(item, part, drawn, lang) for item in part.items]}


def _block(item: Placed, part: Spread, drawn: Drawn, lang: str) -> Data:
    match item.block:
        case Heading(text=text):
            return {"kind": "heading", "level": item.level, "text": _clean(text), "listed": item.listed}
        case Table() as table:
            return {**_table(table, part.layouts[item.number]), "label": item.label}
        case Figure() as figure:
            return {**_figure(figure, drawn.svgs[item.number - 1]), "label": item.label}
        case KeyFigures(items=items, leading=leading):
            return {"kind": "keys", "items": [_key(figure) for figure in items], "leading": leading}
        case PageBreak():
            return {"kind": "break"}
        case Fields() as fields:
            return _fields(fields)
        case Paragraph() | Bullets() | Quote() | Note() as words:
            return {**_words(words, lang), "kept": item.leads}


def _letter_block(block: LetterBlock, lang: str) -> Data:
    match block:
        case Letterhead(agency=agency, address=address, logo=logo, alt=alt):
            lines = {"agency": [_clean(text) for text in agency], "address": [_clean(text) for text in address]}
            picture = None
            if logo:
                width = min(LOGO_HEIGHT * logo.width / logo.height, LOGO_WIDTH)
                if logo.kind != "svg":  # drawn anew: what one program reads of a file another may stumble on
                    logo = replace(logo, data=picture_png(logo, LOGO_HEIGHT / 72, 600), kind="png")
                picture = {"svg": picture_svg(logo), "width": round(width, 2), "alt": printable(alt)}
            return {"kind": "letterhead", "logo": picture, **lines}
        case Fields() as fields:
            return _fields(fields)
        case Lines(texts=texts):
            return {"kind": "lines", "texts": [_clean(text) for text in texts]}
        case Signature(above=above, name=name, below=below):
            around = {"above": [_clean(text) for text in above], "below": [_clean(text) for text in below]}
            return {"kind": "signature", "name": _clean(name), **around}
        case Paragraph() as words:
            return {**_words(words, lang), "kept": False}


def _fields(block: Fields) -> Data:
    items = [{"name": _clean(name), "text": _clean(text)} for name, text in block.items]
    widest = max((text_width(item["name"], 1) for item in items), default=0.0)
    return {"kind": "fields", "items": items, "width": min(widest + 0.5, WIDEST_NAME)}


def _words(block: Paragraph | Bullets | Quote | Note, lang: str) -> Data:
    match block:
        case Paragraph(runs=runs):
            parts = [{"text": _clean(run.text), "bold": run.bold, "italic": run.italic} for run in runs]
            return {"kind": "paragraph", "runs": parts}
        case Bullets(items=items):
            return {"kind": "bullets", "items": [_clean(text) for text in items]}
        case Quote(text=text, attribution=who, sign=sign):
            shown = sign.replace("-", "−")
            words = {"text": _clean(text), "attribution": _clean(who)}
            return {"kind": "quote", "sign": shown, "name": _SIGNS[sign], **words}
        case Note(text=text, title=title, kind=kind):
            head = title or say(f"document.{kind}", lang)
            return {"kind": "note", "mood": kind, "title": _clean(head), "text": _clean(text)}


def _table(table: Table, layout: Layout) -> Data:
    columns = [
        {"head": _clean(column.head), "side": column.side, "width": width}
        for column, width in zip(table.columns, layout.widths, strict=True)
    ]
    rows = [
        {"strong": row.strong, "spans": row.spans, "cells": [_cell(cell) for cell in row.cells]} for row in table.rows
    ]
    words = {"caption": _clean(table.caption), "note": _clean(table.note), "source": _clean(table.source)}
    return {"kind": "table", "columns": columns, "rows": rows, "size": layout.size, "ruled": table.ruled, **words}


def _cell(cell: Cell) -> Data:
    if isinstance(cell, Category):
        return _category(cell)
    return {"kind": "text", "text": _clean(cell.text), "indent": cell.indent if isinstance(cell, Text) else 0}


def _category(category: Category) -> Data:
    word = printable(category.word)
    return {"kind": "category", "word": word, "colour": category.colour, "ink": category.ink}


def _figure(figure: Figure, svg: str) -> Data:
    wide, high = size_of(svg)
    width = min(UPRIGHT, TALLEST * wide / high)
    words = {"caption": _clean(figure.caption), "alt": printable(figure.alt), "note": _clean(figure.note)}
    return {"kind": "figure", "svg": svg, "width": round(width, 2), "source": "", **words}


def _key(item: KeyFigure) -> Data:
    category = _category(item.category) if item.category else None
    words = {"label": _clean(item.label), "value": printable(item.value), "detail": _clean(item.detail)}
    return {"category": category, **words}
