"""What one written value means as the answer to one question.

A column holds few distinct values, so each is judged once and remembered; columns of any length are then looked up.
"""

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType

from berdaya.instrument.model import Instrument, Question
from berdaya.responses.folded import fold, numbered
from berdaya.responses.model import State
from berdaya.responses.tables import Range, trimmed

_NUMBER = re.compile(r"^[+-]?(?:\d+(?:[.,]\d*)?|[.,]\d+)(?:[eE][+-]?\d{1,3})?$")
_DATE = re.compile(r"^(?:\d{4}-\d{1,2}-\d{1,2}(?:[T ].*)?|\d{1,2}[/.-]\d{1,2}[/.-]\d{2,4})$")
_NO_RECODE: Mapping[str, str] = MappingProxyType({})


def number(text: str) -> float | None:
    """Return the number that a text is, with a decimal point or comma; None when it is none.

    Examples
    --------
    >>> number("2,5"), number("-1"), number("dua"), number("nan")
    (2.5, -1.0, None, None)
    """
    if not _NUMBER.match(text):
        return None
    value = float(text.replace(",", "."))
    return value if math.isfinite(value) else None


def canonical(text: str) -> str:
    """Return a text trimmed, a number in its shortest form: 99, "99.0" and " 99 " are one value.

    Examples
    --------
    >>> canonical(" 99.0 "), canonical("2,50"), canonical("Sangat setuju ")
    ('99', '2.5', 'Sangat setuju')
    """
    text = trimmed(text)
    value = number(text)
    if value is None:
        return text
    return str(int(value)) if value.is_integer() else repr(value)


@dataclass(frozen=True, slots=True)
class Reading:
    """What became of a value: its state, the answer, why it cannot be used, and whether it was written oddly."""

    state: int
    value: float = 0.0
    reason: str = ""
    odd: bool = False


@dataclass(frozen=True)
class AnswerReader:
    """How the answers to one question are read from one file's column; `seen` is a memory, not a setting."""

    key: str
    question: Question
    missing: Mapping[str, int]  # missing code: its State
    recode: Mapping[str, str] = field(default_factory=dict)  # canonical value: answer
    user_missing: tuple[Range, ...] = ()
    words: Mapping[str, str] = field(default_factory=dict)  # folded words of a rubric or code: answer
    seen: dict[str, Reading] = field(default_factory=dict, compare=False)

    def read(self, text: str) -> Reading:
        """Return what a written value means."""
        found = self.seen.get(text)
        if found is None:
            found = self.seen[text] = self._read(text)
        return found

    def _read(self, text: str) -> Reading:
        plain = trimmed(text)
        shape = canonical(plain)
        if shape in self.recode:
            return self._judge(self.recode[shape], odd=False)
        if plain and self.user_missing and _within(shape, self.user_missing):
            return Reading(State.SET_ASIDE, reason="responses.user-missing")
        return self._judge(plain, odd=plain != text or "," in plain)

    def _judge(self, text: str, odd: bool) -> Reading:
        if not text:
            return Reading(State.BLANK)
        if text in self.missing:
            return Reading(self.missing[text])
        value = number(text)
        if value is None and self.words:
            spoken = self._spoken(text)
            if spoken is not None:
                return self._judge(spoken, odd=False)
        reason = self._fault(value) if value is not None else _no_number(text)
        if reason or value is None:
            return Reading(State.SET_ASIDE, reason=reason)
        return Reading(State.COUNTED, value, odd=odd)

    def _spoken(self, text: str) -> str | None:
        """Return the answer that words stand for; a number before them must be that of the words."""
        found = self.words.get(fold(text))
        if found is not None:
            return found
        parts = numbered(text)
        if parts is None:
            return None
        value, words = parts
        return value if self.words.get(words) == str(int(value)) else None

    def _fault(self, value: float) -> str:
        question = self.question
        if not question.scale.min <= value <= question.scale.max:
            return "responses.out-of-range"
        if question.decimals:
            return ""
        if not value.is_integer():
            return "responses.not-an-integer"
        return "responses.not-a-level" if question.answers and int(value) not in question.answers else ""


def _no_number(text: str) -> str:
    if text.startswith("="):
        return "responses.formula-without-value"
    return "responses.date" if _DATE.match(text) else "responses.not-a-number"


def _within(text: str, ranges: Sequence[Range]) -> bool:
    value = number(text)
    for low, high in ranges:
        if isinstance(low, str) or isinstance(high, str):
            if text == str(low).strip():
                return True
        elif value is not None and low <= value <= high:
            return True
    return False


def recode_of(
    recode: Mapping[str, Mapping[str, str]], key: str, labels: Mapping[str, str] = _NO_RECODE
) -> dict[str, str]:
    """Return a question's recoding by canonical value: its own entries win over those of "*".

    A value label stands for its code, so `recode: {Sangat setuju: 3}` serves a file that holds 5 labelled so.
    """
    own = {canonical(k): v.strip() for k, v in recode.get(key, {}).items()}
    every = {canonical(k): v.strip() for k, v in recode.get("*", {}).items()}
    merged = every | own
    by_label = {
        canonical(code): merged[canonical(label)] for code, label in labels.items() if canonical(label) in merged
    }
    return by_label | merged


def missing_states(instrument: Instrument) -> dict[str, int]:
    """Return the State of each missing code: from `FIRST_CODE` on, in the instrument's order."""
    return {code: State.FIRST_CODE + i for i, code in enumerate(instrument.missing)}
