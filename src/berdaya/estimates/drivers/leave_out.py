"""Leave-one-out: what the overall score, and the categories and ranks of groups, become without a part of the tree."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from berdaya.estimates.bootstrap import REPLICATES, SEED, replicate_items, supplied_items
from berdaya.estimates.frame import Frame
from berdaya.estimates.precision import bootstrap_withheld, node_df
from berdaya.estimates.replicates import supplied_interval
from berdaya.instrument.tree import Tree, roll_up_values
from berdaya.stats.intervals import classify
from berdaya.stats.rank_shift import mean_rank_shift, ranks_from_top
from berdaya.tally.model import LonelyPsu

Floats = np.ndarray[Any, np.dtype[np.float64]]
Bools = np.ndarray[Any, np.dtype[np.bool_]]
Ints = np.ndarray[Any, np.dtype[np.int64]]
STILL = 1e-6  # replicates that differ by less are alike: they are summed in single precision


@dataclass(frozen=True)
class LeaveOut:
    """The study with each node (K,) of the tree but the root left out in turn, its siblings taking its weight.

    `value` is the overall score without the node and `change` what that adds to it, with its interval; `band` its category, -1
    where there is none. For the groups (D,): `scores`, `bands` and `ranks` (K, D) without the node, `nominal_...` (D,) with
    all; rank 1 is the highest score, ties share the better rank. `shift` (K,) is the mean absolute change of rank, `moved` (K,)
    how many groups change their category.
    """

    keys: tuple[str, ...]
    nominal: float
    nominal_band: int
    value: Floats
    change: Floats
    low: Floats
    high: Floats
    band: Ints
    groups: tuple[str, ...]
    nominal_scores: Floats
    scores: Floats
    nominal_bands: Ints
    bands: Ints
    nominal_ranks: Floats
    ranks: Floats
    shift: Floats
    moved: Ints
    seed: int
    replicates: int


def leave_one_out(frame: Frame, groups: Frame, lonely: LonelyPsu = "none") -> LeaveOut:
    """Return what leaving out each node does to a study: `frame` is of the whole, `groups` the same by group; means first.

    Notes
    -----
    A node is left out by taking the questions below it for not asked, so its siblings' weights are rescaled. Where it has no
    siblings its parent goes with it.

    References
    ----------
    OECD/JRC Handbook (2008), step 7. Agrees with COINr 1.1.14 (`remove_elements`) to 1e-9 on its ASEM example and on 40
    programmes with gaps.
    """
    tree, bands = frame.tree, frame.instrument.bands
    at = [n for n in range(1, len(tree.keys)) if tree.asked[n]]
    whole, asked = _items(frame)
    by_group, group_asked = _items(groups)
    value = roots_without(tree, whole[0], asked[0], at)
    nominal = roll_up_values(tree, whole[0], asked[0])[0]
    scores = roots_without(tree, by_group, group_asked, at)
    every = roll_up_values(tree, by_group, group_asked)[..., 0]
    low, high = _interval(frame, at, lonely)
    found, base = classify(scores, bands.cuts, bands.owner), classify(every, bands.cuts, bands.owner)
    ranks, rank = ranks_from_top(scores), ranks_from_top(every)
    there = (found >= 0) & (base >= 0)
    return LeaveOut(
        keys=tuple(tree.keys[n] for n in at),
        nominal=float(nominal),
        nominal_band=int(classify(nominal, bands.cuts, bands.owner)),
        value=value,
        change=value - nominal,
        low=low,
        high=high,
        band=classify(value, bands.cuts, bands.owner),
        groups=tuple(labels[0] for labels in groups.domains.labels),
        nominal_scores=every,
        scores=scores,
        nominal_bands=base,
        bands=found,
        nominal_ranks=rank,
        ranks=ranks,
        shift=mean_rank_shift(ranks, rank),
        moved=((found != base) & there).sum(axis=1),
        seed=SEED,
        replicates=REPLICATES,
    )


def roots_without(tree: Tree, items: Floats, asked: Bools, nodes: list[int]) -> Floats:
    """Return the root's value without each node in turn (K, ...) from items (..., I) and which were asked."""
    place = np.arange(len(tree.leaf))
    out = np.empty((len(nodes), *items.shape[:-1]))
    for k, node in enumerate(nodes):
        low, high = tree.span[node]
        kept = (place < low) | (place >= high)
        out[k] = roll_up_values(tree, np.where(kept, items, np.nan), asked & kept)[..., 0]
    return out


def _items(frame: Frame) -> tuple[Floats, Bools]:
    means = frame.means
    enough = means.asked & (means.coverage >= frame.tree.leaf_coverage - 1e-12)
    return np.where(enough, means.value, np.nan), means.asked


def _changes(frame: Frame, items: Floats, at: list[int]) -> Floats:
    """What leaving out each node adds to the overall score (K, ...) of the whole's items (..., I)."""
    asked = frame.means.asked[0]
    items = np.where(np.isnan(_items(frame)[0][0]), np.nan, items)
    return np.asarray(roots_without(frame.tree, items, asked, at) - roll_up_values(frame.tree, items, asked)[..., 0])


def _interval(frame: Frame, at: list[int], lonely: LonelyPsu) -> tuple[Floats, Floats]:
    """Intervals (K,) of the change of the overall score: of t with replicates that came with the answers, else percentiles."""
    given = frame.tally.replicates
    if given is not None:
        full = _changes(frame, _items(frame)[0][0], at)
        drawn = _changes(frame, supplied_items(frame, given.factors)[:, 0], at)
        width, sure = frame.tree.high - frame.tree.low, (float(node_df(frame)[0, 0]), frame.settings.confidence)
        return supplied_interval(given, drawn.T, full, *sure, (-width, width))
    nothing = np.full(len(at), np.nan)
    if bootstrap_withheld(frame, lonely)[0, 0]:
        return nothing, nothing
    items = np.concatenate([part[:, 0] for part in replicate_items(frame, SEED, REPLICATES, lonely)])
    drawn = _changes(frame, items, at)
    tail = 100 * (1 - frame.settings.confidence) / 2
    low, high = nothing.copy(), nothing.copy()
    for k, row in enumerate(drawn):
        usable = row[~np.isnan(row)]
        if len(usable) > 1:
            low[k], high[k] = np.percentile(usable, [tail, 100 - tail])
    still = high - low < STILL  # nothing was sampled
    return np.where(still, np.nan, low), np.where(still, np.nan, high)
