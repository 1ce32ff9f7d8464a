"""Influence values: what each row adds to an estimate when its weight grows a little."""

from typing import NamedTuple

import numpy as np

from berdaya.stats.grouped import group_sums
from berdaya.stats.sample import Bools, Floats, Ints


class Linear(NamedTuple):
    """Estimates (n_domains, K) and influence of each row (R, K) on the estimate of its domain."""

    value: Floats
    influence: Floats


def mean_influence(y: Floats, weights: Floats, domain: Ints | None = None, *, n_domains: int = 1) -> Linear:
    """Return weighted means by domain and their influence values.

    Parameters
    ----------
    y
        (R,) or (R, K) values; NaN does not count. A proportion is the mean of a 0/1 column.
    weights
        (R,) weights, 0 or more.
    domain
        (R,) domain of each row; all in domain 0 when absent.
    n_domains
        Number of domains.

    Returns
    -------
    `value` (n_domains, K), NaN where no weight counts, and `influence` (R, K), 0 where y is NaN.

    Notes
    -----
    mean_d = sum w y / sum w over the rows of d;  z_r = w_r (y_r - mean_d) / sum_d w.

    References
    ----------
    Särndal, Swensson, Wretman (1992), section 5.7. Agrees with R survey 4.1-1 (svymean, svyby, svyciprop) to
    1e-9 on apistrat, apiclus1 and apiclus2.

    Examples
    --------
    >>> linear = mean_influence(np.array([1.0, 3.0]), np.array([1.0, 3.0]))
    >>> linear.value.tolist(), linear.influence.tolist()
    ([[2.5]], [[-0.375], [0.375]])
    """
    y = _columns(y)
    return ratio_influence(y, np.ones_like(y), weights, domain, n_domains=n_domains)


def total_influence(y: Floats, weights: Floats, domain: Ints | None = None, *, n_domains: int = 1) -> Linear:
    """Return weighted totals by domain and their influence values.

    Parameters
    ----------
    y
        (R,) or (R, K) values; NaN does not count.
    weights
        (R,) weights, 0 or more.
    domain
        (R,) domain of each row; all in domain 0 when absent.
    n_domains
        Number of domains.

    Returns
    -------
    `value` (n_domains, K), 0 for an empty domain, and `influence` (R, K), 0 where y is NaN.

    Notes
    -----
    total_d = sum w y over the rows of d;  z_r = w_r y_r.

    References
    ----------
    Särndal, Swensson, Wretman (1992), section 2.8. Agrees with R survey 4.1-1 (svytotal) to 1e-9 on apistrat,
    apiclus1, apiclus2 and the lonely-PSU sample.

    Examples
    --------
    >>> total_influence(np.array([1.0, 3.0]), np.array([1.0, 3.0])).value.tolist()
    [[10.0]]
    """
    y = _columns(y)
    influence = weights[:, None] * np.where(np.isnan(y), 0.0, y)
    return Linear(group_sums(influence, _all_in_one(domain, len(y)), n_domains), influence)


def ratio_influence(y: Floats, x: Floats, weights: Floats, domain: Ints | None = None, *, n_domains: int = 1) -> Linear:
    """Return ratios of weighted totals by domain and their influence values.

    Parameters
    ----------
    y, x
        (R,) or (R, K) numerator and denominator; a row counts where neither is NaN.
    weights
        (R,) weights, 0 or more.
    domain
        (R,) domain of each row; all in domain 0 when absent.
    n_domains
        Number of domains.

    Returns
    -------
    `value` (n_domains, K), NaN where the denominator's total is 0, and `influence` (R, K).

    Notes
    -----
    ratio_d = sum w y / sum w x over the rows of d;  z_r = w_r (y_r - ratio_d x_r) / sum_d w x.

    References
    ----------
    Särndal, Swensson, Wretman (1992), section 5.6. Agrees with R survey 4.1-1 (svyratio) to 1e-9 on apistrat,
    apiclus1, apiclus2 and scd.

    Examples
    --------
    >>> ratio_influence(np.array([1.0, 2.0]), np.array([2.0, 4.0]), np.ones(2)).value.tolist()
    [[0.5]]
    """
    y, x, group = _columns(y), _columns(x), _all_in_one(domain, len(y))
    counts = ~(np.isnan(y) | np.isnan(x))
    y, x = np.where(counts, y, 0.0), np.where(counts, x, 0.0)
    below = group_sums(x, group, n_domains, weights)
    safe = np.where(below == 0.0, np.nan, below)
    value = group_sums(y, group, n_domains, weights) / safe
    influence = weights[:, None] * (y - value[group] * x) / safe[group]
    return Linear(value, np.where(counts, influence, 0.0))


def srs_variance(
    residual: Floats,
    weights: Floats,
    domain: Ints | None = None,
    *,
    n_domains: int = 1,
    counted: Bools | None = None,
) -> Floats:
    """Return the variance that a simple random sample of the same size would have: the base of deff.

    Parameters
    ----------
    residual
        (R, K) residual e of each row: y minus the mean for a mean; times the sum of weights for a total;
        influence times (sum of weights / weight) in general.
    weights
        (R,) weights, 0 or more.
    domain
        (R,) domain of each row; all in domain 0 when absent.
    n_domains
        Number of domains.
    counted
        (R, K) which rows count for which column; all when absent.

    Returns
    -------
    (n_domains, K) variances; NaN where fewer than two rows count.

    Notes
    -----
    V_srs = sum w e^2 / (sum w (n - 1)) over the n counted rows, with replacement; deff = V / V_srs.
    R's `deff=TRUE` refers to a sample without replacement from sum w units: it is this deff divided by
    1 - n / sum w.

    References
    ----------
    Kish (1965), Survey Sampling, section 8.2. Agrees with R survey 4.1-1 (deff=TRUE, converted as above) to 1e-9
    on apistrat, apiclus1 and apiclus2.

    Examples
    --------
    >>> srs_variance(np.array([[-1.0], [1.0]]), np.ones(2)).tolist()
    [[1.0]]
    """
    group = _all_in_one(domain, len(residual))
    count = np.ones(residual.shape) if counted is None else counted.astype(np.float64)
    n = group_sums(count, group, n_domains)
    weight = group_sums(count, group, n_domains, weights)
    square = group_sums(np.square(np.where(count > 0.0, residual, 0.0)), group, n_domains, weights)
    base = weight * (n - 1.0)
    return square / np.where(base > 0.0, base, np.nan)


def _columns(y: Floats) -> Floats:
    return (y[:, None] if y.ndim == 1 else y).astype(np.float64, copy=False)


def _all_in_one(domain: Ints | None, rows: int) -> Ints:
    return np.zeros(rows, dtype=np.int64) if domain is None else domain
