"""The formulas of a node: its score and coverage from its children, or from its rows of answers."""

from dataclasses import dataclass
from typing import NamedTuple

from berdaya.report.workbook import frequencies_sheet
from berdaya.report.workbook.grid import cell, cells_of, span
from berdaya.report.workbook.model import NodeRow, WorkbookContents
from berdaya.report.workbook.names import name
from berdaya.report.workbook.pen import FIRST
from berdaya.words.say import say

MINIMUM = float("-inf")


@dataclass(frozen=True, slots=True)
class Columns:
    """Where the columns of the sheet of scores stand."""

    key: int = 0
    label: int = 1
    level: int = 2
    aggregate: int = 3
    weight: int = 4
    score: int = 5
    product: int = 6
    ideal: int = 7
    category: int = 8
    printed: int = 9
    se: int = 10
    low: int = 11
    high: int = 12
    confidence: int = 13
    n: int = 14
    difference: int = 15
    note: int = 16
    coverage: int = 17
    least: int = 18
    asked: int = 19
    counted: int = 20
    term: int = 21


AT = Columns()


class NodeFormulas(NamedTuple):
    """A node's score, its coverage, and its weight where anything below it is asked."""

    score: str
    coverage: str
    asked: str


def node_formulas(contents: WorkbookContents, place: int) -> NodeFormulas:
    """Return the formulas of the node at a place of the contents."""
    node = contents.nodes[place]
    return _inner(contents, place) if node.children else _leaf(contents, node, FIRST + place)


def _leaf(contents: WorkbookContents, node: NodeRow, line: int) -> NodeFormulas:
    sheet, columns = say("workbook.sheet-frequencies", contents.lang), frequencies_sheet.columns(contents)
    first, last = FIRST + node.answers[0], FIRST + node.answers[1] - 1

    def total(col: int) -> str:
        return f"SUM({span((first, col), (last, col), sheet, fixed=True)})"

    asked, roles = total(columns.asked), total(columns.role_weight)
    enough = f"AND({asked}>0,{roles}>0,{_covered(line)})"
    return NodeFormulas(
        score=f'IF({enough},{total(columns.product)}/{roles},"–")',
        coverage=f"IF({asked}>0,MIN({total(columns.weight)}/{asked},1),0)",
        asked=f"IF({asked}>0,{cell(line, AT.weight)},0)",
    )


def _inner(contents: WorkbookContents, place: int) -> NodeFormulas:
    node, line = contents.nodes[place], FIRST + place
    rows = [FIRST + child for child in node.children]
    asked, counted = (f"SUM({cells_of(rows, col)})" for col in (AT.asked, AT.counted))
    return NodeFormulas(
        score=f'IF(AND({counted}>0,{_covered(line)}),{_mean(contents, node, rows)},"–")',
        coverage=f"IF({asked}>0,{counted}/{asked},0)",
        asked=f"IF({asked}>0,{cell(line, AT.weight)},0)",
    )


def _covered(line: int) -> str:
    return f"{cell(line, AT.coverage)}>={cell(line, AT.least)}-1E-12"


def _mean(contents: WorkbookContents, node: NodeRow, rows: list[int]) -> str:
    """The mean of the children that have a score; a zero vetoes means of order 0 and below."""
    counted, terms = f"SUM({cells_of(rows, AT.counted)})", cells_of(rows, AT.term)
    if node.order == 1:
        return f"SUM({cells_of(rows, AT.product)})/{counted}"
    if node.order == MINIMUM:
        return f"MIN({terms})"
    mean = f"SUM({terms})/{counted}"
    mean = f"EXP({mean})" if node.order == 0 else f"({mean})^(1/{_order(node.order)})"
    if node.order <= 0:
        mean = f"IF(COUNT({terms})<{len(rows)},0,{mean})"
    shifted = contents.shift and node.order < 1
    return f"{mean}-{name('shift', contents.lang)}" if shifted else mean


def term_formula(order: float, cells: tuple[str, str, str], shift: str, zero: str) -> str:
    """Return what a child hands to a parent of an order: weight times its transformed score.

    `cells` are its score, weight, and weight where it has a score. A zero that vetoes the parent hands the word `zero`:
    a text, which COUNT leaves out.
    """
    score, weight, counted = cells
    if order == MINIMUM:
        return f'IF({counted}>0,{score},"–")'
    shifted = f"({score}{shift})"
    term = f"{weight}*LN{shifted}" if order == 0 else f"{weight}*{shifted}^{_order(order)}"
    if order <= 0:
        term = f'IF({shifted}>0,{term},"{zero}")'
    return f"IF({counted}>0,{term},0)"


def _order(order: float) -> str:
    return f"({order!r})"
