"""What was asked in an earlier wave too: the scores side by side, and what changed since the wave before."""

from collections.abc import Iterable

from berdaya.report.composite import placed
from berdaya.report.model import Block, Cell, Column, Heading, Row, Table, Text
from berdaya.report.sections.cells import columns, left_out, remarks, value_cell
from berdaya.report.sections.change import Moved, direction_note, moved, moved_cells, wave_before
from berdaya.report.sections.score import Score
from berdaya.report.sections.speech import Speech, rich
from berdaya.report.sections.views import View, earlier_score, whole_score


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
    before = speech.wave(wave_before(speech))
    note = f"{direction_note(speech)} {speech.say('waves-note')}"
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
    cells: list[Cell] = [Text(speech.label(key), max(depth, 0)), *values, *moved_cells(speech, change)]
    return Row(tuple(cells), strong=node.question is None)


def _depth(speech: Speech, key: str) -> int:
    depth, parents = 0, speech.findings.instrument.parents
    while key in parents:
        key, depth = parents[key], depth + 1
    return depth
