"""What a change is made of: its exact split over criteria, with what changed coverage adds.

    split_change(instrument, tally, settings, ("before", "after"))

Both waves are rolled up over the criteria that have a value in both; their gap splits by path multipliers
(`instrument.tree.split_gap`), for any mix of aggregates. What criteria of one wave alone add stands apart, as changed coverage.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from berdaya.estimates.bootstrap import REPLICATES, SEED
from berdaya.estimates.drivers.gap import gap_parts
from berdaya.estimates.frame import make_frame
from berdaya.estimates.model import Settings
from berdaya.instrument.model import Instrument
from berdaya.tally.model import LonelyPsu, Tally

Floats = np.ndarray[Any, np.dtype[np.float64]]
Bools = np.ndarray[Any, np.dtype[np.bool_]]


@dataclass(frozen=True)
class ChangeSplit:
    """The change of a node in every domain (D,) that both waves have, split over the instrument's criteria (I,).

    `share` (D, I) and `coverage` (D,) add up to `total` (D,), on the instrument's scale and unrounded. A criterion that is not
    below the node, or without a value in one of the waves, has 0. `low` and `high` (D, I + 1) are bootstrap intervals of the
    shares and, last, of the coverage; NaN is what does not exist, or where nothing was sampled. `given`: the replicates are
    weights that came with the answers, and intervals are of t.
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
    given: bool = False


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
    sides = [
        (frame, np.array([frame.domains.labels.index(labels) for labels in shared], np.int64)) for frame in (then, now)
    ]
    parts = gap_parts(sides, at, lonely)
    return ChangeSplit(
        waves=waves,
        node=now.tree.keys[at],
        by=now.domains.by,
        domains=tuple(shared),
        items=tuple(now.tree.keys[i] for i in now.tree.leaf),
        total=parts.total,
        share=parts.share,
        coverage=parts.coverage,
        low=parts.low[:, :-1],
        high=parts.high[:, :-1],
        there=parts.there,
        below=parts.below,
        seed=SEED,
        replicates=REPLICATES if tally.replicates is None else len(tally.replicates.factors),
        given=tally.replicates is not None,
    )
