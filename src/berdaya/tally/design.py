"""Lay the sampling design over the rows: unit, PSU, stratum and weight of each, and the sampling fractions.

A row stands for one interview. Units are what variance is computed on: PSUs, or respondents where a second stage
counts. The design is that of all waves together: units that are in several waves are drawn once, and a stratum whose
units are others in each wave is a stratum of each wave. Fractions and design weights count the units of one wave.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

import numpy as np
import polars as pl

from berdaya.errors import InputError, Problem, Where
from berdaya.located import listed
from berdaya.stats.sample import Sample, Second, lonely_strata
from berdaya.tally.codes import Coded, code_column, combine
from berdaya.tally.model import DesignSpec, Replicates, Stage

Floats = np.ndarray[Any, np.dtype[np.float64]]
Ints = np.ndarray[Any, np.dtype[np.int64]]
Bools = np.ndarray[Any, np.dtype[np.bool_]]
FEW = 12  # degrees of freedom below which an error is itself uncertain: coverage falls to 91 % (docs/simulation.md)
LARGE_GAP = 1.5  # N/n that differs by more than this without a weight is worth a warning
NAMED = 5  # lonely strata that a warning names


@dataclass(frozen=True)
class Layout:
    """The design over rows.

    `unit` (rows,) is each row's last unit, `weight` (rows,) the overall weight. `strata` names the first-stage strata,
    `second_strata` those of the second stage, where it counts.
    `groups_vary`: groups (or what holds them) were drawn at the first stage, so a mean over groups varies with them;
    `group_in_unit`: no group is spread over several last units, which are groups or what holds them.
    `certain`: nothing was sampled.
    """

    sample: Sample
    unit: Ints
    weight: Floats
    strata: tuple[str, ...]
    groups_vary: bool
    certain: bool
    problems: tuple[Problem, ...]
    group_in_unit: bool = False
    second_strata: tuple[str, ...] = ()
    replicates: Replicates | None = None


class _Drawn(NamedTuple):
    stage: Stage
    unit: Coded
    stratum: Coded
    places: tuple[str, ...]  # per stratum: its name
    most: Floats  # per stratum: units in the wave that has most
    sampled: Floats  # per row: units of the row's stratum in its wave
    population: Floats | None  # per row
    fraction: Floats  # per stratum


def lay_out(rows: pl.DataFrame, spec: DesignSpec) -> Layout:
    """Return the design over the rows of `Responses.rows`.

    Raises
    ------
    InputError
        design.unknown-column; a population that is absent, not a number, not one for a stratum, or smaller than its
        sample; `weight: design` without populations; weights that are all zero.
    """
    problems = [*_unknown_columns(rows, spec), *listed(_group_weight_problems(rows, spec))]
    if problems:
        raise InputError(problems)
    stages: list[_Drawn] = []
    for stage in spec.stages:
        stages.append(_draw(rows, stage, stages, spec))
        problems += listed(_population_problems(stages[-1]))
    if spec.weight == "design" and (not stages or any(s.population is None for s in stages)):
        problems.append(Problem("design.weight-needs-population", spec.where))
    if problems:
        raise InputError(problems)
    weight = _weights(rows, stages, spec)
    nothing = list(_weightless(rows, weight, spec))
    if nothing:
        raise InputError(nothing)
    if not stages:
        return _rows_as_units(rows, weight, spec)
    return _staged(rows, stages, weight, spec)


def within_first(spec: DesignSpec) -> DesignSpec | None:
    """Return the design of respondents given the groups (or what holds them) that were drawn; None where none is declared.

    What earlier stages drew are strata then: the choice of people within each is all that is left to chance.
    """
    place = next((place for place, stage in enumerate(spec.stages) if stage.unit == "respondent"), None)
    if place is None:
        return None
    held = tuple(stage.unit for stage in spec.stages[:place])
    stage = spec.stages[place]
    strata = tuple(dict.fromkeys((*held, *stage.strata)))
    return replace(spec, stages=(replace(stage, strata=strata), *spec.stages[place + 1 :]))


def _rows_as_units(rows: pl.DataFrame, weight: Floats, spec: DesignSpec) -> Layout:
    """Without stages each row of a wave is a unit; who answers of a group in several waves is one."""
    n = rows.height
    # Without a finite population correction even a census is a draw from a process.
    certain = spec.selection == "census" and spec.finite
    each, wave = np.arange(n, dtype=np.int64), code_column(rows["wave"])
    unit, stratum = Coded(each, each), combine([], n)
    names: tuple[str, ...] = ("",)
    if wave.size > 1:
        unit = combine([code_column(rows[name]).codes for name in ("group", "role", "respondent")], n)
        if _drawn_anew(stratum, unit, wave).any():
            stratum, names = wave, _places(rows, ["wave"], wave)
    fraction = np.full(len(names), float(certain))
    sample = Sample(psu=np.arange(unit.size), stratum=stratum.codes[unit.first], fraction=fraction)
    return Layout(sample, unit.codes, weight, names, False, certain, ())


def _staged(rows: pl.DataFrame, stages: list[_Drawn], weight: Floats, spec: DesignSpec) -> Layout:
    first = last = stages[0]
    second = None
    if len(stages) > 1 and first.population is not None and spec.finite:
        last = stages[1]
        second = Second(last.stratum.codes[last.unit.first], last.fraction)
    sample = Sample(
        psu=first.unit.codes[last.unit.first],
        stratum=first.stratum.codes[first.unit.first],
        fraction=first.fraction,
        second=second,
    )
    certain = bool((first.fraction == 1).all() and (second is None or (second.fraction == 1).all()))
    return Layout(
        sample=sample,
        unit=last.unit.codes,
        weight=weight,
        strata=first.places,
        groups_vary=first.stage.unit != "respondent",
        certain=certain,
        problems=(
            *_gap_warning(rows, stages, spec),
            *_later_stages_warning(stages, sample),
            *_lonely_warnings(stages, sample, spec),
            *(() if certain else _few_warning(rows, first, spec.where)),
        ),
        group_in_unit=last.stage.unit != "respondent",
        second_strata=last.places if second else (),
    )


def _few_warning(rows: pl.DataFrame, first: _Drawn, where: Where) -> Iterator[Problem]:
    """Warn where so few PSUs carry the error of a wave that it is itself uncertain."""
    wave = code_column(rows["wave"])
    pairs = (combine([drawn.codes, wave.codes], rows.height).first for drawn in (first.unit, first.stratum))
    by_wave = [np.bincount(wave.codes[at], minlength=wave.size) for at in pairs]
    least = int((by_wave[0] - by_wave[1]).argmin())
    psus, strata = (int(counts[least]) for counts in by_wave)
    if 0 < psus - strata < FEW:
        yield Problem("design.few-psus", where, {"psus": psus, "df": psus - strata}, severity="warning")


def _unknown_columns(rows: pl.DataFrame, spec: DesignSpec) -> Iterator[Problem]:
    for stage in spec.stages:
        given = stage.population
        sizes = given.values() if isinstance(given, Mapping) else (given,)
        for name in (stage.unit, *stage.strata, *(size for size in sizes if isinstance(size, str))):
            if name not in rows.columns:
                yield Problem("design.unknown-column", stage.where, {"name": name, "known": ", ".join(rows.columns)})


def _stratum_columns(stage: Stage) -> list[str]:
    columns = list(stage.strata)
    if stage.unit == "respondent" and "role" not in columns:
        columns.append("role")
    return columns


def _draw(rows: pl.DataFrame, stage: Stage, before: Sequence[_Drawn], spec: DesignSpec) -> _Drawn:
    n = rows.height
    stratum, unit, places = _strata(rows, stage, before)
    wave = code_column(rows["wave"]).codes
    once = combine([stratum.codes, wave, unit.codes], n).first  # one row a unit and wave
    in_wave = combine([stratum.codes, wave], n)
    count = np.bincount(in_wave.codes[once], minlength=in_wave.size).astype(float)
    most = np.zeros(stratum.size)
    np.maximum.at(most, stratum.codes[in_wave.first], count)
    population = _population(rows, stage)
    everyone = spec.selection == "census" and spec.finite
    fraction = np.full(stratum.size, float(everyone))  # a census without numbers took all there were
    if population is not None:
        size = population[stratum.first]
        one_of_one = (size == 1) & (most == 1) & (stage.unit == "respondent")
        with np.errstate(divide="ignore", invalid="ignore"):
            fraction = np.where(spec.finite | one_of_one, most / size, 0.0)
    return _Drawn(stage, unit, stratum, places, most, count[in_wave.codes], population, fraction)


def _strata(rows: pl.DataFrame, stage: Stage, before: Sequence[_Drawn]) -> tuple[Coded, Coded, tuple[str, ...]]:
    """Return strata and units of a stage, and the strata's names."""
    n, columns = rows.height, _stratum_columns(stage)
    parent = before[-1].unit.codes if before else np.zeros(n, np.int64)
    stratum = combine([parent, *(code_column(rows[c]).codes for c in columns)], n)
    names = ["group", "role", "respondent"] if stage.unit == "respondent" else [stage.unit]
    unit = combine([stratum.codes, *(code_column(rows[c]).codes for c in names)], n)
    wave = code_column(rows["wave"])
    anew = _drawn_anew(stratum, unit, wave)
    if anew.any():
        stratum = combine([stratum.codes, np.where(anew, wave.codes, 0)], n)
    columns = list(dict.fromkeys([*(drawn.stage.unit for drawn in before), *columns]))
    places = _places(rows, columns, stratum)
    waves = rows["wave"].cast(pl.String)
    named = (
        f"{place} / {waves[int(row)]}" if anew[row] else place for place, row in zip(places, stratum.first, strict=True)
    )
    return stratum, unit, tuple(name.removeprefix(" / ") for name in named)


def _drawn_anew(stratum: Coded, unit: Coded, wave: Coded) -> Bools:
    """Return which rows are of a stratum whose units were drawn anew in each of its waves: none of them is in two.

    Such a stratum is one of each wave. Taken as one, a wave would be a part of it whose size is left to chance, and the
    distance between strata would count as error.
    """
    in_wave = combine([unit.codes, wave.codes], len(unit.codes)).first
    panel = np.zeros(stratum.size, bool)
    panel[stratum.codes[unit.first[np.bincount(unit.codes[in_wave]) > 1]]] = True
    pairs = combine([stratum.codes, wave.codes], len(unit.codes))
    several: Bools = np.bincount(stratum.codes[pairs.first], minlength=stratum.size) > 1
    return (several & ~panel)[stratum.codes]


def _places(rows: pl.DataFrame, columns: list[str], stratum: Coded) -> tuple[str, ...]:
    if not columns:
        return ("",) * stratum.size
    labels = rows.select(columns)[stratum.first].cast(pl.String)
    return tuple(" / ".join(str(value) for value in row) for row in labels.iter_rows())


def _population(rows: pl.DataFrame, stage: Stage) -> Floats | None:
    if stage.population is None:
        return None
    if not isinstance(stage.population, Mapping):
        return _numbers(rows, stage.population)
    size = np.full(rows.height, np.nan)
    roles = rows["role"].cast(pl.String).to_numpy()
    for role, given in stage.population.items():
        at = roles == role
        size[at] = _numbers(rows, given)[at]
    return size


def _numbers(rows: pl.DataFrame, given: float | str) -> Floats:
    return numbers_of(rows[given]) if isinstance(given, str) else np.full(rows.height, float(given))


def numbers_of(column: pl.Series) -> Floats:
    """Return a column as numbers; NaN where it is blank or no number."""
    plain = column if column.dtype.is_numeric() else column.cast(pl.String)
    return plain.cast(pl.Float64, strict=False).fill_null(np.nan).to_numpy().astype(float)


def _group_weight_problems(rows: pl.DataFrame, spec: DesignSpec) -> Iterator[Problem]:
    """Weights of groups are numbers from 0, for each group that answered."""
    if "group_weight" not in rows.columns:
        return
    first = code_column(rows["group"]).first
    weight = numbers_of(rows["group_weight"])[first]
    for at in first[~(weight >= 0) | np.isinf(weight)]:
        values = {"group": str(rows["group"][int(at)]), "value": str(rows["group_weight"][int(at)])}
        yield Problem("design.group-weight", spec.where, values)


def _population_problems(drawn: _Drawn) -> Iterator[Problem]:
    if drawn.population is None:
        return
    stratum, size, where = drawn.stratum, drawn.population, drawn.stage.where
    at_first = size[stratum.first]
    said = drawn.stage.population
    columns = [str(one) for one in (said.values() if isinstance(said, Mapping) else (said,)) if isinstance(one, str)]
    missing, differs = np.zeros(stratum.size, bool), np.zeros(stratum.size, bool)
    missing[stratum.codes[~np.isfinite(size)]] = True
    differs[stratum.codes[size != at_first[stratum.codes]]] = True
    for code, n in enumerate(drawn.most):
        values = {
            "stratum": drawn.places[code] or drawn.stage.unit,
            "unit": drawn.stage.unit,
            "columns": ", ".join(f"'{name}'" for name in dict.fromkeys(columns)) or "–",
            "sample": int(n),
            "population": f"{at_first[code]:g}",
        }
        if missing[code]:
            yield Problem("design.population-missing", where, values)
        elif differs[code]:
            yield Problem("design.population-differs", where, values)
        elif at_first[code] < n:
            yield Problem("design.population-too-small", where, values)


def _weights(rows: pl.DataFrame, stages: list[_Drawn], spec: DesignSpec) -> Floats:
    if spec.weight == "column":
        return rows["weight"].to_numpy().astype(float)
    weight = np.ones(rows.height)
    if spec.weight == "design":
        for stage in stages:
            assert stage.population is not None
            weight = weight * stage.population / stage.sampled
    return weight


def _weightless(rows: pl.DataFrame, weight: Floats, spec: DesignSpec) -> Iterator[Problem]:
    """A wave in which every weight is zero has no figures at all: a slip, not answers that nobody gave."""
    wave = code_column(rows["wave"])
    for code in np.flatnonzero(np.bincount(wave.codes, weights=weight, minlength=wave.size) == 0):
        name = str(rows["wave"][int(wave.first[code])] or "")
        values = {"count": int((wave.codes == code).sum()), "wave": name, "within": f" ({name})" if name else ""}
        yield Problem("design.weights-all-zero", spec.where, values)


def _later_stages_warning(stages: list[_Drawn], sample: Sample) -> Iterator[Problem]:
    if sample.second is not None and len(stages) > 2:
        yield Problem("design.later-stages", stages[2].stage.where, {"count": len(stages)}, severity="warning")


def _gap_warning(rows: pl.DataFrame, stages: list[_Drawn], spec: DesignSpec) -> Iterator[Problem]:
    """Warn where people of one role stand for unlike numbers and no weight says so (roles are averaged apart)."""
    if spec.weight != "none" or not stages or any(s.population is None for s in stages):
        return
    factor = np.ones(len(stages[0].sampled))
    for stage in stages:
        assert stage.population is not None
        factor = factor * stage.population / stage.sampled
    roles = code_column(rows["role"])
    for role in range(roles.size):
        own = factor[roles.codes == role]
        if own.max() > LARGE_GAP * own.min():
            values = {"low": f"{own.min():.3g}", "high": f"{own.max():.3g}"}
            yield Problem("design.weights-differ", spec.where, values, severity="warning")
            return


def _lonely_warnings(stages: list[_Drawn], sample: Sample, spec: DesignSpec) -> Iterator[Problem]:
    """Strata of one unit that was not certain: the errors of what they hold do not exist, unless a rule was chosen."""
    if spec.lonely_psu != "none":
        return
    for drawn, lonely in zip(stages, lonely_strata(sample), strict=False):
        alone = np.flatnonzero(lonely)
        if not len(alone):
            continue
        names = [drawn.places[code] for code in alone[:NAMED]]
        if names == [""]:
            yield Problem("design.single-psu", spec.where, {"unit": drawn.stage.unit}, severity="warning")
            continue
        strata = ", ".join(names) + (", …" if len(alone) > NAMED else "")
        values = {"unit": drawn.stage.unit, "count": len(alone), "strata": strata}
        yield Problem("design.lonely-psu", drawn.stage.where, values, severity="warning")
