"""What the formulas of a workbook give, worked out here too, so that a viewer that does not calculate shows numbers.

Every value is computed from the cells that the formulas read (counts, weights), never copied from the estimates: the
workbook's column of differences is therefore a check.
"""

import math
from dataclasses import dataclass
from typing import Any

import numpy as np

from berdaya.report.workbook.model import AnswerRow, NodeRow, WorkbookContents
from berdaya.stats.aggregate import power_mean
from berdaya.stats.intervals import classify

Floats = np.ndarray[Any, np.dtype[np.float64]]
NAN = float("nan")


@dataclass(frozen=True, slots=True)
class LiveAnswers:
    """The worked-out cells of a row of answers; NaN where a cell shows none."""

    total: float
    weight: float
    asked: float
    coverage: float
    own_mean: float
    mean: float
    role_weight: float
    product: float


@dataclass(frozen=True, slots=True)
class LiveNode:
    """The worked-out cells of a node; `term` is what it adds to its parent's mean, None where a zero vetoes it."""

    score: float
    coverage: float
    asked: float
    counted: float
    product: float
    term: float | None
    band: int


@dataclass(frozen=True, slots=True)
class Live:
    """All worked-out cells, in the order of the contents."""

    answers: tuple[LiveAnswers, ...]
    nodes: tuple[LiveNode, ...]


def work_out(contents: WorkbookContents) -> Live:
    """Return what every formula gives."""
    answers = tuple(_answers(contents, row) for row in contents.answers)
    scores = np.full(len(contents.nodes), NAN)
    coverage, asked = np.zeros(len(contents.nodes)), np.zeros(len(contents.nodes))
    for i in sorted(range(len(contents.nodes)), key=lambda i: -contents.nodes[i].depth):  # parts before what they make
        node = contents.nodes[i]
        if not node.live:
            scores[i] = node.printed.value
            continue
        some = _leaf(node, answers) if not node.children else _branch(contents, node, scores, asked)
        scores[i], coverage[i], takes_part = some
        asked[i] = node.weight if takes_part else 0.0
    parents = {child: node for node in contents.nodes for child in node.children}
    bands = classify(scores, contents.cuts, contents.owner)
    nodes = []
    for i, node in enumerate(contents.nodes):
        counted = 0.0 if math.isnan(scores[i]) else node.weight
        score, share = float(scores[i]), float(coverage[i])
        product = counted * score if counted else 0.0
        term = _term(contents, parents.get(i), counted, score)
        nodes.append(LiveNode(score, share, float(asked[i]), counted, product, term, int(bands[i])))
    return Live(answers, tuple(nodes))


def _answers(contents: WorkbookContents, row: AnswerRow) -> LiveAnswers:
    weight, total = row.weight, row.total
    if row.counts:
        pairs = [(level, count) for level, count in zip(contents.levels, row.counts, strict=True) if count is not None]
        weight, total = sum(count for _, count in pairs), sum(level * count for level, count in pairs)
    asked = weight + sum(m for m, reason in zip(row.missing, contents.reasons, strict=True) if reason.asked)
    own = total / weight if weight > 0 else NAN
    mean = row.mean
    if contents.source != "means":
        step = (contents.high - contents.low) / (row.high - row.low)
        mean = contents.high - (own - row.low) * step if row.falling else contents.low + (own - row.low) * step
    share = weight / asked if asked > 0 else 0.0
    there = 0.0 if math.isnan(mean) else row.role_weight
    return LiveAnswers(total, weight, asked, share, own, mean, there, there * mean if there else 0.0)


def _leaf(node: NodeRow, answers: tuple[LiveAnswers, ...]) -> tuple[float, float, bool]:
    rows = answers[slice(*node.answers)]
    asked, roles = sum(row.asked for row in rows), sum(row.role_weight for row in rows)
    share = min(sum(row.weight for row in rows) / asked, 1.0) if asked > 0 else 0.0
    enough = asked > 0 and roles > 0 and share >= node.min_coverage - 1e-12
    return sum(row.product for row in rows) / roles if enough else NAN, share, asked > 0


def _branch(contents: WorkbookContents, node: NodeRow, scores: Floats, asked: Floats) -> tuple[float, float, bool]:
    at = list(node.children)
    weights = np.array([contents.nodes[child].weight for child in at])
    takes_part = float(asked[at].sum())
    share = float(weights[~np.isnan(scores[at])].sum()) / takes_part if takes_part > 0 else 0.0
    shift = shift_of(contents, node)
    mean = float(power_mean(scores[at] + shift, weights, node.order)) - shift
    return mean if share >= node.min_coverage - 1e-12 else NAN, share, takes_part > 0


def shift_of(contents: WorkbookContents, node: NodeRow) -> float:
    """Return what is added before a node's mean and subtracted after it."""
    return contents.shift if node.order < 1 and node.order != -math.inf else 0.0


def _term(contents: WorkbookContents, parent: NodeRow | None, counted: float, score: float) -> float | None:
    if parent is None or parent.order == 1:
        return 0.0
    if parent.order == -math.inf:
        return score if counted > 0 else NAN
    if not counted > 0:
        return 0.0
    shifted = score + shift_of(contents, parent)
    if parent.order <= 0 and shifted <= 0:
        return None
    return counted * (math.log(shifted) if parent.order == 0 else shifted**parent.order)
