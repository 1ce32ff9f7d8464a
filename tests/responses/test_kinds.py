import datetime as dt
import decimal
from typing import Any

import pyarrow as pa
import pytest

from berdaya.responses.kinds import simple


@pytest.mark.parametrize(
    ("column", "values"),
    [
        (pa.array([1, None], pa.uint64()), [1, None]),
        (pa.array([2**64 - 1], pa.uint64()), ["18446744073709551615"]),
        (pa.array([1.5], pa.float16()), [1.5]),
        (pa.array([decimal.Decimal("2.50")]), [2.5]),
        (pa.array([decimal.Decimal(7)], pa.decimal128(5)), [7]),
        (pa.array([decimal.Decimal(10**29)], pa.decimal256(40)), ["1" + "0" * 29]),
        (pa.array([dt.date(2022, 11, 30)]), ["2022-11-30"]),
        (pa.array([dt.datetime(2022, 11, 30)], pa.timestamp("s", tz="Asia/Jakarta")), ["2022-11-30 00:00:00"]),
        (pa.array([dt.time(8, 30)], pa.time32("s")), ["08:30:00"]),
        (pa.array([dt.timedelta(days=1)]), ["1 day, 0:00:00"]),
        (pa.array([[3], None]), ["[3]", None]),
        (pa.array([{"a": 3}]), ["{'a': 3}"]),
        (pa.array([b"k01", b"\xff"]), ["k01", "�"]),
        (pa.array(["a", None], pa.string_view()), ["a", None]),
        (pa.array([2, 2]).dictionary_encode(), [2, 2]),
        (pa.chunked_array([pa.array(["a"]).dictionary_encode()]), ["a"]),
        (pa.nulls(1), [None]),
        (pa.array([True]), [True]),
    ],
)
def test_every_kind_has_a_simple_one(column: Any, values: list[object]) -> None:
    assert simple(column).to_pylist() == values


def test_damaged_text_is_refused() -> None:
    broken = pa.Array.from_buffers(pa.string(), 1, [None, pa.py_buffer(b"\0\0\0\0\1\0\0\0"), pa.py_buffer(b"\xff")])
    with pytest.raises(pa.ArrowException):
        simple(broken)
