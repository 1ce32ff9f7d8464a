"""What changed since the wave before, as a section may show it: the difference, its interval, and its direction."""

from dataclasses import dataclass
from math import isfinite

from berdaya.estimates.change.change import Change, Direction
from berdaya.report.model import Interval, Number, Text
from berdaya.report.sections.cells import marked
from berdaya.report.sections.score import Score
from berdaya.report.sections.speech import Speech
from berdaya.report.sections.views import View, earlier_score, whole_score
from berdaya.words.format import NOTHING, interval
from berdaya.words.say import say

NO_MARKS = Score("")


@dataclass(frozen=True, slots=True)
class Moved:
    """A change since the wave before; None is what does not exist.

    `marks` are those of the two scores: few persons, and rules of publication that either is beyond.
    """

    value: float | None = None
    low: float | None = None
    high: float | None = None
    direction: Direction = ""
    marks: Score = NO_MARKS
    hidden: bool = False
    exact: bool = False


def moved(speech: Speech, key: str, view: View) -> Moved:
    """Return the change of a node's score in a view of the whole; an empty one where there is none."""
    whole, wave = speech.findings.whole, wave_before(speech)
    if not wave or view.domain >= len(whole.domains):
        return Moved()
    scores = whole_score(speech, key, view), earlier_score(speech, wave, key, view)
    return moved_of(speech, speech.findings.change, whole.domains[view.domain], *scores)


def moved_of(speech: Speech, change: Change | None, labels: tuple[str, ...], now: Score, then: Score) -> Moved:
    """Return the change between two scores of a node in the domain of some labels; an empty one where there is none."""
    key = now.key
    if change is None or labels not in change.domains:
        return Moved()
    place = change.domains.index(labels), change.at(key)
    few = bool(change.suppressed[place])
    if few and speech.findings.settings.profile == "public":
        return Moved(hidden=True)
    value, low, high = (float(part[place]) for part in (change.value, change.low, change.high))
    return Moved(
        value=value if isfinite(value) else None,
        low=low if isfinite(low) else None,
        high=high if isfinite(high) else None,
        direction=change.direction[place[0]][place[1]],
        marks=Score(
            "",
            value if isfinite(value) else None,
            small=few,
            beyond=tuple(dict.fromkeys((*now.beyond, *then.beyond))),
        ),
        exact=bool(change.exact[place]),
    )


def wave_before(speech: Speech) -> str:
    """Return the wave before the reported one; "" where there is none."""
    return next(reversed(list(speech.findings.earlier)), "")


def moved_interval(speech: Speech, change: Moved) -> str:
    """Return the interval of a change as it is printed; none where nothing was sampled."""
    return NOTHING if change.exact else interval(change.low, change.high, 2, speech.lang)


def moved_cells(speech: Speech, change: Moved) -> tuple[Number, Interval, Text]:
    """Return difference, interval and direction as cells of a table."""
    if change.hidden:
        mark = speech.say("hidden")
        return Number(None, mark), Interval(None, None, mark), Text(mark)
    low, high = (None, None) if change.exact else (change.low, change.high)
    way = speech.say(f"direction-{change.direction}") if change.direction else NOTHING
    number = marked(change.value, speech.change(change.value), change.marks)
    return number, Interval(low, high, moved_interval(speech, change)), Text(way)


def moved_words(speech: Speech, change: Moved) -> str:
    """Return "up, +0.31 (95% interval 0.10–0.52)", or that it cannot be told; empty where there is no change to tell, or one
    of its scores is beyond the rules of publication.
    """
    if change.value is None or change.marks.beyond:
        return ""
    words = say(f"office.change-{change.direction}", speech.lang, change=speech.change(change.value))
    span = moved_interval(speech, change)
    return (
        words if span == NOTHING else words + say("office.change-interval", speech.lang, span=span, level=speech.level)
    )


def direction_note(speech: Speech, *, brief: bool = False) -> str:
    """Return what stands below a table of changes: from when, whose interval (left out in brief), and what directions mean."""
    name = "direction-brief" if brief else "direction-note"
    margin = speech.percent(speech.findings.settings.same_within, 0)
    note = speech.say(name, wave=speech.wave(wave_before(speech)), margin=margin)
    change = speech.findings.change
    cut = not brief and change is not None and bool(change.cut[:1].any())
    return f"{note} {say('change.cut', speech.lang)}" if cut else note
