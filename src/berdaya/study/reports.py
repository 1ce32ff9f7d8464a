"""Write the reports of a study: one computation, every language and format."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from berdaya.errors import Problem, UsageError, Where
from berdaya.report.findings import Findings
from berdaya.save import save_bytes
from berdaya.study.analyse import analyse
from berdaya.study.model import Study
from berdaya.tally.model import Tally
from berdaya.words import LANGUAGES

if TYPE_CHECKING:
    from berdaya.report.model import Report
    from berdaya.report.workbook.model import WorkbookContents

FORMATS = ("html", "pdf", "docx", "xlsx", "tables")
STYLES = ("plain", "thesis", "office")


def write_reports(
    study: Study,
    languages: Sequence[str] = LANGUAGES,
    formats: Sequence[str] = FORMATS,
    folder: str | Path | None = None,
    style: str = "plain",
    docx_template: str | Path | None = None,
) -> tuple[Findings, tuple[Path, ...]]:
    """Write report.<language>.<format> into `results/` (or a folder) and return the findings and the files.

    `style` "thesis" writes thesis.<language>.<format>, with the chapters of a thesis; "office" office.<language>.<format>,
    with a letter before the report, and beside PDF and XLSX the cards of all groups, office-cards.<language>.<format>.
    The format "tables" writes every table of the report: tables.<language>.xlsx, and as csv into tables.<language>/ (of a
    thesis: thesis-tables). `docx_template` is the user's own Word document that the report is poured into; absent: the one
    that study.yaml names.

    Raises
    ------
    InputError
        As `analyse`; file.missing, file.not-a-template; a file cannot be written (earlier ones stay whole).
    UsageError
        An unknown language or format; an extra that is not installed.
    """
    _refuse_unknown("usage.unknown-language", languages, LANGUAGES)
    _refuse_unknown("usage.unknown-format", formats, FORMATS)
    _refuse_unknown("usage.unknown-style", [style], STYLES)
    template = Path(docx_template) if docx_template else study.docx_template
    odd = check_template(template) if template and "docx" in formats else ()
    findings, counted = analyse(study)
    findings = replace(findings, problems=(*findings.problems, *odd))
    place = Path(folder) if folder else study.results
    given = (formats, place, style, template)
    written = [path for lang in languages for path in _write(findings, counted.tally, lang, *given)]
    return findings, tuple(written)


def check_template(template: Path) -> tuple[Problem, ...]:
    """Return a warning that names the usual styles which a Word template lacks: Berdaya's own look serves for them.

    Raises
    ------
    InputError
        file.missing, file.not-a-template.
    UsageError
        usage.missing-extra: python-docx is not installed.
    """
    from berdaya.report.docx_template import lacking_styles, opened

    lacking = lacking_styles(opened(template))
    if not lacking:
        return ()
    values = {"file": template.name, "styles": ", ".join(lacking)}
    return (Problem("file.template-styles", Where(template.name), values, "warning"),)


def _write(
    findings: Findings, tally: Tally, lang: str, formats: Sequence[str], place: Path, style: str, template: Path | None
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
        elif form == "docx":
            write_docx(report, path, drawn, template)
        else:
            {"html": write_html, "pdf": write_pdf}[form](report, path, drawn)
        yield path
        if style == "office" and form in ("pdf", "xlsx"):
            yield _write_cards(findings, lang, form, place)


def _write_cards(findings: Findings, lang: str, form: str, place: Path) -> Path:
    from berdaya.report.cards import compose_card_tables, compose_cards
    from berdaya.report.draw import Drawn
    from berdaya.report.pdf import write_pdf
    from berdaya.report.tables import grids, tables_workbook

    path = place / f"office-cards.{lang}.{form}"
    if form == "pdf":
        write_pdf(compose_cards(findings, lang), path, Drawn(()))
    else:
        tables = compose_card_tables(findings, lang)
        save_bytes(path, tables_workbook(tables, grids(tables)))
    return path


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
