"""Best-worst method: weights from comparisons with the most and the least important thing, linear and nonlinear."""

from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from berdaya.errors import ComputeError, Problem

Floats = np.ndarray[Any, np.dtype[np.float64]]
UNIQUE = 1e-6  # an interval of a weight that is narrower is a point
_SLACK = 1e-9  # by which the optimum may be missed when intervals are looked for
# Liang, Brunelli and Rezaei (2020), table 3: thresholds by the largest comparison (3 to 9) and the number of things (3 to 9).
_THRESHOLDS = (
    (0.1667, 0.1667, 0.1667, 0.1667, 0.1667, 0.1667, 0.1667),
    (0.1121, 0.1529, 0.1898, 0.2206, 0.2527, 0.2577, 0.2683),
    (0.1354, 0.1994, 0.2306, 0.2546, 0.2716, 0.2844, 0.2960),
    (0.1330, 0.1990, 0.2643, 0.3044, 0.3144, 0.3221, 0.3262),
    (0.1294, 0.2457, 0.2819, 0.3029, 0.3144, 0.3251, 0.3403),
    (0.1309, 0.2521, 0.2958, 0.3154, 0.3408, 0.3620, 0.3657),
    (0.1359, 0.2681, 0.3062, 0.3337, 0.3517, 0.3620, 0.3662),
)


class BestWorst(NamedTuple):
    """Weights (n,) that sum to 1, their intervals (n,) among all optimal weights, and the optimum ξ.

    `ratio` is the consistency ratio of the nonlinear model, NaN for the linear one. `unique`: there is one optimum only.
    """

    weights: Floats
    low: Floats
    high: Floats
    optimum: float
    ratio: float
    unique: bool


class InputConsistency(NamedTuple):
    """The consistency ratio of the comparisons themselves, its threshold (NaN: none is published), the thing with the worst
    comparison, and what its comparison with the worst thing would have to be.
    """

    ratio: float
    threshold: float
    at: int
    implied: float


def best_and_worst(to_others: npt.ArrayLike, to_worst: npt.ArrayLike) -> tuple[int, int]:
    """Return which thing is the best and which the worst.

    Parameters
    ----------
    to_others
        (n,) how many times the best counts for more than each thing, 1 for itself; 1 or more.
    to_worst
        (n,) how many times each thing counts for more than the worst, 1 for itself; 1 or more.

    Returns
    -------
    The places of the best and of the worst.

    Raises
    ------
    ComputeError
        weights.best-worst: a number below 1 or not finite; no thing, or not the same one, is best (1 in `to_others`) or worst;
        the comparison of both differs.

    Notes
    -----
    Where several are as good as the best, it is the one that is most above the worst; the worst likewise.

    Examples
    --------
    >>> best_and_worst([8, 2, 1], [1, 5, 8])
    (2, 0)
    """
    b, w = (np.asarray(given, dtype=np.float64) for given in (to_others, to_worst))
    if b.shape != w.shape or b.ndim != 1 or not (np.isfinite(b) & np.isfinite(w) & (b >= 1) & (w >= 1)).all():
        raise ComputeError(Problem("weights.best-worst"))
    if not (b == 1).any() or not (w == 1).any():
        raise ComputeError(Problem("weights.best-worst"))
    best = int(np.argmax(np.where(b == 1, w, -np.inf)))
    worst = int(np.argmax(np.where(w == 1, b, -np.inf)))
    if b[worst] != w[best] or (best == worst and len(b) > 1 and not (b == w).all()):
        raise ComputeError(Problem("weights.best-worst"))
    return best, worst


def best_worst_linear(to_others: npt.ArrayLike, to_worst: npt.ArrayLike) -> BestWorst:
    """Return the weights of the linear best-worst method.

    Parameters
    ----------
    to_others, to_worst
        As in `best_and_worst`.

    Returns
    -------
    Weights, intervals and optimum; where the optimum is not unique, the weights are the middles of their intervals, scaled to
    sum to 1.

    Raises
    ------
    ComputeError
        weights.best-worst.

    Notes
    -----
    min ξ over w >= 0, Σ w = 1, with |w_B - a_Bj w_j| <= ξ and |w_j - a_jW w_W| <= ξ for every j; then the least and the largest
    w_j at that ξ.

    References
    ----------
    Rezaei (2016), Omega 64:126-130. Agrees with his example of transport (ξ .0357) and the optimum of his car example (ξ .0615;
    .2462 .4308 .1231 .1538 .0462) to 1e-6; pyDecision 5.1.8 stops before that optimum.

    Examples
    --------
    >>> found = best_worst_linear([8, 2, 1], [1, 5, 8])
    >>> found.weights.round(4).tolist(), round(found.optimum, 4), found.unique
    ([0.0714, 0.3214, 0.6071], 0.0357, True)
    """
    from scipy.optimize import linprog  # late: scipy costs start-up time

    best, worst = best_and_worst(to_others, to_worst)
    rows = _rows(np.asarray(to_others, float), np.asarray(to_worst, float), best, worst)
    sides = np.vstack([rows, -rows])
    n = rows.shape[1]
    found = linprog(
        np.append(np.zeros(n), 1.0),
        A_ub=np.column_stack([sides, -np.ones(len(sides))]),
        b_ub=np.zeros(len(sides)),
        A_eq=[[*np.ones(n), 0.0]],
        b_eq=[1.0],
    )
    solution = np.asarray(found.x)
    optimum = max(0.0, float(solution[-1]))
    return _within(sides, np.full(len(sides), optimum + _SLACK), optimum, np.nan, solution[:-1])


def best_worst_nonlinear(to_others: npt.ArrayLike, to_worst: npt.ArrayLike) -> BestWorst:
    """Return the weights of the nonlinear best-worst method, its first form.

    Parameters
    ----------
    to_others, to_worst
        As in `best_and_worst`.

    Returns
    -------
    Weights, intervals, optimum and consistency ratio, as in `best_worst_linear`.

    Raises
    ------
    ComputeError
        weights.best-worst.

    Notes
    -----
    min ξ with |w_B / w_j - a_Bj| <= ξ and |w_j / w_W - a_jW| <= ξ. Weights for a ξ exist when some ratio t = w_B / w_W lies in
    [a_BW - ξ, a_BW + ξ] and, for every other j, in [(a_Bj - ξ)(a_jW - ξ), (a_Bj + ξ)(a_jW + ξ)]; the smallest such ξ is looked
    for, and the intervals at it by linear programmes. CR = ξ / CI, CI the largest possible ξ for a_BW = a: the smaller root of
    ξ² - (1 + 2a) ξ + a² - a.

    References
    ----------
    Rezaei (2015), Omega 53:49-57. Agrees with his example of transport (.0714 .3387 .5899, ξ .2583, CR .058) and the ξ = 1 of
    his car example, whose optimum is not unique.

    Examples
    --------
    >>> found = best_worst_nonlinear([8, 2, 1], [1, 5, 8])
    >>> found.weights.round(4).tolist(), round(found.optimum, 4), round(found.ratio, 3)
    ([0.0714, 0.3387, 0.5899], 0.2583, 0.058)
    """
    from scipy.optimize import brentq

    best, worst = best_and_worst(to_others, to_worst)
    b, w = np.asarray(to_others, float), np.asarray(to_worst, float)
    others = [j for j in range(len(b)) if j not in (best, worst)]

    def room(x: float) -> float:
        low = [b[worst] - x, *(max(b[j] - x, 0.0) * max(w[j] - x, 0.0) for j in others)]
        high = [b[worst] + x, *((b[j] + x) * (w[j] + x) for j in others)]
        return float(min(high) - max(low))

    largest = float(b[worst])
    optimum = 0.0 if room(0.0) >= 0 else float(brentq(room, 0.0, float(max(b.max(), w.max())), xtol=1e-14, rtol=1e-14))
    sides = _rows(b, w, best, worst, optimum + _SLACK)
    index = ((1 + 2 * largest) - np.sqrt(1 + 8 * largest)) / 2
    ratio = optimum / index if index > 0 else 0.0
    return _within(sides, np.zeros(len(sides)), optimum, ratio, None)


def _rows(b: Floats, w: Floats, best: int, worst: int, slack: float | None = None) -> Floats:
    """Rows whose product with the weights is the gap of a comparison; with a slack, both sides of it as ratios."""
    rows = []
    for j in range(len(b)):
        for upper, lower, ratio in ((best, j, b[j]), (j, worst, w[j])):
            if upper == lower:
                continue
            for sign, x in ((1.0, 0.0),) if slack is None else ((1.0, slack), (-1.0, -slack)):
                row = np.zeros(len(b))
                row[upper], row[lower] = sign, -sign * (ratio + x)
                rows.append(row)
    return np.array(rows).reshape(-1, len(b))


def _within(sides: Floats, limit: Floats, optimum: float, ratio: float, start: Floats | None) -> BestWorst:
    """The intervals of the weights that fulfil sides @ w <= limit, and their middles."""
    from scipy.optimize import linprog

    n = sides.shape[1]
    if n == 1:
        return BestWorst(np.ones(1), np.ones(1), np.ones(1), optimum, ratio, True)
    ends = []
    for sign in (1.0, -1.0):
        for j in range(n):
            aim = np.zeros(n)
            aim[j] = sign
            found = linprog(aim, A_ub=sides, b_ub=limit, A_eq=np.ones((1, n)), b_eq=[1.0])
            ends.append(np.asarray(found.x)[j])
    low, high = np.minimum(ends[:n], ends[n:]), np.maximum(ends[:n], ends[n:])
    unique = bool((high - low).max() < UNIQUE)
    middle = start if unique and start is not None else (low + high) / 2
    return BestWorst(middle / middle.sum(), low, high, optimum, float(ratio), unique)


def input_consistency(to_others: npt.ArrayLike, to_worst: npt.ArrayLike) -> InputConsistency:
    """Return how consistent the comparisons are in themselves, before any weights.

    Parameters
    ----------
    to_others, to_worst
        As in `best_and_worst`.

    Returns
    -------
    The ratio (0 to 1 as a rule), its threshold, the thing with the worst comparison and what it implies: a_BW / a_Bj.

    Raises
    ------
    ComputeError
        weights.best-worst.

    Notes
    -----
    CR = max over j of |a_Bj a_jW - a_BW| / (a_BW² - a_BW), 0 where a_BW = 1. Thresholds are published for 3 to 9 things and
    a_BW from 3 to 9.

    References
    ----------
    Liang, Brunelli and Rezaei (2020), Omega 96:102175. Agrees with the .0357 of the example of transport.

    Examples
    --------
    >>> found = input_consistency([8, 2, 1], [1, 5, 8])
    >>> round(found.ratio, 4), found.threshold, found.at, found.implied
    (0.0357, 0.1309, 1, 4.0)
    """
    best, worst = best_and_worst(to_others, to_worst)
    b, w = np.asarray(to_others, float), np.asarray(to_worst, float)
    most = float(b[worst])
    gaps = np.abs(b * w - most) / (most * most - most) if most > 1 else np.zeros(len(b))
    gaps[[best, worst]] = 0.0
    at = int(np.argmax(gaps))
    inside = 3 <= len(b) <= 9 and most.is_integer() and 3 <= most <= 9
    threshold = _THRESHOLDS[int(most) - 3][len(b) - 3] if inside else float("nan")
    return InputConsistency(float(gaps[at]), threshold, at, float(most / b[at]))
