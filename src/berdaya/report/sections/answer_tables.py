"""Annex: counts and weighted shares of every answer and of every reason why one is missing."""

from collections.abc import Sequence

from berdaya.estimates.publish import SMALL
from berdaya.instrument.model import Node
from berdaya.report.model import Block, Cell, Column, Heading, Number, Row, Table, Text
from berdaya.report.sections.answers import leaf_label
from berdaya.report.sections.cells import columns, heading, hidden_note, small_note
from berdaya.report.sections.items import ItemAnswers, item_answers, reported_roles
from berdaya.report.sections.response import reason_words
from berdaya.report.sections.speech import Speech, parts
from berdaya.words.format import NOTHING

_MOST_COLUMNS = 7  # answers that have a column each
_Rows = Sequence[tuple[Node, str, ItemAnswers]]


def section(speech: Speech) -> tuple[Block, ...]:
    """Return the tables of answers, one a role and kind of answers."""
    tables = [table for role in reported_roles(speech) for table in _tables(speech, role)]
    if not tables:
        return ()
    return (Heading(1, speech.say("annex-answers"), "annex-answers"), *tables)


def _tables(speech: Speech, role: str) -> list[Table]:
    sets: dict[tuple[float, ...], list[tuple[Node, str, ItemAnswers]]] = {}
    for part, leaves in parts(speech.findings.instrument.root):
        for leaf in leaves:
            answers = item_answers(speech, leaf.key, role)
            if answers is not None:
                columned = answers.levels if len(answers.levels) <= _MOST_COLUMNS else ()
                sets.setdefault(columned, []).append((leaf, speech.label(part.key), answers))
    return [_table(speech, _caption(speech, role, rows, len(sets)), levels, rows) for levels, rows in sets.items()]


def _caption(speech: Speech, role: str, rows: _Rows, tables: int) -> str:
    """The caption; of several tables each names its scale, where it has one."""
    caption = speech.say("answer-tables-caption", role=speech.role(role))
    levels = {answers.levels for _, _, answers in rows}
    if tables == 1 or len(levels) > 1 or levels == {()}:
        return caption
    ends = next(iter(levels))
    values = {"low": speech.plain(ends[0]), "high": speech.plain(ends[-1])}
    return speech.say("answers-caption-scale", caption=caption, **values)


def _table(speech: Speech, caption: str, levels: tuple[float, ...], rows: _Rows) -> Table:
    reasons = _reasons(rows)
    heads = [*columns(speech, (":criterion", "n"))]
    heads += [Column(speech.plain(level), "number") for level in levels]
    if not levels:
        heads += columns(speech, (":each-answer",))
    heads += [Column(reason_words(speech, rows[0][2].reasons[place]), "number") for place in reasons]
    heads += columns(speech, ("coverage",))
    found: list[Row] = []
    part = ""
    for leaf, name, answers in rows:
        if name != part:
            found.append(heading(name, len(heads)))
            part = name
        found.append(Row((Text(leaf_label(speech, leaf), 1), *_cells(speech, answers, bool(levels), reasons))))
    notes = [speech.say("answer-tables-note")]
    if any(answers.hidden for _, _, answers in rows):
        notes.append(hidden_note(speech))
    if any(answers.small for _, _, answers in rows):
        notes.append(small_note(speech))
    return Table(caption, tuple(heads), tuple(found), " ".join(notes))


def _reasons(rows: _Rows) -> list[int]:
    """The places of the reasons that occur at all."""
    shown = [answers.missing for _, _, answers in rows if not answers.hidden]
    places = range(len(rows[0][2].reasons))
    return [place for place in places if any(missing[place] for missing in shown)]


def _cells(speech: Speech, answers: ItemAnswers, columned: bool, reasons: Sequence[int]) -> list[Cell]:
    if answers.hidden:
        mark = speech.say("hidden")
        width = 2 + (len(answers.levels) if columned else 1) + len(reasons)
        return [Number(None, mark) for _ in range(width)]
    each = [
        f"{speech.count(count)} ({speech.percent(share)})" if count else "0"
        for count, share in zip(answers.counts, answers.shares, strict=True)
    ]
    cells: list[Cell] = [Number(answers.n, f"{speech.count(answers.n)}{SMALL if answers.small else ''}")]
    if columned:
        cells += [Number(count, text) for count, text in zip(answers.counts, each, strict=True)]
    else:
        pairs = zip(answers.levels, answers.counts, each, strict=True)
        cells.append(
            Text("; ".join(f"{speech.plain(level)}: {text}" for level, count, text in pairs if count) or NOTHING)
        )
    cells += [Number(answers.missing[place], speech.count(answers.missing[place])) for place in reasons]
    cells.append(Number(answers.coverage, speech.percent(answers.coverage)))
    return cells
