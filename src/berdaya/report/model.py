"""One report as a value: what all renderers draw, in one language, with every number already printed.

A renderer decides how a thing looks, never what it says.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from berdaya.report.letter_model import Picture

Spec = Mapping[str, Any]  # a Vega-Lite chart
ColumnKind = Literal["text", "number", "category"]
Align = Literal["left", "centre", "right"]
Composite = Literal["first", "last", "hide"]  # where the overall score stands among what it is made of

NEUTRAL = ("#e4e7ea", "#1b2733")
_COLOUR = re.compile(r"#(?:[0-9a-fA-F]{3}|[0-9a-fA-F]{6})")


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of text of one look."""

    text: str
    bold: bool = False
    italic: bool = False


@dataclass(frozen=True, slots=True)
class Text:
    """A cell of words; `indent` counts steps down a tree."""

    text: str
    indent: int = 0


@dataclass(frozen=True, slots=True)
class Number:
    """A cell with a number; `text` is what is printed ("2,29", "–", "2,29†"), with its `marks`."""

    value: float | None
    text: str
    marks: str = ""


@dataclass(frozen=True, slots=True)
class Interval:
    """A cell with an interval; `text` is what is printed ("2,21–2,37")."""

    low: float | None
    high: float | None
    text: str


@dataclass(frozen=True, slots=True)
class Category:
    """A category as a word on its colour; `ink` is readable on `colour`. A colour that is none becomes neutral."""

    key: str
    word: str
    colour: str = NEUTRAL[0]
    ink: str = NEUTRAL[1]

    def __post_init__(self) -> None:
        if not (_COLOUR.fullmatch(self.colour) and _COLOUR.fullmatch(self.ink)):
            object.__setattr__(self, "colour", NEUTRAL[0])
            object.__setattr__(self, "ink", NEUTRAL[1])


Cell = Text | Number | Interval | Category


@dataclass(frozen=True, slots=True)
class Column:
    """A column's head and kind; `align` None follows the kind (numbers right, the rest left)."""

    head: str
    kind: ColumnKind = "text"
    align: Align | None = None

    @property
    def side(self) -> Align:
        """The alignment in force."""
        return self.align or ("right" if self.kind == "number" else "left")


@dataclass(frozen=True, slots=True)
class Row:
    """One row, a cell for each column; `strong` for a total or a heading within the table."""

    cells: tuple[Cell, ...]
    strong: bool = False

    @property
    def spans(self) -> bool:
        """Whether the first cell stands alone and may take the whole width: a heading within the table."""
        return self.strong and len(self.cells) > 1 and all(cell == Text("") for cell in self.cells[1:])


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading; level 1 is a chapter. `anchor` names it for links, absent: made from its text.

    `listed` False keeps it out of the list of contents. `chapter` is a chapter's number where tables and figures are
    numbered by chapters.
    """

    level: int
    text: str
    anchor: str = ""
    listed: bool = True
    chapter: int = 0


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Running text."""

    runs: tuple[Run, ...]

    @staticmethod
    def of(text: str) -> "Paragraph":
        """Return a paragraph of plain text."""
        return Paragraph((Run(text),))


@dataclass(frozen=True, slots=True)
class Bullets:
    """A list of points."""

    items: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """A table; `note` and `source` stand below it. `ruled`: with light lines between rows, else with three lines only."""

    caption: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    note: str = ""
    source: str = ""
    ruled: bool = True

    def __post_init__(self) -> None:
        for row in self.rows:
            if len(row.cells) != len(self.columns):
                raise ValueError(f"{self.caption}: {len(row.cells)} cells for {len(self.columns)} columns")


@dataclass(frozen=True, slots=True)
class Figure:
    """A chart, its words for those who do not see it, and the same data as a table."""

    spec: Spec
    caption: str
    alt: str
    table: Table
    note: str = ""


@dataclass(frozen=True, slots=True)
class Quote:
    """What somebody said; `sign` tells whether it supports (+) or contradicts (-) the criterion."""

    text: str
    attribution: str
    sign: Literal["+", "-", ""] = ""


@dataclass(frozen=True, slots=True)
class Note:
    """A boxed remark."""

    text: str
    title: str = ""
    kind: Literal["info", "caution"] = "info"


@dataclass(frozen=True, slots=True)
class KeyFigure:
    """A large number of the summary: "Overall score", "2,21", its category, and a line of detail."""

    label: str
    value: str
    category: Category | None = None
    detail: str = ""


@dataclass(frozen=True, slots=True)
class KeyFigures:
    """The large numbers of the summary; `leading`: the first one is larger than the others."""

    items: tuple[KeyFigure, ...]
    leading: bool = True


@dataclass(frozen=True, slots=True)
class PageBreak:
    """Go on at the top of a new page."""


@dataclass(frozen=True, slots=True)
class Letterhead:
    """Who writes: the office's lines, its address, its emblem (`alt` for those who do not see it), and a rule below."""

    agency: tuple[str, ...]
    address: tuple[str, ...] = ()
    logo: Picture | None = None
    alt: str = ""


@dataclass(frozen=True, slots=True)
class Fields:
    """Lines of a name and what it is, one below the other with the colons aligned: "Number : 12/2026"."""

    items: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Lines:
    """Lines kept as they are: an addressee."""

    texts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Signature:
    """Who signs, on the right: lines, room for the signature, the name, and what stands below it."""

    above: tuple[str, ...]
    name: str
    below: tuple[str, ...] = ()


LetterBlock = Letterhead | Fields | Lines | Paragraph | Signature
Block = Heading | Paragraph | Bullets | Table | Figure | Quote | Note | KeyFigures | Fields | PageBreak


@dataclass(frozen=True)
class Report:
    """A whole report in one language.

    `date` is ISO; it dates the document and its metadata. `marks` are printed on every page ("Data sintetis").
    `properties` are document metadata: author, subject, keywords. `letter` stands before all else, on pages of its own.
    """

    lang: str
    title: str
    subtitle: str
    date: str
    study: str
    blocks: tuple[Block, ...]
    marks: tuple[str, ...] = ()
    properties: Mapping[str, str] = field(default_factory=dict)
    letter: tuple[LetterBlock, ...] = ()

    @property
    def figures(self) -> tuple[Figure, ...]:
        """The figures in the order of reading."""
        return tuple(block for block in self.blocks if isinstance(block, Figure))
