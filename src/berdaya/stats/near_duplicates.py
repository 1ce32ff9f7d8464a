"""Near-duplicates: rows that give the same answer to nearly every question."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

MOST_PAIRS = 200_000_000  # pairs that are compared; of more, only whole duplicates are found
MOST_FOUND = 2_000_000  # pairs that are kept


@dataclass(frozen=True)
class Alike:
    """Pairs of distinct sets of answers, `first` < `second` (M,), and the `share` of identical answers.

    `whole`: all pairs were compared; False where there are too many, and none is given.
    """

    first: Ints
    second: Ints
    share: Floats
    whole: bool


def distinct_answers(codes: Ints) -> tuple[Ints, Ints]:
    """Return the distinct sets of answers, and which of these each row has: rows of one set are whole duplicates.

    Parameters
    ----------
    codes
        (n, I) answers as whole numbers from 0; -1 where there is none.

    Returns
    -------
    (P, I) sorted distinct rows, and (n,) the place of each row among them.

    Raises
    ------
    Nothing.

    Notes
    -----
    By sorting: any number of rows.

    References
    ----------
    None.

    Examples
    --------
    >>> [part.tolist() for part in distinct_answers(np.array([[1, 0], [0, 1], [1, 0]]))]
    [[[0, 1], [1, 0]], [1, 0, 1]]
    """
    rows, place = np.unique(codes, axis=0, return_inverse=True)
    return rows, place.reshape(-1)


def near_duplicates(codes: Ints, threshold: float) -> Alike:
    """Return every pair of distinct rows whose share of identical answers is at least a threshold.

    Parameters
    ----------
    codes
        (P, I) distinct rows (`distinct_answers`), sorted.
    threshold
        Least share of identical answers, 0 to 1.

    Returns
    -------
    `Alike`, pairs in the order of rows.

    Raises
    ------
    Nothing.

    Notes
    -----
    share = items with the same answer / items that at least one of the two answered. Two rows that differ in at most k items
    agree in all items of at least one of k + 1 blocks of items, so only rows that agree in a block are compared; nothing is
    missed by that.

    References
    ----------
    Kuriakose and Robbins (2016), Don't get duped: fraud through duplication in public opinion surveys, Statistical Journal of
    the IAOS 32:283-291 ("percentmatch"). Agrees with a plain double loop over all pairs.

    Examples
    --------
    >>> found = near_duplicates(np.array([[0, 1, 1, 1], [1, 1, 1, 1], [1, 2, 0, 0]]), 0.75)
    >>> found.first.tolist(), found.second.tolist(), found.share.tolist()
    ([0], [1], [0.75])
    """
    items = codes.shape[1]
    differ = int((1 - threshold) * items + 1e-9)  # in so many at most
    blocks = [block for block in np.array_split(np.arange(items), min(differ + 1, items)) if len(block)]
    if differ >= items:
        blocks = [np.arange(0)]
    keys = [_keys(codes[:, block]) for block in blocks]
    costs = [int((size * (size - 1) // 2).sum()) for size in map(np.bincount, keys)]
    everything = len(codes) * (len(codes) - 1) // 2
    if sum(costs) > everything:
        keys, costs = [np.zeros(len(codes), np.int64)], [everything]
    none = np.zeros(0, np.int64)
    if sum(costs) > MOST_PAIRS:
        return Alike(none, none, np.zeros(0), whole=False)
    small = codes.astype(np.int16)
    pairs = np.concatenate([none, *(_compared(small, key, threshold, differ) for key in keys)])
    if len(pairs) > MOST_FOUND:
        return Alike(none, none, np.zeros(0), whole=False)
    pairs = np.unique(pairs)
    first, second = pairs // len(codes), pairs % len(codes)
    return Alike(first, second, identical_share(codes[first], codes[second]), whole=True)


def identical_share(first: Ints, second: Ints) -> Floats:
    """Return the share of identical answers of pairs of rows, over the items that at least one of the two answered.

    Parameters
    ----------
    first, second
        (M, I) answers as in `distinct_answers`.

    Returns
    -------
    (M,) shares; NaN where neither answered anything.

    Raises
    ------
    Nothing.

    Notes
    -----
    See `near_duplicates`.

    References
    ----------
    As `near_duplicates`.

    Examples
    --------
    >>> identical_share(np.array([[1, 2, -1, -1]]), np.array([[1, 2, 3, -1]])).round(6).tolist()
    [0.666667]
    """
    either = ((first >= 0) | (second >= 0)).sum(axis=1)
    with np.errstate(invalid="ignore"):
        found: Floats = ((first == second) & (first >= 0)).sum(axis=1) / either
    return found


def _keys(codes: Ints) -> Ints:
    """Which rows agree in all of some items: one number for each set of answers."""
    if not codes.shape[1]:
        return np.zeros(len(codes), np.int64)
    return np.unique(codes, axis=0, return_inverse=True)[1].reshape(-1)


def _compared(codes: npt.NDArray[np.int16], key: Ints, threshold: float, differ: int) -> Ints:
    """The pairs within each key that are alike enough, each as one number."""
    order = np.argsort(key, kind="stable")
    codes, key = codes[order], key[order]
    size = np.bincount(key)
    left = np.cumsum(size)[key] - 1 - np.arange(len(key))  # rows of the same key that come after
    found = [np.zeros(0, np.int64)]
    n, items = codes.shape
    active = np.flatnonzero(left > 0)
    step, kept = 1, 0
    while len(active) and kept <= MOST_FOUND:
        one, other = codes[active], codes[active + step]
        near = active[items - (one == other).sum(axis=1) <= differ]
        if len(near):
            share = identical_share(codes[near], codes[near + step])
            near = near[share >= threshold - 1e-12]
            a, b = order[near], order[near + step]
            found.append(np.minimum(a, b) * n + np.maximum(a, b))
            kept += len(near)
        step += 1
        active = active[left[active] >= step]
    return np.concatenate(found)
