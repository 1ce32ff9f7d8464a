"""Base points of a Saltelli design: two samples A and B, and A with the columns of one source taken from B."""

import numpy as np
import numpy.typing as npt

from berdaya.errors import ComputeError, Problem

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]


def base_points(dimensions: int, base: int, seed: int, *, quasi: bool = True) -> tuple[Floats, Floats]:
    """Return the two samples that a design is made of.

    Parameters
    ----------
    dimensions
        How many numbers a run is drawn from; 0 is possible (a run is then all of other draws).
    base
        Points of each sample; a power of two, as Sobol's sequence needs.
    seed
        Of the scrambling.
    quasi
        Scrambled Sobol points; False: pseudo-random ones.

    Returns
    -------
    A and B, (base, dimensions) each, uniform on 0 to 1 (both ends excluded).

    Raises
    ------
    ComputeError
        stats.base-not-a-power: the number of points is not a power of two above 1.

    Notes
    -----
    A is the first half of the columns of one sequence in twice the dimensions, B the second half.

    References
    ----------
    Saltelli et al. (2010), Variance based sensitivity analysis of model output, Computer Physics Communications 181:259-270.

    Examples
    --------
    >>> a, b = base_points(3, 8, seed=1)
    >>> a.shape, b.shape, bool((a != b).all())
    ((8, 3), (8, 3), True)
    """
    if base < 2 or base & (base - 1):
        raise ComputeError(Problem("stats.base-not-a-power", values={"base": base}))
    if quasi and dimensions:
        from scipy.stats import qmc  # late: scipy costs start-up time

        points = qmc.Sobol(2 * dimensions, scramble=True, rng=np.random.default_rng(seed)).random(base)
    else:
        points = np.random.default_rng(seed).random((base, 2 * dimensions))
    inside = np.clip(points, 2.0**-53, 1 - 2.0**-53)
    return inside[:, :dimensions], inside[:, dimensions:]


def swapped(a: Floats, b: Floats, owner: Ints, source: int) -> Floats:
    """Return A with the columns of one source from B.

    Parameters
    ----------
    a, b
        (base, dimensions) the two samples.
    owner
        (dimensions,) the source that each column belongs to.
    source
        Whose columns are from B.

    Returns
    -------
    (base, dimensions).

    Notes
    -----
    A source may own many columns (all weights together are one): its index is then that of the group.

    References
    ----------
    Saltelli et al. (2010), design (A, B, AB_i).

    Examples
    --------
    >>> swapped(np.zeros((1, 3)), np.ones((1, 3)), np.array([0, 1, 1]), 1).tolist()
    [[0.0, 1.0, 1.0]]
    """
    return np.where(owner == source, b, a)
