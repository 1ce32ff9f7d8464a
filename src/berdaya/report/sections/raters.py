"""How far raters of the same groups agree: part of the chapter on the quality of the instrument."""

from collections.abc import Iterator
from math import isfinite

from berdaya.estimates.reliability.rater_agreement import RaterAgreement
from berdaya.report.model import Block, Cell, Column, Heading, Interval, Number, Row, Table, Text
from berdaya.report.sections.cells import heading
from berdaya.report.sections.order import shows_overall
from berdaya.report.sections.speech import Speech, rich
from berdaya.words.format import interval, number
from berdaya.words.say import say

DIGITS = 2
KINDS = ("ICC2", "ICC3")


def rater_blocks(speech: Speech) -> tuple[Block, ...]:
    """Return how far raters agree; nothing where no group was rated twice."""
    root = speech.findings.instrument.root.key
    found = [one for one in speech.findings.raters if shows_overall(speech) or one.node != root]
    if not found:
        return ()
    names = ("units", "raters", "ordinal-ratings", "interval-ratings", "linear", "quadratic")
    kinds = tuple(kind for kind in KINDS if any(one.of(kind) for one in found))
    heads = [_say(speech, f"head-{name}") for name in names] + ["ICC1", _say(speech, "head-interval"), *kinds]
    columns = (Column(_say(speech, "head-item")), *(Column(head, "number") for head in heads))
    rows: list[Row] = []
    for role in dict.fromkeys(one.role for one in found):
        rows.append(heading(speech.role(role), len(columns)))
        rows += [Row(tuple(_cells(speech, one, kinds))) for one in found if one.role == role]
    noted = dict.fromkeys(one.note for one in found if one.note)
    notes = [_say(speech, "raters-note")]
    for note in noted:
        named = [speech.label(one.node) for one in found if one.note == note]
        words = _say(speech, f"note-{note}")
        some = f"{'; '.join(dict.fromkeys(named))}: {words}." if len(named) < len(found) else ""
        notes.append(some or f"{words[:1].upper()}{words[1:]}.")
    return (
        Heading(2, _say(speech, "raters")),
        rich(_say(speech, "raters-opening")),
        Table(_say(speech, "raters-table"), columns, tuple(rows), " ".join(notes)),
    )


def _say(speech: Speech, name: str, /, **values: object) -> str:
    return say(f"reliability.{name}", speech.lang, **values)


def _cells(speech: Speech, one: RaterAgreement, kinds: tuple[str, ...]) -> Iterator[Cell]:
    yield Text(speech.label(one.node), 1)
    yield Number(one.units, speech.count(one.units))
    yield Number(one.raters, speech.count(one.raters))
    for value in (one.ordinal, one.interval, one.linear, one.quadratic):
        yield _number(speech, value)
    first = one.of("ICC1")
    yield _number(speech, first.value if first else float("nan"))
    low, high = (first.low, first.high) if first else (None, None)
    yield Interval(low, high, interval(low, high, DIGITS, speech.lang))
    for kind in kinds:
        found = one.of(kind)
        yield _number(speech, found.value if found else float("nan"))


def _number(speech: Speech, value: float) -> Number:
    return Number(value if isfinite(value) else None, number(value, DIGITS, speech.lang))
