"""Targets: baseline, target, what was achieved, and whether the target was met as surely as the answers can tell."""

from collections.abc import Iterator

from berdaya.estimates.targets import Outcome
from berdaya.report.model import Block, Cell, Heading, Interval, Number, Row, Table, Text
from berdaya.report.sections.cells import as_if, beyond_note, columns, hidden_note, left_out, marked, small_note
from berdaya.report.sections.score import Score
from berdaya.report.sections.speech import Speech, rich
from berdaya.words.format import NOTHING, interval

_HEADS = (":target-of", "baseline", "target", "achieved", "interval", "of-target", ":target-verdict")
_WORDS = ("met", "missed", "unsure")


def section(speech: Speech) -> tuple[Block, ...]:
    """Return the table of targets; nothing where the study has none."""
    found = speech.findings.targets
    if not found:
        return ()
    rows = tuple(_row(speech, one) for one in found)
    table = Table(speech.say("targets-caption"), columns(speech, _HEADS), rows, note=" ".join(_notes(speech)))
    opening = speech.say("targets-opening", told=told(speech))
    return (Heading(1, speech.say("targets"), "targets"), rich(f"{opening} {beyond(speech)}".strip()), table)


def told(speech: Speech) -> str:
    """Return how many targets were met, missed, or neither can be said; hidden ones, and those of scores beyond the rules of
    publication, are in none of these.
    """
    found = [one.verdict for one in speech.findings.targets if not _hidden(speech, one) and not one.beyond]
    counts = [f"{speech.count(found.count(word))} {speech.say(f'target-{word}')}" for word in _WORDS if word in found]
    return speech.listed(counts) or speech.say("target-none")


def beyond(speech: Speech) -> str:
    """Return a sentence on the targets that `told` leaves out, for scores beyond the rules of publication; empty where none."""
    return left_out(speech, [_marks(one) for one in speech.findings.targets if not _hidden(speech, one)], "parts")


def _row(speech: Speech, one: Outcome) -> Row:
    target = one.target
    goal = Number(target.goal, speech.score(target.goal))
    if _hidden(speech, one):
        mark = speech.say("hidden")
        hidden = Number(None, mark)
        return Row((Text(_name(speech, one)), hidden, goal, hidden, Interval(None, None, mark), hidden, Text(mark)))
    span = NOTHING if one.exact else interval(one.low, one.high, 2, speech.lang)
    low, high = (None, None) if one.exact else (one.low, one.high)
    cells: tuple[Cell, ...] = (
        Text(_name(speech, one)),
        Number(one.baseline, speech.score(one.baseline)),
        goal,
        marked(one.achieved, speech.score(one.achieved), _marks(one)),
        Interval(low, high, span),
        Number(one.share, speech.percent(one.share, 0)),
        Text(speech.say(f"target-{one.verdict}") if one.verdict and not one.beyond else NOTHING),
    )
    return Row(cells)


def _marks(one: Outcome) -> Score:
    """The marks of what was achieved."""
    return Score(one.target.node, one.achieved, small=one.suppressed, beyond=one.beyond)


def _name(speech: Speech, one: Outcome) -> str:
    """What a target is of: the part, and the place and wave where these are not the whole and the last."""
    target = one.target
    more = [speech.place(target.by, target.label)] if target.by else []
    more += [speech.wave(target.wave)] if target.wave not in ("", speech.findings.wave) else []
    return f"{speech.label(target.node)} ({'; '.join(more)})" if more else speech.label(target.node)


def _notes(speech: Speech) -> Iterator[str]:
    shown = [one for one in speech.findings.targets if not _hidden(speech, one)]
    yield speech.say("targets-note", level=speech.level)
    if any(one.low is not None and not one.exact for one in shown):
        yield as_if(speech)
    if any(one.suppressed for one in shown):
        yield small_note(speech)
    if any(one.beyond for one in shown):
        yield beyond_note(speech, [_marks(one) for one in shown], [_name(speech, one) for one in shown])
    if len(shown) < len(speech.findings.targets):
        yield hidden_note(speech)


def _hidden(speech: Speech, one: Outcome) -> bool:
    return one.suppressed and speech.findings.settings.profile == "public"
