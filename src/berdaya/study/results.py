"""What commands hand out: results as plain data."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from berdaya.errors import Problem
from berdaya.estimates.compute import estimate
from berdaya.estimates.model import Estimates
from berdaya.estimates.rows import estimate_rows
from berdaya.instrument.canonical import sha256
from berdaya.study.model import Study
from berdaya.study.read import read_answers
from berdaya.study.rejected import write_rejected
from berdaya.study.run import (
    AnswersError,
    Counted,
    check_attributes,
    choose_waves,
    count_study,
    counts_document,
    settings_document,
)
from berdaya.tally.count import Wanted
from berdaya.words import hint, message


@dataclass(frozen=True)
class Result:
    """Estimates of a study, one for each wave in `waves`; `by_wave` says that rows are to name their wave."""

    counted: Counted
    estimates: tuple[Estimates, ...]
    waves: tuple[str, ...]
    by_wave: bool

    @property
    def warnings(self) -> tuple[Problem, ...]:
        """What is odd in the files and in the settings."""
        spoken = {p.code: p for e in self.estimates for p in e.warnings}
        return (*self.counted.problems, *spoken.values())


def estimates_of(study: Study, by: Sequence[str] = (), wave: str = "", *, deff: bool = False) -> Result:
    """Return a study's estimates by attributes, in a wave ("": the last; "all", or "wave" among `by`: every wave).

    What is set aside is written to the study's results/rejected.csv.

    Raises
    ------
    InputError
        As `count_study`; an unknown attribute or wave.
    """
    by_wave = wave == "all" or "wave" in by
    waves = choose_waves(study, "all" if by_wave else wave)
    names = tuple(name for name in by if name != "wave")
    attributes = tuple(name for name in names if name not in ("group", "role"))
    responses = read_answers(study)
    check_attributes(responses, attributes)
    wanted = Wanted(attributes=attributes, units=study.settings.mode == "units_first", detail=deff)
    try:
        counted = count_study(study, responses, wanted)
    except AnswersError as error:
        write_rejected(study.folder, error.rejected)
        raise
    write_rejected(study.folder, counted.rejected)
    lonely = study.design.lonely_psu
    found = tuple(
        estimate(study.instrument, counted.tally, study.settings, names, one, lonely=lonely, deff=deff) for one in waves
    )
    return Result(counted, found, waves, by_wave)


def results_document(result: Result, lang: str, node: str = "") -> dict[str, Any]:
    """Return what `berdaya estimate --json` prints; `node` keeps one node's rows."""
    study = result.counted.study
    rows = []
    for estimates, wave in zip(result.estimates, result.waves, strict=True):
        for row in estimate_rows(estimates, study.instrument, lang):
            if node in ("", row["node"]):
                rows.append({**row, "by": {**row["by"], "wave": wave}} if result.by_wave else row)
    return {
        "study": study.key,
        "instrument": {
            "id": study.instrument.key,
            "version": study.instrument.version,
            "sha256": sha256(study.instrument),
        },
        "synthetic": study.synthetic,
        "settings": settings_document(study),
        "counts": counts_document(result.counted.tally.counts),
        "estimates": rows,
        "warnings": problem_rows(result.warnings, lang),
    }


def problem_rows(problems: Sequence[Problem], lang: str) -> list[dict[str, Any]]:
    """Return problems as plain data: code, place, sentence, hint, severity."""
    return [
        {
            "code": p.code,
            "file": p.where.file or None,
            "line": p.where.line or None,
            "column": p.where.column or None,
            "sheet": p.where.sheet or None,
            "cell": p.where.cell or None,
            "message": message(p, lang),
            "hint": hint(p, lang) or None,
            "severity": p.severity,
        }
        for p in problems
    ]
