"""Bring the weights of rows to known totals, and tell the design what its errors must know of it."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

import numpy as np
import polars as pl

from berdaya.errors import InputError, Problem
from berdaya.located import Near, nearest
from berdaya.stats.raking import margin_sums, rake
from berdaya.stats.sample import Calibration, Second
from berdaya.tally.codes import Coded, combine
from berdaya.tally.design import Layout
from berdaya.tally.model import CalibrateSpec, Margin

Floats = np.ndarray[Any, np.dtype[np.float64]]
Ints = np.ndarray[Any, np.dtype[np.int64]]
JOIN = " / "
AGREE = 1e-6  # totals of two margins differ by less than this share of them
REACHED = 1e-9


@dataclass(frozen=True)
class MarginSum:
    """A known total: its variable and label in a wave, how many rows have it, the sums of weights before and after."""

    wave: str
    variable: str
    label: str
    rows: int
    total: float
    before: float
    after: float


class _Class(NamedTuple):
    wave: str
    margin: Margin
    label: str
    column: int  # which of its wave's margins
    rows: Ints

    @property
    def total(self) -> float:
        return self.margin.totals[self.label]


def calibrate(rows: pl.DataFrame, layout: Layout, said: CalibrateSpec) -> tuple[Layout, tuple[MarginSum, ...], int]:
    """Return the layout with calibrated weights, the totals that were reached, and the rounds that it took.

    Each wave is calibrated apart. One margin is post-stratification, several are raked. Rows of other roles stay as they are.

    Raises
    ------
    InputError
        With all problems: design.totals-variable, totals-blank, totals-label, totals-empty, totals-disagree; or
        calibrate-no-convergence. design.totals-few is a warning of the layout.
    """
    problems: list[Problem] = []
    found = list(_classes(rows, layout.weight, said, problems))
    problems += _disagreeing(found)
    if problems:
        once = {(p.code, p.where, str(dict(p.values))): p for p in problems}  # alike in every wave
        raise InputError(once.values())
    width = max((one.column for one in found), default=-1) + 1
    classes = np.full((rows.height, width), -1, np.int64)
    for place, one in enumerate(found):
        classes[one.rows, one.column] = place
    combo = combine([classes[:, m] + 1 for m in range(width)], rows.height)
    totals = np.array([one.total for one in found])
    sums = np.bincount(combo.codes, layout.weight, combo.size).astype(float)
    raked = rake(sums, classes[combo.first], totals)
    before, after = (margin_sums(w, classes[combo.first], len(totals)) for w in (sums, sums * raked.factor))
    if raked.gap > REACHED:
        raise InputError(_unreached(found, after, raked.rounds, said))
    reached = tuple(
        MarginSum(one.wave, one.margin.variable, one.label, len(one.rows), one.total, float(b), float(a))
        for one, b, a in zip(found, before, after, strict=True)
    )
    own = Calibration(combo.codes, classes[combo.first], totals, layout.weight, raked.factor)
    told = replace(layout, problems=(*layout.problems, *_impossible(rows, found)))
    return _in_parts(told, own, combo), reached, raked.rounds


def _impossible(rows: pl.DataFrame, found: list[_Class]) -> Iterator[Problem]:
    """Totals of fewer people than answered: shares, thousands, or another population; the first wave's tell it."""
    once: set[tuple[str, str]] = set()
    for one in found:
        place = (one.margin.variable, one.label)
        people = rows["respondent"].gather(one.rows).n_unique()
        if one.total < people and place not in once:
            once.add(place)
            values = {"variable": place[0], "label": place[1], "total": f"{one.total:g}", "people": people}
            yield Problem("design.totals-few", one.margin.places[one.label], values, severity="warning")


def _in_parts(layout: Layout, own: Calibration, combo: Coded) -> Layout:
    """Cut the units so that each is of one combination of classes."""
    parts = combine([layout.unit, combo.codes], len(layout.unit))
    unit = layout.unit[parts.first]
    sample, second = layout.sample, layout.sample.second
    if second is not None:
        second = Second(second.stratum[unit], second.fraction, whole=unit)
    own = replace(
        own,
        combo=combo.codes[parts.first],
        before=np.bincount(parts.codes, own.before, parts.size).astype(float),
    )
    return replace(
        layout,
        sample=replace(sample, psu=sample.psu[unit], second=second, calibration=own),
        unit=parts.codes,
        weight=layout.weight * own.gain[combo.codes],
    )


def _classes(rows: pl.DataFrame, weight: Floats, said: CalibrateSpec, problems: list[Problem]) -> Iterator[_Class]:
    """The labels of every margin in every wave, with their rows; what does not fit is noted."""
    inside = np.ones(rows.height, bool)
    if said.role:
        inside = (rows["role"].cast(pl.String) == said.role).to_numpy()
    wave = rows["wave"].cast(pl.String)
    texts = {margin.variable: _texts(rows, margin, problems) for margin in said.margins}
    for name in wave.unique(maintain_order=True).to_list():
        at = inside & (wave == name).to_numpy()
        own = [margin for margin in said.margins if margin.wave in ("", name) and texts[margin.variable] is not None]
        for column, margin in enumerate(own):
            labels = texts[margin.variable]
            assert labels is not None
            problems += _odd_labels(labels[at], margin, said)
            for label in margin.totals:
                here = np.flatnonzero(at & (labels == label))
                if not weight[here].sum() > 0:
                    values = {"variable": margin.variable, "label": label, "total": f"{margin.totals[label]:g}"}
                    values["wave"] = f" ({name})" if name else ""
                    problems.append(Problem("design.totals-empty", margin.places.get(label, said.where), values))
                yield _Class(name or "", margin, label, column, here)


def _texts(rows: pl.DataFrame, margin: Margin, problems: list[Problem]) -> "np.ndarray[Any, Any] | None":
    """The label of each row in a margin, "" where a column is blank; None where a column does not exist."""
    where = next(iter(margin.places.values()))
    unknown = [name for name in margin.columns if name not in rows.columns]
    for name in unknown:
        known = [column for column in rows.columns if column not in ("file", "row", "respondent", "weight", "wave")]
        values = {"name": name, "known": ", ".join(known)}
        problems.append(Problem("design.totals-variable", where, values))
    if unknown:
        return None
    parts = [rows[name].cast(pl.String).fill_null("").str.strip_chars().to_numpy() for name in margin.columns]
    blank = np.any([part == "" for part in parts], axis=0)
    return np.where(blank, "", np.array([JOIN.join(one) for one in zip(*parts, strict=True)], dtype=object))


def _odd_labels(labels: "np.ndarray[Any, Any]", margin: Margin, said: CalibrateSpec) -> Iterator[Problem]:
    """Labels of rows without a total, and rows without a label."""
    for label, count in zip(*np.unique(labels.astype(str), return_counts=True), strict=True):
        where = next(iter(margin.places.values()), said.where)
        if label == "":
            yield Problem("design.totals-blank", where, {"variable": margin.variable, "count": int(count)})
        elif label not in margin.totals:
            values = {"variable": margin.variable, "label": str(label), "count": int(count)}
            near = nearest(str(label), list(margin.totals)).get("near", "")
            yield Problem("design.totals-label", where, {**values, "near": Near(str(near))})


def _disagreeing(found: list[_Class]) -> Iterator[Problem]:
    """Margins of a wave must be of one number of people."""
    for wave in dict.fromkeys(one.wave for one in found):
        sums: dict[int, float] = {}
        first: dict[int, _Class] = {}
        for one in found:
            if one.wave == wave:
                sums[one.column] = sums.get(one.column, 0.0) + one.total
                first.setdefault(one.column, one)
        for column, total in sums.items():
            if abs(total - sums[0]) > AGREE * max(total, sums[0]):
                one = first[column]
                values = {
                    "first": first[0].margin.variable,
                    "sum": f"{sums[0]:g}",
                    "second": one.margin.variable,
                    "other": f"{total:g}",
                }
                yield Problem("design.totals-disagree", one.margin.places[one.label], values)


def _unreached(found: list[_Class], after: Floats, rounds: int, said: CalibrateSpec) -> Problem:
    totals = np.array([one.total for one in found])
    worst = int(np.abs(after / totals - 1).argmax())
    one = found[worst]
    values = {
        "rounds": rounds,
        "variable": one.margin.variable,
        "label": one.label,
        "total": f"{one.total:g}",
        "sum": f"{after[worst]:.6g}",
    }
    return Problem("design.calibrate-no-convergence", said.where, values)
