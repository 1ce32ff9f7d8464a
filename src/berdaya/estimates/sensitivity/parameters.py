"""From uniform numbers to what a run of the sensitivity analysis is made with: weights, kinds of means, cuts, scorings."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np

from berdaya.estimates.frame import Frame
from berdaya.estimates.sensitivity.expert_weights import expert_numbers, expert_rows, expert_weights
from berdaya.estimates.sensitivity.model import BANDS, SensitivitySpec, Uncertain
from berdaya.instrument.model import Aggregate, Instrument
from berdaya.instrument.tree import Branch, Tree
from berdaya.stats.weight_draws import box_weights, chosen, dirichlet_weights, increasing_scores

Floats = np.ndarray[Any, np.dtype[np.float64]]
Ints = np.ndarray[Any, np.dtype[np.int64]]


@dataclass(frozen=True)
class Plan:
    """What is drawn: the sources, and which of the uniform numbers (`owner`) each has. `levels` (I, K) as `inner_levels`.

    `experts`: with weights between experts, theirs of each branch (`expert_rows`).
    """

    spec: SensitivitySpec
    tree: Tree
    sources: tuple[Uncertain, ...]
    left_out: tuple[Uncertain, ...]
    owner: Ints
    kinds: tuple[Aggregate | None, ...]
    cuts: Floats
    cut_shift: float
    levels: Floats
    experts: tuple[Floats, ...] = ()

    def own(self, points: Floats, source: Uncertain) -> Floats | None:
        """Return the numbers of a source; None where it is not drawn."""
        if source not in self.sources:
            return None
        return points[:, self.owner == self.sources.index(source)]


@dataclass(frozen=True)
class Parameters:
    """What n runs are made with: weights (n, C) of each branch, places of the kind of mean and of the coverage, cuts
    (n, B - 1), scores from 0 to 1 (n, K) of the longest scale's inner levels, and how far each item's are moved (n, I, K).
    """

    weights: tuple[Floats, ...]
    kind: Ints
    coverage: Ints
    cuts: Floats
    scores: Floats
    moved: Floats


def make_plan(frame: Frame, spec: SensitivitySpec, levels: Floats) -> Plan:
    """Return what is drawn of a specification; a source that has nothing to draw is left out."""
    instrument = frame.instrument
    kinds = spec.aggregate or _usual_kinds(frame.tree)
    cuts = np.array(instrument.bands.cuts, dtype=float)
    experts = expert_rows(frame.tree, spec.panel) if spec.weights == "experts" and spec.panel else ()
    size: dict[Uncertain, int] = {
        "sampling": 0,
        "weights": _weight_numbers(spec, frame.tree, experts),
        "aggregate": int(len(kinds) > 1),
        "coverage": int(len(spec.coverage) > 1),
        "bands": len(cuts),
        "spacing": levels.shape[1] + int(levels.shape[1] > 0 and spec.spacing is not None),
    }
    asked = tuple(source for source in size if source in spec.sources)
    drawn = tuple(source for source in asked if size[source] or source == "sampling")
    owner = np.repeat(np.arange(len(drawn)), [size[source] for source in drawn])
    usual = min(BANDS * (instrument.scale.max - instrument.scale.min), most_shift(instrument) / 2)
    shift = usual if spec.bands is None else spec.bands
    left_out = tuple(source for source in asked if source not in drawn)
    return Plan(spec, frame.tree, drawn, left_out, owner, kinds, cuts, shift, levels, experts)


def parameters(plan: Plan, points: Floats) -> Parameters:
    """Return what runs are made with from their uniform numbers (n, dimensions)."""
    n = len(points)
    kind, coverage = (plan.own(points, source) for source in ("aggregate", "coverage"))
    bands, spacing = plan.own(points, "bands"), plan.own(points, "spacing")
    cuts = np.tile(plan.cuts, (n, 1))
    if bands is not None:
        cuts = np.sort(cuts + plan.cut_shift * (2 * bands - 1), axis=1)
    scores = np.zeros((n, 0)) if spacing is None else _scores(plan, spacing, plan.levels.shape[1])
    return Parameters(
        weights=_weights(plan, plan.own(points, "weights"), n),
        kind=np.zeros(n, np.int64) if kind is None else chosen(kind[:, 0], len(plan.kinds)),
        coverage=np.zeros(n, np.int64) if coverage is None else chosen(coverage[:, 0], len(plan.spec.coverage)),
        cuts=cuts,
        scores=scores,
        moved=_moved(plan, spacing, n),
    )


def most_shift(instrument: Instrument) -> float:
    """Return how far cuts can move before one meets another, or the end of the scale."""
    edges = (instrument.scale.min, *instrument.bands.cuts, instrument.scale.max)
    ends = (edges[1] - edges[0], edges[-1] - edges[-2])
    return min(*ends, *((after - before) / 2 for before, after in pairwise(instrument.bands.cuts)))


def _usual_kinds(tree: Tree) -> tuple[Aggregate | None, ...]:
    """The instrument's own means, and the arithmetic and geometric mean where they are not the same."""
    orders = {branch.order for branch in tree.branches}
    more = {1.0: Aggregate("arithmetic"), 0.0: Aggregate("geometric")}
    return (None, *(kind for order, kind in more.items() if orders != {order}))


def _weight_numbers(spec: SensitivitySpec, tree: Tree, experts: tuple[Floats, ...]) -> int:
    if spec.weights == "experts":
        return expert_numbers(experts, spec.take)
    return int(len(spec.schemes) > 1) if spec.weights == "schemes" else sum(map(_free, tree.branches))


def _free(branch: Branch) -> int:
    """How many numbers a branch's weights are drawn from: one for each child, none where only one has a say."""
    return len(branch.children) if (branch.weights > 0).sum() > 1 else 0


def _weights(plan: Plan, points: Floats | None, n: int) -> tuple[Floats, ...]:
    spec, branches = plan.spec, plan.tree.branches
    if points is None:
        return tuple(np.tile(branch.weights, (n, 1)) for branch in branches)
    if spec.weights == "schemes":
        which, schemes = chosen(points[:, 0], len(spec.schemes)), list(spec.schemes.values())
        return tuple(np.stack([_scheme(plan, branch, one) for one in schemes])[which] for branch in branches)
    if spec.weights == "experts":
        return tuple(expert_weights(plan.experts, branches, points, spec.take))
    draw = dirichlet_weights if spec.weights == "dirichlet" else box_weights
    found, start = [], 0
    for branch in branches:
        count = _free(branch)
        own = points[:, start : start + count] if count else np.full((n, len(branch.children)), 0.5)
        found.append(draw(own, branch.weights, spec.spread))
        start += count
    return tuple(found)


def _scheme(plan: Plan, branch: Branch, scheme: "Any") -> Floats:
    """A branch's weights in a scheme; a child that it does not name keeps the instrument's."""
    keys = plan.tree.keys
    return np.array([scheme.get(keys[c], w) for c, w in zip(branch.children, branch.weights, strict=True)], dtype=float)


def _moved(plan: Plan, points: Floats | None, n: int) -> Floats:
    """How far the levels of each item lie from where they are (n, I, K): one scoring for all items of so many levels."""
    levels = plan.levels
    if points is None:
        return np.zeros((n, *levels.shape))
    low, width = plan.tree.low, plan.tree.high - plan.tree.low
    out = np.zeros((n, *levels.shape))
    counts = (~np.isnan(levels)).sum(axis=1)
    for count in np.unique(counts[counts > 0]):
        items = np.flatnonzero(counts == count)
        scores = low + width * _scores(plan, points, count)
        out[:, items, :count] = scores[:, None, :] - levels[items, :count]
    return out


def _scores(plan: Plan, points: Floats, count: int) -> Floats:
    """Rising scores from 0 to 1 (n, count) of so many levels between the ends."""
    if plan.spec.spacing is None:
        return increasing_scores(points[:, :count])
    steps = dirichlet_weights(points[:, : count + 1], np.ones(count + 1), plan.spec.spacing)
    return np.asarray(np.cumsum(steps, axis=1)[:, :-1])


def parameter_columns(plan: Plan, found: Parameters, kind_names: Sequence[str]) -> dict[str, Any]:
    """Return what was drawn as columns of a table, without sources that are not drawn."""
    columns: dict[str, Any] = {}
    if "weights" in plan.sources:
        for branch, weights in zip(reversed(plan.tree.branches), reversed(found.weights), strict=True):
            share = weights / weights.sum(axis=1, keepdims=True)
            columns |= {f"weight:{plan.tree.keys[c]}": share[:, k] for k, c in enumerate(branch.children)}
    if "aggregate" in plan.sources:
        columns["aggregate"] = np.array(kind_names)[found.kind]
    if "coverage" in plan.sources:
        columns["coverage"] = np.array([str(one) for one in plan.spec.coverage])[found.coverage]
    if "bands" in plan.sources:
        columns |= {f"cut:{k}": found.cuts[:, k - 1] for k in range(1, found.cuts.shape[1] + 1)}
    if "spacing" in plan.sources:
        columns |= {f"level:{k}": found.scores[:, k - 1] for k in range(1, found.scores.shape[1] + 1)}
    return columns
