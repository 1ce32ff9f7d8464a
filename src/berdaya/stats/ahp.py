"""Analytic hierarchy process: weights from comparisons in pairs, how consistent they are, and which one is most out of line."""

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from berdaya.errors import ComputeError, Problem
from berdaya.stats.random_index import RandomIndex, random_index

Floats = np.ndarray[Any, np.dtype[np.float64]]
ACCEPTED = 0.10  # a larger consistency ratio is not accepted
_NOISE = 1e-9
_RECIPROCAL = 1e-6  # by so much, relatively, a judgement and its reciprocal may differ: 0.333333 for 1/3


class Priorities(NamedTuple):
    """Weights (n,) that sum to 1, the largest eigenvalue, and the consistency index."""

    weights: Floats
    eigenvalue: float
    ci: float


class WorstJudgement(NamedTuple):
    """The comparison most out of line: of thing `first` with thing `second`, what was judged, what the other comparisons imply,
    and the consistency index that there would be with that.
    """

    first: int
    second: int
    judged: float
    implied: float
    ci: float


def principal_weights(matrix: npt.ArrayLike) -> Priorities:
    """Return weights as the principal eigenvector of a matrix of comparisons; some may be missing.

    Parameters
    ----------
    matrix
        (n, n): how many times thing i counts for more than thing j; the element across is its reciprocal. NaN: not compared.

    Returns
    -------
    Weights, eigenvalue and consistency index (0 for one or two things, and never below 0).

    Raises
    ------
    ComputeError
        weights.matrix: no square matrix of positive numbers; weights.not-reciprocal; weights.not-connected: the comparisons
        fall into parts that nothing compares.

    Notes
    -----
    A w = λ w, CI = (λ - n) / (n - 1). A missing comparison counts as the ratio of the weights that come out (Harker): in A a
    0 stands for it, and 1 + the number missing in its row on the diagonal. Then CI is that of the matrix so completed, while
    random indices are of whole matrices: CR is too small, the more so the more is missing.

    References
    ----------
    Saaty (1980), The Analytic Hierarchy Process. Harker (1987), Mathematical Modelling 9:353-360. Agrees with pymcdm 1.4.0 to
    1e-9, AHPy 2.1 to its four digits, and the printed weights of Saaty (1977, 1980, 2008) to their three; AHPy completes a
    matrix by the smallest λ, which is the same where one completion is consistent.

    Examples
    --------
    >>> found = principal_weights([[1, 2, np.nan], [1 / 2, 1, 3], [np.nan, 1 / 3, 1]])
    >>> found.weights.round(4).tolist(), round(found.ci, 9)
    ([0.6, 0.3, 0.1], 0.0)
    """
    a = _checked(matrix)
    n = len(a)
    missing = np.isnan(a)
    if n > 1 and not _hang_together(~missing):
        raise ComputeError(Problem("weights.not-connected"))
    filled = np.where(missing, 0.0, a)
    filled[np.arange(n), np.arange(n)] += missing.sum(axis=1)
    values, vectors = np.linalg.eig(filled)
    at = int(np.argmax(values.real))
    weights = np.abs(vectors[:, at].real)
    eigenvalue = float(values[at].real)
    index = max(0.0, (eigenvalue - n) / (n - 1)) if n > 2 else 0.0
    return Priorities(weights / weights.sum(), eigenvalue, index)


def _checked(matrix: npt.ArrayLike) -> Floats:
    a = np.array(matrix, dtype=np.float64)
    square = a.ndim == 2 and a.shape[0] == a.shape[1] and len(a) > 0
    if not square or not ((a > 0) & np.isfinite(a) | np.isnan(a)).all() or np.isnan(np.diag(a)).any():
        raise ComputeError(Problem("weights.matrix"))
    across = np.isnan(a) != np.isnan(a.T)
    with np.errstate(invalid="ignore"):
        apart = across | (np.abs(a * a.T - 1) > _RECIPROCAL)
    if apart.any():
        first, second = (int(i) for i in np.argwhere(apart)[0])
        values = {"first": first + 1, "second": second + 1, "value": a[first, second], "across": a[second, first]}
        raise ComputeError(Problem("weights.not-reciprocal", values=values))
    return a


def consistency_ratio(index: float, things: int, table: RandomIndex = "saaty-1980") -> float:
    """Return the consistency ratio: the consistency index over that of random judgements.

    Parameters
    ----------
    index
        The consistency index.
    things
        How many were compared.
    table
        The table of random indices (see `random_index`), which decides near 0.10.

    Returns
    -------
    The ratio, without a unit; above 0.10 judgements should be looked at again. 0 for fewer than three things, NaN beyond the
    end of the table.

    Notes
    -----
    CR = CI / RI.

    References
    ----------
    Saaty (1980). Agrees with pymcdm 1.4.0 and AHPy 2.1 by their tables.

    Examples
    --------
    >>> round(consistency_ratio(0.02944, 7), 4), consistency_ratio(0.0, 2)
    (0.0223, 0.0)
    """
    if things < 3:
        return 0.0
    return index / random_index(things, table)


def _hang_together(there: npt.NDArray[np.bool_]) -> bool:
    from scipy.sparse.csgraph import connected_components  # late: scipy costs start-up time

    return bool(connected_components(there, directed=False)[0] == 1)


def worst_judgement(matrix: npt.ArrayLike) -> WorstJudgement | None:
    """Return the comparison without which the others agree best, and what they imply for it.

    Parameters
    ----------
    matrix
        As in `principal_weights`.

    Returns
    -------
    The judgement; None where the rest would no longer hang together without any one, and where all agree.

    Raises
    ------
    ComputeError
        As `principal_weights`.

    Notes
    -----
    Each comparison is taken as missing in turn (Harker): the one that leaves the smallest consistency index is the worst, and
    the ratio of the weights that come out is what it would have to be. Of equal ones (any of three comparisons mends three
    things) it is the one whose things would be most alike.

    References
    ----------
    Harker (1987). Saaty (2003), European Journal of Operational Research 145:85-91, looks for the largest a_ij w_j / w_i, which
    finds the same in his example of a house.

    Examples
    --------
    >>> found = worst_judgement([[1, 2, 8, 8], [1 / 2, 1, 4, 1 / 4], [1 / 8, 1 / 4, 1, 1], [1 / 8, 4, 1, 1]])
    >>> found.first, found.second, found.judged, round(found.implied, 3), round(found.ci, 9)
    (1, 3, 0.25, 4.0, 0.0)
    """
    a = _checked(matrix)
    before = principal_weights(a).ci
    found = []
    for first, second in np.argwhere(np.triu(~np.isnan(a), 1)).tolist():
        without = a.copy()
        without[first, second] = without[second, first] = np.nan
        if _hang_together(~np.isnan(without)):
            weights, _, ci = principal_weights(without)
            implied = float(weights[first] / weights[second])
            found.append(WorstJudgement(first, second, float(a[first, second]), implied, ci))
    better = [one for one in found if one.ci < before - _NOISE]
    return min(better, key=lambda one: (round(one.ci, 9), round(abs(np.log(one.implied)), 9)), default=None)


def mean_judgements(matrices: Sequence[npt.ArrayLike]) -> Floats:
    """Return the matrix of a group of experts: the geometric mean of their judgements (AIJ).

    Parameters
    ----------
    matrices
        An (n, n) matrix for each expert, NaN where not compared.

    Returns
    -------
    (n, n); each element over the experts who compared the two, NaN where none did.

    Raises
    ------
    ComputeError
        As `principal_weights`, for any of the matrices.

    References
    ----------
    Aczél and Saaty (1983), Journal of Mathematical Psychology 27:93-102: the one mean that keeps reciprocals. Forman and
    Peniwati (1998), European Journal of Operational Research 108:165-169.

    Examples
    --------
    >>> mean_judgements([[[1, 2], [1 / 2, 1]], [[1, 8], [1 / 8, 1]]]).tolist()
    [[1.0, 4.0], [0.25, 1.0]]
    """
    logs = np.log(np.stack([_checked(matrix) for matrix in matrices]))
    there = ~np.isnan(logs)
    with np.errstate(invalid="ignore"):
        mean = np.where(there, logs, 0.0).sum(axis=0) / there.sum(axis=0)
    return np.asarray(np.exp(mean))


def mean_priorities(weights: npt.ArrayLike) -> Floats:
    """Return the weights of a group of experts: the geometric mean of their weights (AIP), summing to 1.

    Parameters
    ----------
    weights
        (experts, n), each row positive.

    Returns
    -------
    (n,) weights that sum to 1.

    References
    ----------
    Forman and Peniwati (1998).

    Examples
    --------
    >>> mean_priorities([[0.8, 0.2], [0.2, 0.8]]).tolist()
    [0.5, 0.5]
    """
    mean = np.exp(np.log(np.asarray(weights, dtype=np.float64)).mean(axis=0))
    return np.asarray(mean / mean.sum())
