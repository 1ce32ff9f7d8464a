from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from berdaya.estimates.poverty.holds import RowNumbers, holds
from berdaya.instrument.model import Answered, Compare
from berdaya.instrument.rule import AllTrue, AnyTrue, CountOf, Is, Rule, SumOf

if TYPE_CHECKING:
    from tests.conftest import Made

NO = float("nan")


@pytest.fixture(scope="module")
def rows(made: Made) -> RowNumbers:
    """Answers of 0-7 and 0-1 on an instrument of 0-3; the second runs the other way."""
    instrument = made.instrument(
        made.leaf("days", scale=(0, 7)), made.leaf("sold", scale=(0, 1), direction="lower_is_better"), made.leaf("own")
    )
    people = {"pkh": ["ya", "tidak", "", "ya"], "size": ["4", "2,5", "3", ""], "spent": [1.5, 2.0, None, 1e6]}
    answers = [[7, 1, 3], [2, None, 0], [None, 0, "dk"], [0.1, 1, 1]]
    tally = made.tally(instrument, people, answers, detail=True, attributes=("pkh", "size", "spent"))
    return RowNumbers(instrument, tally, np.arange(4))


def test_numbers_are_on_the_questions_own_scale(rows: RowNumbers) -> None:
    np.testing.assert_array_equal(rows.number("days"), [7, 2, NO, 0.1])
    np.testing.assert_array_equal(rows.number("sold"), [1, NO, 0, 1])
    np.testing.assert_array_equal(rows.number("spent"), [1.5, 2, NO, 1e6])
    np.testing.assert_array_equal(rows.number("size"), [4, NO, 3, NO])  # a comma is not read as a number here


@pytest.mark.parametrize(
    ("rule", "wanted"),
    [
        (Compare("days", "at_least", 2), [1, 1, NO, 0]),
        (Compare("sold", "not_equals", 1), [0, NO, 1, 0]),
        (Compare("own", "at_least", 0), [1, 1, NO, 1]),  # any answer would meet it, but there is none
        (Compare("spent", "below", 2), [1, 0, NO, 0]),
        (Answered("own"), [1, 1, 0, 1]),
        (Is("pkh", ("ya",)), [1, 0, NO, 1]),
        (Is("pkh", ("ya", "tidak")), [1, 1, NO, 1]),
        (AllTrue((Compare("days", "above", 1), Compare("sold", "equals", 1))), [1, NO, 0, 0]),
        (AnyTrue((Compare("days", "above", 1), Compare("sold", "equals", 1))), [1, 1, NO, 1]),
        (SumOf((("days", 1.0), ("own", 2.0)), "at_least", 3), [1, 0, NO, 0]),
        (SumOf((("days", 1.0), ("sold", 10.0)), "at_least", 8), [1, NO, 0, 1]),  # 2 and 0 or 10; at most 7 and 0
        (SumOf((("own", -1.0), ("days", 0.0)), "at_most", -1), [1, 0, NO, 1]),
        (CountOf((Compare("days", "above", 1), Compare("sold", "equals", 1)), "at_least", 2), [1, NO, 0, 0]),
    ],
)
def test_a_missing_answer_is_no_no(rows: RowNumbers, rule: Rule, wanted: list[float]) -> None:
    np.testing.assert_array_equal(holds(rule, rows), wanted)
