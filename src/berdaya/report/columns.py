"""Widths of a table's columns on paper, so that no table runs off the page in PDF or DOCX."""

from collections.abc import Sequence
from dataclasses import dataclass

from berdaya.report.measure import text_width
from berdaya.report.model import Category, Cell, Row, Table, Text

SIZES = (9.0, 8.5, 8.0)
SMALLEST = (7.5, 7.0, 6.5)
PADDING = 9.0  # points, both sides together
_WIDEST = 240.0  # points; no column asks for more
_CHIP = 8.0  # points, the coloured box about a category's word
_COMFORT = 9.0  # times the letters' size; a column of words is not squeezed below it
_LONGEST_WORD = 28  # signs; `breakable` breaks longer ones


@dataclass(frozen=True, slots=True)
class Layout:
    """Column widths in points, the size of the letters, and whether the page is turned."""

    widths: tuple[float, ...]
    size: float
    landscape: bool


def lay_out(table: Table, portrait: float, landscape: float) -> Layout:
    """Return the largest letters that fit: first upright, then on a turned page, then smaller ones.

    `portrait` and `landscape` are the widths of the text area in points, upright and turned.
    """
    tries = [(size, False) for size in SIZES] + [(size, True) for size in (*SIZES, *SMALLEST)]
    for size, turned in tries:
        room = landscape if turned else portrait
        least = [_least(table, index, size) for index in range(len(table.columns))]
        if sum(least) <= room:
            return Layout(_shared(table, least, room, size), size, turned)
    scale = landscape / sum(least)
    return Layout(tuple(width * scale for width in least), size, True)


def _cells(table: Table, index: int) -> Sequence[tuple[Cell, Row]]:
    return [(row.cells[index], row) for row in table.rows if not row.spans]


def _width(cell: Cell, row: Row, size: float) -> float:
    """The width of a cell's text on one line; a category's word is bold, in a box."""
    if isinstance(cell, Category):
        return text_width(cell.word, size, bold=True) + _CHIP
    return text_width(cell.text, size, bold=row.strong)


def _longest_word(text: str, size: float, *, bold: bool) -> float:
    words = text.replace("\u00a0", "_").split()  # what a space without a break joins is one word
    return max((text_width(word[:_LONGEST_WORD], size, bold=bold) for word in words), default=0.0)


def _least(table: Table, index: int, size: float) -> float:
    """Numbers, intervals and categories never wrap; words wrap between words, heads likewise."""
    least = _longest_word(table.columns[index].head, size, bold=True)
    for cell, row in _cells(table, index):
        if isinstance(cell, Text):
            least = max(least, _longest_word(cell.text, size, bold=row.strong) + cell.indent * size)
        else:
            least = max(least, _width(cell, row, size))
    if table.columns[index].kind == "text":
        least = max(least, min(_wanted(table, index, size) - PADDING, _COMFORT * size))
    return least + PADDING


def _wanted(table: Table, index: int, size: float) -> float:
    texts = [_width(cell, row, size) for cell, row in _cells(table, index)]
    head = text_width(table.columns[index].head, size, bold=True)
    return min(max([head * 0.6, *texts]) + PADDING + _CHIP, _WIDEST)


def _shared(table: Table, least: list[float], room: float, size: float) -> tuple[float, ...]:
    """Give the room that is left to the columns that want more, then to columns of words (else to all)."""
    wish = [max(_wanted(table, index, size) - low, 0.0) for index, low in enumerate(least)]
    spare = room - sum(least)
    given = min(spare, sum(wish))
    widths = [low + (given * part / sum(wish) if sum(wish) else 0.0) for low, part in zip(least, wish, strict=True)]
    words = [index for index, column in enumerate(table.columns) if column.kind == "text"] or range(len(widths))
    for index in words:
        widths[index] += (spare - given) / len(words)
    return tuple(round(width, 2) for width in widths)
