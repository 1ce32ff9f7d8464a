"""Take typed values out of a `Located` tree; what does not fit becomes a problem, and reading goes on."""

import math
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from berdaya.errors import Where
from berdaya.located.model import Located
from berdaya.located.problems import Near, Problems, nearest

D = TypeVar("D")
_EMPTY: Mapping[str, Where] = {}


def _shown(at: Located) -> str:
    value = at.value
    if isinstance(value, Mapping):
        return "{..}"
    if value is None or isinstance(value, bool):
        return "null" if value is None else str(value).lower()
    if not isinstance(value, str | int | float):
        return "[..]"
    text = str(value)
    return text if len(text) <= 60 else f"{text[:60]}.."


def as_text(at: Located, problems: Problems, name: str) -> str | None:
    """Return a text without outer blanks, or None with `entry.not-text` noted."""
    if isinstance(at.value, str):
        return at.value.strip()
    problems.error("entry.not-text", at.where, name=name, value=_shown(at))
    return None


def as_number(
    at: Located, problems: Problems, name: str, low: float = -math.inf, high: float = math.inf
) -> float | None:
    """Return a finite number within [low, high], or None with `entry.not-a-number` or `entry.out-of-range` noted."""
    value = at.value
    finite = isinstance(value, int | float) and not isinstance(value, bool) and abs(value) <= 1e300  # also not nan
    if not finite or not isinstance(value, int | float):
        problems.error("entry.not-a-number", at.where, name=name, value=_shown(at))
        return None
    if not low <= value <= high:
        values = {"value": _shown(at), "range": _range(low, high), "share": _share(value, high)}
        problems.error("entry.out-of-range", at.where, name=name, **values)
        return None
    return float(value)


def _range(low: float, high: float) -> str:
    if high == math.inf:
        return f">= {low:g}"
    return f"<= {high:g}" if low == -math.inf else f"{low:g} .. {high:g}"


def _share(value: float, high: float) -> Near:
    """Percent that stand where a share is asked for, as that share."""
    return Near(f"{value:g} % = {value / 100:g}" if 0 < high <= 1 < value <= 100 else "")


def as_integer(
    at: Located, problems: Problems, name: str, low: float = -math.inf, high: float = math.inf
) -> int | None:
    """Return a whole number within [low, high], or None with a problem noted."""
    if isinstance(at.value, float) and not at.value.is_integer():
        problems.error("entry.not-an-integer", at.where, name=name, value=_shown(at))
        return None
    value = as_number(at, problems, name, low, high)
    return None if value is None else int(value)


@dataclass(frozen=True, slots=True)
class Entries:
    """A mapping that is being read; anything but a mapping reads as empty, with `entry.not-a-mapping` noted.

    A key without a value (`key:`) counts as absent. Every method notes a problem and returns the default where the
    value does not fit.
    """

    at: Located
    problems: Problems
    name: str = ""

    @classmethod
    def open(cls, at: Located, problems: Problems, name: str = "", known: Collection[str] | None = None) -> "Entries":
        """Return the entries of a mapping; with `known`, other keys are noted with the nearest known one."""
        if not isinstance(at.value, Mapping):
            if at.value is not None:
                problems.error("entry.not-a-mapping", at.where, name=name, value=_shown(at))
            at = Located({}, at.where, _EMPTY)
        opened = cls(at, problems, name)
        if known is not None:
            for key in opened:
                if key not in known:
                    opened._unknown(key, known)
        return opened

    def _unknown(self, key: str, known: Collection[str]) -> None:
        values = nearest(key, known)
        self.problems.error("entry.unknown", self.key_where(key), key=key, known=", ".join(known), **values)

    def __iter__(self) -> Iterator[str]:
        """Yield the keys in the written order."""
        return (key for key, _ in self.at.items())

    def key_where(self, key: str) -> Where:
        """Return where a key is written; the mapping's place when it is absent."""
        return self.at.keys.get(key, self.at.where)

    def where(self, key: str) -> Where:
        """Return where a value is written; the mapping's place when it is absent."""
        found = self.at.get(key)
        return found.where if found else self.at.where

    def get(self, key: str, required: bool = False) -> Located | None:
        """Return an entry; None when it is absent or has no value, with `entry.missing` noted where required."""
        found = self.at.get(key)
        if found is not None and found.value is not None:
            return found
        if required:
            self.problems.error("entry.missing", self.key_where(key), key=key)
        return None

    def text(self, key: str, default: D, required: bool = False) -> str | D:
        """Return a text; one of nothing but blanks counts as missing where it is required."""
        found = self.get(key, required)
        value = as_text(found, self.problems, key) if found else None
        if value == "" and required and found is not None:
            self.problems.error("entry.missing", found.where, key=key)
            return default
        return default if value is None else value

    def number(
        self, key: str, default: D, low: float = -math.inf, high: float = math.inf, required: bool = False
    ) -> float | D:
        """Return a finite number within [low, high]."""
        found = self.get(key, required)
        value = as_number(found, self.problems, key, low, high) if found else None
        return default if value is None else value

    def integer(
        self, key: str, default: D, low: float = -math.inf, high: float = math.inf, required: bool = False
    ) -> int | D:
        """Return a whole number within [low, high]."""
        found = self.get(key, required)
        value = as_integer(found, self.problems, key, low, high) if found else None
        return default if value is None else value

    def true_false(self, key: str, default: bool) -> bool:
        """Return true or false."""
        found = self.get(key)
        if found is not None and not isinstance(found.value, bool):
            self.problems.error("entry.not-true-or-false", found.where, name=key, value=_shown(found))
            return default
        return default if found is None else bool(found.value)

    def choice(self, key: str, options: Sequence[str], default: D, required: bool = False) -> str | D:
        """Return one of the options."""
        found = self.get(key, required)
        if found is None or found.value in options:
            return default if found is None else str(found.value)
        values = nearest(str(found.value), options)
        options_text = ", ".join(options)
        self.problems.error(
            "entry.not-a-choice", found.where, name=key, value=_shown(found), options=options_text, **values
        )
        return default

    def mapping(self, key: str, known: Collection[str] | None = None, required: bool = False) -> "Entries":
        """Return the entries below a key; empty when it is absent."""
        found = self.get(key, required) or Located({}, self.key_where(key), _EMPTY)
        return Entries.open(found, self.problems, key, known)

    def list(self, key: str, required: bool = False) -> "Sequence[Located]":
        """Return the items of a list; a single value is a list of one."""
        found = self.get(key, required)
        if found is None:
            return ()
        if isinstance(found.value, Mapping):
            self.problems.error("entry.not-a-list", found.where, name=key, value=_shown(found))
            return ()
        return (found,) if isinstance(found.value, str | int | float) else tuple(found.value or ())

    def texts(self, key: str, required: bool = False) -> tuple[str, ...]:
        """Return the texts of a list; a single text is a list of one."""
        found = (as_text(item, self.problems, key) for item in self.list(key, required))
        return tuple(text for text in found if text is not None)
