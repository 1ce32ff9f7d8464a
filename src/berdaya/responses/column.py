"""A column of a batch, looked up: every cell's answer and state, without a step of Python for each cell."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa

from berdaya.responses.answer import AnswerReader, canonical
from berdaya.responses.model import State

_SPAN = 4096  # integers over a wider span are looked up by their distinct values
Bytes = np.ndarray[Any, np.dtype[np.uint8]]
Array = np.ndarray[Any, np.dtype[Any]]
Flags = np.ndarray[Any, np.dtype[np.bool_]]


@dataclass(frozen=True, slots=True)
class ColumnFound:
    """What a column held: cells written oddly (count, index of the first), whether any is bad, counted extremes."""

    odd: int = 0
    first_odd: int = -1
    bad: bool = False
    lowest: float = np.inf
    highest: float = -np.inf


def read_column(array: Any, reader: AnswerReader, values: Array, state: Bytes) -> ColumnFound:
    """Fill the answers and states of one question from an Arrow array; both outputs are as long as it."""
    kind = array.type
    if array.null_count == len(array):
        state[:] = State.BLANK
        return ColumnFound()
    if pa.types.is_boolean(kind):
        return read_column(array.cast(pa.uint8()), reader, values, state)
    if pa.types.is_integer(kind):
        return _integers(_raw(array), _valid(array), reader, values, state)
    if pa.types.is_floating(kind):
        return _floats(array, reader, values, state)
    if not pa.types.is_dictionary(kind):
        array = array.cast(pa.string()).dictionary_encode()
    return _dictionary(array, reader, values, state)


def text_at(array: Any, index: int) -> str:
    """Return a cell as it is written."""
    value = array[index].as_py()
    if value is None or value != value:
        return ""
    return canonical(repr(value)) if isinstance(value, float) else str(value)


def _valid(array: Any) -> Flags | None:
    """Return where an array has a value, straight from its bitmap; None where it has one everywhere."""
    if not array.null_count:
        return None
    bits = np.frombuffer(array.buffers()[0], dtype=np.uint8)
    flags = np.unpackbits(bits, bitorder="little", count=array.offset + len(array))[array.offset :]
    return flags.view(np.bool_)


def _raw(array: Any) -> Array:
    """Return the numbers of an array without a copy; where it has no value they mean nothing."""
    found = np.frombuffer(array.buffers()[1], dtype=array.type.to_pandas_dtype())
    return found[array.offset : array.offset + len(array)]


def _integers(raw: Array, valid: Flags | None, reader: AnswerReader, values: Array, state: Bytes) -> ColumnFound:
    if valid is not None:
        raw = np.where(valid, raw, raw[valid.argmax()])  # an absent value must not widen the span
    low, high = int(raw.min()), int(raw.max())
    if high - low >= _SPAN:
        return _distinct(raw, valid, reader, values, state)
    texts = [str(n) for n in range(low, high + 1)]
    readings = [reader.read(text) for text in texts]
    if all(r.state == State.COUNTED and r.value == low + i for i, r in enumerate(readings)):
        values[:] = raw
        if valid is None:
            state[:] = State.COUNTED
        else:
            np.logical_not(valid, out=state.view(np.bool_))  # False is COUNTED, True is BLANK
        return ColumnFound(lowest=low, highest=high)
    return _look_up(raw.astype(np.int64) - low, valid, _Table.of(reader, texts), values, state)


def _floats(array: Any, reader: AnswerReader, values: Array, state: Bytes) -> ColumnFound:
    raw = _raw(array.cast(pa.float64()))
    absent = _valid(array)
    valid = ~np.isnan(raw) if absent is None else absent & ~np.isnan(raw)
    if not valid.any():
        state[:] = State.BLANK
        return ColumnFound()
    filled = np.where(valid, raw, raw[valid.argmax()])
    if np.abs(filled).max() < 2**31:
        whole = filled.astype(np.int32)
        if np.array_equal(whole, filled):
            return _integers(whole, None if valid.all() else valid, reader, values, state)
    return _distinct(filled, valid, reader, values, state)


def _distinct(raw: Array, valid: Flags | None, reader: AnswerReader, values: Array, state: Bytes) -> ColumnFound:
    found, codes = np.unique(raw, return_inverse=True)
    texts = [canonical(repr(v)) for v in found.tolist()]
    return _look_up(codes, valid, _Table.of(reader, texts), values, state)


def _dictionary(array: Any, reader: AnswerReader, values: Array, state: Bytes) -> ColumnFound:
    texts = ["" if v is None else str(v) for v in array.dictionary.to_pylist()]
    valid = _valid(array)
    codes = _raw(array.indices)  # straight from memory: Arrow's own way loads pandas where that is installed
    if valid is not None:
        codes = np.where(valid, codes, 0)
    return _look_up(codes, valid, _Table.of(reader, texts), values, state)


@dataclass(frozen=True, slots=True)
class _Table:
    """The readings of a few distinct values as arrays."""

    value: np.ndarray[Any, np.dtype[np.float64]]
    state: Bytes
    odd: Flags

    @classmethod
    def of(cls, reader: AnswerReader, texts: list[str]) -> "_Table":
        readings = [reader.read(text) for text in texts]
        return cls(
            np.array([r.value for r in readings], dtype=np.float64),
            np.array([r.state for r in readings], dtype=np.uint8),
            np.array([r.odd for r in readings], dtype=np.bool_),
        )


def _look_up(
    codes: Array,
    valid: Flags | None,
    table: _Table,
    values: Array,
    state: Bytes,
) -> ColumnFound:
    np.take(table.state, codes, out=state)
    values[:] = table.value.astype(values.dtype)[codes]
    if valid is not None:
        state[~valid] = State.BLANK
    counted = state == State.COUNTED
    seen = values[counted]
    odd, first = 0, -1
    if table.odd.any():
        marks = table.odd[codes] & counted
        odd = int(marks.sum())
        first = int(marks.argmax()) if odd else -1
    return ColumnFound(
        odd,
        first,
        bool((state == State.SET_ASIDE).any()),
        float(seen.min()) if seen.size else np.inf,
        float(seen.max()) if seen.size else -np.inf,
    )
