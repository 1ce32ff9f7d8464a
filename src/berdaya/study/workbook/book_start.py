"""Start a study in one workbook from a template, or from a form or a table of indicators that is there already."""

import csv
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from berdaya.errors import Problem, UsageError
from berdaya.instrument.draft import draft_instrument
from berdaya.instrument.read import read_instrument
from berdaya.responses.match import KEY_NAMES
from berdaya.study.model import FILE
from berdaya.study.start import refuse_full, start_study
from berdaya.study.workbook.book_write import blank_answers, blank_groups, write_book
from berdaya.study.workbook.contents import Contents, Grid
from berdaya.study.workbook.export import write_folder
from berdaya.words import say


def start_book(path: str | Path, template: str = "kube", lang: str = "id") -> Path:
    """Write a template as a workbook and return it.

    Parameters
    ----------
    path
        The .xlsx file, which must not be there yet.
    template
        "kube" or "blank".
    lang
        "id" or "en": of sheets, entries and columns.

    Raises
    ------
    UsageError
        An unknown template; the file is there already.
    InputError
        The file cannot be written.
    """
    path = Path(path)
    if path.exists():
        raise UsageError(Problem("usage.file-exists", values={"file": path.name}))
    with TemporaryDirectory() as scratch:
        folder = Path(scratch)
        start_study(folder, template)
        contents = _contents(folder, lang)
    write_book(contents, path, lang)
    return path


def start_from(
    target: str | Path, source: str | Path, lang: str = "id"
) -> tuple[tuple[Path, ...], tuple[Problem, ...]]:
    """Start a study from a form or a table of indicators, as a workbook (.xlsx) or a folder.

    Parameters
    ----------
    target
        The workbook, which must not be there yet, or the folder, which must be new or empty.
    source
        An XLSForm, or a table in Excel or Word.
    lang
        "id" or "en": of a workbook's sheets, entries and columns.

    Returns
    -------
    The files, and what could not be told from the source.

    Raises
    ------
    UsageError, InputError
        As `draft_instrument`; the target is there already; a file cannot be written.
    """
    target = Path(target)
    book = target.suffix.lower() == ".xlsx"
    if book and target.exists():
        raise UsageError(Problem("usage.file-exists", values={"file": target.name}))
    if not book:
        refuse_full(target)
    draft = draft_instrument(source)
    instrument = draft.instrument
    document = {"study": instrument.key, "design": {"selection": "unknown"}, "responses": [{}]}
    spoken = lang if book else "en"
    contents = Contents(document, instrument, blank_groups(spoken), (blank_answers(instrument, document, spoken),))
    if book:
        write_book(contents, target, lang)
        return (target,), draft.open_questions
    return write_folder(contents, target), draft.open_questions


def _contents(folder: Path, lang: str) -> Contents:
    from ruamel.yaml import YAML

    said: dict[str, Any] = YAML(typ="safe", pure=True).load((folder / FILE).read_text(encoding="utf-8"))
    instrument, _ = read_instrument(folder / "instrument.yaml")
    sources = said.pop("responses")
    answers = tuple(_grid(folder / source["file"], lang) for source in sources)
    kept = [{key: value for key, value in source.items() if key != "file"} for source in sources]
    document = {key: value for key, value in said.items() if key not in ("instrument", "groups", "interviews")}
    if "date" in document:
        document["date"] = str(document["date"])
    if not any(grid.rows for grid in answers):  # one sheet for every role
        answers = (blank_answers(instrument, {**document, "responses": kept}, lang),)
        attributes = dict.fromkeys(name for source in kept for name in source.get("attributes", ()))
        kept = [{"attributes": list(attributes)}] if attributes else []
    return Contents({**document, "responses": kept}, instrument, _grid(folder / "groups.csv", lang), answers)


def _grid(path: Path, lang: str) -> Grid:
    """Return a table of a template, the headers of our own names in the words of a language."""
    with path.open(encoding="utf-8", newline="") as stream:
        headers, *rows = csv.reader(stream)
    spoken = (say(f"book.key-{head}", lang) if head in KEY_NAMES else head for head in headers)
    return Grid(tuple(spoken), tuple(tuple(row) for row in rows))
