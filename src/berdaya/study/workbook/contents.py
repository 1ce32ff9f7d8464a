"""All that a study holds, as it can be written again: into a workbook or a folder."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from berdaya.errors import Where
from berdaya.evidence.read import evidence_files
from berdaya.instrument.model import Instrument
from berdaya.instrument.study_book import parts_of_book
from berdaya.located import Located, Problems, decode, read_bytes, read_yaml
from berdaya.responses.answer import canonical, recode_of
from berdaya.responses.heads import open_source
from berdaya.responses.model import Source
from berdaya.responses.open import open_table
from berdaya.responses.tables import RawTable
from berdaya.study.book import open_study_book
from berdaya.study.declared.map_file import usual_file
from berdaya.study.declared.places import place
from berdaya.study.declared.poverty_names import files_named
from berdaya.study.declared.stage_file import stage_files
from berdaya.study.declared.weights_files import weights_files
from berdaya.study.model import FILE, Study
from berdaya.study.read import read_study
from berdaya.study.sample.sample_facts import FILE as SAMPLE

_OF_FILES = ("file", "sheet", "header")  # what a source says of where it lies, not of what it holds


@dataclass(frozen=True)
class Grid:
    """A table as text: headers and rows."""

    headers: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True)
class Contents:
    """What study.yaml says (without files), the instrument, and the tables and transcripts beside it.

    `files` are, by their names, what the letter names (its emblem, its Word template), the definitions of poverty, and the
    tables of known totals and of drawn groups.
    `map` is the file of the map's shapes, `weights` are the files of experts' judgements.
    """

    document: Mapping[str, Any]
    instrument: Instrument
    groups: Grid | None = None
    answers: tuple[Grid, ...] = ()
    interviews: tuple[Grid, ...] = ()
    transcripts: tuple[tuple[str, str], ...] = ()
    files: tuple[tuple[str, bytes], ...] = ()
    map: bytes | None = None
    weights: tuple[tuple[str, bytes], ...] = ()


def contents_of(study_place: str | Path) -> Contents:
    """Return all that a study holds, from its folder or its workbook.

    Raises
    ------
    InputError
        As `read_study`; a file that cannot be read.
    """
    study = read_study(study_place)
    document = _document(study)
    tables = [open_source(source, study.instrument) for source in study.sources]
    said = document.get("responses") or []
    sources = [_said(entry, source, table) for entry, source, table in zip(said, study.sources, tables, strict=True)]
    interviews, transcripts = _evidence(study)
    files = (
        *_files(study, document.get("report")),
        *files_named(study.folder, document.get("poverty")),
        *stage_files(study.folder, document.get("stages")),
        *_weight_files(study, document.get("design")),
    )
    shapes = _map(study, document)
    return Contents(
        {**document, "responses": sources},
        study.as_written,
        _frame(study),
        tuple(_grid(table, source) for table, source in zip(tables, study.sources, strict=True)),
        interviews,
        transcripts,
        files,
        shapes,
        tuple((path.name, read_bytes(path, path.name, limit=None)) for path in weights_files(study.weights.folder)),
    )


def _document(study: Study) -> dict[str, Any]:
    problems = Problems()
    if study.book is not None:
        at, _ = open_study_book(study.book, problems)
    else:
        at = read_yaml(study.folder / FILE, FILE, problems)
    found = _plain(at)
    return {key: value for key, value in found.items() if key not in ("instrument", "groups", "interviews")}


def _files(study: Study, said: Any) -> tuple[tuple[str, bytes], ...]:
    """Return the files that the letter names; what is said names them without a folder from here on."""
    found = []
    for part, key in ((said.get("letterhead"), "logo"), (said, "docx_template")) if isinstance(said, dict) else ():
        if isinstance(part, dict) and part.get(key):
            at = place(study.folder, part[key], Where(), Problems())
            assert at is not None  # read_study has read it
            part[key] = at[0].name
            found.append((at[0].name, read_bytes(*at, limit=None)))
    return tuple(found)


def _weight_files(study: Study, said: Any) -> Iterator[tuple[str, bytes]]:
    """Yield the tables that the weights need, and the sample where it is there; what is said names them without a folder."""
    paths: dict[str, Path] = {}
    for key in ("nonresponse", "calibrate"):
        part = said.get(key) if isinstance(said, dict) else None
        if isinstance(part, dict) and part.get("file"):
            at = place(study.folder, part["file"], Where(), Problems())
            assert at is not None  # read_study has read it
            part["file"] = at[0].name
            paths[at[0].name] = at[0]
    if (study.folder / SAMPLE).is_file():
        paths[SAMPLE] = study.folder / SAMPLE
    yield from ((name, read_bytes(path, name, limit=None)) for name, path in paths.items())


def _map(study: Study, document: dict[str, Any]) -> bytes | None:
    """Return the file of the map's shapes; what is said names none from here on, as it lies in its usual place."""
    if study.map is None or study.map.shapes is None:
        return None
    said = dict(document.pop("map", None) or {})
    named = said.pop("file", "")
    if said:
        document["map"] = said
    usual = usual_file(study.folder, study.book)
    at = place(study.folder, named, Where(), Problems()) if named else (usual, usual.name)
    assert at is not None  # read_study has read it
    return read_bytes(*at, limit=None)


def _plain(at: Located) -> Any:
    if isinstance(at.value, Mapping):
        return {key: _plain(value) for key, value in at.items()}
    if isinstance(at.value, str | int | float) or at.value is None:
        return at.value
    return [_plain(item) for item in at.value]


def _said(entry: Any, source: Source, table: RawTable) -> dict[str, Any]:
    """What is said of a source, without where it lies; columns as they were matched, labels as the codes they stand for."""
    said = {key: value for key, value in entry.items() if key not in _OF_FILES} if isinstance(entry, dict) else {}
    if source.columns:
        said["columns"] = dict(source.columns)
    for header in table.labels:
        by_code = recode_of(source.recode, header, table.labels[header])
        own = {code: by_code[code] for code in map(canonical, table.labels[header]) if code in by_code}
        if own:
            key = next((name for name, written in source.columns.items() if written == header), header)
            said.setdefault("recode", {}).setdefault(key, {}).update(own)
    return said


def _grid(table: RawTable, source: Source | None = None) -> Grid:
    """Return a table as text; what is a label of an attribute stays one, answers stay codes."""
    arrow = table.read(table.headers)
    columns = []
    for header in table.headers:
        texts = ["" if value is None else _text(value) for value in arrow.column(header).to_pylist()]
        attribute = source is not None and header in {source.columns.get(name, name) for name in source.attributes}
        labels = table.labels.get(header, {}) if attribute or source is None else {}
        columns.append([labels.get(text, text) for text in texts])
    return Grid(table.headers, tuple(zip(*columns, strict=True)))


def _text(value: object) -> str:
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    return str(value)


def _frame(study: Study) -> Grid | None:
    if study.groups_file is None:
        return None
    if study.book is not None:
        part = parts_of_book(study.book, study.book.name)["groups"][0]
        return _grid(open_table(study.book, study.book.name, part.title, part.header))
    return _grid(open_table(study.groups_file, study.groups_file.name))


def _evidence(study: Study) -> tuple[tuple[Grid, ...], tuple[tuple[str, str], ...]]:
    grids: list[Grid] = []
    transcripts: list[tuple[str, str]] = []
    if study.book is not None:
        parts = parts_of_book(study.book, study.book.name)
        for kind in ("interviews", "transcripts"):
            for part in parts[kind]:
                if part.filled:
                    grid = _grid(open_table(study.book, study.book.name, part.title, part.header))
                    if kind == "interviews":
                        grids.append(grid)
                    else:
                        transcripts += _lines(grid)
        return tuple(grids), tuple(transcripts)
    for path, name in evidence_files(study.interviews, study.interviews != study.folder):
        if path.suffix.lower() == ".md":
            text, _ = decode(read_bytes(path, name), name)
            transcripts.append((path.name, text.replace("\r\n", "\n")))
        else:
            grids.append(_grid(open_table(path, name)))
    return tuple(grids), tuple(transcripts)


def _lines(grid: Grid) -> list[tuple[str, str]]:
    texts: dict[str, list[str]] = {}
    for file, *text in grid.rows:
        texts.setdefault(file, []).append(text[0] if text else "")
    return [(file, "\n".join(lines) + "\n") for file, lines in texts.items()]
