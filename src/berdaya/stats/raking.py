"""Raking: weights moved margin by margin until each adds up to its known total. One margin is post-stratification."""

from typing import NamedTuple

import numpy as np

from berdaya.stats.sample import Floats, Ints

TOLERANCE = 1e-10
MOST = 1000


class Raked(NamedTuple):
    """Factors of the weights (..., C), how many rounds it took, and the largest relative gap (...) that is left."""

    factor: Floats
    rounds: int
    gap: Floats


def rake(weights: Floats, classes: Ints, totals: Floats, tolerance: float = TOLERANCE, most: int = MOST) -> Raked:
    """Return the factors that bring weights to known totals of several margins.

    Parameters
    ----------
    weights
        (..., C) weights, 0 or more: of units, or sums over units of one combination of classes.
    classes
        (C, M) class of each in each of M margins, as places 0 .. P - 1 among all totals; -1 where it belongs to none.
    totals
        (P,) known totals, above 0, margin after margin.
    tolerance
        Largest relative gap between a sum of weights and its total.
    most
        Rounds after which it stops.

    Returns
    -------
    Factors; the gap is above the tolerance where the margins could not be reached (they contradict each other, or the sample
    lacks combinations). A class whose weights are all 0 is passed over and counts for no gap.

    Notes
    -----
    In each round, margin after margin, the weights of a class are multiplied by total / sum of weights. What belongs to no
    class of a margin is left by it. With one margin (also of crossed variables) the first round is exact: weights times N_h /
    sum of weights of h.

    References
    ----------
    Deming and Stephan (1940), Annals of Mathematical Statistics 11:427-444; Deville, Särndal and Sautory (1993), JASA
    88:1013-1020. Agrees with svy 0.35.0 (`weighting.rake`, `weighting.poststratify`) to 1e-9 on apiclus1.

    Examples
    --------
    >>> found = rake(np.array([1.0, 1.0, 2.0]), np.array([[0], [0], [1]]), np.array([6.0, 3.0]))
    >>> found.factor.tolist(), found.rounds
    ([3.0, 3.0, 1.5], 1)
    """
    factor, rounds = np.ones(weights.shape), 0
    gap = _gap(weights, classes, totals)
    while rounds < most and bool((gap > tolerance).any()):
        for margin in classes.T:
            inside = margin >= 0
            sums = _sums(weights * factor, margin, len(totals))
            with np.errstate(divide="ignore", invalid="ignore"):
                step = np.where(sums > 0, totals / sums, 1.0)
            factor[..., inside] *= step[..., margin[inside]]
        rounds += 1
        gap = _gap(weights * factor, classes, totals)
    return Raked(factor, rounds, gap)


def margin_sums(weights: Floats, classes: Ints, size: int) -> Floats:
    """Return the sums of weights of all classes of all margins.

    Parameters
    ----------
    weights, classes
        (..., C) and (C, M), as for `rake`.
    size
        Number of classes P of all margins.

    Returns
    -------
    (..., P) sums.

    Notes
    -----
    A class stands in one margin only, so each sum is that of its margin.

    Examples
    --------
    >>> margin_sums(np.array([1.0, 2.0]), np.array([[0, 2], [1, 2]]), 3).tolist()
    [1.0, 2.0, 3.0]
    """
    return np.asarray(sum(_sums(weights, margin, size) for margin in classes.T))


def _sums(weights: Floats, margin: Ints, size: int) -> Floats:
    inside = np.flatnonzero(margin >= 0)
    belongs = np.zeros((len(inside), size))
    belongs[np.arange(len(inside)), margin[inside]] = 1.0
    return np.asarray(weights[..., inside] @ belongs)


def _gap(weights: Floats, classes: Ints, totals: Floats) -> Floats:
    sums = margin_sums(weights, classes, len(totals))
    return np.asarray(np.where(sums > 0, np.abs(sums / totals - 1.0), 0.0).max(axis=-1, initial=0.0))
