"""Read a study: study.yaml, the instrument and the frame that it names, and its answers."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType
from typing import Any

from berdaya.errors import BerdayaError, InputError, Problem, Where
from berdaya.instrument.model import NO_TEXT, Instrument, Text
from berdaya.instrument.parse import parse_instrument
from berdaya.instrument.read import read_instrument
from berdaya.instrument.study_book import StudyBook
from berdaya.instrument.texts import Texts
from berdaya.instrument.waves import with_waves
from berdaya.instrument.weights import with_scheme
from berdaya.located import Entries, Located, Problems, as_text, nearest, read_yaml
from berdaya.responses.groups import read_groups
from berdaya.responses.model import Groups, Responses, Source
from berdaya.responses.read import read_responses
from berdaya.study.book import open_study_book
from berdaya.study.declared.adjustments import adjustment_problems, read_adjustments
from berdaya.study.declared.archive import read_archive
from berdaya.study.declared.comparison import read_comparison
from berdaya.study.declared.design import read_design
from berdaya.study.declared.letter import LETTER_KEYS, read_docx_template, read_letter
from berdaya.study.declared.map_file import read_map, usual_file
from berdaya.study.declared.places import place
from berdaya.study.declared.plan import read_plan
from berdaya.study.declared.poverty_file import read_poverty
from berdaya.study.declared.sensitivity_settings import read_sensitivity
from berdaya.study.declared.settings import read_quality, read_rule, read_settings
from berdaya.study.declared.sources import read_sources
from berdaya.study.declared.stage_file import read_stages
from berdaya.study.declared.targets import read_targets
from berdaya.study.declared.weights_files import weights_folder
from berdaya.study.declared.weights_use import read_weights
from berdaya.study.model import COMPOSITE, FILE, SECTIONS, Section, Study
from berdaya.tally.model import DesignSpec

_KNOWN = (
    "study",
    "title",
    "date",
    "place",
    "instrument",
    "groups",
    "responses",
    "waves",
    "asks",
    "design",
    "estimates",
    "problems",
    "disclosure",
    "publish",
    "interviews",
    "synthetic",
    "targets",
    "report",
    "attention",
    "map",
    "comparison",
    "poverty",
    "sensitivity",
    "quality",
    "weights",
    "stages",
    "archive",
)


def read_study(folder: str | Path, *, shapes: bool = True) -> Study:
    """Return a study, with its instrument and its frame read; answers are read by `read_answers`.

    Parameters
    ----------
    folder
        The folder that holds study.yaml, study.yaml itself, or the workbook that holds all of the study.
    shapes
        False: the shapes of the map's areas are not read; they are about to be imported.

    Raises
    ------
    InputError
        With all problems of study.yaml, the instrument and the frame, when one of them is an error.
    """
    problems = Problems()
    written, file = Path(folder), names_book(Path(folder))
    book = None
    if file:
        folder = written.parent
        at, book = open_study_book(written, problems)
    else:
        folder = _folder(written)
        at = read_yaml(folder / FILE, FILE, problems)
    entries = Entries.open(at, problems, "study", _KNOWN)
    instrument = _instrument(entries, folder, book)
    groups, groups_file = _groups(entries, folder, book)
    waves = _waves(entries, instrument)
    asks = _asks(entries, waves)
    sources = read_sources(entries, folder, instrument, waves)
    attributes = [name for source in sources for name in source.attributes] + list(groups.attributes if groups else ())
    could_read = groups is not None or entries.get("groups") is None
    answers_known = bool(sources) and (not could_read or not problems.any_error)  # what follows does not touch them
    design, weight = read_design(entries, instrument, attributes if could_read else None)
    comparison = read_comparison(entries, attributes if could_read else None)
    poverty = read_poverty(entries, instrument, attributes if could_read else None, waves, folder)
    targets = read_targets(entries, instrument, waves, attributes if could_read else None)
    if weight:
        sources = tuple(_with_weight(source, weight) for source in sources)
    settings = read_settings(entries)
    by_group = settings.count == "groups"
    if design.replicates is not None and by_group:
        problems.error("design.replicates-groups", design.replicates.where)
    adjusted = read_adjustments(
        entries.mapping("design"), folder, instrument, waves, computed=design.weight == "design"
    )
    more_weights = design.replicates is not None
    problems.extend(adjustment_problems(adjusted, design.where, groups=by_group, replicates=more_weights))
    design = replace(design, **vars(adjusted))
    region = _region(entries)
    usual = usual_file(folder, written if file else None)
    weights, scheme = read_weights(entries, weights_folder(folder, written if file else None), instrument)
    more: dict[str, Any] = {
        "plan": read_plan(entries.mapping("design"), instrument),
        "map": read_map(entries, usual, groups, region, shapes=shapes),
        "key": entries.text("study", "", required=True),
        "title": _title(entries, instrument),
        "date": _date(entries),
        "place": region,
        "set_aside": entries.choice("problems", ("refuse", "set_aside"), "refuse") == "set_aside",
        "synthetic": entries.true_false("synthetic", False),
        "interviews": _interviews(entries, folder),
        "attention": read_rule(entries),
        "sensitivity": read_sensitivity(entries, instrument, weights),
        "quality": read_quality(entries, attributes if could_read else None),
        "stages": read_stages(entries, folder),
        "archive": read_archive(entries, instrument),
        "report": _plain_mapping(
            entries.mapping("report", ("by", "chapters", "composite", "sections", *LETTER_KEYS)).at
        ),
        "chapters": _chapters(entries.mapping("report")),
        "letter": read_letter(entries.mapping("report"), folder),
        "docx_template": read_docx_template(entries.mapping("report"), folder),
        "sections": _sections(entries.mapping("report")),
        "composite": entries.mapping("report").choice("composite", COMPOSITE, COMPOSITE[0]),
    }
    _check_sections(entries, more["sections"], waves, problems, written)
    if instrument is not None and answers_known and problems.any_error:
        problems.extend(_answers_problems(instrument, sources, groups, waves, design))
    _raise_errors(problems)
    assert instrument is not None
    return Study(
        folder=folder,
        instrument=with_scheme(with_waves(instrument, asks), scheme) if scheme else with_waves(instrument, asks),
        as_written=instrument,
        groups_file=groups_file,
        groups=groups,
        sources=sources,
        waves=waves,
        design=design,
        settings=settings,
        targets=targets,
        comparison=comparison,
        poverty=poverty,
        weights=weights,
        scheme=scheme,
        problems=problems.warnings,
        book=written if file else None,
        **more,
    )


def _check_sections(
    entries: Entries, sections: tuple[Section, ...], waves: tuple[str, ...], problems: Problems, written: Path
) -> None:
    """Note the chapters that are asked for and cannot be: nothing that is asked for is left out in silence."""
    where = entries.mapping("report").where("sections")
    if "poverty" in sections and entries.get("poverty") is None:
        problems.error("study.no-poverty", where, place=str(written))
    if "stages" in sections and entries.get("stages") is None:
        problems.error("stages.none", where)
    if "change" in sections and not waves:
        problems.error("estimates.no-waves", where)


def _answers_problems(
    instrument: Instrument,
    sources: tuple[Source, ...],
    groups: Groups | None,
    waves: tuple[str, ...],
    design: DesignSpec,
) -> tuple[Problem, ...]:
    """What is wrong with the answers, told together with the rest; of a frame that cannot be read no group is known."""
    try:
        found = read_responses(instrument, sources, groups, waves, **_of_design(design))
        cells = [problem for block in found.blocks() for problem in block.problems]
    except BerdayaError as error:
        return error.problems
    return (*found.problems, *cells)


def read_answers(study: Study) -> Responses:
    """Return the answers of a study; see `read_responses`."""
    return read_responses(study.instrument, study.sources, study.groups, study.waves, **_of_design(study.design))


def _of_design(design: DesignSpec) -> dict[str, Any]:
    """What of the answers only the design needs."""
    return {
        "uses_weight": design.weight == "column",
        "replicates": design.replicates.columns if design.replicates else "",
    }


def instrument_file(place_of: Path) -> Path:
    """Return the instrument's file of a study's folder; a file is taken as the instrument itself.

    Raises
    ------
    InputError
        When study.yaml cannot be read or names no instrument.
    """
    if place_of.is_file() and place_of.name != FILE:
        return place_of
    folder = _folder(place_of)
    problems = Problems()
    entries = Entries.open(read_yaml(folder / FILE, FILE, problems), problems, "study")
    text = entries.text("instrument", "", required=True)
    found = place(folder, text, entries.where("instrument"), problems) if text else None
    _raise_errors(problems)
    assert found is not None
    return found[0]


def _folder(place_of: Path) -> Path:
    if place_of.name == FILE and not place_of.is_dir():
        return place_of.parent
    if place_of.exists() and not place_of.is_dir():
        raise InputError(Problem("study.no-folder", Where(place_of.name), {"file": place_of.name}))
    return place_of


def _raise_errors(problems: Problems) -> None:
    """Raise what was found, errors of every file together, in the order in which they were read."""
    if problems.any_error:
        raise InputError(problems.found)


def names_book(place_of: Path) -> bool:
    """Return whether a place is a workbook, there or not: all of a study in one file."""
    return place_of.suffix.lower() == ".xlsx" and not place_of.is_dir()


def _instrument(entries: Entries, folder: Path, book: StudyBook | None) -> Instrument | None:
    if book is not None:
        own = Problems()
        instrument = parse_instrument(book.instrument, own)
        entries.problems.extend(own)
        return None if own.any_error else instrument
    found = _file(entries, "instrument", folder, required=True)
    if found is None:
        return None
    try:
        instrument, warnings = read_instrument(*found)
    except BerdayaError as error:
        entries.problems.extend(error.problems)
        return None
    entries.problems.extend(warnings)
    return instrument


def _groups(entries: Entries, folder: Path, book: StudyBook | None) -> tuple[Groups | None, Path | None]:
    found = _file(entries, "groups", folder)
    if found is None:
        return None, None
    try:
        part = book.parts["groups"][0] if book else None
        groups, warnings = read_groups(*found, part.title, part.header) if part else read_groups(*found)
    except BerdayaError as error:
        entries.problems.extend(error.problems)
        return None, found[0]
    entries.problems.extend(warnings)
    return groups, found[0]


def _file(entries: Entries, key: str, folder: Path, required: bool = False) -> tuple[Path, str] | None:
    text = entries.text(key, "", required)
    return place(folder, text, entries.where(key), entries.problems) if text else None


def _waves(entries: Entries, instrument: Instrument | None) -> tuple[str, ...]:
    waves: dict[str, None] = {}
    for item in entries.list("waves"):
        name = as_text(item, entries.problems, "waves")
        if name in waves:
            entries.problems.error("study.wave-twice", item.where, wave=name)
        elif name:
            waves[name] = None
    for node in instrument.nodes if instrument else ():
        for wave in node.waves or ():
            if wave not in waves:
                values = {"wave": wave, "node": node.key, "known": ", ".join(waves) or "-"}
                entries.problems.error("study.wave-not-declared", entries.where("waves"), **values)
    return tuple(waves)


def _asks(entries: Entries, waves: tuple[str, ...]) -> Mapping[str, str]:
    """Return the waves that ask what another asks, and which."""
    own = entries.mapping("asks")
    found = {}
    for wave in own:
        other = own.text(wave, "", required=True)
        for name, where in ((wave, own.key_where(wave)), (other, own.where(wave))):
            if name and name not in waves:
                values = {"name": name, "known": ", ".join(waves) or "–", **nearest(name, waves)}
                entries.problems.error("study.asks-unknown", where, **values)
        found[wave] = other
    return found


def _with_weight(source: Source, header: str) -> Source:
    return replace(source, columns=MappingProxyType({"weight": header, **source.columns}))


def _title(entries: Entries, instrument: Instrument | None) -> Text:
    found = entries.get("title")
    if found is None:
        return instrument.title if instrument else NO_TEXT
    if instrument is None:
        return NO_TEXT
    if isinstance(found.value, str):  # one text for all languages
        return MappingProxyType(dict.fromkeys(instrument.languages, found.value.strip()))
    return Texts(instrument.languages, entries.problems).take(found, "title")


def _date(entries: Entries) -> str:
    text = entries.text("date", "")
    try:
        return dt.date.fromisoformat(text).isoformat() if text else ""
    except ValueError:
        entries.problems.error("study.date", entries.where("date"), value=text)
        return ""


def _region(entries: Entries) -> Mapping[str, str]:
    if entries.get("place") is None:
        return MappingProxyType({})
    own = entries.mapping("place", ("system", "edition", "code"))
    return MappingProxyType({key: own.text(key, "", required=True) for key in ("system", "edition", "code")})


def _interviews(entries: Entries, folder: Path) -> Path:
    """Return the table of interviews that is named; the study's folder where none is."""
    found = _file(entries, "interviews", folder)
    if found is None:
        return folder
    if not _exists(found[0]):
        entries.problems.error("file.missing", entries.where("interviews"), file=found[1], hint="")
    return found[0]


def _exists(path: Path) -> bool:
    try:
        return path.exists()
    except (OSError, ValueError):  # a name that the system does not take
        return False


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
