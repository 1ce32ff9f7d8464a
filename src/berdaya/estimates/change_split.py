"""What a change is made of: its exact split over criteria, with what changed coverage adds.

    split_change(instrument, tally, settings, ("before", "after"))

Both waves are rolled up over the criteria that have a value in both; their gap splits by path multipliers
(`instrument.tree.split_gap`), for any mix of aggregates. What criteria of one wave alone add stands apart, as changed coverage.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from berdaya.estimates.bootstrap import REPLICATES, SEED, replicate_items
from berdaya.estimates.frame import Frame, make_frame
from berdaya.estimates.model import Settings
from berdaya.estimates.precision import bootstrap_withheld
from berdaya.instrument.model import Instrument
from berdaya.instrument.tree import roll_up_values, split_gap
from berdaya.tally.model import LonelyPsu, Tally

Floats = np.ndarray[Any, np.dtype[np.float64]]
Bools = np.ndarray[Any, np.dtype[np.bool_]]
Ints = np.ndarray[Any, np.dtype[np.int64]]
NOISE = 1e-12
STILL = 1e-6  # replicates that differ by less are alike: they are summed in single precision


@dataclass(frozen=True)
class ChangeSplit:
    """The change of a node in every domain (D,) that both waves have, split over the instrument's criteria (I,).

    `share` (D, I) and `coverage` (D,) add up to `total` (D,), on the instrument's scale and unrounded. A criterion that is not
    below the node, or without a value in one of the waves, has 0. `low` and `high` (D, I + 1) are bootstrap intervals of the
    shares and, last, of the coverage; NaN is what does not exist, or where nothing was sampled.
    """

    waves: tuple[str, str]
    node: str
    by: tuple[str, ...]
    domains: tuple[tuple[str, ...], ...]
    items: tuple[str, ...]
    total: Floats
    share: Floats
    coverage: Floats
    low: Floats
    high: Floats
    there: Bools  # (D, I): the criterion has a value in both waves
    below: Bools  # (I,): the criterion is below the node
    seed: int
    replicates: int


def split_change(
    instrument: Instrument,
    tally: Tally,
    settings: Settings,
    waves: tuple[str, str],
    *,
    by: Sequence[str] = (),
    node: str = "",
    lonely: LonelyPsu = "none",
) -> ChangeSplit:
    """Return the split of a node's change ("": the root's), by attributes.

    Parameters
    ----------
    instrument, tally, settings
        As for `estimate`, means first.
    waves
        Before and after. One stream of draws serves both, so what they share is kept.
    by, node
        The attributes of domains; the node.
    lonely
        What to do with a stratum of one PSU: without a rule what rests on one has no interval.

    Notes
    -----
    Over the criteria of both waves: share_i = (product of m on the path to i) (x_i - q_i), with x after and q before and m the
    mean-value multiplier of each node's mean; for weighted arithmetic means m is the weight. coverage = total - Σ share.

    References
    ----------
    `instrument.tree.gap_multiplier`. For arithmetic means the shares are Shapley values.
    """
    then, now = (make_frame(instrument, tally, settings, by, wave) for wave in waves)
    at = now.tree.keys.index(node or instrument.root.key)
    shared = [labels for labels in now.domains.labels if labels in then.domains.labels]
    places = [np.array([frame.domains.labels.index(labels) for labels in shared], np.int64) for frame in (then, now)]
    pair = list(zip((then, now), places, strict=True))
    values = [_items(frame, place) for frame, place in pair]
    enough = [~np.isnan(value) for value in values]
    asked = [frame.means.asked[place] for frame, place in pair]
    share, coverage, total = _split(then, now, values, asked, at)
    drawn = [
        np.concatenate([part[:, place] for part in replicate_items(frame, SEED, REPLICATES, lonely)])
        for frame, place in pair
    ]
    drawn = [np.where(some, part, np.nan) for some, part in zip(enough, drawn, strict=True)]
    shares, coverages, _ = _split(then, now, drawn, asked, at)
    alone = np.logical_or(*(bootstrap_withheld(frame, lonely)[place, at] for frame, place in pair))
    low, high = _interval(np.concatenate([shares, coverages[..., None]], -1), settings.confidence)
    low[alone], high[alone] = np.nan, np.nan
    return ChangeSplit(
        waves=waves,
        node=now.tree.keys[at],
        by=now.domains.by,
        domains=tuple(shared),
        items=tuple(now.tree.keys[i] for i in now.tree.leaf),
        total=total,
        share=share,
        coverage=coverage,
        low=low,
        high=high,
        there=np.logical_and(*enough),
        below=_below(now, at),
        seed=SEED,
        replicates=REPLICATES,
    )


def _items(frame: Frame, place: Ints) -> Floats:
    """Item means (D, I) of domains; those that too few answered are left out, as in the tree."""
    means = frame.means
    enough = means.asked & (means.coverage >= frame.tree.leaf_coverage - 1e-12)
    return np.where(enough, means.value, np.nan)[place]


def _split(
    then: Frame, now: Frame, values: Sequence[Floats], asked: Sequence[Bools], at: int
) -> tuple[Floats, Floats, Floats]:
    """Shares (..., D, I), coverage and total (..., D) of the change of a node; `asked` (D, I) of each wave."""
    before, after = values
    whole = [
        roll_up_values(frame.tree, value, some)[..., at]
        for frame, value, some in zip((then, now), values, asked, strict=True)
    ]
    both = ~np.isnan(before) & ~np.isnan(after)
    common = [roll_up_values(now.tree, np.where(both, value, np.nan), both) for value in (before, after)]
    share = split_gap(now.tree, common[1], common[0], at)
    share = np.where(_below(now, at), share, 0.0)
    total = whole[1] - whole[0]
    coverage = total - share.sum(axis=-1)
    return share, np.where(np.abs(coverage) < NOISE, 0.0, coverage), total


def _below(frame: Frame, at: int) -> Bools:
    low, high = frame.tree.span[at]
    place = np.arange(len(frame.tree.leaf))
    found: Bools = (low <= place) & (place < high)
    return found


def _interval(drawn: Floats, confidence: float) -> tuple[Floats, Floats]:
    """Percentile interval over replicates (B, D, K); NaN where fewer than two have a split."""
    low, high = (np.full(drawn.shape[1:], np.nan) for _ in range(2))
    tail = 100 * (1 - confidence) / 2
    for d in range(drawn.shape[1]):
        usable = drawn[:, d][~np.isnan(drawn[:, d]).any(axis=1)]
        if len(usable) > 1:
            low[d], high[d] = np.percentile(usable, [tail, 100 - tail], axis=0)
    still = high - low < STILL  # nothing was sampled
    return np.where(still, np.nan, low), np.where(still, np.nan, high)
