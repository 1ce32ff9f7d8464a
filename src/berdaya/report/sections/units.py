"""What must be said where each unit is scored first: a score is the mean over the units that have it.

The units of a whole may therefore be fewer than those of its parts, and a score may lie outside the bounds, which are
of all units asked.
"""

from collections.abc import Iterable

from berdaya.instrument.model import Node
from berdaya.report.sections.score import Score
from berdaya.report.sections.speech import Speech
from berdaya.report.sections.views import View, whole_score

_NOTICED = 0.01  # of the units: a smaller difference moves no printed score that a reader would ask about


def by_unit(speech: Speech, means: str, units: str) -> str:
    """Return the words `means`, or the words `units` where units are scored first."""
    return speech.say(units, units=_units(speech)) if _units_first(speech) else speech.say(means)


def rests_on(speech: Speech, node: Node, view: View) -> str:
    """Return a sentence on the units that have a score, where clearly fewer have it than have one of its parts."""
    score = whole_score(speech, node.key, view)
    parts = [whole_score(speech, child.key, view).coverage or 0.0 for child in node.children]
    if not _units_first(speech) or score.value is None or score.coverage is None:
        return ""
    if max(parts, default=0.0) - score.coverage < _NOTICED:
        return ""
    return speech.say("rests-on", share=speech.percent(score.coverage), units=_units(speech))


def outside_bounds(speech: Speech, scores: Iterable[Score]) -> str:
    """Return a note on scores that no answers of those who did not answer could have given."""
    names = [speech.label(score.key) for score in scores if _outside(score)]
    if not names:
        return ""
    return speech.say("outside-bounds", names="; ".join(dict.fromkeys(names)), units=_units(speech))


def _outside(score: Score) -> bool:
    if score.value is None or score.lowest is None or score.highest is None:
        return False
    return not score.lowest - 1e-9 <= score.value <= score.highest + 1e-9


def _units_first(speech: Speech) -> bool:
    return speech.findings.settings.mode == "units_first"


def _units(speech: Speech) -> str:
    return speech.say(f"units-{speech.findings.settings.count}")
