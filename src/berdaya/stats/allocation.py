"""How a sample is shared out among strata: proportionally, by Neyman, by a power of sizes, equally; the parts add up."""

from typing import Literal

import numpy as np
import numpy.typing as npt

from berdaya.errors import ComputeError, Problem

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Method = Literal["proportional", "neyman", "power", "equal"]
METHODS: tuple[Method, ...] = ("proportional", "neyman", "power", "equal")
_ROUNDS = 200  # of halving, until a factor is known to float precision


def allocate(
    sizes: npt.ArrayLike,
    n: int,
    method: Method = "proportional",
    *,
    sd: npt.ArrayLike | None = None,
    power: float = 0.5,
    floor: int = 1,
) -> Ints:
    """Return how many of each stratum are drawn.

    Parameters
    ----------
    sizes
        (H,) units in each stratum.
    n
        Units to be drawn in all.
    method
        Shares in proportion to: "proportional", the size N; "neyman", N times `sd`; "power", N to `power`; "equal", 1.
    sd
        (H,) standard deviation within each stratum, for "neyman".
    power
        0 to 1; 1 is proportional, 0 equal. Between, small strata get more than their share.
    floor
        The fewest in a stratum, as far as it has so many; two or more let its error be seen.

    Returns
    -------
    (H,) whole numbers that add up to n, each between the floor and the stratum's size.

    Raises
    ------
    ComputeError
        stats.unequal-lengths; stats.size-out-of-range: n is below the floors together or above the units there are.

    Notes
    -----
    n_h = min(N_h, max(floor, f w_h)), with the factor f for which they add up to n; whole numbers by largest remainders.

    References
    ----------
    Cochran (1977), Sampling techniques, sections 5.5 and 5.8; Bankier (1988), Power allocations, The American Statistician
    42:174-177.

    Examples
    --------
    >>> allocate([120, 60, 20], 20).tolist(), allocate([120, 60, 20], 20, floor=4).tolist()
    ([12, 6, 2], [11, 5, 4])
    """
    size = np.asarray(sizes, dtype=np.float64)
    spread = np.ones(len(size)) if sd is None else np.asarray(sd, dtype=np.float64)
    if spread.shape != size.shape:
        raise ComputeError(Problem("stats.unequal-lengths", values={"lengths": f"{len(size)}, {len(spread)}"}))
    low = np.minimum(float(floor), size)
    if not low.sum() <= n <= size.sum():
        ends = f">= {low.sum():.0f}, <= {size.sum():.0f}"
        raise ComputeError(Problem("stats.size-out-of-range", values={"name": "n", "value": n, "range": ends}))
    weights = {"proportional": size, "neyman": size * spread, "power": size**power, "equal": np.ones(len(size))}[method]
    weight = np.where(size > 0, weights, 0.0)
    return _whole(_shared(weight, low, size, n), low, size, n)


def _shared(weight: Floats, low: Floats, high: Floats, n: int) -> Floats:
    """Shares within their bounds that add up to n, in proportion to weights as far as these allow."""
    small, large = 0.0, 2 * float(high.sum()) / max(float(weight[weight > 0].min(initial=1.0)), 1e-300)
    for _ in range(_ROUNDS):
        factor = (small + large) / 2
        small, large = (factor, large) if np.clip(factor * weight, low, high).sum() < n else (small, factor)
    found: Floats = np.clip(large * weight, low, high)
    return found


def _whole(shares: Floats, low: Floats, high: Floats, n: int) -> Ints:
    """Whole numbers near to shares that add up to n: the largest remainders go up, where there is room."""
    found = np.clip(np.floor(shares + 1e-9), low, high)
    while found.sum() < n:  # a stratum without weight may have to fill up what bounds leave over
        rest = np.where(found < high, shares - found, -np.inf)
        found[int(np.argmax(rest))] += 1
    while found.sum() > n:
        rest = np.where(found > low, found - shares, -np.inf)
        found[int(np.argmax(rest))] -= 1
    return found.astype(np.int64)
