"""How many are poor in a study, by each definition that it names, as commands hand it out."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from math import isfinite
from typing import Any

from berdaya.errors import ComputeError, InputError, Problem, Where
from berdaya.estimates.poverty.change import poverty_change
from berdaya.estimates.poverty.model import Figures, Measure, Poverty
from berdaya.estimates.poverty.poverty import poverty
from berdaya.estimates.poverty.row_figures import Errors
from berdaya.report.poverty_words import text_of
from berdaya.study.declared.poverty_names import attributes_of, word_problems
from berdaya.study.model import Study
from berdaya.study.read import read_answers
from berdaya.study.rejected import count_and_list
from berdaya.study.results import problem_rows, study_head
from berdaya.study.run import Counted, check_attributes, choose_two_waves, counts_document
from berdaya.tally.count import Wanted
from berdaya.words.format import or_none


@dataclass(frozen=True)
class PovertyOf:
    """A study's tally, and what each of its measures says."""

    counted: Counted
    found: tuple[Poverty, ...]


def poverty_of(study: Study, by: Sequence[str] = (), wave: str = "", since: str = "") -> PovertyOf:
    """Return what a study's measures of poverty say of a wave ("": the last), by attributes, and how they moved since another.

    What is set aside is written to the study's results/rejected.csv.

    Parameters
    ----------
    study
        A study that names measures (study.yaml `poverty:`).
    by
        Attributes of domains.
    wave, since
        The wave, and the one before that it is compared with ("": the one before it, where there is one).

    Raises
    ------
    InputError
        study.no-poverty; an unknown attribute or wave; poverty.unknown-word; otherwise as `count_study`.
    ComputeError
        estimates.nobody-counts: nobody has what a measure needs.
    """
    if not study.poverty:
        raise InputError(Problem("study.no-poverty", Where(study.file), {"place": str(study.book or study.folder)}))
    before, now = choose_two_waves(study, wave, since)
    responses = read_answers(study)
    attributes = tuple(name for name in by if name not in ("group", "role"))
    check_attributes(responses, attributes)
    if unknown := word_problems(study.poverty, responses):
        raise InputError((*responses.problems, *unknown))
    tallied = tuple(dict.fromkeys((*attributes, *attributes_of(study.poverty, study.instrument))))
    counted = count_and_list(study, responses, Wanted(attributes=tallied, detail=True, follows_replicates=True))
    found = measures_of(counted, by, now, before)
    nobody = [one.measure for one in found if not one.figures.n.sum()]
    if nobody:
        raise ComputeError(Problem("estimates.nobody-counts", one.where, {"measure": one.key}) for one in nobody)
    return PovertyOf(counted, found)


def measures_of(counted: Counted, by: Sequence[str], wave: str, since: str = "") -> tuple[Poverty, ...]:
    """Return what each measure says; the tally has one row a cell and the attributes that measures name.

    A measure whose questions the wave before did not ask has no change.
    """
    study = counted.study
    errors = Errors(counted.tally, study.settings, study.design.lonely_psu)
    found = []
    for measure in study.poverty:
        one = poverty(study.instrument, errors, measure, by, wave)
        if since:
            changes = poverty_change(study.instrument, errors, measure, by, (since, wave))
            there = any(isfinite(value) for figures in changes.values() for value in figures.value.flat)
            one = replace(one, since=since, changes=changes) if there else one
        found.append(one)
    return tuple(found)


def poverty_document(found: PovertyOf, lang: str) -> dict[str, Any]:
    """Return what `berdaya poverty --json` prints."""
    counted = found.counted
    return {
        **study_head(counted.study),
        "counts": counts_document(counted.tally.counts),
        "wave": found.found[0].wave or None,
        "measures": [measure_document(one, lang) for one in found.found],
        "warnings": problem_rows(counted.problems, lang),
    }


def measure_document(one: Poverty, lang: str) -> dict[str, Any]:
    """Return a measure as plain data: what it rests on, then its figures, unrounded; what does not exist is null."""
    measure = one.measure
    return {
        "measure": measure.key,
        "kind": measure.kind,
        "title": text_of(measure.title, lang, measure.key),
        "source": list(measure.source),
        "date": measure.date or None,
        "note": text_of(measure.note, lang) or None,
        "open": [text_of(text, lang) for text in measure.open],
        **({"recorded": dict(measure.recorded)} if measure.recorded else {}),
        "assumptions": _assumptions(measure),
        "unsized": one.unsized,
        "figures": list(figure_rows(one.figures)),
        "over": [{"k": k, **row} for k, figures in one.over for row in figure_rows(figures)],
        **({"parts": list(figure_rows(one.parts))} if one.parts else {}),
        **({"targeting": list(figure_rows(one.targeting))} if one.targeting else {}),
        **({"since": one.since, "changes": _change_rows(one)} if one.changes else {}),
    }


def _assumptions(measure: Measure) -> dict[str, Any]:
    lines = measure.money.lines if measure.money else {}
    return {
        "persons": measure.persons or None,
        "roles": list(measure.roles),
        **({"cutoff": measure.k, "missing": measure.missing} if measure.kind == "dimensions" else {}),
        **({"at_least": measure.at_least} if measure.kind == "criteria" else {}),
        "weights": {one.key: one.weight for one in measure.indicators} if measure.kind == "dimensions" else {},
        "lines": [
            {"wave": wave or None, "area": line.area, "date": line.date, "amount": line.amount, "source": line.source}
            for wave, each in lines.items()
            for line in each
        ],
    }


def _change_rows(one: Poverty) -> list[dict[str, Any]]:
    return [{"change": kind, **row} for kind, figures in one.changes.items() for row in figure_rows(figures)]


def figure_rows(found: Figures) -> Iterator[dict[str, Any]]:
    """Yield one row a part and figure, with unrounded numbers; what does not exist is null."""
    for d, labels in enumerate(found.domains):
        for k, (name, item) in enumerate(found.names):
            yield {
                "by": dict(zip(found.by, labels, strict=True)),
                "figure": name,
                "item": item or None,
                **{part: or_none(getattr(found, part)[d, k]) for part in ("value", "se", "df", "low", "high")},
                "n": int(found.n[d]),
                "lost": or_none(found.lost[d]),
                "cut": bool(found.cut[d, k]),
                "suppressed": bool(found.suppressed[d, k]),
            }
