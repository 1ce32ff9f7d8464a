"""E-value: how strong something unmeasured would have to be to explain a difference away."""

from math import exp, isfinite, sqrt

from berdaya.errors import ComputeError, Problem


def e_value(ratio: float) -> float:
    """Return the E-value of a risk ratio.

    Parameters
    ----------
    ratio
        The risk ratio, above 0; below 1 its inverse counts.

    Returns
    -------
    1 for a ratio of 1, else more.

    Raises
    ------
    ComputeError
        stats.out-of-range.

    Notes
    -----
    E = RR + sqrt(RR (RR - 1)). Something unmeasured that goes together with both the programme and the outcome by risk ratios
    of less than E each cannot explain the whole ratio.

    References
    ----------
    VanderWeele and Ding (2017), Sensitivity analysis in observational research: introducing the E-value, Annals of Internal
    Medicine 167:268-274. Agrees with its example, 3.9 gives 7.26, and its limit, 1.8 gives 3.0, to the digits printed.

    Examples
    --------
    >>> round(e_value(3.9), 2), e_value(1.0)
    (7.26, 1.0)
    """
    if not (isfinite(ratio) and ratio > 0):
        raise ComputeError(Problem("stats.out-of-range", values={"name": "ratio", "value": ratio, "range": "> 0"}))
    ratio = max(ratio, 1 / ratio)
    return ratio + sqrt(ratio * (ratio - 1))


def e_value_of_difference(difference: float, low: float, high: float) -> tuple[float, float]:
    """Return the E-values of a standardised difference of means and of the limit of its interval that is nearer to 0.

    Parameters
    ----------
    difference, low, high
        In standard deviations.

    Returns
    -------
    Both E-values; the second is 1 where the interval holds 0, and NaN where there is no interval.

    Raises
    ------
    ComputeError
        stats.out-of-range: the difference is not finite.

    Notes
    -----
    RR is about exp(0.91 d), then as `e_value`: the outcome is thought of as cut in two.

    References
    ----------
    VanderWeele and Ding (2017), table 2; Chinn (2000), Statistics in Medicine 19:3127-3131 for 0.91.

    Examples
    --------
    >>> [round(one, 2) for one in e_value_of_difference(0.5, 0.2, 0.8)]
    [2.53, 1.69]
    """
    if not (isfinite(low) and isfinite(high)):
        return e_value(exp(0.91 * difference)), float("nan")
    limit = 0.0 if low <= 0 <= high else min(abs(low), abs(high))
    return e_value(exp(0.91 * difference)), e_value(exp(0.91 * limit))
