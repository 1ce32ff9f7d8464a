"""Three-valued logic: true (1), false (0) and unknown (NaN), so that a missing answer is never taken for a no."""

from collections.abc import Sequence
from typing import Literal

import numpy as np

from berdaya.stats.sample import Bools, Floats

How = Literal["equals", "not_equals", "at_least", "at_most", "above", "below"]
NOISE = 1e-9  # sums that should meet a limit may miss it by a rounding: 1/6 + 1/6 against 1/3


def all_true(parts: Sequence[Floats]) -> Floats:
    """Return whether all of several statements are true.

    Parameters
    ----------
    parts
        (R,) statements: 1 true, 0 false, NaN unknown.

    Returns
    -------
    (R,) 0 where one is false, whatever the others are; else NaN where one is unknown; else 1.

    Notes
    -----
    Kleene's strong conjunction.

    References
    ----------
    Kleene (1952), Introduction to Metamathematics, section 64.

    Examples
    --------
    >>> all_true([np.array([1.0, 0.0, 1.0]), np.array([np.nan, np.nan, 1.0])]).tolist()
    [nan, 0.0, 1.0]
    """
    table = np.stack(parts)
    return np.where((table == 0).any(axis=0), 0.0, np.where(np.isnan(table).any(axis=0), np.nan, 1.0))


def any_true(parts: Sequence[Floats]) -> Floats:
    """Return whether one of several statements is true.

    Parameters
    ----------
    parts
        (R,) statements: 1 true, 0 false, NaN unknown.

    Returns
    -------
    (R,) 1 where one is true, whatever the others are; else NaN where one is unknown; else 0.

    Notes
    -----
    Kleene's strong disjunction.

    References
    ----------
    Kleene (1952), Introduction to Metamathematics, section 64.

    Examples
    --------
    >>> any_true([np.array([1.0, 0.0, 0.0]), np.array([np.nan, np.nan, 0.0])]).tolist()
    [1.0, nan, 0.0]
    """
    return 1.0 - all_true([1.0 - part for part in parts])


def weighted_bounds(values: Floats, weights: Floats, lowest: Floats, highest: Floats) -> tuple[Floats, Floats]:
    """Return the least and the most that a weighted sum with missing parts can be.

    Parameters
    ----------
    values
        (R, P) parts; NaN is missing.
    weights
        (P,) weights of the parts; a negative one subtracts.
    lowest, highest
        (P,) what a missing part can be at least and at most; infinite where that is not known.

    Returns
    -------
    Two arrays (R,), equal where nothing is missing.

    Notes
    -----
    A missing part stands at whichever of its ends makes the sum smallest, or largest.

    References
    ----------
    Manski (2003), Partial Identification of Probability Distributions, chapter 1: bounds without assumptions.

    Examples
    --------
    >>> weighted_bounds(np.array([[1.0, np.nan]]), np.array([1.0, 2.0]), np.zeros(2), np.array([7.0, 7.0]))
    (array([1.]), array([15.]))
    """
    rising = weights >= 0
    ends = (np.where(rising, lowest, highest), np.where(rising, highest, lowest))
    used = weights != 0  # 0 times an end that is infinite would be NaN
    low, high = (np.where(np.isnan(values), end, values)[:, used] @ weights[used] for end in ends)
    return low, high


def compared(low: Floats, high: Floats, how: How, limit: float) -> Floats:
    """Return whether a number known to lie between two ends holds against a limit.

    Parameters
    ----------
    low, high
        (R,) ends, equal where the number is known.
    how
        The comparison.
    limit
        What it is compared with.

    Returns
    -------
    (R,) 1 where it holds for every number between the ends, 0 where it holds for none, else NaN.

    Notes
    -----
    Numbers within 1e-9 of the limit count as equal to it, against float noise and nothing else.

    References
    ----------
    Kleene (1952), Introduction to Metamathematics, section 64.

    Examples
    --------
    >>> compared(np.array([1 / 6 + 1 / 6, 0.0]), np.array([1 / 6 + 1 / 6, 1.0]), "at_least", 1 / 3).tolist()
    [1.0, nan]
    """
    if how in ("not_equals", "below", "above"):
        return 1.0 - compared(low, high, {"not_equals": "equals", "below": "at_least", "above": "at_most"}[how], limit)  # type: ignore[arg-type]
    if how == "at_most":
        return _decided(high <= limit + NOISE, low > limit + NOISE)
    if how == "at_least":
        return _decided(low >= limit - NOISE, high < limit - NOISE)
    alike = (np.abs(low - limit) <= NOISE) & (np.abs(high - limit) <= NOISE)
    return _decided(alike, (low > limit + NOISE) | (high < limit - NOISE))


def _decided(true: Bools, false: Bools) -> Floats:
    return np.where(true, 1.0, np.where(false, 0.0, np.nan))
