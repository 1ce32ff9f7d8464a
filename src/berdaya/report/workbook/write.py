"""Draw a workbook and save it; the same contents give the same bytes."""

from io import BytesIO
from pathlib import Path

from berdaya.report.workbook.about_sheet import write_about
from berdaya.report.workbook.bands_sheet import write_bands
from berdaya.report.workbook.frequencies_sheet import write_frequencies
from berdaya.report.workbook.live import work_out
from berdaya.report.workbook.model import WorkbookContents
from berdaya.report.workbook.pen import Pen
from berdaya.report.workbook.scores_sheet import write_scores
from berdaya.report.workbook.summary_sheet import write_summary
from berdaya.report.xlsx import new_xlsx
from berdaya.save import save_bytes


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
    file, facts = BytesIO(), contents.facts
    marks = " · ".join(facts.marks)
    book = new_xlsx(file, facts.date, title=facts.title, subject=facts.study, author="Berdaya", comments=marks)
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
