"""Read experts' judgements from a study's `weights/`: tables, and workbooks with a sheet for each method."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import get_args

from berdaya.errors import BerdayaError, Problem, Where
from berdaya.instrument.judgements import Judgements, Kind
from berdaya.instrument.model import Instrument
from berdaya.instrument.weights import DATA_METHODS, EQUAL, GIVEN
from berdaya.located import Problems, open_book
from berdaya.responses.open import open_table
from berdaya.responses.tables import RawTable
from berdaya.study.declared.weights_rows import read_entries
from berdaya.study.declared.weights_table import judged_of

KINDS: tuple[Kind, ...] = get_args(Kind)
FOLDER = "weights"
_TABLES = (".csv", ".xlsx")
_KIND = re.compile(r"[a-z]+")


def weights_folder(folder: Path, book: Path | None) -> Path:
    """Return where a study's judgements are: `weights/`, beside a workbook `NAME-weights/`."""
    return folder / FOLDER if book is None else folder / f"{book.stem}-{FOLDER}"


def weights_files(folder: Path) -> tuple[Path, ...]:
    """Return the files of judgements, in an order that does not depend on the system."""
    if not folder.is_dir():
        return ()
    meant = (path for path in folder.iterdir() if path.is_file() and not path.name.startswith((".", "~$")))
    return tuple(sorted((path for path in meant if path.stem.lower() != "readme"), key=lambda path: path.name))


def read_judgements(folder: Path, instrument: Instrument) -> tuple[tuple[Judgements, ...], tuple[Problem, ...]]:
    """Return the judgements of all files, and all problems of them: errors and warnings.

    A file, or a sheet of a workbook, is called for its method (ahp, bwm, budget, rank, given), with or without more behind it:
    `ahp.csv`, `ahp-2026.csv`. That is the name of the scheme.
    """
    problems = Problems()
    found: dict[str, Judgements] = {}
    for path in weights_files(folder):
        name = f"{folder.name}/{path.name}"
        try:
            for title, table in _tables(path, name, problems):
                judgements = _judgements(title, table, instrument, problems)
                if judgements and judgements.name in found:
                    first = found[judgements.name].source
                    problems.error("weights.name-twice", Where(name), name=judgements.name, first=first)
                elif judgements:
                    found[judgements.name] = judgements
        except BerdayaError as error:
            problems.extend(error.problems)
    return tuple(found.values()), tuple(problems)


def _tables(path: Path, name: str, problems: Problems) -> Iterator[tuple[str, RawTable]]:
    """Yield the name of each scheme in a file, and its table."""
    ending = path.suffix.lower()
    if ending == ".xlsx":
        with open_book(path, name) as book:
            titles = [title for title in book.titles if kind_of(title)]
            alone = path.stem if len(book.titles) == 1 and not titles and kind_of(path.stem) else ""
            titles = titles or ([book.first] if alone else [])
        for title in titles:
            yield alone or title, open_table(path, name, title)
        if titles:
            return
    elif ending == ".csv" and kind_of(path.stem):
        yield path.stem, open_table(path, name)
        return
    problems.warn("weights.unread-file", Where(name), file=path.name, known=", ".join(KINDS))


def kind_of(name: str) -> Kind | None:
    """Return the method that a file or sheet is called for.

    Examples
    --------
    >>> kind_of("ahp-2026"), kind_of("Budget"), kind_of("readme")
    ('ahp', 'budget', None)
    """
    word = _KIND.match(name.strip().lower())
    return next((kind for kind in KINDS if word and word[0] == kind), None)


def _judgements(title: str, table: RawTable, instrument: Instrument, problems: Problems) -> Judgements | None:
    kind = kind_of(title)
    assert kind is not None
    name = title.strip().lower()
    if name in (GIVEN, EQUAL, *DATA_METHODS):
        problems.error("weights.reserved-name", Where(table.file, sheet=table.sheet), name=name)
        return None
    own = Problems()
    own.extend(table.problems)
    entries = read_entries(kind, table, instrument, own)
    nodes = judged_of(kind, entries, instrument, own)
    problems.extend(own)
    source = f"{table.file}:{table.sheet}" if table.sheet else table.file
    if not nodes and not own.any_error:
        problems.warn("weights.empty", Where(table.file, sheet=table.sheet), file=source)
    return Judgements(name, kind, source, nodes) if nodes and not own.any_error else None
