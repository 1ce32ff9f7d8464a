"""Every criterion of a part of the tree: a figure with intervals, and the table of weights and scores."""

from collections.abc import Sequence

from berdaya.instrument.model import Node
from berdaya.report.charts import dot_pages, dots
from berdaya.report.composite import placed
from berdaya.report.model import Block, Cell, Figure, Heading, Number, Row, Table, Text
from berdaya.report.sections.cells import (
    category_cell,
    columns,
    dot,
    extremes,
    ideal_cell,
    interval_cell,
    number_cell,
    pictures,
    remarks,
    ruler,
    sure_cell,
    twin,
    value_cell,
)
from berdaya.report.sections.order import shows_overall
from berdaya.report.sections.score import Score
from berdaya.report.sections.speech import Speech, parts, rich
from berdaya.report.sections.units import by_unit
from berdaya.report.sections.verdict import score_sentence
from berdaya.report.sections.views import View, tree_of, whole_score

_COLUMNS = (
    ":criterion",
    "weight",
    "score",
    "weight-score",
    "ideal",
    "interval",
    "#category",
    "sure",
    "n",
)


def criteria_blocks(speech: Speech, view: View) -> tuple[Block, ...]:
    """Return, for each part of the tree, a sentence, the figure and the table of its criteria."""
    blocks: list[Block] = []
    root = tree_of(speech, view)
    for part, leaves in sorted(parts(root), key=lambda part: part[0] is root and speech.findings.composite == "last"):
        score = whole_score(speech, part.key, view)
        blocks.append(Heading(2, view.titled(speech.label(part.key))))
        if part is not root or shows_overall(speech):
            blocks.append(_sentence(speech, score, part))
        if score.value is not None or score.hidden or any(_there(speech, leaf, view) for leaf in leaves):
            blocks += [*_figures(speech, part, leaves, view), _table(speech, part, leaves, view)]
    return tuple(blocks)


def _there(speech: Speech, leaf: Node, view: View) -> bool:
    return whole_score(speech, leaf.key, view).value is not None


def _sentence(speech: Speech, score: Score, part: Node) -> Block:
    note = speech.advice(part)
    text = score_sentence(speech, score, speech.label(part.key))
    return rich(f"{text} {note}".strip())


def _parent(speech: Speech, leaf: Node) -> str:
    return speech.findings.instrument.parents.get(leaf.key, "")


def _figures(speech: Speech, part: Node, leaves: Sequence[Node], view: View) -> tuple[Figure, ...]:
    scores = {leaf.key: whole_score(speech, leaf.key, view) for leaf in leaves}
    label = speech.label(part.key)
    rows = [dot(speech, scores[leaf.key], speech.label(leaf.key), _variable(speech, part, leaf)) for leaf in leaves]
    caption = view.titled(speech.say("criteria-figure", part=label, level=speech.level))
    named = [(speech.label(key), score) for key, score in scores.items()]
    alt = f"{caption}. {extremes(speech, named)}"
    note = remarks(speech, scores.values(), speech.say("dot-note", level=speech.level))
    figures, start = [], 0
    for page in dot_pages(rows):
        here = named[start : start + len(page)]
        start += len(page)
        spec = dots(page, ruler(speech), speech.lang, alt)
        figures.append(Figure(spec, caption, alt, twin(speech, caption, here), note))
    return pictures(figures, speech)


def _variable(speech: Speech, part: Node, leaf: Node) -> str:
    parent = _parent(speech, leaf)
    return speech.label(parent) if parent != part.key else ""


def _table(speech: Speech, part: Node, leaves: Sequence[Node], view: View) -> Table:
    wanted = {leaf.key for leaf in leaves}
    rows, scores = [], []
    top, *below = _below(part, wanted)
    is_root = part.key == speech.findings.instrument.root.key
    for node, depth in placed(speech.findings.composite, top, below) if is_root else (top, *below):
        score = whole_score(speech, node.key, view)
        scores.append(score)
        rows.append(Row(_cells(speech, node, score, max(depth - 1, 0)), strong=node.question is None))
    caption = view.titled(speech.say("criteria-caption", part=speech.label(part.key)))
    note = remarks(speech, scores, by_unit(speech, "criteria-note", "criteria-note-units"), _coverage(speech, scores))
    return Table(caption, columns(speech, _COLUMNS), tuple(rows), note)


def _coverage(speech: Speech, scores: Sequence[Score]) -> str:
    """The range of coverage of the criteria."""
    leaves = [s for s in scores if speech.findings.instrument.node(s.key).question is not None]
    shares = [score.coverage for score in leaves if score.coverage is not None]
    if not shares:
        return ""
    low, high = speech.percent(min(shares)), speech.percent(max(shares))
    return speech.say("coverage-one", share=low) if low == high else speech.say("coverage-range", low=low, high=high)


def _below(part: Node, wanted: set[str]) -> list[tuple[Node, int]]:
    """The part and the nodes below it that lead to wanted questions, with their depths."""
    found: list[tuple[Node, int]] = []

    def walk(node: Node, depth: int) -> None:
        if any(one.key in wanted for one in node.walk()):
            found.append((node, depth))
            for child in node.children:
                walk(child, depth + 1)

    walk(part, 0)
    return found


def _cells(speech: Speech, node: Node, score: Score, depth: int) -> tuple[Cell, ...]:
    product = None if score.value is None else node.weight * score.value
    root = node.key == speech.findings.instrument.root.key
    return (
        Text(speech.label(node.key), depth),
        Number(node.weight, "" if root else speech.plain(node.weight)),
        value_cell(speech, score),
        Number(None, "") if root else number_cell(speech, score, product, speech.score(product)),
        ideal_cell(speech, score),
        interval_cell(speech, score),
        category_cell(speech, score),
        sure_cell(speech, score),
        number_cell(speech, score, score.n, speech.count(score.n)),
    )
