"""The tree under many draws of its weights at once: values of units for every draw, a matrix product a level where it can be.

    roll_up_draws(tree, items, asked, weights)

Draws come first: values have shape (draws, units, nodes). Memory is that of what is kept, and of a block of draws.
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from berdaya.instrument.tree import Branch, Tree

Floats = np.ndarray[Any, np.dtype[np.float64]]
Bools = np.ndarray[Any, np.dtype[np.bool_]]
BLOCK = 65_536  # values of a node worked on at a time


def roll_up_draws(
    tree: Tree, items: Floats, asked: Bools, weights: Sequence[Floats], nodes: Sequence[int] = ()
) -> Floats:
    """Return the values (draws, units, nodes) of nodes under each draw's weights.

    Parameters
    ----------
    tree
        Its orders and least coverage hold for all draws, its weights for none.
    items
        Values (units, I) that all draws share, or (draws, units, I) of each; NaN where empty.
    asked
        (units, I), or (I,): False where an item takes no part in coverage.
    weights
        For each branch of the tree, in its order, the children's weights (draws, C).
    nodes
        Places of the nodes that are kept; absent: all.

    Notes
    -----
    As `roll_up_values` with each draw's weights. Where the items are shared, a node of questions is the product of the weights
    (draws, C) and the items (C, units).
    """
    shared, kept = items.ndim == 2, list(nodes) or list(range(len(tree.keys)))
    draws, units = len(weights[0]), items.shape[-2]
    asked = np.broadcast_to(asked, items.shape[-2:])
    out = np.empty((draws, units, len(kept)))
    step = max(1, BLOCK // max(1, units))
    columns = _columns(np.where(asked, items, np.nan)) if shared else []
    for start in range(0, draws, step):
        part = slice(start, min(start + step, draws))
        if not shared:
            columns = _columns(np.where(asked, items[part], np.nan))
        values = _roll_up(tree, columns, asked, [w[part] for w in weights])
        for place, node in enumerate(kept):
            out[part, :, place] = values[node] if tree.asked[node] else np.nan
    return out


def with_orders(tree: Tree, order: float, shift: float) -> Tree:
    """Return a tree all of whose means have one order; `shift` is added before means of orders below 1."""
    return replace(tree, branches=tuple(branch._replace(order=order) for branch in tree.branches), shift=shift)


def _columns(items: Floats) -> list[Floats]:
    return [np.ascontiguousarray(items[..., i]) for i in range(items.shape[-1])]


def _roll_up(tree: Tree, columns: list[Floats], asked: Bools, weights: Sequence[Floats]) -> list[Floats]:
    """Values (draws, units) of every node, (units,) of items that all draws share."""
    size = len(tree.keys)
    nothing = np.zeros(0)
    value: list[Floats] = [nothing] * size
    some = np.zeros((size, asked.shape[0]), bool)
    for i, leaf in enumerate(tree.leaf):
        value[leaf], some[leaf] = columns[i], asked[:, i]
    for branch, w in zip(tree.branches, weights, strict=True):
        children = [value[c] for c in branch.children]
        takes = some[branch.children]
        mean, present = _mean(tree, branch, children, w)
        if branch.min_coverage > 0:
            weight = w @ takes.astype(float)
            mean = np.where(present >= (branch.min_coverage - 1e-12) * weight, mean, np.nan)
        value[branch.node] = mean
        some[branch.node] = (takes & (branch.weights > 0)[:, None]).any(axis=0)
    return value


def _mean(tree: Tree, branch: Branch, children: list[Floats], w: Floats) -> tuple[Floats, Floats]:
    """The mean of a branch (draws, units), and the weight of the children that are there."""
    p = branch.order
    if p == -np.inf:
        return _minimum(children, w)
    shift = tree.shift if p < 1 else 0.0
    if all(child.ndim == 1 for child in children):
        total, present = _product(np.stack([_transform(child + shift, p) for child in children]), w)
    else:
        total = present = np.zeros(np.broadcast_shapes(*(child.shape for child in children), (len(w), 1)))
        for place, child in enumerate(children):
            own = w[:, [place]]
            if (own > 0).all() and not np.isnan(child.sum()):  # nobody lacks it: two passes instead of ten
                total = total + own * _transform(child + shift if shift else child, p)
                present = present + own
                continue
            there = ~np.isnan(child) & (own > 0)
            total = total + np.where(there, own * _transform(np.where(there, child + shift, 1.0), p), 0.0)
            present = present + np.where(there, own, 0.0)
    with np.errstate(divide="ignore", invalid="ignore"):  # where nothing is there: 0 / 0, which is empty
        mean = total / present
        if p != 1:
            mean = np.exp(mean) if p == 0 else mean ** (1 / p)
    return mean - shift if shift else mean, present


def _product(x: Floats, w: Floats) -> tuple[Floats, Floats]:
    """Weighted sums (draws, units) of what is there, and its weight; a zero's -inf or inf counts only with a weight."""
    there = ~np.isnan(x)
    finite = np.isfinite(x)
    total = w @ np.where(finite, x, 0.0)
    endless = there & ~finite
    if endless.any():
        sign = -np.inf if (x == -np.inf).any() else np.inf
        total = np.where((w > 0).astype(float) @ endless.astype(float) > 0, sign, total)
    return total, w.sum(axis=1, keepdims=True) if there.all() else w @ there.astype(float)


def _minimum(children: list[Floats], w: Floats) -> tuple[Floats, Floats]:
    lowest = present = np.zeros((len(w), 1))
    lowest = lowest + np.inf
    for place, child in enumerate(children):
        own = w[:, [place]]
        there = ~np.isnan(child) & (own > 0)
        lowest = np.minimum(lowest, np.where(there, child, np.inf))
        present = present + np.where(there, own, 0.0)
    return np.where(np.isinf(lowest), np.nan, lowest), present


def _transform(x: Floats, p: float) -> Floats:
    if p == 1:
        return x
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.log(x) if p == 0 else x**p
