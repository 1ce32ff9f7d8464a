"""Lay the sampling design over the rows: unit, PSU, stratum and weight of each, and the sampling fractions.

A row stands for one interview. Units are what variance is computed on: PSUs, or respondents where a second stage
counts. The design is that of all waves together; fractions and design weights count the units of one wave.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
import polars as pl

from berdaya.errors import InputError, Problem
from berdaya.stats.sample import Sample, Second
from berdaya.tally.codes import Coded, code_column, combine
from berdaya.tally.model import DesignSpec, Stage

Floats = np.ndarray[Any, np.dtype[np.float64]]
Ints = np.ndarray[Any, np.dtype[np.int64]]
LARGE_GAP = 1.5  # N/n that differs by more than this without a weight is worth a warning


@dataclass(frozen=True)
class Layout:
    """The design over rows.

    `unit` (rows,) is each row's last unit, `weight` (rows,) the overall weight. `strata` names the first-stage strata.
    `groups_vary`: groups (or what holds them) were drawn at the first stage, so a mean over groups varies with them.
    `certain`: nothing was sampled.
    """

    sample: Sample
    unit: Ints
    weight: Floats
    strata: tuple[str, ...]
    groups_vary: bool
    certain: bool
    problems: tuple[Problem, ...]


class _Drawn(NamedTuple):
    unit: Coded
    stratum: Coded
    sampled: Floats  # per row: units of the row's stratum in its wave
    population: Floats | None  # per row
    fraction: Floats  # per stratum


def lay_out(rows: pl.DataFrame, spec: DesignSpec) -> Layout:
    """Return the design over the rows of `Responses.rows`.

    Raises
    ------
    InputError
        A population that is absent, not a number, not one for a stratum, or smaller than its sample;
        `weight: design` without populations.
    """
    stages, problems = [], []
    parent = combine([], rows.height)
    for stage in spec.stages:
        drawn, found = _draw(rows, stage, parent, spec.finite)
        problems += found
        stages.append(drawn)
        parent = drawn.unit
    if spec.weight == "design" and (not stages or any(s.population is None for s in stages)):
        problems.append(Problem("design.weight-needs-population"))
    if any(p.severity == "error" for p in problems):
        raise InputError(problems)
    problems += list(_gap_warning(stages, spec))
    weight = _weights(rows, stages, spec)
    if not stages:
        return _rows_as_units(rows.height, weight, spec, tuple(problems))
    return _staged(rows, spec, stages, weight, tuple(problems))


def _rows_as_units(n: int, weight: Floats, spec: DesignSpec, problems: tuple[Problem, ...]) -> Layout:
    census = spec.selection == "census"
    each = np.arange(n, dtype=np.int64)
    sample = Sample(psu=each, stratum=np.zeros(n, np.int64), fraction=np.array([1.0 if census else 0.0]))
    return Layout(sample, each, weight, ("",), False, census, problems)


def _staged(
    rows: pl.DataFrame, spec: DesignSpec, stages: list[_Drawn], weight: Floats, problems: tuple[Problem, ...]
) -> Layout:
    first = stages[0]
    second = None
    unit = first.unit
    if len(stages) > 1 and first.population is not None and spec.finite:
        deeper = stages[1]
        unit = deeper.unit
        second = Second(deeper.stratum.codes[unit.first], deeper.fraction)
    sample = Sample(
        psu=first.unit.codes[unit.first],
        stratum=first.stratum.codes[first.unit.first],
        fraction=first.fraction,
        second=second,
    )
    certain = bool((first.fraction == 1).all() and (second is None or (second.fraction == 1).all()))
    names = _stratum_columns(spec.stages[0])
    labels = rows.select(names)[first.stratum.first].cast(pl.String) if names else None
    strata = tuple(" / ".join(str(v) for v in row) for row in labels.iter_rows()) if labels is not None else ("",)
    groups_vary = spec.stages[0].unit != "respondent"
    return Layout(sample, unit.codes, weight, strata, groups_vary, certain, problems)


def _stratum_columns(stage: Stage) -> list[str]:
    columns = list(stage.strata)
    if stage.unit == "respondent" and "role" not in columns:
        columns.append("role")
    return columns


def _draw(rows: pl.DataFrame, stage: Stage, parent: Coded, finite: bool) -> tuple[_Drawn, list[Problem]]:
    n = rows.height
    own = [code_column(rows[c]).codes for c in _stratum_columns(stage)]
    stratum = combine([parent.codes, *own], n)
    names = ["group", "role", "respondent"] if stage.unit == "respondent" else [stage.unit]
    unit = combine([stratum.codes, *(code_column(rows[c]).codes for c in names)], n)
    wave = code_column(rows["wave"]).codes
    once = combine([stratum.codes, wave, unit.codes], n).first  # one row a unit and wave
    in_wave = combine([stratum.codes, wave], n)
    count = np.bincount(in_wave.codes[once], minlength=in_wave.size).astype(float)
    sampled = count[in_wave.codes]
    most = np.zeros(stratum.size)
    np.maximum.at(most, stratum.codes[in_wave.first], count)
    population, problems = _population(rows, stage, stratum, most)
    fraction = np.zeros(stratum.size)
    if population is not None and not problems:
        size = population[stratum.first]
        with np.errstate(divide="ignore", invalid="ignore"):
            fraction = np.where(finite | ((size == 1) & (most == 1)), most / size, 0.0)
    return _Drawn(unit, stratum, sampled, population, fraction), problems


def _population(rows: pl.DataFrame, stage: Stage, stratum: Coded, most: Floats) -> tuple[Floats | None, list[Problem]]:
    if stage.population is None:
        return None, []
    size = np.full(rows.height, np.nan)
    if isinstance(stage.population, Mapping):
        roles = rows["role"].cast(pl.String).to_numpy()
        for role, given in stage.population.items():
            at = roles == role
            size[at] = _numbers(rows, given)[at]
    else:
        size = _numbers(rows, stage.population)
    return size, list(_population_problems(rows, stage, stratum, most, size))


def _numbers(rows: pl.DataFrame, given: float | str) -> Floats:
    if isinstance(given, str):
        return rows[given].cast(pl.Float64, strict=False).fill_null(np.nan).to_numpy().astype(float)
    return np.full(rows.height, float(given))


def _population_problems(
    rows: pl.DataFrame, stage: Stage, stratum: Coded, most: Floats, size: Floats
) -> Iterator[Problem]:
    names = _stratum_columns(stage) or [stage.unit]
    at_first = size[stratum.first]
    differs = np.zeros(stratum.size, bool)
    differs[stratum.codes[~((size == at_first[stratum.codes]) | np.isnan(size))]] = True
    for code, (first, n) in enumerate(zip(stratum.first, most, strict=True)):
        place = " / ".join(str(rows[c][int(first)]) for c in names)
        values = {"stratum": place, "unit": stage.unit, "sample": int(n), "population": f"{at_first[code]:g}"}
        if np.isnan(at_first[code]):
            yield Problem("design.population-missing", values=values)
        elif differs[code]:
            yield Problem("design.population-differs", values=values)
        elif at_first[code] < n:
            yield Problem("design.population-too-small", values=values)


def _weights(rows: pl.DataFrame, stages: list[_Drawn], spec: DesignSpec) -> Floats:
    if spec.weight == "column":
        return rows["weight"].to_numpy().astype(float)
    weight = np.ones(rows.height)
    if spec.weight == "design":
        for stage in stages:
            assert stage.population is not None
            weight = weight * stage.population / stage.sampled
    return weight


def _gap_warning(stages: list[_Drawn], spec: DesignSpec) -> Iterator[Problem]:
    if spec.weight != "none" or not stages or any(s.population is None for s in stages):
        return
    factor = np.ones(len(stages[0].sampled))
    for stage in stages:
        assert stage.population is not None
        factor = factor * stage.population / stage.sampled
    if len(factor) and factor.max() > LARGE_GAP * factor.min():
        values = {"low": f"{factor.min():.3g}", "high": f"{factor.max():.3g}"}
        yield Problem("design.weights-differ", values=values, severity="warning")
