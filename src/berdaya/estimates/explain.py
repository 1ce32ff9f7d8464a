"""How a number came about: from a node down to the answers counted.

Everything that is needed to recompute the number by hand stands in the value: children's values and weights,
and at a question the weighted sum and the weight of each role's answers (for means over groups, of each group's).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from berdaya.estimates.compute import node_means
from berdaya.estimates.domains import sum_by
from berdaya.estimates.frame import Frame
from berdaya.estimates.units import group_scores
from berdaya.instrument.model import Node
from berdaya.tally.model import Frequencies

Floats = np.ndarray[Any, np.dtype[np.float64]]


@dataclass(frozen=True)
class GroupAnswers:
    """A group's part in a role's mean over groups: mean = total / answered, counted with `weight`."""

    group: str
    weight: float
    total: float
    answered: float
    mean: float


@dataclass(frozen=True)
class GroupScore:
    """A group's own score at a node, counted with `weight`; itself explained in the part `group=...`."""

    group: str
    weight: float
    score: float


@dataclass(frozen=True)
class RoleAnswers:
    """What one role answered to a question.

    `total` is the weighted sum of answers on the instrument's scale, `answered` their weight: mean = total / answered, or
    the weighted mean of `groups` where each group counts. `counts` are plain numbers of each answer and reason for none.
    """

    role: str
    weight: float
    count: int
    total: float
    answered: float
    mean: float | None
    counts: Mapping[str, int]
    groups: tuple[GroupAnswers, ...] = ()


@dataclass(frozen=True)
class Explanation:
    """A node: value = aggregate of the children's values by their weights, or the mean of roles' means.

    `share` is the child's weight among the siblings that have a value. In units first mode `total` / `answered` is
    the value: the weighted sum of units' scores over the weight of units with a score. Where the units are groups,
    `scores` lists them, and the value is their weighted mean.
    """

    key: str
    level: str
    value: float | None
    weight: float
    share: float | None
    aggregate: str
    coverage: float | None
    lost: float | None
    n: int
    children: tuple["Explanation", ...] = ()
    answers: tuple[RoleAnswers, ...] = ()
    total: float | None = None
    answered: float | None = None
    scores: tuple[GroupScore, ...] = ()


def explain(frame: Frame, key: str, depth: int | None = None, domain: int = 0) -> Explanation:
    """Return how the value of a node in one of the frame's domains came about, `depth` levels down (None: to the answers).

    Raises
    ------
    KeyError
        The instrument has no node of that key.
    """
    return _Explainer(frame, domain).node(frame.instrument.node(key), None, depth)


class _Explainer:
    """Holds the frame's figures while the tree is walked."""

    def __init__(self, frame: Frame, domain: int) -> None:
        self.domain = domain
        self.frame, self.means = frame, node_means(frame)
        self.place = {key: i for i, key in enumerate(frame.tree.keys)}
        self.item = {frame.tree.keys[i]: n for n, i in enumerate(frame.tree.leaf)}
        by_group = frame.settings.mode == "units_first" and frame.settings.count == "groups"
        self.group_scores = _scores_of_groups(frame, domain) if by_group else {}

    def node(self, node: Node, share: float | None, depth: int | None) -> Explanation:
        at = self.place[node.key]
        roll = self.means.roll
        deeper = depth is None or depth > 0
        total, answered = self._unit_sums(at)
        return Explanation(
            key=node.key,
            level=self.frame.instrument.level(node.key),
            value=_number(self.means.value[self.domain, at]),
            weight=node.weight,
            share=share,
            aggregate=self._aggregate(at),
            coverage=_number(roll.coverage[self.domain, at]),
            lost=_number(roll.lost[self.domain, at]),
            n=int(self.means.n[self.domain, at]),
            children=self._children(node, depth) if deeper else (),
            answers=self._answers(node) if deeper and node.question else (),
            total=total,
            answered=answered,
            scores=self._scores(at),
        )

    def _scores(self, at: int) -> tuple[GroupScore, ...]:
        tally = self.frame.tally
        return tuple(
            GroupScore(tally.group.labels[g], float(tally.group_weight[g]), float(scores[at]))
            for g, scores in self.group_scores.items()
            if not np.isnan(scores[at])
        )

    def _children(self, node: Node, depth: int | None) -> tuple[Explanation, ...]:
        present = [not np.isnan(self.means.value[self.domain, self.place[c.key]]) for c in node.children]
        weight = sum(c.weight for c, there in zip(node.children, present, strict=True) if there)
        return tuple(
            self.node(child, child.weight / weight if there and weight else None, None if depth is None else depth - 1)
            for child, there in zip(node.children, present, strict=True)
        )

    def _aggregate(self, at: int) -> str:
        orders = {branch.node: branch.order for branch in self.frame.tree.branches}
        if at not in orders:
            return ""
        names = {1.0: "arithmetic", 0.0: "geometric", -1.0: "harmonic", -np.inf: "minimum"}
        return names.get(orders[at], f"power {orders[at]:g}")

    def _unit_sums(self, at: int) -> tuple[float | None, float | None]:
        settings, tally = self.frame.settings, self.frame.tally
        if settings.mode == "means_first" or settings.count == "groups" or tally.units is None:
            return None, None
        use = self.frame.domains.cells[self.frame.domains.domain == self.domain]
        return float(tally.units.sums[use, at].sum()), float(tally.units.scored[use, at].sum())

    def _answers(self, node: Node) -> tuple[RoleAnswers, ...]:
        item = self.item[node.key]
        found = []
        for r, role in enumerate(self.frame.tally.role.labels):
            weight = float(self.frame.role_weights[r, item])
            if weight > 0:
                found.append(self._role(item, r, role, weight))
        return tuple(found)

    def _role(self, item: int, r: int, role: str, weight: float) -> RoleAnswers:
        frame, tally = self.frame, self.frame.tally
        use = frame.domains.cells[(frame.domains.domain == self.domain) & (tally.role.codes[frame.domains.cells] == r)]
        total, answered, count = (float(part[use, item].sum()) for part in (tally.sums, tally.answered, tally.count))
        return RoleAnswers(
            role=role,
            weight=weight,
            count=int(count),
            total=total,
            answered=answered,
            mean=_number(frame.means.role_means[self.domain, r, item]),
            counts=self._counts(tally.frequencies, item, r),
            groups=self._groups(use, item) if frame.settings.count == "groups" else (),
        )

    def _counts(self, frequencies: Frequencies | None, item: int, role: int) -> Mapping[str, int]:
        if frequencies is None or self.frame.wave not in self.frame.tally.wave.labels:
            return {}
        wave = self.frame.tally.wave.labels.index(self.frame.wave)
        names = [*(f"{level:g}" for level in frequencies.levels), *frequencies.reasons]
        counts = frequencies.count[wave, role, item]
        return {name: int(count) for name, count in zip(names, counts, strict=True) if count}

    def _groups(self, use: "np.ndarray[Any, np.dtype[np.int64]]", item: int) -> tuple[GroupAnswers, ...]:
        tally = self.frame.tally
        codes, n = tally.group.codes[use], len(tally.group.labels)
        total = sum_by(codes, n, tally.sums[use][:, [item]])[:, 0]
        answered = sum_by(codes, n, tally.answered[use][:, [item]])[:, 0]
        return tuple(
            GroupAnswers(
                label, float(tally.group_weight[g]), float(total[g]), float(answered[g]), float(total[g] / answered[g])
            )
            for g, label in enumerate(tally.group.labels)
            if answered[g] > 0
        )


def _scores_of_groups(frame: Frame, domain: int) -> dict[int, Floats]:
    """Return the scores (N,) of each group of a domain, by the group's code."""
    groups, roll, _, domain_of = group_scores(frame)
    first = np.unique(groups.domain, return_index=True)[1]
    codes = frame.tally.group.codes[groups.cells[first]]
    return {int(codes[pair]): roll.value[pair] for pair in np.flatnonzero(domain_of == domain)}


def _number(value: float) -> float | None:
    return None if np.isnan(value) else float(value)
