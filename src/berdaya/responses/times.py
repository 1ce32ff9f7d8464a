"""When interviews were held and how long they took, from the columns start, end, duration and date."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import polars as pl

from berdaya.responses.account import soften
from berdaya.responses.check import Judged
from berdaya.responses.ledger import Ledger
from berdaya.responses.match import TIME_NAMES
from berdaya.responses.model import Times
from berdaya.responses.plain import floats
from berdaya.responses.tables import RawTable, shown

Floats = np.ndarray[Any, np.dtype[np.float64]]
Flags = np.ndarray[Any, np.dtype[np.bool_]]
_CLOCK = r"(\d{1,2})[:.](\d{2})(?:[:.](\d{2})(?:[.,]\d+)?)?"
_DATED = rf"^(\d{{4}}-\d{{2}}-\d{{2}})(?:[T ]+{_CLOCK})?\s*(Z|[+-]\d{{2}}:?\d{{2}})?$"
_BARE = rf"^{_CLOCK}$"
_DAY = 1440.0


@dataclass(frozen=True)
class _File:
    """A file's columns of times, by our name, and which of its rows are used."""

    table: RawTable
    headers: dict[str, str]
    columns: dict[str, pl.Series]
    usable: Flags


@dataclass(frozen=True)
class _Moments:
    """Day (since 1970) and minutes of the day as written, and how far from UTC; NaN what is not there."""

    day: Floats
    minute: Floats
    offset: Floats
    unread: Flags


def interview_times(judged: Sequence[Judged]) -> Callable[[], Times] | None:
    """Return what reads the times of the used rows; None where no file has a column of them."""
    names = (*TIME_NAMES, "date")
    files = tuple(
        _File(
            one.keys.table,
            {name: one.keys.match.keys[name] for name in names if name in one.keys.match.keys},
            {name: one.keys.columns[name] for name in names if name in one.keys.columns},
            one.reason == 0,
        )
        for one in judged
    )
    return (lambda: _read(files)) if any(file.headers for file in files) else None


def _read(files: Sequence[_File]) -> Times:
    ledger = Ledger()
    parts = [_read_file(file, ledger) for file in files]
    start, end, minutes, day = (np.concatenate([part[at] for part in parts]) for at in range(4))
    days = pl.Series(np.where(np.isnan(day), 0, day).astype(np.int32)).cast(pl.Date).cast(pl.String)
    problems = (*ledger.take(), *ledger.closing())
    return Times(start, end, minutes, days.set(pl.Series(np.isnan(day)), ""), soften(problems))


def _read_file(file: _File, ledger: Ledger) -> tuple[Floats, Floats, Floats, Floats]:
    n = file.table.height
    nothing = np.full(n, np.nan)
    date = _moments(file.columns["date"]).day if "date" in file.columns else nothing
    start, end = (_moments(file.columns[name]) if name in file.columns else None for name in ("start", "end"))
    for name, found in (("start", start), ("end", end)):
        if found is not None:
            _note(file, "responses.time-unread", name, found.unread, ledger)
    day = date if start is None else np.where(np.isnan(start.day), date, start.day)
    began, ended = (nothing if one is None else _absolute(one, date) for one in (start, end))
    minutes = ended - began
    if start is not None and end is not None:  # without a day both are of the same one
        minutes = np.where(np.isnan(minutes), end.minute - start.minute, minutes)
    reversed_ = minutes < 0
    _note(file, "responses.time-reversed", "end", reversed_, ledger)
    began, ended, minutes = (np.where(reversed_, np.nan, one) for one in (began, ended, minutes))
    if "duration" in file.columns:
        given = floats(file.columns["duration"]).fill_null(np.nan).to_numpy()
        bad = (np.isnan(given) & file.columns["duration"].is_not_null().to_numpy()) | (given < 0)
        _note(file, "responses.duration-unread", "duration", bad, ledger)
        minutes = np.where(np.isnan(given) | bad, minutes, given)
    return began[file.usable], ended[file.usable], minutes[file.usable], day[file.usable]


def _moments(column: pl.Series) -> _Moments:
    text = column.cast(pl.String)
    dated, bare = (text.str.extract_groups(pattern).struct.unnest().cast(pl.String) for pattern in (_DATED, _BARE))
    day = dated.to_series(0).str.to_date("%Y-%m-%d", strict=False).cast(pl.Int32)
    has_clock = dated.to_series(1).is_not_null().to_numpy()
    clock = [
        np.where(has_clock, *(_numbers(frame.to_series(at)) for frame, at in ((dated, part + 1), (bare, part))))
        for part in range(3)
    ]
    hour, minute, second = clock[0], clock[1], np.nan_to_num(clock[2])
    possible = (hour < 24) & (minute < 60) & (second < 60)
    zone = dated.to_series(4)
    sign = np.where(zone.str.starts_with("-").fill_null(False).to_numpy(), -1.0, 1.0)
    far = _numbers(zone.str.slice(1, 2)) * 60 + _numbers(zone.str.slice(-2, 2))
    days = _numbers(day)
    written = text.is_not_null().to_numpy()
    read = np.where(
        np.isnan(hour), ~np.isnan(days), possible & (dated.to_series(0).is_null().to_numpy() | ~np.isnan(days))
    )
    unread = written & ~read
    spent = np.where(possible & ~unread, hour * 60 + minute + second / 60, np.nan)
    return _Moments(np.where(unread, np.nan, days), spent, np.nan_to_num(sign * far), unread)


def _numbers(series: pl.Series) -> Floats:
    found: Floats = series.cast(pl.Float64, strict=False).fill_null(np.nan).to_numpy()
    return found


def _absolute(at: _Moments, date: Floats) -> Floats:
    found: Floats = np.where(np.isnan(at.day), date, at.day) * _DAY + at.minute - at.offset
    return found


def _note(file: _File, code: str, name: str, bad: Flags, ledger: Ledger) -> None:
    header = file.headers.get(name, "")
    for row in np.flatnonzero(bad & file.usable).tolist():
        if ledger.wants(code, file.table.file):
            where = file.table.place(file.table.number(row), header)
            value = "" if header == "" else shown(str(file.columns[name][row]))
            ledger.add(code, where, {"value": value, "column": header})
