"""Budget allocation: every expert spreads points over things."""

from typing import Any

import numpy as np
import numpy.typing as npt

from berdaya.errors import ComputeError, Problem

Floats = np.ndarray[Any, np.dtype[np.float64]]


def budget_weights(points: npt.ArrayLike) -> Floats:
    """Return the mean over experts of the share of their points that each thing was given.

    Parameters
    ----------
    points
        (experts, n), 0 or more; only ratios within a row count.

    Returns
    -------
    (n,) weights that sum to 1.

    Raises
    ------
    ComputeError
        weights.points: a number below 0 or none, or an expert who gave no point at all.

    Notes
    -----
    w_j = mean over experts e of p_ej / Σ_j p_ej: every expert counts alike.

    References
    ----------
    OECD and JRC (2008), Handbook on Constructing Composite Indicators, section 6.

    Examples
    --------
    >>> budget_weights([[60, 30, 10], [1, 1, 2]]).tolist()
    [0.425, 0.275, 0.3]
    """
    p = np.atleast_2d(np.asarray(points, dtype=np.float64))
    if not p.size or not (np.isfinite(p) & (p >= 0)).all() or not (p.sum(axis=1) > 0).all():
        raise ComputeError(Problem("weights.points"))
    return np.asarray((p / p.sum(axis=1, keepdims=True)).mean(axis=0))
