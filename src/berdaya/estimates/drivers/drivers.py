"""What drives a score: each criterion's contribution to it, and to what it lacks to the scale's top.

Both are exact splits of a gap by path multipliers (`instrument.tree.split_gap`): from 0 up to the score, and from the
score up to the scale's top. They add up for any mix of aggregates.
"""

from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from berdaya.estimates.bootstrap import REPLICATES, SEED, replicate_items
from berdaya.estimates.frame import Frame
from berdaya.estimates.precision import bootstrap_withheld
from berdaya.instrument.tree import Tree, roll_up_values, split_gap
from berdaya.stats.alike import told_alike
from berdaya.tally.model import LonelyPsu

Floats = np.ndarray[Any, np.dtype[np.float64]]
Bools = np.ndarray[Any, np.dtype[np.bool_]]


@dataclass(frozen=True)
class Split:
    """A gap split over items (I,): `share` adds up to `total`; `low` and `high` its interval, `rank` 1 for the largest,
    with `first` and `last` the interval of the rank. `alike` (I, I) says which two cannot be told apart: the interval of their
    difference holds 0. All NaN, with `note` saying why, where no exact split exists.
    """

    total: float
    share: Floats
    low: Floats
    high: Floats
    rank: Floats
    first: Floats
    last: Floats
    note: str = ""
    alike: Bools | None = None  # None: no split


@dataclass(frozen=True)
class Drivers:
    """A node's drivers (the root's, where none was named): `items` are the criteria below it, in the instrument's order."""

    items: tuple[str, ...]
    contribution: Split
    shortfall: Split
    seed: int
    replicates: int


def find_drivers(
    frame: Frame,
    seed: int = SEED,
    replicates: int = REPLICATES,
    lonely: LonelyPsu = "none",
    *,
    node: str = "",
    domain: int = 0,
) -> Drivers:
    """Return the drivers of a node ("": the root) in one of the frame's domains, with bootstrap intervals.

    Splits are of means: in units first mode a score is no function of item means, and both are null with a note.
    """
    tree = frame.tree
    at = tree.keys.index(node or tree.keys[0])
    below = slice(*tree.span[at].tolist())
    items = tuple(tree.keys[i] for i in tree.leaf[below])
    if frame.settings.mode == "units_first" or not frame.domains.size:
        empty = _no_split(len(items), "units-first")
        return Drivers(items, empty, empty, seed, replicates)
    asked = frame.means.asked[domain]
    enough = asked & (frame.means.coverage[domain] >= tree.leaf_coverage - 1e-12)
    value = np.where(enough, frame.means.value[domain], np.nan)
    drawn = np.concatenate([part[:, domain] for part in replicate_items(frame, seed, replicates, lonely)])
    drawn = np.where(enough, drawn, np.nan)
    contribution = _split(frame, value, drawn, (0.0, 1), asked, at)
    shortfall = _split(frame, value, drawn, (tree.high, -1), asked, at)
    if bootstrap_withheld(frame, lonely)[domain, at]:
        contribution, shortfall = (_without_interval(split) for split in (contribution, shortfall))
    return Drivers(items, contribution, shortfall, seed, replicates)


def split_scores(tree: Tree, items: Floats, reference: float, asked: Bools, node: int = 0) -> Floats:
    """Split a node's score minus a reference score over items (..., I); NaN for items that are not below it."""
    value = roll_up_values(tree, items, asked)
    at = roll_up_values(tree, np.where(np.isnan(items), np.nan, reference), asked)
    return split_gap(tree, value, at, node)


def _split(
    frame: Frame,
    value: Floats,
    drawn: Floats,
    against: tuple[float, int],
    asked: Bools,
    at: int,
) -> Split:
    """Split the gap to a reference score; its sign says which way it is counted (1: above it, -1: what lacks to it)."""
    reference, sign = against
    below = slice(*frame.tree.span[at].tolist())
    share = sign * split_scores(frame.tree, value, reference, asked, at)[below]
    if np.isnan(share).any():
        return _no_split(len(share), "no-split")
    spread = sign * split_scores(frame.tree, drawn, reference, asked, at)[:, below]
    tail = 100 * (1 - frame.settings.confidence) / 2
    low, high = _percentiles(spread, tail)
    first, last = _percentiles(_ranks(spread), tail)
    total = sign * (roll_up_values(frame.tree, value, asked)[at] - reference)
    alike = told_alike(spread, frame.settings.confidence)
    return Split(float(total), share, low, high, _ranks(share[None])[0], first, last, alike=alike)


def _without_interval(split: Split) -> Split:
    nothing = np.full(split.share.shape, np.nan)
    alike = None if split.alike is None else np.ones_like(split.alike)
    return replace(split, low=nothing, high=nothing, first=nothing, last=nothing, alike=alike)


def _ranks(share: Floats) -> Floats:
    """Rank 1 for the largest in each row, ties sharing their mean rank."""
    ranks = np.empty(share.shape)
    for item in range(share.shape[-1]):  # scipy.stats does the same, but takes a third of a second to import
        own = share[..., [item]]
        ranks[..., item] = (share > own).sum(axis=-1) + ((share == own).sum(axis=-1) + 1) / 2
    ranks[np.isnan(share).any(axis=-1)] = np.nan
    return ranks


def _percentiles(values: Floats, tail: float) -> tuple[Floats, Floats]:
    usable = values[~np.isnan(values).any(axis=1)]
    if len(usable) < 2:
        nothing = np.full(values.shape[1], np.nan)
        return nothing, nothing
    low, high = np.percentile(usable, [tail, 100 - tail], axis=0)
    return low, high


def _no_split(items: int, note: str) -> Split:
    nothing = np.full(items, np.nan)
    return Split(float("nan"), nothing, nothing, nothing, nothing, nothing, nothing, note)
