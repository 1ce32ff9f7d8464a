"""Errors from replicate weights that came with the answers: every figure anew in each replicate.

They stand in the place of Taylor linearisation, through the whole tree.
"""

from typing import Any, Literal

import numpy as np

from berdaya.estimates.bootstrap import rolled, supplied_items
from berdaya.estimates.domains import sum_by
from berdaya.estimates.frame import Frame
from berdaya.stats.bootstrap import replicate_variance
from berdaya.stats.intervals import bounded_interval
from berdaya.tally.model import Replicates

Floats = np.ndarray[Any, np.dtype[np.float64]]
NOISE = 1e-9  # an error below any that a sample of answers can have


def supplied_values(frame: Frame) -> Floats:
    """Return node values (B, D, N) under each supplied replicate, in the mode of the settings."""
    tally = frame.tally
    assert tally.replicates is not None, "no replicates were supplied"
    if frame.settings.mode == "means_first":
        return rolled(frame, supplied_items(frame, tally.replicates.factors))
    assert tally.units is not None, "units first needs a tally with units"
    cells = frame.domains.cells
    return supplied_ratios(frame, tally.units.sums[cells], tally.units.scored[cells])


def supplied_ratios(frame: Frame, above: Floats, below: Floats) -> Floats:
    """Return ratios (B, D, K) of sums of the domains' cells (c, K) under each supplied replicate."""
    domains, given = frame.domains, frame.tally.replicates
    assert given is not None, "no replicates were supplied"
    out = np.empty((len(given.factors), domains.size, above.shape[1]))
    for b, factors in enumerate(given.factors[:, domains.cells]):
        total = sum_by(domains.domain, domains.size, below * factors[:, None])
        with np.errstate(divide="ignore", invalid="ignore"):
            out[b] = sum_by(domains.domain, domains.size, above * factors[:, None]) / total
    return out


def supplied_variance(given: Replicates, draws: Floats, full: Floats) -> Floats:
    """Return the variance (...) of figures from their replicates (B, ...); `full` are the figures themselves."""
    centre: Literal["mean"] | Floats = full if given.centre == "full" else "mean"
    return replicate_variance(draws, scale=given.scale, rscales=given.rscales, centre=centre)


def supplied_interval(
    given: Replicates,
    draws: Floats,
    full: Floats,
    df: Floats | float,
    confidence: float,
    limits: tuple[float, float] = (-np.inf, np.inf),
) -> tuple[Floats, Floats]:
    """Return t intervals (...) of figures from their replicates (B, ...), cut at what is possible; NaN where replicates do not
    differ.
    """
    se = np.sqrt(supplied_variance(given, draws, full))
    freedom = np.broadcast_to(np.asarray(df, float), full.shape)
    return bounded_interval(full, np.where(se < NOISE, np.nan, se), freedom, limits, confidence)[:2]
