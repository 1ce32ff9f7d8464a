"""The cells of a workbook's sheet with their places; what Excel cannot mean is a problem."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from berdaya.errors import Where
from berdaya.instrument.sheets import MAX_COLUMNS, MAX_ROWS
from berdaya.located import CellError, CellValue, Located, Problems, Scalar, Uncalculated, column_letters, nearest
from berdaya.located import Sheet as Cells
from berdaya.located.yaml_file import plain_scalar


@dataclass(frozen=True)
class Sheet:
    """A sheet: its columns' headers with their places, and its rows of cells by header; blank cells are absent."""

    name: str
    where: Where
    columns: dict[str, Where]
    rows: tuple[dict[str, Located], ...]


def read_sheet(cells: Cells, file: str, problems: Problems, head: int = 1) -> Sheet:
    """Return a sheet's cells under their headers.

    Parameters
    ----------
    cells
        What the workbook's sheet holds.
    file
        How problems name the workbook.
    problems
        Takes merged cells, formulas without a value, errors in cells, repeated columns, a sheet beyond the limits.
    head
        The row with the headers; what stands above is not read.
    """
    where = Where(file, sheet=cells.title)
    for merged in cells.merged:
        place = Where(file, sheet=cells.title, cell=merged.split(":")[0])
        problems.error("instrument.merged-cells", place, cells=merged)
    last = max(cells.rows, default=0)
    if last > MAX_ROWS or max((max(row) for row in cells.rows.values()), default=0) > MAX_COLUMNS:
        problems.error("instrument.sheet-too-large", where, sheet=cells.title, rows=MAX_ROWS, columns=MAX_COLUMNS)
        return Sheet(cells.title, where, {}, ())
    header: dict[int, str] = {}
    columns: dict[str, Where] = {}
    for column, value in sorted(cells.rows.get(head, {}).items()):
        name = str(value).strip().lower()
        place = Where(file, sheet=cells.title, cell=f"{column_letters(column)}{head}")
        if name and name in columns:
            problems.error("instrument.repeated-column", place, column=name)
        elif name:
            header[column] = name
            columns[name] = place
    rows = [_row(number, row, header, where, problems) for number, row in cells.rows.items() if number > head]
    return Sheet(cells.title, where, columns, tuple(row for row in rows if row))


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


def listed_or_mapped(at: Located) -> Located:
    """Return `a, b` as a list and `a: 2, b: 1` as a mapping."""
    parts = [part.strip() for part in str(at.value).split(",") if part.strip()]
    if not any(":" in part for part in parts):
        return Located([Located(part, at.where, {}) for part in parts], at.where, {})
    pairs = [part.partition(":") for part in parts]
    return mapping({k.strip(): Located(plain_scalar(v.strip() or "1"), at.where, {}) for k, _colon, v in pairs})


def _row(
    number: int, row: Mapping[int, CellValue], header: Mapping[int, str], where: Where, problems: Problems
) -> dict[str, Located]:
    found: dict[str, Located] = {}
    for column, name in header.items():
        cell = row.get(column)
        place = Where(where.file, sheet=where.sheet, cell=f"{column_letters(column)}{number}")
        value = _scalar(cell)
        if isinstance(cell, Uncalculated):
            problems.error("instrument.formula-without-value", place)
        elif isinstance(cell, CellError):
            problems.error("instrument.cell-error", place, value=value)
        elif value is not None:
            found[name] = Located(value, place, {})
    return found


def _scalar(value: CellValue | None) -> Scalar:
    if isinstance(value, str):
        return value.strip() or None
    if value is None or isinstance(value, bool | int | float):
        return value
    return value.isoformat()
