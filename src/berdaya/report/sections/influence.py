"""Which criteria weigh most within a part of the tree: the highest scores, the largest contributions, the largest gaps."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from berdaya.estimates.drivers.drivers import Split
from berdaya.instrument.model import Node
from berdaya.report.sections.cells import left_out
from berdaya.report.sections.score import Score, apart
from berdaya.report.sections.speech import DIGITS, Speech, leaves_below
from berdaya.report.sections.views import View, whole_score
from berdaya.words.format import number

MOST = 4  # criteria that a sentence names
NAMED = 2  # contributions that a sentence names


@dataclass(frozen=True, slots=True)
class End:
    """The highest (or lowest) criterion, and those that cannot be told apart from it, nearest first."""

    first: Score
    alike: tuple[Score, ...]
    next: Score | None = None  # the second one, where it can be told apart


def ends(scores: Sequence[Score]) -> tuple[End, End] | None:
    """Return the highest and the lowest end of some scores that sentences may use; None where fewer than two exist."""
    there = [score for score in scores if score.told]
    if len(there) < 2:
        return None
    falling = sorted(there, key=lambda score: -(score.value or 0.0))
    return _end(falling), _end(sorted(there, key=lambda score: score.value or 0.0))


def influence_sentences(speech: Speech, node: Node, view: View) -> str:
    """Return sentences on the criteria below a node: highest, contributing most, lacking most; and which are left out."""
    scores = [whole_score(speech, leaf.key, view) for leaf in leaves_below(node)]
    beyond = left_out(speech, scores, "criteria")
    found = ends(scores)
    if found is None:
        return beyond
    high, low = found
    keys = [score.key for score in scores if score.told]
    contribution = _told_shares(speech, "contribution", view)
    largest = [key for key in _ranked(contribution, keys)[:NAMED] if contribution[key] > 0]
    named = _named(high, low)
    sentences = [_highest(speech, high, named, also=set(largest) == {score.key for score in named})]
    if largest and set(largest) != {score.key for score in named}:
        sentences.append(speech.say("influence-contribution", names=speech.named(largest)))
    sentences.append(_lacking(speech, keys, low, _told_shares(speech, "shortfall", view)))
    return " ".join(text for text in (*sentences, beyond) if text)


def _told_shares(speech: Speech, name: str, view: View) -> Mapping[str, float]:
    """The parts of the overall score, where sentences may use it."""
    return {} if whole_score(speech, speech.findings.instrument.root.key, view).beyond else shares(speech, name, view)


def shares(speech: Speech, name: str, view: View) -> Mapping[str, float]:
    """Return each criterion's part of the overall score or of its shortfall; empty where no split exists or may be shown."""
    findings = speech.findings
    split: Split = getattr(findings.drivers, name)
    if split.note or view.name or whole_score(speech, findings.instrument.root.key, view).hidden:
        return {}
    keys = findings.drivers.items
    return {
        key: float(split.share[i]) for i, key in enumerate(keys) if whole_score(speech, key, view).value is not None
    }


def _end(ordered: Sequence[Score]) -> End:
    first = ordered[0]
    alike = tuple(score for score in ordered[1:] if not apart(first, score) or _printed(first) == _printed(score))
    return End(first, alike, None if alike else ordered[1])


def _printed(score: Score) -> str:
    """A score as a reader sees it: where nothing was sampled, 2.814 and 2.811 lie apart, and print alike."""
    return number(score.value, DIGITS, "en")


def _ranked(parts: Mapping[str, float], keys: Sequence[str]) -> list[str]:
    return sorted((key for key in keys if key in parts), key=lambda key: -parts[key])


def _named(end: End, low: End) -> tuple[Score, ...]:
    """The highest criteria that a sentence names: those alike, two at least (never the lowest) and not too many."""
    several = (end.first, *end.alike)
    if len(several) > MOST:
        return several[:NAMED]
    lone = len(several) < NAMED and end.next is not None and end.next.key != low.first.key
    return (*several, end.next) if lone and end.next else several


def _highest(speech: Speech, end: End, named: Sequence[Score], *, also: bool) -> str:
    text = speech.listed([f"**{speech.label(one.key)}** ({speech.score(one.value)})" for one in named])
    others = 1 + len(end.alike) - len(named)
    if others > 0:
        return speech.say("influence-highest-many", names=text, others=others)
    return speech.say("influence-highest-and-contribution" if also else "influence-highest", names=text)


def _lacking(speech: Speech, keys: Sequence[str], low: End, shortfall: Mapping[str, float]) -> str:
    lowest = {"name": speech.label(low.first.key), "value": speech.score(low.first.value)}
    worst = _ranked(shortfall, keys)[:1]
    if not worst or shortfall[worst[0]] <= 0:
        return speech.say("influence-lowest", **lowest)
    if worst[0] == low.first.key:
        return speech.say("influence-lowest-lacking", **lowest)
    return speech.say("influence-lowest-and-lacking", other=speech.label(worst[0]), **lowest)
