"""Cluster jackknife (JK1, JKn; CRV3): factors that leave out one PSU at a time, for errors with few PSUs."""

from typing import NamedTuple

import numpy as np

from berdaya.errors import ComputeError
from berdaya.stats.sample import CERTAIN, Bools, Floats, Sample, unequal_lengths


class Deletions(NamedTuple):
    """Factors (R, U) of the weights of units, a replicate a row, and what the square of each counts (R,)."""

    factors: Floats
    rscales: Floats


def jackknife_factors(sample: Sample, present: Bools) -> Deletions:
    """Return the factors of weights when one PSU at a time is left out.

    Parameters
    ----------
    sample
        The full design; its second stage is not looked at.
    present
        (P,) PSUs that have anything to do with the estimate.

    Returns
    -------
    `factors` (R, U) and `rscales` (R,): V = sum_r rscales_r (theta_r - theta)^2 (`replicate_variance` with scale 1 and the
    estimate as centre). A stratum taken whole, or with a single PSU, has no replicates. PSUs of a stratum that are not
    present all give the same replicate: they share one, which counts as often as they are.

    Raises
    ------
    ComputeError
        stats.unequal-lengths: `present` is not about the PSUs of the sample.

    Notes
    -----
    Without PSU i of stratum h the others of h weigh n_h / (n_h - 1) times as much. rscale = (1 - f_h) (n_h - 1) / n_h. With one
    stratum and f = 0 this is JK1, and CRV3 = (G - 1) / G sum_g (b_g - b)^2 of MacKinnon, Nielsen and Webb (2023). pyfixest
    0.60 multiplies the same sum by G / (G - 1), so its CRV3 error is G / (G - 1) times this one (15 / 14 on apiclus1). Of a
    design of two stages, this is the first stage's part of the variance.

    References
    ----------
    Wolter (2007), Introduction to variance estimation, ch. 4; MacKinnon, Nielsen, Webb (2023), Fast and reliable jackknife and
    bootstrap methods for cluster-robust inference, Journal of Applied Econometrics 38:671-694. Agrees with R survey 4.1-1
    (JK1 and JKn, mse=TRUE) to 1e-9 where estimates are linear (api99 to api00, apistrat), and with pyfixest 0.60 (CRV3) but for
    the factor, to the four digits known, on apiclus1.

    Examples
    --------
    >>> design = Sample(psu=np.arange(3), stratum=np.zeros(3, dtype=int), fraction=np.zeros(1))
    >>> found = jackknife_factors(design, np.ones(3, dtype=bool))
    >>> found.factors[0].tolist(), found.rscales.round(4).tolist()
    ([0.0, 1.5, 1.5], [0.6667, 0.6667, 0.6667])
    """
    if problems := unequal_lengths(("present", "psus"), (present, sample.stratum)):
        raise ComputeError(problems)
    drawn = (sample.psus > 1) & (sample.fraction <= CERTAIN)
    size = np.maximum(sample.psus, 2)[sample.stratum]
    here = np.flatnonzero(present & drawn[sample.stratum])
    away = np.bincount(sample.stratum[~present], minlength=len(sample.fraction))
    rest = np.flatnonzero((away > 0) & np.isin(np.arange(len(away)), sample.stratum[here]))
    by_psu = np.ones((len(here) + len(rest), len(sample.stratum)))
    scales = np.zeros(len(by_psu))
    each = (1.0 - sample.fraction) * (1.0 - 1.0 / np.maximum(sample.psus, 2))
    for row, psu in enumerate(here):
        stratum = sample.stratum[psu]
        own = sample.stratum == stratum
        by_psu[row, own] = (size / (size - 1))[own]
        by_psu[row, psu] = 0.0
        scales[row] = each[stratum]
    for row, stratum in enumerate(rest, len(here)):
        own = (sample.stratum == stratum) & present  # one that is not present is left out: its own factor tells nothing
        by_psu[row, own] = (size / (size - 1))[own]
        scales[row] = each[stratum] * away[stratum]
    return Deletions(by_psu[:, sample.psu], scales)
