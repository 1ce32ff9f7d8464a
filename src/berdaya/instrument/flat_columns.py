"""The sheet `Instrument` of a study in one workbook: its columns, in words of either language.

One row a criterion. Left of the column `Criterion` stands a column for each level above it (analysis, variable); every
level, and the criterion, has columns of its own for weight, key and what is rarely needed. Texts stand in the instrument's
first language; those of another are in a column of the same words with the language behind: `Question (en)`.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from berdaya.words import LANGUAGES, say

PARTS = ("weight", "key", "aggregate", "min_coverage", "waves", "note")  # that every level may have
PARTS_OF_LEAVES = ("weight", "key", "min_coverage", "waves", "note")
LEAF = ("question", "ask", "evidence", "scale_min", "scale_max", "direction", "decimals", "sensitive", "relevant")
LEAF_TEXTS = ("question", "evidence")
KNOWN_LEVELS = ("analysis", "variable", "dimension", "aspect")
NO_LEVEL = "-"  # in a level's cell: the criterion hangs directly below the level before
_SPOKEN = re.compile(r"(.*?)\s*\(([a-z]{2,3})\)")


@dataclass(frozen=True)
class Column:
    """What a column holds: a level's label, a part of a level, or a part of the criterion.

    `level` is the place of a level from 0; None: the criterion. `part` is "label", one of `PARTS` or `LEAF`, or the number of
    an answer. `language` is "" for the instrument's first.
    """

    level: int | None
    part: str
    language: str = ""


def level_name(level: str, lang: str) -> str:
    """Return a level's word as a column's header."""
    return say(f"book.level-{level}", lang) if level in KNOWN_LEVELS else level[:1].upper() + level[1:]


def column_head(column: Column, levels: Sequence[str], lang: str) -> str:
    """Return a column's header; `levels` are the headers of the levels."""
    criterion = say("book.column-criterion", lang)
    own = criterion if column.level is None else levels[column.level]
    if column.part == "label":
        head = own
    elif column.part in PARTS:
        head = f"{say(f'book.part-{column.part}', lang)} {own[:1].lower()}{own[1:]}"
    elif column.part in LEAF:
        head = say(f"book.column-{column.part}", lang)
    else:
        head = column.part
    return f"{head} ({column.language})" if column.language else head


def heads_of(name: str, kind: Literal["column", "part"] = "column") -> tuple[str, ...]:
    """Return the words of a column in every language, in small letters."""
    return tuple(say(f"book.{kind}-{name}", lang).lower() for lang in LANGUAGES)


def read_heads(heads: Iterable[str]) -> tuple[dict[str, Column], list[str]]:
    """Return what each header (small letters) holds, and those that are unknown; levels stand left of the criterion."""
    heads = list(heads)
    criterion, asked = heads_of("criterion"), heads_of("question")
    fixed = {word: name for name in LEAF for word in heads_of(name)}
    parts = {word: name for name in PARTS for word in heads_of(name, "part")}
    levels: dict[str, int] = {}
    for head in heads:
        name = _plain(head)[0]
        if name in criterion or name in asked:
            break
        if name not in fixed and not name.isdecimal() and not _part(name, parts):
            levels.setdefault(name, len(levels))
    found: dict[str, Column] = {}
    unknown = []
    for head in heads:
        name, language = _plain(head)
        part, _, own = _part(name, parts).partition(" ")
        if name in criterion:
            found[head] = Column(None, "label", language)
        elif name in levels:
            found[head] = Column(levels[name], "label", language)
        elif name in fixed or re.fullmatch(r"-?\d+", name):
            found[head] = Column(None, fixed.get(name, name), language)
        elif part and (own in levels or own in criterion):
            found[head] = Column(levels.get(own), part, language)
        else:
            unknown.append(head)
    return found, unknown


def _plain(head: str) -> tuple[str, str]:
    match = _SPOKEN.fullmatch(head)
    return (match[1], match[2]) if match else (head, "")


def _part(name: str, parts: dict[str, str]) -> str:
    """Return "weight analisis" for "bobot analisis": a part's name and the level's own words; "" for anything else."""
    for word in sorted(parts, key=len, reverse=True):
        if name.startswith((f"{word} ", f"{word}: ")):
            return f"{parts[word]} {name[len(word) :].lstrip(': ')}"
    return ""
