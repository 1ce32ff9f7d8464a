"""The letter that a report is handed in with: at most two pages, every figure from the findings, nothing made up.

What the study does not say of letterhead, reference, addressee and signature is a blank line to fill in by hand.
"""

from collections.abc import Iterator

from berdaya.estimates.publish import BEYOND, SMALL
from berdaya.report.composite import placed
from berdaya.report.model import Fields, LetterBlock, Letterhead, Lines, Paragraph, Signature
from berdaya.report.sections.cells import as_if_random, interval_text, left_out, rules_words, value_text
from berdaya.report.sections.change import moved, moved_words, wave_before
from berdaya.report.sections.influence import ends, shares
from berdaya.report.sections.order import shows_overall
from berdaya.report.sections.score import Score
from berdaya.report.sections.speech import Speech, analyses, leaves_below, rich
from berdaya.report.sections.summary import MOST, few_units
from berdaya.report.sections.targets import beyond, told
from berdaya.report.sections.verdict import score_sentence
from berdaya.report.sections.views import View, earlier_score, tree_of, views, whole_score
from berdaya.words.format import NOTHING, date
from berdaya.words.say import say

BLANK = "…" * 12  # to fill in by hand
NAMED = 3  # criteria at either end
LONGEST = 90  # signs of a label; the letter must stay on two pages
LONGEST_TITLE = 160


def letter(speech: Speech) -> tuple[LetterBlock, ...]:
    """Return the letter."""
    return (
        _head(speech),
        _reference(speech),
        _addressee(speech),
        *_opening(speech),
        *(block for view in views(speech) for block in _results(speech, view)),
        *_targets(speech),
        *_caution(speech),
        *(Paragraph.of(_say(speech, name)) for name in ("annex", "closing")),
        _signature(speech),
    )


def annex_title(speech: Speech) -> str:
    """Return what stands above every page of the annex: whose annex it is."""
    return _say(speech, "annex-of", number=speech.findings.letter.number or BLANK)


def short(text: str, most: int = LONGEST) -> str:
    """Return a text of at most so many signs."""
    return text if len(text) <= most else f"{text[: most - 1].rstrip()}…"


def _say(speech: Speech, name: str, /, **values: object) -> str:
    return say(f"office.{name}", speech.lang, **values)


def _head(speech: Speech) -> Letterhead:
    said = speech.findings.letter
    return Letterhead(said.agency or (BLANK,), said.address or (BLANK,), said.logo, _say(speech, "logo"))


def _reference(speech: Speech) -> Fields:
    said = speech.findings.letter
    subject = _say(speech, "subject-of", title=_title(speech))
    named = {
        "number": said.number or BLANK,
        "classification": said.classification or BLANK,
        "annexes": _say(speech, "one-annex"),
        "subject": subject,
    }
    return Fields(tuple((_say(speech, name), text) for name, text in named.items()))


def _title(speech: Speech) -> str:
    return short(speech.text(speech.findings.title) or speech.findings.study, LONGEST_TITLE)


def _addressee(speech: Speech) -> Lines:
    first, *rest = speech.findings.letter.to or (_say(speech, "to-head", blank=BLANK),)
    return Lines((_say(speech, "to", name=first), *rest))


def _opening(speech: Speech) -> tuple[Paragraph, ...]:
    facts, instrument = speech.findings.response.frame, speech.findings.instrument
    wave = speech.findings.wave
    first = _say(speech, "opening-wave" if wave else "opening", title=_title(speech), wave=speech.wave(wave))
    roles = [
        f"{short(speech.role(role), 40)} {speech.count(n)}"
        for role, n in list(facts.respondents_by_role.items())[:MOST]
    ]
    values = {
        "answered": speech.count(facts.answered),
        "groups": speech.count(facts.groups),
        "persons": speech.count(facts.respondents),
        "roles": "; ".join(roles),
        "criteria": len(instrument.leaves),
        "low": speech.plain(instrument.scale.min),
        "high": speech.plain(instrument.scale.max),
    }
    scope = _say(speech, "scope" if facts.given else "scope-no-frame", **values)
    known = [f"{speech.status(status)} {speech.count(n)}" for status, n in facts.by_status.items()]
    ended = [_say(speech, "statuses", statuses=speech.listed(known))] if len(known) > 1 else []
    made_up = [speech.say("synthetic-note")] if speech.findings.synthetic else []
    return Paragraph.of(first), rich(" ".join([scope, *ended, *made_up]))


def _results(speech: Speech, view: View) -> Iterator[LetterBlock]:
    root = tree_of(speech, view)
    score = whole_score(speech, root.key, view)
    branches = analyses(root)[:MOST]
    lines = tuple((short(speech.label(one.key)), _line(speech, whole_score(speech, one.key, view))) for one in branches)
    told = score_sentence(speech, score, short(speech.label(root.key))) if shows_overall(speech) else ""
    head = f"{_head_word(speech, 'result', view)} {told}".strip()
    parts = (Fields(lines),) if lines and not score.hidden else ()
    if speech.findings.composite == "last" and parts:
        yield from (rich(_head_word(speech, "result", view)), *parts, rich(told))
    else:
        yield from (rich(head), *parts)
    nodes = placed(speech.findings.composite, root, branches)
    compared = [(one, words) for one in nodes if (words := compared_words(speech, one.key, view))]
    if compared:
        yield rich(f"{_head_word(speech, 'waves', view)} {_say(speech, 'compared')} {speech.say('perceived')}")
        yield Fields(tuple((short(speech.label(one.key)), words) for one, words in compared))
    yield from _criteria(speech, view)


def compared_words(speech: Speech, key: str, view: View) -> str:
    """Return a node's score in the last wave, now, and whether it changed; empty where that wave has none."""
    words = moved_words(speech, moved(speech, key, view))
    if not words:
        return ""
    wave = wave_before(speech)
    then, now = earlier_score(speech, wave, key, view), whole_score(speech, key, view)
    values = {"wave": speech.wave(wave), "then": value_text(speech, then), "now": value_text(speech, now)}
    return _say(speech, "then-now", change=words, **values)


def _head_word(speech: Speech, name: str, view: View) -> str:
    return f"**{view.titled(_say(speech, f'head-{name}'))}.**"


def _line(speech: Speech, score: Score) -> str:
    """An analysis on one line: score, interval, category, confidence."""
    if score.value is None:
        return speech.say("hidden") if score.hidden else NOTHING
    if score.beyond:
        return speech.say("key-beyond", mark=BEYOND, rules=rules_words(speech, [score]))
    band, span = speech.band(score.band), interval_text(speech, score)
    parts = [value_text(speech, score) + ("" if span == NOTHING else f" ({span})")]
    parts += [band.word] if band else []
    parts += [speech.say("key-sure", sure=speech.surely(score.sure))] if score.sure is not None else []
    return ", ".join(parts)


def _criteria(speech: Speech, view: View) -> Iterator[Paragraph]:
    scores = [whole_score(speech, leaf.key, view) for leaf in leaves_below(tree_of(speech, view))]
    there = sorted((s for s in scores if s.told), key=lambda score: -(score.value or 0.0))
    found = ends(there)
    if found is None:
        return
    most = min(NAMED, len(there) // 2)
    several = any(len(end.alike) >= most for end in found)
    text = _say(
        speech,
        "ends",
        high=_named(speech, there[:most]),
        low=_named(speech, there[: -most - 1 : -1]),
    )
    unsure = f" {_say(speech, 'ends-alike', level=speech.level)}" if several else ""
    yield rich(f"{_head_word(speech, 'criteria', view)} {text}{unsure}")
    whole = whole_score(speech, tree_of(speech, view).key, view)
    lacking = (
        {} if whole.beyond else shares(speech, "shortfall", view)
    )  # of a score that may not be published nothing is told
    total = sum(lacking.values())
    worst = [key for key in sorted(lacking, key=lambda key: -lacking[key])[:NAMED] if lacking[key] > 0]
    if worst:
        parts = [f"**{short(speech.label(key))}** ({speech.percent(lacking[key] / total)})" for key in worst]
        together = speech.percent(sum(lacking[key] for key in worst) / total)
        first = _say(speech, "first", names=speech.listed(parts), together=together, count=len(worst))
        yield rich(f"{_head_word(speech, 'first', view)} {first}")


def _targets(speech: Speech) -> tuple[Paragraph, ...]:
    if not speech.findings.targets:
        return ()
    text = speech.say("targets-opening", told=told(speech))
    return (rich(f"**{_say(speech, 'head-targets')}.** {text} {beyond(speech)}".strip()),)


def _named(speech: Speech, scores: list[Score]) -> str:
    return "; ".join(
        f"{short(speech.label(one.key))} ({speech.score(one.value)}{SMALL if one.small else ''})" for one in scores
    )


def _caution(speech: Speech) -> tuple[Paragraph, ...]:
    """What is to be kept in mind: how people were chosen, few units, and what a score is no proof of."""
    parts = [_say(speech, "head-reading"), speech.say("descriptive"), speech.say("sampling-only")]
    parts += [speech.say("as-if")] if as_if_random(speech) else []
    parts += [text for text in [few_units(speech), *_left_out(speech)] if text]
    return (rich(f"**{parts[0]}.** {' '.join(parts[1:])}"),)


def _left_out(speech: Speech) -> Iterator[str]:
    """How many criteria are beyond the rules of publication, and therefore in no sentence."""
    for view in views(speech):
        leaves = leaves_below(tree_of(speech, view))
        yield left_out(speech, [whole_score(speech, leaf.key, view) for leaf in leaves], "criteria")


def _signature(speech: Speech) -> Signature:
    said = speech.findings.letter
    day = date(said.date, speech.lang) if said.date else BLANK
    above = (f"{said.place or BLANK}, {day}", f"{said.title or BLANK},")
    return Signature(above, said.name or BLANK, (_say(speech, "nip", nip=_spaced(said.nip) or BLANK),))


def _spaced(nip: str) -> str:
    """A NIP as it is printed: birth, appointment, sex, running number."""
    whole = len(nip) == 18 and nip.isdecimal()
    return f"{nip[:8]} {nip[8:14]} {nip[14]} {nip[15:]}" if whole else nip
