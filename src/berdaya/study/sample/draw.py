"""Draw groups from the list of groups: shared out among strata, each alike or by size, with a fixed take of members in each."""

import csv
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from io import StringIO
from pathlib import Path
from types import MappingProxyType
from typing import Any
from zlib import crc32

import numpy as np
import polars as pl

from berdaya.errors import InputError, Problem, UsageError
from berdaya.instrument.study_book import is_study_book, parts_of_book
from berdaya.located import nearest
from berdaya.responses.groups import read_groups
from berdaya.responses.model import Groups
from berdaya.save import save_bytes
from berdaya.stats.allocation import METHODS, Method, allocate
from berdaya.stats.selection import Drawn, draw_by_size, draw_simple
from berdaya.study.read import names_book

GROUPS = "groups.csv"


@dataclass(frozen=True)
class DrawQuery:
    """How groups are drawn.

    `strata` and `size` are columns of the list, `size` "" draws each alike; `sd` by stratum for "neyman". `take` members are
    asked in each group, of so many as the column `members` says; None: that is not settled here. `replacements` stand ready in
    each stratum.
    """

    n: int
    strata: tuple[str, ...] = ()
    method: Method = "proportional"
    power: float = 0.5
    sd: Mapping[str, float] = field(default_factory=lambda: MappingProxyType({}))
    floor: int = 1
    size: str = ""
    take: int | None = None
    members: str = "members"
    replacements: int = 0
    seed: int = 2022


@dataclass(frozen=True)
class StratumDraw:
    """A stratum: how many groups there are, how many were drawn, and how many of these for certain."""

    stratum: str
    groups: int
    drawn: int
    certain: int
    replacements: int


@dataclass(frozen=True)
class DrawnRow:
    """A group of the sample, or one that replaces another (`order` counts both from 1 in each stratum).

    `weight` is 1 / `probability`. With a fixed take, `take` of its `members` are asked, and a member's weight is
    `member_weight`.
    """

    group: str
    stratum: str
    part: str  # "sample" or "replacement"
    order: int
    probability: float
    weight: float
    certain: bool
    members: int | None = None
    take: int | None = None
    member_weight: float | None = None


@dataclass(frozen=True)
class DrawnSample:
    """What was drawn, and from what."""

    query: DrawQuery
    file: str
    strata: tuple[StratumDraw, ...]
    rows: tuple[DrawnRow, ...]


def draw_groups(place: str | Path, query: DrawQuery) -> DrawnSample:
    """Draw groups from a list: a file of any kind that groups are read from, a study's folder (its groups.csv) or workbook.

    The same list and seed draw the same groups; the order of rows matters only to draws by size, which go along the list.

    Raises
    ------
    InputError
        The list cannot be read; a size or a number of members is absent, no number, or negative.
    UsageError
        An unknown column or method; a stratum without a standard deviation for "neyman".
    ComputeError
        stats.size-out-of-range: n does not fit.
    """
    groups = _list(Path(place))
    _check(groups, query)
    table = groups.table.sort("group") if not query.size else groups.table
    names = _strata(table, query.strata)
    strata = sorted(set(names))
    places = {name: np.flatnonzero(np.array(names) == name) for name in strata}
    counts = [len(places[name]) for name in strata]
    sd = [query.sd[name] for name in strata] if query.method == "neyman" else None
    shares = allocate(counts, query.n, query.method, sd=sd, power=query.power, floor=query.floor)
    sizes = _numbers(table, query.size) if query.size else None
    members = _numbers(table, query.members) if query.take is not None else None
    keys = table["group"].cast(pl.String).to_list()
    told, rows = [], []
    for name, n in zip(strata, shares.tolist(), strict=True):
        rng = np.random.default_rng([query.seed, crc32(name.encode("utf-8"))])  # a stratum's draw is its own
        at = places[name]
        drawn = (
            draw_simple(len(at), n, rng, query.replacements)
            if sizes is None
            else draw_by_size(sizes[at], n, rng, query.replacements)
        )
        told.append(StratumDraw(name, len(at), n, int(drawn.certain[drawn.units].sum()), len(drawn.replacements)))
        rows += _rows(name, drawn, [keys[i] for i in at], None if members is None else members[at], query.take)
    return DrawnSample(query, groups.file, tuple(told), tuple(rows))


def _list(place: Path) -> Groups:
    if place.is_dir():
        place = place / GROUPS
    if names_book(place) and place.is_file() and is_study_book(place, place.name):
        part = parts_of_book(place, place.name)["groups"][0]
        return read_groups(place, place.name, part.title, part.header)[0]
    return read_groups(place, place.name)[0]


def _check(groups: Groups, query: DrawQuery) -> None:
    wanted = [
        *query.strata,
        *([query.size] if query.size else []),
        *([query.members] if query.take is not None else []),
    ]
    unknown = [name for name in wanted if name not in groups.attributes]
    if unknown:
        raise UsageError(
            Problem(
                "usage.sample-column", values={"column": name, "file": groups.file, **nearest(name, groups.attributes)}
            )
            for name in unknown
        )
    if query.method not in METHODS:
        values = {"name": query.method, "known": ", ".join(METHODS), **nearest(query.method, METHODS)}
        raise UsageError(Problem("usage.sample-method", values=values))
    if query.method == "neyman":
        lacking = [name for name in sorted(set(_strata(groups.table, query.strata))) if name not in query.sd]
        if lacking:
            raise UsageError(Problem("usage.sample-sds", values={"strata": ", ".join(lacking)}))
    for column in filter(None, (query.size, query.members if query.take is not None else "")):
        _check_numbers(groups, column)


def _strata(table: pl.DataFrame, columns: Sequence[str]) -> list[str]:
    if not columns:
        return [""] * table.height
    texts = [table[name].cast(pl.String).fill_null("–").to_list() for name in columns]
    return [" / ".join(parts) for parts in zip(*texts, strict=True)]


def _numbers(table: pl.DataFrame, column: str) -> np.ndarray[Any, np.dtype[np.float64]]:
    return table[column].cast(pl.Float64, strict=False).to_numpy()


def _check_numbers(groups: Groups, column: str) -> None:
    """Every group needs a number from 0."""
    values = groups.table[column].cast(pl.Float64, strict=False)
    odd = (values.is_null() | values.is_nan() | (values < 0)).arg_true().to_list()
    if odd:
        raise InputError(
            Problem("groups.no-size", groups.place(at, column), {"group": groups.table["group"][at], "column": column})
            for at in odd
        )


def _rows(
    stratum: str,
    drawn: Drawn,
    keys: Sequence[str],
    members: np.ndarray[Any, np.dtype[np.float64]] | None,
    take: int | None,
) -> list[DrawnRow]:
    found = []
    for part, units in (("sample", drawn.units), ("replacement", drawn.replacements)):
        for order, unit in enumerate(units.tolist(), 1):
            chance = float(drawn.probability[unit])
            there = None if members is None else int(members[unit])
            asked = None if there is None or take is None else min(take, there)
            weight = 1 / chance
            found.append(
                DrawnRow(
                    group=keys[unit],
                    stratum=stratum,
                    part=part,
                    order=order,
                    probability=chance,
                    weight=weight,
                    certain=bool(drawn.certain[unit]),
                    members=there,
                    take=asked,
                    member_weight=weight * there / asked if there and asked else None,
                )
            )
    return found


def sample_csv(sample: DrawnSample) -> bytes:
    """Return the sample as csv, one row a group; numbers are not rounded."""
    out = StringIO(newline="")
    writer = csv.writer(out, lineterminator="\n")
    heads = ["group", "stratum", "part", "order", "probability", "weight", "certain"]
    more = ["members", "take", "member_weight"] if sample.query.take is not None else []
    how = {"seed": sample.query.seed, "allocation": sample.query.method}  # told with the sample, for the report
    writer.writerow([*heads, *more, *how])
    for row in sample.rows:
        values = asdict(row) | how
        values["certain"] = "yes" if row.certain else "no"
        writer.writerow(["" if values[name] is None else values[name] for name in (*heads, *more, *how)])
    return out.getvalue().encode("utf-8-sig")


def write_sample(sample: DrawnSample, target: Path) -> Path:
    """Write the sample, where no file of that name is.

    Raises
    ------
    UsageError
        usage.sample-there: a sample is drawn once; another draw needs another name.
    InputError
        The file cannot be written.
    """
    if target.exists():
        raise UsageError(Problem("usage.sample-there", values={"file": target.name}))
    save_bytes(target, sample_csv(sample))
    return target


def sample_document(sample: DrawnSample) -> dict[str, Any]:
    """Return what `berdaya sample draw --json` prints."""
    query = {name: value for name, value in vars(sample.query).items() if name != "sd"}
    return {
        "file": sample.file,
        "query": {**query, "strata": list(sample.query.strata), "sd": dict(sample.query.sd)},
        "strata": [asdict(one) for one in sample.strata],
        "sample": [asdict(row) for row in sample.rows],
    }
