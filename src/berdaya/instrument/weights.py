"""Weight schemes: other weights for the same tree, kept by name and keyed by node."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Literal

from berdaya.instrument.model import Instrument, Node

Method = Literal[
    "given", "equal", "ahp", "ahp-priorities", "bwm", "bwm-nonlinear", "budget", "rank", "entropy", "critic", "pca"
]
DATA_METHODS: tuple[Method, ...] = ("entropy", "critic", "pca")
GIVEN, EQUAL = "given", "equal"  # names of the schemes that every study has


@dataclass(frozen=True)
class Scheme:
    """Weights of the children of some or all nodes: by the parent's key, then the child's; only ratios count.

    `source` is the file that judgements are from, "" where there is none.
    """

    name: str
    method: Method
    weights: Mapping[str, Mapping[str, float]]
    source: str = ""


def given_scheme(instrument: Instrument) -> Scheme:
    """Return the weights that the instrument itself has."""
    return Scheme(GIVEN, "given", {node.key: {c.key: c.weight for c in node.children} for node in _parents(instrument)})


def equal_scheme(instrument: Instrument) -> Scheme:
    """Return equal weights for the children of every node."""
    return Scheme(EQUAL, "equal", {node.key: {c.key: 1.0 for c in node.children} for node in _parents(instrument)})


def _parents(instrument: Instrument) -> list[Node]:
    return [node for node in instrument.nodes if node.children]


def with_scheme(instrument: Instrument, scheme: Scheme) -> Instrument:
    """Return the instrument with the weights of a scheme; nodes that it says nothing of keep theirs."""
    return replace(instrument, root=_weighted(instrument.root, scheme.weights))


def _weighted(node: Node, weights: Mapping[str, Mapping[str, float]]) -> Node:
    own = weights.get(node.key, {})
    children = (replace(c, weight=own.get(c.key, c.weight)) for c in node.children)
    return replace(node, children=tuple(_weighted(child, weights) for child in children))


def shares(instrument: Instrument) -> Mapping[str, float]:
    """Return the weight of every node among its siblings, summing to 1; 1 for the root."""
    found = {instrument.root.key: 1.0}
    for node in _parents(instrument):
        total = sum(child.weight for child in node.children)
        found |= {child.key: child.weight / total for child in node.children}
    return MappingProxyType(found)


def effective_weights(instrument: Instrument) -> Mapping[str, float]:
    """Return the weight of every node in the root: the product of weights on the way up.

    It says by how much the overall score moves with the node where all means are arithmetic and all was answered.
    """
    own = shares(instrument)
    found = {instrument.root.key: 1.0}
    for node in instrument.nodes:
        for child in node.children:
            found[child.key] = found[node.key] * own[child.key]
    return MappingProxyType(found)
