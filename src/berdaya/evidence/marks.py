"""Find coded passages in a text: CriticMarkup `{==passage==}{>>a2_d2 +, a3_e1 -<<}`.

A comment directly after a passage names its criteria. A comment elsewhere is a remark and left alone, unless it names
nothing but criteria: then its passage has been lost, and that is said.
"""

import re
from collections.abc import Collection
from dataclasses import dataclass

from berdaya.evidence.model import Sign

_PASSAGE = r"\{==(?P<text>(?:(?!\{==|==\}).)*)==\}"
_COMMENT = r"\{>>(?P<comment>(?:(?!\{>>|<<\}|\{==).)*)<<\}"
_CODED = re.compile(rf"{_PASSAGE}(?:[ \t]*+(?:\n[ \t]*+)?{_COMMENT})?", re.DOTALL)
_COMMENT_OPENS = re.compile(r"[ \t\n]*+\{>>")
_LONE = re.compile(_COMMENT, re.DOTALL)
_TOKEN = re.compile(r"\{==|==\}|\{>>|<<\}")
_PART = re.compile(r"(?P<key>\w+)\s*(?P<sign>[+\-‐-―−]?)")


@dataclass(frozen=True, slots=True)
class Code:
    """One criterion named in a comment; `at` is its place in the text."""

    key: str
    sign: Sign
    at: int


@dataclass(frozen=True, slots=True)
class Marked:
    """A passage (white space drawn together) with the criteria it is coded with."""

    text: str
    at: int
    codes: tuple[Code, ...]


@dataclass(frozen=True, slots=True)
class Fault:
    """Something wrong in the marking: a problem code, its place in the text, and the words concerned."""

    code: str
    at: int
    found: str = ""


def read_marks(text: str, keys: Collection[str]) -> tuple[list[Marked], list[Fault]]:
    """Return the coded passages of a text and what is wrong with its marking, in the order of the text.

    Parameters
    ----------
    text
        The body of a transcript, lines ending in `\\n`.
    keys
        The criteria that may be named; used to tell a lost code from a remark. Unknown keys are returned as they are.
    """
    marked: list[Marked] = []
    faults: list[Fault] = []
    for match in _CODED.finditer(text):
        found = _marked(match, text, faults)
        if found:
            marked.append(found)
    faults += _leftovers(_CODED.sub(_blank, text), keys)
    return marked, sorted(faults, key=lambda fault: fault.at)


def _marked(match: re.Match[str], text: str, faults: list[Fault]) -> Marked | None:
    words = " ".join(match["text"].split())
    if _TOKEN.search(match["text"]):
        faults.append(Fault("evidence.nested-mark", match.start()))
        return None
    if not words:
        faults.append(Fault("evidence.empty-passage", match.start()))
        return None
    if not (match["comment"] or "").strip():
        unclosed = match["comment"] is None and _COMMENT_OPENS.match(text, match.end())
        if not unclosed:  # an unclosed comment is reported by itself
            faults.append(Fault("evidence.passage-without-comment", match.start(), _short(words)))
        return None
    codes = _codes(match["comment"], match.start("comment"), faults)
    return Marked(words, match.start(), codes) if codes else None


def _codes(comment: str, start: int, faults: list[Fault]) -> tuple[Code, ...]:
    codes: dict[str, Code] = {}
    for part in re.finditer(r"[^,;\n]+", comment):
        words = part[0].strip()
        at = start + part.start() + len(part[0]) - len(part[0].lstrip())
        code = _PART.fullmatch(words)
        if not words:
            continue
        if code is None:
            faults.append(Fault("evidence.bad-comment", at, _short(words)))
        elif code["key"] in codes:
            faults.append(Fault("evidence.criterion-twice", at, code["key"]))
        else:
            codes[code["key"]] = Code(code["key"], as_sign(code["sign"]), at)
    return tuple(codes.values())


def as_sign(written: str) -> Sign:
    """Return the sign of "+", of any dash (word processors turn "-" into a long one), or of nothing."""
    if written == "+":
        return "+"
    return "-" if written else ""


def _leftovers(rest: str, keys: Collection[str]) -> list[Fault]:
    """Report what no whole passage explains: lost codes, and marks that open or close alone."""
    faults: list[Fault] = []
    for comment in _LONE.finditer(rest):
        parts = [_PART.fullmatch(part.strip()) for part in re.split(r"[,;\n]", comment["comment"])]
        after_mark = _follows_mark(rest, comment.start())  # the mark itself is reported below
        if all(part and part["key"] in keys for part in parts) and not after_mark:
            found = _short(comment["comment"].strip())
            faults.append(Fault("evidence.comment-without-passage", comment.start(), found))
    opened: list[re.Match[str]] = []
    for token in _TOKEN.finditer(_LONE.sub(_blank, rest)):
        if token[0] in ("{==", "{>>"):
            opened.append(token)
        elif opened and (opened[-1][0] == "{==") == (token[0] == "==}"):
            faults.append(Fault("evidence.nested-mark", opened.pop().start()))
        else:
            faults.append(Fault("evidence.stray-mark", token.start(), token[0]))
    faults += [Fault("evidence.unclosed-mark", token.start(), token[0]) for token in opened]
    return faults


def _follows_mark(text: str, at: int) -> bool:
    while at and text[at - 1].isspace():  # no slices: a transcript may hold very many comments
        at -= 1
    return text.endswith("==}", 0, at)


def _blank(match: re.Match[str]) -> str:
    return " " * len(match[0])


def _short(words: str) -> str:
    return words if len(words) <= 40 else f"{words[:39]}…"
