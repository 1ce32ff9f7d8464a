"""Open a file of answers by its kind."""

from pathlib import Path

from berdaya.errors import InputError, Problem, Where
from berdaya.responses.csv_table import read_csv
from berdaya.responses.parquet_table import read_parquet
from berdaya.responses.stat_table import read_stat
from berdaya.responses.tables import RawTable
from berdaya.responses.xlsx_table import read_xlsx

KINDS = (".csv", ".tsv", ".txt", ".xlsx", ".xlsm", ".parquet", ".sav", ".zsav", ".dta")


def open_table(path: Path, name: str, sheet: str | None = None, header: int = 1) -> RawTable:
    """Return a file's table, read by the ending of its name.

    Raises
    ------
    InputError
        When the file cannot be read as what its ending says, or the ending is none of `KINDS`.
    UsageError
        When an optional part that the file needs is not installed.
    """
    match path.suffix.lower():
        case ".csv" | ".tsv" | ".txt":
            return read_csv(path, name, header)
        case ".xlsx" | ".xlsm":
            return read_xlsx(path, name, sheet, header)
        case ".parquet":
            return read_parquet(path, name)
        case ".sav" | ".zsav" | ".dta":
            return read_stat(path, name)
    if path.is_dir():
        raise InputError(Problem("file.is-folder", Where(name), {"file": name}))
    values = {"file": name, "ending": path.suffix or name, "known": ", ".join(KINDS)}
    raise InputError(Problem("responses.unknown-kind", Where(name), values))
