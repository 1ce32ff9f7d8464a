"""The user's own workbook with what is wrong coloured and commented: a copy, the original stays as it is."""

import warnings
from collections.abc import Iterable
from pathlib import Path
from string import ascii_uppercase
from typing import Any

from berdaya.errors import InputError, Problem
from berdaya.instrument.flat_columns import Column, column_head, read_heads
from berdaya.instrument.study_book import TOP_ROWS, read_study_book
from berdaya.instrument.workbook import put_cell
from berdaya.located import Problems
from berdaya.save import packed, save_bytes
from berdaya.words import hint, message

COLOURS = {"error": "F8CBAD", "warning": "FFF2CC"}
WIDTH, LINE, SIGNS = 360, 17, 48  # of a comment, in pixels, and how many signs one of its lines holds
_SIGNS = {"error": "✗", "warning": "!"}


def write_checked(book: Path, problems: Iterable[Problem], results: Path, lang: str) -> Path | None:
    """Write a copy of a workbook in which every cell that a problem names is coloured and has a comment.

    Parameters
    ----------
    book
        The workbook that was checked.
    problems
        What was found, in any file.
    results
        The folder that takes the copy.
    lang
        "id" or "en": of the comments.

    Returns
    -------
    The copy; None where no problem is in a cell of this workbook.

    Raises
    ------
    InputError
        When the copy cannot be written.
    """
    cells: dict[tuple[str, str], list[Problem]] = {}
    for problem in problems:
        if problem.where.file == book.name and problem.where.cell:
            cells.setdefault((problem.where.sheet, problem.where.cell.split(":")[0]), []).append(problem)
    if not cells:
        return None
    copy = results / f"{book.stem}-checked.xlsx"
    save_bytes(copy, _marked(book, cells, lang))
    return copy


def _marked(book: Path, cells: dict[tuple[str, str], list[Problem]], lang: str) -> bytes:
    from openpyxl import load_workbook
    from openpyxl.cell.cell import MergedCell
    from openpyxl.comments import Comment
    from openpyxl.styles import PatternFill

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # parts that the copy does not keep, which the original still has
        found = load_workbook(book)
    _fill_in_keys(found, book, lang)
    for (title, place), problems in cells.items():
        cell = found[title][place]
        if isinstance(cell, MergedCell):
            continue
        worst = "error" if any(problem.severity == "error" for problem in problems) else "warning"
        cell.fill = PatternFill("solid", fgColor=COLOURS[worst])
        lines = list(_lines(problems, lang))
        high = sum(1 + len(line) // SIGNS for line in lines)
        cell.comment = Comment("\n".join(lines), "Berdaya", width=WIDTH, height=max(140, LINE * (high + 1)))
        if worst == "error" or not found[title].sheet_properties.tabColor:
            found[title].sheet_properties.tabColor = COLOURS[worst]
    return packed(found)


def _fill_in_keys(found: Any, book: Path, lang: str) -> None:
    """Write the keys that were made of words beside these, so that they stay when the words change."""
    try:
        made = read_study_book(book, book.name, Problems()).made
    except InputError:
        return
    for key in made:
        sheet = found[key.where.sheet]
        head, columns = _columns(sheet)
        place = next((at for at, column in columns.items() if column == Column(key.level, "key")), 0)
        if not place:
            place = sheet.max_column + 1
            levels = [str(sheet.cell(head, at).value) for at, column in columns.items() if column.part == "label"]
            put_cell(sheet.cell(head, place), column_head(Column(key.level, "key"), levels, lang))
        put_cell(sheet.cell(int(key.where.cell.lstrip(ascii_uppercase)), place), key.key)


def _columns(sheet: Any) -> tuple[int, dict[int, Column]]:
    """Return the row of the headers and what each column holds."""
    for row in range(1, TOP_ROWS + 1):
        heads = {
            at: str(cell.value).strip().lower() for at, cell in enumerate(sheet[row], start=1) if cell.value is not None
        }
        known, _ = read_heads(heads.values())
        if any(column.level is None and column.part in ("label", "question") for column in known.values()):
            return row, {at: known[head] for at, head in heads.items() if head in known}
    return 1, {}


def _lines(problems: Iterable[Problem], lang: str) -> Iterable[str]:
    """Sign, sentence, code and hint: colour does not stand alone."""
    for problem in problems:
        yield f"{_SIGNS[problem.severity]} {message(problem, lang)} ({problem.code})"
        advice = hint(problem, lang)
        if advice:
            yield f"→ {advice}"
