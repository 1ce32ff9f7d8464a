"""Write a study again: a folder as one workbook, a workbook as a folder."""

import csv
from collections.abc import Iterator
from io import StringIO
from pathlib import Path
from typing import Any

from berdaya.errors import Problem, UsageError
from berdaya.instrument.yaml_out import yaml_document, yaml_text
from berdaya.save import save_bytes
from berdaya.study.book_write import write_book
from berdaya.study.contents import Contents, Grid, contents_of
from berdaya.study.read import FILE
from berdaya.study.start import refuse_full
from berdaya.words import LANGUAGES

TO = ("xlsx", "folder")


def export_study(place: str | Path, to: str, target: str | Path, lang: str = "id") -> tuple[Path, ...]:
    """Write a study as a workbook or as a folder and return the files; reading either gives the same study.

    Parameters
    ----------
    place
        The study: its folder or its workbook.
    to
        "xlsx" or "folder".
    target
        The file, which must not be there, or the folder, which must be empty or not be there.
    lang
        "id" or "en": of the workbook's sheets, entries and columns.

    Raises
    ------
    UsageError
        An unknown kind or language; the target is there already.
    InputError
        As `read_study`; a file that cannot be read or written.
    """
    for code, given, known in (("format", to, TO), ("language", lang, LANGUAGES)):
        if given not in known:
            raise UsageError(Problem(f"usage.unknown-{code}", values={"name": given, "known": ", ".join(known)}))
    target = Path(target)
    if to == "xlsx" and target.exists():
        raise UsageError(Problem("usage.file-exists", values={"file": target.name}))
    if to == "folder":
        refuse_full(target)
    contents = contents_of(place)
    if to == "xlsx":
        write_book(contents, target, lang)
        return (target,)
    return write_folder(contents, target)


def write_folder(contents: Contents, folder: Path) -> tuple[Path, ...]:
    """Write a study as a folder and return its files.

    Raises
    ------
    InputError
        A file cannot be written.
    """
    files = {folder / name: data for name, data in _folder_files(contents)}
    for path, data in files.items():
        save_bytes(path, data)
    return tuple(files)


def _folder_files(contents: Contents) -> Iterator[tuple[str, bytes]]:
    """Yield name and bytes of each file of a study's folder."""
    sources = [f"responses/answers-{place + 1}.csv" for place in range(len(contents.answers))]
    said = contents.document.get("responses") or [{}] * len(sources)
    document: dict[str, Any] = {**contents.document, "instrument": "instrument.yaml"}
    if contents.groups is not None:
        document["groups"] = "groups.csv"
    document["responses"] = [{"file": file, **entry} for file, entry in zip(sources, said, strict=True)]
    yield FILE, yaml_document(document).encode("utf-8")
    yield "instrument.yaml", yaml_text(contents.instrument).encode("utf-8")
    if contents.groups is not None:
        yield "groups.csv", _csv(contents.groups)
    yield from ((file, _csv(grid)) for file, grid in zip(sources, contents.answers, strict=True))
    for place, grid in enumerate(contents.interviews, start=1):
        yield f"interviews/table-{place}.csv", _csv(grid)
    yield from ((f"interviews/{name}", text.encode("utf-8")) for name, text in contents.transcripts)


def _csv(grid: Grid) -> bytes:
    out = StringIO(newline="")
    csv.writer(out, lineterminator="\n").writerows([grid.headers, *grid.rows])
    return out.getvalue().encode("utf-8")
