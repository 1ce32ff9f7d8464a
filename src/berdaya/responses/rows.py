"""The rows that count, as one table of small columns."""

import re
from collections.abc import Sequence

import numpy as np
import polars as pl

from berdaya.errors import Problem, Where
from berdaya.responses.check import Judged
from berdaya.responses.match import Expected
from berdaya.responses.model import Groups
from berdaya.responses.plain import alike, typed

KEY_COLUMNS = ("file", "row", "respondent", "group", "role", "wave", "weight")
_ISO = re.compile(r"^\d{4}-\d{2}-\d{2}")


def used_rows(judged: Sequence[Judged], expected: Expected, groups: Groups) -> pl.DataFrame:
    """Return `Responses.rows`: the usable rows of all files, with attributes of respondents, then of groups."""
    columns = {
        "file": _file(judged),
        "row": _joined([_numbers(one) for one in judged]),
        "respondent": _joined([one.keys.columns["respondent"] for one in judged]),
        "group": _named([one.group for one in judged], groups.table["group"]),
        "role": _named([one.role for one in judged], list(expected.instrument.roles)),
        "wave": _named([one.wave for one in judged], list(expected.waves) or [""]),
        "weight": _joined([_weight(one) for one in judged]),
    }
    names = dict.fromkeys(name for one in judged for name in one.keys.attributes)
    columns |= {name: _attribute(judged, name) for name in names}
    rows = pl.DataFrame(columns)
    usable = np.concatenate([one.reason for one in judged]) == 0
    if not usable.all():
        rows = rows.filter(pl.Series(usable))
    return _with_group_attributes(rows, groups)


def attribute_columns(rows: pl.DataFrame) -> tuple[str, ...]:
    """Return the names of the attributes among the columns of `rows`."""
    return tuple(rows.columns[len(KEY_COLUMNS) :])


def _joined(series: list[pl.Series]) -> pl.Series:
    return pl.concat([s.rename("") for s in alike(series)])


def _named(codes: list[pl.Series], names: pl.Series | list[str]) -> pl.Series:
    """Return positions as Enum; a position is null only in rows that are set aside."""
    return _joined(codes).cat.to(pl.Enum(names))


def _numbers(one: Judged) -> pl.Series:
    numbers = one.keys.table.numbers
    if isinstance(numbers, range):
        return pl.int_range(numbers.start, numbers.stop, dtype=pl.UInt32, eager=True)
    return pl.Series(np.asarray(numbers)).cast(pl.UInt32)


def _file(judged: Sequence[Judged]) -> pl.Series:
    names = list(dict.fromkeys(one.keys.table.file for one in judged))
    codes = [
        pl.repeat(names.index(one.keys.table.file), one.keys.table.height, dtype=pl.UInt32, eager=True)
        for one in judged
    ]
    return _named(codes, names)


def _weight(one: Judged) -> pl.Series:
    if one.weight is not None:
        return one.weight
    return pl.repeat(1.0, one.keys.table.height, dtype=pl.Float64, eager=True)


def _attribute(judged: Sequence[Judged], name: str) -> pl.Series:
    parts = [
        one.keys.attributes.get(name, pl.repeat(None, one.keys.table.height, dtype=pl.Int64, eager=True))
        for one in judged
    ]
    return typed(_joined(parts))


def _with_group_attributes(rows: pl.DataFrame, groups: Groups) -> pl.DataFrame:
    own = set(rows.columns)
    place = rows["group"].to_physical()
    added = []
    for name in groups.attributes:
        if name not in own:
            column = groups.table[name]
            column = column.cast(pl.Categorical) if column.dtype == pl.String else column
            added.append(column.gather(place).alias(name))
    return rows.with_columns(added) if added else rows


def newest_date(judged: Sequence[Judged]) -> tuple[str, tuple[Problem, ...]]:
    """Return the newest date of the answers (ISO; "" without any) and warnings about dates in another form."""
    newest, problems = "", []
    for one in judged:
        if "date" not in one.keys.columns:
            continue
        texts = one.keys.columns["date"].cast(pl.String).unique().drop_nulls().to_list()
        found = [text[:10] for text in texts if _ISO.match(text)]
        newest = max([newest, *found])
        if len(found) < len(texts):
            example = next(text for text in texts if not _ISO.match(text))
            values = {"value": example, "column": one.keys.match.keys["date"]}
            problems.append(Problem("responses.date-unread", Where(one.keys.table.file), values, "warning"))
    return newest, tuple(problems)
