"""A study in one workbook, as what study.yaml would say of it."""

from pathlib import Path

from berdaya.errors import Where
from berdaya.instrument.study_book import Part, StudyBook, read_study_book
from berdaya.located import Located, Problems


def open_study_book(path: Path, problems: Problems) -> tuple[Located, StudyBook]:
    """Return the entries that study.yaml would hold, and the workbook.

    The instrument, the groups, the answers and the interviews that they name are the workbook itself.

    Raises
    ------
    InputError
        When the file cannot be read, is no workbook, or lacks a needed sheet.
    """
    book = read_study_book(path, path.name, problems)
    if book.made:
        names = [made.key for made in book.made]
        values = {"count": len(names), "keys": ", ".join(names[:10]) + (", …" if len(names) > 10 else "")}
        problems.warn("book.keys-made", book.made[0].where, **values)
    entries = {key: at for key, at in book.entries.items() if key != "instrument"}
    itself = Located(path.name, Where(path.name), {})
    entries["instrument"] = itself
    design = entries.get("design")
    staged = design is not None and design.get("stages") is not None  # may name columns of the groups
    if any(part.filled or staged for part in book.parts["groups"]):
        entries["groups"] = itself
    if any(part.filled for kind in ("interviews", "transcripts") for part in book.parts[kind]):
        entries["interviews"] = itself
    entries["responses"] = _answers(book, path.name, book.entries.get("responses"))
    keys = {key: book.entries.keys.get(key, at.where) for key, at in entries.items()}
    return Located(entries, book.entries.where, keys), book


def _answers(book: StudyBook, name: str, said: Located | None) -> Located:
    """Return one source for each sheet of answers, with what the entries say of it by its number."""
    items = list(said.value) if said is not None and isinstance(said.value, list | tuple) else []
    parts = book.parts["answers"]
    found = [_source(part, name, items[place] if place < len(items) else None) for place, part in enumerate(parts)]
    return Located(found, Where(name), {})


def _source(part: Part, name: str, said: Located | None) -> Located:
    where = Where(name, sheet=part.title)
    values: dict[str, str | int] = {"file": name, "sheet": part.title}
    if part.header:  # else the row is looked for by what answers were asked
        values["header"] = part.header
    entries = dict(said.items()) if said is not None else {}
    entries = {key: Located(value, where, {}) for key, value in values.items()} | entries
    return Located(entries, where, {key: at.where for key, at in entries.items()})
