"""Write the reports of a study: one computation, every language and format."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from berdaya.errors import Problem, UsageError
from berdaya.report.findings import Findings
from berdaya.study.analyse import analyse
from berdaya.study.model import Study
from berdaya.tally.model import Tally
from berdaya.words import LANGUAGES

if TYPE_CHECKING:
    from berdaya.report.model import Report
    from berdaya.report.workbook.model import WorkbookContents

FORMATS = ("html", "pdf", "docx", "xlsx", "tables")
STYLES = ("plain", "thesis")


def write_reports(
    study: Study,
    languages: Sequence[str] = LANGUAGES,
    formats: Sequence[str] = FORMATS,
    folder: str | Path | None = None,
    style: str = "plain",
) -> tuple[Findings, tuple[Path, ...]]:
    """Write report.<language>.<format> into `results/` (or a folder) and return the findings and the files.

    `style` "thesis" writes thesis.<language>.<format>, with the chapters of a thesis. The format "tables" writes every table
    of the report: tables.<language>.xlsx, and as csv into tables.<language>/ (of a thesis: thesis-tables).

    Raises
    ------
    InputError
        As `analyse`; a file cannot be written (earlier ones stay whole).
    UsageError
        An unknown language or format; an extra that is not installed.
    """
    _refuse_unknown("usage.unknown-language", languages, LANGUAGES)
    _refuse_unknown("usage.unknown-format", formats, FORMATS)
    _refuse_unknown("usage.unknown-style", [style], STYLES)
    findings, counted = analyse(study)
    place = Path(folder) if folder else study.results
    written = [path for lang in languages for path in _write(findings, counted.tally, lang, formats, place, style)]
    return findings, tuple(written)


def _write(
    findings: Findings, tally: Tally, lang: str, formats: Sequence[str], place: Path, style: str
) -> Iterator[Path]:
    # Late: each format's parts take their time to load, and only those asked for need to be installed.
    from berdaya.report.compose import compose
    from berdaya.report.composite import as_shown
    from berdaya.report.docx import write_docx
    from berdaya.report.draw import draw
    from berdaya.report.html import write_html
    from berdaya.report.pdf import write_pdf
    from berdaya.report.tables import write_tables
    from berdaya.report.workbook.write import write_workbook

    findings = as_shown(findings)
    report = compose(findings, lang, style)
    drawn = draw(report) if set(formats) - {"xlsx", "tables"} else None
    for form in formats:
        if form == "tables":
            yield from write_tables(report, place, "tables" if style == "plain" else f"{style}-tables")
            continue
        path = place / f"{'report' if style == 'plain' else style}.{lang}.{form}"
        if form == "xlsx":
            write_workbook(_workbook(findings, tally, report), path)
        else:
            {"html": write_html, "pdf": write_pdf, "docx": write_docx}[form](report, path, drawn)
        yield path


def _workbook(findings: Findings, tally: Tally, report: "Report") -> "WorkbookContents":
    from berdaya.report.workbook.contents import workbook_contents
    from berdaya.report.workbook.facts import closed_items, workbook_facts

    return workbook_contents(
        findings.instrument,
        tally,
        findings.whole,
        findings.settings,
        workbook_facts(findings, report),
        report.lang,
        closed_items(findings),
    )


def _refuse_unknown(code: str, given: Sequence[str], known: Sequence[str]) -> None:
    unknown = [name for name in given if name not in known]
    if unknown:
        raise UsageError(Problem(code, values={"name": name, "known": ", ".join(known)}) for name in unknown)
