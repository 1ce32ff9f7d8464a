"""The gap between two parts of an answer table (waves, villages), split exactly over criteria, with a coverage term."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from berdaya.estimates.bootstrap import REPLICATES, SEED, replicate_items, supplied_items
from berdaya.estimates.frame import Frame
from berdaya.estimates.precision import bootstrap_withheld, cells_df
from berdaya.estimates.replicates import supplied_interval
from berdaya.instrument.tree import roll_up_values, split_gap
from berdaya.tally.model import LonelyPsu

Floats = np.ndarray[Any, np.dtype[np.float64]]
Bools = np.ndarray[Any, np.dtype[np.bool_]]
Ints = np.ndarray[Any, np.dtype[np.int64]]
NOISE = 1e-12
STILL = 1e-6  # replicates that differ by less are alike: they are summed in single precision


@dataclass(frozen=True)
class GapParts:
    """The gap of a node in each of some pairs of domains (D,): `share` (D, I) and `coverage` (D,) add up to `total` (D,).

    `low` and `high` (D, I + 2) are intervals of the shares and, last, of the coverage and the total. `there` (D, I):
    the criterion has a value on both sides; `below` (I,): it is below the node.
    """

    total: Floats
    share: Floats
    coverage: Floats
    low: Floats
    high: Floats
    there: Bools
    below: Bools


def gap_parts(sides: Sequence[tuple[Frame, Ints]], at: int, lonely: LonelyPsu) -> GapParts:
    """Split the gap of a node from a first side to a second, each a frame and its domains (D,), over the criteria.

    Over the criteria of both sides the gap splits by path multipliers (`instrument.tree.split_gap`), for any mix of aggregates;
    what criteria of one side alone add is the coverage. One stream of draws serves both, so what they share is kept; where
    replicate weights came with the answers these are the draws, and intervals are of t.
    """
    frame, given = sides[1][0], sides[1][0].tally.replicates
    values = [_items(side, place) for side, place in sides]
    enough = [~np.isnan(value) for value in values]
    asked = [side.means.asked[place] for side, place in sides]
    share, coverage, total = _split(sides, values, asked, at)
    drawn = [_drawn(side, lonely)[:, place] for side, place in sides]
    drawn = [np.where(some, part, np.nan) for some, part in zip(enough, drawn, strict=True)]
    shares, *others = _split(sides, drawn, asked, at)
    every = np.concatenate([shares, np.stack(others, -1)], -1)
    if given is not None:
        full = np.concatenate([share, np.stack([coverage, total], -1)], -1)
        width = frame.tree.high - frame.tree.low
        sure = (_df(sides)[:, None], frame.settings.confidence)
        low, high = supplied_interval(given, every, full, *sure, (-width, width))
    else:
        low, high = _interval(every, frame.settings.confidence)
        alone = np.logical_or(*(bootstrap_withheld(side, lonely)[place, at] for side, place in sides))
        low[alone], high[alone] = np.nan, np.nan
    return GapParts(total, share, coverage, low, high, np.logical_and(*enough), _below(frame, at))


def _drawn(frame: Frame, lonely: LonelyPsu) -> Floats:
    """Item means (B, D, I) of all of a frame's domains in every replicate."""
    given = frame.tally.replicates
    if given is not None:
        return supplied_items(frame, given.factors)
    return np.concatenate(list(replicate_items(frame, SEED, REPLICATES, lonely)))


def _df(sides: Sequence[tuple[Frame, Ints]]) -> Floats:
    """Degrees of freedom of each pair (D,): of the rows of both sides."""
    cells, pair = [], []
    for frame, place in sides:
        to = np.full(frame.domains.size, -1)
        to[place] = np.arange(len(place))
        of = to[frame.domains.domain]
        cells.append(frame.domains.cells[of >= 0])
        pair.append(of[of >= 0])
    tally = sides[0][0].tally
    return np.asarray(cells_df(tally, np.concatenate(cells), np.concatenate(pair), len(sides[0][1])), float)


def _items(frame: Frame, place: Ints) -> Floats:
    """Item means (D, I) of domains; those that too few answered are left out, as in the tree."""
    means = frame.means
    enough = means.asked & (means.coverage >= frame.tree.leaf_coverage - 1e-12)
    return np.where(enough, means.value, np.nan)[place]


def _split(
    sides: Sequence[tuple[Frame, Ints]], values: Sequence[Floats], asked: Sequence[Bools], at: int
) -> tuple[Floats, Floats, Floats]:
    """Shares (..., D, I), coverage and total (..., D) of the gap of a node; `asked` (D, I) of each side."""
    before, after = values
    tree = sides[1][0].tree
    whole = [
        roll_up_values(frame.tree, value, some)[..., at]
        for (frame, _), value, some in zip(sides, values, asked, strict=True)
    ]
    both = ~np.isnan(before) & ~np.isnan(after)
    common = [roll_up_values(tree, np.where(both, value, np.nan), both) for value in (before, after)]
    share = np.where(_below(sides[1][0], at), split_gap(tree, common[1], common[0], at), 0.0)
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
