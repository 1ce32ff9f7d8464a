"""Groups that need help: status first, then tiers by the declared rule, never a ranking."""

from collections.abc import Sequence
from dataclasses import replace

from berdaya.estimates.attention_model import TIERS, GroupAttention, Tier, WeakCriterion
from berdaya.estimates.attention_shown import disclosed
from berdaya.estimates.publish import BEYOND
from berdaya.evidence.group_quote import group_quote
from berdaya.report.attention_words import AttentionWords
from berdaya.report.model import Block, Bullets, Column, Heading, Interval, Number, Paragraph, Quote, Row, Table, Text
from berdaya.report.sections.cells import as_if, beyond_note, columns, heading, hidden_note, marks_of, small_note
from berdaya.report.sections.quotes import attribution
from berdaya.report.sections.score import Score
from berdaya.report.sections.speech import Speech, rich
from berdaya.words.format import NOTHING, interval

MOST_HERE = 40  # groups of a tier listed in the section; more go to the annex
MOST_LISTED = 600  # groups of a tier listed at all
MOST_NAMED = 200  # groups named in a paragraph


def section(speech: Speech) -> tuple[Block, ...]:
    """Return the groups in their tiers; nothing where there are none."""
    words = words_of(speech)
    if words is None:
        return ()
    attention = words.attention
    blocks: list[Block] = [Heading(1, words.say("title"), "attention"), rich(words.say("opening"))]
    blocks += [_overview(speech, words), *([rich(words.ended())] if attention.ended else [])]
    blocks += [*_names(speech, words), Heading(2, words.say("rule")), Bullets(words.rule())]
    for tier in TIERS[:2]:
        blocks += [Heading(2, words.say(tier)), *_tier(speech, words, tier, here=True)]
    sound = attention.of_tier("sound")
    if sound:
        named = {one.group: f"{words.named(one)}{BEYOND if one.beyond else ''}" for one in sound}
        names = words.names([one.group for one in sound], named, MOST_NAMED)
        told = words.say("names", tier=words.say("sound"), groups=speech.count(len(sound)), names=names)
        note = _beyond(speech, [(words.named(one), one.value, replace(one, small=False)) for one in sound])
        blocks += [Heading(2, words.say("sound")), rich(f"{told} {note}".strip())]
    return (*blocks, *_quotes(speech, words))


def annex(speech: Speech) -> tuple[Block, ...]:
    """Return the tiers that are too long for the section."""
    words = words_of(speech)
    if words is None:
        return ()
    blocks: list[Block] = []
    for tier in TIERS[:2]:
        if MOST_HERE < len(words.attention.of_tier(tier)) <= MOST_LISTED:
            blocks += [Heading(2, words.say(tier)), *_tier(speech, words, tier, here=False)]
    return (Heading(1, words.say("annex-title"), "annex-attention"), *blocks) if blocks else ()


def assessor_blocks(speech: Speech) -> tuple[Block, ...]:
    """Return what stands above any comparison of groups: how much of it lies between those who scored them."""
    words = words_of(speech)
    return () if words is None else tuple(rich(told) for told in words.assessors())


def words_of(speech: Speech) -> AttentionWords | None:
    """Return what may be shown of the groups, in the report's language; None where there are no tiers."""
    findings = speech.findings
    if findings.attention is None or len(speech.bands) < 2:
        return None
    shown = disclosed(findings.attention, findings.settings)
    return AttentionWords(shown, findings.instrument, speech.lang, speech.wave(shown.before) if shown.before else "")


def _overview(speech: Speech, words: AttentionWords) -> Table:
    """All groups of the list: by status, then those with a score by tier."""
    attention = words.attention
    every = sum(attention.statuses.values())
    tiers = [(words.say(tier), len(attention.of_tier(tier))) for tier in TIERS]
    others = [(words.say("unscored"), len(attention.unscored)), (words.say("hidden-groups"), attention.hidden)]
    known = any(attention.statuses)
    rows = [heading(words.say("by-status"), 3)] if known else []
    rows += [_line(speech, words.status(key), n, every) for key, n in attention.statuses.items() if known]
    rows.append(heading(words.say("by-tier"), 3))
    rows += [_line(speech, word, count, every) for word, count in tiers]
    rows += [_line(speech, word, count, every) for word, count in others if count]
    heads = (
        Column(words.say("head-name")),
        *(Column(words.say(f"head-{name}"), "number") for name in ("count", "share")),
    )
    note = words.say("status-now") if known else ""
    return Table(words.say("overview"), heads, tuple(rows), note)


def _line(speech: Speech, word: str, count: int, every: int) -> Row:
    share = count / every if every else None
    return Row((Text(word, 1), Number(count, speech.count(count)), Number(share, speech.percent(share))))


def _names(speech: Speech, words: AttentionWords) -> list[Paragraph]:
    """The groups that have a status instead of a tier, and those without a score, by name."""
    attention, names = words.attention, speech.findings.group_names
    listed = [(words.status(status), groups) for status, groups in attention.aside.items()]
    if attention.unscored:
        listed.append((words.say("unscored"), attention.unscored))
    return [
        rich(
            words.say(
                "names",
                tier=word[:1].upper() + word[1:],
                groups=speech.count(len(groups)),
                names=words.names(groups, names, MOST_NAMED),
            )
        )
        for word, groups in listed
    ]


def _tier(speech: Speech, words: AttentionWords, tier: Tier, *, here: bool) -> tuple[Block, ...]:
    groups = words.attention.of_tier(tier)
    if not groups:
        return (Paragraph.of(words.say("listed-none")),)
    told = {"tier": words.say(tier), "groups": speech.count(len(groups))}
    if len(groups) > MOST_LISTED:
        return (Paragraph.of(words.say("many", most=speech.count(MOST_LISTED), **told)),)
    if here and len(groups) > MOST_HERE:
        return (Paragraph.of(words.say("in-annex", **told)),)
    return (_scores(speech, words, groups, told["tier"]), _work(speech, words, groups, told["tier"]))


def _scores(speech: Speech, words: AttentionWords, groups: tuple[GroupAttention, ...], tier: str) -> Table:
    before = words.attention.before
    heads = (
        Column(speech.say("head-group")),
        *columns(speech, ("n", "score", "interval", "#category", "sure")),
        *([Column(words.say("head-change", wave=words.wave), "number")] if before else []),
        Column(words.say("head-why")),
    )
    rows = [
        Row(
            (
                Text(words.named(one)),
                Number(one.n, speech.count(one.n)),
                Number(one.value, words.score(one)),
                _interval(speech, one),
                speech.band(one.band) or Text(NOTHING),
                Number(None if one.exact else one.sure, words.sure(one)),
                *([Number(one.change.value if one.change else None, words.change(one))] if before else []),
                Text(words.why(one)),
            )
        )
        for one in groups
    ]
    notes = [words.say("tier-note" if before else "tier-note-one"), as_if(speech), words.certain(groups)]
    notes += [small_note(speech)] if any(one.small for one in groups) else []
    notes.append(_beyond(speech, [(words.named(one), one.value, one) for one in groups]))
    return Table(words.say("tier-caption", tier=tier), heads, tuple(rows), " ".join(note for note in notes if note))


def _beyond(speech: Speech, figures: Sequence[tuple[str, float | None, GroupAttention | WeakCriterion]]) -> str:
    """Which figures are beyond the rules of publication; empty where none has the mark."""
    scores = [Score("", value, small=one.small, beyond=one.beyond) for _, value, one in figures]
    names = [name for name, _, _ in figures]
    return beyond_note(speech, scores, names) if any(BEYOND in marks_of(score) for score in scores) else ""


def _interval(speech: Speech, one: GroupAttention) -> Interval:
    if one.exact:
        return Interval(None, None, NOTHING)
    return Interval(one.low, one.high, interval(one.low, one.high, 2, speech.lang))


def _work(speech: Speech, words: AttentionWords, groups: tuple[GroupAttention, ...], tier: str) -> Table:
    heads = (
        Column(speech.say("head-group")),
        Column(words.say("head-weakest")),
        Column(words.say("head-steps")),
    )
    rows = [Row((Text(words.named(one)), Text(words.weakest(one)), Text(words.steps(one)))) for one in groups]
    scale = speech.findings.instrument.scale
    public = speech.findings.settings.profile == "public"
    note = words.say(
        "work-note-public" if public else "work-note", low=speech.plain(scale.min), high=speech.plain(scale.max)
    )
    hidden = [hidden_note(speech)] if any(one.closed and not one.weakest for one in groups) else []
    small = [small_note(speech)] if any(weak.small for one in groups for weak in one.weakest) else []
    weak = [(words.named(one), weak.value, weak) for one in groups for weak in one.weakest]
    told = [text for text in (note, *small, _beyond(speech, weak), *hidden) if text]
    return Table(words.say("work-caption", tier=tier), heads, tuple(rows), " ".join(told))


def _quotes(speech: Speech, words: AttentionWords) -> tuple[Block, ...]:
    """One quote a group, within the house only: in public no group is named beside what was said of it."""
    findings = speech.findings
    if findings.settings.profile == "public":
        return ()
    quotes: list[Block] = []
    for one in (*words.attention.of_tier("help"), *words.attention.of_tier("watch")):
        found = group_quote(findings.evidence.passages, one.group, [weak.key for weak in one.weakest])
        if found is not None:
            label = words.say("quote", label=speech.label(found.criterion))
            quotes.append(Quote(found.text, f"{attribution(speech, found)}, {label}", found.sign))
    if not quotes:
        return ()
    return (Heading(2, words.say("quotes")), Paragraph.of(words.say("quotes-opening")), *quotes)
