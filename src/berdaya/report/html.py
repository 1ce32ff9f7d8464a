"""A report as one HTML file: fonts, charts and style within, no request to anywhere, no script."""

import base64
import hashlib
import re
from collections.abc import Iterator
from functools import cache
from html import escape
from importlib.resources import files
from pathlib import Path
from typing import Any

from berdaya.report.draw import FONTS, Drawn, draw, picture_uri
from berdaya.report.extras import missing_extra
from berdaya.report.model import Category, KeyFigures, Report, Table
from berdaya.report.outline import Placed, contents, place
from berdaya.report.spreads import spread
from berdaya.save import save_bytes
from berdaya.words.format import date
from berdaya.words.say import say

_FACES = (("Regular", 400, "normal"), ("Bold", 700, "normal"), ("Italic", 400, "italic"))
SIGNS = {"+": "supports", "-": "contradicts", "": "about"}


def write_html(report: Report, path: Path, drawn: Drawn | None = None) -> None:
    """Write the report as one self-contained HTML file.

    Raises
    ------
    UsageError
        usage.missing-extra: Jinja2 or vl-convert-python is not installed.
    InputError
        The file cannot be written: see `save_bytes`.
    """
    save_bytes(path, html_bytes(report, drawn))


def html_bytes(report: Report, drawn: Drawn | None = None) -> bytes:
    """Return the HTML file of a report; the same report gives the same bytes."""
    drawn = drawn or draw(report)
    placed = place(report)
    wide = _wide(placed)
    classes = {pair: f"c{count}" for count, pair in enumerate(_pairs(report))}
    style = _style(classes, report.marks)
    text: str = _template().render(
        report=report,
        placed=placed,
        wide=wide,
        turned=_turned(placed, wide),
        headings=contents(placed),
        classes=classes,
        signs=SIGNS,
        svgs=[_inline(svg, figure.alt) for svg, figure in zip(drawn.svgs, report.figures, strict=True)],
        style=_safe(style),
        style_hash=base64.b64encode(hashlib.sha256(style.encode()).digest()).decode(),
        date=date(report.date, report.lang),
        word=lambda name: say(f"document.{name}", report.lang),
    )
    return text.encode()


@cache
def _template() -> Any:
    try:
        import jinja2
    except ImportError:
        raise missing_extra("jinja2") from None
    source = (files("berdaya.report") / "page.html").read_text(encoding="utf-8")
    environment = jinja2.Environment(autoescape=True, undefined=jinja2.StrictUndefined)
    environment.globals["picture"] = picture_uri
    environment.globals["kind"] = lambda value: type(value).__name__
    return environment.from_string(source)


def _safe(text: str) -> Any:
    """Mark text that Berdaya itself made as not to be escaped."""
    from markupsafe import Markup

    return Markup(text)


def _inline(svg: str, alt: str) -> Any:
    """Return an SVG for the page: named by its alternative text, without what only a stand-alone file needs."""
    body = re.sub(r'\s(?:xmlns(?::xlink)?|version|class)="[^"]*"', "", svg)
    return _safe(body.replace("<svg", f'<svg role="img" aria-label="{escape(alt)}"', 1))


def _pairs(report: Report) -> list[tuple[str, str]]:
    """All pairs of colours; each becomes a class, as the content policy allows no style beside the style sheet."""
    return list(dict.fromkeys((c.colour, c.ink) for c in _categories(report)))


def _categories(report: Report) -> Iterator[Category]:
    for block in report.blocks:
        if isinstance(block, KeyFigures):
            yield from (item.category for item in block.items if item.category)
        elif isinstance(block, Table):
            yield from _in_table(block)
    for figure in report.figures:
        yield from _in_table(figure.table)


def _in_table(table: Table) -> Iterator[Category]:
    return (cell for row in table.rows for cell in row.cells if isinstance(cell, Category))


def _wide(placed: tuple[Placed, ...]) -> set[int]:
    """The numbers of the tables that are printed on turned paper."""
    return {number for part in spread(placed) for number, layout in part.layouts.items() if layout.landscape}


def _turned(placed: tuple[Placed, ...], wide: set[int]) -> set[str]:
    """The anchors of headings right above a table on turned paper: they go to its page."""
    found: set[str] = set()
    for item, following in zip(placed[-2::-1], placed[:0:-1], strict=True):
        turned = following.anchor in found or (isinstance(following.block, Table) and following.number in wide)
        if turned and item.level:
            found.add(item.anchor)
    return found


def _css_string(text: str) -> str:
    return "".join(sign if sign.isalnum() and sign.isascii() else f"\\{ord(sign):x} " for sign in text)


def _style(classes: dict[tuple[str, str], str], marks: tuple[str, ...]) -> str:
    css = (files("berdaya.report") / "page.css").read_text(encoding="utf-8")
    chips = "".join(f".{name}{{background:{colour};color:{ink}}}\n" for (colour, ink), name in classes.items())
    # On paper the marks stand in the margin of every page.
    margin = (
        f'@page{{@top-right{{content:"{_css_string(" · ".join(marks))}";font:bold 8pt "Berdaya Sans";color:#7a3d05}}}}'
    )
    return _font_faces() + css.replace("\r\n", "\n") + chips + margin


@cache
def _font_faces() -> str:
    faces = []
    for face, weight, style in _FACES:
        data = base64.b64encode((FONTS / f"BerdayaSans-{face}.woff2").read_bytes()).decode()
        faces.append(
            f'@font-face{{font-family:"Berdaya Sans";font-weight:{weight};font-style:{style};font-display:swap;'
            f'src:url(data:font/woff2;base64,{data}) format("woff2")}}\n'
        )
    return "".join(faces)
