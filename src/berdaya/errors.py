"""Problems in a user's files, each with its place, and the exceptions that carry them.

    BerdayaError            problems: what is wrong, where
    +- InputError           the user's files are wrong                    exit 1
    +- UsageError           the call itself is wrong, or an extra is missing   exit 2
    +- ComputeError         the number asked for does not exist           exit 3

A Problem holds no sentence: `berdaya.words` speaks it in Indonesian or English.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Literal

Severity = Literal["error", "warning"]


@dataclass(frozen=True, slots=True, order=True)
class Where:
    """A place in a file: line and column (from 1), or sheet and cell."""

    file: str = ""
    line: int = 0
    column: int = 0
    sheet: str = ""
    cell: str = ""

    def __str__(self) -> str:
        """Return `file:line:column` or `file:sheet!cell`, leaving out what is not known; a column alone says nothing."""
        if self.sheet:
            return f"{self.file}:{self.sheet}!{self.cell}" if self.cell else f"{self.file}:{self.sheet}"
        parts = [self.file, *(str(n) for n in (self.line, self.line and self.column) if n)]
        return ":".join(parts)


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong (or odd, when a warning): a stable code, a place, and values for its sentence."""

    code: str
    where: Where = Where()
    values: Mapping[str, object] = field(default_factory=lambda: MappingProxyType({}))
    severity: Severity = "error"


class BerdayaError(Exception):
    """Root of all errors that Berdaya raises on purpose."""

    def __init__(self, problems: Iterable[Problem] | Problem) -> None:
        self.problems = (problems,) if isinstance(problems, Problem) else tuple(problems)
        super().__init__("; ".join(f"{p.where}: {p.code} {dict(p.values)}" for p in self.problems))


class InputError(BerdayaError):
    """The user's files are wrong."""


class UsageError(BerdayaError):
    """The call is wrong, or an optional part is not installed."""


class ComputeError(BerdayaError):
    """The input is fine, but the number asked for does not exist."""
