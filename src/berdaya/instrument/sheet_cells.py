"""The cells of a workbook's sheet with their places; what Excel cannot mean is a problem."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from berdaya.errors import Where
from berdaya.instrument.sheets import MAX_COLUMNS, MAX_ROWS
from berdaya.located import Located, Problems, Scalar, nearest


@dataclass(frozen=True)
class Sheet:
    """A sheet: its columns' headers with their places, and its rows of cells by header; blank cells are absent."""

    name: str
    where: Where
    columns: dict[str, Where]
    rows: tuple[dict[str, Located], ...]


def read_sheet(values: Any, formulas: Any, file: str, problems: Problems) -> Sheet:
    """Return a sheet's cells.

    Parameters
    ----------
    values, formulas
        The same openpyxl worksheet, opened with and without `data_only`.
    file
        How problems name the workbook.
    problems
        Takes merged cells, formulas without a value, errors in cells, repeated columns, a sheet beyond the limits.
    """
    where = Where(file, sheet=values.title)
    for merged in formulas.merged_cells.ranges:
        place = Where(file, sheet=values.title, cell=merged.coord.split(":")[0])
        problems.error("instrument.merged-cells", place, cells=merged.coord)
    if values.max_row > MAX_ROWS or values.max_column > MAX_COLUMNS:
        problems.error("instrument.sheet-too-large", where, sheet=values.title, rows=MAX_ROWS, columns=MAX_COLUMNS)
        return Sheet(values.title, where, {}, ())
    header: list[tuple[int, str]] = []
    columns: dict[str, Where] = {}
    for cell in values[1]:
        name = str(cell.value).strip().lower() if cell.value is not None else ""
        place = Where(file, sheet=values.title, cell=cell.coordinate)
        if name and name in columns:
            problems.error("instrument.repeated-column", place, column=name)
        elif name:
            header.append((cell.column, name))
            columns[name] = place
    rows = [_row(values[r], formulas[r], header, where, problems) for r in range(2, values.max_row + 1)]
    return Sheet(values.title, where, columns, tuple(row for row in rows if row))


def check_columns(sheet: Sheet, needed: str, known: Collection[str], problems: Problems) -> None:
    """Note a needed column that is absent, and columns that are not known."""
    if needed not in sheet.columns:
        values = {"sheet": sheet.name, "column": needed, **nearest(needed, sheet.columns)}
        problems.error("instrument.missing-column", sheet.where, **values)
    for column, where in sheet.columns.items():
        if column not in known:
            problems.error("instrument.unknown-column", where, column=column, **nearest(column, known))


def mapping(entries: Mapping[str, Located], where: Where | None = None) -> Located:
    """Return a mapping whose keys stand where their values do, itself where the first does if nothing else is said."""
    first = next((at.where for at in entries.values()), Where())
    return Located(entries, where or first, {key: at.where for key, at in entries.items()})


def as_written(at: Located) -> Located:
    """Return a cell's value as text: Excel makes numbers of texts such as 5 and 2026.1 by itself."""
    if isinstance(at.value, bool):
        return Located(str(at.value).lower(), at.where, {})
    return Located(str(at.value), at.where, {}) if isinstance(at.value, int | float) else at


def _row(
    values: Sequence[Any], formulas: Sequence[Any], header: list[tuple[int, str]], where: Where, problems: Problems
) -> dict[str, Located]:
    found: dict[str, Located] = {}
    for column, name in header:
        if column > len(values):
            continue
        cell = values[column - 1]
        place = Where(where.file, sheet=where.sheet, cell=cell.coordinate)
        value = _scalar(cell.value)
        if value is None and formulas[column - 1].data_type == "f":
            problems.error("instrument.formula-without-value", place)
        elif cell.data_type == "e":
            problems.error("instrument.cell-error", place, value=value)
        elif value is not None:
            found[name] = Located(value, place, {})
    return found


def _scalar(value: object) -> Scalar:
    if isinstance(value, str):
        return value.strip() or None
    if isinstance(value, bool) or value is None:
        return value
    if isinstance(value, int | float):
        return int(value) if float(value).is_integer() else float(value)
    if isinstance(value, datetime) and value.time() == time(0):
        value = value.date()
    return value.isoformat() if isinstance(value, date | time) else str(value)
