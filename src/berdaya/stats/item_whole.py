"""Each item's correlation with the sum of all items standardised: as it is, and without its own noise in the sum."""

import numpy as np

from berdaya.stats.alpha import is_singular
from berdaya.stats.sample import Floats


def item_whole(correlation: Floats) -> Floats:
    """Return each item's correlation with the sum of all items standardised, itself included.

    Parameters
    ----------
    correlation
        (k, k) correlations of the items.

    Returns
    -------
    (k,) correlations; NaN where the sum does not vary or a correlation is NaN.

    Notes
    -----
    Σ_j r_ij / √(ΣΣ r): as with the total, but items that spread widely count no more than others.

    References
    ----------
    Revelle, psych. Agrees with psych 2.2.9 (alpha: std.r) to 1e-9 on attitude, bfi and 0-3 items.

    Examples
    --------
    >>> item_whole(np.array([[1.0, 0.5], [0.5, 1.0]])).round(4).tolist()
    [0.866, 0.866]
    """
    return _with_whole(correlation)


def item_whole_corrected(correlation: Floats) -> Floats:
    """Return each item's correlation with what all items have in common: corrected for overlap and for unreliability.

    Parameters
    ----------
    correlation
        (k, k) correlations of the items.

    Returns
    -------
    (k,) correlations; NaN where `lambda_six` has none. They may pass 1 where an item follows nearly from the others.

    Notes
    -----
    As `item_whole`, with the part R²_i of each item that the others account for in the place of its own variance 1.

    References
    ----------
    Cureton (1966), Corrected item-test correlations, Psychometrika 31:93-96. Agrees with psych 2.2.9 (alpha: r.cor) to 1e-9 on
    attitude, bfi and 0-3 items.

    Examples
    --------
    >>> item_whole_corrected(np.array([[1.0, 0.5], [0.5, 1.0]])).round(4).tolist()
    [0.6124, 0.6124]
    """
    if is_singular(correlation):
        return np.full(len(correlation), np.nan)
    shared = correlation.copy()
    np.fill_diagonal(shared, 1 - 1 / np.diag(np.linalg.inv(correlation)))
    return _with_whole(shared)


def _with_whole(matrix: Floats) -> Floats:
    total = float(matrix.sum())
    if not total > 0:
        return np.full(len(matrix), np.nan)
    found: Floats = matrix.sum(axis=1) / np.sqrt(total)
    return found
