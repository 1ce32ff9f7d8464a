"""Groups by variables: each cell's number on the colour of its category."""

from collections.abc import Sequence
from dataclasses import dataclass

from berdaya.report.charts.theme import (
    LINE,
    SMALL,
    TALLEST,
    TEXT,
    WIDTH,
    Box,
    Label,
    block,
    boxes,
    chart,
    labels,
    legend,
    lines_of,
)
from berdaya.report.measure import text_width
from berdaya.report.model import Category, Spec

MOST_COLUMNS = 14  # more do not leave room for a number
_CELL = 21.0
_EMPTY = "#ffffff"
_EDGE = "#ffffff"
_UPRIGHT = 118.0  # pixels; the longest line of a turned column head


@dataclass(frozen=True, slots=True)
class HeatCell:
    """A number as printed, in its category (None: no category, white)."""

    text: str
    band: Category | None = None


@dataclass(frozen=True, slots=True)
class HeatRow:
    """A group, and a cell for each column."""

    label: str
    cells: tuple[HeatCell, ...]


@dataclass(frozen=True, slots=True)
class _Frame:
    """Where the cells lie: the left edge, a column's width, the top edge, and whether heads are turned."""

    left: float
    width: float
    top: float
    turned: bool


def heat_map(
    columns: Sequence[str], rows: Sequence[HeatRow], bands: Sequence[Category], lang: str, description: str = ""
) -> Spec:
    """Return the heat map with a legend of the categories. Break long lists with `heat_pages`, wide ones by columns."""
    if len(columns) > MOST_COLUMNS:
        raise ValueError(f"{len(columns)} columns; {MOST_COLUMNS} fit")
    frame = _frame(columns, rows)
    bottom = frame.top + len(rows) * _CELL
    height = bottom + 12 + legend(bands, 0, 0, 1)[1]
    signs, _ = legend(bands, frame.left, bottom + 10, height)
    found, words = _cells(rows, frame)
    words += _heads(columns, frame)
    return chart([boxes(found, height), *labels(words, height), *signs], height, lang, description)


def heat_pages(columns: Sequence[str], rows: Sequence[HeatRow]) -> tuple[tuple[HeatRow, ...], ...]:
    """Break rows into charts that each fit a page."""
    most = int((TALLEST - _frame(columns, rows).top - 3 * LINE) // _CELL)
    return tuple(tuple(rows[start : start + most]) for start in range(0, len(rows), most))


def _frame(columns: Sequence[str], rows: Sequence[HeatRow]) -> _Frame:
    longest = max((text_width(row.label, TEXT) for row in rows), default=0.0)
    left = min(longest, 200.0 if len(columns) <= 9 else 150.0) + 8
    width = (WIDTH - left) / max(len(columns), 1)
    turned = any(text_width(word, SMALL) > width - 8 for head in columns for word in head.split())
    if turned:
        top = max((text_width(line, SMALL) for line in _turned_lines(columns, width)), default=0.0) + 10
    else:
        top = max(len(lines_of(head, width - 6, size=SMALL)) for head in columns) * LINE + 8
    return _Frame(left, width, top, turned)


def _turned_lines(columns: Sequence[str], width: float) -> list[str]:
    return [line for head in columns for line in _turned(head, width)]


def _turned(head: str, width: float) -> tuple[str, ...]:
    """Wrap a turned head into as many lines as its column is wide; longer lines where that is not enough."""
    most = max(int((width - 4) // LINE), 1)
    length = _UPRIGHT
    while len(lines := lines_of(head, length, size=SMALL)) > most and length < 420:
        length += 20
    return lines


def _heads(columns: Sequence[str], frame: _Frame) -> list[Label]:
    found: list[Label] = []
    for index, head in enumerate(columns):
        middle = frame.left + (index + 0.5) * frame.width
        if not frame.turned:
            lines = lines_of(head, frame.width - 6, size=SMALL)
            found += block(lines, middle, frame.top - 6 - len(lines) * LINE / 2, align="center", size=SMALL)
            continue
        lines = _turned(head, frame.width)
        first = middle - (len(lines) - 1) * LINE / 2
        for step, line in enumerate(lines):
            found.append(Label(first + step * LINE, frame.top - 6, line, size=SMALL, angle=270))
    return found


def _cells(rows: Sequence[HeatRow], frame: _Frame) -> tuple[list[Box], list[Label]]:
    found: list[Box] = []
    words: list[Label] = []
    for line, row in enumerate(rows):
        top = frame.top + line * _CELL
        words.append(Label(0, top + _CELL / 2, _fitted(row.label, frame.left - 8)))
        for index, cell in enumerate(row.cells):
            left = frame.left + index * frame.width
            band = cell.band
            found.append(Box(left, top, left + frame.width, top + _CELL, band.colour if band else _EMPTY, _EDGE))
            ink = band.ink if band else "#1b2733"
            place = Label(left + frame.width / 2, top + _CELL / 2, cell.text, align="center", colour=ink, size=SMALL)
            words.append(place)
    return found, words


def _fitted(label: str, width: float) -> str:
    """Shorten a label to one line, with "…" for what is left out; the table beside the chart holds it whole."""
    if text_width(label, TEXT) <= width:
        return label
    while label and text_width(f"{label}…", TEXT) > width:
        label = label[:-1]
    return f"{label.rstrip()}…"
