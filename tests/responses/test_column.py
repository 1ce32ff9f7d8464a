import datetime as dt
from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from berdaya.instrument.model import Question, Scale
from berdaya.responses.answer import AnswerReader
from berdaya.responses.column import ColumnFound, read_column, text_at
from berdaya.responses.model import State

C, B, S = State.COUNTED, State.BLANK, State.SET_ASIDE


def read(array: Any, **more: Any) -> tuple[list[float], list[int], ColumnFound]:
    question = Question({}, {"member": 1.0}, Scale(0, 3), decimals=more.pop("decimals", False))
    reader = AnswerReader("q", question, {"dk": 5}, **more)
    values, state = np.zeros(len(array)), np.empty(len(array), dtype=np.uint8)
    found = read_column(array, reader, values, state)
    return np.where(state == C, values, -1).tolist(), state.tolist(), found


@pytest.mark.parametrize(
    "kind", [pa.uint8(), pa.int8(), pa.int16(), pa.int64(), pa.uint64(), pa.float32(), pa.float64(), pa.string()]
)
def test_every_type_reads_alike(kind: Any) -> None:
    array = pa.array([None, 3, 0, None, 2], pa.int64()).cast(kind)
    assert read(array)[:2] == ([-1, 3, 0, -1, 2], [B, C, C, B, C])
    assert read(array.slice(1, 2))[:2] == ([3, 0], [C, C])
    assert read(array.slice(3))[:2] == ([-1, 2], [B, C])
    assert (read(array)[2].lowest, read(array)[2].highest, read(array)[2].bad) == (0, 3, False)


@pytest.mark.parametrize("kind", [pa.int16(), pa.float64(), pa.string(), pa.decimal128(12, 2)])
def test_bad_values_and_recoded_ones(kind: Any) -> None:
    array = pa.array([99, 4, 1, None], pa.int32()).cast(kind)
    values, state, found = read(array, recode={"99": "dk"})
    assert (values, state, found.bad) == ([-1, -1, 1, -1], [5, S, C, B], True)
    assert (found.lowest, found.highest) == (1, 1)


def test_wide_spans_and_decimals() -> None:
    assert read(pa.array([10**12, 2, None]))[1] == [S, C, B]
    assert read(pa.array([0.5, 2.0, float("nan"), 1e300]), decimals=True)[:2] == ([0.5, 2, -1, -1], [C, C, B, S])
    assert read(pa.array([0.5, 2.0]))[1] == [S, C]


def test_odd_texts_are_counted_and_the_first_is_kept() -> None:
    found = read(pa.array(["1", " 2 ", "3,0", "dua", None]))[2]
    assert (found.odd, found.first_odd, found.bad) == (2, 1, True)


def test_true_and_false_nothing_and_dates() -> None:
    assert read(pa.array([True, False, None]))[:2] == ([1, 0, -1], [C, C, B])
    assert read(pa.nulls(3))[1] == [B, B, B]
    assert read(pa.array([float("nan"), None]))[1] == [B, B]
    assert read(pa.array([dt.date(2022, 11, 30)]))[1] == [S]
    assert read(pa.array(["2", None, "2"]).dictionary_encode())[:2] == ([2, -1, 2], [C, B, C])


@settings(max_examples=60, deadline=None)
@given(st.lists(st.one_of(st.none(), st.integers(-300, 6000))), st.integers(0, 3))
def test_looking_up_is_reading_each(numbers: list[int | None], cut: int) -> None:
    array = pa.array(numbers, pa.int32()).slice(cut)
    question = Question({}, {"member": 1.0}, Scale(0, 3))
    reader = AnswerReader("q", question, {})
    expected = [B if n is None else reader.read(str(n)).state for n in numbers[cut:]]
    assert read(array)[1] == expected


def test_cells_as_they_are_written() -> None:
    assert [text_at(pa.array([2.0, 2.5, None, float("nan")]), i) for i in range(4)] == ["2", "2.5", "", ""]
    assert text_at(pa.array(["dua "]), 0) == "dua "
