"""What calibration does to errors: residuals for linearisation, and replicates calibrated anew."""

import numpy as np

from berdaya.stats.grouped import group_sums
from berdaya.stats.raking import rake
from berdaya.stats.sample import Calibration, Floats

NOISE = 1e-12  # slopes below this, of the largest, are 0: no class is tied to what it has nothing to do with
TOLERANCE, MOST = 1e-8, 100  # of a replicate


def calibrated_influence(influence: Floats, calibration: Calibration) -> Floats:
    """Return the influence of units on estimates whose weights are calibrated.

    Parameters
    ----------
    influence
        (U, K) influence of every unit on K estimates of one domain, by its calibrated weight; units outside the domain 0.
    calibration
        The margins, and the weights before and after.

    Returns
    -------
    (U, K) influence with the regression on the calibration classes taken out: what a draw can still move. Units outside the
    domain have some of it too, since the weights of all were brought to the totals together.

    Notes
    -----
    With d and w the weights before and after, g = w / d, x the indicators of a unit's classes and e = z / w the residual of
    linearisation:  B = (Σ d x x')⁻ Σ d x e,  z* = w (e − x'B). For post-stratification x'B is the mean of e in the
    post-stratum; raking is taken as the generalised regression on all of its margins, to which it is asymptotically equal.

    References
    ----------
    Deville and Särndal (1992), Calibration estimators in survey sampling, JASA 87:376-382; Särndal, Swensson, Wretman
    (1992), result 6.6.1. R function `calibrate` takes the same residuals. Agrees with svy 0.35.0 to 1e-9 (`poststratify`
    on apiclus1 and apistrat, `rake` on apiclus1); for raked weights that were unlike before, svy and R's `rake` take unweighted
    means of the margins in turn, and their errors differ a little.

    Examples
    --------
    >>> strata = Calibration(np.array([0, 0, 1]), np.array([[0], [1]]), np.array([4.0, 6.0]), np.ones(3), np.array([2.0, 6.0]))
    >>> calibrated_influence(np.array([[2.0], [4.0], [9.0]]), strata).tolist()
    [[-1.0], [1.0], [0.0]]
    """
    combo, classes = calibration.combo, calibration.classes
    size = len(classes)
    x = np.zeros((size, len(calibration.totals)))
    for margin in classes.T:
        inside = np.flatnonzero(margin >= 0)
        x[inside, margin[inside]] = 1.0
    before = np.bincount(combo, calibration.before, size)
    gain = np.where(calibration.gain > 0, calibration.gain, 1.0)
    moment = x.T @ (group_sums(influence, combo, size) / gain[:, None])
    slope = np.linalg.pinv(x.T @ (before[:, None] * x), rcond=1e-12, hermitian=True) @ moment
    slope[np.abs(slope) < NOISE * np.abs(slope).max(axis=0, initial=0.0)] = 0.0
    after = calibration.before * calibration.gain[combo]
    return np.asarray(influence - after[:, None] * (x @ slope)[combo])


def recalibrated(factors: Floats, calibration: Calibration) -> Floats:
    """Return replicate factors of calibrated weights from those of the weights before.

    Parameters
    ----------
    factors
        (b, U) factors of units, of the weights before calibration.
    calibration
        The margins, and the weights before and after.

    Returns
    -------
    (b, U) factors of the weights after, each replicate raked to the same totals. A class that is empty in a replicate is
    passed over there.

    Notes
    -----
    w_b = w · f_b · g_b / g with g_b the factors that rake the replicate's weights d f_b.

    References
    ----------
    Rust and Rao (1996), Variance estimation for complex surveys using replication techniques, Statistical Methods in
    Medical Research 5:283-310: every replicate is calibrated anew.

    Examples
    --------
    >>> strata = Calibration(np.array([0, 0, 1]), np.array([[0], [1]]), np.array([4.0, 6.0]), np.ones(3), np.array([2.0, 6.0]))
    >>> recalibrated(np.array([[2.0, 0.0, 3.0]]), strata).tolist()
    [[2.0, 0.0, 1.0]]
    """
    combo, gain = calibration.combo, np.where(calibration.gain > 0, calibration.gain, 1.0)
    sums = group_sums((factors * calibration.before).T.astype(np.float64), combo, len(gain)).T
    again = rake(sums, calibration.classes, calibration.totals, TOLERANCE, MOST).factor
    return np.asarray(factors * (again / gain)[:, combo])
