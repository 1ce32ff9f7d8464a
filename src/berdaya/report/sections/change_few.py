"""The change with few sampling units: intervals that hold better, beside the usual ones."""

from collections.abc import Iterator
from math import isfinite

import numpy as np

from berdaya.estimates.change.change import Change
from berdaya.estimates.change.few_psus import FEW, FewPsus
from berdaya.report.model import Block, Cell, Column, Heading, Interval, Number, Row, Table, Text
from berdaya.report.sections.cells import as_if, columns, marked
from berdaya.report.sections.change_marks import changed_marks, mark_notes, words_of
from berdaya.report.sections.order import main_nodes
from berdaya.report.sections.speech import Speech, rich
from berdaya.words.format import interval, p_value


def few_blocks(speech: Speech, few: FewPsus | None) -> tuple[Block, ...]:
    """Return the changes of the main scores with intervals for few sampling units; nothing where there are many."""
    change = speech.findings.change
    if few is None or change is None or not few_there(few):
        return ()
    nodes = [node.key for node in main_nodes(speech, speech.findings.instrument.root)]
    there = [key for key in nodes if isfinite(few.se[0, change.at(key)])]
    if not there:
        return ()
    heads = (*columns(speech, (":node", "change", "interval")), *few_heads(speech, few))
    rows = tuple(Row((Text(speech.label(key)), *_cells(speech, change, few, key))) for key in there)
    marks = [changed_marks(speech, key) for key in there]
    notes = (*few_note(speech, few), as_if(speech), *mark_notes(speech, marks, [speech.label(key) for key in there]))
    table = Table(words_of(speech, "few-table"), heads, rows, " ".join(note for note in notes if note))
    opening = words_of(speech, "few-opening", psus=speech.count(float(few.psus[0])), few=FEW)
    return (Heading(2, words_of(speech, "few")), rich(opening), table)


def few_there(few: FewPsus) -> bool:
    """Whether anything rests on few sampling units."""
    return bool(np.isfinite(few.se).any())


def few_heads(speech: Speech, few: FewPsus) -> tuple[Column, ...]:
    """Return the heads of `few_cells`."""
    if not few_there(few):
        return ()
    wild = (Column(words_of(speech, "head-p"), "number"),) if np.isfinite(few.p).any() else ()
    return (Column(words_of(speech, "head-few"), "number"), *wild)


def few_cells(speech: Speech, few: FewPsus, d: int, at: int, *, hidden: bool = False) -> Iterator[Cell]:
    """Yield the interval and the p-value of a node; none where nothing rests on few sampling units."""
    if not few_there(few):
        return
    mark, p = speech.say("hidden"), float(few.p[d, at])
    ends = [float(part[d, at]) for part in (few.low, few.high)]
    low, high = (None if hidden or not isfinite(end) else end for end in ends)
    yield Interval(low, high, mark if hidden else interval(low, high, 2, speech.lang))
    if np.isfinite(few.p).any():
        yield Number(None if hidden or not isfinite(p) else p, mark if hidden else p_value(p, speech.lang))


def few_note(speech: Speech, few: FewPsus) -> tuple[str, ...]:
    """Return what the interval and the p-value are."""
    if not few_there(few):
        return ()
    if not np.isfinite(few.p).any():
        return (words_of(speech, "few-note-strata"),)
    return (words_of(speech, "few-note", patterns=speech.count(float(few.patterns.max())), seed=few.seed),)


def _cells(speech: Speech, change: Change, few: FewPsus, key: str) -> Iterator[Cell]:
    at, marks = change.at(key), changed_marks(speech, key)
    if marks.small and speech.findings.settings.profile == "public":
        yield Number(None, speech.say("hidden"))
        yield Interval(None, None, speech.say("hidden"))
        yield from few_cells(speech, few, 0, at, hidden=True)
        return
    value, low, high = (float(part[0, at]) for part in (change.value, change.low, change.high))
    yield marked(value, speech.change(value), marks)
    yield Interval(low, high, interval(low, high, 2, speech.lang))
    yield from few_cells(speech, few, 0, at)
