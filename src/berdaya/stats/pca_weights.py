"""Principal components: weights from the direction in which units differ most."""

from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from berdaya.errors import ComputeError, Problem
from berdaya.stats.whole_rows import varying, whole_rows

Floats = np.ndarray[Any, np.dtype[np.float64]]


class Components(NamedTuple):
    """Weights (n,) that sum to 1, loadings (n,) on the first component, and all eigenvalues in falling order.

    `share` is the part of the variance that the first component has. `against` (n,) marks columns that run against the rest.
    """

    weights: Floats
    loadings: Floats
    eigenvalues: Floats
    share: float
    against: "np.ndarray[Any, np.dtype[np.bool_]]"


def pca_weights(values: npt.ArrayLike) -> Components:
    """Return weights as squared loadings on the first principal component of standardised columns.

    Parameters
    ----------
    values
        (units, n); rows with a NaN are left out.

    Returns
    -------
    Weights, loadings (of length 1, with the sign that makes their sum positive; 0 for a column that is the same everywhere),
    eigenvalues of the correlation matrix of the columns that vary.

    Raises
    ------
    ComputeError
        weights.too-few-units; weights.nothing-varies.

    Notes
    -----
    R = V Λ V'; w_j = v_j1². A weight is never negative: a column that runs against the others has one too, and is marked.

    References
    ----------
    OECD and JRC (2008), Handbook, section 6.1 (squared loadings, here of one component). Loadings and eigenvalues agree with
    COINr 1.1.14 (get_PCA) to 1e-9 on ASEM, but for signs, which are arbitrary there; it takes the loadings themselves as
    weights, negative ones too.

    Examples
    --------
    >>> found = pca_weights([[1, 2, 7], [2, 3, 7], [3, 5, 7]])
    >>> found.weights.round(4).tolist(), round(found.share, 4)
    ([0.5, 0.5, 0.0], 0.991)
    """
    x = whole_rows(values)
    varies = varying(x)
    if not varies.any():
        raise ComputeError(Problem("weights.nothing-varies"))
    own = np.atleast_2d(np.corrcoef(x[:, varies], rowvar=False))
    found, vectors = np.linalg.eigh(own)
    loadings = np.zeros(x.shape[1])
    first = vectors[:, -1]
    loadings[varies] = first if first.sum() >= 0 else -first
    eigenvalues = found[::-1]
    weights = loadings**2 / (loadings**2).sum()
    return Components(weights, loadings, eigenvalues, float(eigenvalues[0] / eigenvalues.sum()), loadings < -1e-12)
