"""The change of a study's scores between two waves, as commands hand it out."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import isfinite
from typing import Any

from berdaya.errors import InputError, Problem
from berdaya.estimates.change import Change, change
from berdaya.estimates.compute import estimate
from berdaya.study.model import Study
from berdaya.study.read import read_answers
from berdaya.study.rejected import count_and_list
from berdaya.study.results import problem_rows, study_head
from berdaya.study.run import Counted, check_attributes, choose_one_wave, counts_document
from berdaya.tally.count import Wanted


@dataclass(frozen=True)
class Changed:
    """The change of every node between two waves, in every part that both have."""

    counted: Counted
    change: Change


def change_of(study: Study, by: Sequence[str] = (), wave: str = "", since: str = "") -> Changed:
    """Return the change of a study's scores to a wave ("": the last) since another ("": the one before), by attributes.

    What is set aside is written to the study's results/rejected.csv.

    Raises
    ------
    InputError
        estimates.no-wave-before; an unknown attribute or wave; otherwise as `count_study`.
    """
    after = choose_one_wave(study, wave)
    place = study.waves.index(after) if after else 0
    if not since and not place:
        raise InputError(
            Problem("estimates.no-wave-before", values={"wave": after, "known": ", ".join(study.waves) or "–"})
        )
    before = choose_one_wave(study, since) if since else study.waves[place - 1]
    if before == after:
        raise InputError(Problem("estimates.no-wave-before", values={"wave": after, "known": ", ".join(study.waves)}))
    responses = read_answers(study)
    attributes = tuple(name for name in by if name not in ("group", "role"))
    check_attributes(responses, attributes)
    wanted = Wanted(attributes=attributes, units=study.settings.mode == "units_first")
    counted = count_and_list(study, responses, wanted)
    given = (study.instrument, counted.tally, study.settings)
    lonely = study.design.lonely_psu
    then, now = (estimate(*given, tuple(by), one, lonely=lonely) for one in (before, after))
    return Changed(counted, change(*given, then, now, (before, after), lonely=lonely))


def change_rows(found: Change, node: str = "") -> Iterator[dict[str, Any]]:
    """Yield one row a part and node, with unrounded numbers; what does not exist is null. `node` keeps one node's rows."""
    for d, labels in enumerate(found.domains):
        for n, key in enumerate(found.nodes):
            if node in ("", key):
                yield {
                    "by": dict(zip(found.by, labels, strict=True)),
                    "node": key,
                    **{name: _number(getattr(found, name)[d, n]) for name in ("value", "se", "df", "low", "high")},
                    "direction": found.direction[d][n] or None,
                    "suppressed": bool(found.suppressed[d, n]),
                    "exact": bool(found.exact[d, n]),
                }


def change_document(changed: Changed, lang: str, node: str = "") -> dict[str, Any]:
    """Return what `berdaya change --json` prints."""
    counted = changed.counted
    before, after = changed.change.waves
    return {
        **study_head(counted.study),
        "counts": counts_document(counted.tally.counts),
        "since": before,
        "wave": after,
        "changes": list(change_rows(changed.change, node)),
        "warnings": problem_rows(counted.problems, lang),
    }


def _number(value: float) -> float | None:
    return float(value) if isfinite(value) else None
