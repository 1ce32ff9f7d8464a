"""Read `nonresponse:`, `trim:` and `calibrate:` of `design:` in study.yaml, with the files that they name."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, cast

from berdaya.errors import BerdayaError, InputError, Problem, Where
from berdaya.instrument.model import Instrument
from berdaya.located import Entries, Near, Problems, nearest
from berdaya.responses.answer import number
from berdaya.responses.open import open_table
from berdaya.responses.tables import RawTable, shown
from berdaya.study.declared.places import place, told_where_named
from berdaya.tally.model import CalibrateSpec, DrawnGroup, Margin, NonResponse, TrimSpec

KEYS = ("nonresponse", "trim", "calibrate")


@dataclass(frozen=True)
class Adjustments:
    """What is said of the weights beyond the design: each None where it is not."""

    nonresponse: NonResponse | None = None
    trim: TrimSpec | None = None
    calibrate: CalibrateSpec | None = None

    @property
    def some(self) -> bool:
        """Whether anything is said."""
        return self != Adjustments()


def read_adjustments(
    design: Entries, folder: Path, instrument: Instrument | None, waves: Sequence[str], *, computed: bool
) -> Adjustments:
    """Return the adjustments of weights; what is wrong is noted. `computed`: the design has `weight: design`."""
    return Adjustments(
        _nonresponse(design, folder, instrument, computed) if design.get("nonresponse") else None,
        _trim(design) if design.get("trim") else None,
        _calibrate(design, folder, instrument, waves) if design.get("calibrate") else None,
    )


def _trim(design: Entries) -> TrimSpec:
    own, usual = design.mapping("trim", ("low", "high")), TrimSpec()
    return TrimSpec(own.number("low", usual.low, 0, 1), own.number("high", usual.high, 1))


def _role(own: Entries, instrument: Instrument | None) -> str:
    """The role that numbers of people are of; it must be said where there are several."""
    if instrument is None:
        return ""
    roles = tuple(instrument.roles)
    found = own.choice("role", roles, "")
    if not found and own.get("role") is None and len(roles) > 1:
        own.problems.error("design.which-role", own.at.where, roles=", ".join(roles), name=own.name)
    return found


def _table(own: Entries, folder: Path, needed: Sequence[str]) -> RawTable | None:
    """The table that `file:` (and `sheet:`) names; None with what is wrong noted."""
    text = own.text("file", "", required=True)
    found = place(folder, text, own.where("file"), own.problems) if text else None
    if found is None:
        return None
    try:
        table = open_table(*found, own.text("sheet", None))
    except BerdayaError as error:
        own.problems.extend(told_where_named(error.problems, own.where("file")))
        return None
    lacking = [name for name in needed if name not in table.headers]
    for name in lacking:
        near = Near(str(nearest(name, table.headers).get("near", "")))
        values = {"column": name, "needed": ", ".join(needed), "near": near}
        own.problems.error("design.table-column", table.place(table.head), **values)
    return None if lacking else table


def _lines(table: RawTable, columns: Sequence[str]) -> list[tuple[int, dict[str, str]]]:
    """The rows of a table as texts, each with its number; blank rows are left out."""
    there = [name for name in columns if name in table.headers]
    read = table.read(there)
    texts = {name: ["" if one is None else str(one).strip() for one in read.column(name).to_pylist()] for name in there}
    rows = [{name: texts[name][i] for name in there} for i in range(table.height)]
    return [(int(table.numbers[i]), row) for i, row in enumerate(rows) if any(row.values())]


def _number(text: str, table: RawTable, at: int, column: str, problems: Problems) -> float | None:
    value = number(text)
    if value is None or not value > 0:
        values = {"column": column, "value": shown(text)}
        problems.error("design.table-number", table.place(at, column), **values)
        return None
    return value


def _calibrate(
    design: Entries, folder: Path, instrument: Instrument | None, waves: Sequence[str]
) -> CalibrateSpec | None:
    own = design.mapping("calibrate", ("file", "sheet", "role"))
    role = _role(own, instrument)
    table = _table(own, folder, ("variable", "label", "total"))
    if table is None:
        return None
    found: dict[tuple[str, str], tuple[dict[str, float], dict[str, Where]]] = {}
    for at, row in _lines(table, ("variable", "label", "total", "wave")):
        wave = row.get("wave", "")
        if wave and wave not in waves:
            values = {"wave": wave, "known": ", ".join(waves) or "–"}
            own.problems.error("design.totals-wave", table.place(at, "wave"), **values)
        variable, label = (" / ".join(part.strip() for part in row[name].split("/")) for name in ("variable", "label"))
        total = _number(row["total"], table, at, "total", own.problems)
        totals, places = found.setdefault((variable, wave), ({}, {}))
        if not variable or not label:
            own.problems.error("design.table-blank", table.place(at, "label" if variable else "variable"))
        elif label in totals:
            values = {"variable": variable, "label": label, "first": str(places[label])}
            own.problems.error("design.totals-twice", table.place(at, "label"), **values)
        elif total is not None:
            totals[label], places[label] = total, table.place(at, "label")
    margins = tuple(Margin(variable, wave, *both) for (variable, wave), both in found.items())
    for one in margins:
        if one.wave and (one.variable, "") in found:
            values = {"variable": one.variable, "wave": one.wave}
            own.problems.error("design.totals-both", next(iter(one.places.values())), **values)
    return CalibrateSpec(table.file, margins, role, own.where("file")) if margins else None


def _nonresponse(design: Entries, folder: Path, instrument: Instrument | None, computed: bool) -> NonResponse:
    own = design.mapping("nonresponse", ("classes", "of", "role", "file", "sheet"))
    of = cast(Literal["groups", "respondents"], own.choice("of", ("groups", "respondents"), "groups"))
    classes = own.texts("classes")
    where = design.key_where("nonresponse")
    if computed:
        own.problems.error("design.nonresponse-counted", where)
    role = (
        _role(own, instrument)
        if of == "respondents"
        else own.choice("role", tuple(instrument.roles), "")
        if instrument
        else ""
    )
    if own.get("file") is None and of == "groups":
        return NonResponse(classes, of, role, where=where)
    weight = "weight" if of == "groups" else "member_weight"
    needed = ("group", weight) if of == "groups" else ("group", weight, "take")
    table = _table(own, folder, needed)
    drawn: Mapping[str, DrawnGroup] = {}
    if table is not None:
        drawn = _drawn(table, weight, of, own.problems)
    return NonResponse(classes, of, role, table.file if table else "", drawn, where)


def _drawn(table: RawTable, weight: str, of: str, problems: Problems) -> dict[str, DrawnGroup]:
    """The groups of a list as `berdaya sample draw` writes it; without a column `part` all of it is the sample."""
    found: dict[str, DrawnGroup] = {}
    for at, row in _lines(table, ("group", "stratum", "part", weight, "take")):
        key = row["group"]
        weighs = _number(row[weight], table, at, weight, problems)
        take = (
            _number(row["take"], table, at, "take", problems)
            if of == "respondents"
            else number(row.get("take", "")) or 0.0
        )
        if key in found:
            problems.error("design.drawn-twice", table.place(at, "group"), group=key)
        elif weighs is not None and take is not None:
            part = row.get("part") or "sample"
            found[key] = DrawnGroup(row.get("stratum", ""), part, weighs, take, table.place(at, "group"))
    return found


@dataclass(frozen=True)
class DrawnList:
    """The groups of a list as `berdaya sample draw` writes it, with the seed and the allocation of the draw ("": not told)."""

    groups: Mapping[str, DrawnGroup]
    file: str = ""
    seed: str = ""
    allocation: str = ""


def drawn_list(path: Path, name: str) -> DrawnList:
    """Return a list of drawn groups, with how many of each were to be asked (0: not said).

    Raises
    ------
    InputError
        It cannot be read, or has no column `group` or `weight`.
    """
    problems = Problems()
    try:
        table = open_table(path, name)
    except BerdayaError as error:
        raise InputError(error.problems) from None
    lacking = [column for column in ("group", "weight") if column not in table.headers]
    for column in lacking:
        problems.error("design.table-column", Where(name), column=column, needed="group, weight", near=Near(""))
    found = {} if lacking else _drawn(table, "weight", "groups", problems)
    if problems.any_error:
        raise InputError(problems.found)
    told = _lines(table, ("seed", "allocation"))
    first = told[0][1] if told else {}
    return DrawnList(found, name, first.get("seed", ""), first.get("allocation", ""))


def adjustment_problems(adjustments: Adjustments, where: Where, *, groups: bool, replicates: bool) -> list[Problem]:
    """Return why adjustments cannot stand beside `count: groups` or replicate weights."""
    if not adjustments.some:
        return []
    codes = [("design.adjust-groups", groups), ("design.adjust-replicates", replicates)]
    return [Problem(code, where) for code, clashes in codes if clashes]
