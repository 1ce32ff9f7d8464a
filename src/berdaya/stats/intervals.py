"""Intervals, confidence in each band, and the band of a value."""

from typing import Literal

import numpy as np
import numpy.typing as npt

from berdaya.stats.sample import Bools, Floats, Ints

Owner = Literal["lower", "upper"]

# Values are compared with cuts on 9 digits after the point: a mean of thirds that should be 2 may be 2 + 4e-16.
_DIGITS = 9


def t_interval(
    value: npt.ArrayLike, se: npt.ArrayLike, df: npt.ArrayLike, confidence: float = 0.95
) -> tuple[Floats, Floats]:
    """Return the t interval of estimates.

    Parameters
    ----------
    value, se, df
        Estimates, standard errors and degrees of freedom; any shapes that broadcast. df may be infinite.
    confidence
        Confidence, between 0 and 1.

    Returns
    -------
    Lower and upper limits; NaN where df <= 0 or the error is NaN; not clipped to any scale.

    Notes
    -----
    value ± t(df, (1 + confidence) / 2) se.

    References
    ----------
    R function confint(df=). Agrees with R survey 4.1-1 to 1e-9 on apistrat, apiclus1 and apiclus2.

    Examples
    --------
    >>> low, high = t_interval(2.0, 0.1, 10)
    >>> round(float(low), 4), round(float(high), 4)
    (1.7772, 2.2228)
    """
    value = np.asarray(value, dtype=np.float64)
    half = _t_quantile(df, confidence) * np.asarray(se, dtype=np.float64)
    return value - half, value + half


def bounded_interval(
    value: npt.ArrayLike,
    se: npt.ArrayLike,
    df: npt.ArrayLike,
    limits: tuple[npt.ArrayLike, npt.ArrayLike],
    confidence: float = 0.95,
) -> tuple[Floats, Floats, Bools]:
    """Return the t interval of estimates of what can only lie within limits, cut there.

    Parameters
    ----------
    value, se, df
        Estimates, standard errors and degrees of freedom; any shapes that broadcast. df may be infinite.
    limits
        The least and the most that is possible; they broadcast with the estimates. May be infinite.
    confidence
        Confidence, between 0 and 1.

    Returns
    -------
    Lower and upper ends, NaN as those of `t_interval`, and where one of them was cut.

    Notes
    -----
    [max(low, value - h), min(high, value + h)], h = t(df, (1 + confidence) / 2) se. What is cut off cannot be, so the rest
    holds the truth as often as the whole does. That anything had to be cut says that the answers are few.

    References
    ----------
    `t_interval`, which it equals where nothing is cut.

    Examples
    --------
    >>> low, high, cut = bounded_interval([0.2, 0.4], [0.1, 0.3], 3, (-1, 1))
    >>> low.round(3).tolist(), high.round(3).tolist(), cut.tolist()
    ([-0.118, -0.555], [0.518, 1.0], [False, True])
    """
    ends = t_interval(value, se, df, confidence)
    low, high = np.maximum(ends[0], limits[0]), np.minimum(ends[1], limits[1])
    return low, high, (low > ends[0]) | (high < ends[1])


def logit_interval(
    share: npt.ArrayLike, se: npt.ArrayLike, df: npt.ArrayLike, confidence: float = 0.95
) -> tuple[Floats, Floats]:
    """Return the interval of shares, made on the logit scale so that it stays within 0 and 1.

    Parameters
    ----------
    share, se, df
        Shares in 0 to 1, standard errors (of the share) and degrees of freedom; any shapes that broadcast.
    confidence
        Confidence, between 0 and 1.

    Returns
    -------
    Lower and upper limits, in 0 to 1; NaN where df <= 0 or the error is NaN. A share of exactly 0 or 1
    has no logit: both limits are the share itself where its error is 0, else NaN.

    Notes
    -----
    expit(logit(p) ± t(df, (1 + confidence) / 2) se / (p (1 - p))).

    References
    ----------
    R function svyciprop(method="logit"). Agrees with R survey 4.1-1 to 1e-9 on apistrat, apiclus1, apiclus2.

    Examples
    --------
    >>> low, high = logit_interval(0.9, 0.05, 20)
    >>> round(float(low), 4), round(float(high), 4)
    (0.7385, 0.9663)
    """
    from scipy.special import expit, logit

    share, se = np.asarray(share, dtype=np.float64), np.asarray(se, dtype=np.float64)
    quantile = _t_quantile(df, confidence)
    end = (share == 0.0) | (share == 1.0)
    inner = np.where(end, np.nan, share)
    half = quantile * se / (inner * (1.0 - inner))
    low, high = expit(logit(inner) - half), expit(logit(inner) + half)
    sure = end & (se == 0.0) & ~np.isnan(quantile)
    return np.where(sure, share, low), np.where(sure, share, high)


def band_probabilities(
    value: npt.ArrayLike, se: npt.ArrayLike, df: npt.ArrayLike, cuts: npt.ArrayLike, owner: Owner = "lower"
) -> Floats:
    """Return how surely an estimate is in each band.

    Parameters
    ----------
    value, se, df
        Estimates, standard errors and degrees of freedom; any shapes that broadcast.
    cuts
        (B - 1,) ascending cuts on the scale of the values.
    owner
        Which band holds a value that is exactly a cut; it matters only where the error is 0.

    Returns
    -------
    (..., B) shares that add up to 1, the first band open below and the last open above. Where the error
    is 0 all is in the band of the value. NaN where df <= 0, or where the error or the value is NaN.

    Notes
    -----
    Share of the t distribution with df degrees of freedom, centred at the value with scale se, that
    lies in the band: T((c_b - value) / se) - T((c_(b-1) - value) / se).

    References
    ----------
    The confidence distribution of Schweder and Hjort (2016), Confidence, Likelihood, Probability, chapter 3. It
    rests on sampling error alone.

    Examples
    --------
    >>> band_probabilities(2.02, 0.05, 30, [1.0, 2.0]).round(3).tolist()
    [0.0, 0.346, 0.654]
    """
    value, se, df = np.broadcast_arrays(*(np.asarray(a, dtype=np.float64) for a in (value, se, df)))
    cuts = np.asarray(cuts, dtype=np.float64)
    scale = np.where(se > 0.0, se, np.nan)
    with np.errstate(over="ignore"):  # infinitely many errors away is a share of 0 or 1
        away = (cuts - value[..., None]) / scale[..., None]
    edge = np.ones((*value.shape, 1))
    below = np.concatenate([0.0 * edge, _t_share(df[..., None], away), edge], axis=-1)
    above = np.concatenate([edge, _t_share(df[..., None], -away), 0.0 * edge], axis=-1)
    # Taken from the nearer tail, so that a very small share keeps its digits.
    left = np.concatenate([away <= 0.0, edge < 0.0], axis=-1)
    shares = np.where(left, np.diff(below), -np.diff(above))
    certain = (classify(value, cuts, owner)[..., None] == np.arange(len(cuts) + 1)).astype(np.float64)
    shares = np.where((se == 0.0)[..., None], certain, shares)
    shares[~(df > 0.0) | np.isnan(se) | np.isnan(value)] = np.nan
    return shares


def classify(value: npt.ArrayLike, cuts: npt.ArrayLike, owner: Owner = "lower") -> Ints:
    """Return the band of each value.

    Parameters
    ----------
    value
        Values of any shape.
    cuts
        (B - 1,) ascending cuts.
    owner
        "lower": a value at a cut is in the band below, (1, 2]; "upper": in the band above, [1, 2).

    Returns
    -------
    Bands 0 .. B - 1 in the shape of `value`; -1 for NaN.

    Notes
    -----
    Values and cuts are rounded to 9 digits after the point, against float noise and nothing else.

    Examples
    --------
    >>> classify([1.0, 2.0, 2.0033, float("nan")], [1.0, 2.0]).tolist()
    [0, 1, 2, -1]
    """
    rounded = np.round(np.asarray(value, dtype=np.float64), _DIGITS)
    edges = np.round(np.asarray(cuts, dtype=np.float64), _DIGITS)
    band = np.where(np.isnan(rounded), -1, 0)
    for edge in edges:  # a few: quicker than a search
        band += rounded > edge if owner == "lower" else rounded >= edge
    return band


def _t_quantile(df: npt.ArrayLike, confidence: float) -> Floats:
    from scipy.special import stdtrit  # late: scipy costs start-up time

    free = np.asarray(df, dtype=np.float64)
    return np.where(free > 0.0, stdtrit(np.where(free > 0.0, free, 1.0), (1.0 + confidence) / 2.0), np.nan)


def _t_share(df: Floats, at: Floats) -> Floats:
    from scipy.special import stdtr

    return np.asarray(stdtr(np.where(df > 0.0, df, 1.0), at))
