"""Read `design:` of study.yaml: who stands for whom."""

from collections.abc import Collection, Mapping
from typing import Literal, cast

from berdaya.instrument.model import Instrument
from berdaya.located import Entries, Located, Problems, as_number, nearest
from berdaya.study.declared.adjustments import KEYS
from berdaya.study.declared.replicates import read_replicates
from berdaya.tally.model import DesignSpec, LonelyPsu, Population, Selection, Stage

_KNOWN = ("selection", "stages", "weight", "finite", "lonely_psu", "replicates", "plan", *KEYS)
_OF_ROWS = ("group", "respondent", "role", "wave")


def read_design(
    entries: Entries, instrument: Instrument | None, attributes: Collection[str] | None
) -> tuple[DesignSpec, str]:
    """Return the design, and the column that holds the weights where it is not called `weight`.

    `attributes` are what a stage may name beside group and respondent; None where they could not be read.
    """
    own = entries.mapping("design", _KNOWN)
    stages = []
    for item in own.list("stages"):
        stage = _stage(
            Entries.open(item, own.problems, "stages", ("unit", "strata", "population")), instrument, attributes
        )
        if stage is not None:
            stages.append(stage)
    written = own.text("weight", "")
    weight: Literal["none", "column", "design"] = "none"
    if written:
        weight = "design" if written == "design" else "column"
    selection = own.choice("selection", ("random", "census", "purposive", "unknown"), "unknown")
    lonely = own.choice("lonely_psu", ("none", "centre", "remove", "average"), "none")
    design = DesignSpec(
        selection=cast(Selection, selection),
        stages=tuple(stages),
        weight=weight,
        finite=own.true_false("finite", True),
        lonely_psu=cast(LonelyPsu, lonely),
        replicates=read_replicates(own, weight != "none"),
        where=entries.key_where("design"),
    )
    return design, "" if weight != "column" or written == "weight" else written


def _stage(entries: Entries, instrument: Instrument | None, attributes: Collection[str] | None) -> Stage | None:
    problems = entries.problems
    unit = entries.text("unit", "", required=True)
    if not unit:
        return None
    if unit not in ("role", "wave"):
        _check_attribute(unit, entries.get("unit"), attributes, problems)
    else:
        problems.error("study.unknown-attribute", entries.where("unit"), name=unit, known="group, respondent", hint="")
    strata = []
    for item in entries.list("strata"):
        name = str(item.value).strip()
        _check_attribute(name, item, attributes, problems)
        strata.append(name)
    return Stage(unit, tuple(strata), _population(entries, instrument, attributes), entries.where("population"))


def _check_attribute(name: str, at: Located | None, attributes: Collection[str] | None, problems: Problems) -> None:
    if attributes is None or at is None or name in _OF_ROWS or name in attributes:
        return
    known = (*_OF_ROWS[:2], *attributes)
    shown = ", ".join(known)
    problems.error("study.unknown-attribute", at.where, name=name, known=shown, **nearest(name, known))


def _population(entries: Entries, instrument: Instrument | None, attributes: Collection[str] | None) -> Population:
    found = entries.get("population")
    if found is None:
        return None
    if not isinstance(found.value, Mapping):
        return _size(found, attributes, entries.problems)
    roles = entries.mapping("population", tuple(instrument.roles) if instrument else None)
    return {  # a plain dict, which asdict can copy
        role: size for role, at in roles.at.items() if (size := _size(at, attributes, entries.problems)) is not None
    }


def _size(at: Located, attributes: Collection[str] | None, problems: Problems) -> float | str | None:
    if isinstance(at.value, str):
        name = at.value.strip()
        _check_attribute(name, at, attributes, problems)
        return name
    return as_number(at, problems, "population", low=1)
