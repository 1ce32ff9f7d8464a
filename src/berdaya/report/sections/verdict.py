"""A score in a sentence: its value, its category, and how surely it is in it."""

from berdaya.estimates.publish import BEYOND, SMALL
from berdaya.report.sections.cells import as_if_random, interval_text, rules_words
from berdaya.report.sections.change import moved, moved_interval, wave_before
from berdaya.report.sections.score import Score, unsure
from berdaya.report.sections.speech import Speech
from berdaya.report.sections.views import View, earlier_score, whole_score
from berdaya.words.format import NOTHING, number
from berdaya.words.say import say


def score_sentence(speech: Speech, score: Score, label: str, *, spans: bool = True) -> str:
    """Return "X scores 2.29 (..), category high with confidence > 99%.", or why not; `spans`: with its interval.

    Of a score beyond the rules of publication it says that, and neither the score nor its category.
    """
    if score.hidden:
        return speech.say("verdict-hidden", label=label, threshold=speech.findings.settings.threshold)
    if score.value is None:
        return speech.say("verdict-none", label=label, why=_why(speech, score))
    if score.beyond:
        return speech.say("verdict-beyond", label=label, rules=rules_words(speech, [score]), mark=BEYOND)
    value = f"{speech.score(score.value)}{SMALL if score.small else ''}"
    span = _interval(speech, score) if spans else ""
    return speech.say("verdict", label=label, value=value, interval=span) + _category(speech, score)


def change_sentence(speech: Speech, key: str, view: View) -> str:
    """Return how a node's score differs from the wave before, and how surely; empty where that has none.

    From or to a score beyond the rules of publication no change is told.
    """
    change = moved(speech, key, view)
    if change.value is None or whole_score(speech, key, view).beyond:
        return ""
    wave = wave_before(speech)
    if change.marks.beyond:
        values = {"wave": speech.wave(wave), "rules": rules_words(speech, [change.marks])}
        return speech.say("verdict-change-beyond", **values)
    span = moved_interval(speech, change)
    values = {
        "wave": speech.wave(wave),
        "value": speech.score(earlier_score(speech, wave, key, view).value),
        "change": speech.change(change.value),
        "interval": "" if span == NOTHING else speech.say("verdict-change-interval", level=speech.level, interval=span),
        "direction": speech.say("verdict-direction", direction=speech.say(f"direction-{change.direction}")),
    }
    return f"{speech.say('verdict-change', **values)} {speech.say('perceived')}"


def gap_text(speech: Speech, score: Score) -> str:
    """Return how far a score lies from the nearest cut: "only 0.02 above the cut of 2.00"."""
    if score.distance is None or score.cut is None:
        return ""
    digits = 2 if abs(score.distance) >= 0.005 else 4
    values = {"gap": number(abs(score.distance), digits, speech.lang), "cut": speech.score(score.cut)}
    if round(score.distance, 9) == 0:
        return speech.say("gap-on", **values)
    return speech.say("gap-above" if score.distance > 0 else "gap-below", **values)


def _interval(speech: Speech, score: Score) -> str:
    text = interval_text(speech, score)
    if text == NOTHING:
        return ""
    how = "verdict-interval-as-if" if as_if_random(speech) else "verdict-interval"
    return speech.say(how, level=speech.level, interval=text)


def _category(speech: Speech, score: Score) -> str:
    band = speech.band(score.band)
    if band is None:
        return "."
    if score.exact:
        return speech.say("verdict-exact", word=band.word)
    if score.sure is None:
        return speech.say("verdict-unknown", word=band.word, why=_why(speech, score))
    sure = speech.surely(score.sure)
    if not unsure(score, speech.findings.settings.confidence):
        return speech.say("verdict-sure", word=band.word, sure=sure)
    values = {"word": band.word, "sure": sure, "gap": gap_text(speech, score), "others": _others(speech, score)}
    return speech.say("verdict-unsure", **values)


def _others(speech: Speech, score: Score) -> str:
    """The other categories that the score may be in, with their confidence."""
    found = []
    for place, share in enumerate(score.sureness):
        band = speech.band(place)
        if band is not None and place != score.band and share >= 0.01:
            found.append(f"{band.word} {speech.surely(share)}")
    return speech.listed(found)


def _why(speech: Speech, score: Score) -> str:
    return "; ".join(_note(speech, note) for note in score.notes) or speech.say("no-answers")


def _note(speech: Speech, note: str) -> str:
    """A note within a sentence: without what may be done about it, which stands with the tables."""
    return speech.say("why-lonely") if note == "lonely" else say(f"notes.{note}", speech.lang)
