"""The Rasch model of a study's yes/no questions, as commands hand it out."""

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Any

from berdaya.errors import ComputeError, Problem
from berdaya.estimates.reliability.rasch import rasch
from berdaya.estimates.reliability.rasch_model import LEAST_FIT, MOST_FIT, Rasch, RaschQuery, is_yes_no
from berdaya.instrument.model import Instrument
from berdaya.located import Near
from berdaya.study.analyses.reliabilities import check_role, check_set
from berdaya.study.model import Study
from berdaya.study.read import read_answers
from berdaya.study.rejected import count_and_list
from berdaya.study.results import problem_rows, study_head
from berdaya.study.run import Counted, check_attributes, choose_one_wave, counts_document
from berdaya.tally.count import Wanted

MOST_NAMED = 8  # questions that a problem names


@dataclass(frozen=True)
class RaschOf:
    """The Rasch model of a study's sets of yes/no questions, and the tally that it was made from."""

    counted: Counted
    rasch: Rasch


def rasch_of(study: Study, query: RaschQuery | None = None, wave: str = "") -> RaschOf:
    """Return the Rasch model of the yes/no questions below each node, by role and part, in a wave ("": the last).

    What is set aside is written to the study's results/rejected.csv.

    Raises
    ------
    InputError
        An unknown node, role, attribute or wave; a node that is a question; otherwise as `count_and_list`.
    ComputeError
        reliability.nobody-asked; reliability.not-yes-no: no set has questions of two answers alone.
    """
    query = query or RaschQuery()
    check_role(study.instrument, query.role)
    check_set(study.instrument, query.node)
    chosen = choose_one_wave(study, wave)
    responses = read_answers(study)
    attributes = tuple(name for name in query.by if name not in ("group", "role"))
    check_attributes(responses, attributes)
    wanted = Wanted(attributes=attributes, detail=True, follows_replicates=True)
    counted = count_and_list(study, responses, wanted)
    found = rasch(study.instrument, counted.tally, study.settings, chosen, query, study.design.lonely_psu)
    if not found.sets:
        raise ComputeError(Problem("reliability.nobody-asked", values={"wave": Near(chosen)}))
    if all(one.notes == ("not-yes-no",) for one in found.sets):
        raise _not_yes_no(study.instrument, query.node)
    return RaschOf(counted, found)


def _not_yes_no(instrument: Instrument, node: str) -> ComputeError:
    below = instrument.node(node) if node else instrument.root
    leaves = [leaf for leaf in below.walk() if leaf.question]
    others = [leaf.key for leaf in leaves if leaf.question and not is_yes_no(leaf.question)]
    names = ", ".join(others[:MOST_NAMED]) + (", …" if len(others) > MOST_NAMED else "")
    values = {
        "yes_no": len(leaves) - len(others),
        "asked": len(leaves),
        "node": Near(node),
        "others": Near(names if len(others) < len(leaves) else ""),
    }
    return ComputeError(Problem("reliability.not-yes-no", values=values))


def rasch_rows(found: Rasch) -> Iterator[dict[str, Any]]:
    """Yield one row a part, role and node, with its questions and levels; unrounded numbers, what does not exist is null."""
    for one in found.sets:
        yield {
            "by": dict(zip(found.query.by, one.by, strict=True)),
            **{name: getattr(one, name) for name in one.__dataclass_fields__ if name != "by"},
            "others": list(one.others),
            "residual": [list(line) for line in one.residual],
            "left_out": dict(one.left_out),
            "apart": list(one.apart),
            "notes": list(one.notes),
            "items": [{**asdict(item), "fit": item.fit} for item in one.items],
            "scores": [asdict(score) for score in one.scores],
        }


def rasch_document(found: RaschOf, lang: str) -> dict[str, Any]:
    """Return what `berdaya reliability --rasch --json` prints."""
    model, counted = found.rasch, found.counted
    return {
        **study_head(counted.study),
        "counts": counts_document(counted.tally.counts),
        "wave": model.wave or None,
        "query": {**asdict(model.query), "by": list(model.query.by)},
        "confidence": model.confidence,
        "weighted": model.weighted,
        "infit_rule": [LEAST_FIT, MOST_FIT],
        "rasch": list(rasch_rows(model)),
        "warnings": problem_rows(counted.problems, lang),
    }
