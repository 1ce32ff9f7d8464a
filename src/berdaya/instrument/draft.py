"""Draft an instrument from what there is already: an XLSForm, or a table of indicators (kisi-kisi) in Excel or Word."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from zipfile import is_zipfile

from berdaya.errors import InputError, Problem, UsageError, Where
from berdaya.instrument.draft_form import is_form, read_form
from berdaya.instrument.draft_table import Cells, read_indicators
from berdaya.instrument.flat_in import make_key
from berdaya.instrument.model import Instrument
from berdaya.instrument.parse import parse_instrument
from berdaya.located import Located, Problems, guard_zip, open_book
from berdaya.located.raw import check_readable

_EMPTY: Mapping[str, Where] = {}


@dataclass(frozen=True)
class Draft:
    """A drafted instrument, and what its source does not say: each a warning."""

    instrument: Instrument
    open_questions: tuple[Problem, ...]


def draft_instrument(path: str | Path) -> Draft:
    """Return an instrument drafted from a file, with all that could not be told from it.

    Parameters
    ----------
    path
        An XLSForm (.xlsx with the sheets `survey` and `choices`), or a table in .xlsx or .docx with a row for each
        indicator or question.

    Raises
    ------
    UsageError
        A .docx where the part that reads it is not installed; another kind of file.
    InputError
        The file cannot be read, or holds neither.
    """
    path = Path(path)
    problems = Problems()
    kind = path.suffix.lower()
    if kind == ".xlsx":
        with open_book(path, path.name) as book:
            sheets = {title: _cells(book.sheet(title).rows) for title in book.titles}
        tree = (
            read_form(sheets, path.name, problems) if is_form(sheets) else read_indicators(sheets, path.name, problems)
        )
    elif kind == ".docx":
        tree = read_indicators(_word_tables(path), path.name, problems)
    else:
        raise UsageError(Problem("usage.draft-kind", values={"file": path.name}))
    return _drafted(tree, path, problems)


def _cells(rows: Mapping[int, Mapping[int, object]]) -> Cells:
    return {number: {at: str(value).strip() for at, value in row.items()} for number, row in rows.items()}


def _word_tables(path: Path) -> dict[str, Cells]:
    try:
        import docx
    except ImportError:
        values = {"file": path.name, "extra": "report"}
        raise UsageError(Problem("responses.missing-extra", Where(path.name), values)) from None
    check_readable(path, path.name)
    if is_zipfile(path):
        guard_zip(path, path.name)
    try:
        document = docx.Document(str(path))
    except Exception as error:  # noqa: BLE001 - a damaged file fails in the library's many own ways
        values = {"file": path.name, "detail": str(error)}
        raise InputError(Problem("file.unreadable", Where(path.name), values)) from None
    return {
        f"table {place}": {
            number: {at: cell.text.strip() for at, cell in enumerate(row.cells, start=1) if cell.text.strip()}
            for number, row in enumerate(table.rows, start=1)
        }
        for place, table in enumerate(document.tables, start=1)
    }


def _drafted(tree: Located, path: Path, problems: Problems) -> Draft:
    where = Where(path.name)
    if all(leaf.get("question") is None for leaf in _leaves(tree)):
        raise InputError([*problems, Problem("draft.nothing", where, {"file": path.name})])
    low, high = _scale(tree)
    title = re.sub(r"[_\s-]+", " ", path.stem).strip() or path.stem
    document = {
        "instrument": make_key(path.stem).replace("_", "-"),
        "title": title,
        "languages": ["id"],
        "scale": {"min": low, "max": high},
    }
    located = {key: _located(value, where) for key, value in document.items()}
    located["tree"] = _noted(_with_own_scales(tree, (low, high)))
    own = Problems()
    instrument = parse_instrument(Located(located, where, dict.fromkeys(located, where)), own)
    own.raise_errors()
    problems.warn("draft.scale", where, low=low, high=high)
    problems.warn("draft.weights", where)
    bare = [leaf.key for leaf in instrument.leaves if leaf.question and not leaf.question.answers]
    if bare:
        problems.warn("draft.no-rubric", where, count=len(bare), keys=_listed(bare))
    return Draft(instrument, (*problems, *own.warnings))


def _listed(names: Sequence[str]) -> str:
    return ", ".join(names[:10]) + (", …" if len(names) > 10 else "")


def _leaves(node: Located) -> Iterator[Located]:
    children = node.get("children")
    if children is None:
        yield node
    elif not isinstance(children.value, str | int | float | None):
        for child in children.value:
            if isinstance(child, Located):
                yield from _leaves(child)


def _levels(leaf: Located) -> list[int]:
    answers = leaf.get("answers")
    return [int(value) for value, _ in answers.items()] if answers is not None else []


def _scale(tree: Located) -> tuple[int, int]:
    """Return the ends that most rubrics have; 0 and 3 where there is none."""
    ends = [(min(levels), max(levels)) for leaf in _leaves(tree) if (levels := _levels(leaf))]
    return max(ends, key=ends.count) if ends else (0, 3)


def _with_own_scales(node: Located, usual: tuple[int, int]) -> Located:
    children = node.get("children")
    entries = dict(node.items())
    if children is not None and isinstance(children.value, list):
        entries["children"] = replace(children, value=[_with_own_scales(child, usual) for child in children.value])
    elif (levels := _levels(node)) and (min(levels), max(levels)) != usual:
        entries["scale"] = _located({"min": min(levels), "max": max(levels)}, node.where)
    return Located(entries, node.where, {name: at.where for name, at in entries.items()})


def _noted(node: Located) -> Located:
    """Give a note to each node of a single part, which needs one."""
    children = node.get("children")
    if children is None or not isinstance(children.value, list):
        return node
    entries = dict(node.items())
    entries["children"] = replace(children, value=[_noted(child) for child in children.value])
    if len(children.value) == 1 and "note" not in entries:
        entries["note"] = Located("Hanya satu bagian dalam sumbernya.", node.where, _EMPTY)
    return Located(entries, node.where, {name: at.where for name, at in entries.items()})


def _located(plain: object, where: Where) -> Located:
    if isinstance(plain, dict):
        return Located(
            {key: _located(value, where) for key, value in plain.items()}, where, dict.fromkeys(plain, where)
        )
    if isinstance(plain, list):
        return Located([_located(value, where) for value in plain], where, _EMPTY)
    assert isinstance(plain, str | int | float)
    return Located(plain, where, _EMPTY)
