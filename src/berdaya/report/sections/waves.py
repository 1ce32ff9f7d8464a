"""What was asked in an earlier wave too: the scores side by side. Perceived change, not impact."""

from berdaya.report.composite import placed
from berdaya.report.model import Block, Column, Heading, Number, Row, Table, Text
from berdaya.report.sections.cells import columns, marked, remarks, value_cell
from berdaya.report.sections.score import Score
from berdaya.report.sections.speech import Speech
from berdaya.report.sections.views import View, earlier_score, whole_score


def wave_blocks(speech: Speech, view: View) -> tuple[Block, ...]:
    """Return the table of nodes that an earlier wave has a score of; nothing where none has."""
    findings = speech.findings
    rows: list[Row] = []
    scores: list[Score] = []
    root, *below = findings.instrument.nodes
    for node in placed(findings.composite, root, below):
        now = whole_score(speech, node.key, view)
        then = [earlier_score(speech, wave, node.key, view) for wave in findings.earlier]
        if any(score.value is not None or score.hidden for score in then):
            rows.append(_row(speech, node.key, then, now))
            scores += [s.bare for s in (*then, now)]
    if not rows:
        return ()
    heads = (
        *columns(speech, (":node",)),
        *(Column(speech.wave(wave), "number") for wave in (*findings.earlier, findings.wave)),
        *columns(speech, ("change",)),
    )
    caption = view.titled(speech.say("waves-caption"))
    table = Table(caption, heads, tuple(rows), remarks(speech, scores, speech.say("waves-note")))
    return (Heading(2, view.titled(speech.say("waves"))), speech.tell("perceived"), table)


def _row(speech: Speech, key: str, then: list[Score], now: Score) -> Row:
    first = next((score for score in then if score.value is not None), Score(key))
    change = None
    if first.value is not None and now.value is not None:
        change = round(now.value, 9) - round(first.value, 9)
    hidden = now.hidden or any(score.hidden for score in then)
    gap = Number(None, speech.say("hidden")) if hidden else marked(change, speech.change(change), first, now)
    node = speech.findings.instrument.node(key)
    depth = _depth(speech, key) - 1
    cells = (*(value_cell(speech, score) for score in then), value_cell(speech, now), gap)
    return Row((Text(speech.label(key), max(depth, 0)), *cells), strong=node.question is None)


def _depth(speech: Speech, key: str) -> int:
    depth, parents = 0, speech.findings.instrument.parents
    while key in parents:
        key, depth = parents[key], depth + 1
    return depth
