"""Explain one figure of a study."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import polars as pl

from berdaya.errors import ComputeError, Problem
from berdaya.estimates.explain import Explanation, explain
from berdaya.estimates.frame import make_frame
from berdaya.estimates.units import roles_differ
from berdaya.responses.model import Responses
from berdaya.study.model import Study
from berdaya.study.read import read_answers
from berdaya.study.rejected import count_and_list
from berdaya.study.run import Counted, check_attributes, check_node, choose_one_wave
from berdaya.tally.count import Wanted


@dataclass(frozen=True)
class Explained:
    """A figure's explanation; where the figure does not exist, `absent` says why."""

    explanation: Explanation
    counted: Counted
    by: Mapping[str, str]
    wave: str
    absent: Problem | None = None


def explain_study(
    study: Study, node: str, by: Mapping[str, str] | None = None, wave: str = "", depth: int | None = None
) -> Explained:
    """Return how a node's value came about, in a part of the study ({"village": "Salo"}) and a wave ("": the last).

    What is set aside is written to the study's results/rejected.csv.

    Raises
    ------
    InputError
        An unknown node, attribute or wave; otherwise as `count_and_list`.
    ComputeError
        Nobody answered in that part; units first, and the figure would mix roles that are asked different questions.
    """
    by = by or {}
    check_node(study.instrument, node)
    chosen = choose_one_wave(study, wave)
    responses = read_answers(study)
    rows = _rows_of(responses, by)
    own = {"group", "role"}
    wanted = Wanted(
        attributes=tuple(name for name in by if name not in own),
        units=study.settings.mode == "units_first",
        frequencies=True,
        follows_replicates=True,
        counted_rows=rows,
    )
    counted = count_and_list(study, responses, wanted)
    frame = make_frame(study.instrument, counted.tally, study.settings, tuple(by), chosen)
    labels = tuple(by.values())
    if labels not in frame.domains.labels:
        raise _nobody(by, frame.domains.labels)
    _refuse_mixed_roles(study, counted, by, chosen)
    explanation = explain(frame, node, depth, domain=frame.domains.labels.index(labels))
    absent = _absent(explanation, bool(frame.tree.asked[frame.tree.keys.index(node)]))
    return Explained(explanation, counted, by, chosen, absent)


def _refuse_mixed_roles(study: Study, counted: Counted, by: Mapping[str, str], wave: str) -> None:
    by_person = study.settings.mode == "units_first" and study.settings.count == "persons"
    if by_person and "role" not in by and roles_differ(study.instrument, counted.tally, wave):
        raise ComputeError(Problem("estimates.mixed-roles", values={"roles": ", ".join(counted.tally.role.labels)}))


def _absent(explanation: Explanation, asked: bool) -> Problem | None:
    if explanation.value is not None:
        return None
    if not asked:
        return Problem("estimates.not-asked", values={"node": explanation.key})
    code = "estimates.low-coverage" if explanation.n else "estimates.no-answer"
    return Problem(code, values={"node": explanation.key})


def _rows_of(responses: Responses, by: Mapping[str, str]) -> "np.ndarray[tuple[int], np.dtype[np.bool_]]":
    rows = responses.rows
    check_attributes(responses, by)
    use = np.ones(rows.height, bool)
    for name, label in by.items():
        use &= (rows[name].cast(pl.String) == label).fill_null(False).to_numpy()
    return use


def _nobody(by: Mapping[str, str], known: tuple[tuple[str, ...], ...]) -> ComputeError:
    name = ", ".join(f"{k}={v}" for k, v in by.items())
    listed = "; ".join(" / ".join(labels) for labels in known[:20])
    return ComputeError(Problem("estimates.unknown-domain", values={"name": name, "known": listed}))
