"""What people said, at most three quotes a criterion, never one without consent."""

from collections.abc import Sequence

from berdaya.evidence.model import Passage
from berdaya.evidence.triangulate import select_quotes
from berdaya.report.model import Block, Heading, Quote
from berdaya.report.sections.agreement import agreements
from berdaya.report.sections.cells import value_text
from berdaya.report.sections.score import Score
from berdaya.report.sections.speech import Speech
from berdaya.report.sections.views import views, whole_score
from berdaya.words.format import date
from berdaya.words.say import say


def quote_blocks(speech: Speech, keys: Sequence[str]) -> tuple[Block, ...]:
    """Return the quotes of some criteria, each under its score and mark; nothing where none may be quoted."""
    blocks: list[Block] = []
    for key in keys:
        chosen = select_quotes(speech.findings.evidence.of(key))
        if chosen:
            blocks.append(Heading(3, _criterion(speech, key)))
            blocks += [Quote(one.text, attribution(speech, one), one.sign) for one in chosen]
    return tuple(blocks)


def attribution(speech: Speech, passage: Passage) -> str:
    """Return who spoke: role and group within the house, only the role in public, and not even that where few hold it."""
    findings = speech.findings
    role = speech.role(passage.role) if passage.role else speech.say("speaker")
    if findings.settings.profile == "internal":
        group = speech.place("group", passage.group) if passage.group else ""
        return ", ".join(part for part in (role, group, date(passage.date, speech.lang)) if part)
    few = findings.response.frame.respondents_by_role.get(passage.role, 0) < findings.settings.threshold
    return speech.say("speaker") if few else role


def _criterion(speech: Speech, key: str) -> str:
    """A criterion with its score, category and mark."""
    seen = views(speech)
    score = whole_score(speech, key, seen[0]) if len(seen) == 1 else Score(key)
    band = speech.band(score.band)
    value = f"{value_text(speech, score)} {band.word if band else ''}".strip()
    mark = say(f"evidence.{agreements(speech)[key].mark}", speech.lang)
    return speech.say("quote-criterion", label=speech.label(key), value=value, mark=mark)
