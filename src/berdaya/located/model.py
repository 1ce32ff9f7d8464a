"""A value and where it was written: what every file reader hands to the checks.

YAML and workbook readers both give `Located` trees, so one set of checks serves both and
each problem names its own line and column, or sheet and cell.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from berdaya.errors import Where

Scalar = str | int | float | bool | None


@dataclass(frozen=True, slots=True)
class Located:
    """A scalar, a list of Located, or a mapping of key to Located.

    `where` is its place, `keys` the places of a mapping's keys.
    """

    value: "Scalar | Sequence[Located] | Mapping[str, Located]"
    where: Where
    keys: "Mapping[str, Where]"

    def items(self) -> "Iterator[tuple[str, Located]]":
        """Yield the entries of a mapping (nothing for anything else)."""
        if isinstance(self.value, Mapping):
            yield from self.value.items()

    def get(self, key: str) -> "Located | None":
        """Return an entry of a mapping, or None."""
        return self.value.get(key) if isinstance(self.value, Mapping) else None
