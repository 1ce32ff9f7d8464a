"""Weights that the scores themselves choose, at every node: for comparison, not as a recommendation."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from berdaya.errors import ComputeError
from berdaya.instrument.model import Instrument
from berdaya.instrument.weights import Method, Scheme
from berdaya.stats.critic import critic_weights
from berdaya.stats.entropy import entropy_weights
from berdaya.stats.pca_weights import pca_weights
from berdaya.stats.whole_rows import whole_rows

Floats = np.ndarray[Any, np.dtype[np.float64]]
MOST_ZERO = 0.5  # a child with a larger entropy weight, that holds a zero, has it by that


@dataclass(frozen=True)
class DataScheme:
    """A scheme out of scores. `units` is how many had all scores, by node; `notes` say by node why it keeps its own weights, as
    the code of a problem, or what is to be known: "zero" (a lowest score takes over), "against" (a child runs against the
    rest), with the children it is about.
    """

    scheme: Scheme
    units: Mapping[str, int]
    notes: tuple[tuple[str, str, tuple[str, ...]], ...] = ()


def data_scheme(method: Method, instrument: Instrument, scores: Floats) -> DataScheme:
    """Return the weights that a method gives the children of every node with several.

    Parameters
    ----------
    method
        "entropy", "critic" or "pca".
    instrument
        The tree; nodes without weights of their own keep those of the instrument.
    scores
        (units, nodes) scores of groups or persons on the instrument's scale, NaN where there is none.
    """
    place = {node.key: i for i, node in enumerate(instrument.nodes)}
    weights: dict[str, dict[str, float]] = {}
    units: dict[str, int] = {}
    notes: list[tuple[str, str, tuple[str, ...]]] = []
    for node in instrument.nodes:
        if len(node.children) < 2:
            continue
        keys = tuple(child.key for child in node.children)
        own = scores[:, [place[key] for key in keys]] - instrument.scale.min
        try:
            found, note, about = _weights(method, own)
        except ComputeError as error:
            notes.append((node.key, error.problems[0].code, ()))
            continue
        weights[node.key] = {key: float(weight) for key, weight in zip(keys, found, strict=True)}
        units[node.key] = len(whole_rows(own))
        if about.any():
            notes.append((node.key, note, tuple(key for key, one in zip(keys, about, strict=True) if one)))
    return DataScheme(Scheme(method, method, weights), units, tuple(notes))


def _weights(method: Method, scores: Floats) -> tuple[Floats, str, "np.ndarray[Any, np.dtype[np.bool_]]"]:
    if method == "pca":
        found = pca_weights(scores)
        return found.weights, "against", found.against
    if method == "critic":
        weights = critic_weights(scores)
        return weights, "", np.zeros(len(weights), bool)
    weights = entropy_weights(scores)
    return weights, "zero", (weights > MOST_ZERO) & (whole_rows(scores) == 0).any(axis=0)
