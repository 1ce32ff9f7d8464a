"""Components of variance: how much of what differs between values lies between the classes they fall in."""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from berdaya.stats.sample import Ints


class Components(NamedTuple):
    """Variance between classes and within them, the share of the first, and the mean squares that they come from."""

    between: float
    within: float
    share: float
    mean_square_between: float
    mean_square_within: float
    size: float  # the class size n0 that the unequal sizes amount to


def variance_components(values: npt.ArrayLike, codes: Ints) -> Components:
    """Return the variance components of a one-way random-effects model, by analysis of variance.

    Parameters
    ----------
    values
        (n,) values without NaN.
    codes
        (n,) the class of each value, whole numbers from 0.

    Returns
    -------
    The components, `between` clipped at 0. All are NaN with fewer than two classes, and where no class has two values
    (then nothing tells the variance within from that between); the share is NaN where all values are equal.

    Notes
    -----
    With k classes of n_a values: MSB = Σ n_a (m_a − m)² / (k − 1), MSW = ΣΣ (y − m_a)² / (n − k),
    n0 = (n − Σ n_a² / n) / (k − 1), between = max(0, (MSB − MSW) / n0), within = MSW,
    share = between / (between + within).

    References
    ----------
    Searle, Casella, McCulloch (1992), Variance Components, 3.6 (unbalanced one-way data, ANOVA estimators). The share is the
    intraclass correlation ICC(1, 1) of Shrout and Fleiss (1979), Psychological Bulletin 86:420-428, whose 0.17 it gives.
    Agrees with statsmodels 0.15 (mean squares, unequal classes) to 1e-9, its REML (equal classes) to 1e-5 and pingouin 0.7
    (ICC(1,1), equal classes) to 1e-9.

    Examples
    --------
    >>> found = variance_components([1.0, 2.0, 5.0, 6.0], np.array([0, 0, 1, 1]))
    >>> round(found.between, 4), round(found.within, 4), round(found.share, 4)
    (7.75, 0.5, 0.9394)
    """
    y = np.asarray(values, dtype=np.float64)
    sizes = np.bincount(codes).astype(np.float64)
    sizes = sizes[sizes > 0]
    classes, n = len(sizes), len(y)
    if classes < 2 or n <= classes:
        return Components(*[float("nan")] * 6)
    total = np.bincount(codes)
    with np.errstate(divide="ignore", invalid="ignore"):
        means = np.bincount(codes, weights=y) / total
    own = means[codes]
    between = float(((own - y.mean()) ** 2).sum() / (classes - 1))
    within = float(((y - own) ** 2).sum() / (n - classes))
    size = float((n - (sizes**2).sum() / n) / (classes - 1))
    part = max(0.0, (between - within) / size)
    share = part / (part + within) if part + within > 0 else float("nan")
    return Components(part, within, share, between, within, size)
