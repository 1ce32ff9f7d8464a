"""Weighted covariances and correlations, of one set of weights or of many replicates at once."""

from typing import Any

import numpy as np

Floats = np.ndarray[Any, np.dtype[np.float64]]


def weighted_covariance(values: Floats, weights: Floats) -> Floats:
    """Return the covariance matrix of columns under weights.

    Parameters
    ----------
    values
        (n, m) rows and columns; or (B, n, m) where each replicate has values of its own. A row with a NaN must have weight 0.
    weights
        (n,) or (B, n), not negative; only their ratios count.

    Returns
    -------
    (m, m) or (B, m, m) covariances, in the product of the columns' units; NaN where no weight is above 0.

    Notes
    -----
    Σ w (x − x̄)(y − ȳ) / Σ w: the divisor cancels in every ratio that is made of it.

    References
    ----------
    Agrees with numpy 2 (`cov`, aweights, ddof 0) to 1e-12.

    Examples
    --------
    >>> weighted_covariance(np.array([[0.0, 0.0], [2.0, 4.0]]), np.ones(2)).tolist()
    [[1.0, 2.0], [2.0, 4.0]]
    """
    # Columns first centred by their plain means, so that large means do not eat the digits of the moments.
    some = np.asarray(weights.max(axis=0) > 0 if weights.ndim == values.ndim == 2 else weights > 0)
    used = some[..., None] & ~np.isnan(values)
    centre = np.where(used, values, 0.0).sum(axis=-2, keepdims=True) / np.maximum(used.sum(axis=-2, keepdims=True), 1)
    x = np.where(used, values - centre, 0.0)
    with np.errstate(divide="ignore", invalid="ignore"):
        share = weights / weights.sum(axis=-1, keepdims=True)
    if x.ndim == 3:
        mean = np.einsum("bn,bnm->bm", share, x)
        second = np.einsum("bni,bnj->bij", x * share[..., None], x)
    else:
        mean = share @ x
        m = x.shape[1]
        products = (x[:, :, None] * x[:, None, :]).reshape(len(x), m * m)
        second = (share @ products).reshape(*share.shape[:-1], m, m)
    return np.asarray(second - mean[..., :, None] * mean[..., None, :])


def correlations(covariance: Floats) -> Floats:
    """Return the correlation of every column with the last one.

    Parameters
    ----------
    covariance
        (..., m, m), the outcome last.

    Returns
    -------
    (..., m - 1) Pearson correlations; NaN where a column or the outcome does not vary.

    Notes
    -----
    r = Cov(x, y) / √(Var x Var y).

    References
    ----------
    Agrees with COINr 1.1.14 (`get_corr`) to 1e-9 on its ASEM tables.

    Examples
    --------
    >>> correlations(np.array([[1.0, -2.0], [-2.0, 4.0]])).tolist()
    [-1.0]
    """
    variance = np.diagonal(covariance, axis1=-2, axis2=-1)
    with np.errstate(divide="ignore", invalid="ignore"):
        r = covariance[..., :-1, -1] / np.sqrt(variance[..., :-1] * variance[..., -1:])
    return np.where((variance[..., :-1] > 0) & (variance[..., -1:] > 0), r, np.nan)
