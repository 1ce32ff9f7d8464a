"""All answers of a wave as one matrix, row beside row: what the quality of the field work is told from."""

import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import polars as pl

from berdaya.instrument.model import Instrument, Question
from berdaya.responses.account import NOT_APPLICABLE, safe_text
from berdaya.responses.model import Responses, State
from berdaya.stats.answer_chances import AnswerModel, fit_answers

Floats = np.ndarray[Any, np.dtype[np.float64]]
Ints = np.ndarray[Any, np.dtype[np.int64]]
Flags = np.ndarray[Any, np.dtype[np.bool_]]
MOST_LEVELS = 11  # a question with more answers is a number, not a choice
COLUMNS = ("kind", "file", "row", "respondent", "group", "role", "wave", "enumerator", "value", "limit", "chance", "with_file",
           "with_row", "with_respondent", "detail")  # fmt: skip


@dataclass(frozen=True, slots=True)
class Flag:
    """A row to look at again: its place among the interviews, of which kind, what was found and the limit it passes.

    `chance`: how many such rows (pairs) chance alone would give in the whole study, NaN where that is not asked. `other`: the
    place of the row that it is like or runs into, -1 without one. `detail`: the measure of an enumerator.
    """

    kind: str
    at: int
    value: float
    limit: float
    chance: float = float("nan")
    other: int = -1
    detail: str = ""


@dataclass(frozen=True)
class AnswerSet:
    """The interviews of one role (`rows`, places among the interviews) and the questions that they were asked (`items`).

    `codes` (n, I): answers as whole numbers from 0, -1 where there is none. `choice` (I,): the question has few answers;
    `worth` (I, V) what each answer of such a one counts, 0 to 1 in its direction. `steps`: scale of each item, to tell which
    have the same answers.
    """

    role: str
    rows: Ints
    items: Ints
    codes: Ints
    choice: Flags
    worth: Floats
    steps: tuple[tuple[float, float], ...]
    turned: Flags

    @cached_property
    def model(self) -> AnswerModel:
        """How likely each answer is of a person of his own level; of the choices only."""
        return fit_answers(self.codes[:, self.choice], self.worth[self.choice])


@dataclass(frozen=True)
class Interviews:
    """The used rows of a wave: who (`rows`), and (n, I) `values` on each question's own scale, NaN without a counted answer.

    `place` (n,): the row of `Responses.rows`. `asked` and `missing` (n, I): asked, and asked without an answer.
    """

    rows: pl.DataFrame
    place: Ints
    values: Floats
    asked: Flags
    missing: Flags

    @property
    def size(self) -> int:
        """How many interviews there are."""
        return len(self.place)

    def text(self, name: str) -> list[str]:
        """Return a column as text, "" where it has none or a row has nothing."""
        if name not in self.rows.columns:
            return [""] * self.size
        return self.rows[name].cast(pl.String).fill_null("").to_list()

    def codes(self, name: str) -> tuple[Ints, tuple[str, ...]]:
        """Return a column as numbers of its sorted labels; -1 where a row has none."""
        texts = np.array(self.text(name), dtype=str)
        labels, codes = np.unique(texts, return_inverse=True)
        codes = codes.reshape(-1).astype(np.int64)
        if len(labels) and labels[0] == "":
            return codes - 1, tuple(map(str, labels[1:]))
        return codes, tuple(map(str, labels))


def read_interviews(responses: Responses, instrument: Instrument, wave: str) -> Interviews:
    """Return the used rows of a wave with all their answers."""
    inside = (responses.rows["wave"].cast(pl.String) == wave).to_numpy()
    place = np.flatnonzero(inside)
    shape = (len(place), len(instrument.leaves))
    values, state = np.full(shape, np.nan), np.full(shape, State.NOT_ASKED, np.uint8)
    rank = np.cumsum(inside) - 1
    for block in responses.blocks():
        own = inside[block.start : block.start + len(block.values)]
        at = rank[block.start : block.start + len(block.values)][own]
        state[at] = block.state[own]
        values[at] = np.where(block.state[own] == State.COUNTED, block.values[own], np.nan)
    unasked = (state == State.NOT_ASKED) | (state == State.SET_ASIDE_NOT_ASKED)
    if NOT_APPLICABLE in instrument.missing:
        unasked |= state == State.FIRST_CODE + list(instrument.missing).index(NOT_APPLICABLE)
    missing = ~unasked & ((state == State.BLANK) | (state >= State.FIRST_CODE))
    return Interviews(responses.rows.filter(pl.Series(inside)), place, values, ~unasked, missing)


def answer_sets(interviews: Interviews, instrument: Instrument) -> tuple[AnswerSet, ...]:
    """Return the answers of each role that answered anything."""
    codes, labels = interviews.codes("role")
    found = []
    for role, name in enumerate(labels):
        rows = np.flatnonzero(codes == role)
        items = np.flatnonzero(np.isfinite(interviews.values[rows]).any(axis=0))
        if len(items):
            questions = [leaf.question for at in items if (leaf := instrument.leaves[at]).question is not None]
            found.append(_set(name, rows, items, interviews.values[np.ix_(rows, items)], questions))
    return tuple(found)


def _set(role: str, rows: Ints, items: Ints, values: Floats, questions: Sequence[Question]) -> AnswerSet:
    scales = [(one.scale.min, one.scale.max) for one in questions]
    choice = np.array(
        [not one.decimals and one.scale.max - one.scale.min < MOST_LEVELS for one in questions], dtype=np.bool_
    )
    codes = np.full(values.shape, -1, np.int64)
    most = max((int(high - low) + 1 for (low, high), few in zip(scales, choice, strict=True) if few), default=1)
    worth = np.full((len(items), most), np.nan)
    for at, question in enumerate(questions):
        there = np.isfinite(values[:, at])
        if not choice[at]:
            codes[there, at] = np.unique(values[there, at], return_inverse=True)[1].reshape(-1)
            continue
        low, high = scales[at]
        codes[there, at] = np.round(values[there, at] - low).astype(np.int64)
        for level in range(int(high - low) + 1):
            if not question.answers or int(low) + level in question.answers:
                share = level / (high - low)
                worth[at, level] = share if question.direction == "higher_is_better" else 1 - share
    turned = np.array([one.direction == "lower_is_better" for one in questions], dtype=np.bool_)
    return AnswerSet(role, rows, items, codes, choice, worth, tuple(scales), turned)


def quality_csv(interviews: Interviews, flags: Iterable[Flag]) -> str:
    """Return `results/quality.csv`: every row to look at again, by kind, with what it is like; codes of respondents only."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS)
    names = ("file", "row", "respondent", "group", "role", "wave", "enumerator")
    who = {name: interviews.text(name) for name in names}
    for flag in flags:
        other = [who[name][flag.other] if flag.other >= 0 else "" for name in ("file", "row", "respondent")]
        chance = "" if np.isnan(flag.chance) else f"{flag.chance:.3g}"
        found = [f"{flag.value:.6g}", f"{flag.limit:.6g}", chance, *other, flag.detail]
        writer.writerow([flag.kind, *(safe_text(who[name][flag.at]) for name in names), *map(safe_text, found)])
    return out.getvalue()
