"""Krippendorff's alpha: how far any number of raters agree beyond chance, also where each rated some units only."""

from typing import Literal

import numpy as np

from berdaya.stats.sample import Floats

Level = Literal["nominal", "ordinal", "interval"]


def krippendorff_alpha(ratings: Floats, level: Level = "interval") -> float:
    """Return Krippendorff's alpha of ratings.

    Parameters
    ----------
    ratings
        (N, M) ratings of N units by M raters; NaN is no rating. Which rater a column is does not matter.
    level
        "nominal": ratings are alike or not; "ordinal": by how many ratings lie between; "interval": by the square of their
        difference.

    Returns
    -------
    Alpha, 1 where ratings of a unit never differ, 0 where they differ as by chance, negative below; NaN where no unit has two
    ratings, or all that count are equal.

    Notes
    -----
    1 - D_o / D_e. Units with at least two ratings count, n ratings in all. With o_cv = Σ_u (pairs of unit u with c and v) /
    (m_u - 1) and n_c = Σ_v o_cv: D_o = Σ o_cv δ²_cv / n, D_e = Σ n_c n_v δ²_cv / (n (n - 1)). δ² is [c ≠ v]; (n_c/2 + those
    between + n_v/2)²; (c - v)².

    References
    ----------
    Krippendorff (2011), Computing Krippendorff's alpha-reliability. Agrees with the package krippendorff 0.8 to 1e-9 on made-up
    ratings with gaps, and with the 0.743, 0.815 and 0.849 of his example of four observers.

    Examples
    --------
    >>> x = np.array([[1.0, 1.0], [2.0, 2.0], [3.0, 2.0], [1.0, np.nan]])
    >>> [round(krippendorff_alpha(x, level), 4) for level in ("nominal", "ordinal", "interval")]
    [0.5455, 0.7778, 0.7059]
    """
    there = ~np.isnan(ratings)
    size = there.sum(axis=1)
    x, there, size = ratings[size > 1], there[size > 1], size[size > 1]
    levels, code = np.unique(x[there], return_inverse=True)
    n = len(code)
    if len(levels) < 2:
        return float("nan")
    if level == "interval":  # no table of levels: scores may all differ
        values = np.where(there, x - levels.mean(), 0.0)
        apart = size * np.square(values).sum(axis=1) - np.square(values.sum(axis=1))
        observed = float((2 * apart / (size - 1)).sum()) / n
        chance = 2 * (n * float(np.square(values).sum()) - float(values.sum()) ** 2) / (n * (n - 1))
        return 1 - observed / chance
    counts = np.zeros((len(x), len(levels)))
    np.add.at(counts, (np.nonzero(there)[0], code), 1.0)
    pairs = counts.T @ (counts / (size - 1)[:, None]) - np.diag((counts / (size - 1)[:, None]).sum(axis=0))
    total = pairs.sum(axis=0)
    apart = _distance(total, level)
    return 1 - float((pairs * apart).sum()) / n / (float(total @ apart @ total) / (n * (n - 1)))


def _distance(total: Floats, level: Level) -> Floats:
    if level == "nominal":
        return 1 - np.eye(len(total))
    middle = total.cumsum() - total / 2
    return np.square(middle[:, None] - middle)
