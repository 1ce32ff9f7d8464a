"""Words and marks of figures in the chapter on the change in detail."""

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np

from berdaya.estimates.publish import BEYOND, rule_names
from berdaya.report.sections.cells import beyond_note, hidden_note, marks_of, small_note
from berdaya.report.sections.score import Score
from berdaya.report.sections.speech import Speech
from berdaya.words.say import say

Bools = np.ndarray[Any, np.dtype[np.bool_]]


def words_of(speech: Speech, name: str, /, **values: object) -> str:
    """Return words of the chapter."""
    return say(f"change.{name}", speech.lang, **values)


def figure_marks(few: bool, beyond: Bools) -> Score:
    """Return the marks of a figure that exists: of few persons, and of the rules of publication that it is beyond."""
    return Score("", 0.0, small=few, beyond=rule_names(beyond))


def mark_notes(speech: Speech, marks: Sequence[Score], names: Sequence[str]) -> Iterator[str]:
    """Yield what the marks of some figures mean."""
    public = speech.findings.settings.profile == "public"
    if any(one.small for one in marks):
        yield hidden_note(speech) if public else small_note(speech)
    if any(BEYOND in marks_of(one) for one in marks):
        yield beyond_note(speech, marks, names)


def changed_marks(speech: Speech, key: str) -> Score:
    """Return the marks of a node's change."""
    change = speech.findings.change
    assert change is not None  # a change in detail is one of a change
    return figure_marks(bool(change.suppressed[0, change.at(key)]), change.beyond[0, change.at(key)])
