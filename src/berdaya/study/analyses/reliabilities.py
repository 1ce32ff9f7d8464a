"""How well the questions of a study measure together, as commands hand it out."""

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Any

from berdaya.errors import ComputeError, InputError, Problem
from berdaya.estimates.reliability.model import Reliability, ReliabilityQuery, SetReliability
from berdaya.estimates.reliability.reliability import reliability
from berdaya.instrument.model import Instrument
from berdaya.located import Near, nearest
from berdaya.study.model import Study
from berdaya.study.read import read_answers
from berdaya.study.rejected import count_and_list
from berdaya.study.results import problem_rows, study_head
from berdaya.study.run import Counted, check_node, choose_one_wave, counts_document
from berdaya.tally.count import Wanted


@dataclass(frozen=True)
class Reliable:
    """How well the questions measure together, and the tally that it was made from."""

    counted: Counted
    reliability: Reliability


def reliability_of(study: Study, query: ReliabilityQuery | None = None, wave: str = "") -> Reliable:
    """Return how well the questions below each node measure together, by role, in a wave ("": the last).

    What is set aside is written to the study's results/rejected.csv.

    Raises
    ------
    InputError
        An unknown node, role or wave; a node that is a question; otherwise as `count_and_list`.
    ComputeError
        reliability.nobody-asked; stats.r-out-of-range.
    """
    query = query or ReliabilityQuery()
    _check(study, query)
    chosen = choose_one_wave(study, wave)
    counted = count_and_list(study, read_answers(study), Wanted(detail=True, follows_replicates=True))
    given = (study.instrument, counted.tally, study.settings, chosen, query, study.design.lonely_psu)
    found = reliability(*given)
    if not found.sets:
        raise ComputeError(Problem("reliability.nobody-asked", values={"wave": Near(chosen)}))
    return Reliable(counted, found)


def check_role(instrument: Instrument, role: str) -> None:
    """Raise InputError reliability.unknown-role unless the instrument has a role of that name, or none is asked for."""
    if role and role not in instrument.roles:
        known = {"known": ", ".join(instrument.roles), **nearest(role, instrument.roles)}
        raise InputError(Problem("reliability.unknown-role", values={"name": role, **known}))


def check_set(instrument: Instrument, node: str) -> None:
    """Raise InputError unless a node ("" is all) is one of the instrument with questions below it."""
    if node:
        check_node(instrument, node)
        if not instrument.node(node).children:
            values = {"node": node, "parent": instrument.parents.get(node, "")}
            raise InputError(Problem("reliability.no-items", values=values))


def _check(study: Study, query: ReliabilityQuery) -> None:
    check_role(study.instrument, query.role)
    check_set(study.instrument, query.node)
    if query.df is not None and not query.df >= 1:
        values = {"name": "df", "value": f"{query.df:g}", "range": ">= 1"}
        raise ComputeError(Problem("stats.r-out-of-range", values=values))


def set_rows(found: Reliability) -> Iterator[dict[str, Any]]:
    """Yield one row a role and node, with its items; unrounded numbers, what does not exist is null."""
    for one in found.sets:
        items = [{**asdict(item), "verdict": item.verdict} for item in one.items]
        yield {**_plain(one), "items": items}


def _plain(one: SetReliability) -> dict[str, Any]:
    row = {name: getattr(one, name) for name in one.__dataclass_fields__ if name != "items"}
    found = asdict(one.dimensions) if one.dimensions else None
    if found:
        found |= {name: list(found[name]) for name in ("eigenvalues", "chance")}
    ordinal = asdict(one.ordinal) | {"matrix": [list(line) for line in one.ordinal.matrix]} if one.ordinal else None
    return {**row, "dimensions": found, "ordinal": ordinal, "left_out": dict(one.left_out), "notes": list(one.notes)}


def reliability_document(reliable: Reliable, lang: str) -> dict[str, Any]:
    """Return what `berdaya reliability --json` prints."""
    found, counted = reliable.reliability, reliable.counted
    return {
        **study_head(counted.study),
        "counts": counts_document(counted.tally.counts),
        "wave": found.wave or None,
        "query": asdict(found.query),
        "confidence": found.confidence,
        "weighted": found.weighted,
        "seed": found.seed,
        "replicates": found.replicates,
        "reliability": list(set_rows(found)),
        "warnings": problem_rows(counted.problems, lang),
    }
