"""Aggregates of weighted children: arithmetic, geometric, harmonic, power means and the minimum.

Every function works on the last axis (the children) and takes NaN for a child that is empty: weights of
the present children are rescaled.
"""

from typing import Any, Literal

import numpy as np

Floats = np.ndarray[Any, np.dtype[np.float64]]
Kind = Literal["arithmetic", "geometric", "harmonic", "power", "minimum"]


def order(kind: Kind, power: float) -> float:
    """Return the order p of the power mean that a kind is (minimum: -inf).

    Parameters
    ----------
    kind : str
        Aggregate's name.
    power : float
        Order of kind "power"; ignored by the others.

    Returns
    -------
    p : float
        1, 0, -1, `power` or -inf.

    Notes
    -----
    The arithmetic, geometric and harmonic means are the power means of order 1, 0 and -1.

    References
    ----------
    OECD/JRC, Handbook on Constructing Composite Indicators (2008), step 6.

    Examples
    --------
    >>> order("geometric", 1.0)
    0.0
    """
    return {"arithmetic": 1.0, "geometric": 0.0, "harmonic": -1.0, "power": float(power), "minimum": -np.inf}[kind]


def power_mean(x: Floats, weights: Floats, p: float) -> Floats:
    """Return the weighted power mean of order p over the last axis.

    Parameters
    ----------
    x : float array, shape (..., C)
        Children's values, unit of the scale; NaN is an empty child and is left out.
        Not below 0 for orders other than 1 and -inf.
    weights : float array, shape (C,) or (..., C)
        Children's weights, not negative; only their ratios count. A child of weight 0 has no say.
    p : float
        Order: 1 arithmetic, 0 geometric, -1 harmonic, -inf minimum (weights only say who counts).

    Returns
    -------
    y : float array, shape (...)
        NaN where no child of positive weight is present. 0 where an order p <= 0 meets a zero.

    Notes
    -----
    y = (sum w x^p / sum w)^(1/p); p = 0: exp(sum w ln x / sum w).

    References
    ----------
    OECD/JRC Handbook (2008), step 6. Agrees with COINr 1.1.14 to 1e-9 on its ASEM tables (a_amean, a_gmean,
    a_hmean, a_genmean p = 2).

    Examples
    --------
    >>> float(power_mean(np.array([1.0, 4.0]), np.array([1.0, 1.0]), 0.0))
    2.0
    """
    w = np.where(np.isnan(x), 0.0, weights)
    present = w > 0
    if p == -np.inf:
        lowest = np.where(present, x, np.inf).min(axis=-1)
        return np.where(np.isinf(lowest), np.nan, lowest)
    total = w.sum(axis=-1)
    with np.errstate(divide="ignore", invalid="ignore"):
        if p == 1:
            y = np.where(present, w * x, 0.0).sum(axis=-1) / total
        elif p == 0:
            y = np.exp(np.where(present, w * np.log(x), 0.0).sum(axis=-1) / total)
        else:
            y = (np.where(present, w * x**p, 0.0).sum(axis=-1) / total) ** (1 / p)
    return np.where(total > 0, y, np.nan)


def power_mean_gradient(x: Floats, weights: Floats, p: float, y: Floats) -> Floats:
    """Return the derivative of the power mean with respect to each child.

    Parameters
    ----------
    x, weights, p
        As in `power_mean`.
    y : float array, shape (...)
        `power_mean(x, weights, p)`.

    Returns
    -------
    g : float array, shape (..., C)
        No unit. 0 for an empty child. For the minimum 1 at the lowest child, shared evenly between tied ones
        (there it is no derivative: see `tied_minimum`). Not finite where a zero meets an order below 1.

    Notes
    -----
    dy/dx_c = (w_c / sum w) (x_c / y)^(p-1).

    References
    ----------
    Hardy, Littlewood, Polya, Inequalities, 2.9; differentiation of the definition.

    Examples
    --------
    >>> power_mean_gradient(np.array([1.0, 4.0]), np.ones(2), 0.0, np.array(2.0)).tolist()
    [1.0, 0.25]
    """
    w = np.where(np.isnan(x), 0.0, weights)
    present = w > 0
    if p == -np.inf:
        at = present & (x == y[..., None])
        return np.where(at, 1.0 / np.maximum(at.sum(axis=-1, keepdims=True), 1), 0.0)
    with np.errstate(divide="ignore", invalid="ignore"):
        share = w / w.sum(axis=-1, keepdims=True)
        g = share if p == 1 else share * (x / y[..., None]) ** (p - 1)
    return np.where(present, g, 0.0)


def gap_multiplier(x: Floats, q: Floats, weights: Floats, p: float) -> Floats:
    """Return the multipliers that split a node's gap exactly over its children's gaps.

    Parameters
    ----------
    x, q : float arrays, shape (..., C)
        Children's values and their reference values; a NaN in either leaves the child out.
    weights : float array, shape (C,) or (..., C)
        Children's weights.
    p : float
        Order of the mean.

    Returns
    -------
    m : float array, shape (..., C)
        No unit; y - r = sum m (x - q), y and r being of the children present in both. NaN for the minimum, where no such
        split exists.

    Notes
    -----
    p = 1: w; p = 0 (LMDI): w L(y, r) / L(x, q) with L(a, b) = (a - b) / ln(a / b), L(a, a) = a;
    otherwise w [(y - r) / (y^p - r^p)] / [(x - q) / (x^p - q^p)], with the derivative as the limit at x = q.
    Weights are rescaled to the children present. Multiplied along a path they split any mix of orders. A zero under an order
    p <= 0 is the limit of one small value in the place of every zero: the children that are zero in x alone, or in q alone,
    share the whole gap by their weights. From all zeros (q = 0) a child's part of the score is then s y.

    References
    ----------
    Ang, B.W. (2005), The LMDI approach to decomposition analysis, Energy Policy 33. Sums checked to 1e-12 on all
    mixtures of orders.

    Examples
    --------
    >>> gap_multiplier(np.array([1.0, 2.0]), np.zeros(2), np.array([1.0, 3.0]), 1.0).tolist()
    [0.25, 0.75]
    """
    w = np.where(np.isnan(x) | np.isnan(q), 0.0, weights)
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        share = w / w.sum(axis=-1, keepdims=True)
        if p == 1:
            return np.where(w > 0, share, 0.0)
        if p == -np.inf:
            return np.full(np.broadcast(x, w).shape, np.nan)
        y = power_mean(np.where(w > 0, x, np.nan), w, p)[..., None]
        r = power_mean(np.where(w > 0, q, np.nan), w, p)[..., None]
        m = share * _secant(y, r, p) / _secant(x, q, p)
    if p <= 0:
        m = _through_zeros(m, (x, q), (y, r), w)
    m = np.where((w > 0) & (x == 0) & (q == 0), 0.0, m)
    broken = ((w > 0) & ~np.isfinite(m)).any(axis=-1, keepdims=True)
    return np.where(broken, np.nan, np.where(w > 0, m, 0.0))


def _through_zeros(m: Floats, pair: tuple[Floats, Floats], means: tuple[Floats, Floats], w: Floats) -> Floats:
    """The limits of multipliers where a zero meets an order p <= 0."""
    (x, q), (y, r) = pair, means
    in_x, in_q = (x == 0) & (w > 0), (q == 0) & (w > 0)
    some_x, some_q = in_x.any(axis=-1, keepdims=True), in_q.any(axis=-1, keepdims=True)
    with np.errstate(divide="ignore", invalid="ignore"):
        up = np.where(in_q, w / np.where(in_q, w, 0.0).sum(axis=-1, keepdims=True) * y / x, 0.0)
        down = np.where(in_x, w / np.where(in_x, w, 0.0).sum(axis=-1, keepdims=True) * r / q, 0.0)
    limit = np.where(some_x & some_q, 0.0, np.where(some_q, up, down))
    return np.where(some_x | some_q, limit, m)


def _secant(a: Floats, b: Floats, p: float) -> Floats:
    """(a - b) / (f(a) - f(b)) with f the mean's transform: its derivative's inverse where a = b."""
    f = np.log if p == 0 else lambda v: v**p
    same = np.isclose(a, b, rtol=1e-9, atol=0.0)
    middle = (a + b) / 2
    slope = middle if p == 0 else middle ** (1 - p) / p
    return np.where(same, slope, (a - b) / np.where(same, 1.0, f(a) - f(b)))


def tied_minimum(x: Floats, weights: Floats) -> "np.ndarray[Any, np.dtype[np.bool_]]":
    """Return where two or more children share the lowest value, so that the minimum has no derivative.

    Parameters
    ----------
    x : float array, shape (..., C)
        Children's values; NaN is an empty child.
    weights : float array, shape (C,)
        Children of weight 0 have no say.

    Returns
    -------
    tied : bool array, shape (...)

    Notes
    -----
    Values are compared at 9 digits, as categories are.

    References
    ----------
    Own.

    Examples
    --------
    >>> bool(tied_minimum(np.array([1.0, 1.0, 2.0]), np.ones(3)))
    True
    """
    rounded = np.where(np.isnan(x) | (np.broadcast_to(weights, x.shape) <= 0), np.inf, np.round(x, 9))
    lowest = rounded.min(axis=-1, keepdims=True)
    tied: np.ndarray[Any, np.dtype[np.bool_]] = ((rounded == lowest) & np.isfinite(lowest)).sum(axis=-1) > 1
    return tied
