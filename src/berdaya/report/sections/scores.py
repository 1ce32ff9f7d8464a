"""The scores: the tree at a glance, then overall, analyses and variables, then every criterion."""

from berdaya.instrument.model import Node
from berdaya.report.charts import TreeNode, tree_overview
from berdaya.report.composite import placed
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
from berdaya.report.sections.order import shows_overall, tree_rows
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
        blocks += _overview(speech, view)
        if tree_rows(speech, tree_of(speech, view)):
            head = speech.say("scores-nodes" if shows_overall(speech) else "scores-parts")
            blocks += [Heading(2, view.titled(head)), _nodes(speech, view)]
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


def _overview(speech: Speech, view: View) -> tuple[Figure, ...]:
    """The tree as a figure; none where no part of it is shown."""
    instrument, level = speech.findings.instrument, speech.findings.settings.confidence
    root, *below = [node for node, _ in shown_levels(tree_of(speech, view))]
    shown = placed(speech.findings.composite, root, below)
    if not shown:
        return ()
    scores = [whole_score(speech, node.key, view) for node in shown]
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
    boxes.sort(key=lambda box: box.key != root.key)  # a tree is drawn from its root
    spec = tree_overview(boxes, speech.lang, alt, last=speech.findings.composite == "last")
    note = speech.say("overview-note", level=speech.level) if any(unsure(score, level) for score in scores) else ""
    note = remarks(speech, [score.bare for score in scores], note)
    return (Figure(spec, caption, alt, twin(speech, caption, rows), note),)


def _nodes(speech: Speech, view: View) -> Table:
    rows, scores = [], []
    for node, indent, strong in tree_rows(speech, tree_of(speech, view)):
        score = whole_score(speech, node.key, view)
        scores.append(score)
        rows.append(_row(speech, score, indent, strong=strong))
    caption = view.titled(speech.say("nodes-caption"))
    return Table(caption, columns(speech, _COLUMNS), tuple(rows), remarks(speech, scores, speech.say("nodes-note")))


def _row(speech: Speech, score: Score, indent: int, *, strong: bool) -> Row:
    return Row(
        (
            Text(speech.label(score.key), indent),
            value_cell(speech, score),
            ideal_cell(speech, score),
            number_cell(speech, score, None if score.exact else score.se, number(score.se, 3, speech.lang)),
            interval_cell(speech, score),
            category_cell(speech, score),
            sure_cell(speech, score),
            number_cell(speech, score, score.distance, speech.change(score.distance)),
        ),
        strong=strong,
    )
