"""What was answered: the rows that count, and their answers block by block.

`rows` (small columns: who, which group, role, wave, weight, attributes) is held in memory;
the answers are read in blocks, so a file may be larger than memory.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import IntEnum
from pathlib import Path
from types import MappingProxyType
from typing import Any, Literal

import numpy as np
import polars as pl

from berdaya.errors import Problem, Where
from berdaya.responses.tables import RawTable


class State(IntEnum):
    """What became of a cell. Missing codes follow from `FIRST_CODE`, in the instrument's order."""

    COUNTED = 0
    BLANK = 1  # asked, no answer
    NOT_ASKED = 2  # another role's question, another wave's, or not relevant
    SET_ASIDE = 3  # asked, but the answer cannot be used
    SET_ASIDE_NOT_ASKED = 4  # answered though the role is not asked, or though not relevant
    FIRST_CODE = 5


@dataclass(frozen=True)
class Source:
    """A file of answers and how its columns and values map to the study's names.

    `columns` maps our name (respondent, group, role, wave, weight, date, enumerator, start, end, duration, item, answer, a
    question's or an attribute's key) to the file's header; in a long file a question's key to the item's name. `recode` maps a
    question key, a key column's name or "*" (every question) to {value as written: answer}.
    """

    file: str
    path: Path
    where: Where = field(default_factory=Where)
    shape: Literal["wide", "long"] = "wide"
    columns: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    attributes: tuple[str, ...] = ()
    recode: Mapping[str, Mapping[str, str]] = field(default_factory=lambda: MappingProxyType({}))
    sheet: str | None = None
    header: int | None = None  # the row of the headers; None: looked for
    constants: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))  # group, role, wave of all rows


@dataclass(frozen=True)
class Groups:
    """The frame: one row a group. Column `group` is the key (text), the others are its attributes as text or number."""

    table: pl.DataFrame
    file: str = ""
    given: bool = True  # False: made of the groups that answered
    source: RawTable | None = field(default=None, compare=False, repr=False)  # as it came, for the places of its cells

    @property
    def attributes(self) -> tuple[str, ...]:
        """The columns to report by."""
        return tuple(c for c in self.table.columns if c != "group")

    def place(self, index: int, column: str) -> Where:
        """Return the place in its file of a group's cell in a column; of the file alone where that is all that is known."""
        if self.source is None:
            return Where(self.file)
        return self.source.place(self.source.number(index), column)


@dataclass(frozen=True, slots=True)
class Rejected:
    """A row (column empty) or a cell that was set aside, with its place, value and reason (a problem code)."""

    file: str
    row: int
    column: str
    value: str
    reason: str
    where: Where


@dataclass(frozen=True)
class Block:
    """The answers of the used rows `start` .. `start + len`.

    `values` (rows, items) holds answers on each question's own scale and means nothing where `state`
    (rows, items; uint8, see State) is not COUNTED. Items are the instrument's leaves in their order.
    """

    start: int
    values: "np.ndarray[Any, np.dtype[Any]]"
    state: "np.ndarray[Any, np.dtype[np.uint8]]"
    rejected: tuple[Rejected, ...] = ()
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True)
class Times:
    """When the used rows were asked, one entry a row.

    `start` and `end` in minutes since 1970 (of UTC where the file says how far it is from there), `minutes` how long it took,
    NaN what is not known; `day` ISO, as written. `problems` are warnings about times that cannot be read.
    """

    start: "np.ndarray[Any, np.dtype[np.float64]]"
    end: "np.ndarray[Any, np.dtype[np.float64]]"
    minutes: "np.ndarray[Any, np.dtype[np.float64]]"
    day: pl.Series
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True)
class Responses:
    """All that was answered.

    `rows` has one row a used row, in file order, with columns `file`, `row` (the row's number in its file), `respondent`,
    `group`, `role`, `wave` (Categorical or Enum; `wave` is "" where the study has none), `weight` (Float64, 1 where none is
    mapped) and one column an attribute (of respondents, then of groups: `groups` joined by key; a respondent's wins).
    `total` counts the rows of all files without blank ones; `rejected` the rows set aside whole, so
    total = rows.height + rejected rows. Cells set aside come with the blocks.
    """

    rows: pl.DataFrame
    blocks: Callable[[], Iterator[Block]]
    groups: Groups
    attributes: tuple[str, ...]
    total: int
    rejected: tuple[Rejected, ...]
    problems: tuple[Problem, ...]
    sha256: str  # of the files' bytes, in the study's order
    replicates: "np.ndarray[Any, np.dtype[np.float64]] | None" = None  # (rows, B) replicate weights, where asked for
    newest: str = ""  # the newest answer's date, ISO; empty where no date column is mapped
    times: Callable[[], Times] | None = None  # None: no column of times or dates is mapped
