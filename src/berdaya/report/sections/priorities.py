"""Importance and performance of the criteria: which come first."""

from collections.abc import Sequence
from math import isfinite

from berdaya.estimates.drivers.influence import Influence
from berdaya.estimates.drivers.priorities import FIELDS, Priorities
from berdaya.report.charts import PriorityMark, PriorityWords, priority_grid
from berdaya.report.model import Block, Column, Figure, Heading, Number, Row, Table, Text
from berdaya.report.sections.cells import as_if, columns, remarks
from berdaya.report.sections.measured import share_span
from berdaya.report.sections.score import Score
from berdaya.report.sections.speech import Speech, rich
from berdaya.report.sections.views import views, whole_score
from berdaya.words.say import say

MOST_NAMED = 6  # criteria that the sentence names
Shown = Sequence[tuple[int, int, Score]]  # number in the table, place among the priorities, score


def priority_blocks(speech: Speech, found: Priorities, influence: Influence) -> tuple[Block, ...]:
    """Return the figure and the table of importance and performance; nothing where fewer than two criteria have both."""
    shown = _shown(speech, found)
    if len(shown) < 2:
        return ()
    sure = [
        found.items[i]
        for _, i, score in shown
        if found.field[i] == "first" and _is_sure(speech, found, i) and score.told
    ]
    told = (
        _say(speech, "priorities-first", names=speech.named(sure[:MOST_NAMED]))
        if sure
        else _say(speech, "priorities-none")
    )
    opening = _say(speech, "priorities-opening", level=speech.level)
    values = {"importance": speech.percent(found.lines[0]), "performance": speech.score(found.lines[1])}
    values |= {"replicates": speech.count(influence.replicates), "seed": str(influence.seed)}
    scores = [score.bare for _, _, score in shown]
    table = _table(
        speech,
        (found, influence),
        shown,
        remarks(speech, scores, _say(speech, "priorities-note", **values), as_if(speech)),
    )
    return (
        Heading(2, _say(speech, "priorities")),
        rich(f"{opening} {told}"),
        _figure(speech, found, shown, table),
        table,
    )


def _say(speech: Speech, name: str, /, **values: object) -> str:
    return say(f"driver_detail.{name}", speech.lang, **values)


def _shown(speech: Speech, found: Priorities) -> Shown:
    """The criteria that may be shown, by field, the most important first, numbered."""
    scores = [whole_score(speech, key, views(speech)[0]) for key in found.items]
    places = [i for i, score in enumerate(scores) if not score.hidden]
    places.sort(key=lambda i: (FIELDS.index(found.field[i]), -float(found.importance[i]), i))
    return [(number, i, scores[i]) for number, i in enumerate(places, 1)]


def _is_sure(speech: Speech, found: Priorities, i: int) -> bool:
    return bool(found.sure[i] >= speech.findings.settings.confidence)


def _figure(speech: Speech, found: Priorities, shown: Shown, table: Table) -> Figure:
    marks = [
        PriorityMark(
            str(place),
            float(found.performance[i]),
            float(found.importance[i]),
            FIELDS.index(found.field[i]),
            _is_sure(speech, found, i),
        )
        for place, i, _ in shown
    ]
    first, keep, later, ample = (_say(speech, f"field-{field}") for field in FIELDS)
    axes = (_say(speech, "axis-performance"), _say(speech, "axis-importance"))
    words = PriorityWords((first, keep, later, ample), *axes)
    caption = _say(speech, "priorities-figure", count=speech.count(len(shown)))
    counts = {field: sum(found.field[i] == field for _, i, _ in shown) for field in FIELDS}
    alt = _say(speech, "priorities-alt", caption=caption, **counts)
    spec = priority_grid(marks, found.lines, words, speech.lang, alt)
    return Figure(spec, caption, alt, table, _say(speech, "priorities-figure-note"))


def _table(speech: Speech, both: tuple[Priorities, Influence], shown: Shown, note: str) -> Table:
    found, _ = both
    head = (
        Column(_say(speech, "head-number")),
        *columns(speech, (":criterion",)),
        Column(_say(speech, "head-importance"), "number"),
        *columns(speech, ("interval",)),
        *(Column(_say(speech, f"head-{name}"), "number") for name in ("performance", "sure")),
    )
    rows: list[Row] = []
    for field in FIELDS:
        own = [one for one in shown if found.field[one[1]] == field]
        if own:
            rows.append(Row((Text(_say(speech, f"field-{field}")), *(Text("") for _ in range(5))), strong=True))
        rows += [_row(speech, both, *one) for one in own]
    return Table(_say(speech, "priorities-table"), head, tuple(rows), note)


def _row(speech: Speech, both: tuple[Priorities, Influence], place: int, i: int, score: Score) -> Row:
    found, influence = both
    mark = "*" if score.small else ""
    sure = float(found.sure[i]) if isfinite(found.sure[i]) else None
    return Row(
        (
            Text(str(place)),
            Text(speech.label(found.items[i])),
            Number(float(found.importance[i]), speech.percent(float(found.importance[i]))),
            share_span(speech, influence.nested, influence.keys.index(found.items[i])),
            Number(float(found.performance[i]), f"{speech.score(float(found.performance[i]))}{mark}", mark),
            Number(sure, speech.surely(sure)),
        )
    )
