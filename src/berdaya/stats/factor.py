"""One common factor by minimum residuals, and McDonald's omega from it."""

from typing import NamedTuple

import numpy as np

from berdaya.stats.sample import Floats

EXACT = 1e-14  # where the search stops
LEAST_UNIQUE = 0.005  # of an item's variance: below it the solution is improper (a Heywood case), as in psych


class Factor(NamedTuple):
    """Loadings (k,) of one factor, and whether one of them had to be held below 1 (a Heywood case)."""

    loadings: Floats
    improper: bool


def one_factor(correlation: Floats) -> Factor:
    """Return the loadings of one common factor, by minimum residuals.

    Parameters
    ----------
    correlation
        (k, k) correlations, at least three items.

    Returns
    -------
    Standardised loadings, -1 to 1, their sum not negative; NaN with fewer than three items (one factor is not determined) or
    where a correlation is NaN.

    Notes
    -----
    The λ that minimise Σ_(i<j) (r_ij - λ_i λ_j)²; the diagonal does not count. Found by least squares from the first principal
    component; where a uniqueness 1 - λ² would fall below 0.005, again with every |λ| held within √0.995.

    References
    ----------
    Harman and Jones (1966), Psychometrika 31:351-368. Agrees with psych 2.2.9 (fa, fm="minres") to 1e-5 on attitude, bfi and
    0-3 items.

    Examples
    --------
    >>> found = one_factor(np.array([[1.0, 0.56, 0.48], [0.56, 1.0, 0.42], [0.48, 0.42, 1.0]]))
    >>> found.loadings.round(6).tolist(), found.improper
    ([0.8, 0.7, 0.6], False)
    """
    from scipy.optimize import least_squares  # late: scipy costs start-up time

    items = len(correlation)
    if items < 3 or not np.isfinite(correlation).all():
        return Factor(np.full(items, np.nan), False)
    first, second = np.triu_indices(items, 1)
    wanted, rows = correlation[first, second], np.arange(len(first))

    def residuals(loadings: Floats) -> Floats:
        return wanted - loadings[first] * loadings[second]

    def slopes(loadings: Floats) -> Floats:
        out = np.zeros((len(rows), items))
        out[rows, first], out[rows, second] = -loadings[second], -loadings[first]
        return out

    values, vectors = np.linalg.eigh(correlation)
    start = vectors[:, -1] * np.sqrt(max(float(values[-1]) - 1, 0.01))
    found = least_squares(residuals, start, slopes, method="lm", ftol=EXACT, xtol=EXACT, gtol=EXACT).x
    bound = float(np.sqrt(1 - LEAST_UNIQUE))
    improper = bool(np.abs(found).max() > bound)
    if improper:
        start = np.clip(found, -0.9 * bound, 0.9 * bound)
        held = least_squares(residuals, start, slopes, bounds=(-bound, bound), ftol=EXACT, xtol=EXACT, gtol=EXACT)
        found = held.x
    return Factor(found if found.sum() >= 0 else -found, improper)


def omega(loadings: Floats) -> float:
    """Return McDonald's omega of one factor.

    Parameters
    ----------
    loadings
        (k,) standardised loadings.

    Returns
    -------
    Omega, 0 to 1: the share of the total's variance that the factor accounts for; NaN where a loading is.

    Notes
    -----
    (Σ λ)² / ((Σ λ)² + Σ (1 - λ²)), of standardised items. `psych::omega(nfactors = 1)$omega.tot` is another figure.

    References
    ----------
    McDonald (1999), Test Theory, ch. 6. Agrees with psych 2.2.9 (from fa) to 1e-5 on attitude, bfi and 0-3 items.

    Examples
    --------
    >>> round(omega(np.array([0.8, 0.7, 0.6])), 4)
    0.7449
    """
    common = float(loadings.sum()) ** 2
    total = common + float((1 - np.square(loadings)).sum())
    return common / total if total > 0 else float("nan")


def omega_gradient(correlation: Floats, loadings: Floats) -> Floats:
    """Return the derivative of omega by each correlation, for its design-based error.

    Parameters
    ----------
    correlation
        (k, k) correlations.
    loadings
        (k,) what `one_factor` found of them, proper: no loading was held below 1.

    Returns
    -------
    (k, k) derivatives, each pair's in both its places, 0 on the diagonal; NaN where a loading is, or where correlations do not
    settle the loadings, as where nothing correlates.

    Notes
    -----
    Loadings solve g_i = Σ_(j≠i) (r_ij - λ_i λ_j) λ_j = 0, so dλ = -(∂g/∂λ)⁻¹ (∂g/∂r) dr (the implicit function theorem);
    ∂ω/∂λ_i = 2 S (U + S λ_i) / (S² + U)², S = Σ λ and U = Σ (1 - λ²).

    References
    ----------
    Agrees with numerical derivatives to 1e-6.

    Examples
    --------
    >>> r = np.array([[1.0, 0.56, 0.48], [0.56, 1.0, 0.42], [0.48, 0.42, 1.0]])
    >>> omega_gradient(r, one_factor(r).loadings).round(4).tolist()
    [[0.0, 0.3184, 0.2656], [0.3184, 0.0, 0.1706], [0.2656, 0.1706, 0.0]]
    """
    if not np.isfinite(loadings).all():
        return np.full(correlation.shape, np.nan)
    common, unique = loadings.sum(), (1 - np.square(loadings)).sum()
    by_loading = 2 * common * (unique + common * loadings) / (common**2 + unique) ** 2
    slopes = correlation - 2 * np.outer(loadings, loadings)
    np.fill_diagonal(slopes, np.square(loadings) - np.square(loadings).sum())
    if np.linalg.matrix_rank(slopes) < len(loadings):
        return np.full(correlation.shape, np.nan)
    passed = -np.linalg.solve(slopes, by_loading)  # slopes are symmetric
    gradient: Floats = np.outer(passed, loadings) + np.outer(loadings, passed)
    np.fill_diagonal(gradient, 0.0)
    return gradient
