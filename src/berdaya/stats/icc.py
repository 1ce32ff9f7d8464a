"""Intraclass correlations of ratings, as Shrout and Fleiss: one-way, two-way random and mixed; of one rater and of the mean."""

from typing import NamedTuple

import numpy as np

from berdaya.errors import ComputeError
from berdaya.stats.components import variance_components
from berdaya.stats.sample import Floats, Ints, unequal_lengths


class Icc(NamedTuple):
    """An intraclass correlation, its F test against 0 (degrees of freedom, p), and its interval."""

    kind: str  # ICC1, ICC1k, ICC2, ICC2k, ICC3, ICC3k
    value: float
    f: float
    df1: int
    df2: int
    p: float
    low: float
    high: float


def icc_one_way(values: Floats, unit: Ints, confidence: float = 0.95) -> tuple[Icc, Icc]:
    """Return ICC1 and ICC1k: ratings of a unit are by any raters, who are not told apart.

    Parameters
    ----------
    values
        (n,) ratings without NaN.
    unit
        (n,) the unit of each rating, whole numbers from 0; one with a single rating adds to what differs between units only.
    confidence
        Of the intervals.

    Returns
    -------
    ICC1 (of one rating) and ICC1k (of the mean of a unit's ratings), without a unit, at most 1; negative where ratings of a
    unit differ more than units do. NaN with fewer than two units, without a second rating, or where all ratings are equal.

    Raises
    ------
    ComputeError
        stats.unequal-lengths.

    Notes
    -----
    ICC1 = (MSB - MSW) / (MSB + (k - 1) MSW), ICC1k = (MSB - MSW) / MSB. With unequal numbers of ratings k is
    (n - Σ n_u²/n) / (units - 1), and the interval, from F = MSB / MSW, is approximate.

    References
    ----------
    Shrout and Fleiss (1979), Psychological Bulletin 86:420-428. Agrees with psych 2.2.9 (ICC) to 1e-9 on their six by four
    ratings.

    Examples
    --------
    >>> one, mean = icc_one_way(np.array([1.0, 2.0, 5.0, 6.0]), np.array([0, 0, 1, 1]))
    >>> round(one.value, 4), round(mean.value, 4)
    (0.9394, 0.9688)
    """
    if problems := unequal_lengths(("values", "unit"), (values, unit)):
        raise ComputeError(problems)
    found = variance_components(values, unit)
    units = len(np.unique(unit))
    above, within, k = found.mean_square_between, found.mean_square_within, found.size
    free = (units - 1, len(values) - units)
    if not above > 0:
        return _nothing("ICC1", free), _nothing("ICC1k", free)
    f, p, low, high = _f_interval(above, within, free, confidence)
    one = Icc("ICC1", (above - within) / (above + (k - 1) * within), f, *free, p, _one(low, k), _one(high, k))
    return one, Icc("ICC1k", (above - within) / above, f, *free, p, 1 - 1 / low, 1 - 1 / high)


def icc_two_way(x: Floats, confidence: float = 0.95) -> tuple[Icc, Icc, Icc, Icc]:
    """Return ICC2, ICC2k, ICC3 and ICC3k: the same raters rated every unit.

    Parameters
    ----------
    x
        (n, k) ratings without NaN: units, raters.
    confidence
        Of the intervals.

    Returns
    -------
    ICC2 (raters are a sample of raters; what they differ by on the whole counts against them) and ICC3 (these raters only, and
    only how they order units), of one rating and of the mean of k. NaN with fewer than two units or raters, or where units
    do not differ.

    Notes
    -----
    With mean squares of units B, raters J, rest E: ICC2 = (B - E) / (B + (k - 1) E + k (J - E)/n), ICC2k = (B - E) / (B +
    (J - E)/n), ICC3 = (B - E) / (B + (k - 1) E), ICC3k = (B - E) / B. Intervals as Shrout and Fleiss; F = B / E.

    References
    ----------
    Shrout and Fleiss (1979); McGraw and Wong (1996), Psychological Methods 1:30-46. Agrees with psych 2.2.9 (ICC) to 1e-9 on
    the six by four ratings of Shrout and Fleiss.

    Examples
    --------
    >>> [round(one.value, 4) for one in icc_two_way(np.array([[1.0, 2.0], [3.0, 4.0], [5.0, 7.0]]))]
    [0.8333, 0.9091, 0.9677, 0.9836]
    """
    units, raters = x.shape
    free = (units - 1, (units - 1) * (raters - 1))
    kinds = ("ICC2", "ICC2k", "ICC3", "ICC3k")
    if units < 2 or raters < 2 or not np.ptp(x.mean(axis=1)) > 0:
        a, b, c, d = (_nothing(kind, free) for kind in kinds)
        return a, b, c, d
    above = raters * float(x.mean(axis=1).var(ddof=1))
    across = units * float(x.mean(axis=0).var(ddof=1))
    rest = x - x.mean(axis=1, keepdims=True) - x.mean(axis=0) + x.mean()
    error = float(np.square(rest).sum()) / free[1]
    f, p, low, high = _f_interval(above, error, free, confidence)
    two = (above - error) / (above + (raters - 1) * error + raters * (across - error) / units)
    ends = _two_way_ends((above, across, error), two, (units, raters), confidence)
    mean = [raters * end / (1 + (raters - 1) * end) for end in ends]
    return (
        Icc("ICC2", two, f, *free, p, *ends),
        Icc("ICC2k", (above - error) / (above + (across - error) / units), f, *free, p, mean[0], mean[1]),
        Icc(
            "ICC3", (above - error) / (above + (raters - 1) * error), f, *free, p, _one(low, raters), _one(high, raters)
        ),
        Icc("ICC3k", (above - error) / above, f, *free, p, 1 - 1 / low, 1 - 1 / high),
    )


def _nothing(kind: str, free: tuple[int, int]) -> Icc:
    nan = float("nan")
    return Icc(kind, nan, nan, free[0], free[1], nan, nan, nan)


def _f_interval(
    above: float, below: float, free: tuple[int, int], confidence: float
) -> tuple[float, float, float, float]:
    """F, its p, and F divided by, and times, the quantiles that its interval needs."""
    from scipy.special import fdtrc, fdtri  # late: scipy costs start-up time

    f = above / below if below > 0 else float("inf")
    half = (1 + confidence) / 2
    low, high = f / float(fdtri(*free, half)), f * float(fdtri(free[1], free[0], half))
    return f, float(fdtrc(*free, f)) if np.isfinite(f) else 0.0, low, high


def _one(f: float, k: float) -> float:
    """The correlation of one rating where F is so large."""
    return (f - 1) / (f + k - 1) if np.isfinite(f) else 1.0


def _two_way_ends(
    squares: tuple[float, float, float], value: float, size: tuple[int, int], confidence: float
) -> tuple[float, float]:
    """The interval of ICC2, with the degrees of freedom of Satterthwaite."""
    from scipy.special import fdtri  # late: scipy costs start-up time

    (above, across, error), (n, k) = squares, size
    if not error > 0:
        return float("nan"), float("nan")
    ratio, inner = across / error, n * (1 + (k - 1) * value) - k * value
    top = (k - 1) * (n - 1) * (k * value * ratio + inner) ** 2
    free = top / ((n - 1) * k**2 * value**2 * ratio**2 + inner**2)
    half, spread = (1 + confidence) / 2, k * across + (k * n - k - n) * error
    upper, lower = float(fdtri(n - 1, free, half)), float(fdtri(free, n - 1, half))
    return (
        n * (above - upper * error) / (upper * spread + n * above),
        n * (lower * above - error) / (spread + n * lower * above),
    )
