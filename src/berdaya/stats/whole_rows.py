"""What weights that data choose are made of: the rows of a table that lack nothing, and the columns that vary."""

from typing import Any

import numpy as np
import numpy.typing as npt

from berdaya.errors import ComputeError, Problem

Floats = np.ndarray[Any, np.dtype[np.float64]]
_NOISE = 1e-12  # of the largest value: what differs by less is the same


def whole_rows(values: npt.ArrayLike) -> Floats:
    """Return the rows of a table that lack nothing (listwise deletion).

    Parameters
    ----------
    values
        (units, n), NaN where nothing is known.

    Returns
    -------
    (m, n) without NaN.

    Raises
    ------
    ComputeError
        weights.too-few-units: fewer than three such rows, of which any two columns would seem to go together exactly.

    Notes
    -----
    What is missing is not filled in.

    Examples
    --------
    >>> whole_rows([[1, 2], [np.nan, 3], [4, 5], [4, 4]]).tolist()
    [[1.0, 2.0], [4.0, 5.0], [4.0, 4.0]]
    """
    x = np.asarray(values, dtype=np.float64)
    x = x[np.isfinite(x).all(axis=1)]
    if len(x) < 3:
        raise ComputeError(Problem("weights.too-few-units", values={"units": len(x)}))
    return x


def varying(values: npt.ArrayLike) -> "np.ndarray[Any, np.dtype[np.bool_]]":
    """Return which columns vary.

    Parameters
    ----------
    values
        (units, n) without NaN.

    Returns
    -------
    (n,) False for a column that is the same everywhere, but for float noise.

    Notes
    -----
    max - min > 1e-12 of the largest absolute value.

    Examples
    --------
    >>> varying([[1, 2], [1, 3]]).tolist()
    [False, True]
    """
    x = np.asarray(values, dtype=np.float64)
    return np.asarray(np.ptp(x, axis=0) > _NOISE * np.maximum(np.abs(x).max(axis=0), 1e-300))
