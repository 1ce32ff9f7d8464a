"""Draw a workbook and save it; the same contents give the same bytes."""

from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import Any

from berdaya.report.extras import missing_extra
from berdaya.report.workbook.about_sheet import write_about
from berdaya.report.workbook.bands_sheet import write_bands
from berdaya.report.workbook.frequencies_sheet import write_frequencies
from berdaya.report.workbook.live import work_out
from berdaya.report.workbook.model import WorkbookContents
from berdaya.report.workbook.pen import Pen
from berdaya.report.workbook.scores_sheet import write_scores
from berdaya.report.workbook.summary_sheet import write_summary
from berdaya.save import save_bytes

_UNDATED = datetime(1980, 1, 1, tzinfo=UTC)


def write_workbook(contents: WorkbookContents, path: Path) -> None:
    """Write a workbook with live formulas.

    Raises
    ------
    UsageError
        usage.missing-extra: XlsxWriter is not installed.
    InputError
        The file cannot be written: see `save_bytes`.
    """
    save_bytes(path, workbook_bytes(contents))


def workbook_bytes(contents: WorkbookContents) -> bytes:
    """Return the file of a workbook: no clock, no path, so the same contents give the same bytes."""
    try:
        from xlsxwriter import Workbook
    except ImportError:
        raise missing_extra("xlsxwriter") from None
    file = BytesIO()
    # Entries of the zip get the fixed date 1980-01-01 only where they are made in memory.
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_numbers": False, "strings_to_urls": False}
    book = Workbook(file, options)
    _describe(book, contents)
    pen, live = Pen(book, contents), work_out(contents)
    summary, frequencies, scores, bands, about = (
        pen.sheet(name) for name in ("summary", "frequencies", "scores", "bands", "about")
    )
    write_summary(pen, summary, live)
    write_frequencies(pen, frequencies, live)
    write_scores(pen, scores, live)
    write_bands(pen, bands)
    write_about(pen, about)
    book.close()
    return file.getvalue()


def _describe(book: Any, contents: WorkbookContents) -> None:
    """Date the document by the report, not by the clock."""
    facts = contents.facts
    book.set_properties(
        {
            "title": facts.title[:250],
            "subject": facts.study[:250],
            "author": "Berdaya",
            "comments": " · ".join(facts.marks)[:250],
            "created": _date(facts.date),
        }
    )


def _date(iso: str) -> datetime:
    try:
        return datetime.fromisoformat(iso[:10]).replace(tzinfo=UTC)
    except ValueError:
        return _UNDATED
