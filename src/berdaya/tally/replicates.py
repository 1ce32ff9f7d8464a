"""Lay supplied replicate weights over the rows, in the place of errors by Taylor linearisation."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import numpy as np

from berdaya.errors import InputError, Problem
from berdaya.stats.replicates import replicate_scale
from berdaya.tally.design import Layout
from berdaya.tally.model import DesignSpec, Replicates, ReplicateSpec

Floats = np.ndarray[Any, np.dtype[np.float64]]
OF_TAYLOR = ("design.lonely-psu", "design.single-psu", "design.few-psus")  # warnings of what replicates do not rest on


def with_replicates(layout: Layout, given: Floats | None, spec: DesignSpec) -> Layout:
    """Return a layout whose errors are those of replicate weights (rows, B), where the design declares some.

    Raises
    ------
    InputError
        design.replicates-few: fewer than two columns; design.replicates-rscales: not one number, nor one a replicate;
        design.replicates-of-zero: a row whose weight is 0 weighs something in a replicate.
    """
    said = spec.replicates
    if said is None or given is None:
        return layout
    problems = list(_problems(layout.weight, given, said))
    if problems:
        raise InputError(problems)
    count = given.shape[1]
    factors = given
    if said.combined:
        with np.errstate(divide="ignore", invalid="ignore"):
            factors = np.where(layout.weight[:, None] > 0, given / layout.weight[:, None], 0.0)
    scale = replicate_scale(said.kind, count, said.fay) if said.scale is None else said.scale
    rscales = np.broadcast_to(np.array(said.rscales or (1.0,)), (count,)).astype(float)
    found = Replicates(np.ascontiguousarray(factors.T), scale, rscales, said.centre, said.df, staged=bool(spec.stages))
    told = [] if said.df is not None or not spec.stages else ["design.few-psus"]
    kept = tuple(one for one in layout.problems if one.code not in OF_TAYLOR or one.code in told)
    return replace(layout, replicates=found, certain=False, problems=kept)


def _problems(weight: Floats, given: Floats, said: ReplicateSpec) -> Iterator[Problem]:
    count = given.shape[1]
    if count < 2:
        yield Problem("design.replicates-few", said.where, {"columns": said.columns, "count": count})
        return
    if len(said.rscales) not in (0, 1, count):
        yield Problem("design.replicates-rscales", said.where, {"found": len(said.rscales), "count": count})
    if said.combined:
        wrong = (weight == 0) & (given != 0).any(axis=1)
        if wrong.any():
            yield Problem("design.replicates-of-zero", said.where, {"count": int(wrong.sum())})
