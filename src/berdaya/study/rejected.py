"""Write results/rejected.csv: every row and cell that was set aside, with its place, value and reason."""

from collections.abc import Sequence
from pathlib import Path

from berdaya.errors import InputError
from berdaya.responses.account import rejected_csv
from berdaya.responses.model import Rejected, Responses
from berdaya.save import save_bytes
from berdaya.study.model import Study
from berdaya.study.run import AnswersError, Counted, count_study
from berdaya.tally.count import Wanted


def write_rejected(results: Path, rejected: Sequence[Rejected]) -> Path | None:
    """Write the list into a study's folder of results, whole or not at all, and return its path.

    Where nothing was set aside no file is made (None); one of an earlier run is emptied to its header.

    Raises
    ------
    InputError
        When the file cannot be written: no right, open in Excel, disk full.
    """
    path = results / "rejected.csv"
    if not rejected and not path.exists():
        return None
    data = rejected_csv(rejected).encode("utf-8-sig")  # the mark makes Excel read it as UTF-8
    if not _holds(path, data):
        save_bytes(path, data)
    return path


def _holds(path: Path, data: bytes) -> bool:
    """Return whether a file holds these bytes already: one that stands open in Excel need not be replaced then."""
    try:
        return path.read_bytes() == data
    except OSError:
        return False


def count_and_list(study: Study, responses: Responses, wanted: Wanted) -> Counted:
    """Count a study (`count_study`), and write the list of what was set aside whether it is refused or not.

    Raises
    ------
    AnswersError
        As `count_study`; when the list cannot be written either, the reason is told with the other problems.
    InputError
        The list cannot be written.
    """
    try:
        counted = count_study(study, responses, wanted)
    except AnswersError as error:
        try:
            write_rejected(study.results, error.rejected)
        except InputError as unwritten:
            error.problems = (*error.problems, *unwritten.problems)
        raise
    write_rejected(study.results, counted.rejected)
    return counted
