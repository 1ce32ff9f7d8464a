"""Importance and performance: where a criterion stands between what moves the score and what scores low.

Importance is the criterion's nested Shapley share of the overall score (`influence`), performance its score. The two lines that
make four fields are the means over the criteria.
"""

from dataclasses import dataclass
from typing import Any, Literal

import numpy as np

from berdaya.estimates.bootstrap import replicate_items
from berdaya.estimates.drivers.influence import Influence
from berdaya.estimates.frame import Frame
from berdaya.estimates.precision import bootstrap_withheld
from berdaya.tally.model import LonelyPsu

Floats = np.ndarray[Any, np.dtype[np.float64]]
Field = Literal["first", "keep", "later", "ample"]
FIELDS: tuple[Field, ...] = ("first", "keep", "later", "ample")


@dataclass(frozen=True)
class Priorities:
    """Criteria (k,) with importance and performance, the lines between the fields, and each one's field.

    "first": it moves the score much and scores low; "keep": much, and high; "later": little, and low; "ample": little, high.
    `sure` is the share of replicates in which a criterion is in its field; NaN without replicates.
    """

    items: tuple[str, ...]
    importance: Floats
    performance: Floats
    lines: tuple[float, float]
    field: tuple[Field, ...]
    sure: Floats


def priorities(frame: Frame, found: Influence, lonely: LonelyPsu = "none") -> Priorities:
    """Return the fields of the criteria that have an importance and a score, in the instrument's order.

    Notes
    -----
    Replicates of both come from the same draws; in each the lines are its own means. A criterion on a line counts as above it.

    References
    ----------
    Martilla and James (1977), Importance-performance analysis, Journal of Marketing 41(1):77-79; with derived importance.
    """
    tree = frame.tree
    importance, performance = found.nested.value[tree.leaf], frame.means.value[0]
    enough = frame.means.asked[0] & (frame.means.coverage[0] >= tree.leaf_coverage - 1e-12)
    there = np.flatnonzero(~np.isnan(importance) & ~np.isnan(performance) & enough)
    x, y = performance[there], importance[there]
    sure = np.full(len(there), np.nan)
    codes = _codes(x, y)
    if len(there) and not bootstrap_withheld(frame, lonely)[0, 0]:
        scores = np.concatenate([part[:, 0] for part in replicate_items(frame, found.seed, found.replicates, lonely)])
        drawn_x, drawn_y = scores[:, there], found.draws[:, tree.leaf[there]]
        usable = ~(np.isnan(drawn_x) | np.isnan(drawn_y)).any(axis=1)
        if usable.sum() > 1:
            sure = (_codes(drawn_x[usable], drawn_y[usable]) == codes).mean(axis=0)
    return Priorities(
        items=tuple(tree.keys[tree.leaf[i]] for i in there),
        importance=y,
        performance=x,
        lines=(float(y.mean()), float(x.mean())) if len(there) else (float("nan"), float("nan")),
        field=tuple(FIELDS[code] for code in codes),
        sure=sure,
    )


def _codes(x: Floats, y: Floats) -> "np.ndarray[Any, np.dtype[np.int64]]":
    """The place among FIELDS by performance x and importance y (..., k)."""
    if not x.shape[-1]:
        return np.zeros(x.shape, np.int64)
    high = x >= x.mean(axis=-1, keepdims=True) - 1e-9
    much = y >= y.mean(axis=-1, keepdims=True) - 1e-9
    codes: np.ndarray[Any, np.dtype[np.int64]] = np.where(much, 0, 2) + high
    return codes
