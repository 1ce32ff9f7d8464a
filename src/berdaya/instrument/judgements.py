"""Weights out of experts' judgements: each node's own, with how consistent every expert is."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from math import isfinite
from types import MappingProxyType
from typing import Any, Literal

import numpy as np

from berdaya.errors import Where
from berdaya.instrument.weights import Method, Scheme
from berdaya.stats.ahp import (
    ACCEPTED,
    consistency_ratio,
    mean_judgements,
    mean_priorities,
    principal_weights,
    worst_judgement,
)
from berdaya.stats.best_worst import BestWorst, best_worst_linear, best_worst_nonlinear, input_consistency
from berdaya.stats.budget import budget_weights
from berdaya.stats.random_index import RandomIndex
from berdaya.stats.rank_centroid import rank_order_centroid

Floats = np.ndarray[Any, np.dtype[np.float64]]
Kind = Literal["ahp", "bwm", "budget", "rank", "given"]
GROUP = ""  # in the place of an expert: all of them together


@dataclass(frozen=True)
class Judged:
    """What experts said of one node's children.

    `values`: ahp (experts, n, n), how many times child i counts for more than j, NaN where not compared; bwm (experts, 2, n),
    the best to each child and each child to the worst; budget, rank and given (experts, n). `places` has the place of each
    judgement by its index in `values`.
    """

    node: str
    children: tuple[str, ...]
    experts: tuple[str, ...]
    values: Floats
    places: Mapping[tuple[int, ...], Where]


@dataclass(frozen=True)
class Judgements:
    """A file of judgements of one kind: the name that it gives a scheme, and what it says node by node."""

    name: str
    kind: Kind
    source: str
    nodes: tuple[Judged, ...]


@dataclass(frozen=True)
class Worst:
    """The judgement most out of line: what was judged, what the others imply, and the ratio that there would be then."""

    first: str
    second: str
    judged: float
    implied: float
    ratio: float | None
    where: Where


@dataclass(frozen=True)
class Consistency:
    """How consistent an expert ("": the group's mean judgements) is on a node.

    `ratio` None: it cannot be told, beyond the table of random indices or where so many comparisons are missing that nothing
    could contradict. `measure` "cr" is Saaty's ratio, "input" that of the best-worst method's comparisons. `limit` is the
    largest ratio that is accepted; None: none is published. `accepted` is None where either is. `missing` counts comparisons
    that were not made. `optimum` is the ξ of the best-worst method, `model_ratio` the consistency ratio of its nonlinear form.
    """

    node: str
    expert: str
    things: int
    measure: Literal["cr", "input"]
    ratio: float | None
    limit: float | None
    accepted: bool | None
    index: float | None = None
    eigenvalue: float | None = None
    optimum: float | None = None
    model_ratio: float | None = None
    missing: int = 0
    worst: Worst | None = None


@dataclass(frozen=True)
class Spread:
    """The lowest and highest weight of a child: over experts, and, of the best-worst method, over all optimal weights."""

    low: float
    high: float
    experts: int
    free: tuple[float, float] | None = None  # None: the optimum is unique


@dataclass(frozen=True)
class ExpertScheme:
    """A scheme with what stands behind it: consistency, and the spread of each child's weight by node and child.

    `own`: each expert's own weights, which add up to 1, by node, expert and child; only of nodes that the expert judged.
    """

    scheme: Scheme
    consistency: tuple[Consistency, ...] = ()
    spread: Mapping[str, Mapping[str, Spread]] | None = None
    own: Mapping[str, Mapping[str, Mapping[str, float]]] = field(default_factory=lambda: MappingProxyType({}))


def expert_schemes(judgements: Judgements, table: RandomIndex) -> tuple[ExpertScheme, ...]:
    """Return the schemes that judgements give.

    Comparisons in pairs of several experts give two: by the mean of judgements, and, as NAME-priorities, by the mean of each
    one's weights. The best-worst method gives two: linear, and NAME-nonlinear.

    Raises
    ------
    ComputeError
        As the methods; not for judgements that were read from a file, which are checked there.
    """
    name = judgements.name
    if judgements.kind == "ahp":
        several = any(len(one.experts) > 1 for one in judgements.nodes)
        more = (_ahp(judgements, f"{name}-priorities", table, True),) if several else ()
        return (_ahp(judgements, name, table, False), *more)
    if judgements.kind == "bwm":
        return _bwm(judgements, name, False), _bwm(judgements, f"{name}-nonlinear", True)
    return (_direct(judgements),)


def _ahp(judgements: Judgements, name: str, table: RandomIndex, priorities: bool) -> ExpertScheme:
    weights, spread, singles, found = {}, {}, {}, []
    for one in judgements.nodes:
        own = np.array([principal_weights(matrix).weights for matrix in one.values])
        group = mean_judgements(list(one.values))
        found += [_saaty(one, e, table) for e in range(len(one.experts))]
        if len(one.experts) > 1 and not priorities:
            found.append(_saaty_of(one, GROUP, group, table, {}))
        joint = mean_priorities(own) if priorities else principal_weights(group).weights
        weights[one.node], spread[one.node] = _named(one, joint), _spread(one, own)
        singles[one.node] = _singles(one, own)
    method: Method = "ahp-priorities" if priorities else "ahp"
    return ExpertScheme(Scheme(name, method, weights, judgements.source), tuple(found), spread, singles)


def _saaty(one: Judged, expert: int, table: RandomIndex) -> Consistency:
    places = {index[1:]: where for index, where in one.places.items() if index[0] == expert}
    return _saaty_of(one, one.experts[expert], one.values[expert], table, places)


def _saaty_of(
    one: Judged, expert: str, matrix: Floats, table: RandomIndex, places: Mapping[tuple[int, ...], Where]
) -> Consistency:
    n = len(one.children)
    found = principal_weights(matrix)
    missing = int(np.isnan(np.triu(matrix, 1)).sum())
    ratio = consistency_ratio(found.ci, n, table)
    spare = n * (n - 1) // 2 - missing >= n  # n - 1 comparisons that link all have nothing to contradict
    inside = isfinite(ratio) and (spare or n < 3)
    return Consistency(
        node=one.node,
        expert=expert,
        things=n,
        measure="cr",
        ratio=ratio if inside else None,
        limit=ACCEPTED,
        accepted=ratio <= ACCEPTED if inside else None,
        index=found.ci,
        eigenvalue=found.eigenvalue,
        missing=missing,
        worst=_worst(one, matrix, table, places) if not inside or ratio > ACCEPTED else None,
    )


def _worst(one: Judged, matrix: Floats, table: RandomIndex, places: Mapping[tuple[int, ...], Where]) -> Worst | None:
    found = worst_judgement(matrix)
    if found is None:
        return None
    ratio = consistency_ratio(found.ci, len(one.children), table)
    first, second = one.children[found.first], one.children[found.second]
    where = places.get((found.first, found.second)) or places.get((found.second, found.first)) or Where()
    return Worst(first, second, found.judged, found.implied, ratio if isfinite(ratio) else None, where)


def _bwm(judgements: Judgements, name: str, nonlinear: bool) -> ExpertScheme:
    weights, spread, singles, found = {}, {}, {}, []
    for one in judgements.nodes:
        solve = best_worst_nonlinear if nonlinear else best_worst_linear
        solved = [solve(*given) for given in one.values]
        own = np.array([each.weights for each in solved])
        found += [_input(one, e, each) for e, each in enumerate(solved)]
        free = None if all(each.unique for each in solved) else solved
        weights[one.node], spread[one.node] = _named(one, own.mean(axis=0)), _spread(one, own, free)
        singles[one.node] = _singles(one, own)
    method: Method = "bwm-nonlinear" if nonlinear else "bwm"
    return ExpertScheme(Scheme(name, method, weights, judgements.source), tuple(found), spread, singles)


def _input(one: Judged, expert: int, solved: BestWorst) -> Consistency:
    to_others, to_worst = one.values[expert]
    found = input_consistency(to_others, to_worst)
    limit = found.threshold if isfinite(found.threshold) else None
    accepted = None if limit is None and found.ratio > 0 else found.ratio <= (limit or 0.0)
    worst = None
    if not accepted:
        first, second = one.children[found.at], one.children[int(np.argmax(np.where(to_worst == 1, to_others, 0)))]
        where = one.places.get((expert, 1, found.at), Where())
        worst = Worst(first, second, float(to_worst[found.at]), found.implied, None, where)
    return Consistency(
        node=one.node,
        expert=one.experts[expert],
        things=len(one.children),
        measure="input",
        ratio=found.ratio,
        limit=limit,
        accepted=accepted,
        optimum=solved.optimum,
        model_ratio=solved.ratio if isfinite(solved.ratio) else None,
        worst=worst,
    )


def _direct(judgements: Judgements) -> ExpertScheme:
    """Budgets, ranks, and weights that are given."""
    weights, spread, singles = {}, {}, {}
    for one in judgements.nodes:
        if judgements.kind == "rank":
            own = np.array([rank_order_centroid(ranks) for ranks in one.values])
        else:
            own = np.array([budget_weights(points) for points in one.values])
        weights[one.node], spread[one.node] = _named(one, own.mean(axis=0)), _spread(one, own)
        singles[one.node] = _singles(one, own)
    scheme = Scheme(judgements.name, judgements.kind, weights, judgements.source)
    return ExpertScheme(scheme, (), None if judgements.kind == "given" else spread, singles)


def _named(one: Judged, weights: Floats) -> dict[str, float]:
    return {child: float(weight) for child, weight in zip(one.children, weights, strict=True)}


def _singles(one: Judged, own: Floats) -> dict[str, dict[str, float]]:
    return {expert: _named(one, weights) for expert, weights in zip(one.experts, own, strict=True)}


def _spread(one: Judged, own: Floats, free: Sequence[BestWorst] | None = None) -> dict[str, Spread]:
    def of(i: int) -> Iterator[Any]:
        yield from (float(own[:, i].min()), float(own[:, i].max()), len(own))
        yield (
            None
            if free is None
            else tuple(float(np.mean([getattr(one, end)[i] for one in free])) for end in ("low", "high"))
        )

    return {child: Spread(*of(i)) for i, child in enumerate(one.children)}


def inconsistent(found: ExpertScheme) -> tuple[Consistency, ...]:
    """Return what is not accepted, or has no limit that it could be held against."""
    return tuple(one for one in found.consistency if not one.accepted)
