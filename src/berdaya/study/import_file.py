"""Take a file of answers into a study: what was matched is shown, copied and written into study.yaml."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from io import BytesIO
from pathlib import Path
from types import MappingProxyType
from typing import Any

from berdaya.errors import InputError, Problem, UsageError, Where
from berdaya.located import Problems
from berdaya.responses.account import Counts, audit
from berdaya.responses.heads import open_source
from berdaya.responses.match import Expected, match_columns, trait_header
from berdaya.responses.model import Source
from berdaya.responses.open import open_table
from berdaya.responses.read import read_responses
from berdaya.responses.tables import RawTable
from berdaya.save import save_bytes
from berdaya.study.model import FILE, Study
from berdaya.study.read import names_book

FOLDER = "responses"


@dataclass(frozen=True)
class Matched:
    """A column that was matched: its header, our name, and how: columns, key, text, path or word."""

    header: str
    name: str
    how: str


@dataclass(frozen=True)
class Imported:
    """What an import found and did: `entry` stands in study.yaml now, unless it was a trial (`written` False).

    `dropped` are files of the study that hold no row, such as those of a template: study.yaml names them no more.
    """

    file: str
    matched: tuple[Matched, ...]
    counts: Counts
    entry: Mapping[str, Any]
    problems: tuple[Problem, ...]
    written: bool
    dropped: tuple[str, ...] = ()


def import_file(
    study: Study,
    file: str | Path,
    constants: Mapping[str, str] = MappingProxyType({}),
    attributes: Sequence[str] = (),
    sheet: str | None = None,
    *,
    trial: bool = False,
) -> Imported:
    """Match a file with a study, copy it into `responses/` and write its entry into study.yaml.

    Parameters
    ----------
    study
        A study in a folder.
    file
        csv, xlsx, Parquet, SPSS or Stata.
    constants
        `role`, `wave` and `group` of all rows, where the file does not say.
    attributes
        Columns to report by; absent: those that the study names for its other files, where the file has them.
    sheet
        Of a workbook; absent: the first.
    trial
        Only look: nothing is written.

    Raises
    ------
    UsageError
        The study is one workbook; another file of this name is in `responses/` already.
    InputError
        The file cannot be read, or its columns cannot be told; then nothing is written.
    """
    if study.book is not None:
        refuse_book(study.book)
    path = Path(file)
    target = study.folder / FOLDER / path.name
    name = f"{FOLDER}/{path.name}"
    _refuse_another(path, target)
    given = MappingProxyType(dict(constants))
    source = Source(name, path, Where(name), attributes=tuple(attributes), sheet=sheet, constants=given)
    table = open_source(source, study.instrument)
    if not attributes:
        named = dict.fromkeys(name for other in study.sources for name in other.attributes)
        source = replace(source, attributes=tuple(n for n in named if trait_header(n, table.headers) in table.headers))
    matched = _match(table, source, study)
    uses_weight = study.design.weight == "column"
    read = read_responses(study.instrument, [source], study.groups, study.waves, uses_weight=uses_weight)
    found = audit(read, study.instrument)
    entry = _entry(name, source, table, matched)
    empty = tuple(other.file for other in study.sources if other.file != name and _is_empty(other))
    if not trial:
        if not target.exists():
            save_bytes(target, path.read_bytes())
        _write_entry(study.folder / FILE, entry, empty)
    return Imported(name, matched, found.counts, entry, found.problems, not trial, empty)


def refuse_book(place: Path) -> None:
    """Raise UsageError usage.import-into-book where a place is a workbook."""
    if names_book(place):
        raise UsageError(Problem("usage.import-into-book", values={"file": place.name}))


def _is_empty(source: Source) -> bool:
    try:
        open_table(source.path, source.file, source.sheet, source.header or 1)
    except InputError as error:
        return [problem.code for problem in error.problems] == ["responses.no-rows"]
    return False


def _refuse_another(path: Path, target: Path) -> None:
    if target.exists() and path.is_file() and target.read_bytes() != path.read_bytes():
        raise UsageError(Problem("usage.file-exists", values={"file": f"{FOLDER}/{path.name}"}))


def _match(table: RawTable, source: Source, study: Study) -> tuple[Matched, ...]:
    problems = Problems()
    match = match_columns(table, source, Expected(study.instrument, study.waves), problems)
    problems.raise_errors()
    names = {**match.keys, **match.questions, **match.attributes}
    order = {header: place for place, header in enumerate(table.headers)}
    found = [
        Matched(header, name, match.spoken.get(name, "key" if header == name else "word"))
        for name, header in names.items()
    ]
    return tuple(sorted(found, key=lambda one: order[one.header]))


def _entry(name: str, source: Source, table: RawTable, matched: Sequence[Matched]) -> dict[str, Any]:
    entry: dict[str, Any] = {"file": name}
    if source.sheet is not None:
        entry["sheet"] = source.sheet
    if table.head > 1:
        entry["header"] = table.head
    columns = {one.name: one.header for one in matched if one.header != one.name}
    if columns:
        entry["columns"] = columns
    if source.attributes:
        entry["attributes"] = list(source.attributes)
    return entry | dict(source.constants)


def _write_entry(path: Path, entry: Mapping[str, Any], without: Sequence[str]) -> None:
    """Put an entry into study.yaml, in place of that of the same file and sheet; comments and order stay."""
    from ruamel.yaml import YAML
    from ruamel.yaml.comments import CommentedSeq

    yaml = YAML(typ="rt", pure=True)
    yaml.preserve_quotes, yaml.width = True, 4096
    yaml.indent(mapping=2, sequence=4, offset=2)
    document = yaml.load(path.read_text(encoding="utf-8"))
    listed = document.get("responses")
    if not isinstance(listed, list):
        listed = CommentedSeq([] if listed is None else [listed])
        document["responses"] = listed
    for place in reversed(range(len(listed))):
        old = listed[place]
        if (old.get("file") if isinstance(old, Mapping) else old) in without:
            del listed[place]
    same = [i for i, old in enumerate(listed) if _is_same(old, entry)]
    if same:
        listed[same[0]] = dict(entry)
    else:
        listed.append(dict(entry))
    out = BytesIO()
    yaml.dump(document, out)
    save_bytes(path, out.getvalue())


def _is_same(old: object, entry: Mapping[str, Any]) -> bool:
    said = {"file": old} if isinstance(old, str) else old
    if not isinstance(said, Mapping):
        return False
    return bool(said.get("file") == entry["file"] and said.get("sheet") == entry.get("sheet"))
