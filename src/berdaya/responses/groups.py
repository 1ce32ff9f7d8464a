"""The frame: one row a group, with its size, its status, and what to report by."""

from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import polars as pl

from berdaya.errors import Problem
from berdaya.located import Problems
from berdaya.responses.answer import number
from berdaya.responses.folded import fold
from berdaya.responses.model import Groups
from berdaya.responses.open import open_table
from berdaya.responses.plain import plain, typed
from berdaya.responses.tables import RawTable, shown, with_names

STATUSES = ("active", "inactive", "dissolved", "not_found")
ENDED = ("dissolved", "not_found")
_OF_ANSWERS = {"file", "row", "respondent", "role", "wave", "weight"}  # the names of columns that rows have themselves
_WORDS = {
    "aktif": "active",
    "tidak aktif": "inactive",
    "bubar": "dissolved",
    "tidak ditemukan": "not_found",
    "not found": "not_found",
} | {status: status for status in STATUSES}

_HEADINGS = {
    **dict.fromkeys(("group", "group code", "kelompok", "kode kelompok", "kode", "kode kube", "id kelompok"), "group"),
    **dict.fromkeys(("name", "nama", "group name", "nama kelompok", "nama kube"), "name"),
    **dict.fromkeys(("group weight", "bobot kelompok"), "group_weight"),
    "status": "status",
}


def read_groups(
    path: Path, name: str | None = None, sheet: str | None = None, header: int = 1
) -> tuple[Groups, tuple[Problem, ...]]:
    """Return the frame and the warnings about it.

    A column is numbers when every value is one, else text; `status` becomes one of `STATUSES`.

    Parameters
    ----------
    path
        A csv, xlsx, Parquet, SPSS or Stata file with a column `group`.
    name
        How problems name the file; absent: its own name.
    sheet, header
        A workbook's sheet, and the row of its headers.

    Raises
    ------
    InputError
        When the file cannot be read, has no column `group`, or a group has no key, stands twice, has an unknown
        status, or a weight that is no number from 0.
    """
    file = path.name if name is None else name
    table = _in_our_words(open_table(path, file, sheet, header))
    problems = Problems()
    problems.extend(table.problems)
    if "group" not in table.headers:
        problems.error("groups.no-key-column", table.place(max(1, table.head)), file=file)
        problems.raise_errors()
    frame = pl.from_arrow(table.read(table.headers))
    assert isinstance(frame, pl.DataFrame)
    columns = {name: plain(frame[name]) for name in table.headers}
    keys = columns["group"].cast(pl.String)
    _check_keys(table, keys.to_list(), problems)
    for reserved in sorted(set(columns) & _OF_ANSWERS):
        del columns[reserved]
        problems.warn("groups.reserved-column", table.place(1, reserved), column=reserved)
    typed_columns = {h: _labelled(c, table, h) for h, c in columns.items() if h not in ("group", "status")}
    if "status" in columns:
        typed_columns["status"] = _status(table, columns["status"].cast(pl.String).to_list(), problems)
    if "group_weight" in columns:
        _check_weights(table, keys.to_list(), columns["group_weight"].cast(pl.String).to_list(), problems)
    for index in table.overlong:
        problems.error("responses.too-many-cells", table.place(table.number(index)), value=shown(table.overlong[index]))
    problems.raise_errors()
    order = {name: typed_columns[name] for name in columns if name != "group"}
    return Groups(pl.DataFrame({"group": keys, **order}), file, source=table), problems.warnings


def names_of(groups: Groups) -> dict[str, str]:
    """Return the key of each group by its folded name (column `name` or `nama`); names of two groups are left out."""
    column = next((name for name in ("name", "nama") if name in groups.table.columns), None)
    if column is None:
        return {}
    pairs = [(fold(str(name)), str(key)) for name, key in groups.table.select(column, "group").iter_rows() if name]
    count = Counter(name for name, _ in pairs)
    return {name: key for name, key in pairs if count[name] == 1}


def _in_our_words(table: RawTable) -> RawTable:
    """Return a table whose columns of our own have their English names, however they are written."""
    read = {header: fold(header.replace("_", " ")) for header in table.headers}
    names: dict[str, str] = {}
    for header, text in read.items():
        if text in _HEADINGS:
            names.setdefault(_HEADINGS[text], header)
    if "group" not in names and "name" in names:  # a list without codes: names are what answers can say
        names["group"] = names.pop("name")
    renamed = {header: ours for ours, header in names.items() if ours not in table.headers}
    return with_names(table, renamed) if renamed else table


def _labelled(column: pl.Series, table: RawTable, header: str) -> pl.Series:
    labels = table.labels.get(header)
    if labels:
        return column.cast(pl.String).replace(list(labels), list(labels.values()))
    found = typed(column)
    return found.cast(pl.String) if found.dtype == pl.Categorical else found


def _check_keys(table: RawTable, keys: Sequence[str | None], problems: Problems) -> None:
    seen: dict[str, int] = {}
    for index, key in enumerate(keys):
        number = table.number(index)
        if key is None:
            problems.error("groups.blank-key", table.place(number, "group"))
        elif key in seen:
            problems.error("groups.duplicate", table.place(number, "group"), group=shown(key), first=seen[key])
        else:
            seen[key] = number


def _check_weights(
    table: RawTable, keys: Sequence[str | None], weights: Sequence[str | None], problems: Problems
) -> None:
    """A group's weight is a number from 0; a blank one matters only once the group has answered (`tally.design`)."""
    for index, text in enumerate(weights):
        weight = 0.0 if text is None else number(text)
        if weight is None or weight < 0:
            place = table.place(table.number(index), "group_weight")
            problems.error("design.group-weight", place, group=shown(keys[index] or ""), value=shown(text or ""))


def _status(table: RawTable, values: Sequence[str | None], problems: Problems) -> pl.Series:
    found = []
    for index, value in enumerate(values):
        status = _WORDS.get(" ".join((value or "").lower().replace("_", " ").split())) or _WORDS.get(
            (value or "").lower()
        )
        if value is not None and status is None:
            place = table.place(table.number(index), "status")
            problems.error("groups.unknown-status", place, value=shown(value))
        found.append(status)
    return pl.Series(found, dtype=pl.String)
