"""Which rows can be used: each row's group, role, wave and weight, and the first thing that is wrong with it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

import numpy as np
import polars as pl

from berdaya.errors import Problem, Where
from berdaya.located import Choices, Near, nearest
from berdaya.responses.answer import recode_of
from berdaya.responses.folded import fold
from berdaya.responses.groups import ENDED
from berdaya.responses.keys import Keys
from berdaya.responses.ledger import Ledger
from berdaya.responses.match import Expected
from berdaya.responses.model import Rejected
from berdaya.responses.plain import codes_of, floats
from berdaya.responses.spoken import is_heading, is_total, role_words, wave_texts, wave_words
from berdaya.responses.tables import KEPT, shown

Bytes = np.ndarray[Any, np.dtype[np.uint8]]
Flags = np.ndarray[Any, np.dtype[np.bool_]]
Places = np.ndarray[Any, np.dtype[np.int64]]

REASONS: tuple[tuple[str, str], ...] = (  # the code and the key column it speaks of; from 1, 0 is a usable row
    ("responses.too-many-cells", ""),
    ("responses.no-respondent", "respondent"),
    ("responses.no-group", "group"),
    ("responses.unknown-group", "group"),
    ("responses.no-role", "role"),
    ("responses.unknown-role", "role"),
    ("responses.no-wave", "wave"),
    ("responses.unknown-wave", "wave"),
    ("responses.weight-missing", "weight"),
    ("responses.weight-not-a-number", "weight"),
    ("responses.weight-negative", "weight"),
    ("responses.respondent-twice", "respondent"),
    ("responses.total-row", "respondent"),
    ("responses.second-header", "group"),
)
ODD = frozenset(("responses.total-row", "responses.second-header"))  # no answers: set aside with a warning
_ROW_NAMES = ("respondent", "group", "role")
_MOST_ODD = 1000  # of more rows without keys none is looked at
_NUMBER = {code: i for i, (code, _) in enumerate(REASONS, start=1)}
_NEAREST_AMONG = 2000  # looking for a near name among more takes longer than reading the answers
TWICE = _NUMBER["responses.respondent-twice"]


@dataclass(frozen=True)
class Judged:
    """One file's rows: positions of group, role and wave (null where unknown), weights, and reasons (0: usable)."""

    keys: Keys
    group: pl.Series
    role: pl.Series
    wave: pl.Series
    weight: pl.Series | None
    reason: Bytes


def judge_rows(keys: Keys, expected: Expected, groups: pl.Series) -> Judged:
    """Return what each row's keys mean, and the first reason why a row cannot be used."""
    roles = pl.Series(list(expected.instrument.roles), dtype=pl.String)
    waves = pl.Series(list(expected.waves), dtype=pl.String)
    group = _codes(keys, "group", groups, expected.group_names)
    role = _codes(keys, "role", roles, role_words(expected.instrument))
    wave = _codes(keys, "wave", waves, wave_words(expected.waves))
    weight = floats(keys.columns["weight"]) if "weight" in keys.columns else None
    reason = np.zeros(keys.table.height, dtype=np.uint8)
    for code, flags in _faults(keys, group, role, wave, weight):  # the first reason is written last
        reason[flags] = _NUMBER[code]
    _mark_odd(keys, reason)
    if keys.table.overlong:
        reason[list(keys.table.overlong)] = _NUMBER["responses.too-many-cells"]
    return Judged(keys, group, role, wave, weight, reason)


def _mark_odd(keys: Keys, reason: Bytes) -> None:
    """Mark, in place, rows that are no answers: totals below a table, labels below its headers."""
    bad = np.flatnonzero(reason)
    if not 0 < len(bad) <= _MOST_ODD:
        return
    first = _first_cells(keys, bad)
    for row in bad.tolist():
        if _total_of(keys, row, first)[1]:
            reason[row] = _NUMBER["responses.total-row"]
        elif any(is_heading(name, keys.shown(name, row)) for name in _ROW_NAMES if name in keys.columns):
            reason[row] = _NUMBER["responses.second-header"]


def _first_cells(keys: Keys, rows: Places) -> dict[int, str]:
    found = keys.table.read(keys.table.headers[:1]).column(0).take(rows.tolist()).to_pylist()
    return {row: str(cell or "") for row, cell in zip(rows.tolist(), found, strict=True)}


def _total_of(keys: Keys, row: int, first: Mapping[int, str]) -> tuple[str, str]:
    """Return the header and the word by which a row is one of totals; none for any other row."""
    cells = [(keys.table.headers[0], first[row])]
    cells += [(keys.match.keys.get(name, ""), keys.shown(name, row)) for name in _ROW_NAMES if name in keys.columns]
    return next((cell for cell in cells if is_total(cell[1])), ("", ""))


def _codes(keys: Keys, name: str, known: pl.Series, words: Mapping[str, str] = MappingProxyType({})) -> pl.Series:
    """Return the position of each row's key among the known; `words` (folded) stand for keys where these are not written."""
    if name not in keys.columns:
        return pl.repeat(0, keys.table.height, dtype=pl.UInt32, eager=True)
    recode = recode_of({name: keys.source.recode.get(name, {})}, name)
    column = keys.columns[name]
    codes = codes_of(column, known, recode, keys.labels(name))
    unknown = column.filter(codes.is_null() & column.is_not_null()) if words and codes.null_count() else None
    if unknown is None or not len(unknown):
        return codes
    spoken = {text: words[fold(text)] for text in unknown.unique().cast(pl.String).to_list() if fold(text) in words}
    return codes_of(column, known, {**spoken, **recode}, keys.labels(name)) if spoken else codes


def _faults(
    keys: Keys, group: pl.Series, role: pl.Series, wave: pl.Series, weight: pl.Series | None
) -> Iterator[tuple[str, Flags]]:
    if weight is not None:
        blank = _null(keys.columns["weight"])
        yield "responses.weight-negative", _flags(weight < 0)
        yield "responses.weight-not-a-number", (_null(weight) | _flags(weight.is_infinite())) & ~blank
        yield "responses.weight-missing", blank
    for name, codes in (("wave", wave), ("role", role), ("group", group)):
        yield f"responses.unknown-{name}", _null(codes)
        if name in keys.columns:
            yield f"responses.no-{name}", _null(keys.columns[name])
    yield "responses.no-respondent", _null(keys.columns["respondent"])


def _null(series: pl.Series) -> Flags:
    if not series.null_count():
        return np.zeros(len(series), dtype=np.bool_)
    return _flags(series.is_null())


def _flags(series: pl.Series) -> Flags:
    found: Flags = series.fill_null(False).to_numpy()
    return found


def find_twice(respondent: pl.Series, codes: Sequence[pl.Series], usable: Flags) -> Flags:
    """Return which usable rows repeat an earlier one's respondent, group, role and wave.

    Parameters
    ----------
    respondent
        The respondents of all files.
    codes
        Group, role and wave positions of the same rows.
    usable
        Rows without any other fault.
    """
    twice = np.zeros(len(respondent), dtype=np.bool_)
    if respondent.n_unique() == len(respondent):
        return twice
    frame = pl.DataFrame({"respondent": respondent, **{str(i): c for i, c in enumerate(codes)}})
    at = np.flatnonzero(usable)
    if len(at) < len(respondent):
        frame = frame.filter(pl.Series(usable))
    key = _one_number(frame)
    if key is not None:
        if key.n_unique() == len(key):
            return twice
        first = key.is_first_distinct()
    else:
        first = frame.select(pl.struct(pl.all()).is_first_distinct()).to_series()
    twice[at[~first.to_numpy()]] = True
    return twice


def _one_number(frame: pl.DataFrame) -> pl.Series | None:
    """Return the keys of a row packed into one integer, which is much faster to compare; None where it does not fit."""
    respondent = frame["respondent"]
    if respondent.dtype != pl.Int64 or frame.height == 0:
        return None
    low, high = respondent.min(), respondent.max()
    assert isinstance(low, int) and isinstance(high, int)
    packed, room = respondent - low, high - low + 1
    for name in frame.columns[1:]:
        top = frame[name].max()
        size = int(top) + 1 if isinstance(top, int) else 1
        packed, room = packed * size + frame[name].cast(pl.Int64), room * size
        if room >= 2**62:
            return None
    return packed


def row_problems(judged: Judged, groups: Sequence[str], expected: Expected, ledger: Ledger) -> Iterator[Rejected]:
    """Yield the rows set aside, in file order, and note each with its place and value."""
    keys = judged.keys
    totals = np.flatnonzero(judged.reason == _NUMBER["responses.total-row"])
    first = _first_cells(keys, totals) if len(totals) else {}
    for index in np.flatnonzero(judged.reason).tolist():
        code, name = REASONS[judged.reason[index] - 1]
        header = keys.match.keys.get(name, "")
        value = keys.shown(name, index) if name else keys.table.overlong[index]
        if index in first:
            header, value = _total_of(keys, index, first)
        where = keys.table.place(keys.table.number(index), header)
        yield Rejected(keys.table.file, keys.table.number(index), "", shown(value, KEPT), code, where)
        if ledger.wants(code, keys.table.file):
            values = {
                "value": shown(value),
                "column": keys.match.keys.get(name, name),
                **_more(keys, index, name, value, groups, expected),
            }
            ledger.add(code, where, values, "warning" if code in ODD else "error")


def _near_group(value: str, keys: Sequence[str], names: Mapping[str, str]) -> Near:
    """Return the group that was probably meant, by its key or its name: proposed, never taken."""
    if len(keys) > _NEAREST_AMONG:
        return Near()
    near = nearest(value, keys).get("near")
    if near is None and names:
        name = nearest(fold(value), names).get("near")
        near = f"{names[str(name)]} ({name})" if name else None
    return Near(near or "")


def _more(
    keys: Keys, index: int, name: str, value: str, groups: Sequence[str], expected: Expected
) -> dict[str, object]:
    if name == "group":
        return {"near": _near_group(shown(value), groups, expected.group_names)}
    if name in ("role", "wave"):
        instrument, waves = expected.instrument, expected.waves
        words = role_words(instrument) if name == "role" else wave_words(waves)
        meant = words.get(str(nearest(fold(shown(value)), words).get("near")), next(iter(words.values()), ""))
        return {"known": Choices(instrument.roles if name == "role" else wave_texts(waves)), "meant": meant}
    return {n: shown(keys.shown(n, index)) for n in ("group", "role", "wave")}


def ended_warnings(judged: Judged, status: Sequence[str | None], waves: Sequence[str]) -> Iterator[Problem]:
    """Yield a warning where usable rows of the last wave are of groups that have ended according to the list."""
    ended = pl.Series([i for i, one in enumerate(status) if one in ENDED], dtype=pl.UInt32)
    flags = _flags(judged.group.is_in(ended.implode())) & (judged.reason == 0)
    if waves:
        flags &= _flags(judged.wave == len(waves) - 1)
    rows = np.flatnonzero(flags).tolist()
    if rows:
        keys = judged.keys
        names = list(dict.fromkeys(shown(keys.shown("group", row)) for row in rows))
        listed = ", ".join(names[:10]) + (", ..." if len(names) > 10 else "")
        where = keys.table.place(keys.table.number(rows[0]), keys.match.keys.get("group", ""))
        yield Problem("responses.ended-group", where, {"count": len(rows), "groups": listed}, "warning")


def weight_warnings(judged: Judged) -> Iterator[Problem]:
    """Yield a warning where usable rows weigh nothing."""
    if judged.weight is None:
        return
    zero = _flags(judged.weight == 0) & (judged.reason == 0)
    if zero.any():
        table = judged.keys.table
        first = int(zero.argmax())
        where: Where = table.place(table.number(first), judged.keys.match.keys["weight"])
        yield Problem("responses.weight-zero", where, {"count": int(zero.sum())}, "warning")
