"""Intervals of time that run into each other."""

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]


def overlaps(start: Floats, end: Floats, who: Ints) -> tuple[Ints, Floats]:
    """Return for each interval the one of the same person that began earlier and runs longest into it.

    Parameters
    ----------
    start, end
        (n,) in any unit; NaN is left out.
    who
        (n,) whose interval.

    Returns
    -------
    (n,) the place of the other interval, -1 where there is none; and (n,) for how long the two run together, 0 where not.

    Raises
    ------
    Nothing.

    Notes
    -----
    In the order of beginnings each interval is compared with the latest end before it. Of two that begin together the one that
    ends first is the earlier.

    References
    ----------
    None.

    Examples
    --------
    >>> other, together = overlaps(np.array([0.0, 5, 20]), np.array([10.0, 12, 25]), np.array([1, 1, 1]))
    >>> other.tolist(), together.tolist()
    ([-1, 0, -1], [0.0, 5.0, 0.0])
    """
    other, together = np.full(len(start), -1, np.int64), np.zeros(len(start))
    kept = np.flatnonzero(np.isfinite(start) & np.isfinite(end))
    order = kept[np.lexsort((end[kept], start[kept], who[kept]))]
    latest = -1
    for at in order.tolist():
        if latest >= 0 and who[latest] == who[at]:
            shared = min(end[latest], end[at]) - start[at]
            if shared > 0:
                other[at], together[at] = latest, shared
            if end[at] <= end[latest]:
                continue
        latest = at
    return other, together
