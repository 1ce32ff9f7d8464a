"""How far raters of the same groups of a study agree, as commands hand it out."""

from collections.abc import Iterator
from dataclasses import dataclass
from math import isfinite
from typing import Any

from berdaya.errors import ComputeError, Problem
from berdaya.estimates.reliability.rater_agreement import RaterAgreement, rater_agreement
from berdaya.located import Near
from berdaya.responses.assessors import ENUMERATOR
from berdaya.study.analyses.reliabilities import check_role
from berdaya.study.model import Study
from berdaya.study.read import read_answers
from berdaya.study.rejected import count_and_list
from berdaya.study.results import problem_rows, study_head
from berdaya.study.run import Counted, check_node, choose_one_wave, counts_document
from berdaya.tally.count import Wanted


@dataclass(frozen=True)
class Agreed:
    """How far raters agree, in a wave, and the tally that it was made from."""

    counted: Counted
    agreement: tuple[RaterAgreement, ...]
    wave: str


def agreement_of(study: Study, role: str = "", node: str = "", wave: str = "") -> Agreed:
    """Return how far people who rated the same group in the same role agree, in a wave ("": the last).

    `role` "" is every role but the instrument's first. What is set aside is written to the study's results/rejected.csv.

    Raises
    ------
    InputError
        An unknown node, role or wave; otherwise as `count_and_list`.
    ComputeError
        reliability.no-raters: no group was rated twice.
    """
    check_role(study.instrument, role)
    if node:
        check_node(study.instrument, node)
    chosen = choose_one_wave(study, wave)
    responses = read_answers(study)
    attributes = (ENUMERATOR,) if ENUMERATOR in responses.attributes else ()
    # No sampling error enters: raters are compared on the groups that they rated.
    wanted = Wanted(attributes=attributes, units=True, detail=True, follows_replicates=True)
    counted = count_and_list(study, responses, wanted)
    found = rater_agreement(study.instrument, counted.tally, chosen, role, node, study.settings.confidence)
    if not found:
        raise ComputeError(Problem("reliability.no-raters", values={"wave": Near(chosen)}))
    return Agreed(counted, found, chosen)


def agreement_rows(found: tuple[RaterAgreement, ...]) -> Iterator[dict[str, Any]]:
    """Yield one row a role and node; unrounded numbers, what does not exist is null."""
    for one in found:
        row = {name: _plain(getattr(one, name)) for name in one.__dataclass_fields__ if name not in ("icc", "note")}
        icc = [{name: _plain(value) for name, value in each._asdict().items()} for each in one.icc]
        yield {**row, "icc": icc, "note": one.note or None}


def _plain(value: Any) -> Any:
    return None if isinstance(value, float) and not isfinite(value) else value


def agreement_document(agreed: Agreed, lang: str) -> dict[str, Any]:
    """Return what `berdaya reliability --raters --json` prints."""
    counted = agreed.counted
    return {
        **study_head(counted.study),
        "counts": counts_document(counted.tally.counts),
        "wave": agreed.wave or None,
        "confidence": counted.study.settings.confidence,
        "agreement": list(agreement_rows(agreed.agreement)),
        "warnings": problem_rows(counted.problems, lang),
    }
