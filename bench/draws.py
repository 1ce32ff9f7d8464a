"""1000 draws of weights x 10,000 units: ours, and a plain loop over draws; print seconds and the sum of scores as JSON.

python bench/draws.py ours|loop
"""

import json
import sys
import time

import numpy as np

from berdaya.instrument.model import Band, Bands, Instrument, Node, Question, Scale
from berdaya.instrument.tree import make_tree
from berdaya.instrument.tree_draws import roll_up_draws
from berdaya.stats.weight_draws import dirichlet_weights

UNITS, DRAWS, TIMES = 10_000, 1000, 3


def instrument() -> Instrument:
    """30 questions in 6 criteria in 2 parts."""

    def node(key: str, *children: Node) -> Node:
        return Node(key, children=children)

    leaves = [Node(f"q{i}", question=Question({"en": "q"}, {"member": 1.0}, Scale(0, 3))) for i in range(30)]
    criteria = [node(f"c{i}", *leaves[5 * i : 5 * i + 5]) for i in range(6)]
    root = node("overall", node("a", *criteria[:3]), node("b", *criteria[3:]))
    bands = Bands((), (Band("all", {"en": "all"}, "#ffffff", "#000000"),))
    return Instrument("made", "1", ("en",), {"en": "made"}, Scale(0, 3), {}, {"member": {}}, bands, ("overall",), root)


def loop(tree: object, x: np.ndarray, weights: list[np.ndarray]) -> np.ndarray:
    """The plain way: draw by draw, node by node, weights rescaled to the children that are there."""
    found = np.empty((DRAWS, UNITS))
    for draw in range(DRAWS):
        value = {leaf: x[:, i] for i, leaf in enumerate(tree.leaf)}
        for branch, w in zip(tree.branches, weights, strict=True):
            children = np.stack([value[c] for c in branch.children], axis=1)
            there = ~np.isnan(children)
            value[branch.node] = (np.nan_to_num(children) * w[draw]).sum(axis=1) / (there * w[draw]).sum(axis=1)
        found[draw] = value[0]
    return found


def main(what: str) -> dict[str, object]:
    """Measure one of the ways."""
    tree, rng = make_tree(instrument()), np.random.default_rng(2022)
    x = rng.integers(0, 4, (UNITS, 30)).astype(float)
    x[rng.random(x.shape) < 0.03] = np.nan
    weights = [dirichlet_weights(rng.random((DRAWS, len(b.children))), b.weights, 0.25) for b in tree.branches]
    asked, seconds = np.ones(x.shape, bool), []
    for _ in range(TIMES if what == "ours" else 1):
        start = time.perf_counter()
        found = roll_up_draws(tree, x, asked, weights, [0])[..., 0] if what == "ours" else loop(tree, x, weights)
        seconds.append(time.perf_counter() - start)
    return {"seconds": seconds, "sum": float(np.nansum(found))}


if __name__ == "__main__":
    print(json.dumps(main(sys.argv[1])))
