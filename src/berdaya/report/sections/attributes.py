"""Scores by village and by every other attribute: a figure and a table each."""

from collections.abc import Sequence

from berdaya.report.model import Block, Heading
from berdaya.report.sections.cells import left_out
from berdaya.report.sections.domains import (
    Part,
    in_order,
    node_figures,
    part_table,
    parts_of,
    shown_parts,
    span_overlaps,
    unsure_count,
)
from berdaya.report.sections.order import shows_overall
from berdaya.report.sections.speech import Speech, rich


def section(speech: Speech) -> tuple[Block, ...]:
    """Return the attributes; nothing where there is none."""
    found = [block for attribute in speech.findings.by for block in _attribute(speech, attribute)]
    if not found:
        return ()
    return (Heading(1, speech.say("by"), "by"), speech.tell("by-opening"), *found)


def _attribute(speech: Speech, attribute: str) -> tuple[Block, ...]:
    estimates = speech.findings.by[attribute]
    found = parts_of(speech, estimates)
    if len(found) < 2 or not (shows_overall(speech) or shown_parts(speech)):
        return ()
    name = speech.attribute(attribute)
    within = speech.attribute_within(attribute)
    sentences = []
    if span_overlaps(found):
        sentences.append(speech.say("by-alike", level=speech.level))
    if speech.findings.instrument.bands.cuts and shows_overall(speech):
        sentences.append(_sureness(speech, found))
    sentences.append(left_out(speech, [part.score for part in found], "parts"))
    if any(not labels[0] for labels in estimates.domains):
        sentences.append(speech.say("by-blank"))
    return (
        Heading(2, name),
        *([rich(" ".join(text for text in sentences if text))] if any(sentences) else []),
        *in_order(
            speech,
            node_figures(speech, estimates, ("by-figure", "by-figure-of"), attribute=within, level=speech.level),
            part_table(speech, found, estimates, name, speech.say("by-table", attribute=within)),
        ),
    )


def _sureness(speech: Speech, found: Sequence[Part]) -> str:
    """How many parts are not surely in their category; empty where confidences do not exist."""
    found = [part for part in found if part.score.told or part.score.value is None]
    unsure = unsure_count(speech, found)
    if unsure:
        values = {"unsure": speech.count(unsure), "parts": speech.count(len(found))}
        return speech.say("by-unsure", level=speech.level, **values)
    known = found and all(part.score.sure is not None or part.score.exact for part in found)
    return speech.say("by-sure", level=speech.level) if known else ""
