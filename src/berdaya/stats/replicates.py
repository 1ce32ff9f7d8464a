"""How the spread of supplied replicates becomes a variance: the factor that each kind of replicate weight has."""

from typing import Literal

import numpy as np

from berdaya.errors import ComputeError, Problem
from berdaya.stats.sample import Floats

Kind = Literal["brr", "fay", "jk1", "jkn", "bootstrap"]


def replicate_scale(kind: Kind, replicates: int, fay: float = 0.0) -> float:
    """Return the usual factor of the sum of squares over replicates.

    Parameters
    ----------
    kind
        "brr", balanced half-samples; "fay", half-samples weighed 2 - rho and rho; "jk1", one PSU left out at a time;
        "jkn", the same within strata; "bootstrap", Rao-Wu or any other bootstrap of weights.
    replicates
        Number of replicates B.
    fay
        rho of "fay", from 0 to below 1.

    Returns
    -------
    1 / B for "brr", 1 / (B (1 - rho)^2) for "fay", (B - 1) / B for "jk1", 1 for "jkn" (whose replicates have a factor
    each, (n_h - 1) / n_h of their stratum) and 1 / (B - 1) for "bootstrap".

    Raises
    ------
    ComputeError
        stats.too-few-replicates.

    Notes
    -----
    A finite population correction is none of these: it goes into the factors of the replicates (`replicate_variance`).

    References
    ----------
    R function svrepdesign, whose defaults these are; Python's svy divides a bootstrap by B. Agrees with R survey 4.1-1
    to 1e-9 on apiclus1, apistrat (JK1, JKn, Rao-Wu) and scd (BRR, Fay).

    Examples
    --------
    >>> replicate_scale("bootstrap", 201), replicate_scale("jk1", 15) == 14 / 15, replicate_scale("brr", 4)
    (0.005, True, 0.25)
    """
    if replicates < 2:
        raise ComputeError(Problem("stats.too-few-replicates", values={"replicates": replicates}))
    scales = {
        "brr": 1 / replicates,
        "fay": 1 / (replicates * (1 - fay) ** 2),
        "jk1": (replicates - 1) / replicates,
        "jkn": 1.0,
        "bootstrap": 1 / (replicates - 1),
    }
    return scales[kind]


def replicate_df(weights: Floats) -> int:
    """Return the degrees of freedom of replicate weights where the design's own are not known: their rank minus 1.

    Parameters
    ----------
    weights
        (B, R) weights of R rows in B replicates.

    Returns
    -------
    Rank minus 1, at least 1; 0 without rows.

    Notes
    -----
    Singular values below 1e-5 of the largest count as 0, for weights that were written with few digits. They are the roots of
    the eigenvalues of the smaller of the two squares, which takes a fraction of the time of a decomposition.

    References
    ----------
    R function degf of a svyrep.design (also of its subset). Agrees with R survey 4.1-1 on apiclus1, apistrat and scd.
    Python's svy takes B - 1.

    Examples
    --------
    >>> replicate_df(np.array([[2.0, 0.0], [0.0, 2.0]])), replicate_df(np.zeros((4, 0)))
    (1, 0)
    """
    if not weights.shape[1]:
        return 0
    square = weights @ weights.T if len(weights) < weights.shape[1] else weights.T @ weights
    sizes = np.linalg.eigvalsh(square)
    return max(1, int((sizes > 1e-10 * sizes[-1]).sum()) - 1)
