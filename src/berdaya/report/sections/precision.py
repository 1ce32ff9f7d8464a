"""Annex for the statistician: errors, degrees of freedom, design effects and bounds of every node and criterion."""

from berdaya.report.composite import placed
from berdaya.report.model import Block, Cell, Heading, Row, Table, Text
from berdaya.report.sections.cells import columns, number_cell, remarks, value_cell
from berdaya.report.sections.score import Score
from berdaya.report.sections.speech import Speech
from berdaya.report.sections.units import outside_bounds
from berdaya.report.sections.views import View, tree_of, views, whole_score
from berdaya.words.format import number

_COLUMNS = (
    ":node",
    ":key",
    "score",
    "se",
    "df",
    "deff",
    "n",
    "persons",
    "groups",
    "coverage",
    "lost",
    "lowest",
    "highest",
)


def section(speech: Speech) -> tuple[Block, ...]:
    """Return the annex."""
    tables = [_table(speech, view) for view in views(speech)]
    return (Heading(1, speech.say("annex-precision"), "annex-precision"), *tables)


def _table(speech: Speech, view: View) -> Table:
    rows, scores = [], []
    step = 0 if speech.findings.composite == "first" else 1
    root, *below = tree_of(speech, view).walk()
    depths = {root.key: 0}
    for node in below:
        depths[node.key] = depths[speech.findings.instrument.parents[node.key]] + 1
    for node in placed(speech.findings.composite, root, below):
        score = whole_score(speech, node.key, view)
        scores.append(score)
        cells = (Text(speech.label(node.key), max(depths[node.key] - step, 0)), Text(node.key), *_cells(speech, score))
        rows.append(Row(cells, strong=node.question is None))
    caption = view.titled(speech.say("precision-caption"))
    note = remarks(speech, scores, speech.say("precision-note"), outside_bounds(speech, scores))
    return Table(caption, columns(speech, _COLUMNS), tuple(rows), note)


def _cells(speech: Speech, score: Score) -> tuple[Cell, ...]:
    sampled = not score.exact
    return (
        value_cell(speech, score),
        number_cell(speech, score, score.se if sampled else None, number(score.se, 4, speech.lang)),
        number_cell(speech, score, score.df if sampled else None, speech.plain(score.df or 0.0)),
        number_cell(speech, score, score.deff if sampled else None, number(score.deff, 2, speech.lang)),
        number_cell(speech, score, score.n, speech.count(score.n)),
        number_cell(speech, score, score.persons, speech.count(score.persons)),
        number_cell(speech, score, score.groups, speech.count(score.groups)),
        number_cell(speech, score, score.coverage, speech.percent(score.coverage)),
        number_cell(speech, score, score.lost, speech.percent(score.lost)),
        number_cell(speech, score, score.lowest, speech.score(score.lowest)),
        number_cell(speech, score, score.highest, speech.score(score.highest)),
    )
