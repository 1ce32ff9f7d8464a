"""CRITIC weights: what differs most between units, and goes least with the rest, counts for most."""

from typing import Any

import numpy as np
import numpy.typing as npt

from berdaya.errors import ComputeError, Problem
from berdaya.stats.whole_rows import varying, whole_rows

Floats = np.ndarray[Any, np.dtype[np.float64]]


def critic_weights(values: npt.ArrayLike) -> Floats:
    """Return weights by contrast and conflict of columns, all of which are better when higher.

    Parameters
    ----------
    values
        (units, n); rows with a NaN are left out.

    Returns
    -------
    (n,) weights that sum to 1; 0 for a column that is the same everywhere.

    Raises
    ------
    ComputeError
        weights.too-few-units; weights.nothing-varies: no two columns differ from each other.

    Notes
    -----
    Columns are scaled to 0-1 by their own ends; C_j = s_j Σ_k (1 - r_jk) over the columns that vary, with standard deviation s
    and Pearson's r; w = C / Σ C. One column that varies takes all.

    References
    ----------
    Diakoulaki, Mavrotas and Papayannakis (1995), Computers and Operations Research 22:763-770. Agrees with pymcdm 1.4.0 to 1e-9
    on their table and on that of Tuş and Aytaç Adalı (2019); pymcdm and scikit-criteria 0.10 turn all weights into NaN where
    one column is constant.

    Examples
    --------
    >>> critic_weights([[1, 3, 5], [2, 1, 5], [3, 2, 5]]).tolist()
    [0.5, 0.5, 0.0]
    """
    x = whole_rows(values)
    varies = varying(x)
    out = np.zeros(x.shape[1])
    if varies.sum() == 1:
        out[varies] = 1.0
        return out
    if not varies.any():
        raise ComputeError(Problem("weights.nothing-varies"))
    scaled = x[:, varies] / np.ptp(x[:, varies], axis=0)
    conflict = (1 - np.corrcoef(scaled, rowvar=False)).sum(axis=1)
    information = scaled.std(axis=0, ddof=1) * np.maximum(conflict, 0.0)
    if not information.sum() > 1e-12:
        raise ComputeError(Problem("weights.nothing-varies"))
    out[varies] = information / information.sum()
    return out
