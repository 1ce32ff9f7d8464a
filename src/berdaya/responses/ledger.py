"""Notes problems as they are found, and stops listing the same one over and over."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from berdaya.errors import Problem, Severity, Where

LISTED = 200


@dataclass(slots=True)
class Ledger:
    """Problems in the order found: of each code and file the first `LISTED`, and how many more there are."""

    found: list[Problem] = field(default_factory=list)
    counts: dict[tuple[str, str], int] = field(default_factory=dict)

    def wants(self, code: str, file: str) -> bool:
        """Count a problem; return whether it should still be listed."""
        count = self.counts[code, file] = self.counts.get((code, file), 0) + 1
        return count <= LISTED

    def add(self, code: str, where: Where, values: Mapping[str, object], severity: Severity = "error") -> None:
        """Note a problem that is listed."""
        self.found.append(Problem(code, where, dict(values), severity))

    def take(self) -> tuple[Problem, ...]:
        """Return what was noted since the last time."""
        taken, self.found = tuple(self.found), []
        return taken

    def closing(self) -> Iterator[Problem]:
        """Yield one line for each code and file of which more was found than is listed."""
        for (code, file), count in self.counts.items():
            if count > LISTED:
                yield Problem("responses.more-like-this", Where(file), {"code": code, "count": count - LISTED})
