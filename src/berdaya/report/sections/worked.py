"""Annex: one score worked out by hand, from the answers of a criterion up to the overall score, with all digits."""

from collections.abc import Iterator
from dataclasses import replace

from berdaya.estimates.explain import Explanation, RoleAnswers
from berdaya.report.model import Block, Heading, Number, Row, Table, Text
from berdaya.report.sections.cells import columns
from berdaya.report.sections.order import shows_overall
from berdaya.report.sections.response import reason_words
from berdaya.report.sections.speech import Speech
from berdaya.report.sections.verdict import score_sentence
from berdaya.report.sections.views import View, whole_score
from berdaya.words.format import NOTHING, number

DIGITS = 6  # of numbers that are worked on; none is rounded in between


def section(speech: Speech) -> tuple[Block, ...]:
    """Return the example; nothing where the scores are not made of means of answers by weighted means alone."""
    worked = speech.findings.worked
    path = _path(speech, worked) if worked is not None else ()
    if not path:
        return ()
    leaf = path[-1]
    opening = speech.tell("worked-opening", criterion=speech.label(leaf.key), digits=DIGITS)
    if not shows_overall(speech):
        ends = {"criterion": speech.label(leaf.key), "part": speech.label(path[0].key)}
        opening = speech.tell("worked-opening-part", digits=DIGITS, **ends)
    return (
        Heading(1, speech.say("annex-worked"), "annex-worked"),
        opening,
        *(_answers(speech, leaf, one) for one in leaf.answers if one.mean is not None),
        *_roles(speech, leaf),
        *(_node(speech, node) for node in reversed(path[1:-1])),
        replace(_node(speech, path[0]), note=_category(speech, path[0])),
    )


def _path(speech: Speech, root: Explanation) -> tuple[Explanation, ...]:
    """Return the nodes from the root down to the first criterion that may be shown, if all of them are plain means."""
    node, path = root, [root]
    while node.children:
        if node.aggregate != "arithmetic" or node.value is None:
            return ()
        shown = [child for child in node.children if child.value is not None and not _hidden(speech, child.key)]
        if not shown:
            return ()
        node = shown[0]
        path.append(node)
    plain = all(not answers.groups for answers in node.answers) and node.total is None
    return tuple(path) if plain and not any(_hidden(speech, one.key) for one in path) else ()


def _hidden(speech: Speech, key: str) -> bool:
    return whole_score(speech, key, View(0)).hidden


def _exact(speech: Speech, value: float | None) -> Number:
    return Number(value, number(value, DIGITS, speech.lang))


def _answers(speech: Speech, leaf: Explanation, one: RoleAnswers) -> Table:
    """The answers of one role: how many gave each, and the sums that their mean is made of."""
    rows = []
    for answer, count in one.counts.items():
        word = _level(speech, leaf.key, answer)
        rows.append(Row((Text(word), Number(count, speech.count(count)))))
    rows += [
        Row((Text(speech.say("worked-sum")), _exact(speech, one.total))),
        Row((Text(speech.say("worked-weights")), _exact(speech, one.answered))),
        Row((Text(speech.say("worked-mean")), _exact(speech, one.mean)), strong=True),
    ]
    values = {"criterion": speech.label(leaf.key), "role": speech.role(one.role)}
    note = speech.say("worked-unweighted" if float(one.count) == one.answered else "worked-weighted")
    return Table(speech.say("worked-answers", **values), columns(speech, (":answers", "number")), tuple(rows), note)


def _level(speech: Speech, key: str, answer: str) -> str:
    """Return an answer with its words, or the words of the reason for none."""
    instrument = speech.findings.instrument
    question = instrument.node(key).question
    if not answer.lstrip("-").replace(".", "", 1).isdecimal():
        return reason_words(speech, answer)
    if not answer.lstrip("-").isdecimal():
        return speech.plain(float(answer))
    words = speech.text(question.answers[int(answer)]) if question and int(answer) in question.answers else ""
    return f"{answer} – {words}" if words else answer


def _roles(speech: Speech, leaf: Explanation) -> Iterator[Block]:
    """Where several roles answered, the criterion's score is the mean of theirs."""
    answered = [one for one in leaf.answers if one.mean is not None]
    if len(answered) > 1:
        parts = [(speech.role(one.role), one.weight, one.mean or 0.0) for one in answered]
        yield _mean(speech, speech.label(leaf.key), parts, leaf.value)


def _node(speech: Speech, node: Explanation) -> Table:
    parts = [(speech.label(c.key), c.weight, c.value) for c in node.children if c.value is not None]
    if any(_hidden(speech, child.key) for child in node.children):
        parts = []
    return _mean(speech, speech.label(node.key), parts, node.value)


def _mean(speech: Speech, label: str, parts: list[tuple[str, float, float]], value: float | None) -> Table:
    """A weighted mean: each part with its weight, and the sums that the mean is made of."""
    rows = [
        Row((Text(name), _exact(speech, weight), _exact(speech, part), _exact(speech, weight * part)))
        for name, weight, part in parts
    ]
    weights, products = sum(weight for _, weight, _ in parts), sum(weight * part for _, weight, part in parts)
    empty = Number(None, "")
    if parts:
        sums = (Text(speech.say("worked-sums")), _exact(speech, weights), empty, _exact(speech, products))
        rows.append(Row(sums))
    rows.append(Row((Text(speech.say("worked-quotient")), empty, _exact(speech, value), empty), strong=True))
    heads = columns(speech, (":node", "weight", "score", "weight-score"))
    return Table(speech.say("worked-node", label=label), heads, tuple(rows))


def _category(speech: Speech, root: Explanation) -> str:
    score = whole_score(speech, root.key, View(0))
    if score.beyond:
        return score_sentence(speech, score, speech.label(root.key)).replace("**", "")
    band = speech.band(score.band)
    values = {
        "label": speech.label(root.key),
        "value": number(root.value, DIGITS, speech.lang),
        "cut": number(score.cut, 2, speech.lang),
        "word": band.word if band else NOTHING,
    }
    return speech.say("worked-category", **values)
