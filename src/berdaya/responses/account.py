"""Where every row and cell went: used, missing or set aside."""

import csv
import io
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType

import numpy as np

from berdaya.errors import Problem
from berdaya.instrument.model import Instrument
from berdaya.responses.answer import number
from berdaya.responses.model import Block, Rejected, Responses, State

NOT_APPLICABLE = "na"
_FORMULA = re.compile(r"(?<![^;,\t\n])(?=[=+\-@\t\n])")  # at the start of what may be a cell
COLUMNS = ("file", "row", "column", "value", "reason")


@dataclass(frozen=True)
class Counts:
    """rows = used + rejected; cells = counted + missing + set_aside; `not_asked` stands outside both.

    `missing` counts "blank" and each missing code but `na`: what does not apply was not asked.
    """

    rows: int = 0
    used: int = 0
    rejected: int = 0
    counted: int = 0
    missing: Mapping[str, int] = field(default_factory=lambda: MappingProxyType({}))
    set_aside: int = 0
    not_asked: int = 0

    @property
    def cells(self) -> int:
        """All cells that were asked or answered."""
        return self.counted + sum(self.missing.values()) + self.set_aside

    def __add__(self, other: "Counts") -> "Counts":
        """Return both together."""
        missing = {k: self.missing.get(k, 0) + other.missing.get(k, 0) for k in (*self.missing, *other.missing)}
        names = ("rows", "used", "rejected", "counted", "set_aside", "not_asked")
        return Counts(**{name: getattr(self, name) + getattr(other, name) for name in names}, missing=missing)


@dataclass(frozen=True)
class Audit:
    """One whole pass over the answers: the counts, all that was set aside, and every problem."""

    counts: Counts
    rejected: tuple[Rejected, ...]
    problems: tuple[Problem, ...]


def count_rows(responses: Responses) -> Counts:
    """Return the counts of rows."""
    return Counts(rows=responses.total, used=responses.rows.height, rejected=len(responses.rejected))


def count_states(block: Block, instrument: Instrument) -> Counts:
    """Return the counts of a block's cells."""
    tally = np.zeros(256, np.int64)
    for state in range(int(block.state.max(initial=0)) + 1):  # a few: quicker than counting all at once
        tally[state] = np.count_nonzero(block.state == state)
    codes = {code: int(tally[State.FIRST_CODE + i]) for i, code in enumerate(instrument.missing)}
    not_applicable = codes.pop(NOT_APPLICABLE, 0)
    again = sum(r.reason == "responses.answered-twice" for r in block.rejected)  # a cell too many: no state of its own
    return Counts(
        counted=int(tally[State.COUNTED]),
        missing={"blank": int(tally[State.BLANK]), **codes},
        set_aside=int(tally[State.SET_ASIDE] + tally[State.SET_ASIDE_NOT_ASKED]) + again,
        not_asked=int(tally[State.NOT_ASKED]) + not_applicable,
    )


def audit(responses: Responses, instrument: Instrument) -> Audit:
    """Read all answers once and return where every row and cell went, and every problem."""
    counts = count_rows(responses)
    rejected, problems = list(responses.rejected), list(responses.problems)
    for block in responses.blocks():
        counts += count_states(block, instrument)
        rejected += block.rejected
        problems += block.problems
    return Audit(counts, tuple(rejected), tuple(problems))


def soften(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """Return problems as warnings: for a study that goes on without what it cannot use."""
    return tuple(replace(problem, severity="warning") for problem in problems)


def rejected_csv(rejected: Iterable[Rejected]) -> str:
    """Return `results/rejected.csv`: file, row, column, value and reason of all that was set aside.

    A value that a spreadsheet would take for a formula gets an apostrophe before it.
    """
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS)
    for one in rejected:
        writer.writerow([safe_text(one.file), one.row, safe_text(one.column), safe_text(one.value), one.reason])
    return out.getvalue()


def safe_text(text: str) -> str:
    """Return a text that no spreadsheet takes for a formula, whichever sign it takes for a separator."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return text if number(text) is not None else _FORMULA.sub("'", text)
