"""Read `responses:` of study.yaml: which files hold the answers, and what their columns and values mean."""

from collections.abc import Collection, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Literal

from berdaya.instrument.model import Instrument
from berdaya.located import Entries, Located, Problems, nearest
from berdaya.responses.answer import canonical, number
from berdaya.responses.match import CONSTANT_NAMES, KEY_NAMES, TIME_NAMES
from berdaya.responses.model import Source
from berdaya.study.declared.places import place

_KNOWN = ("file", "sheet", "header", "shape", "columns", "attributes", "recode", *CONSTANT_NAMES)
_RESERVED = ("file", "row", "weight", "date", "item", "answer")
_EVERY = "*"


def read_sources(
    entries: Entries, folder: Path, instrument: Instrument | None, waves: tuple[str, ...]
) -> tuple[Source, ...]:
    """Return the files of answers, in the written order; what is wrong is noted."""
    found = []
    for item in entries.list("responses", required=True):
        if isinstance(item.value, str):  # a name alone
            item = Located({"file": item}, item.where, {})
        own = Entries.open(item, entries.problems, "responses", _KNOWN)
        source = _source(own, folder, instrument, waves)
        if source is not None:
            found.append(source)
    return tuple(found)


def _source(entries: Entries, folder: Path, instrument: Instrument | None, waves: tuple[str, ...]) -> Source | None:
    problems = entries.problems
    text = entries.text("file", "", required=True)
    found = place(folder, text, entries.where("file"), problems) if text else None
    attributes = _attributes(entries)
    columns = _columns(entries, attributes, instrument)
    recode = _recode(entries, instrument, waves)
    shape: Literal["wide", "long"] = "long" if entries.choice("shape", ("wide", "long"), "wide") == "long" else "wide"
    header = entries.integer("header", None, 1)
    constants = {name: _scalar(at) for name in CONSTANT_NAMES if (at := entries.get(name)) is not None}
    if found is None:
        return None
    return Source(
        file=found[1],
        path=found[0],
        where=entries.where("file"),
        shape=shape,
        columns=MappingProxyType(columns),
        attributes=attributes,
        recode=MappingProxyType(recode),
        sheet=entries.text("sheet", None),
        header=header,
        constants=MappingProxyType(constants),
    )


def _attributes(entries: Entries) -> tuple[str, ...]:
    found = []
    for item in entries.list("attributes"):
        name = _scalar(item)
        if name in _RESERVED:
            entries.problems.error("study.reserved-attribute", item.where, name=name)
        else:
            found.append(name)
    return tuple(dict.fromkeys(found))


def _scalar(at: Located) -> str:
    """Return a name that may have been written as a number: the column 2022, the answer 3."""
    if at.value is None:
        return ""
    if isinstance(at.value, float) and at.value.is_integer():
        return str(int(at.value))
    return str(at.value).strip()


def _columns(entries: Entries, attributes: Collection[str], instrument: Instrument | None) -> dict[str, str]:
    questions = [leaf.key for leaf in instrument.leaves] if instrument else []
    columns = {}
    mapping = entries.mapping("columns")
    for name, at in mapping.at.items():
        if instrument and name not in {*KEY_NAMES, *TIME_NAMES, *questions, *attributes}:
            values = nearest(name, [*KEY_NAMES, *TIME_NAMES, *questions, *attributes])
            entries.problems.error("study.unknown-name", mapping.key_where(name), name=name, **values)
        elif isinstance(at.value, str | int | float) and _scalar(at):
            columns[name] = _scalar(at)
        else:
            entries.problems.error("study.no-header", at.where, name=name)
    return columns


def _recode(entries: Entries, instrument: Instrument | None, waves: tuple[str, ...]) -> dict[str, Mapping[str, str]]:
    found: dict[str, Mapping[str, str]] = {}
    mapping = entries.mapping("recode")
    for name, at in mapping.at.items():
        own = Entries.open(at, entries.problems, name)
        targets = _targets(name, instrument, waves)
        if targets is None:
            known = (
                [_EVERY, *CONSTANT_NAMES, *(leaf.key for leaf in instrument.leaves if instrument)] if instrument else []
            )
            entries.problems.error("study.unknown-name", mapping.key_where(name), name=name, **nearest(name, known))
            continue
        for value, target in own.at.items():
            _check_target(name, value, target, targets, entries.problems)
        found[name] = MappingProxyType(
            {canonical(value): canonical(_scalar(target)) for value, target in own.at.items()}
        )
    return found


def _targets(name: str, instrument: Instrument | None, waves: tuple[str, ...]) -> Collection[str] | None:
    """Return the words that a recoding of a name may give ("" stands for any number or word); None: no such name."""
    if instrument is None or name == "group":
        return [""]
    if name == "role":
        return tuple(instrument.roles)
    if name == "wave":
        return waves
    questions = [leaf.key for leaf in instrument.leaves]
    return tuple(instrument.missing) if name in (_EVERY, *questions) else None


def _check_target(name: str, value: str, at: Located, targets: Collection[str], problems: Problems) -> None:
    text = _scalar(at)
    plain = isinstance(at.value, str | int | float) and not isinstance(at.value, bool)
    blank_or_number = name not in CONSTANT_NAMES and (at.value is None or text == "" or number(text) is not None)
    if blank_or_number or (plain and ("" in targets or text in targets)):
        return
    known = ", ".join(targets)
    code = "study.recode-name" if name in CONSTANT_NAMES else "study.recode-target"
    problems.error(code, at.where, name=name, value=value, target=text, known=known)
