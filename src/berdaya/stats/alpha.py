"""Internal consistency of a set of items: Cronbach's alpha and what belongs to it, from their covariances."""

import numpy as np

from berdaya.errors import ComputeError
from berdaya.stats.sample import Floats, unequal_lengths

SINGULAR = 1e-9  # an eigenvalue of a correlation matrix below this share of its size is none


def cronbach_alpha(covariance: Floats) -> float:
    """Return Cronbach's alpha of items.

    Parameters
    ----------
    covariance
        (k, k) covariances; of correlations it is the standardised alpha.

    Returns
    -------
    Alpha, without a unit, at most 1; negative where items contradict one another. NaN with fewer than two items, and where
    the total does not vary.

    Notes
    -----
    k/(k-1) (1 - Σ var_i / var_total), the variance of the total being the sum of all covariances.

    References
    ----------
    Cronbach (1951), Psychometrika 16:297-334. Agrees with psych 2.2.9 (raw_alpha, std.alpha, also if an item is dropped) and
    COINr 1.1.14 (get_cronbach) to 1e-9 on attitude, bfi, 0-3 items and ASEM.

    Examples
    --------
    >>> cronbach_alpha(np.array([[1.0, 0.5], [0.5, 1.0]])), cronbach_alpha(np.array([[1.0, -0.5], [-0.5, 1.0]]))
    (0.6666666666666666, -2.0)
    """
    items, total, own = len(covariance), float(covariance.sum()), float(np.trace(covariance))
    if items < 2 or not total > 1e-12 * own:
        return float("nan")
    return items / (items - 1) * (1 - own / total)


def alpha_gradient(covariance: Floats) -> Floats:
    """Return the derivative of alpha by each covariance, for its design-based error.

    Parameters
    ----------
    covariance
        (k, k) covariances.

    Returns
    -------
    (k, k) derivatives, per unit of covariance; NaN where alpha is.

    Notes
    -----
    k/(k-1) (Σ var / var_total² - [i = j] / var_total).

    References
    ----------
    Agrees with numerical derivatives to 1e-6.

    Examples
    --------
    >>> alpha_gradient(np.array([[1.0, 0.5], [0.5, 1.0]])).round(4).tolist()
    [[-0.2222, 0.4444], [0.4444, -0.2222]]
    """
    items, total, own = len(covariance), float(covariance.sum()), float(np.trace(covariance))
    if not np.isfinite(cronbach_alpha(covariance)):
        return np.full(covariance.shape, np.nan)
    return items / (items - 1) * (own / total**2 - np.eye(items) / total)


def feldt_interval(alpha: float, n: int, items: int, confidence: float = 0.95) -> tuple[float, float]:
    """Return Feldt's interval of alpha, that of a simple random sample.

    Parameters
    ----------
    alpha
        Cronbach's alpha.
    n
        Rows that it rests on.
    items
        How many items.
    confidence
        Confidence, between 0 and 1.

    Returns
    -------
    Lower and upper limit; NaN where alpha is, or with fewer than two rows or items.

    Notes
    -----
    1 - (1 - alpha) F, with F the quantiles (1 ± confidence)/2 of n - 1 and (n - 1)(k - 1) degrees of freedom. It knows
    neither weights nor clusters and rests on normal items of equal covariance.

    References
    ----------
    Feldt, Woodruff, Salih (1987), Applied Psychological Measurement 11:93-103. Agrees with psych 2.2.9 (alpha.ci) to 1e-9 on
    attitude, bfi and 0-3 items; with missing answers n counts all rows, as there.

    Examples
    --------
    >>> [round(end, 4) for end in feldt_interval(0.84314276956476, 30, 7)]
    [0.7394, 0.9158]
    """
    from scipy.special import fdtri  # late: scipy costs start-up time

    if n < 2 or items < 2 or not np.isfinite(alpha):
        return float("nan"), float("nan")
    free = (n - 1, (n - 1) * (items - 1))
    low, high = (1 - (1 - alpha) * float(fdtri(*free, (1 + side * confidence) / 2)) for side in (1, -1))
    return low, high


def alpha_interval(alpha: float, se: float, df: float, confidence: float = 0.95) -> tuple[float, float]:
    """Return the interval of alpha from a standard error, made on the scale of ln(1 - alpha).

    Parameters
    ----------
    alpha, se, df
        Alpha, its (design-based) standard error and degrees of freedom.
    confidence
        Confidence, between 0 and 1.

    Returns
    -------
    Lower and upper limit, never above 1; NaN where the error is NaN or df <= 0.

    Notes
    -----
    1 - (1 - alpha) exp(± t se / (1 - alpha)), t with df degrees of freedom: alpha is skewed, its logarithm nearly is not.

    References
    ----------
    Bonett (2002), Sample size requirements for testing and estimating coefficient alpha, Journal of Educational and Behavioral
    Statistics 27:335-340, for the scale.

    Examples
    --------
    >>> [round(end, 4) for end in alpha_interval(0.8, 0.05, 20)]
    [0.6631, 0.8813]
    """
    from berdaya.stats.intervals import t_interval

    if not alpha < 1:
        return float("nan"), float("nan")
    low, high = t_interval(np.log1p(-alpha), se / (1 - alpha), df, confidence)
    return -float(np.expm1(high)), -float(np.expm1(low))


def lambda_six(correlation: Floats) -> float:
    """Return Guttman's lambda 6.

    Parameters
    ----------
    correlation
        (k, k) correlations.

    Returns
    -------
    Lambda 6, without a unit; NaN where the matrix has no inverse: an item follows from the others, there are too few rows,
    or missing answers make pairs contradict one another.

    Notes
    -----
    1 - Σ (1 - R²_i) / var_total of standardised items, R²_i that of item i on all others: 1 - 1/(R⁻¹)_ii.

    References
    ----------
    Guttman (1945), Psychometrika 10:255-282. Agrees with psych 2.2.9 (G6(smc)) to 1e-9 on attitude, bfi and 0-3 items.

    Examples
    --------
    >>> round(lambda_six(np.array([[1.0, 0.5], [0.5, 1.0]])), 4)
    0.5
    """
    total = float(correlation.sum())
    if is_singular(correlation) or not total > 0:
        return float("nan")
    return 1 - float((1 / np.diag(np.linalg.inv(correlation))).sum()) / total


def is_singular(correlation: Floats) -> bool:
    """Return whether a correlation matrix has no inverse worth the name.

    Parameters
    ----------
    correlation
        (k, k) correlations; NaN makes it so.

    Returns
    -------
    True where its least eigenvalue is 0 or below, but for rounding.

    Notes
    -----
    Pairwise matrices may have negative eigenvalues; as many rows as items leave some at 0.

    Examples
    --------
    >>> is_singular(np.ones((2, 2))), is_singular(np.eye(2))
    (True, False)
    """
    if not np.isfinite(correlation).all():
        return True
    return bool(np.linalg.eigvalsh(correlation)[0] < SINGULAR * len(correlation))


def as_correlation(covariance: Floats) -> Floats:
    """Return covariances divided by the standard deviations of the diagonal.

    Parameters
    ----------
    covariance
        (k, k) covariances.

    Returns
    -------
    (k, k) correlations; NaN for an item that does not vary. With pairwise covariances one may be beyond 1.

    Notes
    -----
    c_ij / √(c_ii c_jj).

    References
    ----------
    R function cov2cor, which psych::alpha uses.

    Examples
    --------
    >>> as_correlation(np.array([[4.0, 1.0], [1.0, 1.0]])).tolist()
    [[1.0, 0.5], [0.5, 1.0]]
    """
    own = np.diag(covariance)
    with np.errstate(divide="ignore", invalid="ignore"):
        spread = np.sqrt(np.where(own > 0, own, np.nan))
        correlation: Floats = covariance / np.outer(spread, spread)
    return correlation


def item_rest(covariance: Floats) -> Floats:
    """Return each item's correlation with the sum of the others (SPSS: Corrected Item-Total Correlation).

    Parameters
    ----------
    covariance
        (k, k) covariances.

    Returns
    -------
    (k,) correlations, -1 to 1; NaN where there is no other item, or it or the rest does not vary.

    Notes
    -----
    Σ_(j≠i) c_ij / √(c_ii var_rest): all from one matrix, also where answers are missing.

    References
    ----------
    Agrees with psych 2.2.9 (r.drop) to 1e-9 on attitude, bfi and 0-3 items.

    Examples
    --------
    >>> item_rest(np.array([[1.0, 0.5, 0.5], [0.5, 1.0, 0.5], [0.5, 0.5, 1.0]])).round(4).tolist()
    [0.5774, 0.5774, 0.5774]
    """
    own = np.diag(covariance)
    shared = covariance.sum(axis=1) - own
    rest = variance_if_dropped(covariance)
    with np.errstate(divide="ignore", invalid="ignore"):
        size = own * rest
        return np.where(size > 0, shared / np.sqrt(size), np.nan)


def variance_if_dropped(covariance: Floats) -> Floats:
    """Return the variance of the total without each item (SPSS: Scale Variance if Item Deleted).

    Parameters
    ----------
    covariance
        (k, k) covariances.

    Returns
    -------
    (k,) variances, in squared units of the items.

    Notes
    -----
    The sum of all covariances that are not the item's.

    References
    ----------
    IBM SPSS Statistics Algorithms, RELIABILITY.

    Examples
    --------
    >>> variance_if_dropped(np.array([[1.0, 0.5], [0.5, 2.0]])).tolist()
    [2.0, 1.0]
    """
    rest: Floats = covariance.sum() - 2 * covariance.sum(axis=1) + np.diag(covariance)
    return rest


def alpha_if_dropped(covariance: Floats) -> Floats:
    """Return alpha without each item (SPSS: Cronbach's Alpha if Item Deleted).

    Parameters
    ----------
    covariance
        (k, k) covariances.

    Returns
    -------
    (k,) alphas; NaN with fewer than three items, and where `cronbach_alpha` has none.

    Notes
    -----
    `cronbach_alpha` of the other items.

    References
    ----------
    Agrees with psych 2.2.9 (alpha.drop) to 1e-9 on attitude, bfi and 0-3 items.

    Examples
    --------
    >>> alpha_if_dropped(np.array([[1.0, 0.5, 0.5], [0.5, 1.0, 0.5], [0.5, 0.5, 1.0]])).round(4).tolist()
    [0.6667, 0.6667, 0.6667]
    """
    places = range(len(covariance))
    kept = ([j for j in places if j != i] for i in places)
    return np.array([cronbach_alpha(covariance[np.ix_(rest, rest)]) for rest in kept], dtype=np.float64)


def item_total(x: Floats, weights: Floats | None = None) -> Floats:
    """Return each item's correlation with the total, itself included ("r hitung" of most theses).

    Parameters
    ----------
    x
        (R, k) answers; NaN is no answer.
    weights
        (R,) weights; 1 when absent.

    Returns
    -------
    (k,) correlations, -1 to 1; NaN where the item or the total does not vary.

    Raises
    ------
    ComputeError
        stats.unequal-lengths.

    Notes
    -----
    Pearson's correlation over the rows that answered the item. A row's total is the mean of what it answered: the same as
    the sum where nothing is missing.

    References
    ----------
    Agrees with psych 2.2.9 (raw.r) to 1e-9 on attitude, bfi and 0-3 items.

    Examples
    --------
    >>> item_total(np.array([[0.0, 1.0], [1.0, 1.0], [2.0, 3.0]])).round(4).tolist()
    [0.9608, 0.9707]
    """
    w = np.ones(len(x)) if weights is None else weights
    if problems := unequal_lengths(("x", "weights"), (x, w)):
        raise ComputeError(problems)
    there = ~np.isnan(x)
    with np.errstate(divide="ignore", invalid="ignore"):
        total = np.where(there, x, 0.0).sum(axis=1) / there.sum(axis=1)
        heavy = there * w[:, None]
        size = heavy.sum(axis=0)
        item = np.where(there, x - np.where(there, x * w[:, None], 0.0).sum(axis=0) / size, 0.0)
        other = np.where(there, total[:, None], 0.0)
        other = np.where(there, other - (heavy * other).sum(axis=0) / size, 0.0)
        both, first, second = ((heavy * part).sum(axis=0) for part in (item * other, item**2, other**2))
        return np.where((first > 0) & (second > 0), both / np.sqrt(first * second), np.nan)
