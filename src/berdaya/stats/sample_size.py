"""How many to ask: for a share, a mean or a paired change, with design effect, population and response; Slovin's formula."""

from dataclasses import dataclass
from math import ceil, isfinite
from typing import Literal

from berdaya.errors import ComputeError, Problem

Rounding = Literal["up", "nearest"]
_NOISE = 1e-9  # a size that is whole but for float noise is not rounded up


@dataclass(frozen=True)
class SampleSize:
    """A sample size, step by step, unrounded but for the last two.

    `simple` is that of a simple random sample from a population without end, `designed` with the design effect, `finite` in the
    population (the same where none is given). `answers` is `finite` rounded up: so many must answer; `asked` have to be asked
    where only a share answers, never more than there are.
    """

    simple: float
    designed: float
    finite: float
    answers: int
    asked: int


def size_for_share(
    share: float,
    margin: float,
    confidence: float = 0.95,
    *,
    deff: float = 1.0,
    response: float = 1.0,
    population: int | None = None,
) -> SampleSize:
    """Return the size by which a share is known to within a margin.

    Parameters
    ----------
    share
        The share that is expected, 0 to 1; 0.5 needs most.
    margin
        Half the width of the interval, as a share.
    confidence
        Of the interval.
    deff
        Design effect: 1 for a simple random sample (see `design_effect`).
    response
        The share of those asked who will answer.
    population
        How many there are; None: without end.

    Returns
    -------
    A `SampleSize`, in persons.

    Raises
    ------
    ComputeError
        stats.size-out-of-range: a number is outside what it can be.

    Notes
    -----
    n0 = z² p (1 - p) / e²; n1 = deff n0; n = n1 / (1 + (n1 - 1) / N); asked = n / response.

    References
    ----------
    Cochran (1977), Sampling techniques, ch. 4. Agrees with svy 0.35.0 (estimate_prop, wald) but for its rounding up at each
    step, which is left out here.

    Examples
    --------
    >>> size_for_share(0.5, 0.05, population=500).answers, size_for_share(0.5, 0.05, deff=2, population=500).answers
    (218, 304)
    """
    own = (*_bad("share", share, 0, 1), *_bad("margin", margin, 0, 1, open_low=True))
    _refuse(*own, *_bad_in_all(confidence, deff, response, population))
    return _finish(_z(confidence) ** 2 * share * (1 - share) / margin**2, deff, response, population)


def size_for_mean(
    sd: float,
    margin: float,
    confidence: float = 0.95,
    *,
    deff: float = 1.0,
    response: float = 1.0,
    population: int | None = None,
) -> SampleSize:
    """Return the size by which a mean is known to within a margin, both in the units of the scale.

    Parameters
    ----------
    sd
        Standard deviation of persons' scores.
    margin
        Half the width of the interval.
    confidence, deff, response, population
        As in `size_for_share`.

    Returns
    -------
    A `SampleSize`, in persons.

    Raises
    ------
    ComputeError
        stats.size-out-of-range.

    Notes
    -----
    n0 = z² s² / e², then as in `size_for_share`.

    References
    ----------
    Cochran (1977), ch. 4. Agrees with svy 0.35.0 (estimate_mean) as in `size_for_share`.

    Examples
    --------
    >>> size_for_mean(0.6, 0.1).answers
    139
    """
    own = (*_bad("sd", sd, 0, open_low=True), *_bad("margin", margin, 0, open_low=True))
    _refuse(*own, *_bad_in_all(confidence, deff, response, population))
    return _finish((_z(confidence) * sd / margin) ** 2, deff, response, population)


def size_for_change(
    sd: float,
    change: float,
    power: float = 0.8,
    confidence: float = 0.95,
    *,
    deff: float = 1.0,
    response: float = 1.0,
    population: int | None = None,
) -> SampleSize:
    """Return how many pairs show a paired change of a size with a power.

    Parameters
    ----------
    sd
        Standard deviation of the differences of pairs, in the units of the scale.
    change
        The mean difference that is to be seen.
    power
        How surely it is to be seen, if it is there.
    confidence
        Of the two-sided test.
    deff, response, population
        As in `size_for_share`; response is that of both waves together.

    Returns
    -------
    A `SampleSize`, in pairs.

    Raises
    ------
    ComputeError
        stats.size-out-of-range.

    Notes
    -----
    n0 = (z_(1 - a/2) + z_power)² s² / d², then as in `size_for_share`.

    References
    ----------
    Julious (2023), Sample sizes for clinical trials, paired comparisons; the normal approximation, a little low below 30 pairs.

    Examples
    --------
    >>> size_for_change(0.8, 0.2).answers
    126
    """
    own = (*_bad("sd", sd, 0, open_low=True), *_bad("change", abs(change), 0, open_low=True))
    own += _bad("power", power, 0.5, 1, open_high=True)
    _refuse(*own, *_bad_in_all(confidence, deff, response, population))
    z = _z(confidence) + _quantile(power)
    return _finish((z * sd / change) ** 2, deff, response, population)


def design_effect(cluster: float, rho: float) -> float:
    """Return the design effect of asking so many in each cluster, whose members are alike by an intraclass correlation.

    Parameters
    ----------
    cluster
        Answers in a cluster (a group, a village), on average.
    rho
        Intraclass correlation, 0 to 1.

    Returns
    -------
    The design effect, without a unit.

    Raises
    ------
    ComputeError
        stats.size-out-of-range.

    Notes
    -----
    1 + (m - 1) rho.

    References
    ----------
    Kish (1965), Survey sampling, section 5.4.

    Examples
    --------
    >>> design_effect(7, 0.1)
    1.6
    """
    _refuse(*_bad("cluster", cluster, 1), *_bad("rho", rho, 0, 1))
    return 1 + (cluster - 1) * rho


def slovin(population: int, margin: float, rounding: Rounding = "up") -> tuple[float, int]:
    """Return Slovin's size, unrounded and rounded, which supervisors ask for.

    Parameters
    ----------
    population
        How many there are.
    margin
        The "error tolerance" e.
    rounding
        "up", or "nearest" as some published studies do.

    Returns
    -------
    Persons: unrounded, and rounded.

    Raises
    ------
    ComputeError
        stats.size-out-of-range.

    Notes
    -----
    n = N / (1 + N e²): Cochran's size for a share of one half, with z rounded to 2 (95 %) and a simple random sample. No
    variance, confidence, clusters or strata enter it.

    References
    ----------
    Tejada and Punzalan (2012), On the misuse of Slovin's formula, The Philippine Statistician 61:129-136.

    Examples
    --------
    >>> slovin(246, 0.1)[1], slovin(246, 0.1, "nearest")[1]
    (72, 71)
    """
    _refuse(*_bad("population", population, 1), *_bad("margin", margin, 0, 1, open_low=True))
    exact = population / (1 + population * margin**2)
    return exact, _up(exact) if rounding == "up" else int(exact + 0.5)


def _finish(simple: float, deff: float, response: float, population: int | None) -> SampleSize:
    designed = finite = simple * deff
    if population is not None:
        finite = min(float(population), designed / (1 + max(designed - 1, 0) / population))
    answers = max(_up(finite), 1)
    asked = _up(answers / response)
    return SampleSize(simple, designed, finite, answers, asked if population is None else min(asked, population))


def _up(size: float) -> int:
    return ceil(size - _NOISE * max(size, 1))


def _z(confidence: float) -> float:
    return _quantile((1 + confidence) / 2)


def _quantile(share: float) -> float:
    from scipy.special import ndtri  # late: scipy costs start-up time

    return float(ndtri(share))


def _bad_in_all(confidence: float, deff: float, response: float, population: int | None) -> tuple[Problem, ...]:
    return (
        *_bad("confidence", confidence, 0, 1, open_low=True, open_high=True),
        *_bad("deff", deff, 0, open_low=True),
        *_bad("response", response, 0, 1, open_low=True),
        *(() if population is None else _bad("population", population, 1)),
    )


def _refuse(*problems: Problem) -> None:
    if problems:
        raise ComputeError(problems)


def _bad(
    name: str, value: float, low: float, high: float = float("inf"), *, open_low: bool = False, open_high: bool = False
) -> tuple[Problem, ...]:
    """What is wrong with a number that has to lie between two ends."""
    above = value > low if open_low else value >= low
    below = value < high if open_high else value <= high
    if isfinite(value) and above and below:
        return ()
    ends = f"> {low:g}" if open_low else f">= {low:g}"
    if isfinite(high):
        ends += f", < {high:g}" if open_high else f", <= {high:g}"
    return (Problem("stats.size-out-of-range", values={"name": name, "value": value, "range": ends}),)
