"""Collect problems instead of raising at the first one, and find the key that was probably meant."""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from difflib import SequenceMatcher, get_close_matches
from types import MappingProxyType

from berdaya.errors import InputError, Problem, Severity, Where


@dataclass(frozen=True, slots=True)
class At:
    """The place of something else, inside a sentence: `{at:line}` gives " (line 33)", `{at:baris}` " (baris 33)".

    A place in a workbook gives its sheet and cell, no place gives nothing.
    """

    where: Where

    def __format__(self, word: str) -> str:
        """Return the place with the word for "line" before it."""
        if self.where.cell:
            return f" ({self.where.sheet}!{self.where.cell})"
        return f" ({word} {self.where.line})" if self.where.line else ""

    def __str__(self) -> str:
        """Return the place in full."""
        return str(self.where)


class Near(str):
    """What was probably meant, inside a sentence: `{near:did you mean '…'? }` gives "did you mean 'k1'? ", or nothing.

    `{near}` gives "k1".
    """

    __slots__ = ()

    def __format__(self, words: str) -> str:
        """Return the words with what was meant in the place of the dots."""
        return (words or "…").replace("…", self) if self else ""


@dataclass(frozen=True, slots=True)
class Choices:
    """Keys with their words, in the language of the sentence: `{known:id}` gives "na (Tidak berlaku), rf (Menolak)"."""

    texts: Mapping[str, Mapping[str, str]]

    def __format__(self, lang: str) -> str:
        """Return the keys, each with its words where it has others."""
        words = {key: text.get(lang) or next(iter(text.values()), key) for key, text in self.texts.items()}
        return ", ".join(key if key == word else f"{key} ({word})" for key, word in words.items())


_COMPARED = 5000
LISTED = 200  # of one code in one file; nobody reads more, and a million lines fill the memory


def listed(problems: Iterable[Problem]) -> Iterator[Problem]:
    """Yield the first `LISTED` problems of each code and file, and one that says that there are more."""
    counts: Counter[tuple[str, str]] = Counter()
    for problem in problems:
        counts[problem.code, problem.where.file] += 1
        count = counts[problem.code, problem.where.file]
        if count <= LISTED:
            yield problem
        elif count == LISTED + 1:
            yield _more(problem)


def _more(like: Problem) -> Problem:
    values = {"code": like.code, "limit": LISTED}
    return Problem("file.more-like-this", Where(like.where.file), values, like.severity)


@dataclass(slots=True)
class Problems:
    """What was found so far, in the order found; of one code in one file only the first `LISTED`."""

    found: list[Problem] = field(default_factory=list)
    counts: Counter[tuple[str, str]] = field(default_factory=Counter)

    def __iter__(self) -> Iterator[Problem]:
        """Yield the problems."""
        return iter(self.found)

    def error(self, code: str, where: Where, **values: object) -> None:
        """Note an error."""
        self._add(code, where, values, "error")

    def warn(self, code: str, where: Where, **values: object) -> None:
        """Note a warning."""
        self._add(code, where, values, "warning")

    def extend(self, problems: Iterable[Problem]) -> None:
        """Note problems that were found elsewhere."""
        self.found.extend(problems)

    def _add(self, code: str, where: Where, values: dict[str, object], severity: Severity) -> None:
        problem = Problem(code, where, MappingProxyType(values), severity)
        if self.counts[code, where.file] > LISTED or problem in self.found[-50:]:
            return  # an aliased part of a file is checked at each use, but told once
        self.counts[code, where.file] += 1
        count = self.counts[code, where.file]
        if count <= LISTED + 1:
            self.found.append(problem if count <= LISTED else _more(problem))

    @property
    def any_error(self) -> bool:
        """Return whether something is wrong, not merely odd."""
        return any(p.severity == "error" for p in self.found)

    @property
    def warnings(self) -> tuple[Problem, ...]:
        """Return what is merely odd."""
        return tuple(p for p in self.found if p.severity == "warning")

    def raise_errors(self) -> None:
        """Raise all that was found when something is wrong; in the order of the file's lines.

        Raises
        ------
        InputError
            With errors and warnings, when there is at least one error.
        """
        if self.any_error:
            raise InputError(sorted(self.found, key=lambda p: (p.where.file, p.where.line, p.where.column)))


def nearest(key: str, known: Collection[str], places: Mapping[str, Where] | None = None) -> dict[str, object]:
    """Return values for a hint "did you mean": `near` and `near_at`, or an empty hint where nothing is near.

    A catalogue entry uses it as `hint_en = "did you mean '{near}'{near_at:line}?"`, or, where there is more to say, as
    `hint_en = "{near:did you mean '…'? }..."`, which stands also where nothing is near.
    """
    alike = len(known) <= _COMPARED and len(key) <= _COMPARED  # beyond, comparing takes longer than all reading
    close = get_close_matches(key, list(known), n=9, cutoff=0.6) if alike else []
    close = close or [k for k in known if k.lower() == key.lower()]
    if not close:
        return {"hint": ""}
    order = list(known)  # of keys that are equally near the first is meant: a1_h1 for a1_h9
    near = max(close, key=lambda k: (SequenceMatcher(None, k, key).ratio(), -order.index(k)))
    return {"near": Near(near), "near_at": At((places or {}).get(near, Where()))}
