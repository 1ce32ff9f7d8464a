"""Weight schemes of a study side by side: what each weighs, how consistent its experts are, and what it does to scores."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from berdaya.errors import ComputeError, InputError, Problem
from berdaya.estimates.compute import estimate
from berdaya.estimates.weights.data_weights import DataScheme, data_scheme
from berdaya.estimates.weights.scheme_scores import SchemeScores, WeighedScheme, scheme_scores
from berdaya.instrument.judgements import ExpertScheme
from berdaya.instrument.model import Instrument
from berdaya.instrument.tree import make_tree, roll_up_values
from berdaya.instrument.weights import (
    DATA_METHODS,
    EQUAL,
    GIVEN,
    Scheme,
    equal_scheme,
    given_scheme,
    with_scheme,
)
from berdaya.located import nearest
from berdaya.study.declared.weights_files import read_judgements
from berdaya.study.declared.weights_use import all_schemes
from berdaya.study.model import Study
from berdaya.study.read import read_answers
from berdaya.study.rejected import count_and_list
from berdaya.study.run import Counted, choose_one_wave
from berdaya.tally.count import Wanted
from berdaya.tally.model import Tally

Floats = np.ndarray[Any, np.dtype[np.float64]]


@dataclass(frozen=True)
class Weighed:
    """The schemes of a study, the one in use first; `problems` are warnings."""

    counted: Counted
    wave: str
    schemes: tuple[WeighedScheme, ...]
    problems: tuple[Problem, ...]

    @property
    def in_use(self) -> WeighedScheme:
        """The scheme that the study is computed with."""
        return self.schemes[0]


def schemes_of(study: Study, wave: str = "", names: Sequence[str] = ()) -> Weighed:
    """Return a study's weight schemes in a wave ("": the last), each with the scores that it gives.

    They are the instrument's own weights ("given"), equal ones, those of every file in the study's `weights/`, and, for
    comparison only, entropy, CRITIC and principal components of the scores. `names` keeps some, beside the one in use. The
    answers are read once; what is set aside is written to the study's results/rejected.csv.

    Raises
    ------
    InputError
        With all problems of the files of judgements; weights.unknown-scheme; otherwise as `count_study`.
    ComputeError
        study.empty-wave: nobody answered in the wave.
    """
    one_wave = choose_one_wave(study, wave)
    schemes, problems = read_schemes(study)
    known = (GIVEN, EQUAL, *(one.scheme.name for one in schemes), *DATA_METHODS)
    if unknown := [name for name in names if name not in known]:
        values = {"known": ", ".join(known), "folder": study.weights.folder.name}
        raise InputError(
            Problem("weights.unknown-scheme", values={**values, "name": name, **nearest(name, known)})
            for name in unknown
        )
    detail = study.weights.units == "persons"
    wanted = Wanted(units=study.settings.mode == "units_first", detail=detail, follows_replicates=True)
    counted = count_and_list(study, read_answers(study), wanted)
    if one_wave not in counted.tally.wave.labels:
        there = ", ".join(counted.tally.wave.labels)
        raise ComputeError(Problem("study.empty-wave", values={"wave": one_wave, "known": there}))
    return Weighed(counted, one_wave, weigh(counted, one_wave, schemes, names), (*counted.problems, *problems))


def read_schemes(study: Study) -> tuple[tuple[ExpertScheme, ...], tuple[Problem, ...]]:
    """Return the schemes of a study's files of judgements, and the warnings about them.

    Raises
    ------
    InputError
        With all problems of the files.
    """
    judgements, problems = read_judgements(study.weights.folder, study.as_written)
    if any(problem.severity == "error" for problem in problems):
        raise InputError(problems)
    return all_schemes(judgements, study.weights.random_index), problems


def weigh(
    counted: Counted, wave: str, schemes: Sequence[ExpertScheme], names: Sequence[str] = ()
) -> tuple[WeighedScheme, ...]:
    """Return the schemes with their scores, the one in use first, from answers that were counted."""
    study = counted.study
    use = study.weights.use
    found: list[tuple[Scheme, ExpertScheme | None, DataScheme | None]] = [
        (given_scheme(study.as_written), None, None),
        (equal_scheme(study.as_written), None, None),
        *((one.scheme, one, None) for one in schemes),
    ]
    scores = _unit_scores(counted, wave) if not names or set(names) & set(DATA_METHODS) else None
    if scores is not None:
        chosen = (data_scheme(method, study.instrument, scores) for method in DATA_METHODS)
        found += [(one.scheme, None, one) for one in chosen]
    first: SchemeScores | None = None
    weighed = []
    for scheme, experts, data in sorted(found, key=lambda one: one[0].name != use):
        if not names or scheme.name in (*names, use):
            instrument = study.instrument if scheme.name == use else with_scheme(study.instrument, scheme)
            own = _scores(counted, instrument, wave, first)
            first = first or own
            weighed.append(WeighedScheme(scheme, instrument, own, experts, data))
    return tuple(weighed)


def _scores(counted: Counted, instrument: Instrument, wave: str, first: SchemeScores | None) -> SchemeScores:
    study = counted.study
    tally = counted.tally
    if first is not None and study.settings.mode == "units_first" and study.settings.count == "persons":
        tally = _counted_anew(counted, instrument)
    lonely = study.design.lonely_psu
    return scheme_scores(instrument, tally, study.settings, wave, lonely=lonely, against=first)


def _counted_anew(counted: Counted, instrument: Instrument, *, detail: bool = False) -> Tally:
    """Persons' own trees have the weights in them: they are rolled up again."""
    study = replace(counted.study, instrument=instrument)
    return count_and_list(
        study, counted.responses, Wanted(units=not detail, detail=detail, follows_replicates=True)
    ).tally


def _unit_scores(counted: Counted, wave: str) -> Floats:
    """Scores (units, nodes) of groups, or of single rows, of a wave."""
    study, tally = counted.study, counted.tally
    if study.weights.units == "groups":
        settings = replace(study.settings, mode="means_first")
        return estimate(study.instrument, tally, settings, ("group",), wave).value
    if not tally.one_row_a_cell:
        tally = _counted_anew(counted, study.instrument, detail=True)
    tree = make_tree(study.instrument, wave, study.settings.min_coverage, study.settings.zero)
    rows = tally.wave.codes == tally.wave.labels.index(wave)
    asked = np.broadcast_to(tally.asked > 0, tally.answered.shape)[rows]
    return roll_up_values(tree, tally.answers[rows], asked)


def check_weights(study: Study) -> tuple[Problem, ...]:
    """Return all problems of a study's files of judgements."""
    return read_judgements(study.weights.folder, study.as_written)[1]
