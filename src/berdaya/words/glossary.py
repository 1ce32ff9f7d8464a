"""The technical terms behind a report, and the plain words that stand for them in its body."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files


@dataclass(frozen=True, slots=True)
class Term:
    """A technical term.

    `plain` and `about` are the plain words and what they mean, by language; `jargon` must not stand in a report's body,
    save where it is the plain words.
    """

    term: str
    plain: Mapping[str, str]
    about: Mapping[str, str]
    jargon: tuple[str, ...]


@cache
def glossary() -> tuple[Term, ...]:
    """Return every term in the order of `words/glossary.toml`."""
    table = tomllib.loads((files("berdaya.words") / "glossary.toml").read_text(encoding="utf-8"))
    return tuple(
        Term(
            one["term"],
            {lang: one[lang] for lang in ("id", "en")},
            {lang: one[f"about_{lang}"] for lang in ("id", "en")},
            tuple(one["jargon"]),
        )
        for one in table.values()
    )
