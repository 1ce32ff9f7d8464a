"""What interviews say: coded passages, no files and no scores."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from berdaya.errors import Problem, Where

Sign = Literal["+", "-", ""]
Mark = Literal["agrees", "contradicts", "mixed", "none"]


@dataclass(frozen=True, slots=True)
class Passage:
    """What a person said about one criterion.

    `sign` "+": the criterion is met, "-": it is not, "": merely about it. A passage coded with several criteria is
    several values. `criterion` may be any node of the tree. `person` is a code (may be empty in a table); `group` is
    empty where the person speaks for no single group. `quotable` is consent, and no number that identifies a person.
    """

    criterion: str
    sign: Sign
    text: str
    person: str
    role: str
    group: str
    date: str  # ISO
    language: str
    quotable: bool
    where: Where
    synthetic: bool = False

    @property
    def speaker(self) -> tuple[str, ...]:
        """Who spoke: the code, or role, group and date where none is given."""
        return (self.person,) if self.person else (self.role, self.group, self.date)


@dataclass(frozen=True)
class Evidence:
    """All passages of a study, in the order of files and places; `problems` are warnings only, errors are raised."""

    passages: tuple[Passage, ...] = ()
    problems: tuple[Problem, ...] = ()
    sha256: str = ""  # of the files' bytes, in the order read; empty without files

    @cached_property
    def by_criterion(self) -> Mapping[str, tuple[Passage, ...]]:
        """The passages of each criterion that has any."""
        found: dict[str, list[Passage]] = {}
        for passage in self.passages:
            found.setdefault(passage.criterion, []).append(passage)
        return {key: tuple(passages) for key, passages in found.items()}

    def of(self, criterion: str) -> tuple[Passage, ...]:
        """Return the passages of one criterion (none: empty)."""
        return self.by_criterion.get(criterion, ())

    @property
    def synthetic(self) -> bool:
        """True where any interview was made up."""
        return any(passage.synthetic for passage in self.passages)
