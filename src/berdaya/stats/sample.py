"""The sampling design as arrays: which last unit lies in which PSU, stratum and second-stage stratum."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from berdaya.errors import ComputeError, Problem

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]

# A fraction this near 1 is a stratum taken whole: n / N in floating point may miss 1 by a rounding.
CERTAIN = 1.0 - 1e-9


@dataclass(frozen=True)
class Second:
    """The second stage: units drawn within PSUs.

    Attributes
    ----------
    stratum
        (U,) second-stage stratum of each unit, 0 .. H2 - 1; each lies within one PSU.
    fraction
        (H2,) units drawn over units there are, 0 to 1; 0 means with replacement.
    whole
        (U,) where units stand in parts that are calibrated apart: which unit a part is of, 0 .. W - 1. None: each is whole.
    """

    stratum: Ints
    fraction: Floats
    whole: Ints | None = None

    @cached_property
    def units(self) -> Ints:
        """(H2,) number of units of each second-stage stratum in the full design."""
        first = slice(None) if self.whole is None else np.unique(self.whole, return_index=True)[1]
        return np.bincount(self.stratum[first], minlength=len(self.fraction))


@dataclass(frozen=True)
class Calibration:
    """Weights that were brought to known totals: what their errors must know of it.

    Attributes
    ----------
    combo
        (U,) combination of classes of each unit, 0 .. C - 1; units that are not calibrated have one without classes.
    classes
        (C, M) class of each combination in each of M margins, as places 0 .. P - 1 among the totals; -1 where in none.
    totals
        (P,) known totals.
    before
        (U,) weights before.
    gain
        (C,) factor of the weights of each combination; 1 where not calibrated.
    """

    combo: Ints
    classes: Ints
    totals: Floats
    before: Floats
    gain: Floats


@dataclass(frozen=True)
class Sample:
    """The full design over last units, those whose variance counts.

    The design is of the whole sample also where an estimate is of a part of it: a unit outside the
    part counts as zero, which keeps the randomness of the part's size in the variance.

    Attributes
    ----------
    psu
        (U,) PSU of each unit, 0 .. P - 1. Without a second stage the units of a PSU are only summed.
    stratum
        (P,) first-stage stratum of each PSU, 0 .. H - 1.
    fraction
        (H,) first-stage sampling fraction f1 = n / N, 0 to 1; 0 means with replacement, 1 taken whole.
    second
        The second stage, or None.
    calibration
        The known totals that weights were brought to, or None. Each unit is then of one combination of classes: where a unit
        of the design holds several, its parts stand here as units (without a second stage they are only summed).

    Raises
    ------
    ComputeError
        stats.unequal-lengths, stats.index-out-of-range, stats.fraction-out-of-range, stats.stage-not-nested.

    Examples
    --------
    >>> design = Sample(psu=np.array([0, 0, 1, 2]), stratum=np.array([0, 0, 1]), fraction=np.array([0.0, 1.0]))
    >>> design.psus.tolist()
    [2, 1]
    """

    psu: Ints
    stratum: Ints
    fraction: Floats
    second: Second | None = None
    calibration: Calibration | None = None

    def __post_init__(self) -> None:
        """Refuse a design whose arrays do not fit together, naming every misfit."""
        problems = [
            *out_of_range("psu", self.psu, len(self.stratum)),
            *out_of_range("stratum", self.stratum, len(self.fraction)),
            *_bad_fractions("stratum", self.fraction),
        ]
        if self.second is not None:
            problems += _second_problems(self.psu, self.second)
        if problems:
            raise ComputeError(problems)

    @cached_property
    def psus(self) -> Ints:
        """(H,) number of PSUs of each first-stage stratum in the full design."""
        return np.bincount(self.stratum, minlength=len(self.fraction))


def whole_units(sample: Sample) -> Sample:
    """Return a design whose units are whole, of one whose second stage holds parts of units; without calibration.

    Parameters
    ----------
    sample
        The design; one without parts is given back.

    Returns
    -------
    The design over the W whole units.

    Notes
    -----
    Parts of a unit lie in one PSU and one second-stage stratum.

    Examples
    --------
    >>> parts = Second(np.array([0, 0, 0]), np.array([0.5]), whole=np.array([0, 0, 1]))
    >>> whole_units(Sample(np.zeros(3, int), np.zeros(1, int), np.array([0.5]), parts)).psu.tolist()
    [0, 0]
    """
    inner = sample.second
    if inner is None or inner.whole is None:
        return sample
    first = np.unique(inner.whole, return_index=True)[1]
    second = Second(inner.stratum[first], inner.fraction)
    return Sample(sample.psu[first], sample.stratum, sample.fraction, second)


def out_of_range(what: str, index: Ints, size: int) -> list[Problem]:
    """Return a problem when an index array leaves 0 .. size - 1.

    Parameters
    ----------
    what
        Name of the array, for the sentence.
    index
        (R,) indices.
    size
        Number of things there are.

    Returns
    -------
    No problem, or one: stats.index-out-of-range.

    Notes
    -----
    A check of arguments: nothing is computed.

    Examples
    --------
    >>> [p.code for p in out_of_range("unit", np.array([0, 3]), 3)]
    ['stats.index-out-of-range']
    """
    if not len(index) or (index.min() >= 0 and index.max() < size):
        return []
    wrong = int(index.min()) if index.min() < 0 else int(index.max())
    return [Problem("stats.index-out-of-range", values={"what": what, "value": wrong, "last": size - 1})]


def unequal_lengths(names: Sequence[str], arrays: Sequence[npt.NDArray[np.generic]]) -> list[Problem]:
    """Return a problem when arrays that run in parallel have unlike lengths.

    Parameters
    ----------
    names, arrays
        The arrays and their names, for the sentence.

    Returns
    -------
    No problem, or one: stats.unequal-lengths.

    Notes
    -----
    A check of arguments: nothing is computed.

    Examples
    --------
    >>> [p.code for p in unequal_lengths(("y", "weights"), (np.zeros(3), np.zeros(2)))]
    ['stats.unequal-lengths']
    """
    lengths = [len(a) for a in arrays]
    if len(set(lengths)) == 1:
        return []
    text = ", ".join(f"{name} {n}" for name, n in zip(names, lengths, strict=True))
    return [Problem("stats.unequal-lengths", values={"lengths": text})]


def _bad_fractions(what: str, fraction: Floats) -> list[Problem]:
    # Written so that NaN is refused too.
    wrong = np.flatnonzero(~((fraction >= 0.0) & (fraction <= 1.0)))
    return [
        Problem("stats.fraction-out-of-range", values={"what": f"{what} {i}", "value": float(fraction[i])})
        for i in wrong
    ]


def _second_problems(psu: Ints, second: Second) -> list[Problem]:
    problems = [
        *unequal_lengths(("psu", "second.stratum"), (psu, second.stratum)),
        *out_of_range("second.stratum", second.stratum, len(second.fraction)),
        *_bad_fractions("second-stage stratum", second.fraction),
    ]
    if problems or not len(psu):
        return problems
    owner = np.zeros(len(second.fraction), dtype=np.int64)
    owner[second.stratum] = psu
    spans = np.unique(second.stratum[owner[second.stratum] != psu])
    return [Problem("stats.stage-not-nested", values={"stratum": int(s)}) for s in spans]


def degrees_of_freedom(unit: Ints, domain: Ints, sample: Sample, *, n_domains: int) -> Ints:
    """Count PSUs minus first-stage strata among the rows of each domain.

    Parameters
    ----------
    unit, domain
        (R,) unit and domain of each row that counts.
    sample
        The full design.
    n_domains
        Number of domains.

    Returns
    -------
    (n_domains,) degrees of freedom; 0 for an empty domain.

    Notes
    -----
    df = (PSUs of the domain) - (strata of the domain), as R `degf` of a subset design.

    References
    ----------
    Agrees with R survey 4.1-1 exactly on its api data.

    Examples
    --------
    >>> design = Sample(psu=np.arange(5), stratum=np.array([0, 0, 0, 1, 1]), fraction=np.zeros(2))
    >>> degrees_of_freedom(np.array([0, 1, 3, 4]), np.zeros(4, dtype=int), design, n_domains=1).tolist()
    [2]
    """
    psus = _distinct_per_domain(sample.psu[unit], domain, n_domains)
    strata = _distinct_per_domain(sample.stratum[sample.psu[unit]], domain, n_domains)
    return psus - strata


def _distinct_per_domain(index: Ints, domain: Ints, n_domains: int) -> Ints:
    pairs = np.unique(index * n_domains + domain)
    return np.bincount(pairs % n_domains, minlength=n_domains)


def lonely_strata(sample: Sample) -> tuple[Bools, Bools]:
    """Return which strata hold one unit that was not certain: what a rule for lonely PSUs speaks of.

    Parameters
    ----------
    sample
        The full design.

    Returns
    -------
    (H,) of the first stage and (G,) of the second, empty where there is none. Below PSUs drawn with replacement no second
    stage counts.

    Notes
    -----
    How far units of a stratum differ cannot be seen from one of them.

    References
    ----------
    R survey, option survey.lonely.psu.

    Examples
    --------
    >>> lonely_strata(Sample(psu=np.arange(3), stratum=np.array([0, 0, 1]), fraction=np.zeros(2)))[0].tolist()
    [False, True]
    """
    first: Bools = (sample.psus == 1) & (sample.fraction <= CERTAIN)
    inner = sample.second
    if inner is None:
        return first, np.zeros(0, bool)
    outer = np.zeros(len(inner.fraction))
    outer[inner.stratum] = sample.fraction[sample.stratum[sample.psu]]
    return first, (inner.units == 1) & (inner.fraction <= CERTAIN) & (outer > 0)
