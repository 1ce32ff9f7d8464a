"""Criteria that several roles answer: their scores side by side, and the gap between them."""

from dataclasses import replace

from berdaya.instrument.model import Node
from berdaya.report.model import Block, Column, Heading, Number, Row, Table, Text
from berdaya.report.sections.cells import columns, interval_text, marked, remarks, value_cell, value_text
from berdaya.report.sections.items import reported_roles
from berdaya.report.sections.score import Score, score_of
from berdaya.report.sections.speech import Speech
from berdaya.words.format import NOTHING


def role_blocks(speech: Speech) -> tuple[Block, ...]:
    """Return the table of gaps; nothing where no question is asked of several roles."""
    findings = speech.findings
    asked = [leaf for leaf in findings.instrument.leaves if leaf.question and len(leaf.question.ask) > 1]
    roles = [role for role in reported_roles(speech) if any(role in _asked(leaf) for leaf in asked)]
    rows: list[Row] = []
    shown: list[tuple[str, Score]] = []
    for leaf in asked:
        found = {role: _of_role(speech, leaf.key, role) for role in roles if role in _asked(leaf)}
        if any(score.value is not None or score.hidden for score in found.values()):
            rows.append(_row(speech, leaf, roles, found))
            shown += found.items()
    if not rows:
        return ()
    heads = (
        *columns(speech, (":criterion",)),
        *(Column(speech.role(role), "number") for role in roles),
        *columns(speech, ("gap",)),
    )
    scores = [score for _, score in shown]
    note = remarks(speech, scores, speech.say("gaps-note", level=speech.level), names=_names(speech, shown))
    table = Table(speech.say("gaps-caption"), heads, tuple(rows), note)
    return (Heading(2, speech.say("gaps")), speech.tell("gaps-opening"), table)


def _names(speech: Speech, shown: list[tuple[str, Score]]) -> list[str]:
    """What each score is called in a note: by its role, where the note holds for all that the role said."""
    notes: dict[str, set[tuple[str, ...]]] = {}
    for role, score in shown:
        notes.setdefault(role, set()).add(score.notes)
    return [
        speech.role(role) if len(notes[role]) == 1 else f"{speech.label(score.key)} ({speech.role(role)})"
        for role, score in shown
    ]


def _asked(leaf: Node) -> tuple[str, ...]:
    return tuple(leaf.question.ask) if leaf.question else ()


def _of_role(speech: Speech, key: str, role: str) -> Score:
    roles = speech.findings.roles
    return score_of(roles, speech.findings.settings, key, roles.domains.index((role,)))


def _row(speech: Speech, leaf: Node, roles: list[str], found: dict[str, Score]) -> Row:
    cells = [_cell(speech, found.get(role)) for role in roles]
    values = [score.value for score in found.values() if score.value is not None]
    gap = max(values) - min(values) if len(values) > 1 else None
    if any(score.hidden for score in found.values()):
        last = Number(None, speech.say("hidden"))
    else:
        last = marked(gap, speech.score(gap), *found.values())
    return Row((Text(speech.label(leaf.key)), *cells, last))


def _cell(speech: Speech, score: Score | None) -> Number:
    """A role's score with its interval."""
    if score is None:
        return Number(None, "")
    span = interval_text(speech, score)
    text = value_text(speech, score)
    return replace(value_cell(speech, score), text=text if score.hidden or span == NOTHING else f"{text} ({span})")
