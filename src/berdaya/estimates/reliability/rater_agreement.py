"""How far raters of the same group agree: of each question and of the scores that each rater's answers make.

    rater_agreement(instrument, tally, "after")

A group that several people describe in the same role (facilitators, officials) has several ratings of the same thing. A rater
is the enumerator where the files name one for every rating and nobody rated a group twice, else the respondent.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations
from math import isfinite
from typing import Any

import numpy as np

from berdaya.instrument.model import Instrument
from berdaya.instrument.tree import asked_items
from berdaya.responses.assessors import ENUMERATOR
from berdaya.stats.icc import Icc, icc_one_way, icc_two_way
from berdaya.stats.kappa import Weighting, weighted_kappa
from berdaya.stats.krippendorff import krippendorff_alpha
from berdaya.tally.model import Tally

Floats = np.ndarray[Any, np.dtype[np.float64]]
Ints = np.ndarray[Any, np.dtype[np.int64]]
MOST_RATERS = 50  # above this raters are not told apart: each has rated a handful of groups
STILL = 1e-9  # ratings that differ by less are the same


@dataclass(frozen=True)
class RaterAgreement:
    """Agreement on one node; NaN is what does not exist, and `note` says why.

    `units` groups have two ratings or more, `ratings` in all, by `raters` people. `nominal`, `ordinal` and `interval` are
    Krippendorff's alpha. The kappas are means over `pairs` of raters with groups in common, weighed by these, of questions.
    `icc` has ICC1 and ICC1k, and where the same raters rated at least two groups each (`complete`) the other four for these.
    """

    node: str
    role: str
    units: int
    raters: int
    ratings: int
    complete: int
    nominal: float
    ordinal: float
    interval: float
    linear: float
    quadratic: float
    pairs: int
    icc: tuple[Icc, ...]
    note: str = ""

    def of(self, kind: str) -> Icc | None:
        """Return the intraclass correlation of a kind, where it exists."""
        return next((one for one in self.icc if one.kind == kind and isfinite(one.value)), None)


def rater_agreement(
    instrument: Instrument, tally: Tally, wave: str, role: str = "", node: str = "", confidence: float = 0.95
) -> tuple[RaterAgreement, ...]:
    """Return the agreement of raters, role by role and node by node; nothing where no group was rated twice.

    Parameters
    ----------
    instrument, tally
        The tally has one cell a row and units, and the attribute `enumerator` where the files have it.
    wave
        The wave whose ratings count.
    role
        One role; "" is every role but the first, whose people speak of themselves and rate nothing in common.
    node
        One node; "" is all.
    confidence
        Of the intervals.

    Notes
    -----
    Ratings are on the instrument's scale and weigh alike. The score of a node is that of the rater's own answers below it.
    """
    assert tally.units is not None and tally.one_row_a_cell, (
        "rater agreement needs a tally with units and one cell a row"
    )
    found: list[RaterAgreement] = []
    for name in (role,) if role else tuple(instrument.roles)[1:]:
        rows = _rows(tally, wave, name)
        if len(rows):
            values = _ratings(instrument, tally, rows, wave, name)
            raters = _raters(tally, rows)
            group = np.unique(tally.group.codes[rows], return_inverse=True)[1].reshape(-1)
            found += [
                _agreement(key, name, one, group, raters, (leaf, confidence))
                for key, one, leaf in values
                if node in ("", key)
            ]
    return tuple(found)


def _rows(tally: Tally, wave: str, role: str) -> Ints:
    """The rows of a role in a wave whose group has another; none where no group has."""
    if wave not in tally.wave.labels or role not in tally.role.labels:
        return np.zeros(0, np.int64)
    inside = tally.wave.codes == tally.wave.labels.index(wave)
    rows = np.flatnonzero(inside & (tally.role.codes == tally.role.labels.index(role)))
    group = tally.group.codes[rows]
    return rows[np.bincount(group, minlength=len(tally.group.labels))[group] > 1]


def _raters(tally: Tally, rows: Ints) -> Ints:
    """Who rated each row, from 0."""
    cell, who = tally.persons
    person = np.zeros(len(tally.unit), np.int64)
    person[cell] = who
    codes = person[rows]
    if axis := tally.attributes.get(ENUMERATOR):
        named = axis.codes[rows]
        once = len(set(zip(named.tolist(), tally.group.codes[rows].tolist(), strict=True))) == len(rows)
        if once and all(axis.labels[code] for code in np.unique(named)):
            codes = named
    return np.unique(codes, return_inverse=True)[1].reshape(-1)


def _ratings(
    instrument: Instrument, tally: Tally, rows: Ints, wave: str, role: str
) -> Iterator[tuple[str, Floats, bool]]:
    """Yield each node that the role is asked, its ratings (r,), and whether it is a question."""
    units = tally.units
    assert units is not None
    here = asked_items(instrument, wave)
    asked = {
        leaf.key: i
        for i, leaf in enumerate(instrument.leaves)
        if here[i] and leaf.question is not None and role in leaf.question.ask
    }
    for place, node in enumerate(instrument.nodes):
        if node.key in asked:
            yield node.key, tally.answers[rows, asked[node.key]], True
        elif any(one.key in asked for one in node.walk()):
            with np.errstate(divide="ignore", invalid="ignore"):
                yield node.key, units.sums[rows, place] / units.scored[rows, place], False


def _agreement(
    key: str, role: str, values: Floats, group: Ints, raters: Ints, kind: tuple[bool, float]
) -> RaterAgreement:
    leaf, confidence = kind
    values = np.round(values, 9)  # an answer is its weighted sum over its weight, and floats are not exact
    there = ~np.isnan(values)
    there &= np.bincount(group[there], minlength=int(group.max()) + 1)[group] > 1
    values, group, raters = values[there], group[there], np.unique(raters[there], return_inverse=True)[1].reshape(-1)
    units, people = len(np.unique(group)), len(np.unique(raters))
    nan = float("nan")
    if units < 2 or np.ptp(values) < STILL:
        note = "few-units" if units < 2 else "all-equal"
        return RaterAgreement(key, role, units, people, len(values), 0, nan, nan, nan, nan, nan, 0, (), note)
    group = np.unique(group, return_inverse=True)[1].reshape(-1)
    compact = _table(values, group, _order_within(group))
    table = _table(values, group, raters) if people <= MOST_RATERS else None
    complete = table[~np.isnan(table).any(axis=1)] if table is not None else np.zeros((0, people))
    crossed = len(complete) > 1
    linear, quadratic, pairs = _kappas(table) if leaf and table is not None else (nan, nan, 0)
    one_way = icc_one_way(values, group, confidence)
    return RaterAgreement(
        node=key,
        role=role,
        units=units,
        raters=people,
        ratings=len(values),
        complete=len(complete) if crossed else 0,
        nominal=krippendorff_alpha(compact, "nominal") if leaf else nan,
        ordinal=krippendorff_alpha(compact, "ordinal") if leaf else nan,
        interval=krippendorff_alpha(compact, "interval"),
        linear=linear,
        quadratic=quadratic,
        pairs=pairs,
        icc=(*one_way, *(icc_two_way(complete, confidence) if crossed else ())),
        note="" if crossed else "not-crossed",
    )


def _order_within(group: Ints) -> Ints:
    """Each rating's place among those of its group."""
    order = np.argsort(group, kind="stable")
    first = np.r_[0, np.cumsum(np.bincount(group))[:-1]]
    place = np.empty(len(group), np.int64)
    place[order] = np.arange(len(group)) - first[group[order]]
    return place


def _table(values: Floats, group: Ints, column: Ints) -> Floats:
    table = np.full((int(group.max()) + 1, int(column.max()) + 1), np.nan)
    table[group, column] = values
    return table


def _kappas(table: Floats) -> tuple[float, float, int]:
    """Mean weighted kappas over pairs of raters with two groups or more in common, and how many pairs have one."""
    ways: tuple[Weighting, ...] = ("linear", "quadratic")
    found = []
    for i, j in combinations(range(table.shape[1]), 2):
        common = int((~np.isnan(table[:, i]) & ~np.isnan(table[:, j])).sum())
        kappas = [weighted_kappa(table[:, i], table[:, j], way) for way in ways]
        if common > 1 and all(map(isfinite, kappas)):
            found.append((common, *kappas))
    if not found:
        return float("nan"), float("nan"), 0
    weight, linear, quadratic = np.array(found).T
    return float(np.average(linear, weights=weight)), float(np.average(quadratic, weights=weight)), len(found)
