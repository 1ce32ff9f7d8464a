"""How many are poor, how poor they are, and in what: Alkire-Foster, counts of criteria, and money against a line.

poverty(instrument, errors, measure, by=("village",), wave="after")
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple

import numpy as np

from berdaya.estimates.poverty.holds import RowNumbers, holds
from berdaya.estimates.poverty.model import Figures, Measure, Poverty
from berdaya.estimates.poverty.row_figures import (
    Column,
    Errors,
    Make,
    PartRows,
    beside,
    figures_of,
    part_rows,
    weighed,
)
from berdaya.instrument.model import Instrument
from berdaya.instrument.rule import below
from berdaya.stats.alkire_foster import alkire_foster, deprivation_score, is_poor
from berdaya.stats.fgt import ALPHAS, fgt, poverty_gaps
from berdaya.stats.kleene import any_true, compared, weighted_bounds
from berdaya.stats.linearise import Linear, mean_influence, ratio_influence

Floats = np.ndarray[Any, np.dtype[np.float64]]
Bools = np.ndarray[Any, np.dtype[np.bool_]]
Name = tuple[str, str]
BLOCK = 1_000_000  # numbers worked on at a time
TARGETING = ("programme", "poor", "exclusion", "inclusion", "poor-in", "poor-out", "other-in", "other-out")


@dataclass(frozen=True)
class Found:
    """What a measure says of its rows: how to make figures, and their `columns`; `poor` (R,) is NaN where it cannot be said."""

    rows: PartRows
    make: Make
    columns: tuple[Column, ...]
    counts: Bools
    poor: Floats
    score: Floats  # what each row adds to M0 (the poverty gap) beside its weight
    deprived: Floats
    unsized: int = 0

    def figures(self, errors: Errors) -> Figures:
        """The figures with their errors."""
        return figures_of(errors, self.rows, self.make, self.columns, self.counts)

    @cached_property
    def linear(self) -> Linear:
        """The figures and the influence of every row on them."""
        return self.make(self.rows.weight)

    @property
    def names(self) -> tuple[Name, ...]:
        """What the figures are called and of."""
        return tuple((column.name, column.item) for column in self.columns)


def poverty(
    instrument: Instrument, errors: Errors, measure: Measure, by: Sequence[str] = (), wave: str = ""
) -> Poverty:
    """Return a measure in one wave, for the whole or by attributes, without its change.

    Parameters
    ----------
    instrument, errors
        What was asked; the tally (with one row a cell), settings and rule for lonely PSUs.
    measure
        What counts as poor.
    by
        Attributes of domains.
    wave
        "" where the study has none.

    Notes
    -----
    Figures are means and ratios of rows, with cut-offs, weights and lines taken as fixed; their errors are those of the design
    by linearisation, or of the replicate weights that came with the answers. Intervals of shares (H, M0, headcounts, P0) are
    made on the logit scale, those of A, contributions, P1 and P2 are t intervals.
    """
    found = find(instrument, errors, measure, by, wave)
    return Poverty(
        measure=measure,
        wave=wave,
        figures=found.figures(errors),
        over=_over(errors, measure, found),
        parts=_parts(errors, measure, found) if found.rows.size > 1 else None,
        targeting=_targeting(instrument, errors, measure, found) if measure.programme else None,
        unsized=found.unsized,
    )


def find(instrument: Instrument, errors: Errors, measure: Measure, by: Sequence[str], wave: str) -> Found:
    """Return what a measure says of the rows of a wave."""
    rows = part_rows(errors.tally, by, wave, measure.roles)
    unsized = 0
    if measure.persons:
        rows, unsized = weighed(rows, RowNumbers(instrument, errors.tally, rows.cells).number(measure.persons))
    numbers = RowNumbers(instrument, errors.tally, rows.cells)
    way = {"dimensions": _dimensions, "criteria": _criteria, "money": _money}[measure.kind]
    made = way(measure, numbers, rows, wave)
    return Found(rows, *made, unsized)


class _Made(NamedTuple):
    make: Make
    columns: tuple[Column, ...]
    counts: Bools
    poor: Floats
    score: Floats
    deprived: Floats


def _table(measure: Measure, numbers: RowNumbers) -> Floats:
    return np.column_stack([holds(one.rule, numbers) for one in measure.indicators])


def _dimensions(measure: Measure, numbers: RowNumbers, rows: PartRows, wave: str) -> _Made:
    deprived = _table(measure, numbers)
    gaps = None
    if measure.depth:
        cuts = [below(one.rule) for one in measure.indicators]
        gaps = np.column_stack([poverty_gaps(numbers.number(cut[0]), cut[1]) for cut in cuts if cut])
    make = _counted(measure, deprived, rows, measure.k, gaps)
    score = deprivation_score(deprived, measure.counting.weights, reweight=measure.missing == "reweight")
    poor = is_poor(score, measure.k)
    columns = _columns(measure, poor == 1)
    return _Made(make, columns, ~np.isnan(score), poor, np.nan_to_num(score * poor), deprived)


def _columns(measure: Measure, poor: Bools) -> tuple[Column, ...]:
    """The figures of Alkire-Foster: all but H and uncensored headcounts tell of the poor alone."""
    keys, dimensions = [one.key for one in measure.indicators], [key for key, _ in measure.dimensions]
    return (
        *_first_columns(poor),
        *(Column(name, rests=poor) for name in ("M1", "M2") if measure.depth),
        *(Column("uncensored", key, share=True) for key in keys),
        *(Column("censored", key, share=True, rests=poor) for key in keys),
        *(Column("contribution", key, rests=poor) for key in keys),
        *(Column("dimension", key, rests=poor) for key in dimensions),
    )


def _first_columns(poor: Bools) -> tuple[Column, ...]:
    return Column("H", share=True), Column("A", rests=poor), Column("M0", share=True, rests=poor)


def _counted(measure: Measure, deprived: Floats, rows: PartRows, k: float, gaps: Floats | None = None) -> Make:
    counting = measure.counting._replace(k=k)
    return lambda weight: alkire_foster(deprived, counting, weight, rows.domain, n_domains=rows.size, gaps=gaps)


def _means(table: Floats, rows: PartRows) -> Make:
    return lambda weight: mean_influence(table, weight, rows.domain, n_domains=rows.size)


def _ratios(y: Floats, x: Floats, rows: PartRows, counts: Bools) -> Make:
    """Ratios of sums over the rows that count."""
    return lambda weight: ratio_influence(y, x, np.where(counts, weight, 0.0), rows.domain, n_domains=rows.size)


def _criteria(measure: Measure, numbers: RowNumbers, rows: PartRows, wave: str) -> _Made:
    met = _table(measure, numbers)
    poor = _verdict(measure, met, measure.at_least)
    keys = [one.key for one in measure.indicators]
    names = [
        ("poor", ""),
        ("unsaid", ""),
        ("not-poor", ""),
        *((way, key) for way in ("met", "unknown") for key in keys),
    ]
    unknown = np.isnan(poor)
    table = np.column_stack([poor == 1, unknown, poor == 0, met == 1, np.isnan(met)]).astype(float)
    columns = tuple(Column(name, item, share=True) for name, item in names)
    return _Made(_means(table, rows), columns, np.ones(len(poor), bool), poor, np.nan_to_num(poor), met)


def _verdict(measure: Measure, met: Floats, at_least: int) -> Floats:
    """Whether so many criteria are met, or one that decides alone; NaN where what is unknown could change it."""
    direct = np.array([one.direct for one in measure.indicators])
    counted, many = met[:, ~direct], int((~direct).sum())
    low, high = weighted_bounds(counted, np.ones(many), np.zeros(many), np.ones(many))
    return any_true([compared(low, high, "at_least", at_least), *met[:, direct].T])


def _money(measure: Measure, numbers: RowNumbers, rows: PartRows, wave: str) -> _Made:
    assert measure.money is not None
    amount = numbers.number(measure.money.value)
    if measure.money.per:
        among = numbers.number(measure.money.per)
        amount = np.where(among > 0, amount / np.where(among > 0, among, 1.0), np.nan)
    lines = measure.money.of_wave(wave)

    def make(weight: Floats) -> Linear:
        found = [fgt(amount, line.amount, weight, rows.domain, n_domains=rows.size) for line in lines]
        return Linear(*(np.concatenate(part, axis=1) for part in zip(*found, strict=True)))

    gap = poverty_gaps(amount, lines[0].amount)
    poor = np.where(np.isnan(gap), np.nan, (gap > 0).astype(float))
    columns = [column for line in lines for column in _line_columns(line.name, poverty_gaps(amount, line.amount) > 0)]
    return _Made(make, tuple(columns), ~np.isnan(amount), poor, np.nan_to_num(gap), poor[:, None])


def _line_columns(name: str, poor: Bools) -> list[Column]:
    return [Column(f"P{alpha}", name, share=alpha == 0, rests=poor if alpha else None) for alpha in ALPHAS]


def _over(errors: Errors, measure: Measure, found: Found) -> tuple[tuple[float, Figures], ...]:
    """The figures over a range: of cut-offs, or of the number of criteria (what is poor for sure, and what may be)."""
    rows, made = found.rows, []
    if measure.kind == "dimensions":
        score = deprivation_score(found.deprived, measure.counting.weights, reweight=measure.missing == "reweight")
        for k in measure.over:
            first = _first(_counted(measure, found.deprived, rows, k))
            made.append((k, figures_of(errors, rows, first, _first_columns(is_poor(score, k) == 1), found.counts)))
    if measure.kind == "criteria":
        columns = (Column("poor", share=True), Column("unsaid", share=True))
        for number in range(1, 1 + sum(not one.direct for one in measure.indicators)):
            poor = _verdict(measure, found.deprived, number)
            table = np.column_stack([poor == 1, np.isnan(poor)]).astype(float)
            made.append((float(number), figures_of(errors, rows, _means(table, rows), columns, found.counts)))
    return tuple(made)


def _first(make: Make) -> Make:
    """H, A and M0 alone."""

    def first(weight: Floats) -> Linear:
        every = make(weight)
        return Linear(every.value[:, :3], every.influence[:, :3])

    return first


def _whole(rows: PartRows) -> PartRows:
    return PartRows((), ((),), rows.cells, rows.unit, np.zeros(len(rows.cells), np.int64), rows.weight)


def _parts(errors: Errors, measure: Measure, found: Found) -> Figures:
    """What each domain adds to the whole: its share of all persons, of the poor, and of M0 (the poverty gap).

    Domains are taken in blocks, so that memory does not grow with their number.
    """
    rows, counts = found.rows, found.counts & ~np.isnan(found.poor)
    weights = [("persons", counts.astype(float)), ("poor", np.nan_to_num(found.poor))]
    weights += [] if measure.kind == "criteria" else [("M0" if measure.kind == "dimensions" else "P1", found.score)]
    whole = _whole(rows)
    width, blocks = max(1, BLOCK // max(1, len(counts))), []
    for start in range(0, rows.size, width):
        block = range(start, min(start + width, rows.size))
        inside = (rows.domain[:, None] == np.array(block)).astype(float)
        y = np.column_stack([inside * each[:, None] for _, each in weights])
        x = np.column_stack([np.repeat(each[:, None], len(block), axis=1) for _, each in weights])
        columns = [
            Column(f"share-of-{name}", " / ".join(rows.labels[d]), rests=counts & (each > 0) & (rows.domain == d))
            for name, each in weights
            for d in block
        ]
        blocks.append(figures_of(errors, whole, _ratios(y, x, whole, counts), columns, counts))
    return beside(blocks)


def _targeting(instrument: Instrument, errors: Errors, measure: Measure, found: Found) -> Figures:
    """Who of the poor is in the programme, and who in it is not poor; of rows where both are known."""
    assert measure.programme is not None
    rows = found.rows
    inside = holds(measure.programme, RowNumbers(instrument, errors.tally, rows.cells))
    both = ~np.isnan(found.poor) & ~np.isnan(inside)
    p, q = (np.where(both, each, 0.0) for each in (found.poor, inside))
    one = both.astype(float)
    cells = [p * q, p * (one - q), (one - p) * q, (one - p) * (one - q)]
    y = np.column_stack([q, p, p * (one - q), (one - p) * q, *cells])
    x = np.column_stack([one, one, p, q, one, one, one, one])
    fewer = (
        p == 1 if p.sum() < q.sum() else q == 1
    )  # what cells tell is of the poor, or of members, whichever are fewer
    rests = {"exclusion": p == 1, "inclusion": q == 1} | dict.fromkeys(TARGETING[4:], fewer)
    columns = [Column(name, share=True, rests=rests.get(name)) for name in TARGETING]
    return figures_of(errors, rows, _ratios(y, x, rows, both), columns, both)
