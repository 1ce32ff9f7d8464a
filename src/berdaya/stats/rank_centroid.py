"""Rank order centroid: weights from an order of importance alone."""

from typing import Any

import numpy as np
import numpy.typing as npt

from berdaya.errors import ComputeError, Problem

Floats = np.ndarray[Any, np.dtype[np.float64]]


def rank_order_centroid(ranks: npt.ArrayLike) -> Floats:
    """Return the centroid of all weights that are in an order.

    Parameters
    ----------
    ranks
        (n,) 1 for the most important; only the order counts.

    Returns
    -------
    (n,) weights that sum to 1; equal ranks share what their places have on average.

    Raises
    ------
    ComputeError
        weights.ranks: a rank is missing or not finite.

    Notes
    -----
    w of place i of n = (1/n) Σ_{k=i..n} 1/k.

    References
    ----------
    Barron and Barrett (1996), Management Science 42:1515-1523. Agrees with their weights of four
    (.5208 .2708 .1458 .0625).

    Examples
    --------
    >>> rank_order_centroid([2, 1, 3]).round(4).tolist(), rank_order_centroid([1, 1]).tolist()
    ([0.2778, 0.6111, 0.1111], [0.5, 0.5])
    """
    from scipy.stats import rankdata  # late: scipy costs start-up time

    given = np.asarray(ranks, dtype=np.float64)
    if given.ndim != 1 or not given.size or not np.isfinite(given).all():
        raise ComputeError(Problem("weights.ranks"))
    n = len(given)
    of_place = np.cumsum((1 / np.arange(1, n + 1))[::-1])[::-1] / n
    low, high = rankdata(given, "min").astype(int), rankdata(given, "max").astype(int)
    return np.array([of_place[a - 1 : b].mean() for a, b in zip(low, high, strict=True)])
