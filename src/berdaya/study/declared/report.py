"""Read what study.yaml says under `report:`."""

from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any

from berdaya.located import Entries, Located, nearest
from berdaya.study.declared.letter import LETTER_KEYS, read_docx_template, read_letter
from berdaya.study.model import COMPOSITE, SECTIONS, Section


def read_report(entries: Entries, folder: Path, written: Path, waves: tuple[str, ...]) -> dict[str, Any]:
    """Return the fields of a study that `report:` gives, by name; what is wrong is noted. `written` is the study's place."""
    own = entries.mapping("report", ("by", "chapters", "composite", "sections", *LETTER_KEYS))
    sections = _sections(own)
    _check_sections(entries, sections, waves, written)
    return {
        "report": _plain_mapping(own.at),
        "chapters": _chapters(own),
        "letter": read_letter(own, folder),
        "docx_template": read_docx_template(own, folder),
        "sections": sections,
        "composite": own.choice("composite", COMPOSITE, COMPOSITE[0]),
    }


def _check_sections(entries: Entries, sections: tuple[Section, ...], waves: tuple[str, ...], written: Path) -> None:
    """Note the chapters that are asked for and cannot be: nothing that is asked for is left out in silence."""
    problems, where = entries.problems, entries.mapping("report").where("sections")
    if "poverty" in sections and entries.get("poverty") is None:
        problems.error("study.no-poverty", where, place=str(written))
    if "stages" in sections and entries.get("stages") is None:
        problems.error("stages.none", where)
    if "change" in sections and not waves:
        problems.error("estimates.no-waves", where)


def _chapters(entries: Entries) -> Mapping[str, int]:
    """Return the numbers of a thesis's chapters that are said."""
    own = entries.mapping("chapters", ("method", "results"))
    found = {name: own.integer(name, None, 1, 99) for name in ("method", "results")}
    return MappingProxyType({name: number for name, number in found.items() if number is not None})


def _sections(entries: Entries) -> tuple[Section, ...]:
    """Return the sections on request, each once."""
    found: dict[Section, None] = {}
    for item in entries.list("sections"):
        known = next((name for name in SECTIONS if name == item.value), None)
        if known is None:
            values = {"name": "sections", "value": str(item.value), "options": ", ".join(SECTIONS)}
            entries.problems.error("entry.not-a-choice", item.where, **values, **nearest(str(item.value), SECTIONS))
        else:
            found[known] = None
    return tuple(found)


def _plain_mapping(at: Located) -> Mapping[str, object]:
    return MappingProxyType({key: _plain(value) for key, value in at.items()})


def _plain(at: Located) -> object:
    if isinstance(at.value, Mapping):
        return {key: _plain(value) for key, value in at.items()}
    if isinstance(at.value, str | int | float) or at.value is None:
        return at.value
    return [_plain(item) for item in at.value]
