"""Ranks of units in every run, and what is said of them: an interval, the chance of the top and of the bottom."""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
_DIGITS = 9  # scores alike on these digits are tied, as categories are told


class RankStatistics(NamedTuple):
    """Of each unit (G,): mean, median, ends of the interval of its ranks; share of runs in which it is first, and last."""

    mean: Floats
    median: Floats
    low: Floats
    high: Floats
    top: Floats
    bottom: Floats


def ranks(scores: Floats) -> Floats:
    """Return the rank of each unit among those that have a score.

    Parameters
    ----------
    scores
        (..., G) scores; NaN has no rank.

    Returns
    -------
    (..., G) ranks from 1, the highest score first; tied units all have the lowest of their ranks (1, 2, 2, 4).

    Notes
    -----
    1 + number of units with a higher score; scores are compared on 9 digits after the point.

    References
    ----------
    COINr's rank tables (ties "min"): agrees with COINr 1.1.14 on ASEM (results_ranks, ua_rankstats).

    Examples
    --------
    >>> ranks(np.array([2.0, 3.0, 2.0, 1.0, np.nan])).tolist()
    [2.0, 1.0, 2.0, 4.0, nan]
    """
    rounded = np.round(scores, _DIGITS)
    order = np.argsort(-rounded, axis=-1, kind="stable")  # NaN last
    ordered = np.take_along_axis(rounded, order, axis=-1)
    place = np.broadcast_to(np.arange(1, scores.shape[-1] + 1), scores.shape)
    new = np.ones(scores.shape, bool)
    new[..., 1:] = ordered[..., 1:] != ordered[..., :-1]
    rank = np.maximum.accumulate(np.where(new, place, 0), axis=-1)
    found = np.empty(scores.shape)
    np.put_along_axis(found, order, rank.astype(float), axis=-1)
    return np.where(np.isnan(scores), np.nan, found)


def rank_statistics(of_runs: Floats, confidence: float = 0.95) -> RankStatistics:
    """Return what is said of the ranks of units over runs.

    Parameters
    ----------
    of_runs
        (R, G) ranks; NaN where a unit has none in a run, which leaves that run out for it.
    confidence
        Of the interval.

    Returns
    -------
    `RankStatistics`; NaN for a unit without any rank.

    Notes
    -----
    Ends are percentiles with linear interpolation (R's type 7). A unit is last where no unit of the run has a higher rank.

    References
    ----------
    Agrees with COINr 1.1.14 (get_sensitivity, SA_type "UA": Mean, Median, Q5, Q95) to 1e-9 on ASEM.

    Examples
    --------
    >>> found = rank_statistics(np.array([[1.0, 2.0], [2.0, 1.0], [1.0, 2.0], [1.0, 2.0]]), 0.9)
    >>> found.mean.tolist(), found.top.tolist()
    ([1.25, 1.75], [0.75, 0.25])
    """
    some = ~np.isnan(of_runs)
    count = some.sum(axis=0)
    with np.errstate(divide="ignore", invalid="ignore"):
        last = np.where(some, of_runs, -np.inf).max(axis=1, keepdims=True) if of_runs.shape[1] else of_runs
        top, bottom = ((some & (of_runs == end)).sum(axis=0) / count for end in (1.0, last))
        mean = np.where(some, of_runs, 0.0).sum(axis=0) / count
    ends = np.full((3, of_runs.shape[1]), np.nan)
    if (count > 0).any():
        at = [0.5, (1 - confidence) / 2, (1 + confidence) / 2]
        ends[:, count > 0] = np.nanquantile(of_runs[:, count > 0], at, axis=0)
    return RankStatistics(mean, ends[0], ends[1], ends[2], top, bottom)
