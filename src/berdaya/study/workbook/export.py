"""Write a study again: a folder as one workbook, a workbook as a folder."""

import csv
from collections.abc import Iterator
from io import StringIO
from pathlib import Path
from typing import Any

from berdaya.errors import Problem, UsageError
from berdaya.instrument.yaml_out import yaml_document, yaml_text
from berdaya.save import save_bytes
from berdaya.study.declared.map_file import FILE as MAP
from berdaya.study.declared.map_file import usual_file
from berdaya.study.declared.weights_files import FOLDER as WEIGHTS
from berdaya.study.declared.weights_files import weights_folder
from berdaya.study.model import FILE
from berdaya.study.start import refuse_full
from berdaya.study.workbook.book_write import write_book
from berdaya.study.workbook.contents import Contents, Grid, contents_of
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
    return write_workbook(contents, target, lang) if to == "xlsx" else write_folder(contents, target)


def write_workbook(contents: Contents, target: Path, lang: str) -> tuple[Path, ...]:
    """Write a study as one workbook, with what lies beside it, and return the files.

    Raises
    ------
    UsageError
        A file beside it has the name of one of the study's, and is another.
    InputError
        A file cannot be written.
    """
    beside = _files_beside(contents, target)
    other = [path.name for path, data in beside if path.exists() and path.read_bytes() != data]
    if other:
        raise UsageError(Problem("usage.file-exists", values={"file": name}) for name in other)
    write_book(contents, target, lang)
    absent = {path: data for path, data in beside if not path.exists()}
    for path, data in absent.items():
        save_bytes(path, data)
    return (target, *absent)


def _files_beside(contents: Contents, target: Path) -> list[tuple[Path, bytes]]:
    """What lies beside a study's workbook: the files of its letter, experts' judgements, and its map."""
    found = [(target.parent / name, data) for name, data in contents.files]
    found += [(weights_folder(target.parent, target) / name, data) for name, data in contents.weights]
    return [*found, *([(usual_file(target.parent, target), contents.map)] if contents.map is not None else [])]


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
    yield from contents.files
    yield from ((f"{WEIGHTS}/{name}", data) for name, data in contents.weights)
    if contents.map is not None:
        yield MAP, contents.map
    yield from ((f"interviews/{name}", text.encode("utf-8")) for name, text in contents.transcripts)


def _csv(grid: Grid) -> bytes:
    out = StringIO(newline="")
    csv.writer(out, lineterminator="\n").writerows([grid.headers, *grid.rows])
    return out.getvalue().encode("utf-8")
