"""The tree as arrays: roll items up to every node, and the gradient back down.

Nodes are in the order of `Instrument.nodes` (parents first), items in that of `Instrument.leaves`.
All arrays have any leading shape: domains, units, bootstrap replicates.
"""

from dataclasses import dataclass
from typing import Any, Literal, NamedTuple

import numpy as np

from berdaya.instrument.model import Aggregate, Instrument, Node
from berdaya.stats.aggregate import gap_multiplier, order, power_mean, power_mean_gradient, tied_minimum

Floats = np.ndarray[Any, np.dtype[np.float64]]
Bools = np.ndarray[Any, np.dtype[np.bool_]]
Ints = np.ndarray[Any, np.dtype[np.intp]]
BLOCK = 8192  # values of a node worked on at a time: they stay in the processor's cache


class Branch(NamedTuple):
    """An inner node: its place, its children's places and weights, the order of its mean, its least coverage."""

    node: int
    children: Ints
    weights: Floats
    order: float
    min_coverage: float


@dataclass(frozen=True)
class Tree:
    """An instrument's tree for one wave.

    `branches` are in rising order (children before parents). `leaf` (I,) is each item's place among the nodes; `span`
    (N, 2) the items below each node, a half-open range. `asked` (N,) is False where a wave does not ask the node or
    anything below it: such a node is null. `shift` is added before and subtracted after means of orders below 1.
    """

    keys: tuple[str, ...]
    branches: tuple[Branch, ...]
    leaf: Ints
    leaf_coverage: Floats
    span: Ints
    asked: Bools
    low: float
    high: float
    shift: float


class RollUp(NamedTuple):
    """Every node's value, coverage, weight lost, lowest and highest possible value (..., N).

    Coverage and what follows are NaN where nobody was asked anything below a node.
    `veto` marks nodes whose error does not exist because a zero meets a mean of an order below 1, here or below;
    `tied` the same for two children that share a minimum.
    """

    value: Floats
    coverage: Floats
    lost: Floats
    lowest: Floats
    highest: Floats
    veto: Bools
    tied: Bools


def make_tree(
    instrument: Instrument, wave: str = "", min_coverage: float = 0.0, zero: Literal["veto", "shift"] = "veto"
) -> Tree:
    """Return the tree of an instrument for a wave ("" where the study has none)."""
    nodes = instrument.nodes
    place = {node.key: i for i, node in enumerate(nodes)}
    leaves = [i for i, node in enumerate(nodes) if node.question is not None]
    aggregates = _aggregates(instrument)
    branches = tuple(
        Branch(
            i,
            np.array([place[c.key] for c in node.children], dtype=np.intp),
            np.array([c.weight for c in node.children], dtype=np.float64),
            order(aggregates[node.key].kind, aggregates[node.key].power),
            _coverage(node, min_coverage),
        )
        for i, node in reversed(list(enumerate(nodes)))
        if node.children
    )
    width = instrument.scale.max - instrument.scale.min
    return Tree(
        keys=tuple(node.key for node in nodes),
        branches=branches,
        leaf=np.array(leaves, dtype=np.intp),
        leaf_coverage=np.array([_coverage(nodes[i], min_coverage) for i in leaves]),
        span=_spans(nodes),
        asked=_asked(instrument, wave),
        low=instrument.scale.min,
        high=instrument.scale.max,
        shift=width / 3 if zero == "shift" else 0.0,
    )


def asked_items(instrument: Instrument, wave: str) -> Bools:
    """Return which items (I,) a wave asks: neither they nor an ancestor leave it out."""
    asked = {instrument.root.key: _in_wave(instrument.root, wave)}
    for node in instrument.nodes:
        for child in node.children:
            asked[child.key] = asked[node.key] and _in_wave(child, wave)
    return np.array([asked[leaf.key] for leaf in instrument.leaves])


def roll_up(tree: Tree, items: Floats, asked: Bools, coverage: Floats, ends: tuple[Floats, Floats]) -> RollUp:
    """Roll item values (..., I) up to every node.

    Parameters
    ----------
    items
        Values on the instrument's scale; NaN where empty.
    asked
        False where an item was asked of nobody: it takes no part in coverage.
    coverage
        Share of the asked who answered, 0 to 1.
    ends
        Each item's lowest and highest possible value, every missing answer put at the scale's end.
    """
    rows = items.shape[:-1]
    shape = (len(tree.keys), *rows)  # nodes first: a node's values lie in one piece
    value, cover, lost = np.full(shape, np.nan), np.zeros(shape), np.ones(shape)
    lowest, highest = np.full(shape, np.nan), np.full(shape, np.nan)
    some, veto, tied = np.zeros(shape, bool), np.zeros(shape, bool), np.zeros(shape, bool)
    enough = coverage >= tree.leaf_coverage - 1e-12
    value[tree.leaf] = _first(np.where(asked & enough, items, np.nan), rows)
    cover[tree.leaf] = _first(np.where(asked, coverage, np.nan), rows)
    lost[tree.leaf] = 1 - cover[tree.leaf]
    some[tree.leaf] = _first(asked, rows)
    lowest[tree.leaf] = _first(np.where(asked, ends[0], np.nan), rows)
    highest[tree.leaf] = _first(np.where(asked, ends[1], np.nan), rows)
    for b in tree.branches:
        x, w = _below(value, b), b.weights
        present, takes_part = ~np.isnan(x), _below(some, b)
        weight = (w * takes_part).sum(axis=-1)
        with np.errstate(divide="ignore", invalid="ignore"):
            cover[b.node] = (w * (present & takes_part)).sum(axis=-1) / weight
            lost[b.node] = (w * np.where(takes_part, _below(lost, b), 0.0)).sum(axis=-1) / weight
        some[b.node] = weight > 0
        mean = _mean(tree, b, x)
        short = ~(cover[b.node] >= b.min_coverage - 1e-12)
        value[b.node] = np.where(short, np.nan, mean)
        lowest[b.node] = _mean(tree, b, _below(lowest, b))
        highest[b.node] = _mean(tree, b, _below(highest, b))
        _mark(tree, b, x, mean, veto, tied)
    for array in (value, cover, lost, lowest, highest):
        array[~tree.asked] = np.nan
    veto[~tree.asked] = tied[~tree.asked] = False
    return RollUp(*(_last(array) for array in (value, cover, lost, lowest, highest, veto, tied)))


def _mark(tree: Tree, b: Branch, x: Floats, mean: Floats, veto: Bools, tied: Bools) -> None:
    """Mark a node whose value has no derivative: by a zero or a tie of its own, or of a child that moves it."""
    if b.order == 1 and not veto[b.children].any() and not tied[b.children].any():
        return
    moved = ~np.isnan(x) & (b.weights > 0)
    if b.order == -np.inf:
        moved &= x == mean[..., None]
        tied[b.node] = tied_minimum(x, b.weights)
    veto[b.node] = (moved & _below(veto, b)).any(axis=-1)
    if b.order < 1 and b.order != -np.inf:
        veto[b.node] |= (moved & (x + tree.shift <= 0)).any(axis=-1)
    tied[b.node] |= (moved & _below(tied, b)).any(axis=-1)


def roll_up_values(tree: Tree, items: Floats, asked: Bools) -> Floats:
    """Return every node's value (..., N) from items (..., I): `roll_up` without its account, for units and replicates.

    An item is wholly covered or empty (a unit's answer, a replicate's mean).
    """
    if items.ndim == 1:
        return _values(tree, items, asked)
    out = np.empty((*items.shape[:-1], len(tree.keys)))
    step = max(1, BLOCK // max(1, int(np.prod(items.shape[1:-1]))))
    for start in range(0, len(items), step):
        part = slice(start, start + step)
        out[part] = _values(tree, items[part], asked[part] if asked.ndim == items.ndim else asked)
    return out


def _values(tree: Tree, items: Floats, asked: Bools) -> Floats:
    rows = items.shape[:-1]
    value = np.full((len(tree.keys), *rows), np.nan)
    some = np.zeros(value.shape, bool)
    value[tree.leaf], some[tree.leaf] = _first(np.where(asked, items, np.nan), rows), _first(asked, rows)
    for b in tree.branches:
        x = _below(value, b)
        mean = _mean(tree, b, x)
        if b.min_coverage > 0:
            takes_part = _below(some, b)
            weight = (b.weights * takes_part).sum(axis=-1)
            some[b.node] = weight > 0
            answered = (b.weights * (takes_part & ~np.isnan(x))).sum(axis=-1)
            mean = np.where(answered >= (b.min_coverage - 1e-12) * weight, mean, np.nan)
        else:
            some[b.node] = (_below(some, b) & (b.weights > 0)).any(axis=-1)
        value[b.node] = mean
    value[~tree.asked] = np.nan
    return _last(value)


def _first(table: "np.ndarray[Any, Any]", rows: tuple[int, ...]) -> "np.ndarray[Any, Any]":
    """Return a table (..., I) with its items first, spread over rows (...)."""
    return np.moveaxis(np.broadcast_to(table, (*rows, table.shape[-1])), -1, 0)


def _last(table: "np.ndarray[Any, Any]") -> "np.ndarray[Any, Any]":
    return np.moveaxis(table, 0, -1)


def _below(table: "np.ndarray[Any, Any]", branch: Branch) -> "np.ndarray[Any, Any]":
    """Return the children's part (..., C) of a table with nodes first."""
    return np.moveaxis(table[branch.children], 0, -1)


def gradient(tree: Tree, value: Floats) -> Floats:
    """Return the derivative (..., N, I) of every node with respect to every item at given node values (..., N).

    0 where an item does not move a node; not finite under a veto (see RollUp.veto) and at an empty node.
    """
    n_items = len(tree.leaf)
    g = np.zeros((*value.shape, n_items))
    g[..., tree.leaf, np.arange(n_items)] = 1.0
    for b in tree.branches:
        low, high = tree.span[b.node]
        shift = tree.shift if b.order < 1 and b.order != -np.inf else 0.0
        x, y = value[..., b.children] + shift, value[..., b.node] + shift
        step = power_mean_gradient(x, b.weights, b.order, y)
        # A child that does not move the node (empty, of weight 0, above a minimum) may have no gradient of its own.
        below = np.where(step[..., None] == 0, 0.0, g[..., b.children, low:high])
        with np.errstate(invalid="ignore"):
            g[..., b.node, low:high] = np.einsum("...c,...ci->...i", step, below)
    return g


def split_gap(tree: Tree, value: Floats, reference: Floats, node: int = 0) -> Floats:
    """Return how a node's gap to a reference splits over the items (..., I): the shares sum to the gap exactly.

    `value` and `reference` (..., N) are node values of the same tree. NaN for every item where no exact split
    exists (see `gap_multiplier`).
    """
    low, high = tree.span[node]
    path = np.full(value.shape, np.nan)
    path[..., node] = 1.0
    for b in reversed(tree.branches):
        if not (low <= tree.span[b.node][0] and tree.span[b.node][1] <= high) or b.node < node:
            continue
        shift = tree.shift if b.order < 1 and b.order != -np.inf else 0.0
        x, q = value[..., b.children], reference[..., b.children]
        m = gap_multiplier(x + shift, q + shift, b.weights, b.order)
        path[..., b.children] = path[..., b.node, None] * m
    gap = path[..., tree.leaf] * (value - reference)[..., tree.leaf]
    absent = np.isnan(value[..., tree.leaf])
    return np.where(absent & ~np.isnan(path[..., tree.leaf]), 0.0, gap)


def _mean(tree: Tree, branch: Branch, x: Floats) -> Floats:
    if branch.order < 1 and branch.order != -np.inf:
        return power_mean(x + tree.shift, branch.weights, branch.order) - tree.shift
    return power_mean(x, branch.weights, branch.order)


def _aggregates(instrument: Instrument) -> dict[str, Aggregate]:
    found = {instrument.root.key: instrument.root.aggregate or Aggregate()}
    for node in instrument.nodes:
        for child in node.children:
            found[child.key] = child.aggregate or found[node.key]
    return found


def _coverage(node: Node, default: float) -> float:
    return default if node.min_coverage is None else node.min_coverage


def _in_wave(node: Node, wave: str) -> bool:
    return not wave or node.waves is None or wave in node.waves


def _asked(instrument: Instrument, wave: str) -> Bools:
    items = dict(zip((leaf.key for leaf in instrument.leaves), asked_items(instrument, wave), strict=True))
    asked: dict[str, bool] = {}
    for node in reversed(instrument.nodes):
        asked[node.key] = all(asked[c.key] for c in node.children) if node.children else bool(items[node.key])
    return np.array([asked[node.key] for node in instrument.nodes])


def _spans(nodes: tuple[Node, ...]) -> Ints:
    spans: dict[str, tuple[int, int]] = {}
    count = sum(node.question is not None for node in nodes)
    for node in reversed(nodes):
        if node.question is not None:
            count -= 1
            spans[node.key] = (count, count + 1)
        else:
            spans[node.key] = (spans[node.children[0].key][0], spans[node.children[-1].key][1])
    return np.array([spans[node.key] for node in nodes], dtype=np.intp)
