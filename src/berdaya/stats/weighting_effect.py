"""What unequal weights cost: Kish's design effect of weighting."""

import numpy as np

from berdaya.stats.sample import Floats


def weighting_effect(weights: Floats) -> float:
    """Return Kish's design effect of unequal weights.

    Parameters
    ----------
    weights
        (R,) weights, 0 or more; those of 0 do not count.

    Returns
    -------
    1 + cv^2, from 1; NaN without a weight above 0.

    Notes
    -----
    deff_w = n Σ w² / (Σ w)² = 1 + cv², cv the standard deviation of the weights (by n) over their mean; n / deff_w is the
    effective number of answers where weights have nothing to do with what is answered. Clusters and calibration are not in
    it: the design effect of a figure is V / V_srs.

    References
    ----------
    Kish (1965), Survey Sampling, section 11.7; Kish (1992), Weighting for unequal Pi, Journal of Official Statistics
    8:183-200. Agrees with svy 0.35.0 (`Sample.deff_w`) to 1e-12 on weights made up.

    Examples
    --------
    >>> weighting_effect(np.array([1.0, 1.0, 1.0])), weighting_effect(np.array([1.0, 3.0]))
    (1.0, 1.25)
    """
    own = weights[weights > 0]
    if not len(own):
        return float("nan")
    return float(len(own) * np.square(own).sum() / own.sum() ** 2)
