"""A report as a Word document, poured into a template that the user may restyle."""

import zipfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from berdaya.errors import InputError, Problem, Where
from berdaya.report.docx_blocks import add_block, add_contents
from berdaya.report.docx_fields import set_language
from berdaya.report.docx_table import plain
from berdaya.report.docx_template import add_styles, default_document, docx_engine, give_margins, open_document
from berdaya.report.draw import Drawn, draw
from berdaya.report.measure import text_width
from berdaya.report.model import PageBreak, Report
from berdaya.report.outline import place
from berdaya.report.spreads import A4, UPRIGHT, Spread, spread
from berdaya.save import packed, save_bytes
from berdaya.words.format import date
from berdaya.words.say import say

_TAGS = {"id": "id-ID", "en": "en-GB"}


def write_docx(report: Report, path: Path, drawn: Drawn | None = None, template: Path | None = None) -> None:
    """Write the report as a Word document, in the looks of `template` (else Berdaya's own).

    Raises
    ------
    UsageError
        usage.missing-extra: python-docx or vl-convert-python is not installed.
    InputError
        file.missing, file.not-a-template; the file cannot be written: see `save_bytes`.
    """
    save_bytes(path, docx_bytes(report, drawn, template))


def docx_bytes(report: Report, drawn: Drawn | None = None, template: Path | None = None) -> bytes:
    """Return the Word document of a report; the same report and template give the same bytes."""
    docx_engine()
    drawn = drawn or draw(report)
    document = _opened(template) if template else default_document()
    add_styles(document)
    set_language(document, _TAGS.get(report.lang, "en-GB"))
    _properties(document, report)
    here = _places(document, report)
    rest = list(here.itersiblings()) if here is not None else []
    _pour(document, report, drawn, own_margins=template is None)
    _put_in_place(document, here, rest)
    return packed(document)


def _opened(template: Path) -> Any:
    where = Where(str(template))
    try:
        document = open_document(Path(template).read_bytes())
    except FileNotFoundError:
        raise InputError(Problem("file.missing", where, {"file": template.name, "hint": ""})) from None
    except (OSError, ValueError, KeyError, SyntaxError, zipfile.BadZipFile):
        raise InputError(Problem("file.not-a-template", where, {"file": template.name})) from None
    if not any("{{report}}" in paragraph.text for paragraph in document.paragraphs):
        for style, text in (("Title", "{{title}}"), ("Subtitle", "{{subtitle}}"), ("Normal", "{{date}}")):
            add_styles(document)
            document.add_paragraph(text, style=style)
        document.add_paragraph("{{contents}}")
        document.add_paragraph("{{report}}").paragraph_format.page_break_before = True
    return document


def _properties(document: Any, report: Report) -> None:
    day = _day(report.date)
    properties = document.core_properties
    properties.title, properties.language = plain(report.title)[:255], report.lang
    properties.author = plain(report.properties.get("author", ""))[:255]
    properties.subject = plain(report.properties.get("subject", report.subtitle))[:255]
    properties.keywords = plain(report.properties.get("keywords", ""))[:255]
    properties.comments, properties.last_modified_by, properties.revision = "", properties.author, 1
    properties.created = properties.modified = day


def _day(iso: str) -> datetime:
    try:
        return datetime.fromisoformat(iso[:10]).replace(tzinfo=UTC)
    except ValueError:
        return datetime(2000, 1, 1, tzinfo=UTC)


def _places(document: Any, report: Report) -> Any:
    """Fill the places of the template; return the paragraph where the report shall stand."""
    values = _values(report)
    marked = False
    for part in _margins(document):
        for paragraph in part.paragraphs:
            marked = marked or "{{marks}}" in paragraph.text
            _fill(paragraph, values)
    if not marked and report.marks:
        for part in _margins(document, headers_only=True):
            part.add_paragraph(values["marks"], style="Header").runs[0].bold = True
    here = None
    for paragraph in document.paragraphs:
        if "{{report}}" in paragraph.text:
            here = paragraph._p
        elif "{{contents}}" in paragraph.text:
            add_contents(paragraph, place(report), report.lang)
        else:
            _fill(paragraph, values)
    return here


def _values(report: Report) -> dict[str, str]:
    title = plain(report.title)
    short = title
    while text_width(short, 8.5) > UPRIGHT - 90:
        short = f"{short[:-2].rstrip()}…"
    return {
        "title": title,
        "short-title": short,
        "subtitle": plain(report.subtitle),
        "study": plain(report.study),
        "date": date(report.date, report.lang),
        "marks": plain(" · ".join(report.marks)),
        "page": say("document.page", report.lang),
        "of": say("document.of", report.lang),
    }


def _margins(document: Any, *, headers_only: bool = False) -> list[Any]:
    found = []
    for section in document.sections:
        heads = [section.header]
        heads += [section.first_page_header] if section.different_first_page_header_footer else []
        heads += [section.even_page_header] if document.settings.odd_and_even_pages_header_footer else []
        feet = [] if headers_only else [section.footer, section.first_page_footer, section.even_page_footer]
        found += [part for part in (*heads, *feet) if not part.is_linked_to_previous or part is heads[0]]
    return found


def _fill(paragraph: Any, values: dict[str, str]) -> None:
    """Put values in the places of a paragraph, also where Word has split a place over several runs."""
    if "{{" not in paragraph.text:
        return
    runs = paragraph.runs
    if not any(f"{{{{{name}}}}}" in run.text for run in runs for name in values):
        runs[0].text = "".join(run.text for run in runs)
        for run in runs[1:]:
            run.text = ""
    for run in runs:
        for name, value in values.items():
            if f"{{{{{name}}}}}" in run.text:
                run.text = run.text.replace(f"{{{{{name}}}}}", value)


def _pour(document: Any, report: Report, drawn: Drawn, *, own_margins: bool) -> None:
    parts = spread(place(report))
    for index, part in enumerate(parts):
        if index or part.landscape:
            section = _new_section(document, part)
            if own_margins:  # a user's head may hold a picture, and is left as it is
                give_margins(document, section, A4[1] if part.landscape else A4[0])
        before = None
        for item in part.items:
            last = document.element.body.sectPr.getprevious()
            add_block(document, item, part, drawn, report.lang)
            if before is not None and isinstance(before.block, PageBreak):
                _start_page(document, last)
            before = item
            if item.leads:
                document.element.body.sectPr.getprevious().get_or_add_pPr().get_or_add_keepNext()


def _start_page(document: Any, last: Any) -> None:
    """Let the first paragraph after an element begin a page."""
    first = document.element.body[0] if last is None else last.getnext()
    if first.tag.endswith("}p"):
        first.get_or_add_pPr()._insert_pageBreakBefore(first.get_or_add_pPr()._new_pageBreakBefore())


def _new_section(document: Any, part: Spread) -> Any:
    from docx.enum.section import WD_ORIENT, WD_SECTION
    from docx.shared import Pt

    section = document.add_section(WD_SECTION.NEW_PAGE)
    _end_in_last_paragraph(document)
    wide, high = (A4[1], A4[0]) if part.landscape else A4
    section.orientation = WD_ORIENT.LANDSCAPE if part.landscape else WD_ORIENT.PORTRAIT
    section.page_width, section.page_height = Pt(wide), Pt(high)
    return section


def _end_in_last_paragraph(document: Any) -> None:
    """Let the section above end in its last paragraph: an empty one of its own may stand alone on a page."""
    from docx.oxml.ns import qn

    empty = document.element.body.sectPr.getprevious()
    last = empty.getprevious()
    if last is not None and last.tag == qn("w:p"):
        last.get_or_add_pPr().append(empty.pPr.find(qn("w:sectPr")))
        document.element.body.remove(empty)


def _put_in_place(document: Any, here: Any, rest: list[Any]) -> None:
    """Move what the template has after the place of the report to the end, and drop the place itself."""
    body = document.element.body
    end = body.sectPr
    for element in rest:
        if element is not end:
            end.addprevious(element)
    if here is None:
        return
    first = here.getnext()
    _break_before(first, here)
    body.remove(here)


def _break_before(first: Any, here: Any) -> None:
    """Let the report begin on a new page where its place did."""
    from docx.oxml.ns import qn

    breaks = here.pPr is not None and here.pPr.find(qn("w:pageBreakBefore")) is not None
    if breaks and first is not None and first.tag == qn("w:p"):
        first.get_or_add_pPr()._insert_pageBreakBefore(here.pPr.find(qn("w:pageBreakBefore")))
