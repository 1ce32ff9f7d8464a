"""Read an instrument from YAML or from a workbook; both go through the same checks."""

from pathlib import Path

from berdaya.errors import InputError, Problem, Where
from berdaya.instrument.model import Instrument
from berdaya.instrument.parse import parse_instrument
from berdaya.located import Located, Problems, read_yaml
from berdaya.located.raw import check_readable


def read_instrument(path: str | Path, name: str | None = None) -> tuple[Instrument, tuple[Problem, ...]]:
    """Return an instrument and the warnings about it.

    Parameters
    ----------
    path
        A file .yaml, .yml or .xlsx.
    name
        How problems name the file; absent: its own name.

    Raises
    ------
    InputError
        With all problems, warnings included, when one of them is an error.
    """
    path = Path(path)
    shown = path.name if name is None else name
    problems = Problems()
    kind = path.suffix.lower()
    if kind in (".yaml", ".yml"):
        located = read_yaml(path, shown, problems)
    elif kind == ".xlsx":
        located = _workbook(path, shown, problems)
    else:
        check_readable(path, shown)  # a folder or a name without a file is told as such
        raise InputError(Problem("instrument.unknown-kind", Where(shown), {"file": shown}))
    instrument = parse_instrument(located, problems)
    problems.raise_errors()
    return instrument, problems.warnings


def _workbook(path: Path, shown: str, problems: Problems) -> Located:
    """Return the instrument of a workbook: of one of its own, or of one that holds all of a study."""
    from berdaya.instrument.study_book import is_study_book, read_study_book
    from berdaya.instrument.workbook_in import read_workbook

    if is_study_book(path, shown):
        return read_study_book(path, shown, problems).instrument
    return read_workbook(path, shown, problems)
