"""Answers from SPSS (.sav, .zsav) and Stata (.dta), with value labels and the codes these files call missing."""

import datetime as dt
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa

from berdaya.errors import InputError, Problem, UsageError, Where
from berdaya.located.raw import check_readable
from berdaya.responses.kinds import simple
from berdaya.responses.tables import Range, RawTable, check_headers, check_rows_exist, memory_table


def read_stat(path: Path, name: str) -> RawTable:
    """Return the table of an SPSS or Stata file.

    Raises
    ------
    UsageError
        `responses.missing-extra` when pyreadstat is not installed.
    InputError
        When the file cannot be read or has no rows.
    """
    try:
        import pyreadstat
    except ImportError:
        values = {"file": name, "extra": "spss-stata"}
        raise UsageError(Problem("responses.missing-extra", Where(name), values)) from None
    check_readable(path, name)
    reader = pyreadstat.read_dta if path.suffix.lower() == ".dta" else pyreadstat.read_sav
    try:
        columns, meta = reader(str(path), user_missing=True, output_format="dict")
    except (pyreadstat.ReadstatError, pyreadstat.PyreadstatError, OSError, ValueError) as error:
        raise InputError(Problem("file.unreadable", Where(name), {"file": name, "detail": str(error)})) from None
    positions = check_headers(name, list(columns))
    letters = {header: frozenset(map(str, codes)) for header, codes in meta.missing_user_values.items()}
    arrays = {header: _array(values, letters.get(header, frozenset())) for header, values in columns.items()}
    height = max((len(array) for array in arrays.values()), default=0)
    check_rows_exist(name, height)
    return memory_table(
        name,
        arrays,
        range(1, height + 1),
        positions=positions,
        labels=_labels(meta.variable_value_labels),
        user_missing=_user_missing(meta.missing_ranges, letters),
    )


def _array(values: Sequence[Any], letters: frozenset[str]) -> Any:
    """Return a column; Stata's missing letters become ".a" .. ".z", as Stata writes them."""
    if letters:
        return pa.array([_shown(v, letters) for v in values], pa.string())
    if any(isinstance(v, dt.datetime) for v in values):
        return pa.array([v.isoformat() if v is not None else None for v in values], pa.string())
    return simple(pa.array(values))


def _shown(value: Any, letters: frozenset[str]) -> str | None:
    if value is None or value != value:  # nan
        return None
    if value in letters:
        return f".{value}"
    return f"{value:.15g}" if isinstance(value, float) else str(value)


def _labels(found: Mapping[str, Mapping[Any, str]]) -> dict[str, dict[str, str]]:
    return {
        header: {f"{code:.15g}" if isinstance(code, int | float) else str(code): label for code, label in codes.items()}
        for header, codes in found.items()
    }


def _user_missing(
    ranges: Mapping[str, Sequence[Any]], letters: Mapping[str, frozenset[str]]
) -> dict[str, tuple[Range, ...]]:
    found: dict[str, tuple[Range, ...]] = {h: tuple((r["lo"], r["hi"]) for r in each) for h, each in ranges.items()}
    return found | {h: tuple((f".{x}", f".{x}") for x in sorted(each)) for h, each in letters.items() if each}
