"""The summary on one page, in the manner of a thesis' abstract: sentences composed from the figures."""

from berdaya.estimates.publish import BEYOND, SMALL
from berdaya.instrument.model import Node
from berdaya.report.composite import placed
from berdaya.report.model import Block, Heading, KeyFigure, KeyFigures, Note, PageBreak, Paragraph
from berdaya.report.sections.agreement import agreements, counted, marked
from berdaya.report.sections.cells import (
    as_if_random,
    interval_text,
    left_out,
    marks_of,
    rules_words,
    value_text,
)
from berdaya.report.sections.influence import influence_sentences
from berdaya.report.sections.order import main_nodes, shows_overall, told_nodes
from berdaya.report.sections.score import Score
from berdaya.report.sections.speech import Speech, analyses, leaves_below, rich
from berdaya.report.sections.targets import beyond as targets_beyond
from berdaya.report.sections.targets import told as told_targets
from berdaya.report.sections.units import rests_on
from berdaya.report.sections.verdict import change_sentence, score_sentence
from berdaya.report.sections.views import View, tree_of, views, whole_score
from berdaya.words.format import NOTHING

MOST = 6  # analyses that are told one by one
SHORT = 120  # letters of a node's note on how to read it; longer ones stand with the scores


def section(speech: Speech) -> tuple[Block, ...]:
    """Return the summary."""
    seen = views(speech)
    told = [paragraph for view in seen for paragraph in _told(speech, view)]
    return (
        Heading(1, speech.say("summary"), "summary"),
        *_synthetic(speech),
        *([KeyFigures(keys, leading=speech.findings.composite == "first")] if (keys := _keys(speech)) else []),
        _opening(speech),
        *told,
        *_targets(speech),
        *_evidence(speech),
        *_few(speech),
        _reading(speech),
        PageBreak(),
    )


def _synthetic(speech: Speech) -> tuple[Note, ...]:
    if not speech.findings.synthetic:
        return ()
    return (Note(speech.say("synthetic-note"), speech.say("synthetic"), "caution"),)


def _keys(speech: Speech) -> tuple[KeyFigure, ...]:
    root, seen = speech.findings.instrument.root, views(speech)
    if len(seen) > 1 and shows_overall(speech):
        return tuple(key_figure(speech, whole_score(speech, root.key, view), view.name) for view in seen)
    return tuple(
        key_figure(speech, whole_score(speech, node.key, view), view.titled(speech.label(node.key)))
        for view in seen
        for node in placed(speech.findings.composite, root, analyses(tree_of(speech, view))[:MOST])
    )


def key_figure(speech: Speech, score: Score, label: str) -> KeyFigure:
    """Return a score as a large number, with its category, interval and confidence; beyond the rules without category."""
    if score.beyond:  # no category in large letters
        mark = BEYOND if BEYOND in marks_of(score) else SMALL  # the one that stands beside it
        detail = speech.say("key-beyond", mark=mark, rules=rules_words(speech, [score]))
        return KeyFigure(label, value_text(speech, score), None, detail)
    lines = []
    text = interval_text(speech, score)
    if text != NOTHING:
        lines.append(speech.say("key-interval", level=speech.level, interval=text))
    if score.sure is not None:
        lines.append(speech.say("key-sure", sure=speech.surely(score.sure)))
    if lines and as_if_random(speech):
        lines.append(speech.say("key-as-if"))
    return KeyFigure(label, value_text(speech, score), speech.band(score.band), " · ".join(lines))


def _opening(speech: Speech) -> Paragraph:
    facts, instrument = speech.findings.response.frame, speech.findings.instrument
    sentences = []
    if facts.given:
        sentences.append(_frame(speech))
        share = _of(speech, facts.answered, facts.groups)
        sentences.append(speech.say("opening-answered", answered=speech.count(facts.answered), share=share))
    else:
        sentences.append(speech.say("opening-no-frame", answered=speech.count(facts.answered)))
    people = [f"{speech.role(role)} {speech.count(n)}" for role, n in facts.respondents_by_role.items()]
    sentences.append(speech.say("opening-people", persons=speech.count(facts.respondents), roles="; ".join(people)))
    wave = speech.findings.wave
    sentences.append(speech.say("opening-of-wave", wave=speech.wave(wave)) if wave else speech.say("opening-of"))
    scale = {"low": speech.plain(instrument.scale.min), "high": speech.plain(instrument.scale.max)}
    beside = "-interviews" if speech.findings.evidence.passages else ""
    up_to = "" if shows_overall(speech) else "-parts"
    sentences.append(speech.say(f"opening-method{beside}{up_to}", criteria=len(instrument.leaves), **scale))
    return rich(" ".join(sentences))


def _frame(speech: Speech) -> str:
    """The groups in the list by status."""
    facts = speech.findings.response.frame
    groups = speech.count(facts.groups)
    if set(facts.by_status) <= {""}:
        return speech.say("opening-frame-plain", groups=groups)
    known = [
        speech.say(
            "opening-status", count=speech.count(n), share=_of(speech, n, facts.groups), status=speech.status(status)
        )
        for status, n in facts.by_status.items()
    ]
    return speech.say("opening-frame", groups=groups, statuses=speech.listed(known))


def _of(speech: Speech, part: int, whole: int) -> str:
    share = part / whole if whole else None
    return speech.percent(share, 0 if share in (0, 1) else 1)


def _told(speech: Speech, view: View) -> list[Paragraph]:
    root = tree_of(speech, view)
    branches = analyses(root)
    told = [_analysis(speech, node, view) for node in branches[:MOST]]
    if shows_overall(speech):
        return [*told, _overall(speech, root, view, alone=not branches)]
    return told if branches else [rich(influence_sentences(speech, root, view))]


def _analysis(speech: Speech, node: Node, view: View) -> Paragraph:
    score = whole_score(speech, node.key, view)
    parts = [score_sentence(speech, score, view.titled(speech.label(node.key)), spans=False)]
    if score.value is not None and len(leaves_below(node)) > 1:
        parts.append(influence_sentences(speech, node, view))
    parts += [rests_on(speech, node, view), change_sentence(speech, node.key, view)]
    return rich(" ".join(part for part in parts if part))


def _overall(speech: Speech, root: Node, view: View, *, alone: bool) -> Paragraph:
    score = whole_score(speech, root.key, view)
    parts = [speech.say("overall"), score_sentence(speech, score, view.titled(speech.label(root.key)), spans=False)]
    if alone:
        parts.append(influence_sentences(speech, root, view))
    parts += [rests_on(speech, root, view), change_sentence(speech, root.key, view)]
    return rich(" ".join(part for part in parts if part))


def _targets(speech: Speech) -> tuple[Paragraph, ...]:
    if not speech.findings.targets:
        return ()
    return (rich(f"{speech.say('summary-targets', told=told_targets(speech))} {targets_beyond(speech)}".strip()),)


def _evidence(speech: Speech) -> tuple[Paragraph, ...]:
    evidence, agreed = speech.findings.evidence, agreements(speech)
    if not agreed:
        return ()
    beyond = left_out(speech, [whole_score(speech, key, view) for key in agreed for view in views(speech)], "marks")
    marks = counted(agreed.values())
    persons = len({passage.speaker for passage in evidence.passages})
    values = {
        "passages": len(evidence.passages),
        "persons": persons,
        "agrees": marks["agrees"],
        "mixed": marks["mixed"],
    }
    against = marked(agreed, "contradicts")
    if not against:
        told = speech.say("evidence-summary", **values)
    else:
        names = _first(speech, against)
        told = speech.say("evidence-summary-against", against=len(against), names=names, **values)
    return (rich(f"{told} {beyond}".strip()),)


def _first(speech: Speech, keys: tuple[str, ...]) -> str:
    """The labels of the first few nodes, and how many more there are."""
    labels = [speech.label(key) for key in keys]
    if len(labels) <= MOST:
        return speech.listed(labels)
    return f"{', '.join(labels[:MOST])}, {speech.say('more', count=len(labels) - MOST)}"


def _few(speech: Speech) -> tuple[Note, ...]:
    text = few_units(speech)
    return (Note(text, speech.say("few-psus-title"), "caution"),) if text else ()


def few_units(speech: Speech) -> str:
    """Return the caution that few sampling units need; empty where there are enough."""
    findings = speech.findings
    nodes = told_nodes(speech, findings.instrument.root)
    if not any("few-df" in whole_score(speech, node.key, view).notes for view in views(speech) for node in nodes):
        return ""
    name = "few-psus" if findings.strata > 1 else "few-psus-whole"
    return speech.say(name, psus=speech.count(findings.psus), strata=speech.count(findings.strata))


def _reading(speech: Speech) -> Note:
    instrument = speech.findings.instrument
    ends = {"low": speech.plain(instrument.scale.min), "high": speech.plain(instrument.scale.max)}
    parts = [speech.say("direction", **ends)]
    notes = [speech.advice(node) for node in main_nodes(speech, instrument.root)]
    parts += [note for note in notes if 0 < len(note) <= SHORT]
    parts += [speech.say("descriptive"), speech.say("sampling-only")]
    if as_if_random(speech):
        parts.append(speech.say("as-if"))
    return Note(" ".join(parts), speech.say("reading"))
