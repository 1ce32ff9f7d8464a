"""Weighted kappa: how far two raters agree beyond chance."""

from typing import Literal

import numpy as np

from berdaya.errors import ComputeError
from berdaya.stats.sample import Floats, unequal_lengths

Weighting = Literal["linear", "quadratic"]


def weighted_kappa(first: Floats, second: Floats, weighting: Weighting = "linear") -> float:
    """Return Cohen's weighted kappa of two raters.

    Parameters
    ----------
    first, second
        (n,) what each gave the same units, as numbers; a unit that one has NaN for does not count.
    weighting
        "linear": a disagreement counts by its distance; "quadratic": by its square.

    Returns
    -------
    Kappa, 1 where they always agree, 0 where they agree as by chance, negative below; NaN without a unit that both rated, or
    where both gave the same to all.

    Raises
    ------
    ComputeError
        stats.unequal-lengths.

    Notes
    -----
    1 - Σ d(x_u, y_u) / n / (Σ_u Σ_v d(x_u, y_v) / n²), d the distance or its square. Distances are those of the numbers: for
    0, 1, 2, 3 the usual weights of categories in order.

    References
    ----------
    Cohen (1968), Psychological Bulletin 70:213-220. The quadratic one agrees with 2 cov / (var + var + (mean - mean)²), the
    linear one with the kappas of all cuts pooled (Vanbelle and Albert 2009), to 1e-12 on made-up ratings.

    Examples
    --------
    >>> x, y = np.array([0.0, 1.0, 2.0, 3.0]), np.array([0.0, 1.0, 2.0, 2.0])
    >>> round(weighted_kappa(x, y), 4), round(weighted_kappa(x, y, "quadratic"), 4)
    (0.7778, 0.875)
    """
    if problems := unequal_lengths(("first", "second"), (first, second)):
        raise ComputeError(problems)
    both = ~(np.isnan(first) | np.isnan(second))
    x, y = first[both], second[both]
    if not len(x):
        return float("nan")
    power = 1 if weighting == "linear" else 2
    (left, many), (right, others) = (np.unique(part, return_counts=True) for part in (x, y))
    apart = np.abs(left[:, None] - right) ** power
    chance = float(many @ apart @ others) / len(x) ** 2
    return 1 - float((np.abs(x - y) ** power).mean()) / chance if chance > 0 else float("nan")
