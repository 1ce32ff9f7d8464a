"""Write results/rejected.csv: every row and cell that was set aside, with its place, value and reason."""

from collections.abc import Sequence
from pathlib import Path

from berdaya.responses.account import rejected_csv
from berdaya.responses.model import Rejected
from berdaya.save import save_bytes


def write_rejected(folder: Path, rejected: Sequence[Rejected]) -> Path | None:
    """Write the list into a study's results, whole or not at all, and return its path.

    Where nothing was set aside no file is made (None); one of an earlier run is emptied to its header.

    Raises
    ------
    InputError
        When the file cannot be written: no right, open in Excel, disk full.
    """
    path = folder / "results" / "rejected.csv"
    if not rejected and not path.exists():
        return None
    save_bytes(path, rejected_csv(rejected).encode("utf-8-sig"))  # the mark makes Excel read it as UTF-8
    return path
