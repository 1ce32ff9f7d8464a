"""Interviews in a study's workbook: the sheet of coded passages, and that of transcripts, one row a line."""

from collections.abc import Iterator
from pathlib import Path

from berdaya.evidence.cells import read_rows
from berdaya.evidence.interview import Known
from berdaya.evidence.model import Passage
from berdaya.evidence.table import read_table
from berdaya.evidence.transcripts import read_transcript
from berdaya.instrument.study_book import Part, parts_of_book
from berdaya.located import Problems


def read_book(data: bytes, path: Path, name: str, known: Known, problems: Problems) -> list[Passage]:
    """Return the passages of a study's workbook; what is wrong is noted in `problems`.

    Parameters
    ----------
    data, path, name
        The workbook: its bytes, where it lies, and how problems name it.
    known
        What may be named.
    problems
        Takes problems and warnings.
    """
    parts = parts_of_book(path, name)
    passages: list[Passage] = []
    for part in parts["interviews"]:
        if part.filled:
            passages += read_table(data, path, name, known, problems, part.title, part.header)
    for part in parts["transcripts"]:
        for file, text in _transcripts(data, path, name, part, problems):
            passages += read_transcript(text.encode("utf-8"), file, known, problems)
    return passages


def _transcripts(data: bytes, path: Path, name: str, part: Part, problems: Problems) -> Iterator[tuple[str, str]]:
    """Yield each transcript's file and text: a row holds the file's name and one line."""
    lines: dict[str, list[str]] = {}
    if part.filled:
        for row in read_rows(data, path, name, problems, part.title, part.header)[1:]:
            file, text = (str(row[at].value) if at < len(row) else "" for at in (0, 1))
            lines.setdefault(file, []).append(text)
    yield from ((file, "\n".join(text) + "\n") for file, text in lines.items())
