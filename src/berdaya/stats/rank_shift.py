"""Ranks, and how far they move when something is changed."""

from typing import Any

import numpy as np

Floats = np.ndarray[Any, np.dtype[np.float64]]
DIGITS = 9  # on which scores are told apart, as categories are


def ranks_from_top(scores: Floats) -> Floats:
    """Return ranks: 1 for the highest score, tied ones sharing the better rank.

    Parameters
    ----------
    scores
        (..., n); NaN has no rank.

    Returns
    -------
    (..., n) ranks.

    Notes
    -----
    1 + how many scores are higher. Scores are compared at 9 digits.

    References
    ----------
    R function rank with ties.method "min", of the negative scores.

    Examples
    --------
    >>> ranks_from_top(np.array([2.0, 3.0, np.nan, 2.0])).tolist()
    [2.0, 1.0, nan, 2.0]
    """
    rounded = np.round(scores, DIGITS)
    rows = rounded.reshape(-1, rounded.shape[-1])
    out = np.full(rows.shape, np.nan)
    for row, ranks in zip(rows, out, strict=True):
        there = ~np.isnan(row)
        ranks[there] = 1 + there.sum() - np.searchsorted(np.sort(row[there]), row[there], side="right")
    return out.reshape(scores.shape)


def mean_rank_shift(ranks: Floats, nominal: Floats) -> Floats:
    """Return the mean absolute change of rank.

    Parameters
    ----------
    ranks
        (..., n) ranks after a change.
    nominal
        (n,) ranks before it.

    Returns
    -------
    (...) places, over those that have both ranks; NaN where none has.

    Notes
    -----
    Σ |r − r₀| / n.

    References
    ----------
    Saisana, Saltelli and Tarantola (2005), JRSS-A 168:307-323. Agrees with COINr 1.1.14 (`remove_elements`) to 1e-9.

    Examples
    --------
    >>> mean_rank_shift(np.array([2.0, 1.0, 3.0]), np.array([1.0, 2.0, 3.0])).item()
    0.6666666666666666
    """
    shift = np.abs(ranks - nominal)
    some = ~np.isnan(shift)
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.asarray(np.where(some, shift, 0.0).sum(axis=-1) / some.sum(axis=-1))
