"""Enumerator effects: how much of what differs between interviews lies between those who asked, by analysis of variance."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from berdaya.errors import ComputeError, Problem

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

_NOISE = 1e-9


@dataclass(frozen=True)
class EnumeratorEffect:
    """One measure's analysis of variance; NaN what does not exist.

    `icc` is the intraclass correlation of interviews of one enumerator with `low` and `high`, `f` the test that all enumerators
    are alike, with `df1`, `df2` and `p`; `size` is the mean number of interviews that count for one of them (n0). Of each
    enumerator (E,): `difference` from the others who worked in the same places, and its two-sided `p_each`.
    """

    icc: float
    low: float
    high: float
    f: float
    df1: float
    df2: float
    p: float
    size: float
    difference: Floats
    p_each: Floats


def enumerator_effect(
    value: Floats, enumerator: Ints, place: Ints | None = None, confidence: float = 0.95
) -> EnumeratorEffect:
    """Return how much of a measure's variance lies between enumerators, also within places.

    Parameters
    ----------
    value
        (n,) a measure of each interview; NaN leaves it out.
    enumerator
        (n,) who asked, from 0.
    place
        (n,) where, from 0: enumerators are compared within places only. None: all is one place.
    confidence
        Of the interval.

    Returns
    -------
    An `EnumeratorEffect`.

    Raises
    ------
    ComputeError
        stats.unequal-lengths.

    Notes
    -----
    F = (SS(enumerator | place) / df1) / (SS(error) / df2) of the linear model with places and enumerators. icc = (F - 1) /
    (F - 1 + n0), with n0 = tr(Z'MZ) / df1, M taking out places; with one place that is ICC(1) of one-way analysis of variance
    with n0 = (n - Σ n_e² / n) / (E - 1). The interval (F / F_q - 1) / (F / F_q - 1 + n0) is exact where all have equally many
    interviews, else nearly so. The F test is exact for normal errors, whatever the numbers. An enumerator who alone worked in
    all his places cannot be told from these: he has neither a difference nor a p, and where that holds for all, nothing exists.

    References
    ----------
    Shrout and Fleiss (1979), Psychological Bulletin 86:420-428; Donner (1979), Biometrics 35:335-342; Searle (1971), Linear
    models, ch. 10, for unbalanced and two-way data. Agrees with R psych::ICC 2.2.9 (ICC1, its F, df, p and limits) to 1e-9 on
    the ratings of Shrout and Fleiss, and with ordinary least squares on two factors to 1e-9.

    Examples
    --------
    >>> found = enumerator_effect(np.array([1.0, 2, 3, 4, 5, 6]), np.array([0, 0, 0, 1, 1, 1]))
    >>> round(found.f, 3), round(found.icc, 3)
    (13.5, 0.806)
    """
    place = np.zeros(len(value), np.int64) if place is None else place
    if not len(value) == len(enumerator) == len(place):
        lengths = f"{len(value)}, {len(enumerator)}, {len(place)}"
        raise ComputeError(Problem("stats.unequal-lengths", values={"lengths": lengths}))
    size = int(enumerator.max(initial=-1)) + 1
    kept = np.isfinite(value)
    y, who, where = value[kept], enumerator[kept], np.unique(place[kept], return_inverse=True)[1].reshape(-1)
    y = y - y.mean() if len(y) else y
    table = np.zeros((int(where.max(initial=-1)) + 1, size))
    np.add.at(table, (where, who), 1.0)
    in_place = np.maximum(table.sum(axis=1), 1.0)
    centred = y - (np.bincount(where, y, len(in_place)) / in_place)[where]
    within = np.diag(table.sum(axis=0)) - table.T @ (table / in_place[:, None])
    total: Floats = np.bincount(who, centred, size).astype(np.float64)
    solved, rank = _solve(within, total)
    between = float(total @ solved)
    df1, df2 = rank, len(y) - len(table) - rank
    error = max(float(centred @ centred) - between, 0.0)
    mean_square = error / df2 if df2 > 0 else np.nan
    test = _test(between, mean_square, (df1, df2), float(np.trace(within)), confidence)
    difference, p_each = _each(within, total, (mean_square, df2), centred)
    return EnumeratorEffect(*test, difference, p_each)


def holm(p: Floats) -> Floats:
    """Return p-values for as many tests as there are, so that the chance of any false finding stays at the level.

    Parameters
    ----------
    p
        Any shape; NaN is no test.

    Returns
    -------
    As `p`, adjusted, at most 1.

    Raises
    ------
    Nothing.

    Notes
    -----
    Step down: the largest of (m - j + 1) p_(j) up to each.

    References
    ----------
    Holm (1979), Scandinavian Journal of Statistics 6:65-70. Agrees with R 4.2.2 p.adjust(method = "holm").

    Examples
    --------
    >>> holm(np.array([0.01, 0.04, 0.03])).round(9).tolist()
    [0.03, 0.06, 0.06]
    """
    flat = p.ravel()
    order = np.argsort(flat)[: int(np.isfinite(flat).sum())]
    adjusted = np.full(flat.shape, np.nan)
    steps = np.maximum.accumulate(flat[order] * np.arange(len(order), 0, -1))
    adjusted[order] = np.minimum(steps, 1.0)
    return adjusted.reshape(p.shape)


def _solve(within: Floats, total: Floats) -> tuple[Floats, int]:
    """The effects with the least squares, and how many of them can be told apart."""
    values, vectors = np.linalg.eigh(within)
    kept = values > _NOISE * max(float(values.max(initial=0.0)), 1.0)
    inverse = (vectors[:, kept] / values[kept]) @ vectors[:, kept].T
    return inverse @ total, int(kept.sum())


def _test(
    between: float, error: float, df: tuple[int, int], trace: float, confidence: float
) -> tuple[float, float, float, float, float, float, float, float]:
    from scipy.special import fdtrc, fdtri  # late: scipy costs start-up time

    df1, df2 = df
    size = trace / df1 if df1 else np.nan
    if not (df1 > 0 and df2 > 0 and error > _NOISE * max(between, _NOISE)):
        return (np.nan, np.nan, np.nan, np.nan, float(df1), float(df2), np.nan, size)
    f = between / df1 / error
    tail = (1 - confidence) / 2
    low, high = f / float(fdtri(df1, df2, 1 - tail)), f * float(fdtri(df2, df1, 1 - tail))
    icc, low, high = ((one - 1) / (one - 1 + size) for one in (f, low, high))
    return (icc, low, high, f, float(df1), float(df2), float(fdtrc(df1, df2, f)), size)


def _each(within: Floats, total: Floats, error: tuple[float, int], centred: Floats) -> tuple[Floats, Floats]:
    """Each enumerator against the rest in his places: the difference and its p, with the error of all without his own."""
    from scipy.special import stdtr

    own = np.diag(within)
    mean_square, df2 = error
    with np.errstate(divide="ignore", invalid="ignore"):
        difference = np.where(own > _NOISE, total / own, np.nan)
        t = np.where(mean_square > _NOISE * max(float(centred @ centred), _NOISE), difference / np.sqrt(mean_square / own),
                     np.nan)  # fmt: skip
    p = 2 * stdtr(df2, -np.abs(t)) if df2 > 0 else np.full(len(own), np.nan)
    return difference, p
