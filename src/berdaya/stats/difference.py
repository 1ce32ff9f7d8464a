"""The difference of two estimates, absolute, relative or a year, as weights on the influences of both."""

from typing import Literal, NamedTuple

import numpy as np

from berdaya.errors import ComputeError, Problem
from berdaya.stats.sample import Floats

Kind = Literal["absolute", "relative"]


class Difference(NamedTuple):
    """A difference and what the influences of the estimates before and after count in it: all of one shape."""

    value: Floats
    before: Floats
    after: Floats


def difference(before: Floats, after: Floats, kind: Kind = "absolute", years: float = 0.0) -> Difference:
    """Return how far estimates moved.

    Parameters
    ----------
    before, after
        Estimates of two waves, of one shape.
    kind
        "absolute", in the units of the estimate, or "relative", in percent of the estimate before.
    years
        0: over the whole time; else a year's share of it.

    Returns
    -------
    A `Difference`; its influence on a unit is `before` times that of the estimate before plus `after` times that after. NaN
    where a relative difference has nothing to refer to: an estimate of 0.

    Raises
    ------
    ComputeError
        stats.years-out-of-range: a negative number of years.

    Notes
    -----
    Absolute d = e2 - e1, a year d / T. Relative 100 (e2 / e1 - 1), a year 100 ((e2 / e1)^(1/T) - 1), linearised by its
    derivatives. Covariance of the two, where waves share PSUs, comes with the sum of influences.

    References
    ----------
    Alkire and others (2015), Multidimensional Poverty Measurement and Analysis, section 9.2. Agrees with mpitbR 1.0.1 to 1e-8
    on the two waves of the synthetic survey of mpitb.

    Examples
    --------
    >>> found = difference(np.array([0.4]), np.array([0.1]), "relative", years=2)
    >>> found.value.tolist()
    [-50.0]
    """
    if not years >= 0:
        raise ComputeError(Problem("stats.years-out-of-range", values={"value": years}))
    if kind == "absolute":
        part = np.full_like(before, 1.0 / years if years else 1.0)
        return Difference((after - before) * part, -part, part)
    with np.errstate(divide="ignore", invalid="ignore"):
        ratio = np.where(before > 0, after / before, np.nan)
        power = 1.0 / years if years else 1.0
        grown = 100.0 * ratio**power
        return Difference(grown - 100.0, -power * grown / before, power * grown / after)


class Split(NamedTuple):
    """A change of M0 = H A in the parts of H and of A; `on_h` and `on_a` (2, 2, ..): of each part, the weights of the
    influences of H (A) before and after.
    """

    incidence: Floats
    intensity: Floats
    on_h: Floats
    on_a: Floats


def split_product(h: tuple[Floats, Floats], a: tuple[Floats, Floats]) -> Split:
    """Return what of the change of a product is due to each of its factors.

    Parameters
    ----------
    h, a
        The factors before and after.

    Returns
    -------
    A `Split`, whose parts add up to h2 a2 - h1 a1 exactly.

    Notes
    -----
    The Shapley split of two factors: (h2 - h1) (a1 + a2) / 2 and (a2 - a1) (h1 + h2) / 2.

    References
    ----------
    Shorrocks (2013), Journal of Economic Inequality 11:99-126; Roche (2013) for H and A. The derivatives agree with differences
    of the formula to 1e-7 on drawn factors.

    Examples
    --------
    >>> found = split_product((np.array([0.5]), np.array([0.25])), (np.array([0.75]), np.array([0.5])))
    >>> found.incidence.tolist(), found.intensity.tolist()
    ([-0.15625], [-0.09375])
    """
    (h1, h2), (a1, a2) = h, a
    mean_a, mean_h = (a1 + a2) / 2, (h1 + h2) / 2
    dh, da = h2 - h1, a2 - a1
    on_h = np.stack([np.stack([-mean_a, mean_a]), np.stack([da / 2, da / 2])])
    on_a = np.stack([np.stack([dh / 2, dh / 2]), np.stack([-mean_h, mean_h])])
    return Split(dh * mean_a, da * mean_h, on_h, on_a)
