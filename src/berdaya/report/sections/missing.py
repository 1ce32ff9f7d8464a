"""What was not answered, and how far the scores could move if it had been."""

from berdaya.report.model import Block, Cell, Heading, Row, Table, Text
from berdaya.report.sections.cells import columns, number_cell, remarks, value_cell
from berdaya.report.sections.order import tree_rows
from berdaya.report.sections.score import Score
from berdaya.report.sections.speech import Speech
from berdaya.report.sections.units import by_unit, outside_bounds
from berdaya.report.sections.views import View, tree_of, views, whole_score

_COLUMNS = (":node", "score", "coverage", "lost", "lowest", "highest")


def section(speech: Speech) -> tuple[Block, ...]:
    """Return the missing data."""
    counts = speech.findings.response.counts
    missing = sum(counts.missing.values())
    values = {
        "cells": speech.count(counts.cells),
        "missing": speech.count(missing),
        "share": speech.percent(missing / counts.cells if counts.cells else None),
    }
    return (
        Heading(1, speech.say("missing"), "missing"),
        speech.tell("missing-opening", **values),
        *(table for view in views(speech) if (table := _table(speech, view)).rows),
    )


def _table(speech: Speech, view: View) -> Table:
    rows, scores, bare = [], [], []
    for node, indent, strong in tree_rows(speech, tree_of(speech, view)):
        score = whole_score(speech, node.key, view)
        scores.append(score)
        bare.append(score.bare)
        rows.append(Row((Text(speech.label(node.key), indent), *_cells(speech, score)), strong=strong))
    caption = view.titled(speech.say("missing-caption"))
    note = remarks(speech, bare, by_unit(speech, "missing-note", "missing-note-units"), outside_bounds(speech, scores))
    return Table(caption, columns(speech, _COLUMNS), tuple(rows), note)


def _cells(speech: Speech, score: Score) -> tuple[Cell, ...]:
    return (
        value_cell(speech, score),
        number_cell(speech, score, score.coverage, speech.percent(score.coverage)),
        number_cell(speech, score, score.lost, speech.percent(score.lost)),
        number_cell(speech, score, score.lowest, speech.score(score.lowest)),
        number_cell(speech, score, score.highest, speech.score(score.highest)),
    )
