"""The best score that k answers, each one step higher, can give: exact for every tree.

A mean of any order and a minimum rise with each child, and children share no answer. So the best that a node can reach with
k steps is the best split of k over its children: a dynamic programme up the tree.
"""

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

import numpy as np

from berdaya.estimates.drivers.step_units import Answer, Units, present
from berdaya.instrument.tree import Branch, Tree

Floats = np.ndarray[Any, np.dtype[np.float64]]
Ints = np.ndarray[Any, np.dtype[np.int64]]
TINY = 1e-12  # a split that is better by less is not better


class Best(NamedTuple):
    """The most that a part of the tree reaches with 0, 1, 2, .. steps, and how many of them each of its parts takes."""

    values: Floats  # (K + 1,)
    parts: "tuple[Best, ...]" = ()
    split: Ints | None = None  # (K + 1, parts)
    answer: Answer | None = None

    def taken(self, steps: int) -> "Iterator[tuple[Answer, int]]":
        """Yield the answers that rise, each with its steps, when so many are taken together."""
        if self.answer is not None and steps:
            yield self.answer, steps
        if self.split is not None:
            for part, own in zip(self.parts, self.split[steps], strict=True):
                yield from part.taken(int(own))


def best_scores(tree: Tree, units: Units, most: int) -> Best:
    """Return the best of a group for 0 .. `most` steps: of its tree, or the weighted mean of its respondents' trees."""
    found, tables = [], []
    for unit in np.flatnonzero(units.share > 0):
        best = _root(tree, units.nodes[unit], units.answers[unit], most)
        found.append(best)
        tables.append(best.values * units.share[unit])
    values, split = _shared(tables, most, smallest=False)
    return Best(values, tuple(found), split)


def _root(tree: Tree, nodes: Floats, answers: Sequence[Answer], most: int) -> Best:
    by_item: dict[int, list[Answer]] = {}
    for one in answers:
        by_item.setdefault(one.item, []).append(one)
    best = {
        int(node): _item(float(nodes[node]), by_item.get(item, []), most)
        for item, node in enumerate(tree.leaf)
        if not np.isnan(nodes[node])
    }
    for branch in tree.branches:
        if not np.isnan(nodes[branch.node]):
            best[branch.node] = _node(tree, branch, nodes, best, most)
    return best[0]


def _item(value: float, answers: Sequence[Answer], most: int) -> Best:
    parts = [
        Best(np.concatenate([[0.0], np.cumsum(one.widths)])[: most + 1] * one.part, answer=one)
        for one in sorted(answers, key=lambda one: (one.level, one.row))
    ]
    if not parts:
        return Best(np.array([value]))
    gain, split = _shared([part.values for part in parts], most, smallest=False)
    return Best(value + gain, tuple(parts), split)


def _node(tree: Tree, branch: Branch, nodes: Floats, best: dict[int, Best], most: int) -> Best:
    """The best of a mean of order p: the sum of w x^p is largest (for p below 0 smallest) where its parts are."""
    there = [c for c in range(len(branch.children)) if present(branch, nodes[None])[0, c]]
    there.sort(key=lambda c: float(nodes[branch.children[c]]))  # of equal splits the weakest child takes most
    order, weights = branch.order, branch.weights[there] / branch.weights[there].sum()
    parts = tuple(best[int(branch.children[c])] for c in there)
    if order == -np.inf:
        values, split = _shared([part.values for part in parts], most, smallest=True)
        return Best(values, parts, split)
    shift = tree.shift if order < 1 else 0.0
    with np.errstate(divide="ignore", invalid="ignore"):
        tables = [weight * _raised(part.values + shift, order) for weight, part in zip(weights, parts, strict=True)]
        total, split = _shared(tables, most, smallest=False)
        values = np.exp(total) if order == 0 else np.abs(total) ** (1 / order)
    return Best(values - shift, parts, split)


def _raised(x: Floats, order: float) -> Floats:
    """x^p made rising in x: its logarithm for order 0, negative for orders below."""
    if order == 0:
        return np.log(x)
    return x**order if order > 0 else -(x**order)


def _shared(tables: Sequence[Floats], most: int, *, smallest: bool) -> tuple[Floats, Ints]:
    """Return the best sum (or the best smallest value) for each number of steps shared by the parts, and who takes how many.

    Of equal splits the earlier parts take more.
    """
    values, split = tables[0][: most + 1], np.arange(min(len(tables[0]), most + 1))[:, None]
    for table in tables[1:]:
        size = min(len(values) + len(table) - 1, most + 1)
        found, own = np.full(size, -np.inf), np.maximum(np.arange(size) - len(values) + 1, 0)
        for steps in range(min(len(table), size)):
            upto = min(len(values), size - steps)
            one = np.minimum(values[:upto], table[steps]) if smallest else values[:upto] + table[steps]
            at = slice(steps, steps + upto)
            better = one > found[at] + TINY
            found[at] = np.where(better, one, found[at])
            own[at] = np.where(better, steps, own[at])
        rest = np.arange(size) - own
        split = np.concatenate([split[rest], own[:, None]], axis=1)
        values = found
    return values, split
