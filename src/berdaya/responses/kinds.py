"""Columns of any kind that a file may hold, made into the kinds that answers and keys are read from."""

import math
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

_LARGEST = 2**63 - 1


def simple(column: Any) -> Any:
    """Return an Arrow column as whole numbers, other numbers, true/false, text, or text by dictionary.

    Dates and times become ISO text, in UTC where they know their zone. What holds no single value (lists, records)
    becomes text that is no answer, so that it is told like any other cell that cannot be used.

    Parameters
    ----------
    column
        An array or a chunked array.

    Raises
    ------
    pyarrow.ArrowException
        For text that is none: a damaged file.

    Examples
    --------
    >>> simple(pa.array([[1, 2], None])).to_pylist(), simple(pa.array([3], pa.uint64())).type
    (['[1, 2]', None], DataType(int64))
    """
    kind = column.type
    if pa.types.is_string(kind) or pa.types.is_large_string(kind):
        column.validate(full=True)
        return column
    if pa.types.is_dictionary(kind):
        return _dictionary(column)
    if pa.types.is_uint64(kind):
        top = pc.max(column).as_py() or 0
        return column.cast(pa.int64() if top <= _LARGEST else pa.string())
    if pa.types.is_float16(kind):
        return column.cast(pa.float32())
    if pa.types.is_integer(kind) or pa.types.is_floating(kind) or pa.types.is_boolean(kind) or pa.types.is_null(kind):
        return column
    return _decimal(column) if pa.types.is_decimal(kind) else _text(column)


def _dictionary(column: Any) -> Any:
    column.validate(full=True)
    inner = column.type.value_type
    if pa.types.is_string(inner) or pa.types.is_large_string(inner):
        return column
    plain = column.combine_chunks() if isinstance(column, pa.ChunkedArray) else column
    return simple(plain.dictionary_decode())


def _decimal(column: Any) -> Any:
    """Return decimals as numbers; long codes, which numbers would round, as text."""
    if column.type.scale > 0:
        return column.cast(pa.float64())
    return column.cast(pa.int64() if column.type.precision <= 18 else pa.string())


def _text(column: Any) -> Any:
    kind = column.type
    if pa.types.is_timestamp(kind):
        column, kind = column.cast(pa.timestamp(kind.unit)), pa.timestamp(kind.unit)
    if pa.types.is_date(kind) or pa.types.is_time(kind) or pa.types.is_timestamp(kind):
        return column.cast(pa.string())
    return pa.array([_written(value) for value in column.to_pylist()], pa.string())


def _written(value: object) -> str | None:
    if value is None or (isinstance(value, float) and math.isnan(value)):
        return None
    return value.decode("utf-8", "replace") if isinstance(value, bytes) else str(value)
