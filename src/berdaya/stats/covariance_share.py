"""Covariance shares: how the variance of a weighted sum splits over its parts."""

from typing import Any

import numpy as np

Floats = np.ndarray[Any, np.dtype[np.float64]]


def covariance_shares(covariance: Floats, weights: Floats) -> Floats:
    """Return each part's share of the variance of an outcome.

    Parameters
    ----------
    covariance
        (..., k + 1, k + 1) of the parts and, last, the outcome.
    weights
        (k,) weights of the parts in the outcome: y = Σ w x.

    Returns
    -------
    (..., k) shares, without a unit; NaN where the outcome does not vary. They add up to 1 where y = Σ w x. A share is negative
    where a part moves against the outcome.

    Notes
    -----
    w_i Cov(x_i, y) / Var(y).

    References
    ----------
    Paruolo, Saisana and Saltelli (2013), Ratings and rankings: voodoo or science?, JRSS-A 176:609-634. Agrees to 1e-6 with
    the linear Gaussian case worked out by hand in the tests.

    Examples
    --------
    >>> covariance_shares(np.array([[1.0, 0.0, 0.5], [0.0, 1.0, 0.5], [0.5, 0.5, 0.5]]), np.array([0.5, 0.5])).tolist()
    [0.5, 0.5]
    """
    variance = covariance[..., -1:, -1]
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(variance > 0, weights * covariance[..., :-1, -1] / variance, np.nan)
