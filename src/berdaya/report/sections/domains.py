"""Scores of parts of the study (groups, villages, ..) as a figure and a table, sorted by name."""

from collections.abc import Sequence
from dataclasses import dataclass

from berdaya.estimates.model import Estimates
from berdaya.instrument.model import Node
from berdaya.report.charts import dot_pages, dots
from berdaya.report.model import Cell, Column, Figure, Row, Table, Text
from berdaya.report.sections.cells import (
    category_cell,
    columns,
    dot,
    extremes,
    interval_cell,
    number_cell,
    pictures,
    remarks,
    ruler,
    sure_cell,
    twin,
    value_cell,
)
from berdaya.report.sections.score import Score, score_of, unsure
from berdaya.report.sections.speech import Speech, analyses
from berdaya.words.order import natural

MOST_ANALYSES = 4  # that have a column each
LONGEST_HEAD = 30  # signs; analyses with longer labels stand as keys, told below the table


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the study: its name, the key that stands beside it (a group's), and its overall score."""

    domain: int
    name: str
    key: str
    score: Score


def parts_of(speech: Speech, estimates: Estimates) -> tuple[Part, ...]:
    """Return the parts in the order of their names; rows without a label are left out.

    Where roles score apart there is a part for each of them.
    """
    root = speech.findings.instrument.root.key
    found = [
        Part(
            domain,
            _name(speech, estimates.by, labels),
            labels[0],
            score_of(estimates, speech.findings.settings, root, domain),
        )
        for domain, labels in enumerate(estimates.domains)
        if labels[0]
    ]
    return tuple(sorted(found, key=lambda part: (natural(part.name), part.key)))


def _name(speech: Speech, by: Sequence[str], labels: Sequence[str]) -> str:
    return ", ".join(speech.place(name, label) for name, label in zip(by, labels, strict=True))


def part_figures(speech: Speech, parts: Sequence[Part], caption: str) -> tuple[Figure, ...]:
    """Return the figure of overall scores with intervals, on several pages where it must be; none without a score."""
    if all(part.score.value is None for part in parts):
        return ()
    rows = [dot(speech, part.score, part.name) for part in parts]
    named = [(part.name, part.score) for part in parts]
    alt = f"{caption}. {extremes(speech, named)}"
    figures, start = [], 0
    scores, names = [part.score for part in parts], [part.name for part in parts]
    note = remarks(speech, scores, speech.say("dot-note", level=speech.level), names=names)
    for page in dot_pages(rows):
        here = named[start : start + len(page)]
        start += len(page)
        spec = dots(page, ruler(speech), speech.lang, alt)
        figures.append(Figure(spec, caption, alt, twin(speech, caption, here), note))
    return pictures(figures, speech)


def part_table(speech: Speech, parts: Sequence[Part], estimates: Estimates, head: str, caption: str) -> Table:
    """Return the table of parts: people, overall score, and the scores of the analyses."""
    keyed = estimates.by[0] == "group" and any(part.key != part.name for part in parts)
    branches = analyses(speech.findings.instrument.root)
    shown = branches if len(branches) <= MOST_ANALYSES else ()
    names = ("n", "score", "interval", "#category", "sure")
    heads = (
        Column(head),
        *(columns(speech, (":key",)) if keyed else ()),
        *columns(speech, names),
        *(Column(words, "number") for words in _heads(speech, shown)),
    )
    rows, scores, called = [], [], []
    for part in parts:
        others = [score_of(estimates, speech.findings.settings, node.key, part.domain) for node in shown]
        scores += [part.score, *(Score(one.key, hidden=one.hidden, small=one.small) for one in others)]
        called += [part.name] * (1 + len(others))
        cells: list[Cell] = [Text(part.name), *([Text(part.key)] if keyed else [])]
        rows.append(Row((*cells, *_cells(speech, part.score), *(value_cell(speech, one) for one in others))))
    note = " ".join([speech.say("parts-note"), *_told(speech, shown)])
    return Table(caption, heads, tuple(rows), remarks(speech, scores, note, names=called))


def _heads(speech: Speech, shown: Sequence[Node]) -> list[str]:
    """The analyses' labels where all are short, else their keys."""
    labels = [speech.label(node.key) for node in shown]
    return [node.key for node in shown] if any(len(label) > LONGEST_HEAD for label in labels) else labels


def _told(speech: Speech, shown: Sequence[Node]) -> list[str]:
    """A sentence that says what the keys at the head of a table mean; none where labels stand there."""
    labels = [speech.label(node.key) for node in shown]
    if _heads(speech, shown) == labels:
        return []
    return ["; ".join(f"{node.key}: {label}" for node, label in zip(shown, labels, strict=True)) + "."]


def _cells(speech: Speech, score: Score) -> tuple[Cell, ...]:
    return (
        number_cell(speech, score, score.n, speech.count(score.n)),
        value_cell(speech, score),
        interval_cell(speech, score),
        category_cell(speech, score),
        sure_cell(speech, score),
    )


def unsure_count(speech: Speech, parts: Sequence[Part]) -> int:
    """Return how many parts are not surely in their category."""
    return sum(unsure(part.score, speech.findings.settings.confidence) for part in parts)


def without_error(parts: Sequence[Part]) -> int:
    """Return how many parts have a score but no interval."""
    return sum(part.score.value is not None and part.score.low is None for part in parts)


def span_overlaps(parts: Sequence[Part]) -> bool:
    """Whether the intervals of all parts have a value in common, so that no two can be told apart by them."""
    lows = [part.score.low for part in parts if part.score.low is not None]
    highs = [part.score.high for part in parts if part.score.high is not None]
    return len(lows) > 1 and max(lows) <= min(highs)
