"""The weights of a study step by step: as they came, for non-response, trimmed, calibrated."""

from dataclasses import dataclass, replace
from typing import Any, Literal

import numpy as np
import polars as pl

from berdaya.stats.trimming import trim_weights
from berdaya.tally.calibrate import MarginSum, calibrate
from berdaya.tally.codes import code_column, combine
from berdaya.tally.design import Layout
from berdaya.tally.model import DesignSpec, TrimSpec
from berdaya.tally.nonresponse import ClassRate, adjust_nonresponse

Floats = np.ndarray[Any, np.dtype[np.float64]]
StepName = Literal["base", "nonresponse", "trim", "calibrate"]
MOVED = 1e-9  # a weight that differs by less of it was not trimmed


@dataclass(frozen=True)
class Adjusted:
    """What became of the weights: after each step (rows,), in order, from "base".

    `classes` are those of non-response, `margins` the known totals, `rounds` of raking; `trimmed` counts the weights that were
    lowered to a bound and raised to one.
    """

    steps: tuple[tuple[StepName, Floats], ...]
    classes: tuple[ClassRate, ...] = ()
    trimmed: tuple[int, int] = (0, 0)
    margins: tuple[MarginSum, ...] = ()
    rounds: int = 0


def adjust(rows: pl.DataFrame, groups: pl.DataFrame, layout: Layout, spec: DesignSpec) -> tuple[Layout, Adjusted]:
    """Return the layout with the weights that the design's adjustments make, and what each did.

    Non-response comes first, then trimming, and calibration last, so that its totals are reached.

    Raises
    ------
    InputError
        As `adjust_nonresponse` and `calibrate`.
    """
    told = Adjusted((("base", layout.weight),))
    if spec.nonresponse is not None:
        factor, classes = adjust_nonresponse(rows, groups, spec.nonresponse)
        layout = replace(layout, weight=layout.weight * factor)
        told = replace(told, steps=(*told.steps, ("nonresponse", layout.weight)), classes=classes)
    if spec.trim is not None:
        weight, trimmed = _trimmed(rows, layout.weight, spec.trim)
        layout = replace(layout, weight=weight)
        told = replace(told, steps=(*told.steps, ("trim", weight)), trimmed=trimmed)
    if spec.calibrate is not None:
        layout, margins, rounds = calibrate(rows, layout, spec.calibrate)
        steps = (*told.steps, ("calibrate", layout.weight))
        told = replace(told, steps=steps, margins=margins, rounds=rounds)
    return layout, told


def _trimmed(rows: pl.DataFrame, weight: Floats, said: TrimSpec) -> tuple[Floats, tuple[int, int]]:
    """Trim the weights of each wave and role, and count those that lie on a bound now."""
    parts = combine([code_column(rows[name]).codes for name in ("wave", "role")], rows.height)
    found, lowered, raised = weight.copy(), 0, 0
    for part in range(parts.size):
        at = parts.codes == part
        found[at] = trim_weights(weight[at], said.low, said.high)
        own, now = weight[at], found[at]
        mean = own[own > 0].mean() if (own > 0).any() else 0.0
        lowered += int(((own > said.high * mean * (1 + MOVED)) & (now < own)).sum())
        raised += int(((own > 0) & (own < said.low * mean * (1 - MOVED)) & (now > own)).sum())
    return found, (lowered, raised)
