"""Which rows of a tally a rule holds for: true, false or unknown, a missing answer never being taken for a no."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from berdaya.estimates.domains import axis
from berdaya.instrument.model import Answered, Compare, Instrument
from berdaya.instrument.rule import AllTrue, AnyTrue, CountOf, Is, Rule, SumOf
from berdaya.stats.kleene import all_true, any_true, compared, weighted_bounds
from berdaya.tally.model import Tally

Floats = np.ndarray[Any, np.dtype[np.float64]]
Ints = np.ndarray[Any, np.dtype[np.int64]]
DIGITS = 9  # an answer that was brought to the instrument's scale and back may miss what was written by a rounding


@dataclass(frozen=True)
class RowNumbers:
    """What rows (cells of a tally with one row each) answered, and their attributes."""

    instrument: Instrument
    tally: Tally
    cells: Ints

    def number(self, key: str) -> Floats:
        """Return a question's answers on its own scale, or an attribute as numbers; NaN where there is none."""
        for place, leaf in enumerate(self.instrument.leaves):
            if leaf.key == key and leaf.question is not None:
                own, scale = leaf.question.scale, self.instrument.scale
                share = (self.tally.answers[self.cells, place] - scale.min) / (scale.max - scale.min)
                share = share if leaf.question.direction == "higher_is_better" else 1.0 - share
                return np.asarray(np.round(own.min + share * (own.max - own.min), DIGITS))
        found = axis(self.tally, key)
        numbers = np.array([_float(label) for label in found.labels] or [np.nan])
        return np.asarray(numbers[found.codes[self.cells]])

    def ends(self, key: str) -> tuple[float, float]:
        """Return the least and the most that a missing number can be."""
        for leaf in self.instrument.leaves:
            if leaf.key == key and leaf.question is not None:
                return leaf.question.scale.min, leaf.question.scale.max
        return -np.inf, np.inf

    def among(self, key: str, labels: tuple[str, ...]) -> Floats:
        """Return whether an attribute has one of some labels; NaN where it is blank."""
        found = axis(self.tally, key)
        each = [np.nan if not label.strip() else float(label.strip() in labels) for label in found.labels]
        return np.array(each or [np.nan])[found.codes[self.cells]]


def holds(rule: Rule, rows: RowNumbers) -> Floats:
    """Return for which rows (R,) a rule holds: 1 it does, 0 it does not, NaN it cannot be said.

    A comparison with a missing answer is unknown; a sum or a count is unknown only where missing answers could change what it
    says, a missing answer being anything on its question's scale.
    """
    match rule:
        case Compare(key, how, value):
            return _limited(rows, ((key, 1.0),), how, value)
        case SumOf(terms, how, value):
            return _limited(rows, terms, how, value)
        case CountOf(parts, how, value):
            table, many = np.column_stack([holds(part, rows) for part in parts]), len(parts)
            return compared(*weighted_bounds(table, np.ones(many), np.zeros(many), np.ones(many)), how, value)
        case Is(key, labels):
            return rows.among(key, labels)
        case Answered(key):
            return 1.0 - np.isnan(rows.number(key)).astype(float)
        case AllTrue(parts):
            return all_true([holds(part, rows) for part in parts])
        case AnyTrue(parts):
            return any_true([holds(part, rows) for part in parts])


def _limited(rows: RowNumbers, terms: tuple[tuple[str, float], ...], how: Any, value: float) -> Floats:
    numbers = np.column_stack([rows.number(key) for key, _ in terms])
    low, high = (np.array(side) for side in zip(*(rows.ends(key) for key, _ in terms), strict=True))
    if len(terms) == 1:  # one answer that is missing says nothing, even where any answer would meet the limit
        low, high = np.full(1, -np.inf), np.full(1, np.inf)
    return compared(*weighted_bounds(numbers, np.array([w for _, w in terms]), low, high), how, value)


def _float(label: str) -> float:
    try:
        return float(label)
    except ValueError:
        return np.nan
