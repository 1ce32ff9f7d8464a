"""Read all that interviews say: transcripts and tables together, all problems at once."""

from collections.abc import Collection
from hashlib import sha256
from pathlib import Path

from berdaya.errors import InputError, Where
from berdaya.evidence.book import read_book
from berdaya.evidence.cells import MAX_BYTES
from berdaya.evidence.interview import Known
from berdaya.evidence.model import Evidence, Passage
from berdaya.evidence.privacy import guard
from berdaya.evidence.table import read_table
from berdaya.evidence.transcripts import read_transcript
from berdaya.instrument.model import Instrument
from berdaya.instrument.study_book import is_study_book
from berdaya.located import Problems, read_bytes
from berdaya.located.raw import MAX_TEXT_BYTES

_FOLDER = "interviews"
_TABLES = (".xlsx", ".csv")
_READ = (".md", *_TABLES)


def read_evidence(
    folder_or_file: Path, instrument: Instrument, group_keys: Collection[str], *, named: bool = False
) -> Evidence:
    """Return the coded passages of a study's interviews.

    Parameters
    ----------
    folder_or_file
        The study's folder: its `interviews/` (transcripts .md, tables .xlsx and .csv) and `interviews.xlsx` or `.csv`
        beside it; a folder called `interviews`; or one file. A study without interviews gives no passages.
    instrument
        Names the criteria (any node of the tree), the roles and the language of a table that states none.
    group_keys
        The groups that may be named; empty: any.
    named
        The study names this folder for its interviews: it holds them, whatever it is called.

    Raises
    ------
    InputError
        With all problems of all files, when there is at least one error.
    """
    known = Known.of(instrument, group_keys)
    problems = Problems()
    passages: list[Passage] = []
    digest = sha256()
    files = evidence_files(folder_or_file, named)
    for path, name in files:
        if path.suffix.lower() not in _READ:
            problems.warn("evidence.unread-file", Where(name), file=path.name)
            continue
        table = path.suffix.lower() in _TABLES
        try:
            data = read_bytes(path, name, MAX_BYTES if table else MAX_TEXT_BYTES)
        except InputError as error:
            problems.extend(error.problems)
            continue
        digest.update(data)
        if path.suffix.lower() == ".xlsx" and is_study_book(path, name):
            passages += read_book(data, path, name, known, problems)
        elif table:
            passages += read_table(data, path, name, known, problems)
        else:
            passages += read_transcript(data, name, known, problems)
    guarded, warnings = guard(passages)
    problems.extend(warnings)
    problems.raise_errors()
    return Evidence(guarded, problems.warnings, digest.hexdigest() if files else "")


def evidence_files(place: Path, named: bool) -> list[tuple[Path, str]]:
    """Return each file and how problems name it, in an order that does not depend on the system."""
    if not place.is_dir():
        return [(place, place.name)]
    inner = place if named or place.name == _FOLDER else place / _FOLDER
    found = (
        [(path, f"{inner.name}/{path.name}") for path in inner.iterdir() if _is_meant(path)] if inner.is_dir() else []
    )
    beside = [place / f"{_FOLDER}{ending}" for ending in _TABLES] if inner != place else []
    found += [(path, path.name) for path in beside if path.is_file()]
    return sorted(found, key=lambda entry: entry[1])


def _is_meant(path: Path) -> bool:
    """Not a README, a hidden file, or the lock file of an open workbook."""
    hidden = path.name.startswith((".", "~$")) or path.stem.lower() == "readme"
    return path.is_file() and not hidden
