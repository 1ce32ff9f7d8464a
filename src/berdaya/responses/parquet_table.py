"""Answers from Parquet, read in batches: the file may be larger than memory."""

from collections.abc import Iterator, Sequence
from pathlib import Path

import pyarrow as pa

from berdaya.errors import InputError, Problem, Where
from berdaya.located.raw import check_readable
from berdaya.responses.tables import BATCH, RawTable, check_headers, check_rows_exist


def read_parquet(path: Path, name: str) -> RawTable:
    """Return the table of a Parquet file; only its footer is read now.

    Raises
    ------
    InputError
        When the file cannot be read, is not Parquet, has no rows or repeats a column.
    """
    from pyarrow import parquet

    check_readable(path, name)
    try:
        file = parquet.ParquetFile(path, memory_map=True)
    except (pa.ArrowException, OSError) as error:
        raise InputError(Problem("file.unreadable", Where(name), {"file": name, "detail": str(error)})) from None
    headers = tuple(file.schema_arrow.names)
    check_headers(name, headers)
    height = int(file.metadata.num_rows)
    check_rows_exist(name, height)

    def read(wanted: Sequence[str]) -> pa.Table:
        return file.read(columns=list(wanted))

    def batches(wanted: Sequence[str]) -> Iterator[pa.RecordBatch]:
        yield from file.iter_batches(BATCH, columns=list(wanted))

    return RawTable(name, headers, height, read, batches, range(1, height + 1))
