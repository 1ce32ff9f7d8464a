"""Weight trimming: no weight beyond bounds, and their sum as it was."""

import numpy as np

from berdaya.errors import ComputeError, Problem
from berdaya.stats.sample import Floats


def trim_weights(weights: Floats, low: float = 0.0, high: float = np.inf) -> Floats:
    """Return weights within bounds, with the same sum.

    Parameters
    ----------
    weights
        (R,) weights, 0 or more. A weight of 0 stays 0.
    low, high
        Bounds as multiples of the mean of the weights above 0: low from 0 to 1, high from 1.

    Returns
    -------
    (R,) weights.

    Raises
    ------
    ComputeError
        stats.trim-bounds.

    Notes
    -----
    A weight beyond a bound is put on it; what that takes away or adds is shared out among the weights within the bounds, in
    proportion to them, again and again until none is beyond. As the bounds lie on both sides of the mean, and the mean does not
    move, that ends after at most R rounds.

    References
    ----------
    Potter (1990), A study of procedures to identify and trim extreme sampling weights, ASA Proceedings of the Section on
    Survey Research Methods, 225-230. Agrees with svy 0.35.0 (`weighting.trim`, upper bound, redistributed) to 1e-9.

    Examples
    --------
    >>> trim_weights(np.array([1.0, 1.0, 1.0, 9.0]), high=2.0).tolist()
    [2.0, 2.0, 2.0, 6.0]
    """
    if not (0.0 <= low <= 1.0 <= high):
        raise ComputeError(Problem("stats.trim-bounds", values={"low": f"{low:g}", "high": f"{high:g}"}))
    found = weights.astype(np.float64).copy()
    some = found > 0
    if not some.any():
        return found
    total = float(found[some].sum())
    bottom, top = (bound * total / int(some.sum()) for bound in (low, high))
    fixed = ~some
    for _ in range(len(found)):
        above, below = ~fixed & (found > top * (1 + 1e-12)), ~fixed & (found < bottom * (1 - 1e-12))
        if not (above.any() or below.any()):
            break
        excess = float((found[above] - top).sum()) - float((bottom - found[below]).sum())
        # Only the side that moves the others away from itself is final; the other may come back within the bounds.
        if excess >= 0:
            found[above] = top
            fixed = fixed | above
        if excess <= 0:
            found[below] = bottom
            fixed = fixed | below
        rest = total - float(found[fixed & some].sum())
        free = ~fixed
        if free.any():
            found[free] *= rest / float(found[free].sum())
    return found
