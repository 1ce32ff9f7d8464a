"""Draw units without replacement: each alike, or in proportion to its size, with units that are taken for certain."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from berdaya.errors import ComputeError, Problem

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]
_NEAR = 1e-9


@dataclass(frozen=True)
class Drawn:
    """The units drawn, in the order of the list, and those that replace them, in the order in which they do.

    `probability` (N,) is each unit's chance to be drawn; 1 where it is `certain`.
    """

    units: Ints
    replacements: Ints
    probability: Floats
    certain: Bools


def draw_simple(units: int, n: int, rng: np.random.Generator, replacements: int = 0) -> Drawn:
    """Draw n of some units, each with the same chance.

    Parameters
    ----------
    units, n
        How many there are, and how many are drawn.
    rng
        Where chance comes from.
    replacements
        How many stand ready, as far as there are so many.

    Returns
    -------
    The units by their place in the list.

    Raises
    ------
    ComputeError
        stats.size-out-of-range: n is negative or above the units there are.

    Notes
    -----
    The first n of a random order; replacements go on in it, so a unit that replaces another has the same chance.

    References
    ----------
    Cochran (1977), Sampling techniques, section 2.1.

    Examples
    --------
    >>> draw_simple(5, 2, np.random.default_rng(1)).probability.tolist()
    [0.4, 0.4, 0.4, 0.4, 0.4]
    """
    _check(n, units)
    order = rng.permutation(units)
    chance = np.full(units, n / units if units else 0.0)
    return Drawn(np.sort(order[:n]), order[n : n + replacements], chance, np.full(units, n == units and units > 0))


def draw_by_size(sizes: npt.ArrayLike, n: int, rng: np.random.Generator, replacements: int = 0) -> Drawn:
    """Draw n units in proportion to their sizes, systematically along the list.

    Parameters
    ----------
    sizes
        (N,) size of each unit, such as its members; a unit of size 0 is never drawn.
    n
        How many are drawn.
    rng
        Where chance comes from.
    replacements
        How many stand ready, as far as there are so many.

    Returns
    -------
    The units by their place in the list.

    Raises
    ------
    ComputeError
        stats.size-out-of-range: n is negative or above the units with a size; a size is negative or no number.

    Notes
    -----
    Units with n x / X >= 1 are taken for certain, and again among the others, until none is; of the rest those are drawn on
    whose sums of sizes the points u + k X / n fall (u drawn once). pi = n x / X. Replacements are drawn in the same way from
    what is left.

    References
    ----------
    Madow (1949), On the theory of systematic sampling II, Annals of Mathematical Statistics 20:333-354.

    Examples
    --------
    >>> draw_by_size([10, 1, 1, 2], 2, np.random.default_rng(1)).probability.tolist()
    [1.0, 0.25, 0.25, 0.5]
    """
    size = np.asarray(sizes, dtype=np.float64)
    if not (np.isfinite(size).all() and (size >= 0).all()):
        bad = size[~np.isfinite(size) | (size < 0)][0]
        raise ComputeError(Problem("stats.size-out-of-range", values={"name": "size", "value": bad, "range": ">= 0"}))
    _check(n, int((size > 0).sum()))
    certain, chance = _chances(size, n)
    rest = np.flatnonzero(~certain & (size > 0))
    chosen = rest[_systematic(chance[rest], rng)]
    units = np.sort(np.concatenate([np.flatnonzero(certain), chosen]))
    left = np.setdiff1d(rest, chosen)
    more = min(replacements, len(left))
    spare = left[:0]
    if more:
        again, other = _chances(size[left], more)
        drawn = np.concatenate([np.flatnonzero(again), np.flatnonzero(~again)[_systematic(other[~again], rng)]])
        spare = left[rng.permutation(drawn)]
    return Drawn(units, spare, chance, certain)


def _chances(size: Floats, n: int) -> tuple[Bools, Floats]:
    """Which units are certain, and the chance of each."""
    certain = np.zeros(len(size), bool)
    while True:
        rest, left = size[~certain].sum(), n - int(certain.sum())
        chance = np.where(certain, 1.0, left * size / rest if rest > 0 else 0.0)
        more = ~certain & (chance >= 1 - _NEAR)
        if not more.any():
            return certain, chance
        certain |= more


def _systematic(chance: Floats, rng: np.random.Generator) -> Ints:
    """Places at which the running sum of chances passes u, u + 1, .."""
    total = round(float(chance.sum()))
    points = rng.random() + np.arange(total)
    ends = np.cumsum(chance) * (total / chance.sum() if total else 1.0)
    return np.minimum(np.searchsorted(ends, points, side="right"), max(len(chance) - 1, 0)).astype(np.int64)


def _check(n: int, most: int) -> None:
    if not 0 <= n <= most:
        values = {"name": "n", "value": n, "range": f">= 0, <= {most}"}
        raise ComputeError(Problem("stats.size-out-of-range", values=values))
