"""The rows of answers: one for each item and role that is asked, of one wave."""

from collections.abc import Iterator
from typing import Any, NamedTuple

import numpy as np

from berdaya.estimates.frame import Frame
from berdaya.instrument.model import Instrument, Node, Question
from berdaya.report.workbook.model import AnswerRow, Reason
from berdaya.tally.model import Frequencies, Tally
from berdaya.words.say import say

Floats = np.ndarray[Any, np.dtype[np.float64]]
MOST_LEVELS = 12  # a question with more levels is written as sum and weight


class RoleAnswers(NamedTuple):
    """One role's answers to every item in a wave: frequencies (I, levels + reasons), sums (I,), weight, rows, means."""

    frequencies: Floats
    sums: Floats
    weight: Floats
    n: Floats
    mean: Floats


def answer_rows(frame: Frame, hidden: frozenset[str], lang: str) -> tuple[AnswerRow, ...]:
    """Return the rows of the items that the wave asks, without hidden ones."""
    instrument, frequencies = frame.instrument, _frequencies(frame.tally)
    levels = shown_levels(instrument)
    by_role = {role: _of_role(frame, role) for role in instrument.roles}
    rows = []
    for item, leaf in enumerate(instrument.leaves):
        if leaf.question is None or leaf.key in hidden or not frame.tree.asked[frame.tree.leaf[item]]:
            continue
        for role in leaf.question.ask:
            rows.append(_row(instrument, leaf, role, item, (frequencies, by_role[role], levels), lang))
    return tuple(rows)


def reasons(instrument: Instrument, lang: str) -> tuple[Reason, ...]:
    """Return why answers are missing, in the order of the frequencies."""
    first = instrument.languages[0]
    codes = tuple(
        Reason(label.get(lang) or label.get(first) or code, code != "na") for code, label in instrument.missing.items()
    )
    blank, set_aside = (Reason(say(f"workbook.{name}", lang), True) for name in ("blank", "set-aside"))
    return (blank, *codes, set_aside)


def shown_levels(instrument: Instrument) -> tuple[float, ...]:
    """Return the levels that have a column: those of all questions with few of them."""
    return tuple(sorted({level for leaf in instrument.leaves for level in own_levels(leaf.question)}))


def own_levels(question: Question | None) -> tuple[float, ...]:
    """Return the answers that a question takes; none where it takes any number, or too many to list."""
    if question is None or question.decimals:
        return ()
    if question.answers:
        found = tuple(float(answer) for answer in sorted(question.answers))
    else:
        low, high = round(question.scale.min), round(question.scale.max)
        found = tuple(float(v) for v in range(low, high + 1)) if high - low < MOST_LEVELS else ()
    return found if len(found) <= MOST_LEVELS else ()


def _frequencies(tally: Tally) -> Frequencies:
    assert tally.frequencies is not None, "a workbook needs a tally with frequencies"
    return tally.frequencies


def _of_role(frame: Frame, role: str) -> RoleAnswers | None:
    tally = frame.tally
    if role not in tally.role.labels or frame.wave not in tally.wave.labels or not frame.domains.size:
        return None
    code, wave = tally.role.labels.index(role), tally.wave.labels.index(frame.wave)
    at = frame.domains.cells[tally.role.codes[frame.domains.cells] == code]
    return RoleAnswers(
        frequencies=_frequencies(tally).weighted[wave, code],
        sums=tally.sums[at].sum(axis=0),
        weight=tally.answered[at].sum(axis=0),
        n=tally.count[at].sum(axis=0),
        mean=frame.means.role_means[0, code],
    )


_Given = tuple[Frequencies, RoleAnswers | None, tuple[float, ...]]


def _row(instrument: Instrument, leaf: Node, role: str, item: int, given: _Given, lang: str) -> AnswerRow:
    frequencies, found, levels = given
    question = leaf.question
    assert question is not None
    own = own_levels(question)
    one = found.frequencies[item] if found else np.zeros(len(frequencies.levels) + len(frequencies.reasons))
    weight = float(found.weight[item]) if found else 0.0
    at = dict(zip(frequencies.levels, one[: len(frequencies.levels)].tolist(), strict=True))
    counts = tuple(at.get(level, 0.0) if level in own else None for level in levels) if own else ()
    label = instrument.roles.get(role, {})
    return AnswerRow(
        item=leaf.key,
        label=instrument.label(leaf.key, lang),
        role=label.get(lang) or label.get(instrument.languages[0]) or role,
        role_weight=question.ask[role],
        counts=counts,
        total=_own_sum(instrument, question, float(found.sums[item]), weight) if found else 0.0,
        weight=weight,
        missing=tuple(one[len(frequencies.levels) :].tolist()),
        n=float(found.n[item]) if found else 0.0,
        low=question.scale.min,
        high=question.scale.max,
        falling=question.direction == "lower_is_better",
        mean=float(found.mean[item]) if found else float("nan"),
    )


def _own_sum(instrument: Instrument, question: Question, total: float, weight: float) -> float:
    """Bring a weighted sum from the instrument's scale back to the question's."""
    step = (question.scale.max - question.scale.min) / (instrument.scale.max - instrument.scale.min)
    rise = (total - instrument.scale.min * weight) * step
    return (
        question.scale.max * weight - rise
        if question.direction == "lower_is_better"
        else question.scale.min * weight + rise
    )


def items_of(rows: tuple[AnswerRow, ...]) -> Iterator[tuple[str, tuple[int, int]]]:
    """Yield each item with its range of rows."""
    start = 0
    for stop in range(1, len(rows) + 1):
        if stop == len(rows) or rows[stop].item != rows[start].item:
            yield rows[start].item, (start, stop)
            start = stop
