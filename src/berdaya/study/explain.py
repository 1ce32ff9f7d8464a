"""Explain one figure of a study."""

from collections.abc import Mapping

import numpy as np
import polars as pl

from berdaya.errors import InputError, Problem
from berdaya.estimates.explain import Explanation, explain
from berdaya.estimates.frame import make_frame
from berdaya.responses.model import Responses
from berdaya.study.model import Study
from berdaya.study.read import read_answers
from berdaya.study.rejected import count_and_list
from berdaya.study.run import Counted, check_attributes, choose_waves
from berdaya.tally.count import Wanted


def explain_study(
    study: Study, node: str, by: Mapping[str, str] | None = None, wave: str = "", depth: int | None = None
) -> tuple[Explanation, Counted]:
    """Return how a node's value came about, in a part of the study ({"village": "Salo"}) and a wave ("": the last).

    What is set aside is written to the study's results/rejected.csv.

    Raises
    ------
    InputError
        An unknown attribute or wave, a part without answers; otherwise as `count_study`.
    """
    by = by or {}
    chosen = choose_waves(study, wave)[-1]
    responses = read_answers(study)
    rows = _rows_of(responses, by)
    own = {"group", "role"}
    wanted = Wanted(
        attributes=tuple(name for name in by if name not in own),
        units=study.settings.mode == "units_first",
        frequencies=True,
        counted_rows=rows,
    )
    counted = count_and_list(study, responses, wanted)
    frame = make_frame(study.instrument, counted.tally, study.settings, tuple(by), chosen)
    labels = tuple(by.values())
    if labels not in frame.domains.labels:
        raise _nobody(by, frame.domains.labels)
    return explain(frame, node, depth, domain=frame.domains.labels.index(labels)), counted


def _rows_of(responses: Responses, by: Mapping[str, str]) -> "np.ndarray[tuple[int], np.dtype[np.bool_]]":
    rows = responses.rows
    check_attributes(responses, by)
    use = np.ones(rows.height, bool)
    for name, label in by.items():
        use &= (rows[name].cast(pl.String) == label).fill_null(False).to_numpy()
    return use


def _nobody(by: Mapping[str, str], known: tuple[tuple[str, ...], ...]) -> InputError:
    name = ", ".join(f"{k}={v}" for k, v in by.items())
    listed = "; ".join(" / ".join(labels) for labels in known[:20])
    return InputError(Problem("estimates.unknown-domain", values={"name": name, "known": listed}))
