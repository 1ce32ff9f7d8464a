"""Read a study: study.yaml, the instrument and the frame that it names, and its answers."""

from dataclasses import replace
from pathlib import Path
from types import MappingProxyType
from typing import Any

from berdaya.errors import BerdayaError, InputError, Problem, Where
from berdaya.instrument.model import Instrument
from berdaya.instrument.parse import parse_instrument
from berdaya.instrument.read import read_instrument
from berdaya.instrument.study_book import StudyBook
from berdaya.instrument.waves import with_waves
from berdaya.instrument.weights import with_scheme
from berdaya.located import Entries, Problems, read_yaml
from berdaya.responses.groups import read_groups
from berdaya.responses.model import Groups, Responses, Source
from berdaya.responses.read import read_responses
from berdaya.study.book import open_study_book
from berdaya.study.declared.adjustments import adjustment_problems, read_adjustments
from berdaya.study.declared.archive import read_archive
from berdaya.study.declared.comparison import read_comparison
from berdaya.study.declared.design import read_design
from berdaya.study.declared.identity import read_date, read_region, read_title
from berdaya.study.declared.map_file import read_map, usual_file
from berdaya.study.declared.places import place
from berdaya.study.declared.plan import read_plan
from berdaya.study.declared.poverty_file import read_poverty
from berdaya.study.declared.report import read_report
from berdaya.study.declared.sensitivity_settings import read_sensitivity
from berdaya.study.declared.settings import read_quality, read_rule, read_settings
from berdaya.study.declared.sources import read_sources
from berdaya.study.declared.stage_file import read_stages
from berdaya.study.declared.targets import read_targets
from berdaya.study.declared.waves import read_asks, read_waves
from berdaya.study.declared.weights_files import weights_folder
from berdaya.study.declared.weights_use import read_weights
from berdaya.study.model import FILE, Study
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
    waves = read_waves(entries, instrument)
    asks = read_asks(entries, waves)
    sources = read_sources(entries, folder, instrument, waves)
    could_read = groups is not None or entries.get("groups") is None
    attributes = _attributes(sources, groups) if could_read else None
    answers_known = bool(sources) and (not could_read or not problems.any_error)  # what follows does not touch them
    design, weight = read_design(entries, instrument, attributes)
    comparison = read_comparison(entries, attributes)
    poverty = read_poverty(entries, instrument, attributes, waves, folder)
    targets = read_targets(entries, instrument, waves, attributes)
    if weight:
        sources = tuple(_with_weight(source, weight) for source in sources)
    settings = read_settings(entries)
    design = _adjusted(entries, folder, instrument, waves, design, by_group=settings.count == "groups")
    region = read_region(entries)
    usual = usual_file(folder, written if file else None)
    weights, scheme = read_weights(entries, weights_folder(folder, written if file else None), instrument)
    more: dict[str, Any] = {
        "plan": read_plan(entries.mapping("design"), instrument),
        "map": read_map(entries, usual, groups, region, shapes=shapes),
        "key": entries.text("study", "", required=True),
        "title": read_title(entries, instrument),
        "date": read_date(entries),
        "place": region,
        "set_aside": entries.choice("problems", ("refuse", "set_aside"), "refuse") == "set_aside",
        "synthetic": entries.true_false("synthetic", False),
        "interviews": _interviews(entries, folder),
        "attention": read_rule(entries),
        "sensitivity": read_sensitivity(entries, instrument, weights),
        "quality": read_quality(entries, attributes),
        "stages": read_stages(entries, folder),
        "archive": read_archive(entries, instrument),
        **read_report(entries, folder, written, waves),
    }
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


def _attributes(sources: tuple[Source, ...], groups: Groups | None) -> list[str]:
    return [name for source in sources for name in source.attributes] + list(groups.attributes if groups else ())


def _adjusted(
    entries: Entries,
    folder: Path,
    instrument: Instrument | None,
    waves: tuple[str, ...],
    design: DesignSpec,
    *,
    by_group: bool,
) -> DesignSpec:
    """Return the design with what is done to its weights: known totals, trimming, classes of those who did not answer."""
    given = design.replicates is not None
    if design.replicates is not None and by_group:
        entries.problems.error("design.replicates-groups", design.replicates.where)
    computed = design.weight == "design"
    adjusted = read_adjustments(entries.mapping("design"), folder, instrument, waves, computed=computed)
    entries.problems.extend(adjustment_problems(adjusted, design.where, groups=by_group, replicates=given))
    return replace(design, **vars(adjusted))


def _file(entries: Entries, key: str, folder: Path, required: bool = False) -> tuple[Path, str] | None:
    text = entries.text(key, "", required)
    return place(folder, text, entries.where(key), entries.problems) if text else None


def _with_weight(source: Source, header: str) -> Source:
    return replace(source, columns=MappingProxyType({"weight": header, **source.columns}))


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
