"""Balance of a trait between those with a programme and those without."""

import numpy as np
import numpy.typing as npt

from berdaya.stats.sample import Floats


def standardised_difference(
    treated: npt.ArrayLike, control: npt.ArrayLike, spread: tuple[npt.ArrayLike, npt.ArrayLike] | None = None
) -> float:
    """Return how far the means of a trait lie apart, in standard deviations.

    Parameters
    ----------
    treated, control
        Values of both; of a category 1 for those who are in it and 0 for others.
    spread
        The values whose standard deviations are the measure, treated and control; absent: the same. After matching, those
        before it, so that a difference cannot seem smaller because the spread grew.

    Returns
    -------
    The difference, treated minus control; 0 where both means are the same, NaN where they differ without any spread, or one
    is empty.

    Notes
    -----
    (mean_t - mean_c) / sqrt((s_t^2 + s_c^2) / 2), s with n - 1; of a category s^2 = p (1 - p). Above 0.1 it calls for a look,
    above 0.25 a comparison leans on its model (Stuart 2010).

    References
    ----------
    Rosenbaum and Rubin (1985), The American Statistician 39:33-38; Austin (2009), Statistics in Medicine 28:3083-3107;
    Stuart (2010), Statistical Science 25:1-21.

    Examples
    --------
    >>> round(standardised_difference([1.0, 2.0, 3.0], [2.0, 3.0, 4.0]), 3)
    -1.0
    """
    first, second = (np.asarray(values, dtype=np.float64) for values in (treated, control))
    of = [np.asarray(values, dtype=np.float64) for values in spread] if spread is not None else [first, second]
    if not (len(first) and len(second)):
        return float("nan")
    gap = float(first.mean() - second.mean())
    if abs(gap) < 1e-12:
        return 0.0
    square = sum(_variance(values) for values in of) / 2
    return gap / float(np.sqrt(square)) if square > 0 else float("nan")


def variance_ratio(treated: npt.ArrayLike, control: npt.ArrayLike) -> float:
    """Return the variance of a trait among the treated over that among the controls.

    Parameters
    ----------
    treated, control
        Values of both.

    Returns
    -------
    The ratio; NaN where the controls do not vary, or one has fewer than two values.

    Notes
    -----
    s_t^2 / s_c^2 with n - 1. Between 1/2 and 2 is good enough for most uses.

    References
    ----------
    Rubin (2001), Using propensity scores to help design observational studies, Health Services and Outcomes Research
    Methodology 2:169-188.

    Examples
    --------
    >>> round(variance_ratio([1.0, 2.0, 3.0], [2.0, 4.0, 6.0]), 3)
    0.25
    """
    first, second = (np.asarray(values, dtype=np.float64) for values in (treated, control))
    if min(len(first), len(second)) < 2 or not second.var() > 0:
        return float("nan")
    return float(first.var(ddof=1) / second.var(ddof=1))


def _variance(values: Floats) -> float:
    if np.isin(values, (0.0, 1.0)).all():  # a category
        share = float(values.mean())
        return share * (1 - share)
    return float(values.var(ddof=1)) if len(values) > 1 else 0.0
