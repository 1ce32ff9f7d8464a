"""Conditions as people type them into a cell: `a1_h0 >= 1 and (a2 = 3 or answered(a3))`."""

import re
from typing import Any

from berdaya.instrument.model import AllOf, Answered, AnyOf, Compare, Relevance

Plain = dict[str, Any]
_SIGNS = {
    ">=": "at_least",
    "<=": "at_most",
    "!=": "not_equals",
    "<>": "not_equals",
    "==": "equals",
    "=": "equals",
    ">": "above",
    "<": "below",
    "≥": "at_least",
    "≤": "at_most",
    "≠": "not_equals",
}
_WRITTEN = {how: sign for sign, how in reversed(_SIGNS.items()) if sign.isascii() and sign not in ("==", "<>")}
_TOKEN = re.compile(r"\s*(>=|<=|!=|<>|==|[=<>≥≤≠()]|[+-]?[0-9]+(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?|\w+|\S)")
_NUMBER = re.compile(r"[+-]?[0-9]")
_MAX_DEPTH = 20


class RelevanceTextError(Exception):
    """A condition that cannot be understood; `near` is where reading stopped."""

    def __init__(self, near: str) -> None:
        self.near = near
        super().__init__(near)


def relevance_text(relevance: Relevance) -> str:
    """Return a condition as text.

    Examples
    --------
    >>> relevance_text(AllOf((Compare("a", "at_least", 1.0), AnyOf((Answered("b"), Compare("c", "equals", 0.5))))))
    'a >= 1 and (answered(b) or c = 0.5)'
    """
    match relevance:
        case Compare(key, how, value):
            return f"{key} {_WRITTEN[how]} {int(value) if float(value).is_integer() else value!r}"
        case Answered(key):
            return f"answered({key})"
        case AllOf(parts):
            return " and ".join(f"({relevance_text(p)})" if isinstance(p, AnyOf) else relevance_text(p) for p in parts)
        case AnyOf(parts):
            return " or ".join(relevance_text(part) for part in parts)


def parse_relevance_text(text: str) -> Plain:
    """Return a condition as the mapping that YAML would have; `and` binds stronger than `or`.

    Raises
    ------
    RelevanceTextError
        Where it cannot be understood, or has brackets deeper than 20.

    Examples
    --------
    >>> parse_relevance_text("a >= 1 and answered(b)")
    {'and': [{'a': {'at_least': 1}}, {'answered': 'b'}]}
    """
    return _Reader(text).whole()


class _Reader:
    def __init__(self, text: str) -> None:
        self._tokens = [match.group(1) for match in _TOKEN.finditer(text)]
        self._place = 0
        self._depth = 0

    def whole(self) -> Plain:
        found = self._either()
        if self._place < len(self._tokens):
            raise RelevanceTextError(self._peek())
        return found

    def _peek(self) -> str:
        return self._tokens[self._place] if self._place < len(self._tokens) else "…"

    def _take(self, wanted: str = "") -> str:
        token = self._peek()
        if token == "…" or (wanted and token != wanted):
            raise RelevanceTextError(token)
        self._place += 1
        return token

    def _either(self) -> Plain:
        parts = [self._all()]
        while self._peek().lower() == "or":
            self._take()
            parts.append(self._all())
        return parts[0] if len(parts) == 1 else {"or": parts}

    def _all(self) -> Plain:
        parts = [self._one()]
        while self._peek().lower() == "and":
            self._take()
            parts.append(self._one())
        return parts[0] if len(parts) == 1 else {"and": parts}

    def _one(self) -> Plain:
        if self._peek() == "(":
            self._depth += 1
            if self._depth > _MAX_DEPTH:
                raise RelevanceTextError("(")
            self._take()
            found = self._either()
            self._take(")")
            self._depth -= 1
            return found
        key = self._take()
        if key.lower() == "answered" and self._peek() == "(":
            self._take()
            name = self._word(self._take())
            self._take(")")
            return {"answered": name}
        key, sign = self._word(key), self._take()
        if sign not in _SIGNS:
            raise RelevanceTextError(sign)
        return {key: {_SIGNS[sign]: self._number()}}

    def _word(self, token: str) -> str:
        if not token.isidentifier() or token.lower() in ("and", "or", "answered"):
            raise RelevanceTextError(token)
        return token

    def _number(self) -> int | float:
        token = self._take()
        if not _NUMBER.match(token):
            raise RelevanceTextError(token)
        return int(token) if token.lstrip("+-").isdecimal() and len(token) <= 300 else float(token)
