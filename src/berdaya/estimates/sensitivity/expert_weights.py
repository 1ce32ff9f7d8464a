"""Weights drawn from single experts: one expert's for the whole tree, or a random mixture of all of theirs."""

from collections.abc import Sequence
from typing import Any, Literal

import numpy as np

from berdaya.instrument.expert_panel import ExpertPanel
from berdaya.instrument.tree import Branch, Tree
from berdaya.stats.weight_draws import drawn_expert, mixture_shares

Floats = np.ndarray[Any, np.dtype[np.float64]]
Take = Literal["one", "mixture"]


def expert_rows(tree: Tree, panel: ExpertPanel) -> tuple[Floats, ...]:
    """Return each branch's weights (E, C) by every expert; a row of 0 where an expert did not judge its children.

    So it is where all that he gave weight to is not asked in the wave.
    """
    return tuple(_rows(tree, branch, panel) for branch in tree.branches)


def _rows(tree: Tree, branch: Branch, panel: ExpertPanel) -> Floats:
    own = panel.weights.get(tree.keys[branch.node], {})
    rows = [[own.get(expert, {}).get(tree.keys[c], 0.0) for c in branch.children] for expert in panel.experts]
    weights = np.array(rows, dtype=float).reshape(len(rows), -1)
    total = weights.sum(axis=1, keepdims=True)
    return np.asarray(weights / np.where(total > 0, total, 1.0))


def expert_numbers(rows: Sequence[Floats], take: Take) -> int:
    """Return from how many uniform numbers a run's weights are drawn; 0 where no two experts judged the same.

    One expert: a number for him, and one for each branch that only some judged, where another may stand in for him. A mixture:
    one for each expert.
    """
    judged = np.array([own.any(axis=1) for own in rows]).reshape(len(rows), -1)
    if not (judged.sum(axis=1) > 1).any():
        return 0
    return judged.shape[1] if take == "mixture" else 1 + int(_partly(judged).sum())


def expert_weights(rows: Sequence[Floats], branches: Sequence[Branch], points: Floats, take: Take) -> list[Floats]:
    """Return the weights (n, C) of each branch from uniform numbers; a branch that nobody judged keeps its own."""
    found, stand_in = [], 1
    shares = mixture_shares(points) if take == "mixture" else None
    for own, branch in zip(rows, branches, strict=True):
        judged = np.asarray(own.any(axis=1))
        partly = bool(_partly(judged))
        if not judged.any():
            found.append(np.tile(branch.weights, (len(points), 1)))
        elif shares is not None:
            found.append(shares[:, judged] @ own[judged] / shares[:, judged].sum(axis=1, keepdims=True))
        else:
            found.append(own[drawn_expert(points[:, 0], points[:, stand_in if partly else 0], judged)])
            stand_in += partly
    return found


def _partly(judged: Any) -> Any:
    """Whether some judged, and some did not."""
    return judged.any(axis=-1) & ~judged.all(axis=-1)
