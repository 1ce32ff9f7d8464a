"""The quality of the field work of a study: which rows are to be looked at again, and how enumerators differ."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from types import MappingProxyType
from typing import Any

import numpy as np

from berdaya.errors import ComputeError, Problem
from berdaya.estimates.quality.enumerators import Measure, Worked, alone_in_parts, enumerator_effects, outliers
from berdaya.estimates.quality.model import KINDS, DigitRow, Enumerators, FieldQuality, Measured
from berdaya.estimates.units import roles_differ
from berdaya.instrument.model import Instrument
from berdaya.responses.assessors import ENUMERATOR
from berdaya.responses.duplicates import find_duplicates
from berdaya.responses.gaps import Gap, Gaps, find_gaps
from berdaya.responses.interviews import Flag, Floats, Interviews, answer_sets, quality_csv, read_interviews
from berdaya.responses.model import Responses
from berdaya.responses.pace import find_pace
from berdaya.responses.roster import roster_of
from berdaya.responses.uniform import find_uniform
from berdaya.save import save_bytes
from berdaya.stats.digits import Digits, first_digits, last_digits, spread
from berdaya.stats.enumerator_effect import EnumeratorEffect
from berdaya.study.model import Study
from berdaya.study.read import read_answers
from berdaya.study.rejected import count_and_list
from berdaya.study.results import problem_rows, study_head
from berdaya.study.run import Counted, choose_one_wave, counts_document
from berdaya.tally.count import Wanted
from berdaya.tally.model import Tally
from berdaya.words.format import or_none

FILE = "quality.csv"
MOST_ROWS = 200_000  # beyond, scores of single interviews would need more memory than a laptop has
LAST_N, FIRST_N = 50, 100  # numbers from which on digits tell anything
POWERS = 2.0  # of ten, over which numbers have to spread before first digits are looked at
STEPS = 20  # last places over which they have to spread before last digits are


@dataclass(frozen=True)
class Quality:
    """What was found, with the rows: `flags` are places among `interviews`. `path`: the list of them; None: nothing was
    written.
    """

    counted: Counted
    interviews: Interviews
    flags: tuple[Flag, ...]
    found: FieldQuality
    problems: tuple[Problem, ...]
    path: Path | None


def quality_of(study: Study, wave: str = "") -> Quality:
    """Return the quality of the field work of a wave ("": the last), by the rules of the study.

    Every row to look at again is written to the study's results/quality.csv; what is set aside to results/rejected.csv.

    Raises
    ------
    InputError
        As `count_study`; an unknown wave; a list that cannot be written.
    ComputeError
        study.empty-wave: nobody answered in the wave.
    """
    wave = choose_one_wave(study, wave)
    responses = read_answers(study)
    detail = responses.rows.height <= MOST_ROWS
    counted = count_and_list(study, responses, Wanted(units=detail, detail=detail, follows_replicates=True))
    quality = find_quality(counted, wave)
    return replace(quality, path=write_quality(study.results, quality.interviews, quality.flags))


def find_quality(counted: Counted, wave: str) -> Quality:
    """Return the same of a study that is counted, writing nothing; scores of single interviews need a tally with units and one
    cell a row, else enumerators are not compared by them.
    """
    study, responses, rules = counted.study, counted.responses, counted.study.quality
    if wave not in counted.tally.wave.labels:
        known = ", ".join(counted.tally.wave.labels)
        raise ComputeError(Problem("study.empty-wave", values={"wave": wave, "known": known}))
    interviews = read_interviews(responses, study.instrument, wave)
    sets = answer_sets(interviews, study.instrument)
    times = responses.times() if responses.times else None
    uniform = find_uniform(sets, rules.same, rules.run, rules.items, rules.chance)
    duplicates = find_duplicates(interviews, sets, rules.identical, rules.items, rules.chance)
    pace = find_pace(interviews, times, rules.fast, rules.per_day, (rules.overlap, rules.left_open))
    columns = [name for name in ("role", ENUMERATOR, "group") if name == "role" or name in interviews.rows.columns]
    gaps = find_gaps(interviews, columns, rules.missing, rules.together)
    minutes = np.full(interviews.size, np.nan) if times is None else times.minutes[interviews.place]
    worked, within = _worked(study, interviews, responses)
    effects = enumerator_effects(worked, _measures(counted, interviews, gaps, minutes), _by_role(counted, wave))
    differing = outliers(effects, worked.names, rules.chance)
    of_rows = (*duplicates.flags, *uniform.flags, *pace.flags, *gaps.flags)
    flags = tuple(sorted((*of_rows, *_rows_of(differing, worked, rules.chance)), key=_order))
    everyone = Enumerators(
        worked.names,
        tuple(np.bincount(worked.who[worked.who >= 0], minlength=len(worked.names)).tolist()),
        _flagged(flags, worked),
        effects,
        differing,
        within,
        alone_in_parts(worked),
    )
    kinds = Counter(kind for kind, _ in {(flag.kind, flag.at) for flag in flags})
    found = FieldQuality(
        wave=wave,
        rules=rules,
        rows=interviews.size,
        flagged=len({flag.at for flag in flags}),
        kinds=MappingProxyType({kind: kinds[kind] for kind in KINDS}),
        uniform=replace(uniform, flags=()),
        duplicates=replace(duplicates, flags=()),
        pace=replace(pace, flags=()),
        gaps=replace(gaps, flags=(), share=np.zeros(0)),
        enumerators=everyone,
        digits=_digits(study.instrument, interviews, rules.width),
    )
    problems = (*counted.problems, *(times.problems if times else ()))
    return Quality(counted, interviews, flags, found, problems, None)


def group_names(responses: Responses) -> Mapping[str, str]:
    """Return what the groups are called."""
    return roster_of(responses).names


def _order(flag: Flag) -> tuple[int, int, str]:
    return flag.at, KINDS.index(flag.kind), flag.detail


def _worked(study: Study, interviews: Interviews, responses: Responses) -> tuple[Worked, str]:
    """Who asked whom and where; and the column within whose parts enumerators are compared."""
    strata = [name for stage in study.design.stages[:1] for name in stage.strata]
    usual = [name for name in (*strata, "village") if name in responses.attributes and name != ENUMERATOR]
    within = study.quality.within or (usual[0] if usual else "")
    role, roles = interviews.codes("role")
    who, names = interviews.codes(ENUMERATOR)
    part = interviews.codes(within)[0] if within else None
    return Worked(role, roles, who, names, interviews.codes("group")[0], part), within


def _by_role(counted: Counted, wave: str) -> bool:
    return roles_differ(counted.study.instrument, counted.tally, wave)


def _measures(counted: Counted, interviews: Interviews, gaps: Gaps, minutes: Floats) -> tuple[Measure, ...]:
    """The scores of interviews on every node with children; what is missing; how long they took."""
    instrument, tally = counted.study.instrument, counted.tally
    found = []
    top = {instrument.root.key, *(child.key for child in instrument.root.children if child.children)}
    if tally.units is not None and tally.one_row_a_cell:
        for at, node in enumerate(instrument.nodes):
            if node.children:
                found.append(Measure(node.key, _scores(tally, at)[interviews.place], node.key in top))
    found.append(Measure("missing", gaps.share, True))
    if np.isfinite(minutes).any():
        found.append(Measure("minutes", minutes, True))
    return tuple(found)


def _scores(tally: Tally, node: int) -> Floats:
    """Each row's own score on a node; a row that weighs nothing has none."""
    assert tally.units is not None
    with np.errstate(divide="ignore", invalid="ignore"):
        found: Floats = tally.units.sums[:, node] / tally.units.scored[:, node]
    return found


def _rows_of(differing: Any, worked: Worked, limit: float) -> Iterator[Flag]:
    """Every interview of an enumerator who differs, once, with the measure in which he does so most clearly."""
    told = set()
    for one in differing:  # the clearest first
        if one.enumerator not in told:
            told.add(one.enumerator)
            code = worked.names.index(one.enumerator)
            detail = f"{one.name}{' spread' if one.spread else ''}"
            for at in np.flatnonzero(worked.who == code).tolist():
                yield Flag("enumerator", at, one.difference, limit, one.p, detail=detail)


def _flagged(flags: tuple[Flag, ...], worked: Worked) -> tuple[Mapping[str, int], ...]:
    """How many rows of each enumerator are flagged, by kind."""
    found: list[Counter[str]] = [Counter() for _ in worked.names]
    for kind, at in {(flag.kind, flag.at) for flag in flags}:
        if worked.who[at] >= 0:
            found[worked.who[at]][kind] += 1
    return tuple(MappingProxyType({kind: one[kind] for kind in KINDS}) for one in found)


def _digits(instrument: Instrument, interviews: Interviews, width: float) -> tuple[DigitRow, ...]:
    """The digits of questions that take numbers, where these spread far enough to tell anything."""
    found = []
    for at, leaf in enumerate(instrument.leaves):
        question = leaf.question
        if question is None or not (question.decimals or question.scale.max - question.scale.min >= width):
            continue
        values = interviews.values[:, at]
        values = values[np.isfinite(values)]
        last = last_digits(values) if len(values) >= LAST_N and _steps(values) >= STEPS else None
        first = first_digits(values) if len(values) >= FIRST_N and spread(values) >= POWERS else None
        found.append(DigitRow(leaf.key, len(values), last, first))
    return tuple(found)


def _steps(values: Floats) -> float:
    """Over how many steps of the finest place the middle nine tenths of numbers spread."""
    places = next((d for d in range(5) if np.allclose(np.round(values, d), values, rtol=0, atol=1e-9)), 4)
    low, high = np.percentile(values, [5, 95])
    return float((high - low) * 10**places)


def write_quality(results: Path, interviews: Interviews, flags: tuple[Flag, ...]) -> Path | None:
    """Write the list of rows to look at again into a folder of results; None where there are none and no list of before.

    Raises
    ------
    InputError
        When the file cannot be written.
    """
    path = results / FILE
    if not flags and not path.exists():
        return None
    save_bytes(path, quality_csv(interviews, flags).encode("utf-8-sig"))
    return path


def quality_document(quality: Quality, lang: str) -> dict[str, Any]:
    """Return what `berdaya quality --json` prints; under profile public nothing of single rows, groups and enumerators."""
    study, found = quality.counted.study, quality.found
    public = study.settings.profile == "public"
    leaves = [leaf.key for leaf in study.instrument.leaves]
    return {
        **study_head(study),
        "counts": counts_document(quality.counted.tally.counts),
        "wave": found.wave,
        "rules": asdict(found.rules),
        "rows": found.rows,
        "flagged": found.flagged,
        "kinds": dict(found.kinds),
        "uniform": _without_flags(asdict(found.uniform)),
        "duplicates": _without_flags(asdict(found.duplicates)),
        "pace": _without_flags(asdict(found.pace)),
        "missing": {
            "items": {key: _gap(gap) for key, gap in zip(leaves, found.gaps.items, strict=True)},
            **{
                column: {label: _gap(gap) for label, gap in parts.items()}
                for column, parts in found.gaps.parts.items()
                if column == "role" or not public
            },
            "together": [
                {**asdict(one), "first": leaves[one.first], "second": leaves[one.second]} for one in found.gaps.together
            ],
        },
        "digits": [
            {"item": row.item, "n": row.n, "last": _digits_of(row.last), "first": _digits_of(row.first)}
            for row in found.digits
        ],
        "effects": [_effect(one) for one in found.enumerators.effects],
        "enumerators": None if public else list(_enumerators(found.enumerators)),
        "flags": None if public else list(_flags(quality)),
        "warnings": problem_rows(quality.problems, lang),
    }


def _without_flags(document: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in document.items() if name != "flags"}


def _gap(gap: Gap) -> dict[str, Any]:
    return {"asked": gap.asked, "missing": gap.missing, "share": or_none(gap.share)}


def _digits_of(digits: Digits | None) -> dict[str, Any] | None:
    if digits is None:
        return None
    names = ("n", "chi_square", "df", "p", "fives", "tens")
    return {"count": digits.count.tolist(), **{name: or_none(getattr(digits, name)) for name in names}}


def _effect(one: Measured) -> dict[str, Any]:
    return {
        "role": one.role,
        "measure": one.name,
        "spread": one.spread,
        "unit": one.unit,
        "units": one.units,
        "whole": _test(one.whole),
        "within": None if one.within is None else _test(one.within),
    }


def _test(effect: EnumeratorEffect) -> dict[str, Any]:
    names = ("icc", "low", "high", "f", "df1", "df2", "p", "size")
    return {name: or_none(getattr(effect, name)) for name in names}


def _enumerators(everyone: Enumerators) -> Iterator[dict[str, Any]]:
    for name, count, flagged in zip(everyone.names, everyone.interviews, everyone.flagged, strict=True):
        differs = [
            {"role": one.role, "measure": one.name, "spread": one.spread, "difference": one.difference, "p": one.p}
            for one in everyone.outliers
            if one.enumerator == name
        ]
        yield {"enumerator": name, "interviews": count, "flagged": dict(flagged), "differs": differs}


def _flags(quality: Quality) -> Iterator[dict[str, Any]]:
    names = ("file", "row", "respondent", "group", "role", "wave", ENUMERATOR)
    who = {name: quality.interviews.text(name) for name in names}
    for flag in quality.flags:
        other = {name: who[name][flag.other] for name in names[:3]} if flag.other >= 0 else None
        yield {
            "kind": flag.kind,
            **{name: who[name][flag.at] for name in names},
            "row": int(who["row"][flag.at]),
            "value": flag.value,
            "limit": flag.limit,
            "chance": or_none(flag.chance),
            "with": other and {**other, "row": int(other["row"])},
            "detail": flag.detail or None,
        }
