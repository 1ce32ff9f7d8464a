"""First-order stochastic dominance: whether one part is higher than another under every increasing scoring of the answers."""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
_NOISE = 1e-9
VERDICTS = ("higher", "lower", "crossing", "same", "unsure")


class Dominance(NamedTuple):
    """Verdicts (...), one of `VERDICTS` ("" where there is nothing to compare), and p-values of "higher" and of "lower".

    `sample` is what the sample itself shows, whatever chance has to do with it: 1 higher, -1 lower, 0 neither, NaN nothing.
    """

    verdict: "np.ndarray[tuple[int, ...], np.dtype[np.str_]]"
    p_higher: Floats
    p_lower: Floats
    sample: Floats


def dominance(difference: Floats, se: Floats, df: Floats, confidence: float = 0.95) -> Dominance:
    """Return whether one distribution of answers lies above another at every level.

    Parameters
    ----------
    difference
        (..., J) share of answers at level j or above in the first part minus that in the second, for each level but the lowest.
    se
        (..., J) its standard error, under the design; 0 where nothing was sampled.
    df
        (..., J) degrees of freedom.
    confidence
        1 - the level of the tests.

    Returns
    -------
    `Dominance`. A level at which both parts are alike without any error (nobody answered it, or everybody above it) says
    nothing and is left out; where that is so at all levels the parts are "same".

    Notes
    -----
    The mean of g over the first part is at least that over the second, for every increasing g, if and only if no difference is
    below 0. "higher" is claimed where every difference is above 0 by a one-sided t test at the full level: an
    intersection-union test, whose p is the largest of those of the levels, and which needs no correction for their number.
    "crossing": one difference is above and another below 0, each by Bonferroni over the levels: which part is higher depends
    on the scoring.

    References
    ----------
    Quirk and Saposnik (1962), Review of Economic Studies 29:140-146; Howes (1993) and Kaur, Prakasa Rao and Singh (1994),
    Econometric Theory 10:854-866, for the test that takes the smallest t.

    Examples
    --------
    >>> found = dominance(np.array([[0.1, 0.2], [0.1, -0.2]]), np.full((2, 2), 0.02), np.full((2, 2), 30.0))
    >>> found.verdict.tolist(), found.sample.tolist()
    (['higher', 'crossing'], [1.0, 0.0])
    """
    nothing = np.isnan(difference)
    zero = ~nothing & (np.abs(difference) <= _NOISE)
    silent = nothing | (zero & ~(se > _NOISE))
    above, below = _tails(difference, se, df)
    p_higher = np.where(silent, 0.0, above).max(axis=-1, initial=0.0)
    p_lower = np.where(silent, 0.0, below).max(axis=-1, initial=0.0)
    levels = np.maximum((~silent).sum(axis=-1), 1)
    some_above, some_below = (
        np.minimum(levels * np.where(silent, 1.0, tail).min(axis=-1, initial=1.0), 1.0) for tail in (above, below)
    )
    told, empty = ~silent.all(axis=-1), nothing.all(axis=-1)
    level = 1 - confidence
    conditions = [
        empty,
        ~told,
        p_higher <= level,
        p_lower <= level,
        np.maximum(some_above, some_below) <= level,
    ]
    verdict = np.select(conditions, ["", "same", "higher", "lower", "crossing"], "unsure")
    up, down = ((silent | (sign * difference >= -_NOISE)).all(axis=-1) for sign in (1, -1))
    sample = np.where(empty, np.nan, np.where(~told | (up == down), 0.0, np.where(up, 1.0, -1.0)))
    return Dominance(verdict, np.where(told, p_higher, np.nan), np.where(told, p_lower, np.nan), sample)


def _tails(difference: Floats, se: Floats, df: Floats) -> tuple[Floats, Floats]:
    """One-sided p-values that a difference is above, and below, 0; 1 where there is no error to tell it by."""
    from scipy.special import stdtr  # late: scipy costs start-up time

    exact = (se == 0) & ~np.isnan(difference)
    usable = (se > 0) & (df > 0)
    with np.errstate(divide="ignore", invalid="ignore"):
        t = np.where(usable, difference / se, 0.0)
    free = np.where(usable, df, 1.0)
    found = []
    for sign in (1, -1):
        tail = np.where(usable, stdtr(free, -sign * t), 1.0)
        found.append(np.where(exact, np.where(sign * difference > _NOISE, 0.0, 1.0), tail))
    return found[0], found[1]
