"""The scores: the tree at a glance, then overall, analyses and variables, then every criterion."""

from collections.abc import Sequence

from berdaya.instrument.model import Node
from berdaya.report.charts import TreeNode, tree_overview
from berdaya.report.model import Block, Figure, Heading, Row, Table, Text
from berdaya.report.sections.cells import (
    category_cell,
    columns,
    extremes,
    ideal_cell,
    interval_cell,
    number_cell,
    remarks,
    sure_cell,
    twin,
    value_cell,
    value_text,
)
from berdaya.report.sections.criteria import criteria_blocks
from berdaya.report.sections.roles import role_blocks
from berdaya.report.sections.score import Score, unsure
from berdaya.report.sections.speech import Speech, inner
from berdaya.report.sections.views import View, tree_of, views, whole_score
from berdaya.report.sections.waves import wave_blocks
from berdaya.words.format import number

_MOST_BOXES = 24  # boxes of the deepest column that fit a page
_COLUMNS = (":node", "score", "ideal", "se", "interval", "#category", "sure", "distance")


def section(speech: Speech) -> tuple[Block, ...]:
    """Return the scores."""
    blocks: list[Block] = [Heading(1, speech.say("scores"), "scores")]
    for view in views(speech):
        blocks += [_overview(speech, view), Heading(2, view.titled(speech.say("scores-nodes"))), _nodes(speech, view)]
        blocks += criteria_blocks(speech, view)
        blocks += wave_blocks(speech, view)
    return (*blocks, *role_blocks(speech))


def shown_levels(root: Node) -> tuple[tuple[Node, int], ...]:
    """Return the nodes of the overview with their depths: as many levels with children as fit, two below the root at most."""
    for depth in (2, 1):
        nodes = inner(root, depth)
        if sum(at == depth for _, at in nodes) <= _MOST_BOXES:
            return nodes
    return inner(root, 0)


def _overview(speech: Speech, view: View) -> Figure:
    instrument, level = speech.findings.instrument, speech.findings.settings.confidence
    scores = [whole_score(speech, node.key, view) for node, _ in shown_levels(tree_of(speech, view))]
    boxes = [
        TreeNode(
            score.key,
            instrument.parents.get(score.key, ""),
            speech.label(score.key),
            value_text(speech, score),
            speech.band(score.band),
            speech.surely(score.sure) if unsure(score, level) else "",
        )
        for score in scores
    ]
    caption = view.titled(speech.say("overview-caption"))
    rows = [(speech.label(score.key), score) for score in scores]
    alt = f"{caption}. {extremes(speech, rows)}"
    spec = tree_overview(boxes, speech.lang, alt)
    note = speech.say("overview-note", level=speech.level) if any(unsure(score, level) for score in scores) else ""
    return Figure(spec, caption, alt, twin(speech, caption, rows), remarks(speech, _marks(scores), note))


def _marks(scores: Sequence[Score]) -> list[Score]:
    """Scores of which only the marks need a remark."""
    return [Score(score.key, hidden=score.hidden, small=score.small) for score in scores]


def _nodes(speech: Speech, view: View) -> Table:
    rows, scores = [], []
    for node, depth in inner(tree_of(speech, view)):
        score = whole_score(speech, node.key, view)
        scores.append(score)
        rows.append(_row(speech, score, depth))
    caption = view.titled(speech.say("nodes-caption"))
    return Table(caption, columns(speech, _COLUMNS), tuple(rows), remarks(speech, scores, speech.say("nodes-note")))


def _row(speech: Speech, score: Score, depth: int) -> Row:
    return Row(
        (
            Text(speech.label(score.key), depth),
            value_cell(speech, score),
            ideal_cell(speech, score),
            number_cell(speech, score, None if score.exact else score.se, number(score.se, 3, speech.lang)),
            interval_cell(speech, score),
            category_cell(speech, score),
            sure_cell(speech, score),
            number_cell(speech, score, score.distance, speech.change(score.distance)),
        ),
        strong=depth < 2,
    )
