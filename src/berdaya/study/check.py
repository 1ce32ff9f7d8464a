"""Check everything that a study or an instrument says, at once."""

from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from berdaya.errors import InputError, Problem
from berdaya.evidence.read import read_evidence
from berdaya.instrument.compare import Change, compare_instruments
from berdaya.instrument.model import Instrument
from berdaya.instrument.read import read_instrument
from berdaya.instrument.study_book import is_study_book
from berdaya.instrument.weights import given_scheme, with_scheme
from berdaya.responses.account import Counts
from berdaya.study.analyses.stages import read_markers
from berdaya.study.analyses.weights import check_weights
from berdaya.study.declared.comparison import arms_problems
from berdaya.study.declared.poverty_names import word_problems
from berdaya.study.declared.targets import label_problems
from berdaya.study.model import FILE, Study
from berdaya.study.read import instrument_file, read_answers, read_study
from berdaya.study.rejected import count_and_list
from berdaya.study.results import problem_rows
from berdaya.study.run import counts_document
from berdaya.tally.count import Wanted

KINDS = (".yaml", ".yml", ".xlsx")


@dataclass(frozen=True)
class Checked:
    """What a check found: warnings, the account of rows and cells (None for an instrument alone), and, where an older
    instrument was given, every difference to it.
    """

    problems: tuple[Problem, ...]
    counts: Counts | None = None
    changes: tuple[Change, ...] | None = None


def check_place(place: str | Path, against: str | Path | None = None) -> Checked:
    """Check a study's folder with its answers and interviews, or an instrument file, and compare with an older instrument
    (its file, or the study that holds it).

    What is set aside is written to the study's results/rejected.csv.

    Raises
    ------
    InputError
        With all problems of all files.
    """
    place, older = Path(place), None if against is None else Path(against)
    if names_instrument(place):
        instrument, problems = read_instrument(place)
        return Checked(problems, None, _changes(instrument, older))
    study = read_study(place)
    problems, counts = _check_answers(study)
    return Checked(problems, counts, _changes(with_scheme(study.instrument, given_scheme(study.as_written)), older))


def names_instrument(place: Path) -> bool:
    """Return whether a place is an instrument's file, there or not; else it is a study: its folder, its study.yaml, or the
    workbook that holds all of it.

    Raises
    ------
    InputError
        A workbook that cannot be read.
    """
    if place.suffix.lower() == ".xlsx" and place.is_file() and is_study_book(place, place.name):
        return False
    return place.name != FILE and (place.is_file() or (not place.is_dir() and place.suffix.lower() in KINDS))


def _check_answers(study: Study) -> tuple[tuple[Problem, ...], Counts]:
    responses = read_answers(study)
    keys = [str(key) for key in responses.groups.table["group"]] if responses.groups.given else []
    evidence: tuple[Problem, ...] = ()
    unread = (
        *label_problems(study.targets, responses),
        *arms_problems(study.comparison, responses),
        *word_problems(study.poverty, responses),
        *_marker_problems(study),
    )
    try:
        evidence = read_evidence(
            study.interviews, study.instrument, keys, named=study.interviews != study.folder
        ).problems
    except InputError as error:
        unread = (*unread, *error.problems)
    experts = check_weights(study) if study.scheme is None or not study.scheme.source else ()
    unread = (*unread, *(problem for problem in experts if problem.severity == "error"))
    evidence = (*evidence, *(problem for problem in experts if problem.severity == "warning"))
    try:
        counted = count_and_list(
            study, responses, Wanted(units=study.settings.mode == "units_first", follows_replicates=True)
        )
    except InputError as error:
        error.problems = (*error.problems, *evidence, *unread)
        raise
    if unread:
        raise InputError((*counted.problems, *unread))
    return (*counted.problems, *evidence), counted.tally.counts


def _marker_problems(study: Study) -> tuple[Problem, ...]:
    """What is wrong with the columns of the list of groups that a checklist of stages asks for."""
    try:
        if study.stages is not None:
            read_markers(study, study.stages)
    except InputError as error:
        return error.problems
    return ()


def _changes(instrument: Instrument, against: Path | None) -> tuple[Change, ...] | None:
    if against is None:
        return None
    old, _ = read_instrument(against if names_instrument(against) else instrument_file(against))
    return compare_instruments(old, instrument)


def check_document(checked: Checked, lang: str) -> dict[str, Any]:
    """Return what `berdaya check --json` prints."""
    changes = None if checked.changes is None else [asdict(change) for change in checked.changes]
    counts = None if checked.counts is None else counts_document(checked.counts)
    return {"problems": problem_rows(checked.problems, lang), "counts": counts, "changes": changes}
