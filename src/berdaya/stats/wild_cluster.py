"""Wild cluster bootstrap: a p-value and an interval of a contrast of means where there are few PSUs."""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from berdaya.errors import ComputeError, Problem
from berdaya.stats.sample import Floats, unequal_lengths

DRAWS = 9999
ALL = 40_000  # patterns of weights up to which all are taken
SIGNS = np.array([-1.0, 1.0])  # Rademacher
SIX = np.sqrt([0.5, 1.0, 1.5, 0.5, 1.0, 1.5]) * [1, 1, 1, -1, -1, -1]  # Webb
FEWEST = 8  # PSUs from which signs are patterns enough
_NOISE = 1e-9
_FARTHEST = 1000.0  # errors away from the estimate: a limit beyond is none
_HALVINGS = 30


class Wild(NamedTuple):
    """p-value of a contrast of 0 and its interval by test inversion (NaN: without end); how many patterns, and whether all."""

    p: float
    low: float
    high: float
    patterns: int
    every: bool


class WildMeans(NamedTuple):
    """A contrast of C means over P PSUs.

    `influence` (P, C): what each PSU adds to the contrast through each mean (signed; a mean's add up to 0). `share` (P, C): the
    PSU's share of the mean's weight (a mean's add up to 1). `weight` (C,): the weight of each mean.
    """

    influence: Floats
    share: Floats
    weight: Floats


def wild_cluster(
    value: float, means: WildMeans, seed: int, confidence: float = 0.95, *, null: float = 0.0, draws: int = DRAWS
) -> Wild:
    """Return the restricted wild cluster bootstrap-t test of a contrast of means, and its interval.

    Parameters
    ----------
    value
        The contrast: a mean of differences (C = 1), a difference of two means, or a difference in differences of four.
    means
        What it is made of.
    seed
        Of the draws, where not all patterns are taken.
    confidence
        Of the interval.
    null
        The value of the contrast that `p` is a test of.
    draws
        Number of drawn patterns.

    Returns
    -------
    `Wild`: two-sided p, and the values that the test does not refuse. NaN with fewer than two PSUs or no variance; a limit is
    NaN where the test never refuses, as with very few PSUs.

    Raises
    ------
    ComputeError
        stats.unequal-lengths; stats.too-few-replicates: fewer than one draw.

    Notes
    -----
    The regression on C indicators, with the null imposed on the contrast: scores u_gc = a_c z_gc + l_c (value - null) h_gc with
    l_c = (1 / W_c) / sum (1 / W). Each PSU's scores are multiplied by one weight v_g; m_c = sum_g v_g u_gc,
    t* = sum_c m_c / sqrt(sum_g (v_g u_g - sum_c h_gc m_c)^2), t with v = 1. p is the share of |t*| >= |t|, of drawn patterns
    (1 + count) / (1 + draws). v are signs; with fewer than 8 PSUs Webb's six points, since 2^P signs are too few. All patterns
    are taken where they are at most 40,000 (signs up to 15 PSUs, six points up to 5). One stratum, drawn with replacement:
    fractions and strata have no place in it. For one mean with PSUs alike in weight p is that of `sign_flip_p`.

    References
    ----------
    Cameron, Gelbach, Miller (2008), Bootstrap-based improvements for inference with clustered errors, Review of Economics and
    Statistics 90:414-427; Webb (2023), Reworking wild bootstrap-based inference for clustered errors, Canadian Journal of
    Economics 56:839-858; Roodman et al. (2019), Stata Journal 19:4-60. p agrees with wildboottest 0.3.2 (type 11, all 2^15
    patterns) to 2 of 32,768 patterns, those that tie, on apiclus1: one mean, two means, and four.

    Examples
    --------
    >>> y = np.array([0.2, 0.4, 0.1, 0.5, 0.3, 0.2, 0.6, 0.4])
    >>> means = WildMeans(((y - y.mean()) / 8).reshape(-1, 1), np.full((8, 1), 1 / 8), np.ones(1))
    >>> wild_cluster(y.mean(), means, seed=1).p
    0.0078125
    """
    if problems := unequal_lengths(("influence", "share"), (means.influence, means.share)):
        raise ComputeError(problems)
    if draws < 1:
        raise ComputeError(Problem("stats.too-few-replicates", values={"replicates": draws}))
    psus, spread = len(means.influence), float(np.square(means.influence.sum(axis=1)).sum())
    if psus < 2 or not spread > 0:
        return Wild(np.nan, np.nan, np.nan, 0, False)
    patterns, every = _patterns(psus, seed, draws)
    test = _Test(means, patterns, every)
    error = np.sqrt(spread)
    ends = [_limit(test, side * error, 1 - confidence) for side in (1.0, -1.0)]
    taken = 2 * len(patterns) if every else len(patterns)
    return Wild(test.p(value - null), float(value - ends[0]), float(value - ends[1]), taken, every)


class _Test:
    """p as a function of the distance between the estimate and the null: numerator and variance are polynomials in it."""

    def __init__(self, means: WildMeans, v: Floats, every: bool) -> None:
        z, h = means.influence, means.share
        part = (1 / means.weight) / (1 / means.weight).sum()
        whole, pull = z.sum(axis=1), h @ part
        x, y = v @ z, v @ (h * part)
        s, w = v @ (whole[:, None] * h), v @ (pull[:, None] * h)
        inner = h.T @ h
        square = v**2
        own = [square @ whole**2, 2 * square @ (whole * pull), square @ pull**2]
        cross = [(x * s).sum(axis=1), (x * w + y * s).sum(axis=1), (y * w).sum(axis=1)]
        back = [((x @ inner) * x).sum(axis=1), 2 * ((x @ inner) * y).sum(axis=1), ((y @ inner) * y).sum(axis=1)]
        self.sums = x.sum(axis=1), y.sum(axis=1)
        self.variance = [a - 2 * b + c for a, b, c in zip(own, cross, back, strict=True)]
        self.observed = float((whole**2).sum())
        self.every = every

    def p(self, distance: float) -> float:
        v0, v1, v2 = self.variance
        reached = (self.sums[0] + distance * self.sums[1]) ** 2 * self.observed
        edge = distance**2 * (v0 + distance * (v1 + distance * v2))
        count = int((reached >= edge * (1 - _NOISE)).sum())
        return count / len(reached) if self.every else (1 + count) / (1 + len(reached))


def _limit(test: _Test, step: float, alpha: float) -> float:
    """The distance at which the test begins to refuse, on the side of `step` (one error); NaN where it never does."""
    inside, outside = 0.0, step
    while test.p(outside) >= alpha:
        inside, outside = outside, 2 * outside
        if abs(outside) > _FARTHEST * abs(step):
            return np.nan
    for _ in range(_HALVINGS):
        middle = (inside + outside) / 2
        inside, outside = (middle, outside) if test.p(middle) >= alpha else (inside, middle)
    return inside


def _patterns(psus: int, seed: int, draws: int) -> tuple[npt.NDArray[np.float64], bool]:
    points = SIGNS if psus >= FEWEST else SIX
    if len(points) ** psus <= ALL:
        # A pattern turned as a whole gives the same t*, so of each pair one is enough: the first weight is positive.
        half = len(points) ** (psus - 1) * (len(points) // 2)
        place = np.arange(half)[:, None] // len(points) ** np.arange(psus)[::-1] % len(points)
        return np.sort(points)[place], True
    return points[np.random.default_rng(seed).integers(0, len(points), (draws, psus))], False
