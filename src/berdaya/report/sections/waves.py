"""What was asked in an earlier wave too: the scores side by side, and what changed since the wave before."""

from collections.abc import Iterable
from dataclasses import dataclass
from math import isfinite

from berdaya.estimates.change import Direction
from berdaya.report.composite import placed
from berdaya.report.model import Block, Cell, Column, Heading, Interval, Number, Row, Table, Text
from berdaya.report.sections.cells import columns, left_out, marked, remarks, value_cell
from berdaya.report.sections.score import Score
from berdaya.report.sections.speech import Speech, rich
from berdaya.report.sections.views import View, earlier_score, whole_score
from berdaya.words.format import NOTHING, interval

_NO_MARKS = Score("")


@dataclass(frozen=True, slots=True)
class Moved:
    """A change since the wave before as a section may show it; None is what does not exist.

    `marks` are those of the two scores: few persons, and rules of publication that either is beyond.
    """

    value: float | None = None
    low: float | None = None
    high: float | None = None
    direction: Direction = ""
    marks: Score = _NO_MARKS
    hidden: bool = False
    exact: bool = False


def moved(speech: Speech, key: str, view: View) -> Moved:
    """Return the change of a node's score since the wave before; an empty one where there is none."""
    change, whole = speech.findings.change, speech.findings.whole
    labels = whole.domains[view.domain] if view.domain < len(whole.domains) else None
    if change is None or labels not in change.domains:
        return Moved()
    place = change.domains.index(labels), change.at(key)
    few = bool(change.suppressed[place])
    if few and speech.findings.settings.profile == "public":
        return Moved(hidden=True)
    scores = (whole_score(speech, key, view), earlier_score(speech, list(speech.findings.earlier)[-1], key, view))
    value, low, high = (float(part[place]) for part in (change.value, change.low, change.high))
    return Moved(
        value=value if isfinite(value) else None,
        low=low if isfinite(low) else None,
        high=high if isfinite(high) else None,
        direction=change.direction[place[0]][place[1]],
        marks=Score(
            key,
            value if isfinite(value) else None,
            small=few,
            beyond=tuple(dict.fromkeys(rule for one in scores for rule in one.beyond)),
        ),
        exact=bool(change.exact[place]),
    )


def moved_interval(speech: Speech, change: Moved) -> str:
    """Return the interval of a change as it is printed; none where nothing was sampled."""
    return NOTHING if change.exact else interval(change.low, change.high, 2, speech.lang)


def wave_blocks(speech: Speech, view: View) -> tuple[Block, ...]:
    """Return the table of nodes that an earlier wave has a score of; nothing where none has."""
    findings = speech.findings
    rows: list[Row] = []
    scores: list[Score] = []
    changes: list[Moved] = []
    root, *below = findings.instrument.nodes
    for node in placed(findings.composite, root, below):
        now = whole_score(speech, node.key, view)
        then = [earlier_score(speech, wave, node.key, view) for wave in findings.earlier]
        if any(score.value is not None or score.hidden for score in then):
            changes.append(moved(speech, node.key, view))
            rows.append(_row(speech, node.key, [*then, now], changes[-1]))
            scores += [s.bare for s in (*then, now)]
    if not rows:
        return ()
    heads = (
        *columns(speech, (":node",)),
        *(Column(speech.wave(wave), "number") for wave in (*findings.earlier, findings.wave)),
        *columns(speech, ("change", "interval", ":direction")),
    )
    before = speech.wave(list(findings.earlier)[-1])
    note = speech.say("waves-note", wave=before, margin=speech.percent(findings.settings.same_within, 0))
    table = Table(view.titled(speech.say("waves-caption")), heads, tuple(rows), remarks(speech, scores, note))
    counts, beyond = _counts(speech, changes), left_out(speech, [change.marks for change in changes], "parts")
    told = [speech.say("waves-opening", wave=before, counts=counts)] if counts or not beyond else []
    opening = rich(" ".join([*told, *([beyond] if beyond else [])]))
    return (Heading(2, view.titled(speech.say("waves"))), opening, table)


def _counts(speech: Speech, changes: Iterable[Moved]) -> str:
    """How many parts went each way, of those that sentences may use."""
    found = [change.direction for change in changes if change.direction and not change.marks.beyond]
    ways = ("up", "same", "down", "unsure")
    return speech.listed(
        [f"{speech.count(found.count(way))} {speech.say(f'direction-{way}')}" for way in ways if way in found]
    )


def _row(speech: Speech, key: str, scores: list[Score], change: Moved) -> Row:
    node = speech.findings.instrument.node(key)
    depth = _depth(speech, key) - 1
    values = [value_cell(speech, score) for score in scores]
    cells: list[Cell] = [Text(speech.label(key), max(depth, 0)), *values, *_change_cells(speech, change)]
    return Row(tuple(cells), strong=node.question is None)


def _change_cells(speech: Speech, change: Moved) -> tuple[Number, Interval, Text]:
    if change.hidden:
        mark = speech.say("hidden")
        return Number(None, mark), Interval(None, None, mark), Text(mark)
    low, high = (None, None) if change.exact else (change.low, change.high)
    way = speech.say(f"direction-{change.direction}") if change.direction else NOTHING
    number = marked(change.value, speech.change(change.value), change.marks)
    return number, Interval(low, high, moved_interval(speech, change)), Text(way)


def _depth(speech: Speech, key: str) -> int:
    depth, parents = 0, speech.findings.instrument.parents
    while key in parents:
        key, depth = parents[key], depth + 1
    return depth
