"""Weights drawn around a scheme: on the simplex (Dirichlet), in a box (plus or minus a share); between schemes or experts."""

import numpy as np
import numpy.typing as npt

from berdaya.errors import ComputeError, Problem

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]


def dirichlet_weights(points: Floats, weights: Floats, spread: float) -> Floats:
    """Return weights of siblings drawn around a scheme on the simplex.

    Parameters
    ----------
    points
        (n, C) uniform numbers between 0 and 1, one for each child.
    weights
        (C,) the scheme's weights, not negative; a child of weight 0 keeps it.
    spread
        Standard deviation of a weight relative to itself, were all weights alike; above 0, below 1.

    Returns
    -------
    (n, C) shares that add up to 1; their expectation is the scheme. A single child has all.

    Raises
    ------
    ComputeError
        stats.spread-out-of-range.

    Notes
    -----
    Dirichlet with parameters a p_c, p the scheme's shares over k children of positive weight. The standard deviation of a share
    is sqrt(p (1 - p) / (a + 1)); a = (k - 1) / spread² - 1 makes it spread / k where all p are 1 / k. Drawn as gamma variates
    by their quantiles, so quasi-random points may be used.

    References
    ----------
    Devroye (1986), Non-uniform random variate generation, XI.4; Saisana, Saltelli and Tarantola (2005), JRSS A 168:307-323,
    for weights as a source of uncertainty.

    Examples
    --------
    >>> dirichlet_weights(np.array([[0.5, 0.5]]), np.array([1.0, 1.0]), 0.25).tolist()
    [[0.5, 0.5]]
    """
    _check_spread(spread)
    share, some = weights / weights.sum(), weights > 0
    if some.sum() < 2:
        return np.broadcast_to(share, points.shape).copy()
    from scipy.special import gammaincinv  # late: scipy costs start-up time

    total = (some.sum() - 1) / spread**2 - 1
    drawn = np.zeros(points.shape)
    drawn[:, some] = np.maximum(gammaincinv(total * share[some], points[:, some]), 1e-300)
    return np.asarray(drawn / drawn.sum(axis=1, keepdims=True))


def box_weights(points: Floats, weights: Floats, spread: float) -> Floats:
    """Return weights of siblings drawn plus or minus a share of themselves, each on its own.

    Parameters
    ----------
    points
        (n, C) uniform numbers between 0 and 1.
    weights
        (C,) the scheme's weights.
    spread
        Half the width of the box as a share of the weight; above 0, below 1.

    Returns
    -------
    (n, C) shares that add up to 1.

    Raises
    ------
    ComputeError
        stats.spread-out-of-range.

    Notes
    -----
    w (1 + spread (2 u - 1)), brought back to the sum 1.

    References
    ----------
    COINr's get_noisy_weights, which leaves out the last step; only ratios of weights count in a mean.

    Examples
    --------
    >>> box_weights(np.array([[0.0, 1.0]]), np.array([1.0, 1.0]), 0.25).tolist()
    [[0.375, 0.625]]
    """
    _check_spread(spread)
    drawn = weights * (1 + spread * (2 * points - 1))
    return np.asarray(drawn / drawn.sum(axis=1, keepdims=True))


def chosen(points: Floats, options: int) -> Ints:
    """Return which of some options, all alike likely, each uniform number stands for.

    Parameters
    ----------
    points
        Uniform numbers between 0 and 1, any shape.
    options
        How many there are: schemes of experts, kinds of means.

    Returns
    -------
    Places 0 .. options - 1, in the shape of `points`.

    Notes
    -----
    floor(u k).

    Examples
    --------
    >>> chosen(np.array([0.1, 0.5, 0.99]), 2).tolist()
    [0, 1, 1]
    """
    return np.minimum((points * options).astype(np.int64), options - 1)


def drawn_expert(first: Floats, again: Floats, judged: Bools) -> Ints:
    """Return which expert is drawn for some siblings, one for the whole tree who gives way where he did not judge.

    Parameters
    ----------
    first
        (n,) uniform numbers, the same for all siblings of a tree: which of the experts is drawn.
    again
        (n,) uniform numbers of these siblings alone: which of those who judged stands in; without effect where all did.
    judged
        (E,) which of the experts judged; at least one.

    Returns
    -------
    (n,) places among the E experts, of such as judged.

    Notes
    -----
    Each of the k who judged has the chance 1/E + (1 - k/E) / k = 1/k: at all siblings those who judged are alike likely.

    References
    ----------
    Saisana, Saltelli and Tarantola (2005), JRSS A 168:307-323: the selection of an expert as a source of uncertainty.

    Examples
    --------
    >>> drawn_expert(np.array([0.1, 0.5, 0.9]), np.array([0.9, 0.9, 0.2]), np.array([True, False, True])).tolist()
    [0, 2, 2]
    """
    drawn, stand_ins = chosen(first, len(judged)), np.flatnonzero(judged)
    return np.where(judged[drawn], drawn, stand_ins[chosen(again, len(stand_ins))])


def mixture_shares(points: Floats) -> Floats:
    """Return random shares of experts in a mixture of their weights, any shares alike likely (the Bayesian bootstrap).

    Parameters
    ----------
    points
        (n, E) uniform numbers, one for each expert.

    Returns
    -------
    (n, E) shares that add up to 1, each with the mean 1 / E.

    Notes
    -----
    Dirichlet with all parameters 1: exponential variates -log(1 - u), brought to the sum 1. A mean of E weights w has then the
    variance Σ(w - w̄)² / (E (E + 1)) over mixtures, (E - 1) / (E + 1) of that of a mean's squared error s² / E. Shares of some
    of the experts, brought to the sum 1, are again so distributed.

    References
    ----------
    Rubin (1981), The Bayesian bootstrap, Annals of Statistics 9:130-134.

    Examples
    --------
    >>> mixture_shares(np.array([[0.5, 0.5], [0.19, 0.1]])).round(3).tolist()
    [[0.5, 0.5], [0.667, 0.333]]
    """
    drawn = np.maximum(-np.log1p(-points), 1e-300)
    return np.asarray(drawn / drawn.sum(axis=1, keepdims=True))


def increasing_scores(points: Floats) -> Floats:
    """Return increasing scores between 0 and 1 for the levels between two fixed ends, any such scoring alike likely.

    Parameters
    ----------
    points
        (n, K) uniform numbers between 0 and 1, one for each level between the ends.

    Returns
    -------
    (n, K) rising scores: 0 and 1 are those of the ends.

    Notes
    -----
    Order statistics of K uniform numbers: uniform over all increasing scorings; the k-th has the mean k / (K + 1), so the equal
    spacing is their average.

    References
    ----------
    David and Nagaraja (2003), Order statistics, section 2.1.

    Examples
    --------
    >>> increasing_scores(np.array([[0.7, 0.2]])).tolist()
    [[0.2, 0.7]]
    """
    return np.sort(points, axis=1)


def _check_spread(spread: float) -> None:
    if not 0 < spread < 1:
        raise ComputeError(Problem("stats.spread-out-of-range", values={"spread": f"{spread:g}"}))
