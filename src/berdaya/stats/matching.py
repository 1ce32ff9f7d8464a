"""Optimal pair matching: who without a programme is most like whom with it."""

from typing import NamedTuple

import numpy as np

from berdaya.errors import ComputeError
from berdaya.stats.sample import Bools, Floats, Ints, unequal_lengths

_SINGULAR = 1e-12  # of the largest: a trait that follows from others adds nothing


class PairsFound(NamedTuple):
    """Rows of the treated (m,) and of the controls (m,) that are paired, and how far apart the two are (m,)."""

    treated: Ints
    control: Ints
    distance: Floats


def match_pairs(numbers: Floats, classes: Ints, treated: Bools, caliper: float = np.inf) -> PairsFound:
    """Pair each treated unit with one control of its class, no control twice, so that squared distances add up to the least.

    Parameters
    ----------
    numbers
        (n, k) traits that should be near to each other, without NaN; k may be 0.
    classes
        (n,) class of each unit: only units of one class are paired.
    treated
        (n,) who has the programme.
    caliper
        Largest distance that is allowed, in standard deviations where there is one number.

    Returns
    -------
    `PairsFound`, in the order of the treated. As many pairs as can be made come before short distances.

    Raises
    ------
    ComputeError
        stats.unequal-lengths.

    Notes
    -----
    Mahalanobis distance d(x, y) = sqrt((x - y)' S^-1 (x - y)), S the covariance pooled within treated and controls, so that
    units of measurement do not matter; a trait that is constant, or follows from others, adds nothing (generalised inverse).
    One to one and without replacement; optimal, not greedy, so the order of rows matters only where units are alike. The sum is
    of squares, since that of distances has many least ones along a single number.

    References
    ----------
    Rosenbaum (1989), Optimal matching for observational studies, JASA 84:1024-1032; Rubin (1980), Bias reduction using
    Mahalanobis-metric matching, Biometrics 36:293-298. Distances agree with scipy.spatial.distance.cdist (mahalanobis) to
    1e-9; pairs with the best of all that can be made, by enumeration, on small cases.

    Examples
    --------
    >>> age = np.array([[30.0], [50.0], [48.0], [31.0], [70.0]])
    >>> found = match_pairs(age, np.zeros(5, dtype=int), np.array([True, True, False, False, False]))
    >>> found.treated.tolist(), found.control.tolist()
    ([0, 1], [3, 2])
    """
    from scipy.optimize import linear_sum_assignment  # late: scipy costs start-up time

    if problems := unequal_lengths(("numbers", "classes", "treated"), (numbers, classes, treated)):
        raise ComputeError(problems)
    numbers = _whitened(numbers, treated)
    parts = []
    for one in np.unique(classes[treated]):
        own, other = (np.flatnonzero((classes == one) & some) for some in (treated, ~treated))
        if not len(other):
            continue
        squares = np.zeros((len(own), len(other)))
        for column in numbers.T:  # one at a time: memory for one table of pairs
            squares += np.square(column[own][:, None] - column[other][None])
        distance = np.sqrt(squares)
        barred = distance > caliper * (1 + 1e-12)
        # One pair that is not allowed costs more than any pairs that are, so as many as can be are made of those.
        most = min(squares.shape) * squares[~barred].max(initial=0.0) + 1
        cost = np.where(barred, most, squares)
        i, j = linear_sum_assignment(cost)
        kept = ~barred[i, j]
        parts.append((own[i[kept]], other[j[kept]], distance[i[kept], j[kept]]))
    if not parts:
        none = np.zeros(0, np.int64)
        return PairsFound(none, none, np.zeros(0))
    first, second, apart = (np.concatenate(columns) for columns in zip(*parts, strict=True))
    order = np.argsort(first, kind="stable")
    return PairsFound(first[order], second[order], apart[order])


def _whitened(numbers: Floats, treated: Bools) -> Floats:
    """Numbers (n, k) whose plain distances are those by the covariance pooled within treated and controls."""
    inner = np.zeros((numbers.shape[1], numbers.shape[1]))
    for some in (treated, ~treated):
        if some.any():
            centred = numbers[some] - numbers[some].mean(axis=0)
            inner += centred.T @ centred
    inner /= max(len(numbers) - 2, 1)
    varies = np.diag(inner) > 0
    inner, spread = inner[np.ix_(varies, varies)], np.sqrt(np.diag(inner)[varies])
    values, vectors = np.linalg.eigh(inner / np.outer(spread, spread))  # scaled, so that rupiahs do not drown shares
    kept = values > _SINGULAR * values.max(initial=0.0)
    found = (numbers[:, varies] / spread) @ vectors[:, kept] / np.sqrt(values[kept])
    return np.asarray(found, np.float64)
