"""Compose the report of a study in one language: which sections, in which order, and the marks on every page."""

from collections.abc import Callable
from dataclasses import replace

from berdaya.report.composite import as_shown
from berdaya.report.findings import Findings
from berdaya.report.model import Block, PageBreak, Report, Table
from berdaya.report.sections import (
    answer_tables,
    answers,
    assumptions,
    attention,
    attributes,
    change_detail,
    driver_detail,
    drivers,
    evidence,
    examiner,
    groups,
    manifest,
    maps,
    method,
    missing,
    poverty,
    precision,
    quality,
    questions,
    reliability,
    respondents,
    response,
    sample,
    scores,
    sensitivity,
    stages,
    summary,
    targets,
    terms,
    weights,
    worked,
)
from berdaya.report.sections.letter import annex_title, letter
from berdaya.report.sections.speech import Speech
from berdaya.report.sections.thesis import thesis

Section = Callable[[Speech], tuple[Block, ...]]

BODY: tuple[Section, ...] = (
    summary.section,
    method.section,
    response.section,
    sample.section,
    respondents.section,
    reliability.section,
    answers.section,
    scores.section,
    change_detail.section,
    targets.section,
    groups.section,
    attention.section,
    stages.section,
    attributes.section,
    poverty.section,
    maps.section,
    drivers.section,
    driver_detail.section,
    weights.section,
    sensitivity.section,
    evidence.section,
    missing.section,
    quality.section,
    assumptions.section,
    manifest.section,
)
METHOD = (
    method.section,
    response.section,
    sample.section,
    respondents.section,
    reliability.section,
)  # the chapters of a thesis
RESULTS = (
    summary.section,
    answers.section,
    scores.section,
    change_detail.section,
    targets.section,
    groups.section,
    attention.section,
    stages.section,
    attributes.section,
    poverty.section,
    maps.section,
    drivers.section,
    driver_detail.section,
    weights.section,
    sensitivity.section,
    evidence.in_thesis,
    missing.section,
    quality.section,
)
IN_ANNEX = (assumptions.section, manifest.section)
ANNEXES: tuple[Section, ...] = (
    answer_tables.section,
    groups.annex,
    attention.annex,
    drivers.annex,
    precision.section,
    evidence.annex,
    worked.section,
    examiner.section,
    questions.section,
)


def compose(findings: Findings, lang: str, style: str = "plain") -> Report:
    """Return the report of a study's findings in a language ("id" or "en").

    `style` "plain" has a chapter for each section; "thesis" has those of a thesis, method and results, with numbered
    headings, tables and figures, and the source below each table; "office" has a letter before the chapters of "plain". The
    same findings give the same report. What the study's disclosure profile withholds is in no table, figure or sentence of it,
    nor, where it is hidden, the overall score.
    """
    findings = as_shown(findings)
    speech = Speech(findings, lang)
    body, annexes = (BODY, ANNEXES) if style != "thesis" else ((), (*IN_ANNEX, *ANNEXES))
    blocks = [block for section in body for block in section(speech)]
    if style == "thesis":
        blocks += thesis(speech, {"method": METHOD, "results": RESULTS})
    for section in annexes:
        found = section(speech)
        blocks += (PageBreak(), *found) if found else ()
    glossary = terms.section(speech, blocks)
    blocks += (PageBreak(), *glossary) if glossary else ()
    if style == "thesis":
        blocks = [replace(block, ruled=False) if isinstance(block, Table) else block for block in blocks]
    return Report(
        lang=lang,
        title=speech.text(findings.title) or findings.study,
        subtitle=_subtitle(speech),
        date=findings.date,
        study=annex_title(speech) if style == "office" else findings.study,
        blocks=tuple(blocks),
        marks=marks(speech),
        properties={
            "subject": speech.text(findings.instrument.title),
            "keywords": ", ".join(dict.fromkeys([findings.study, findings.instrument.key])),
        },
        letter=letter(speech) if style == "office" else (),
    )


def marks(speech: Speech) -> tuple[str, ...]:
    """Return what stands on every page: made-up data, and for whom the report is."""
    synthetic = [speech.say("synthetic")] if speech.findings.synthetic else []
    return (*synthetic, speech.say(f"mark-{speech.findings.settings.profile}"))


def _subtitle(speech: Speech) -> str:
    findings = speech.findings
    parts = [speech.say("subtitle-interviews" if findings.evidence.passages else "subtitle")]
    if findings.wave:
        parts.append(speech.say("subtitle-wave", wave=speech.wave(findings.wave)))
    if findings.place.get("code"):
        parts.append(speech.say("subtitle-place", code=findings.place["code"]))
    return " · ".join(parts)
