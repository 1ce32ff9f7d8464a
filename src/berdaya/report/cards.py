"""The cards of a study's groups as reports of their own: pages to hand out, and tables to sort."""

from collections.abc import Sequence

from berdaya.report.compose import marks
from berdaya.report.composite import as_shown
from berdaya.report.findings import Findings
from berdaya.report.model import Block, Report
from berdaya.report.sections.cards import card_blocks, card_tables, cards_of
from berdaya.report.sections.speech import Speech
from berdaya.words.say import say


def compose_cards(findings: Findings, lang: str) -> Report:
    """Return one card a group, each on a page."""
    speech = Speech(as_shown(findings), lang)
    return _report(speech, card_blocks(speech, cards_of(speech)))


def compose_card_tables(findings: Findings, lang: str) -> Report:
    """Return the same as tables of all groups."""
    speech = Speech(as_shown(findings), lang)
    return _report(speech, card_tables(speech, cards_of(speech)))


def _report(speech: Speech, blocks: Sequence[Block]) -> Report:
    findings = speech.findings
    title = speech.text(findings.title) or findings.study
    return Report(
        lang=speech.lang,
        title=say("office.cards", speech.lang),
        subtitle=title,
        date=findings.date,
        study=findings.study,
        blocks=tuple(blocks),
        marks=marks(speech),
        properties={"subject": title, "keywords": findings.study},
    )
