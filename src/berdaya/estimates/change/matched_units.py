"""The units of a matched comparison: groups or respondents, with their traits and what came of them."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import polars as pl

from berdaya.errors import InputError, Problem
from berdaya.estimates.change.compare import Arms
from berdaya.estimates.change.matched import Traits, UnitKind, Units
from berdaya.estimates.compute import estimate
from berdaya.estimates.domains import axis
from berdaya.estimates.model import Settings
from berdaya.instrument.model import Instrument
from berdaya.tally.model import LonelyPsu, Tally

Floats = np.ndarray[Any, np.dtype[np.float64]]
Bools = np.ndarray[Any, np.dtype[np.bool_]]
Ints = np.ndarray[Any, np.dtype[np.int64]]
CODES = 5  # different numbers up to which a trait is a class, as codes of answers are


def matched_units(
    instrument: Instrument,
    tally: Tally,
    settings: Settings,
    arms: Arms,
    kind: UnitKind,
    waves: tuple[str, ...],
    lonely: LonelyPsu = "none",
) -> Units:
    """Return the units of both parts, with their scores of one wave or their changes between two.

    Parameters
    ----------
    instrument, tally, settings, lonely
        As for `estimate`. Respondents need a tally with units and one cell a row.
    arms
        Which parts, and the traits by which they are to be alike: attributes that were tallied.
    kind
        What is matched. Roles are matched exactly, as they are asked other questions.
    waves
        One or two; traits are those of the first, before anything came of the programme.

    Raises
    ------
    InputError
        study.match-varies: a trait, or who has the programme, differs within a group.
    """
    if kind == "group":
        return _groups(instrument, tally, settings, arms, waves, lonely)
    return _respondents(tally, arms, waves)


def _groups(
    instrument: Instrument, tally: Tally, settings: Settings, arms: Arms, waves: tuple[str, ...], lonely: LonelyPsu
) -> Units:
    found = [estimate(instrument, tally, settings, ("group",), wave, lonely=lonely) for wave in waves]
    keys = [labels[0] for labels in found[0].domains if all(labels in one.domains for one in found[1:])]
    places = [[one.domains.index((key,)) for key in keys] for one in found]
    scores = [np.round(one.value[place], 9) for one, place in zip(found, places, strict=True)]
    persons = np.minimum.reduce([one.persons[place] for one, place in zip(found, places, strict=True)])
    cells = [
        np.flatnonzero(_in(tally, waves[:1]) & (tally.group.codes == tally.group.labels.index(key))) for key in keys
    ]
    columns = {name: _of_groups(tally, arms, name, keys, cells) for name in (arms.by, *arms.match)}
    whole = [np.flatnonzero(_in(tally, waves) & (tally.group.codes == tally.group.labels.index(key))) for key in keys]
    value = scores[-1] - scores[0] if len(waves) > 1 else scores[0]
    return _units("group", keys, arms, columns, _psus(tally, whole), value, persons)


def _of_groups(tally: Tally, arms: Arms, name: str, keys: Sequence[str], cells: Sequence[Ints]) -> list[str]:
    """Each group's label of an attribute; "" where it has none."""
    of = axis(tally, name)
    found, mixed = [], []
    for key, own in zip(keys, cells, strict=True):
        labels = sorted({of.labels[code] for code in of.codes[own]} - {""})
        found.append(labels[0] if labels else "")
        mixed += [key] if len(labels) > 1 else []
    if mixed:
        values = {"name": name, "group": mixed[0], "count": len(mixed)}
        raise InputError(Problem("study.match-varies", arms.where, values=values))
    return found


def _respondents(tally: Tally, arms: Arms, waves: tuple[str, ...]) -> Units:
    assert tally.units is not None and tally.one_row_a_cell, "respondents need a tally with units and one cell a row"
    joined = _persons(tally, waves[0])
    for wave in waves[1:]:
        joined = joined.join(_persons(tally, wave), on=["who", "group", "role"], suffix="_now")
    joined = joined.sort("cell")
    first = joined["cell"].to_numpy()
    cells = [joined[name].to_numpy() for name in ("cell", "cell_now")[: len(waves)]]
    units = tally.units
    with np.errstate(divide="ignore", invalid="ignore"):
        scores = [np.where(units.scored[one] > 0, units.sums[one] / units.scored[one], np.nan) for one in cells]
    value = scores[-1] - scores[0] if len(waves) > 1 else scores[0]
    columns = {name: _labels(tally, name, first) for name in (arms.by, *arms.match)}
    roles = _labels(tally, "role", first)
    if len(set(roles)) > 1:
        columns["role"] = roles
    keys = [f"{who}" for who in joined["who"].to_list()]
    persons = np.isfinite(value).astype(float)
    return _units("respondent", keys, arms, columns, tally.sample.psu[tally.unit[first]], value, persons)


def _persons(tally: Tally, wave: str) -> pl.DataFrame:
    cell, who = tally.persons
    inside = _in(tally, (wave,))[cell]
    cell, who = cell[inside], who[inside]
    return pl.DataFrame({"who": who, "group": tally.group.codes[cell], "role": tally.role.codes[cell], "cell": cell})


def _labels(tally: Tally, name: str, cells: Ints) -> list[str]:
    of = axis(tally, name)
    return [of.labels[code] for code in of.codes[cells]]


def _in(tally: Tally, waves: Sequence[str]) -> Bools:
    codes = [tally.wave.labels.index(wave) for wave in waves if wave in tally.wave.labels]
    found: Bools = np.isin(tally.wave.codes, codes)
    return found


def _psus(tally: Tally, cells: Sequence[Ints]) -> Ints:
    """The sampling unit that all of a group lies in; its own where it lies in several."""
    own = [np.unique(tally.sample.psu[tally.unit[one]]) for one in cells]
    apart = len(tally.sample.stratum)
    return np.array([psus[0] if len(psus) == 1 else apart + i for i, psus in enumerate(own)], np.int64)


def _units(
    kind: UnitKind,
    keys: Sequence[str],
    arms: Arms,
    columns: dict[str, list[str]],
    psu: Ints,
    value: Floats,
    persons: Floats,
) -> Units:
    """The units of both parts, without others."""
    by = np.array(columns.pop(arms.by), object)
    at = np.flatnonzero((by == arms.treated) | (by == arms.control)).tolist()
    kept = {name: [column[i] for i in at] for name, column in columns.items()}
    numbers = {name: found for name, column in kept.items() if (found := _numbers(column)) is not None}
    words = {name: column for name, column in kept.items() if name not in numbers}
    table = np.column_stack([*numbers.values()]) if numbers else np.zeros((len(at), 0))
    classes = tuple(tuple(column[i] for column in words.values()) for i in range(len(at)))
    traits = Traits(tuple(numbers), table, tuple(words), classes)
    return Units(kind, tuple(keys[i] for i in at), by[at] == arms.treated, traits, psu[at], value[at], persons[at])


def _numbers(column: Sequence[str]) -> Floats | None:
    """A trait as numbers, NaN where there is none; None where it is one of classes: words, or a few codes."""
    try:
        found = np.array([float(text) if text else np.nan for text in column])
    except ValueError:
        return None
    return found if len(np.unique(found[np.isfinite(found)])) > CODES else None
