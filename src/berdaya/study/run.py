"""From a study's files to its tally: read, lay out, count; refuse or go on without what cannot be used."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, replace
from math import isfinite
from pathlib import Path
from typing import Any

from berdaya.errors import InputError, Problem, Where
from berdaya.instrument.model import Instrument
from berdaya.instrument.weights import GIVEN
from berdaya.located import nearest
from berdaya.responses.account import Counts, audit, count_rows, soften
from berdaya.responses.model import Rejected, Responses
from berdaya.study.model import Study
from berdaya.tally.adjust import Adjusted, adjust
from berdaya.tally.count import Wanted, count_answers
from berdaya.tally.design import Layout, lay_out
from berdaya.tally.model import DesignSpec, ReplicateSpec, Stage, Tally
from berdaya.tally.replicates import with_replicates


class AnswersError(InputError):
    """The study has answers that cannot be used, and says `problems: refuse`; `counts` and `rejected` tell of all.

    `results` is the study's folder of results: `rejected.csv` in it lists what was set aside.
    """

    def __init__(
        self, problems: Iterable[Problem], counts: Counts, rejected: tuple[Rejected, ...], results: Path
    ) -> None:
        super().__init__(problems)
        self.counts = counts_document(counts)
        self.rejected = rejected
        self.results = results


@dataclass(frozen=True)
class Counted:
    """A study with its tally; `problems` are warnings, `rejected` all that was set aside."""

    study: Study
    responses: Responses
    tally: Tally
    problems: tuple[Problem, ...]
    rejected: tuple[Rejected, ...]


def count_study(study: Study, responses: Responses, wanted: Wanted) -> Counted:
    """Read every answer of a study once and return its tally.

    Raises
    ------
    AnswersError
        Rows or cells cannot be used, and the study does not say `problems: set_aside`.
    InputError
        The design does not fit the answers; design.replicates-not-here: the study has replicate weights, and whoever counts
        does not take errors from them.
    """
    if not responses.rows.height:
        refused = (*responses.problems, Problem("study.no-usable-rows", _of_answers(study)))
        raise AnswersError((*study.problems, *refused), count_rows(responses), responses.rejected, study.results)
    if study.design.replicates is not None and not wanted.follows_replicates:
        raise InputError(Problem("design.replicates-not-here", study.design.replicates.where))
    layout = _lay_out(study, responses)
    settings = study.settings
    wanted = replace(wanted, min_coverage=settings.min_coverage, shift_zero=settings.zero == "shift")
    tally = count_answers(study.instrument, responses, layout, wanted)
    found = (*responses.problems, *tally.problems)
    rejected = (*responses.rejected, *tally.rejected)
    if not study.set_aside and any(p.severity == "error" for p in found):
        raise AnswersError((*study.problems, *found, *layout.problems), tally.counts, rejected, study.results)
    return Counted(study, responses, tally, (*study.problems, *soften(found), *layout.problems), rejected)


def _of_answers(study: Study) -> Where:
    """Return the file of answers; study.yaml, which names them, where there are several."""
    return Where(study.sources[0].file if len(study.sources) == 1 else study.file)


def _lay_out(study: Study, responses: Responses) -> Layout:
    """Lay the design over the rows; where it does not fit, what is wrong with the answers is told with it."""
    try:
        layout, _ = lay_out_weights(study, responses)
        return with_replicates(layout, responses.replicates, study.design)
    except InputError as error:
        found = audit(responses, study.instrument)
        problems = (*study.problems, *found.problems, *error.problems)
        raise AnswersError(problems, found.counts, found.rejected, study.results) from None


def lay_out_weights(study: Study, responses: Responses) -> tuple[Layout, Adjusted]:
    """Lay the design over the rows, with the weights that it adjusts, and tell what became of these.

    Raises
    ------
    InputError
        The design, the classes of non-response or the known totals do not fit the answers.
    """
    layout = lay_out(responses.rows, study.design)
    return adjust(responses.rows, responses.groups.table, layout, study.design)


def check_attributes(responses: Responses, names: Iterable[str], also: Iterable[str] = ()) -> None:
    """Raise InputError estimates.unknown-attribute unless all names are attributes, group, role or in `also`."""
    known = {"group", "role", *responses.attributes, *also}
    unknown = [name for name in names if name not in known]
    if unknown:
        listed = ", ".join(sorted(known))
        raise InputError(
            Problem("estimates.unknown-attribute", values={"name": n, "known": listed, **nearest(n, known)})
            for n in unknown
        )


def check_node(instrument: Instrument, node: str) -> None:
    """Raise InputError estimates.unknown-node unless the instrument has a node of that key."""
    known = [n.key for n in instrument.nodes]
    if node not in known:
        raise InputError(Problem("estimates.unknown-node", values={"name": node, **nearest(node, known)}))


def choose_one_wave(study: Study, wave: str) -> str:
    """Return the wave of a name, "" for the last (or the only, nameless one).

    Raises
    ------
    InputError
        estimates.unknown-wave, also for "all"; estimates.no-waves where the study has none.
    """
    if wave == "all" and wave not in study.waves:
        raise _unknown_wave(study, wave)
    return choose_waves(study, wave)[-1]


def choose_two_waves(study: Study, wave: str, since: str) -> tuple[str, str]:
    """Return a wave ("": the last) and, before it, the one that it is compared with ("": the one before; "" where none is).

    Raises
    ------
    InputError
        estimates.unknown-wave; estimates.no-wave-before: a wave is compared with itself.
    """
    after = choose_one_wave(study, wave)
    place = study.waves.index(after) if after else 0
    before = choose_one_wave(study, since) if since else study.waves[place - 1] if place else ""
    if since and before == after:
        raise no_wave_before(study, after)
    return before, after


def no_wave_before(study: Study, wave: str) -> InputError:
    """Return why a wave cannot be compared with another."""
    values = {"wave": wave, "known": ", ".join(study.waves)}
    codes = {0: "estimates.no-waves", 1: "estimates.one-wave"}
    return InputError(Problem(codes.get(len(study.waves), "estimates.no-wave-before"), Where(study.file), values))


def _unknown_wave(study: Study, wave: str) -> InputError:
    if not study.waves:
        return no_wave_before(study, wave)
    values = {"name": wave, "known": ", ".join(study.waves), **nearest(wave, study.waves)}
    return InputError(Problem("estimates.unknown-wave", values=values))


def choose_waves(study: Study, wave: str) -> tuple[str, ...]:
    """Return the waves that a name stands for: "" the last, "all" all; a study without waves has the one wave "".

    Raises
    ------
    InputError
        estimates.unknown-wave; estimates.no-waves where the study has none.
    """
    if not study.waves:
        if wave not in ("", "all"):
            raise _unknown_wave(study, wave)
        return ("",)
    if wave == "all":
        return study.waves
    if wave and wave not in study.waves:
        raise _unknown_wave(study, wave)
    return (wave or study.waves[-1],)


def counts_document(counts: Counts) -> dict[str, Any]:
    """Return the account of rows and cells as plain data: rows = used + rejected, cells add up by state."""
    return {
        "rows": counts.rows,
        "used": counts.used,
        "rejected": counts.rejected,
        "cells": {
            "counted": counts.counted,
            "missing": sum(counts.missing.values()),
            "set_aside": counts.set_aside,
            "missing_by_code": dict(counts.missing),
            "not_asked": counts.not_asked,
        },
    }


def settings_document(study: Study) -> dict[str, Any]:
    """Return every setting that estimates were made with."""
    settings, design = study.settings, study.design
    return {
        "estimates": {
            "count": settings.count,
            "mode": settings.mode,
            "min_coverage": settings.min_coverage,
            "zero": settings.zero,
            "confidence": settings.confidence,
        },
        "disclosure": {"profile": settings.profile, "threshold": settings.threshold},
        "publish": asdict(settings.publish),
        "design": {
            "selection": design.selection,
            "stages": [_stage_document(stage) for stage in design.stages],
            "weight": design.weight,
            "finite": design.finite,
            "lonely_psu": design.lonely_psu,
            **_adjustments_document(design),
            **({"replicates": _replicates_document(design.replicates)} if design.replicates else {}),
        },
        "weights": _weights_document(study),
        "problems": "set_aside" if study.set_aside else "refuse",
        "waves": list(study.waves),
    }


def _adjustments_document(design: DesignSpec) -> dict[str, Any]:
    """What is said of weights, where anything is."""
    found: dict[str, Any] = {}
    if (lost := design.nonresponse) is not None:
        found["nonresponse"] = {"classes": list(lost.classes), "of": lost.of, "role": lost.role, "file": lost.file}
    if (trim := design.trim) is not None:
        found["trim"] = {"low": trim.low, "high": trim.high if isfinite(trim.high) else None}
    if (known := design.calibrate) is not None:
        variables = list(dict.fromkeys(margin.variable for margin in known.margins))
        found["calibrate"] = {"file": known.file, "role": known.role, "variables": variables}
    return found


def _replicates_document(said: ReplicateSpec) -> dict[str, Any]:
    names = ("columns", "kind", "fay", "scale", "df", "centre", "combined")
    return {**{name: getattr(said, name) for name in names}, "rscales": list(said.rscales)}


def _weights_document(study: Study) -> dict[str, Any]:
    """The scheme in use: its name, its method, and the file of its judgements."""
    scheme = study.scheme
    return {
        "use": scheme.name if scheme else GIVEN,
        "method": scheme.method if scheme else GIVEN,
        "source": scheme.source or None if scheme else None,
        "random_index": study.weights.random_index,
    }


def _stage_document(stage: Stage) -> dict[str, Any]:
    population = dict(stage.population) if isinstance(stage.population, Mapping) else stage.population
    return {"unit": stage.unit, "strata": list(stage.strata), "population": population}
