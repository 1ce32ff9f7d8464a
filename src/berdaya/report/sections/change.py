"""How a score differs from that of an earlier wave, and whether it may be called a change."""

from dataclasses import dataclass
from typing import Literal

from berdaya.report.sections.score import Score
from berdaya.report.sections.speech import Speech
from berdaya.report.sections.views import View, earlier_score
from berdaya.words.format import NOTHING, interval
from berdaya.words.say import say

Verdict = Literal["up", "down", "same", "unclear"]


@dataclass(frozen=True, slots=True)
class Change:
    """A difference of scores with an interval that holds however the two waves hang together (the same people, or others).

    It is as wide as both intervals put together, so it may be too wide, never too narrow.
    """

    value: float
    low: float | None
    high: float | None
    verdict: Verdict


def change_of(then: Score, now: Score) -> Change | None:
    """Return the difference of two scores; None where one of them does not exist or may not be shown."""
    if then.value is None or now.value is None:
        return None
    value = round(now.value, 9) - round(then.value, 9)
    if then.exact and now.exact:  # nothing was sampled: what differs has changed
        return Change(value, None, None, "up" if value > 0 else "down" if value < 0 else "same")
    low, high = _minus(now.low, then.high), _minus(now.high, then.low)
    if low is None or high is None:
        return Change(value, None, None, "unclear")
    return Change(value, low, high, "up" if low > 0 else "down" if high < 0 else "unclear")


def _minus(one: float | None, other: float | None) -> float | None:
    return None if one is None or other is None else one - other


def before(speech: Speech, key: str, view: View) -> tuple[str, Score]:
    """Return the wave just before the reported one that has a score of a node, and that score; "" where none has."""
    for wave in reversed(list(speech.findings.earlier)):
        score = earlier_score(speech, wave, key, view)
        if score.value is not None:
            return wave, score
    return "", Score(key)


def change_words(speech: Speech, change: Change) -> str:
    """Return "up, by +0.31 (95% interval +0.10 to +0.52)", or that it cannot be told."""
    values = {"change": speech.change(change.value), "level": speech.level}
    span = interval(change.low, change.high, 2, speech.lang)
    words = say(f"office.change-{change.verdict}", speech.lang, **values)
    return words if span == NOTHING else words + say("office.change-interval", speech.lang, span=span, **values)
