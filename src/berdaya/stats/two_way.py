"""Variance of an estimate whose parts go together in two ways, as in matched pairs that share sampling units."""

import numpy as np

from berdaya.errors import ComputeError
from berdaya.stats.grouped import group_sums
from berdaya.stats.sample import Floats, Ints, unequal_lengths


def two_way_variance(influence: Floats, first: Ints, second: Ints) -> Floats:
    """Return variances that allow for clusters of two kinds that cut across each other.

    Parameters
    ----------
    influence
        (n, K) influence of each unit on K estimates; NaN makes its column NaN.
    first, second
        (n,) cluster of each unit, of either kind, from 0.

    Returns
    -------
    (K,) variances; NaN with fewer than two clusters of either kind.

    Raises
    ------
    ComputeError
        stats.unequal-lengths.

    Notes
    -----
    V = V_first + V_second - V_both, each G / (G - 1) sum over its G clusters of (sum of influences)^2; `both` are the clusters
    of units that share both. Where that is below V_first, which a sum of three estimates can be, V_first is taken.

    References
    ----------
    Cameron, Gelbach and Miller (2011), Robust inference with multiway clustering, Journal of Business and Economic Statistics
    29:238-249, with the factor of each cluster's own number. With units of one cluster of the second kind each, it is the usual
    cluster variance of the first (`taylor_variance`) to 1e-12.

    Examples
    --------
    >>> z = np.array([[0.5], [-0.5], [0.5], [-0.5]])
    >>> two_way_variance(z, np.array([0, 0, 1, 1]), np.array([0, 1, 0, 1])).round(4).tolist()
    [2.6667]
    """
    if problems := unequal_lengths(("influence", "first", "second"), (influence, first, second)):
        raise ComputeError(problems)
    if not len(influence):
        return np.full(influence.shape[1], np.nan)
    both = np.unique(first * (int(second.max()) + 1) + second, return_inverse=True)[1]
    one, other, joint = (_variance(influence, codes) for codes in (first, second, both))
    return np.maximum(one + other - joint, one)


def _variance(influence: Floats, codes: Ints) -> Floats:
    names, place = np.unique(codes, return_inverse=True)
    if len(names) < 2:
        return np.full(influence.shape[1], np.nan)
    total = group_sums(influence, place, len(names))
    return np.asarray(len(names) / (len(names) - 1) * np.square(total).sum(axis=0))
