"""How every question was answered: bars by role; the counts stand in an annex."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from berdaya.instrument.model import Node, Question
from berdaya.report.charts import AnswerBar, answer_bars, answer_keys, bar_pages
from berdaya.report.model import Block, Category, Column, Figure, Heading, Number, Row, Table, Text
from berdaya.report.sections.cells import columns, hidden_note, pictures
from berdaya.report.sections.items import ItemAnswers, item_answers, reported_roles
from berdaya.report.sections.speech import Speech, parts

_MOST_LEVELS = 5  # answers that a bar tells apart


@dataclass(frozen=True, slots=True)
class _Set:
    """Questions of one role with the same answers."""

    role: str
    levels: tuple[float, ...]
    rows: tuple[tuple[Node, str, ItemAnswers], ...]  # with the part of the tree that the question belongs to


def section(speech: Speech) -> tuple[Block, ...]:
    """Return the figures of answers."""
    blocks: list[Block] = [Heading(1, speech.say("answers"), "answers"), speech.tell("answers-opening")]
    for role in reported_roles(speech):
        sets = tuple(_sets(speech, role))
        for found in sets:
            blocks += _figures(speech, found, _caption(speech, found, alone=len(sets) == 1))
    return tuple(blocks)


def _sets(speech: Speech, role: str) -> Iterator[_Set]:
    rows: dict[tuple[float, ...], list[tuple[Node, str, ItemAnswers]]] = {}
    for part, leaves in parts(speech.findings.instrument.root):
        for leaf in leaves:
            answers = item_answers(speech, leaf.key, role)
            if answers is not None:
                rows.setdefault(answers.levels, []).append((leaf, speech.label(part.key), answers))
    for levels, found in rows.items():
        yield _Set(role, levels, tuple(found))


def _caption(speech: Speech, found: _Set, *, alone: bool) -> str:
    caption = speech.say("answers-caption", role=speech.role(found.role))
    if alone or not found.levels:
        return caption
    ends = {"low": speech.plain(found.levels[0]), "high": speech.plain(found.levels[-1])}
    return speech.say("answers-caption-scale", caption=caption, **ends)


def _figures(speech: Speech, found: _Set, caption: str) -> tuple[Block, ...]:
    shown = [row for row in found.rows if not row[2].hidden and row[2].n]
    if not 2 <= len(found.levels) <= _MOST_LEVELS or not shown:
        return ()
    keys = answer_keys(level_words(speech, found.levels, [leaf.question for leaf, _, _ in shown if leaf.question]))
    bars = [_bar(speech, leaf, part, answers) for leaf, part, answers in shown]
    by_label = {(leaf_label(speech, leaf), part): answers for leaf, part, answers in shown}
    figures = []
    for page in bar_pages(bars, keys):
        rows = [(bar.label, by_label[bar.label, bar.part]) for bar in page]
        alt = speech.say("answers-alt", role=speech.role(found.role), questions=len(page))
        table = _twin(speech, caption, keys, rows)
        note = speech.say("answers-note")
        if len(shown) < len(found.rows) and any(row[2].hidden for row in found.rows):
            note = f"{note} {hidden_note(speech)}"
        figures.append(Figure(answer_bars(page, keys, speech.lang, alt), caption, alt, table, note))
    return pictures(figures, speech)


def _bar(speech: Speech, leaf: Node, part: str, answers: ItemAnswers) -> AnswerBar:
    texts = tuple(speech.percent(share, 0) for share in answers.shares)
    return AnswerBar(leaf_label(speech, leaf), answers.shares, texts, f"n = {speech.count(answers.n)}", part)


def leaf_label(speech: Speech, leaf: Node) -> str:
    """Return a question's label; one where low answers are good says so."""
    label = speech.name(leaf.key)
    reverse = leaf.question is not None and leaf.question.direction == "lower_is_better"
    return speech.say("label-reversed", label=label) if reverse else label


def level_words(speech: Speech, levels: Sequence[float], questions: Sequence[Question]) -> tuple[str, ...]:
    """Return the words of answers for a legend: their own where all questions share them, else lowest and highest."""
    numbers = [speech.plain(level) for level in levels]
    words = {tuple(speech.text(question.answers.get(round(level), {})) for level in levels) for question in questions}
    if len(words) == 1 and all(shared := next(iter(words))):
        return tuple(f"{number} {word}" for number, word in zip(numbers, shared, strict=True))
    numbers[0] = speech.say("level-lowest", level=numbers[0])
    numbers[-1] = speech.say("level-highest", level=numbers[-1])
    return tuple(numbers)


def _twin(speech: Speech, caption: str, keys: Sequence[Category], rows: Sequence[tuple[str, ItemAnswers]]) -> Table:
    heads = (*columns(speech, (":criterion", "n")), *(Column(key.word, "number") for key in keys))
    found = []
    for label, answers in rows:
        shares = [Number(share, speech.percent(share)) for share in answers.shares]
        found.append(Row((Text(label), Number(answers.n, speech.count(answers.n)), *shares)))
    return Table(caption, heads, tuple(found))
