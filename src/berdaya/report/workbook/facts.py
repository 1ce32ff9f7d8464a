"""What a workbook says of its study besides figures, in the words of the report."""

from collections.abc import Sequence

from berdaya.instrument.model import Node
from berdaya.report.findings import Findings
from berdaya.report.model import Report
from berdaya.report.sections.assumptions import setting_lines, warning_lines
from berdaya.report.sections.cells import as_if, beyond_note
from berdaya.report.sections.items import item_answers
from berdaya.report.sections.manifest import manifest_lines
from berdaya.report.sections.order import main_nodes
from berdaya.report.sections.speech import Speech
from berdaya.report.sections.summary import few_units
from berdaya.report.sections.units import rests_on
from berdaya.report.sections.views import views, whole_score
from berdaya.report.workbook.model import WorkbookFacts


def workbook_facts(findings: Findings, report: Report) -> WorkbookFacts:
    """Return title, marks, assumptions, warnings and manifest as the report (of the same findings) has them."""
    speech = Speech(findings, report.lang)
    return WorkbookFacts(
        study=findings.study,
        title=report.title,
        date=report.date,
        wave=findings.wave,
        wave_label=speech.wave(findings.wave),
        marks=report.marks,
        reservations=_reservations(speech),
        assumptions=(*setting_lines(speech), *warning_lines(speech)),
        manifest=manifest_lines(speech),
        composite=findings.composite,
        marked=_marks(speech, findings.instrument.nodes),
    )


def _reservations(speech: Speech) -> tuple[str, ...]:
    root = speech.findings.instrument.root
    rests = (rests_on(speech, root, view) for view in views(speech))
    marks = _marks(speech, main_nodes(speech, root))
    return tuple(text for text in (*rests, as_if(speech), few_units(speech), marks) if text)


def _marks(speech: Speech, nodes: Sequence[Node]) -> str:
    """What the mark of some nodes means; empty where none has it."""
    scores = [whole_score(speech, node.key, view).bare for view in views(speech) for node in nodes]
    named = [speech.label(score.key) for score in scores]
    return beyond_note(speech, scores, named) if any(score.beyond for score in scores) else ""


def closed_items(findings: Findings) -> frozenset[str]:
    """Return the questions whose answers by role the report does not show, so that no workbook may count them."""
    speech = Speech(findings, "en")
    return frozenset(
        leaf.key
        for leaf in findings.instrument.leaves
        for role in (leaf.question.ask if leaf.question else ())
        if (answers := item_answers(speech, leaf.key, role)) is not None and answers.hidden
    )
