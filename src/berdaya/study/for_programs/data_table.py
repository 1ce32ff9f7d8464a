"""The answers of a study beside its design, one row a used row: what another program needs to work its figures out again."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import polars as pl

from berdaya.errors import InputError, Problem
from berdaya.estimates.compute import estimate
from berdaya.estimates.model import Estimates
from berdaya.estimates.precision import lonely_units
from berdaya.responses.model import State
from berdaya.stats.sample import CERTAIN, whole_units
from berdaya.study.model import Study
from berdaya.study.run import Counted, check_attributes
from berdaya.tally.count import Wanted

Floats = np.ndarray[Any, np.dtype[np.float64]]
NOT_ASKED = "not-asked"
SET_ASIDE = "set-aside"
DESIGN = "design_"  # what columns of the design begin with


@dataclass(frozen=True)
class DataTable:
    """`rows` are who answered, the design and the attributes asked for; `values` and `states` (rows, items) the answers on
    each question's own scale, as in a `Block`. `estimates` has one entry a wave. `differs` says why errors cannot be the
    same in another program, as keys of words/export.toml. The flags say which parts the design has.
    """

    study: Study
    rows: pl.DataFrame
    values: Floats
    states: "np.ndarray[Any, np.dtype[np.uint8]]"
    waves: tuple[str, ...]
    estimates: tuple[Estimates, ...]
    differs: tuple[str, ...]
    two_stages: bool
    finite: bool
    groups_drawn: bool
    group_in_unit: bool
    some_alone: bool

    def written(self) -> pl.DataFrame:
        """Return `rows` with a column of text a question: its answer, a missing code, or why there is none ("" for a blank)."""
        codes = list(self.study.instrument.missing)
        special = ["", "", NOT_ASKED, SET_ASIDE, NOT_ASKED, *codes]
        columns = {}
        for place, leaf in enumerate(self.study.instrument.leaves):
            values, states = self.values[:, place], self.states[:, place]
            columns[leaf.key] = [
                f"{value:.15g}" if state == State.COUNTED else special[state]
                for value, state in zip(values.tolist(), states.tolist(), strict=True)
            ]
        return self.rows.with_columns(**{key: pl.Series(column, dtype=pl.String) for key, column in columns.items()})


def wanted_for(study: Study) -> Wanted:
    """Return what a tally must hold for `data_table`."""
    return Wanted(units=study.settings.mode == "units_first", detail=True)


def data_table(counted: Counted, by: tuple[str, ...]) -> DataTable:
    """Lay the answers of a counted study (`wanted_for`) beside its design; `by` are attributes to write too.

    Raises
    ------
    InputError
        An unknown attribute, or one with the name of a question or of a column of the design.
    """
    study, tally = counted.study, counted.tally
    check_attributes(counted.responses, by)
    taken = {leaf.key for leaf in study.instrument.leaves} | {"respondent", "group", "role", "wave"}
    if clash := [name for name in by if name in taken or name.startswith(DESIGN)]:
        raise InputError(Problem("study.export-column", values={"name": name}) for name in clash)
    blocks = list(counted.responses.blocks())
    waves = study.waves or ("",)
    lonely = study.design.lonely_psu
    given = (study.instrument, tally, study.settings)
    alone = lonely_units(tally.sample)[tally.unit]
    two_stages = tally.sample.second is not None
    return DataTable(
        study=study,
        rows=_rows(counted, by, alone.astype(float)),
        values=np.concatenate([block.values for block in blocks]).astype(float),
        states=np.concatenate([block.state for block in blocks]),
        waves=waves,
        estimates=tuple(estimate(*given, (), wave, lonely=lonely) for wave in waves),
        differs=(
            *(("calibrated",) if tally.sample.calibration is not None else ()),
            *(("average",) if alone.any() and lonely == "average" and (two_stages or len(waves) > 1) else ()),
        ),
        two_stages=two_stages,
        finite=bool((tally.sample.fraction > 0).any()),
        groups_drawn=tally.groups_vary,
        group_in_unit=tally.group_in_unit,
        some_alone=bool(alone.any()),
    )


def _rows(counted: Counted, by: tuple[str, ...], alone: Floats) -> pl.DataFrame:
    tally, rows = counted.tally, counted.responses.rows
    unit, sample = tally.unit, tally.sample
    if sample.second is not None and sample.second.whole is not None:
        unit, sample = sample.second.whole[unit], whole_units(sample)
    psu = sample.psu[unit]
    stratum = sample.stratum[psu]
    columns: dict[str, Any] = {
        "weight": tally.weight,
        "group_weight": tally.group_weight[tally.group.codes],
        "stratum": _ids("h", stratum),
        "psu": _ids("p", psu),
        "n1": _size(sample.psus, sample.fraction)[stratum],
        "f1": sample.fraction[stratum],
    }
    if sample.second is not None:
        inner = sample.second.stratum[unit]
        columns |= {
            "stratum2": _ids("g", inner),
            "unit": _ids("u", unit),
            "n2": _size(sample.second.units, sample.second.fraction)[inner],
            "f2": sample.second.fraction[inner],
        }
    who = [pl.col(name).cast(pl.String) for name in ("respondent", "group", "role", "wave")]
    return rows.select(*who, *(pl.col(name).cast(pl.String) for name in by)).with_columns(
        **{f"{DESIGN}{name}": pl.Series(column) for name, column in {**columns, "alone": alone}.items()}
    )


def _ids(letter: str, codes: "np.ndarray[Any, np.dtype[np.int64]]") -> list[str]:
    return [f"{letter}{code + 1}" for code in codes.tolist()]


def _size(units: Any, fraction: Floats) -> Floats:
    """How many units there are of each stratum: infinitely many where they were drawn with replacement."""
    with np.errstate(divide="ignore"):
        found: Floats = np.where(fraction > CERTAIN, units, units / fraction)
    return found
