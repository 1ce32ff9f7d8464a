"""The correlation from which an item counts as valid: "r tabel", worked out instead of looked up."""

import numpy as np
import numpy.typing as npt

from berdaya.errors import ComputeError, Problem
from berdaya.stats.sample import Floats


def critical_r(df: npt.ArrayLike, level: float = 0.05) -> Floats:
    """Return the correlation that a sample without any reaches by chance in a share of cases.

    Parameters
    ----------
    df
        Degrees of freedom, of any shape: rows less 2. Many printed tables call N what is the number of rows.
    level
        Two-sided level, between 0 and 1; 0.10 is one-sided 0.05.

    Returns
    -------
    Correlations between 0 and 1, in the shape of df; NaN where df < 1.

    Raises
    ------
    ComputeError
        stats.r-out-of-range.

    Notes
    -----
    t / √(df + t²), t the two-sided quantile of Student's t with df degrees of freedom.

    References
    ----------
    Fisher and Yates, Statistical Tables, table VII. Agrees with the printed r-table of Indonesian textbooks to its 3 digits
    (N 10, 16, 20, 27, 30, 50, 96, 100), but for its known misprints at N 13 and 29.

    Examples
    --------
    >>> critical_r([25, 28, 98]).round(3).tolist(), round(float(critical_r(25, 0.01)), 3)
    ([0.381, 0.361, 0.197], 0.487)
    """
    from scipy.special import stdtrit  # late: scipy costs start-up time

    if not 0 < level < 1:
        raise ComputeError(
            Problem("stats.r-out-of-range", values={"name": "level", "value": level, "range": "> 0, < 1"})
        )
    free = np.asarray(df, dtype=np.float64)
    some = free >= 1
    t = stdtrit(np.where(some, free, 1.0), 1 - level / 2)
    return np.where(some, t / np.sqrt(free + t**2), np.nan)
