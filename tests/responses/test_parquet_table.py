from pathlib import Path

import pyarrow as pa
import pytest
from pyarrow import parquet

from berdaya.errors import InputError
from berdaya.responses.parquet_table import read_parquet
from berdaya.responses.tables import BATCH


def test_columns_batches_and_places(tmp_path: Path) -> None:
    n = BATCH + 3
    parquet.write_table(pa.table({"a": range(n), "b": ["x"] * n}), tmp_path / "a.parquet")
    found = read_parquet(tmp_path / "a.parquet", "a.parquet")
    assert (found.headers, found.height) == (("a", "b"), n)
    assert found.read(["b"]).column_names == ["b"]
    assert sum(batch.num_rows for batch in found.batches(["b", "a"])) == n
    assert max(batch.num_rows for batch in found.batches(["a"])) <= BATCH
    assert str(found.place(found.number(1), "a")) == "a.parquet:2:1"


def test_what_is_no_parquet(tmp_path: Path) -> None:
    (tmp_path / "a.parquet").write_bytes(b"not this")
    parquet.write_table(pa.table({"a": pa.array([], pa.int8())}), tmp_path / "b.parquet")
    for name, code in (("a", "file.unreadable"), ("b", "responses.no-rows"), ("c", "file.missing")):
        with pytest.raises(InputError) as caught:
            read_parquet(tmp_path / f"{name}.parquet", name)
        assert [p.code for p in caught.value.problems] == [code]
