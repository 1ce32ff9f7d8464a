"""The Rasch model's levels of persons: one for each number of yes, how sure it is, and the reliability that follows."""

from typing import NamedTuple

import numpy as np

from berdaya.stats.sample import Floats

EXTREME = 0.5  # of a yes: what those with none, or with all, are taken to be short of it
_HALVINGS = 100


class RaschLevels(NamedTuple):
    """Levels (k + 1,) of persons with 0 to k yes, in logits, and their standard errors of measurement."""

    level: Floats
    error: Floats


def rasch_levels(severity: Floats) -> RaschLevels:
    """Return the level of a person by how many yes/no items he affirms.

    Parameters
    ----------
    severity
        (k,) severities in logits.

    Returns
    -------
    Levels that rise with the number of yes, 0 to k; NaN where a severity is.

    Notes
    -----
    The a at which the expected number of yes Σ 1 / (1 + exp(b_i - a)) is the observed one (maximum likelihood, given the
    severities); error 1 / √Σ p (1 - p). Where nothing or everything is affirmed there is no maximum: these are taken at 0.5
    and at k - 0.5 yes.

    References
    ----------
    Wright and Masters (1982), Rating scale analysis, ch. 4. Cafiero, Viviani and Nord (2018), Measurement 116:146-152. Agrees
    with RM.weights 2.0 (RM.w, se.control = FALSE, its search told to go on) to 1e-4 on four countries of the FIES.

    Examples
    --------
    >>> found = rasch_levels(np.zeros(3))
    >>> found.level.round(3).tolist(), found.error.round(3).tolist()
    ([-1.609, -0.693, 0.693, 1.609], [1.549, 1.225, 1.225, 1.549])
    """
    items = len(severity)
    if not np.isfinite(severity).all():
        return RaschLevels(np.full(items + 1, np.nan), np.full(items + 1, np.nan))
    wanted = np.arange(items + 1.0)
    wanted[0], wanted[-1] = EXTREME, items - EXTREME
    reach = np.log(2 * items)  # so far beyond the items fewer than 0.5 are affirmed, or denied
    low, high = (np.full(items + 1, end) for end in (severity.min() - reach, severity.max() + reach))
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        below = _chances(middle, severity).sum(axis=1) < wanted
        low, high = np.where(below, middle, low), np.where(below, high, middle)
    level = (low + high) / 2
    chance = _chances(level, severity)
    return RaschLevels(level, 1 / np.sqrt((chance * (1 - chance)).sum(axis=1)))


def rasch_reliability(levels: RaschLevels, counts: Floats) -> float:
    """Return the share of the variance of persons' levels that is not error of measurement.

    Parameters
    ----------
    levels
        What `rasch_levels` returned.
    counts
        (k + 1,) persons, or their weight, with each number of yes; all 1 gives the reliability of an even spread, which can be
        compared between populations. The first and the last do not count.

    Returns
    -------
    The reliability, 0 to 1; NaN where nobody counts.

    Notes
    -----
    V / (V + E) over the numbers of yes from 1 to k - 1: V = Σ n (a - ā)², E = Σ n e².

    References
    ----------
    Nord (2014), Introduction to item response theory applied to food security measurement, FAO. Agrees with RM.weights 2.0
    (RM.w: reliab, reliab.fl) to 2e-4 on four countries of the FIES: its search for levels stops early; told to go on, to 1e-5.

    Examples
    --------
    >>> levels = rasch_levels(np.zeros(4))
    >>> round(rasch_reliability(levels, np.array([9.0, 2.0, 2.0, 2.0, 9.0])), 4)
    0.397
    """
    n, level, error = counts[1:-1], levels.level[1:-1], levels.error[1:-1]
    total = n.sum()
    if not total > 0:
        return float("nan")
    spread = float((n * np.square(level - n @ level / total)).sum())
    return spread / (spread + float((n * np.square(error)).sum()))


def _chances(level: Floats, severity: Floats) -> Floats:
    chance: Floats = 1 / (1 + np.exp(severity - level[:, None]))
    return chance
