"""Which yes/no items go together beyond the Rasch model: correlations of what it leaves over."""

import numpy as np

from berdaya.stats.rasch import RaschItems, expected_pairs
from berdaya.stats.sample import Floats


def residual_correlations(x: Floats, weights: Floats, found: RaschItems) -> Floats:
    """Return how far each pair of items correlates beyond what the model expects.

    Parameters
    ----------
    x, weights
        As they were given to `rasch_severities`.
    found
        What it returned.

    Returns
    -------
    (k, k) residual correlations, 0 where the model holds, with 1 on the diagonal; NaN where there are no severities. Where the
    model expects a negative correlation one may pass 1.

    Notes
    -----
    Over the rows that count: (r - e) / (1 - |e|), with r the weighted correlation of the answers, e that which the model
    expects given each row's number of yes. Two items that ask nearly the same have a high one and count twice in a raw score.

    References
    ----------
    Nord (2014), Introduction to item response theory applied to food security measurement, FAO. Agrees with RM.weights 2.0
    (RM.w: res.corr) to 1e-5 on a country of the FIES.

    Examples
    --------
    >>> from berdaya.stats.rasch import rasch_severities
    >>> x = np.array([[1.0, 1, 0, 0], [1, 1, 0, 0], [0, 0, 1, 1], [0, 0, 1, 1], [1, 0, 1, 0], [0, 1, 0, 1]])
    >>> residual_correlations(x, np.ones(6), rasch_severities(x))[0, [1, 3]].round(3).tolist()
    [1.0, -1.0]
    """
    if not np.isfinite(found.severity).all():
        return np.full(found.inverse.shape, np.nan)
    there, heavy, total = x[found.used], weights[found.used], float(found.counts.sum())
    seen, expected = there.T @ (there * heavy[:, None]) / total, expected_pairs(found.severity, found.counts) / total
    observed, wanted = _phi(seen), _phi(expected)
    residual: Floats = (observed - wanted) / (1 - np.abs(wanted))
    np.fill_diagonal(residual, 1.0)
    return residual


def _phi(both: Floats) -> Floats:
    """Correlations (k, k) of yes/no items from the shares that affirm both."""
    share = np.diag(both)
    spread = np.sqrt(share * (1 - share))
    with np.errstate(divide="ignore", invalid="ignore"):
        found: Floats = (both - np.outer(share, share)) / np.outer(spread, spread)
    np.fill_diagonal(found, 0.0)
    return found
