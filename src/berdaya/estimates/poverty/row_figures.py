"""Figures of a tally's single rows, with the errors that its design gives them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from berdaya.estimates.domains import make_domains
from berdaya.estimates.model import Settings
from berdaya.estimates.poverty.model import Figures
from berdaya.estimates.precision import cells_df, lonely_units
from berdaya.estimates.replicates import supplied_variance
from berdaya.stats.intervals import bounded_interval, logit_interval
from berdaya.stats.linearise import Linear
from berdaya.stats.variance import taylor_variance
from berdaya.tally.model import LonelyPsu, Tally

Floats = np.ndarray[Any, np.dtype[np.float64]]
Ints = np.ndarray[Any, np.dtype[np.int64]]
Bools = np.ndarray[Any, np.dtype[np.bool_]]
NOISE = 1e-9  # an error below any that a sample of answers can have
Make = Callable[[Floats], Linear]  # figures out of the weights of rows (R,)


@dataclass(frozen=True)
class PartRows:
    """The rows (R,) of a wave that a measure speaks of: their cells, last units, domains and weights."""

    by: tuple[str, ...]
    labels: tuple[tuple[str, ...], ...]
    cells: Ints
    unit: Ints
    domain: Ints
    weight: Floats

    @property
    def size(self) -> int:
        """How many domains there are."""
        return len(self.labels)


@dataclass(frozen=True)
class Column:
    """What a figure is called, what it is of, whether it is a share (of persons), and the rows (R,) that it tells of (None: all
    that count).
    """

    name: str
    item: str = ""
    share: bool = False
    rests: Bools | None = None


@dataclass(frozen=True)
class Errors:
    """Where errors come from: the tally, the settings of the study, its rule for lonely PSUs."""

    tally: Tally
    settings: Settings
    lonely: LonelyPsu = "none"


def part_rows(tally: Tally, by: Sequence[str], wave: str, roles: Sequence[str]) -> PartRows:
    """Return the rows of a wave whose role is among some, by attributes; rows of weight 0 stand for nobody."""
    assert tally.one_row_a_cell, "single rows need a tally with detail"
    domains = make_domains(tally, by, wave)
    asked = np.array([label in roles for label in tally.role.labels] or [False])
    at = asked[tally.role.codes[domains.cells]] & (tally.weight[domains.cells] > 0)
    cells = domains.cells[at]
    kept, domain = np.unique(domains.domain[at], return_inverse=True)
    labels = tuple(domains.labels[d] for d in kept)
    return PartRows(domains.by, labels, cells, tally.unit[cells], domain, tally.weight[cells])


def weighed(rows: PartRows, size: Floats) -> tuple[PartRows, int]:
    """Return rows that each stand for so many, and how many rows are left out since that is not known, or not above 0."""
    known = size > 0
    kept, domain = np.unique(rows.domain[known], return_inverse=True)
    labels = tuple(rows.labels[d] for d in kept)
    cells, weight = rows.cells[known], rows.weight[known] * size[known]
    return PartRows(rows.by, labels, cells, rows.unit[known], domain, weight), int((~known).sum())


def figures_of(errors: Errors, rows: PartRows, make: Make, columns: Sequence[Column], counts: Bools) -> Figures:
    """Return figures with their errors; `counts` (R,): the rows that they rest on.

    Where replicate weights came with the answers, figures are made anew with each. As everywhere, a lonely unit withholds the
    error under the rule "none"; an error of 0 is told only where nothing was sampled, for where all who were drawn are alike
    none can be seen.
    """
    size, linear = rows.size, make(rows.weight)
    variance = _variance(errors, rows, linear, make)
    df = np.asarray(cells_df(errors.tally, rows.cells, rows.domain, size), float)
    shares = np.array([column.share for column in columns], bool)
    # Every figure lies between 0 and 1 (a poverty gap beyond it only where amounts are below 0).
    limits = np.zeros_like(linear.value), np.fmax(linear.value, 1.0)
    found = interval_of(errors, linear.value, variance, df, _alone(errors, rows), limits)
    if shares.any():
        within = np.clip(linear.value[:, shares], 0.0, 1.0)
        usable = np.where(found["se"] == 0, np.inf, found["df"])[:, shares]
        ends = logit_interval(within, found["se"][:, shares], usable, errors.settings.confidence)
        found["low"][:, shares], found["high"][:, shares] = ends
        found["cut"][:, shares] = False
    persons = _persons(errors.tally, rows, [counts if column.rests is None else column.rests for column in columns])
    return Figures(
        by=rows.by,
        domains=rows.labels,
        names=tuple((column.name, column.item) for column in columns),
        **found,
        n=np.bincount(rows.domain[counts], minlength=size),
        rows=np.bincount(rows.domain, minlength=size),
        weight=np.bincount(rows.domain, rows.weight, size).astype(float),
        lost=_lost(rows, counts),
        persons=persons,
        suppressed=(persons > 0) & (persons < errors.settings.threshold),
    )


def _variance(errors: Errors, rows: PartRows, linear: Linear, make: Make) -> Floats:
    given = errors.tally.replicates
    if given is not None:
        return supplied_variance(given, replicated(errors.tally, rows, make), linear.value)
    z = np.where(np.isnan(linear.value)[rows.domain], 0.0, linear.influence)
    sample = errors.tally.sample
    return taylor_variance(z, rows.unit, rows.domain, sample, n_domains=rows.size, lonely=errors.lonely).value


def replicated(tally: Tally, rows: PartRows, make: Make) -> Floats:
    """Return figures (B, D, K) under each supplied replicate."""
    assert tally.replicates is not None, "no replicates were supplied"
    return np.stack([make(rows.weight * factors).value for factors in tally.replicates.factors[:, rows.cells]])


def interval_of(
    errors: Errors, value: Floats, variance: Floats, df: Floats, alone: Bools, limits: tuple[Floats, Floats]
) -> dict[str, Any]:
    """Return value, se, df, low, high and cut (D, K): t intervals, cut at what is possible."""
    se = np.sqrt(np.where(alone[:, None], np.nan, variance))
    se = np.where(np.isnan(value), np.nan, np.where(se < NOISE, 0.0 if errors.tally.certain else np.nan, se))
    freedom = np.broadcast_to(df[:, None], se.shape)
    usable = np.where(se == 0, np.inf, freedom)
    low, high, cut = bounded_interval(value, se, usable, limits, errors.settings.confidence)
    free = np.where(np.isnan(value), np.nan, freedom)
    return {"value": value, "se": se, "df": free, "low": low, "high": high, "cut": cut}


def _alone(errors: Errors, rows: PartRows) -> Bools:
    """Which domains (D,) rest on the only unit of a stratum, where that withholds an error."""
    if errors.lonely != "none" or errors.tally.replicates is not None:
        return np.zeros(rows.size, bool)
    found: Bools = np.bincount(rows.domain[lonely_units(errors.tally.sample)[rows.unit]], minlength=rows.size) > 0
    return found


def _lost(rows: PartRows, counts: Bools) -> Floats:
    """The share of the weight of rows that do not count (D,)."""
    whole = np.bincount(rows.domain, rows.weight, rows.size)
    return 1.0 - np.bincount(rows.domain[counts], rows.weight[counts], rows.size) / whole


def beside(parts: Sequence[Figures]) -> Figures:
    """Return figures of the same rows and domains side by side."""
    wide: dict[str, Any] = {
        name: np.concatenate([getattr(part, name) for part in parts], axis=1)
        for name in ("value", "se", "df", "low", "high", "cut", "persons", "suppressed")
    }
    return replace(parts[0], names=tuple(name for part in parts for name in part.names), **wide)


def _persons(tally: Tally, rows: PartRows, rests: Sequence[Bools]) -> Ints:
    """Distinct respondents (D, K) of each domain among the rows that each figure tells of."""
    who_of = np.empty(len(tally.unit), np.int64)
    cell, who = tally.persons
    who_of[cell] = who  # a cell is one row
    key = who_of[rows.cells] * rows.size + rows.domain
    counted: dict[int, Ints] = {}
    for one in rests:
        if id(one) not in counted:
            counted[id(one)] = np.bincount(np.unique(key[one]) % rows.size, minlength=rows.size)
    return np.column_stack([counted[id(one)] for one in rests])
