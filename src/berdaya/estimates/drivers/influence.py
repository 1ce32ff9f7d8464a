"""Influence: how much each part of the tree moves the score of its node, and the overall score, against its weight.

    influence(unit_rows(frame, "groups"))

Measured across groups or persons as they differ today. It says what goes with the score, and is no cause.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np

from berdaya.estimates.drivers.unit_rows import UnitRows
from berdaya.estimates.precision import bootstrap_withheld
from berdaya.instrument.tree import Branch, Tree
from berdaya.stats.aggregate import gap_multiplier
from berdaya.stats.alike import told_alike
from berdaya.stats.correlation_ratio import correlation_ratio
from berdaya.stats.covariance import correlations, weighted_covariance
from berdaya.stats.covariance_share import covariance_shares
from berdaya.stats.shapley import MOST_PLAYERS, shapley_effects

Floats = np.ndarray[Any, np.dtype[np.float64]]
Bools = np.ndarray[Any, np.dtype[np.bool_]]
Ints = np.ndarray[Any, np.dtype[np.intp]]
MOST_LEVELS = 12  # a question with more different answers is measured linearly alone
STILL = 1e-6  # replicates that differ by less are alike: they are summed in single precision
MEASURES = ("r2", "ratio", "covariance", "shapley")


@dataclass(frozen=True)
class Measured:
    """A figure of each of some things (k,), with its interval; NaN is what does not exist."""

    value: Floats
    low: Floats
    high: Floats


@dataclass(frozen=True)
class NodeInfluence:
    """The children of a node (k,) against their weights among them.

    `r2` is the squared correlation of a child with the node, `ratio` the correlation ratio of a question's answers (persons
    alone), `covariance` the share of the node's variance by covariances, `shapley` that by Shapley effects. Shapley shares and
    covariance shares add up to 1. `n` counts the rows that have the node and all its children; `explained` is how much of the
    node's variance the children explain linearly; `largest` the largest |S_i / S_l − w_i / w_l| with l of the greatest weight.
    `alike` (k, k): two Shapley shares that cannot be told apart. `against` says for each child whether its Shapley share is
    surely "more" or "less" than its weight, else "". `note`: why there are no figures.
    """

    node: str
    children: tuple[str, ...]
    weight: Floats
    n: int
    r2: Measured
    ratio: Measured
    covariance: Measured
    shapley: Measured
    explained: float
    largest: float
    alike: Bools
    against: tuple[str, ...]
    note: str = ""


@dataclass(frozen=True)
class Influence:
    """Influence at every node with children, and of all nodes (N,) on the overall score.

    `effective` is a node's weight in the overall score; `r2` its squared correlation with it; `covariance` its share of the
    variance (of trees of weighted arithmetic means); `nested` its Shapley shares multiplied down the path: at every level they
    add up to 1. `draws` (B, N) are replicates of `nested`. `role`: of which persons alone ("": of all). `withheld`: the
    design gives no error, so there are no intervals and nothing is told apart.
    """

    across: str
    role: str
    units: int
    keys: tuple[str, ...]
    nodes: tuple[NodeInfluence, ...]
    effective: Floats
    r2: Measured
    covariance: Measured
    nested: Measured
    draws: Floats
    seed: int
    replicates: int
    withheld: bool


def influence(rows: UnitRows) -> Influence:
    """Return the influence of every part of the tree across rows, with bootstrap intervals.

    Parameters
    ----------
    rows
        See `unit_rows`.

    Notes
    -----
    Within a node over the rows that have it and all its children of weight above 0: `stats.covariance`,
    `stats.correlation_ratio`, `stats.covariance_share`, `stats.shapley`. In a mean that is not arithmetic, w (x − x̄) is the
    child's part of the gap to the node at the children's means (`gap_multiplier`), which adds up for every mean.
    Down the tree: nested share of a child = nested share of its node x its share of what the node's children explain. It needs
    2^k subsets for each node alone, and is Owen's value (1977) where branches are uncorrelated.

    References
    ----------
    Paruolo, Saisana and Saltelli (2013), JRSS-A 176:609-634; Owen and Prieur (2017), SIAM/ASA JUQ 5:986-1002.
    """
    tree, confidence = rows.frame.tree, rows.frame.settings.confidence
    nodes = [_Node(tree, branch, rows) for branch in reversed(tree.branches) if tree.asked[branch.node]]
    nodes = [node for node in nodes if len(node.players)]
    overall = _Overall(rows, nodes)
    for value, weight in rows.draws():
        for node in nodes:
            node.draw(value, weight)
        overall.draw(value, weight)
    withheld = bool(bootstrap_withheld(rows.frame, rows.lonely)[:, 0].any())
    found = tuple(node.result(tree, confidence, withheld=withheld) for node in nodes)
    nested, draws = _nested(tree, nodes)
    r2, covariance, shared = (
        interval_of(*pair, confidence, withheld=withheld) for pair in (*overall.result(), (nested, draws))
    )
    return Influence(
        rows.across,
        rows.role,
        int((~np.isnan(rows.value[:, 0]) & (rows.weight > 0)).sum()),
        tree.keys,
        found,
        overall.effective,
        r2,
        covariance,
        shared,
        draws,
        rows.seed,
        rows.replicates,
        withheld,
    )


class _Node:
    """One node while replicates are drawn."""

    def __init__(self, tree: Tree, branch: Branch, rows: UnitRows) -> None:
        value = rows.value
        there = (branch.weights > 0) & (~np.isnan(value[:, branch.children])).any(axis=0)
        self.node, self.order = branch.node, branch.order
        self.players: Ints = branch.children[there]
        self.weight: Floats = branch.weights[there] / branch.weights[there].sum() if there.any() else np.zeros(0)
        self.shift = tree.shift if branch.order < 1 and branch.order != -np.inf else 0.0
        self.columns = [*self.players, branch.node]
        complete = ~np.isnan(value[:, self.columns]).any(axis=1) & (rows.weight > 0)
        self.n = int(complete.sum())
        self.enough = self.n > len(self.players) + 1
        self.levels = _levels(tree, rows, self.players, complete)
        self.at = (
            np.average(value[complete][:, self.players], axis=0, weights=rows.weight[complete]) if self.n else None
        )
        self.point = self._measures(value, rows.weight[None])
        self.drawn: list[tuple[Floats, ...]] = []

    def draw(self, value: Floats, weight: Floats) -> None:
        if self.enough:
            self.drawn.append(self._measures(value, weight))

    def _measures(self, value: Floats, weight: Floats) -> tuple[Floats, ...]:
        """The measures (b, k) in the order of MEASURES, and how much the children explain (b, 1)."""
        k = len(self.players)
        if not self.enough:
            return (*(np.full((len(weight), k), np.nan) for _ in MEASURES), np.full((len(weight), 1), np.nan))
        used = value[..., self.columns]
        weight = np.where(np.isnan(used).any(axis=-1), 0.0, weight)
        c = weighted_covariance(used, weight)
        scale = np.abs(c[..., -1, -1])
        c = np.where((scale > STILL**2)[..., None, None], c, 0.0)  # a node that does not vary
        shapley = shapley_effects(c) if k <= MOST_PLAYERS else np.full((len(weight), k), np.nan)
        explained = shapley.sum(axis=-1, keepdims=True)
        with np.errstate(divide="ignore", invalid="ignore"):
            shares = shapley / explained
        return correlations(c) ** 2, self._ratios(value, weight), self._shares(used, weight, c), shares, explained

    def _ratios(self, value: Floats, weight: Floats) -> Floats:
        out = np.full((len(weight), len(self.players)), np.nan)
        for place, levels in enumerate(self.levels):
            if levels is not None:
                at, codes = levels
                out[:, place] = correlation_ratio(codes, value[at, self.node], weight[:, at])
        return out

    def _shares(self, used: Floats, weight: Floats, c: Floats) -> Floats:
        """Covariance shares; of a mean that is not arithmetic, by the exact split of each row's gap to the means."""
        k = len(self.players)
        if self.order == 1:
            return covariance_shares(c, self.weight)
        assert self.at is not None
        x, q = used[..., :k] + self.shift, self.at + self.shift
        parts = gap_multiplier(x, np.broadcast_to(q, x.shape), self.weight, self.order) * (x - q)
        split = np.concatenate([parts, used[..., k:]], axis=-1)
        broken = (np.isnan(split).any(axis=-1) & (weight > 0)).any(axis=-1)
        shares = covariance_shares(weighted_covariance(np.nan_to_num(split), weight), np.ones(k))
        return np.where(broken[..., None], np.nan, shares)

    def result(self, tree: Tree, confidence: float, *, withheld: bool) -> NodeInfluence:
        drawn = self.stacked()
        measured = [
            interval_of(point[0], draws, confidence, withheld=withheld)
            for point, draws in zip(self.point, drawn, strict=True)
        ]
        main = np.where(np.isnan(self.point[1][0]), self.point[0][0], self.point[1][0])
        top = int(np.argmax(self.weight))
        with np.errstate(divide="ignore", invalid="ignore"):
            apart = np.abs(main / main[top] - self.weight / self.weight[top]).max()
        return NodeInfluence(
            node=tree.keys[self.node],
            children=tuple(tree.keys[i] for i in self.players),
            weight=self.weight,
            n=self.n,
            r2=measured[0],
            ratio=measured[1],
            covariance=measured[2],
            shapley=measured[3],
            explained=float(self.point[4][0, 0]),
            largest=float(apart),
            alike=told_alike(drawn[3], confidence) | withheld,
            against=_against(measured[3], drawn[3], self.weight, withheld=withheld),
            note=self._note(),
        )

    def stacked(self) -> tuple[Floats, ...]:
        """Replicates (B, k) of every measure; none where there are no figures."""
        if not self.drawn:
            return tuple(np.empty((0, part.shape[1])) for part in self.point)
        return tuple(np.concatenate(parts) for parts in zip(*self.drawn, strict=True))

    def _note(self) -> str:
        if not self.enough:
            return "few-rows"
        if np.isnan(self.point[0]).all():
            return "no-spread"
        return "too-many-children" if len(self.players) > MOST_PLAYERS else ""


class _Overall:
    """What all nodes have to do with the overall score, while replicates are drawn."""

    def __init__(self, rows: UnitRows, nodes: list[_Node]) -> None:
        tree = rows.frame.tree
        self.effective = effective_weights(tree, nodes)
        used = ~np.isnan(self.effective)
        arithmetic = all(node.order == 1 for node in nodes)
        self.complete = ~np.isnan(rows.value[:, used]).any(axis=1) if arithmetic else np.zeros(len(rows.value), bool)
        self.point = self._both(rows.value, rows.weight[None])
        self.drawn: list[tuple[Floats, Floats]] = []

    def _both(self, value: Floats, weight: Floats) -> tuple[Floats, Floats]:
        """Squared correlations with the root, and covariance shares over the complete rows, (b, N) each."""
        moments = _with_root(value, weight)
        with np.errstate(divide="ignore", invalid="ignore"):
            vary = (moments[1] > STILL**2) & (moments[2] > STILL**2)
            r2 = np.where(vary, moments[0] ** 2 / (moments[1] * moments[2]), np.nan)
            if self.complete.sum() < 3:
                return r2, np.full(r2.shape, np.nan)
            covariance, _, variance = _with_root(value, weight * self.complete)
            return r2, np.where(variance > STILL**2, self.effective * covariance / variance, np.nan)

    def draw(self, value: Floats, weight: Floats) -> None:
        self.drawn.append(self._both(value, weight))

    def result(self) -> tuple[tuple[Floats, Floats], ...]:
        return tuple(
            (point[0], np.concatenate(draws))
            for point, draws in zip(self.point, zip(*self.drawn, strict=True), strict=True)
        )


def _with_root(value: Floats, weight: Floats) -> tuple[Floats, Floats, Floats]:
    """Covariance of every node with the root, its variance and the root's (b, N), over the rows that have both."""
    some = ~np.isnan(value) & ~np.isnan(value[..., :1])
    x = np.where(some, value - 1.0, 0.0)  # any constant near the scores
    y = np.where(some, value[..., :1] - 1.0, 0.0)

    def total(of: Floats) -> Floats:
        return weight @ of if of.ndim == 2 else np.einsum("br,brn->bn", weight, of)

    with np.errstate(divide="ignore", invalid="ignore"):
        n = total(some.astype(float))
        mx, my = total(x) / n, total(y) / n
        return total(x * y) / n - mx * my, total(x * x) / n - mx * mx, total(y * y) / n - my * my


def effective_weights(tree: Tree, nodes: "list[_Node]") -> Floats:
    """Return every node's weight in the overall score: the product of weights on its path; NaN where it has no part in it."""
    out = np.full(len(tree.keys), np.nan)
    out[0] = 1.0
    for node in nodes:
        out[node.players] = out[node.node] * node.weight
    return out


def _nested(tree: Tree, nodes: list[_Node]) -> tuple[Floats, Floats]:
    """Shapley shares multiplied down the paths: (N,) and replicates (B, N)."""
    point = np.full(len(tree.keys), np.nan)
    size = max((len(node.stacked()[3]) for node in nodes), default=0)
    draws = np.full((size, len(tree.keys)), np.nan)
    point[0], draws[:, 0] = 1.0, 1.0
    for node in nodes:
        point[node.players] = point[node.node] * node.point[3][0]
        drawn = node.stacked()[3]
        if len(drawn):
            draws[:, node.players] = draws[:, [node.node]] * drawn
    return point, draws


def _levels(tree: Tree, rows: UnitRows, players: Ints, complete: Bools) -> list[tuple[Ints, Ints] | None]:
    """For each child that is a question with few different answers: the complete rows, and the codes of their levels."""
    found: list[tuple[Ints, Ints] | None] = []
    at = np.flatnonzero(complete)
    leaves = set(tree.leaf.tolist())
    for player in players.tolist():
        levels, codes = np.unique(np.round(rows.value[at, player], 9), return_inverse=True)
        few = rows.across == "persons" and player in leaves and 1 < len(levels) <= min(MOST_LEVELS, len(at) - 2)
        found.append((at, codes) if few else None)
    return found


def _against(shapley: Measured, drawn: Floats, weight: Floats, *, withheld: bool) -> tuple[str, ...]:
    """Whether each Shapley share, with its interval where it has one, is more or less than the weight."""
    if withheld or not len(drawn):
        return ("",) * len(weight)
    low, high = (np.where(np.isnan(end), shapley.value, end) - weight for end in (shapley.low, shapley.high))
    return tuple("more" if a > STILL else "less" if b < -STILL else "" for a, b in zip(low, high, strict=True))


def interval_of(point: Floats, drawn: Floats, confidence: float, *, withheld: bool) -> Measured:
    """A figure (k,) with its percentile interval over replicates (B, k), each over those where it exists."""
    low, high = (np.full(point.shape, np.nan) for _ in range(2))
    tail = 100 * (1 - confidence) / 2
    if not withheld:
        for i in np.flatnonzero(~np.isnan(point)):
            usable = drawn[:, i][~np.isnan(drawn[:, i])]
            if len(usable) > 1:
                low[i], high[i] = np.percentile(usable, [tail, 100 - tail])
    still = high - low < STILL  # nothing was sampled
    return Measured(point, np.where(still, np.nan, low), np.where(still, np.nan, high))
