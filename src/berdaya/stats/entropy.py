"""Entropy weights: what differs most between the units counts for most."""

from typing import Any

import numpy as np
import numpy.typing as npt

from berdaya.errors import ComputeError, Problem
from berdaya.stats.whole_rows import varying, whole_rows

Floats = np.ndarray[Any, np.dtype[np.float64]]


def entropy_weights(values: npt.ArrayLike) -> Floats:
    """Return weights by how unevenly each column is spread over the units.

    Parameters
    ----------
    values
        (units, n), 0 or more, measured from a zero that means nothing at all; rows with a NaN are left out.

    Returns
    -------
    (n,) weights that sum to 1; 0 for a column that is the same everywhere, or 0 everywhere.

    Raises
    ------
    ComputeError
        weights.too-few-units: fewer than three whole rows; weights.negative: a value below 0; weights.nothing-varies.

    Notes
    -----
    p = x / Σ x by column, E = -Σ p ln p / ln m over m units with 0 ln 0 = 0, w = (1 - E) / Σ (1 - E). A zero in a column of
    small numbers takes over: look at weights near 1.

    References
    ----------
    Hwang and Yoon (1981), Multiple Attribute Decision Making, 3.2. Agrees with pymcdm 1.4.0 to 1e-9 on their fighter aircraft,
    where there is no zero (it refuses any); the print there carries rounding of E.

    Examples
    --------
    >>> entropy_weights([[1, 5, 0], [1, 1, 2], [1, 3, 2]]).round(3).tolist()
    [0.0, 0.285, 0.715]
    """
    x = whole_rows(values)
    if (x < 0).any():
        raise ComputeError(Problem("weights.negative"))
    total = x.sum(axis=0)
    p = x / np.where(total > 0, total, 1.0)
    with np.errstate(divide="ignore", invalid="ignore"):
        entropy = -np.where(p > 0, p * np.log(p), 0.0).sum(axis=0) / np.log(len(x))
    spread = np.where(varying(x), np.maximum(1 - entropy, 0.0), 0.0)
    if not spread.sum() > 0:
        raise ComputeError(Problem("weights.nothing-varies"))
    return np.asarray(spread / spread.sum())
