"""Annex: what was asked of whom, and what each answer means."""

from berdaya.instrument.model import Node, Question
from berdaya.instrument.relevance_text import relevance_text
from berdaya.report.model import Block, Heading, Row, Table, Text
from berdaya.report.sections.cells import columns
from berdaya.report.sections.speech import Speech, parts

_COLUMNS = (":key", ":question", ":asked", ":answers")


def section(speech: Speech) -> tuple[Block, ...]:
    """Return the questions, a table for each part of the tree."""
    tables = [
        Table(
            speech.say("questions-caption", part=speech.label(part.key)),
            columns(speech, _COLUMNS),
            tuple(_row(speech, leaf) for leaf in leaves),
        )
        for part, leaves in parts(speech.findings.instrument.root)
    ]
    return (Heading(1, speech.say("annex-questions"), "annex-questions"), speech.tell("questions-opening"), *tables)


def _row(speech: Speech, leaf: Node) -> Row:
    question = leaf.question
    assert question is not None
    label, asked = speech.name(leaf.key), speech.text(question.text)
    words = asked if label == asked else f"{label}. {asked}"
    roles = ", ".join(_role(speech, question, role) for role in question.ask)
    return Row((Text(leaf.key), Text(words), Text(roles), Text(answer_words(speech, question))))


def _role(speech: Speech, question: Question, role: str) -> str:
    """A role, with its weight where roles do not weigh alike."""
    alike = len(set(question.ask.values())) < 2
    return speech.role(role) if alike else f"{speech.role(role)} ({speech.plain(question.ask[role])})"


def answer_words(speech: Speech, question: Question) -> str:
    """Return what the answers mean, or which numbers are taken."""
    ends = {"low": speech.plain(question.scale.min), "high": speech.plain(question.scale.max)}
    if question.answers:
        parts = [f"{level}\u00a0=\u00a0{speech.text(text)}" for level, text in sorted(question.answers.items())]
        text = "; ".join(parts) + "."
    else:
        text = speech.say("answers-decimals" if question.decimals else "answers-whole", **ends)
    notes = []
    if question.direction == "lower_is_better":
        notes.append(speech.say("answers-reversed"))
    if question.relevant is not None:
        notes.append(speech.say("answers-relevant", condition=relevance_text(question.relevant)))
    if question.sensitive:
        notes.append(speech.say("answers-sensitive"))
    return " ".join([text, *notes])
