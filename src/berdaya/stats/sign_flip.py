"""Cluster sign-flip test: whether a mean of paired differences may be 0, whatever their distribution."""

import numpy as np
import numpy.typing as npt

from berdaya.errors import ComputeError, Problem

Floats = npt.NDArray[np.float64]

EXACT = 13  # PSUs up to which all 2^n flips are made
_BLOCK = 2_000_000  # signs at a time
_NOISE = 1e-12


def sign_flip_p(totals: Floats, seed: int, draws: int = 9999) -> Floats:
    """Return the two-sided p-value of each column: how often a mean as far from 0 comes about by signs alone.

    Parameters
    ----------
    totals
        (P, K) weighted sum of the differences of each PSU; a PSU without any is 0 and flips nothing.
    seed
        Of the draws, where not all flips are made.
    draws
        Number of drawn flips.

    Returns
    -------
    (K,) p-values; NaN where no PSU has a difference that is not 0.

    Raises
    ------
    ComputeError
        stats.too-few-replicates: fewer than one draw.

    Notes
    -----
    Under the null the differences of a PSU are as likely with all signs turned, so whole PSU totals are flipped, which keeps
    what its members share. With up to 13 PSUs all 2^P flips: p = share of |T*| >= |T|. Else B drawn flips:
    p = (1 + #{|T*| >= |T|}) / (B + 1). The smallest p with few PSUs is 2 / 2^P.

    References
    ----------
    Fisher (1935), The design of experiments, for single differences; here whole PSUs are flipped. With single rows as PSUs it
    agrees with scipy.stats.permutation_test (permutation_type="samples") to 1e-12.

    Examples
    --------
    >>> sign_flip_p(np.array([[1.0], [2.0], [1.0]]), seed=1).tolist()
    [0.25]
    """
    if draws < 1:
        raise ComputeError(Problem("stats.too-few-replicates", values={"replicates": draws}))
    observed = np.abs(totals.sum(axis=0))
    edge = observed - _NOISE * np.abs(totals).sum(axis=0)
    psus = totals.shape[0]
    if psus <= EXACT:
        patterns = np.arange(2**psus)[:, None] >> np.arange(psus)
        signs = 1.0 - 2.0 * (patterns & 1)
        p = (np.abs(signs @ totals) >= edge).mean(axis=0)
    else:
        reached, left, rng = np.zeros(totals.shape[1]), draws, np.random.default_rng(seed)
        while left:
            some = min(left, max(1, _BLOCK // psus))
            signs = 1.0 - 2.0 * rng.integers(0, 2, (some, psus))
            reached += (np.abs(signs @ totals) >= edge).sum(axis=0)
            left -= some
        p = (1 + reached) / (draws + 1)
    found: Floats = np.where((totals != 0).any(axis=0), p, np.nan)
    return found
