"""Answers from Parquet, read in batches: the file may be larger than memory."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import pyarrow as pa

from berdaya.errors import InputError, Problem, Where
from berdaya.located.raw import check_readable
from berdaya.responses.kinds import simple
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
    with _damage_told(name):
        file = parquet.ParquetFile(path, memory_map=True)
    headers = tuple(file.schema_arrow.names)
    positions = check_headers(name, headers)
    height = int(file.metadata.num_rows)
    check_rows_exist(name, height)

    def read(wanted: Sequence[str]) -> pa.Table:
        with _damage_told(name):
            table = file.read(columns=list(wanted))
            return pa.table({header: simple(table.column(header)) for header in wanted})

    def batches(wanted: Sequence[str]) -> Iterator[pa.RecordBatch]:
        found = file.iter_batches(BATCH, columns=list(wanted))
        while True:
            with _damage_told(name):
                batch = next(found, None)
                if batch is None:
                    return
                batch = (
                    pa.record_batch({header: simple(batch.column(header)) for header in wanted}) if wanted else batch
                )
            yield batch

    return RawTable(name, headers, height, read, batches, range(1, height + 1), positions)


@contextmanager
def _damage_told(name: str) -> Iterator[None]:
    try:
        yield
    except (pa.ArrowException, OSError, ValueError) as error:
        detail = str(error).splitlines()[0] if str(error) else type(error).__name__
        raise InputError(Problem("file.unreadable", Where(name), {"file": name, "detail": detail})) from None
