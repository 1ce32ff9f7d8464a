"""The entry sheet for questionnaires on paper: one row a respondent, one column a question, a sheet for each role."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from berdaya.errors import Problem, UsageError
from berdaya.instrument.model import Instrument
from berdaya.instrument.workbook import empty_workbook
from berdaya.located import nearest
from berdaya.save import packed, save_bytes
from berdaya.study.fill_in import ROWS_READY, answer_column, table_sheet
from berdaya.study.model import Study
from berdaya.words import say


def write_form(study: Study, path: str | Path, lang: str = "id", role: str = "") -> Path:
    """Write the entry sheets of a study's roles, or of one role, as a workbook and return it.

    Filled in and named under `responses:` (or by `berdaya import`), each sheet is read without further mapping.

    Parameters
    ----------
    study
        Its instrument, roles, waves, groups and attributes of respondents.
    path
        The .xlsx file, which must not be there yet.
    lang
        "id" or "en": of headers, titles and notes.
    role
        A key; "" for a sheet of each role that is asked something.

    Raises
    ------
    UsageError
        An unknown role; the file is there already.
    InputError
        The file cannot be written.
    """
    path = Path(path)
    instrument = study.instrument
    if role and role not in instrument.roles:
        values = {"name": role, "known": ", ".join(instrument.roles), **nearest(role, instrument.roles)}
        raise UsageError(Problem("usage.unknown-role", values=values))
    if path.exists():
        raise UsageError(Problem("usage.file-exists", values={"file": path.name}))
    book = empty_workbook()
    asked = [role] if role else [r for r in instrument.roles if _questions(instrument, r)]
    lists = _list_groups(study, lang)
    listed = f"'{say('book.sheet-lists', lang)}'!$A$2:$A${ROWS_READY}" if lists else ""
    attributes = tuple(dict.fromkeys(name for source in study.sources for name in source.attributes))
    for one in asked:
        names = ["respondent", "group", "role", *(["wave"] if study.waves else [])]
        heads = [*(say(f"book.key-{name}", lang) for name in names), *attributes, *_questions(instrument, one)]
        columns = [answer_column(head, instrument, study.waves, listed, lang, [one]) for head in heads]
        table_sheet(book, _title(instrument, one, lang), columns, (), lang)
    if lists:
        sheet = book.create_sheet(say("book.sheet-lists", lang))
        for row in lists:
            sheet.append(row)
        sheet.sheet_state = "hidden"
    save_bytes(path, packed(book))
    return path


def _questions(instrument: Instrument, role: str) -> list[str]:
    return [leaf.key for leaf in instrument.leaves if leaf.question and role in leaf.question.ask]


def _title(instrument: Instrument, role: str, lang: str) -> str:
    """A sheet's name: the role's words without the signs that Excel forbids, at most 31."""
    words = instrument.roles[role].get(lang) or role
    return "".join(" " if sign in "[]:*?/\\" else sign for sign in words)[:31].strip("' ") or role


def _list_groups(study: Study, lang: str) -> Sequence[Sequence[Any]]:
    if study.groups is None:
        return ()
    table = study.groups.table
    names = next((column for column in ("name", "nama") if column in table.columns), "group")
    rows = zip(table["group"].to_list(), table[names].to_list(), strict=True)
    heads = [say("book.key-group", lang), say("book.title-name", lang)]
    return [heads, *([str(key), str(words or "")] for key, words in rows)]
