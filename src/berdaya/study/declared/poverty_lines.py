"""Read what is spent, and the dated poverty lines that it is compared with."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from types import MappingProxyType

from berdaya.errors import BerdayaError
from berdaya.estimates.poverty.model import Line, Money
from berdaya.located import Entries, Located, Problems, nearest, parse_yaml, read_yaml
from berdaya.study.declared.places import place, told_where_named
from berdaya.study.declared.poverty_packs import LINES, pack_text

_KNOWN = ("value", "per", "lines", "area", "date")


def read_money(entries: Entries, folder: Path, waves: Sequence[str]) -> Money | None:
    """Return what `money:` of a measure says; None where something is wrong with it.

    `lines` names a file in the study's folder; without it the lines that come with Berdaya are used. `date` is that of a line
    of the area, several of them, or one (several) for each wave.
    """
    own = entries.mapping("money", _KNOWN, required=True)
    value, per = own.text("value", "", required=True), own.text("per", "")
    lines = _lines_file(own, folder)
    area = own.text("area", "", required=True)
    said = own.get("date", required=True)
    if not value or lines is None or not area or said is None:
        return None
    of_area = {line.date: line for line in lines if line.area == area}
    if not of_area:
        areas = tuple(dict.fromkeys(line.area for line in lines))
        own.problems.error(
            "poverty.no-line", own.where("area"), name=area, known=", ".join(areas), **nearest(area, areas)
        )
        return None
    by_wave = own.mapping("date", waves).at.items() if isinstance(said.value, Mapping) else (("", said),)
    found = {wave: _chosen(at, of_area, own.problems) for wave, at in by_wave}
    if any(not chosen for chosen in found.values()):
        return None
    if len({len(chosen) for chosen in found.values()}) > 1:
        own.problems.error("poverty.lines-differ", said.where)
        return None
    absent = [wave for wave in waves if "" not in found and wave not in found]
    if absent:
        own.problems.error("poverty.line-of-wave", said.where, waves=", ".join(absent))
    return Money(value, per, MappingProxyType(found)) if not absent else None


def _chosen(at: Located, lines: Mapping[str, Line], problems: Problems) -> tuple[Line, ...]:
    items = (at,) if not isinstance(at.value, Sequence) or isinstance(at.value, str) else tuple(at.value)
    found = []
    for item in items:
        date = str(item.value).strip()
        if date in lines:
            found.append(lines[date])
        else:
            problems.error("poverty.no-line", item.where, name=date, known=", ".join(lines), **nearest(date, lines))
    return tuple(found) if len(found) == len(items) else ()


def _lines_file(own: Entries, folder: Path) -> tuple[Line, ...] | None:
    named = own.text("lines", "")
    try:
        if not named:
            return read_lines(parse_yaml(pack_text(LINES), LINES, own.problems), own.problems)
        found = place(folder, named, own.where("lines"), own.problems)
        return None if found is None else read_lines(read_yaml(*found, own.problems), own.problems)
    except BerdayaError as error:
        own.problems.extend(told_where_named(error.problems, own.where("lines")))
        return None


def read_lines(at: Located, problems: Problems) -> tuple[Line, ...] | None:
    """Return the lines of a file; None where something is wrong with it. Each has an area, a date, an amount and a source."""
    entries = Entries.open(at, problems, "lines", ("lines",))
    before, found = sum(problem.severity == "error" for problem in problems), []
    for item in entries.list("lines", required=True):
        own = Entries.open(item, problems, "lines", ("area", "date", "amount", "source"))
        date = own.get("date", required=True)
        amount = own.number("amount", 0.0, low=1e-9, required=True)
        area, source = own.text("area", "", required=True), own.text("source", "", required=True)
        found.append(Line(area, str(date.value).strip() if date else "", amount, source))
        if any((line.area, line.date) == (area, found[-1].date) for line in found[:-1]):
            problems.error("poverty.line-twice", item.where, area=area, date=found[-1].date)
    return tuple(found) if sum(problem.severity == "error" for problem in problems) == before else None
