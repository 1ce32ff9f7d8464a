"""Rosenbaum bounds: how unequal the odds within pairs would have to be for a difference to be chance."""

from math import isfinite, sqrt

import numpy as np

from berdaya.errors import ComputeError, Problem
from berdaya.stats.sample import Floats

_MOST = 1000.0
_HALVINGS = 60


def signed_rank_bound(differences: Floats, gamma: float = 1.0) -> float:
    """Return the largest one-sided p of Wilcoxon's signed-rank test when odds within pairs differ by a factor at most.

    Parameters
    ----------
    differences
        (m,) treated minus control of each pair; those that are 0 are ranked with the others, then left out (Pratt).
    gamma
        The factor, 1 or more: 1 is the usual test.

    Returns
    -------
    The upper bound of p that the differences are as high by chance; NaN where none differs.

    Raises
    ------
    ComputeError
        stats.out-of-range: gamma is below 1.

    Notes
    -----
    With ranks q of |d| (ties share the mean) and T the sum of those of rises, the bound is that of a normal with
    mean p sum q and variance p (1 - p) sum q^2, p = gamma / (1 + gamma).

    References
    ----------
    Rosenbaum (2002), section 4.3. Agrees with its table of lead in children's blood (Morton et al. 1982, 33 pairs: 0.0018,
    0.0136, 0.0388, 0.0468 and 0.0740 at gamma 2, 3, 4, 4.25 and 5) to the digits printed; with scipy.stats.wilcoxon
    (approx, zero_method="pratt") to 1e-12 at gamma 1.

    Examples
    --------
    >>> round(signed_rank_bound(np.array([1.0, 2.0, 3.0, 4.0, -0.5])), 4)
    0.0398
    """
    from scipy.special import ndtr  # late: scipy costs start-up time
    from scipy.stats import rankdata

    _check(gamma)
    found = np.round(np.asarray(differences, dtype=np.float64), 9)
    if not found.any():
        return float("nan")
    ranks = np.where(found == 0, 0.0, rankdata(np.abs(found)))
    chance = gamma / (1 + gamma)
    spread = sqrt(chance * (1 - chance) * float(np.square(ranks).sum()))
    return float(ndtr((chance * ranks.sum() - ranks[found > 0].sum()) / spread))


def gamma_limit(differences: Floats, alpha: float = 0.05) -> float:
    """Return the factor up to which a difference cannot be chance.

    Parameters
    ----------
    differences
        (m,) treated minus control of each pair; the test is in the direction of their signed ranks.
    alpha
        Largest p, one-sided, that is not called chance.

    Returns
    -------
    The largest gamma whose `signed_rank_bound` is at most alpha, up to 1000; NaN where it is above already at 1.

    Raises
    ------
    ComputeError
        stats.out-of-range.

    Notes
    -----
    Found by halving: the bound rises with gamma.

    References
    ----------
    Rosenbaum (2002), section 4.3.

    Examples
    --------
    >>> round(gamma_limit(np.arange(1.0, 13.0)), 2)
    3.46
    """
    found = np.asarray(differences, dtype=np.float64)
    sides = [one for one in (found, -found) if signed_rank_bound(one) <= alpha]
    if not sides:
        return float("nan")
    low, high = 1.0, _MOST
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        low, high = (middle, high) if signed_rank_bound(sides[0], middle) <= alpha else (low, middle)
    return low


def _check(gamma: float) -> None:
    if not (isfinite(gamma) and gamma >= 1):
        raise ComputeError(Problem("stats.out-of-range", values={"name": "gamma", "value": gamma, "range": ">= 1"}))
