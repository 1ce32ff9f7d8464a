"""Whether items have enough in common for a factor: Kaiser-Meyer-Olkin, and Bartlett's test of sphericity."""

from typing import NamedTuple

import numpy as np

from berdaya.stats.alpha import is_singular
from berdaya.stats.sample import Floats


class Adequacy(NamedTuple):
    """Kaiser-Meyer-Olkin of all items, and of each (k,)."""

    total: float
    items: Floats


class Sphericity(NamedTuple):
    """Bartlett's chi-square, its degrees of freedom and its p-value."""

    chi_square: float
    df: int
    p: float


def kmo(correlation: Floats) -> Adequacy:
    """Return the Kaiser-Meyer-Olkin measure of sampling adequacy.

    Parameters
    ----------
    correlation
        (k, k) correlations.

    Returns
    -------
    Shares between 0 and 1; NaN where the matrix has no inverse, or there is one item.

    Notes
    -----
    Σ r² / (Σ r² + Σ q²) over pairs (of an item: over its pairs), q the partial correlations given all others:
    -p_ij / √(p_ii p_jj) of the inverse P. Two items have 0.5 always. Kaiser called 0.5 miserable, 0.8 meritorious.

    References
    ----------
    Kaiser and Rice (1974), Educational and Psychological Measurement 34:111-117. Agrees with psych 2.2.9 (KMO) to 1e-9 on
    attitude, bfi and 0-3 items.

    Examples
    --------
    >>> round(kmo(np.array([[1.0, 0.5, 0.5], [0.5, 1.0, 0.5], [0.5, 0.5, 1.0]])).total, 4)
    0.6923
    """
    items = len(correlation)
    if items < 2 or is_singular(correlation):
        return Adequacy(float("nan"), np.full(items, np.nan))
    inverse = np.linalg.inv(correlation)
    own = np.sqrt(np.diag(inverse))
    apart = ~np.eye(items, dtype=bool)
    plain = np.square(correlation) * apart
    partial = np.square(inverse / np.outer(own, own)) * apart
    with np.errstate(invalid="ignore"):
        each: Floats = plain.sum(axis=0) / (plain.sum(axis=0) + partial.sum(axis=0))
        return Adequacy(float(plain.sum() / (plain.sum() + partial.sum())), each)


def bartlett_sphericity(correlation: Floats, n: int) -> Sphericity:
    """Return Bartlett's test that items do not correlate at all.

    Parameters
    ----------
    correlation
        (k, k) correlations.
    n
        Rows that they rest on.

    Returns
    -------
    The test; chi-square and p are NaN where the matrix has no positive determinant, or n is too small for a factor above 0.

    Notes
    -----
    χ² = -(n - 1 - (2k + 5)/6) ln |R|, with k (k - 1)/2 degrees of freedom: for a simple random sample of normal items. With
    many rows it is always significant.

    References
    ----------
    Bartlett (1951), Biometrika 38:337-344. Agrees with psych 2.2.9 (cortest.bartlett) to 1e-9 on attitude, bfi and 0-3 items.

    Examples
    --------
    >>> found = bartlett_sphericity(np.array([[1.0, 0.5], [0.5, 1.0]]), 30)
    >>> round(found.chi_square, 4), found.df, round(found.p, 4)
    (7.9113, 1, 0.0049)
    """
    from scipy.special import chdtrc  # late: scipy costs start-up time

    items = len(correlation)
    df, factor = items * (items - 1) // 2, n - 1 - (2 * items + 5) / 6
    if items < 2 or factor <= 0 or is_singular(correlation):
        return Sphericity(float("nan"), df, float("nan"))
    chi_square = -factor * float(np.linalg.slogdet(correlation)[1])
    return Sphericity(chi_square, df, float(chdtrc(df, chi_square)))
