"""Alkire-Foster counting: who is poor in several ways at once, how many they are and how much they lack."""

from itertools import pairwise
from typing import NamedTuple

import numpy as np

from berdaya.errors import ComputeError
from berdaya.stats.linearise import Linear, ratio_influence
from berdaya.stats.sample import Bools, Floats, Ints, unequal_lengths

NOISE = 1e-9  # 1/6 + 1/6 and six times 1/18 count as 1/3


class Counting(NamedTuple):
    """How deprivations are counted.

    `weights` (J,) of the indicators, above 0: only their ratios count; `k`, the cut-off, a share of all weights, above 0 and at
    most 1; `dimension` (J,) of each indicator, 0 .. G - 1, each its own when absent; `reweight` as for `deprivation_score`.
    """

    weights: Floats
    k: float
    dimension: Ints | None = None
    reweight: bool = False

    @property
    def groups(self) -> Ints:
        """The dimension of each indicator."""
        return np.arange(len(self.weights)) if self.dimension is None else self.dimension


def deprivation_score(deprived: Floats, weights: Floats, *, reweight: bool = False) -> Floats:
    """Return how much of everything each one lacks.

    Parameters
    ----------
    deprived
        (R, J) 1 deprived, 0 not, NaN unknown.
    weights
        (J,) weights of the indicators; only their ratios count.
    reweight
        What an unknown indicator does: False, its row has no score; True, the others share its weight.

    Returns
    -------
    (R,) scores c in 0 to 1; NaN without a score, which is also where every indicator is unknown.

    Notes
    -----
    c_i = sum_j w_j g_ij with sum_j w_j = 1; reweighted, the sums are over the known indicators of the row.

    References
    ----------
    Alkire and Foster (2011), Journal of Public Economics 95:476-487.

    Examples
    --------
    >>> deprivation_score(np.array([[1.0, 0.0], [1.0, np.nan]]), np.array([1.0, 3.0])).tolist()
    [0.25, nan]
    >>> deprivation_score(np.array([[1.0, np.nan]]), np.array([1.0, 3.0]), reweight=True).tolist()
    [1.0]
    """
    return np.where(
        _scored(deprived, reweight), (_shares(deprived, weights) * np.nan_to_num(deprived)).sum(axis=1), np.nan
    )


def is_poor(score: Floats, k: float) -> Floats:
    """Return who is poor.

    Parameters
    ----------
    score
        (R,) deprivation scores.
    k
        The cut-off, a share of all weights.

    Returns
    -------
    (R,) 1 poor, 0 not, NaN without a score.

    Notes
    -----
    Poor where c >= k, within 1e-9: 1/6 + 1/6 and six times 1/18 count as 1/3. A score of 0 is never poor.

    References
    ----------
    Alkire and Foster (2011), Journal of Public Economics 95:476-487.

    Examples
    --------
    >>> is_poor(np.array([1 / 6 + 1 / 6, sum([1 / 18] * 6), 0.33, np.nan]), 1 / 3).tolist()
    [1.0, 1.0, 0.0, nan]
    """
    return np.where(np.isnan(score), np.nan, ((score >= k - NOISE) & (score > NOISE)).astype(float))


class Columns(NamedTuple):
    """Where the measures stand among the K columns of `alkire_foster`; `m1` and `m2` are empty without gaps."""

    h: int
    a: int
    m0: int
    m1: slice
    m2: slice
    uncensored: slice
    censored: slice
    contribution: slice
    dimension: slice


def columns(indicators: int, dimensions: int, depth: bool = False) -> Columns:
    """Return where each measure stands among the columns that `alkire_foster` gives.

    Parameters
    ----------
    indicators, dimensions
        How many there are.
    depth
        Whether gaps are given, so that M1 and M2 exist.

    Returns
    -------
    Columns: H, A, M0, (M1, M2,) then J uncensored headcounts, J censored ones, J contributions, and one contribution a
    dimension.

    Notes
    -----
    An order of columns: nothing is computed.

    Examples
    --------
    >>> columns(10, 3).contribution, columns(10, 3, depth=True).m2
    (slice(23, 33, None), slice(4, 5, None))
    """
    at = [3, 3 + depth, 3 + 2 * depth]
    for size in (indicators, indicators, indicators, dimensions):
        at.append(at[-1] + size)
    return Columns(0, 1, 2, *(slice(a, b) for a, b in pairwise(at)))


def alkire_foster(
    deprived: Floats,
    counting: Counting,
    sample_weights: Floats,
    domain: Ints,
    *,
    n_domains: int = 1,
    gaps: Floats | None = None,
) -> Linear:
    """Return the Alkire-Foster measures of every domain, with the influence of each row on them.

    Parameters
    ----------
    deprived
        (R, J) 1 deprived, 0 not, NaN unknown.
    counting
        Weights, cut-off, dimensions, and what an unknown indicator does.
    sample_weights
        (R,) how many each row stands for: design weight, times persons where a row is a household.
    domain
        (R,) domain of each row.
    n_domains
        Number of domains.
    gaps
        (R, J) normalised gaps (z - x) / z of the deprived, where indicators are amounts: gives M1 and M2 too.

    Returns
    -------
    `value` (n_domains, K) and `influence` (R, K), in the order of `columns`. Rows without a score count nowhere. NaN where
    nobody has a score, and A and contributions where nobody is poor.

    Raises
    ------
    ComputeError
        stats.unequal-lengths.

    Notes
    -----
    With a the row's weight and rho = 1 where c >= k: H = sum a rho / sum a; A = sum a c rho / sum a rho; M0 = H A;
    M_alpha = sum_i a rho sum_j w_j gap_j^alpha / sum a; hd_j = sum a g_j / sum a; h_j(k) = sum a g_j rho / sum a;
    contribution_j = w_j h_j(k) / M0, and of a dimension the sum of its indicators'. All are ratios of totals: z, k and w are
    fixed, so influence is that of a ratio. Reweighted rows have weights w_ij of their own: contributions then are
    sum a w_ij g rho / sum a c rho, and a headcount is among the rows where its indicator is known, so that
    M0 = sum_j w_j h_j(k) holds for complete rows only.

    References
    ----------
    Alkire and Foster (2011), Journal of Public Economics 95:476-487; Suppa (2023), Stata Journal 23:625-657. Agrees with the
    published 4 x 4 example of the former to 1e-12, with R survey 4.1-1 to 1e-10 and mpitbR 1.0.1 to 1e-8 on the synthetic
    survey of mpitb (15,000 rows).

    Examples
    --------
    >>> g = np.array([[0, 0, 0, 0], [1, 0, 0, 1], [1, 1, 1, 1], [0, 1, 0, 0]], float)
    >>> found = alkire_foster(g, Counting(np.ones(4), 0.5), np.ones(4), np.zeros(4, dtype=int)).value[0]
    >>> found[:3].tolist()  # H, A, M0
    [0.5, 0.75, 0.375]
    """
    if problems := unequal_lengths(("deprived", "sample_weights", "domain"), (deprived, sample_weights, domain)):
        raise ComputeError(problems)
    score = deprivation_score(deprived, counting.weights, reweight=counting.reweight)
    rho = np.nan_to_num(is_poor(score, counting.k))
    counts = ~np.isnan(score)
    each, some = counts.astype(float), np.where(counts[:, None] & ~np.isnan(deprived), 1.0, 0.0)
    g = np.nan_to_num(deprived)
    lacks = _shares(deprived, counting.weights) * g * rho[:, None]
    censored = lacks.sum(axis=1)
    within = (counting.groups[:, None] == np.arange(counting.groups.max() + 1)).astype(float)
    above = [rho, censored, censored]
    below = [each, rho, each]
    if gaps is not None:
        depth = [lacks * np.nan_to_num(gaps) ** alpha for alpha in (1, 2)]
        above += [part.sum(axis=1) for part in depth]
        below += [each, each]
    y = np.column_stack([*above, g * some, g * rho[:, None] * some, lacks, lacks @ within])
    parts = lacks.shape[1] + within.shape[1]
    x = np.column_stack([*below, some, some, np.repeat(censored[:, None], parts, axis=1)])
    return ratio_influence(y, x, np.where(counts, sample_weights, 0.0), domain, n_domains=n_domains)


def _scored(deprived: Floats, reweight: bool) -> Bools:
    known = ~np.isnan(deprived)
    return np.asarray(known.any(axis=1) if reweight else known.all(axis=1))


def _shares(deprived: Floats, weights: Floats) -> Floats:
    """The weight of each indicator in each row (R, J), over the known ones."""
    known = np.where(np.isnan(deprived), 0.0, weights)
    total = known.sum(axis=1, keepdims=True)
    return known / np.where(total > 0, total, 1.0)
