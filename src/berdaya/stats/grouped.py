"""Sums of rows by group, without a loop over groups."""

import numpy as np

from berdaya.stats.sample import Floats, Ints


def group_sums(rows: Floats, group: Ints, n_groups: int, weight: Floats | None = None) -> Floats:
    """Add up the rows of each group.

    Parameters
    ----------
    rows
        (R, K) numbers. NaN reaches only its own group and column.
    group
        (R,) group of each row, 0 .. n_groups - 1, in any order.
    n_groups
        Number of groups G.
    weight
        (R,) factor of each row; 1 when absent.

    Returns
    -------
    (G, K) sums; 0 for a group without rows.

    Notes
    -----
    A sparse matrix with one entry a column adds each row to its group in one pass, without sorting.

    Examples
    --------
    >>> group_sums(np.array([[1.0], [2.0], [4.0]]), np.array([1, 0, 1]), 2).tolist()
    [[2.0], [5.0]]
    """
    from scipy.sparse import csc_array  # late: a user who only checks an instrument never needs it

    data = np.ones(len(rows)) if weight is None else weight
    belongs = csc_array((data, group, np.arange(len(rows) + 1)), shape=(n_groups, len(rows)))
    return np.asarray(belongs @ np.ascontiguousarray(rows))


def distinct(key: Ints, size: int) -> tuple[Ints, Ints]:
    """Return the distinct keys, ascending, and the position of each row's key among them.

    Parameters
    ----------
    key
        (R,) keys in 0 .. size - 1.
    size
        Number of possible keys.

    Returns
    -------
    (G,) distinct keys and (R,) positions.

    Notes
    -----
    As `numpy.unique(key, return_inverse=True)`; keys that ascend already, or that are few, need no sort.

    Examples
    --------
    >>> [a.tolist() for a in distinct(np.array([7, 2, 7]), 8)]
    [[2, 7], [1, 0, 1]]
    """
    if np.all(key[1:] > key[:-1]):
        return key, np.arange(len(key))
    if size > 4 * len(key) + 65_536:
        found, position = np.unique(key, return_inverse=True)
        return found, position
    occurs = np.bincount(key, minlength=size) > 0
    return np.flatnonzero(occurs), (np.cumsum(occurs) - 1)[key]
