"""One pass over the answers: the tally."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal, NamedTuple

import numpy as np
import polars as pl
from scipy import sparse

from berdaya.instrument.model import Instrument
from berdaya.instrument.tree import Tree, make_tree, roll_up
from berdaya.responses.account import NOT_APPLICABLE, Counts, count_rows, count_states
from berdaya.responses.model import Block, Rejected, Responses, State
from berdaya.stats.intervals import classify
from berdaya.tally.codes import Coded, code_column, combine, compact
from berdaya.tally.design import Layout, numbers_of
from berdaya.tally.frequencies import FrequencyCount
from berdaya.tally.model import Axis, Tally, UnitScores

Floats = np.ndarray[Any, np.dtype[np.float64]]
Ints = np.ndarray[Any, np.dtype[np.int64]]
Bools = np.ndarray[Any, np.dtype[np.bool_]]
CHUNK = 65_536  # rows summed at a time: a column of float64 stays in the processor's cache
UNITS_CHUNK = 16_384  # the same where each respondent's tree is rolled up


@dataclass(frozen=True)
class Wanted:
    """What a tally is to hold besides sums: attributes to report by, and the dearer parts.

    `units`: each respondent's own tree (with its zero policy and least coverage); `detail`: one cell a row, which the
    design effect needs; `frequencies`: counts of every answer, of the rows (rows,) in `counted_rows` where it is given.
    `follows_replicates`: whoever counts takes errors from replicate weights, where the study has them.
    """

    attributes: tuple[str, ...] = ()
    units: bool = False
    detail: bool = False
    frequencies: bool = False
    counted_rows: Bools | None = None
    follows_replicates: bool = False
    min_coverage: float = 0.0
    shift_zero: bool = False


def count_answers(instrument: Instrument, responses: Responses, layout: Layout, wanted: Wanted) -> Tally:
    """Read every answer once and give the tally.

    Rows may come in any order; memory grows with cells and a few bytes a row, not with answers.
    """
    rows = responses.rows
    if layout.replicates is not None:
        wanted = replace(wanted, detail=True)  # rows of a cell would need factors of their own
    axes = {name: _axis(rows, name) for name in ("group", "role", "wave", *wanted.attributes)}
    cell = _cells(rows, layout, axes, wanted)
    at = {name: Axis(coded.codes[cell.first], labels) for name, (coded, labels) in axes.items()}
    sums = _Sums(instrument, cell, layout.weight, axes, wanted)
    for block in responses.blocks():
        sums.add(block)
    weight = np.bincount(cell.codes, weights=layout.weight, minlength=cell.size).astype(float)
    return Tally(
        sample=layout.sample,
        strata=layout.strata,
        groups_vary=layout.groups_vary,
        certain=layout.certain,
        unit=layout.unit[cell.first],
        group=at["group"],
        role=at["role"],
        wave=at["wave"],
        attributes={name: at[name] for name in wanted.attributes},
        group_weight=_group_weight(rows, axes["group"][0]),
        rows=np.bincount(cell.codes, minlength=cell.size).astype(float),
        weight=weight,
        sums=sums.on_scale(*_rescaling(instrument)),
        answered=sums.answered,
        asked=sums.asked if sums.asked is not None else np.broadcast_to(weight[:, None], sums.answered.shape),
        below=sums.below,
        leaf=sums.tree.leaf,
        persons=_persons(rows["respondent"], cell.codes),
        one_row_a_cell=cell.size == rows.height,
        counts=count_rows(responses) + sums.counts,
        units=sums.units.result() if sums.units else None,
        frequencies=sums.frequencies.result() if sums.frequencies else None,
        rejected=tuple(sums.rejected),
        problems=tuple(sums.problems),
        group_in_unit=layout.group_in_unit,
        second_strata=layout.second_strata,
        replicates=layout.replicates,
    )


class _Sums:
    """The running sums of one pass."""

    def __init__(self, instrument: Instrument, cell: Coded, weight: Floats, axes: "_Axes", wanted: Wanted) -> None:
        items, nodes = len(instrument.leaves), len(instrument.nodes)
        self.cell, self.weight = cell, weight
        self.tree = make_tree(instrument)
        inner = [branch.node for branch in self.tree.branches]
        self.above = [[n for n in inner if self.tree.span[n, 0] <= j < self.tree.span[n, 1]] for j in range(items)]
        self.asks = _asking_states(instrument)
        self.instrument = instrument
        self.sums, self.answered = np.zeros((cell.size, items)), np.zeros((cell.size, items))
        self.asked: Floats | None = None  # None: all rows so far were asked everything
        self.below = np.zeros((cell.size, nodes))
        self.counts = Counts()
        self.rejected: list[Rejected] = []
        self.problems: list[Any] = []
        self.frequencies = FrequencyCount(instrument, axes, wanted.counted_rows) if wanted.frequencies else None
        self.units = _UnitSums(instrument, cell, axes["wave"], wanted) if wanted.units else None

    def add(self, block: Block) -> None:
        self.rejected += block.rejected
        self.problems += block.problems
        self.counts += count_states(block, self.instrument)
        step = UNITS_CHUNK if self.units else CHUNK
        for start in range(0, len(block.state), step):
            self._add(block.start + start, block.values[start : start + step], block.state[start : start + step])

    def _add(self, start: int, values: "np.ndarray[Any, Any]", state: "np.ndarray[Any, np.dtype[np.uint8]]") -> None:
        rows = slice(start, start + len(state))
        gather = _gather(self.cell.codes[rows], self.weight[rows])
        self._sum(_by_column(values), _by_column(state), gather)
        self._sum_asked(start, _by_column(state), gather)
        if self.frequencies:
            self.frequencies.add(rows, values, state, self.weight[rows])
        if self.units:
            answers = np.where(state == State.COUNTED, values, np.nan)
            self.units.add(rows, answers, self.asks[state], gather)

    def _sum(
        self,
        values: "np.ndarray[Any, Any]",
        state: "np.ndarray[Any, np.dtype[np.uint8]]",
        gather: "_Gather",
    ) -> None:
        """Add a chunk (items, rows) item by item: each is read once and summed into the chunk's cells."""
        items, rows, size = len(state), state.shape[1], len(gather.cells)
        sums, answered, below = np.empty((items, size)), np.empty((items, size)), np.empty((len(self.tree.keys), size))
        some = np.zeros((len(self.tree.keys), rows), bool)
        for j in range(items):
            counted = state[j] == State.COUNTED
            each = counted.astype(float)
            answer = np.where(counted, values[j], 0) if values.dtype.kind == "f" else values[j] * counted
            sums[j] = gather.weighted @ answer.astype(float)
            answered[j] = gather.weighted @ each
            below[self.tree.leaf[j]] = gather.each @ each
            for node in self.above[j]:
                some[node] |= counted
        for branch in self.tree.branches:
            below[branch.node] = gather.each @ some[branch.node].astype(float)
        self.sums[gather.place] += sums.T
        self.answered[gather.place] += answered.T
        self.below[gather.place] += below.T

    def _sum_asked(
        self,
        start: int,
        state: "np.ndarray[Any, np.dtype[np.uint8]]",
        gather: "_Gather",
    ) -> None:
        """Add the weight of the rows of a chunk that were asked each item; a table only where not all were."""
        if self.asked is None and state.max(initial=0) > State.BLANK:
            before = np.bincount(self.cell.codes[:start], self.weight[:start], self.cell.size)
            self.asked = np.repeat(before[:, None].astype(float), len(state), axis=1)
        if self.asked is not None:
            self.asked[gather.place] += np.stack(
                [gather.weighted @ self.asks[item].astype(float) for item in state], axis=1
            )

    def on_scale(self, factor: Floats, base: Floats) -> Floats:
        """Return the sums of answers brought to the instrument's scale."""
        if (factor != 1).any() or base.any():
            self.sums *= factor
            self.sums += self.answered * base
        return self.sums


class _UnitSums:
    """Each respondent's own tree, over the items that his role is asked in his wave."""

    def __init__(
        self, instrument: Instrument, cell: Coded, wave: tuple[Coded, tuple[str, ...]], wanted: Wanted
    ) -> None:
        self.bands, self.wave = instrument.bands, wave
        self.scale, self.base = _rescaling(instrument)
        zero: Literal["shift", "veto"] = "shift" if wanted.shift_zero else "veto"
        self.trees = [make_tree(instrument, label, wanted.min_coverage, zero) for label in wave[1]]
        self.shape = (cell.size, len(instrument.nodes))
        self.parts = np.zeros((7, *self.shape))  # possible, scored, sums, lowest, highest, lost, count
        self.in_band = np.zeros((*self.shape, len(instrument.bands.labels)))

    def add(self, rows: slice, values: Floats, asked: Bools, gather: "_Gather") -> None:
        answers = values * self.scale + self.base
        wave = self.wave[0].codes[rows]
        for code, tree in enumerate(self.trees):
            at = wave == code
            if at.any():
                self._add(tree, answers[at], asked[at], gather.rows(at))

    def _add(self, tree: Tree, answers: Floats, asked: Bools, gather: "_Gather") -> None:
        counted = ~np.isnan(answers)
        ends = (np.where(counted, answers, tree.low), np.where(counted, answers, tree.high))
        roll = roll_up(tree, answers, asked, counted.astype(float), ends)
        band = classify(roll.value, self.bands.cuts, self.bands.owner)
        n_bands = self.in_band.shape[2]
        found = np.empty((7 + n_bands, self.shape[1], len(gather.cells)))
        for n in range(self.shape[1]):
            possible, scored = ~np.isnan(roll.lowest[:, n]), ~np.isnan(roll.value[:, n])
            parts = [possible, scored]
            parts += [np.nan_to_num(v[:, n]) for v in (roll.value, roll.lowest, roll.highest)]
            parts += [np.where(possible, roll.lost[:, n], 0.0), scored, *(band[:, n] == b for b in range(n_bands))]
            for k, part in enumerate(parts):
                sums = gather.each if k == 6 else gather.weighted
                found[k, n] = sums @ part.astype(float)
        self.parts[:, gather.place] += found[:7].transpose(0, 2, 1)
        self.in_band[gather.place] += found[7:].transpose(2, 1, 0)

    def result(self) -> UnitScores:
        possible, scored, sums, lowest, highest, lost, count = self.parts
        return UnitScores(possible, scored, sums, lowest, highest, lost, self.in_band, count)


class _Gather(NamedTuple):
    """Sums a chunk's rows into the cells they fall in: matrices (cells of the chunk, rows), weighted and not.

    `place` are the cells among all: a slice where it can be.
    """

    cells: Ints
    place: Ints | slice
    weighted: sparse.csr_matrix
    each: sparse.csr_matrix

    def rows(self, at: Bools) -> "_Gather":
        return self if at.all() else self._replace(weighted=self.weighted[:, at], each=self.each[:, at])


def _by_column(table: "np.ndarray[Any, Any]") -> "np.ndarray[Any, Any]":
    """Return a table's columns as rows that lie in one piece, without a copy where they do already."""
    return table.T if table.strides[0] == table.itemsize else np.ascontiguousarray(table.T)


def _gather(codes: Ints, weight: Floats) -> _Gather:
    low = int(codes.min())
    place, first = compact(codes - low)
    cells, index, shape = codes[first], (place, np.arange(len(codes))), (len(first), len(codes))
    weighted = sparse.csr_matrix((weight, index), shape=shape)
    each = sparse.csr_matrix((np.ones(len(codes)), index), shape=shape)
    run = int(cells[-1]) - low + 1 == len(cells)
    return _Gather(cells, slice(low, low + len(cells)) if run else cells, weighted, each)


_Axes = dict[str, tuple[Coded, tuple[str, ...]]]


def _axis(rows: pl.DataFrame, name: str) -> tuple[Coded, tuple[str, ...]]:
    coded = code_column(rows[name])
    labels = rows[name][coded.first].cast(pl.String).fill_null("")
    return coded, tuple(labels.to_list())


def _cells(rows: pl.DataFrame, layout: Layout, axes: _Axes, wanted: Wanted) -> Coded:
    if wanted.detail:
        return combine([np.arange(rows.height, dtype=np.int64)], rows.height)
    columns: Sequence[Ints] = [layout.unit, *(coded.codes for coded, _ in axes.values())]
    return combine(columns, rows.height)


def _persons(respondent: pl.Series, cell: Ints) -> tuple[Ints, Ints]:
    """Return the (cell, respondent) pairs that occur; a respondent's code means nothing but who he is."""
    if respondent.dtype == pl.String:
        respondent = respondent.cast(pl.Categorical)
    named = respondent.dtype in (pl.Categorical, pl.Enum)
    person, first = code_column(respondent.to_physical() if named else respondent)
    if len(first) == len(person):
        return cell, person  # everyone has one row
    pairs = pl.Series(cell * (int(person.max(initial=0)) + 1) + person)
    first = np.flatnonzero(pairs.is_first_distinct().to_numpy())
    return cell[first], person[first]


def _rescaling(instrument: Instrument) -> tuple[Floats, Floats]:
    """Return factor and base (I,) that bring an answer from its question's scale to the instrument's."""
    low, width = instrument.scale.min, instrument.scale.max - instrument.scale.min
    factor, base = [], []
    for leaf in instrument.leaves:
        assert leaf.question is not None
        own = leaf.question.scale
        step = width / (own.max - own.min)
        rising = leaf.question.direction == "higher_is_better"
        factor.append(step if rising else -step)
        base.append(low - own.min * step if rising else low + own.max * step)
    return np.array(factor), np.array(base)


def _asking_states(instrument: Instrument) -> Bools:
    """Which states (256,) are of a question that was asked: answered, blank, set aside, or a missing code but "na"."""
    asks = np.zeros(256, bool)
    asks[[State.COUNTED, State.BLANK, State.SET_ASIDE]] = True
    for i, code in enumerate(instrument.missing):
        asks[State.FIRST_CODE + i] = code != NOT_APPLICABLE
    return asks


def _group_weight(rows: pl.DataFrame, group: Coded) -> Floats:
    if "group_weight" in rows.columns:
        return numbers_of(rows["group_weight"][group.first])
    return np.ones(group.size)
