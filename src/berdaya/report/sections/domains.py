"""Scores of parts of the study (groups, villages, ..) as a figure and a table, sorted by name."""

from collections.abc import Sequence
from dataclasses import dataclass

from berdaya.estimates.model import Estimates
from berdaya.instrument.model import Node
from berdaya.report.charts import dot_pages, dots
from berdaya.report.composite import placed
from berdaya.report.model import Block, Cell, Column, Figure, Row, Table, Text
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
from berdaya.report.sections.order import shows_overall
from berdaya.report.sections.score import Score, score_of, unsure
from berdaya.report.sections.speech import Speech, analyses
from berdaya.words.order import natural

MOST_ANALYSES = 4  # that have a column each
MOST_ALONE = 8  # where the overall score has none
LONGEST_HEAD = 30  # signs; analyses with longer labels stand as keys, told below the table

_OF_ROOT = ("score", "interval", "#category", "sure")


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the study: its name, the key that stands beside it (a group's), and its overall score."""

    domain: int
    name: str
    key: str
    score: Score


def parts_of(speech: Speech, estimates: Estimates, key: str = "") -> tuple[Part, ...]:
    """Return the parts in the order of their names, with the score of a node ("": the root); rows without a label are left out.

    Where roles score apart there is a part for each of them.
    """
    root = key or speech.findings.instrument.root.key
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


def shown_parts(speech: Speech) -> tuple[Node, ...]:
    """Return the nodes below the root that tables of parts have a column for: the analyses, none where they are too many.

    Where the overall score is hidden there is room for more, and where there are no analyses for criteria.
    """
    root = speech.findings.instrument.root
    if shows_overall(speech):
        branches, most = analyses(root), MOST_ANALYSES
    else:
        branches, most = root.children, MOST_ALONE
    return branches if len(branches) <= most else ()


def node_figures(speech: Speech, estimates: Estimates, names: tuple[str, str], **words: object) -> tuple[Figure, ...]:
    """Return the figures of parts: of the overall score, or where it is hidden of each of its parts.

    `names` are of the words of their captions: of the overall score, and of a part of it.
    """
    whole, part = names
    if shows_overall(speech):
        return part_figures(speech, parts_of(speech, estimates), speech.say(whole, **words))
    found: list[Figure] = []
    for node in shown_parts(speech):
        caption = speech.say(part, label=speech.label(node.key), **words)
        found += part_figures(speech, parts_of(speech, estimates, node.key), caption)
    return tuple(found)


def in_order(speech: Speech, figures: tuple[Figure, ...], table: Table, *others: Block) -> tuple[Block, ...]:
    """Return the figures of the overall score, the table of parts, and what shows their parts, in the order of the setting."""
    if not (shows_overall(speech) or shown_parts(speech)):
        return others
    return (*others, table, *figures) if speech.findings.composite == "last" else (*figures, table, *others)


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
    """Return the table of parts: people, overall score, and the scores of the analyses, in the order of the setting."""
    keyed = estimates.by[0] == "group" and any(part.key != part.name for part in parts)
    shown, composite = shown_parts(speech), speech.findings.composite
    of_root, of_parts = columns(speech, _OF_ROOT), tuple(Column(words, "number") for words in _heads(speech, shown))
    heads = (
        Column(head),
        *(columns(speech, (":key",)) if keyed else ()),
        *columns(speech, ("n",)),
        *(column for some in placed(composite, of_root, [of_parts]) for column in some),
    )
    rows, scores, called = [], [], []
    for part in parts:
        others = [score_of(estimates, speech.findings.settings, node.key, part.domain) for node in shown]
        scores += [part.score, *(one.bare for one in others)]
        called += [part.name] * (1 + len(others))
        cells: list[Cell] = [Text(part.name), *([Text(part.key)] if keyed else [])]
        cells.append(number_cell(speech, part.score, part.score.n, speech.count(part.score.n)))
        of_node = _cells(speech, part.score)
        each: tuple[Cell, ...] = tuple(value_cell(speech, one) for one in others)
        rows.append(Row((*cells, *(cell for some in placed(composite, of_node, [each]) for cell in some))))
    note = " ".join([speech.say("parts-note" if shows_overall(speech) else "parts-note-n"), *_told(speech, shown)])
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
        value_cell(speech, score),
        interval_cell(speech, score),
        category_cell(speech, score),
        sure_cell(speech, score),
    )


def unsure_count(speech: Speech, parts: Sequence[Part]) -> int:
    """Return how many parts are not surely in their category, of those that sentences may use."""
    return sum(part.score.told and unsure(part.score, speech.findings.settings.confidence) for part in parts)


def sureness(speech: Speech, found: Sequence[Part]) -> str:
    """How many parts are not surely in their category; empty where confidences do not exist."""
    found = [part for part in found if part.score.told or part.score.value is None]
    unsure = unsure_count(speech, found)
    if unsure:
        values = {"unsure": speech.count(unsure), "parts": speech.count(len(found))}
        return speech.say("by-unsure", level=speech.level, **values)
    known = found and all(part.score.sure is not None or part.score.exact for part in found)
    return speech.say("by-sure", level=speech.level) if known else ""


def without_error(parts: Sequence[Part]) -> int:
    """Return how many parts have a score but no interval, of those that sentences may use."""
    return sum(part.score.told and part.score.low is None for part in parts)


def span_overlaps(parts: Sequence[Part]) -> bool:
    """Whether the intervals of all parts have a value in common, so that no two can be told apart by them.

    Parts that sentences may not use are left out.
    """
    lows = [part.score.low for part in parts if part.score.low is not None and part.score.told]
    highs = [part.score.high for part in parts if part.score.high is not None and part.score.told]
    return len(lows) > 1 and max(lows) <= min(highs)
