"""Which of several figures cannot be told apart, from their replicates."""

from typing import Any

import numpy as np

Floats = np.ndarray[Any, np.dtype[np.float64]]
Bools = np.ndarray[Any, np.dtype[np.bool_]]
_STILL = 1e-6  # replicates that are summed in single precision differ by less where nothing differs


def told_alike(drawn: Floats, confidence: float) -> Bools:
    """Return which pairs of figures cannot be told apart.

    Parameters
    ----------
    drawn
        (B, k) replicates of k figures in one unit; those with a NaN are left out.
    confidence
        Of the interval of a difference, 0 to 1.

    Returns
    -------
    (k, k) True where the percentile interval of the difference holds 0; True everywhere without two usable replicates.

    Notes
    -----
    Replicates of both figures come from the same draws, so what they share is kept: two intervals may overlap and the figures
    be told apart all the same.

    References
    ----------
    Efron and Tibshirani (1993), An introduction to the bootstrap, ch. 13. Each pair is judged alone.

    Examples
    --------
    >>> told_alike(np.array([[1.0, 2.0], [2.0, 3.0], [3.0, 4.0]]), 0.95).tolist()
    [[True, False], [False, True]]
    """
    k = drawn.shape[1]
    out = np.ones((k, k), bool)
    usable = drawn[~np.isnan(drawn).any(axis=1)]
    if len(usable) < 2:
        return out
    tail = 100 * (1 - confidence) / 2
    for i in range(k):
        low, high = np.percentile(usable[:, [i]] - usable, [tail, 100 - tail], axis=0)
        out[i] = (low <= _STILL) & (high >= -_STILL)
    return out
