"""Scores by village and by every other attribute: a figure and a table each."""

from berdaya.report.model import Block, Heading
from berdaya.report.sections.cells import left_out
from berdaya.report.sections.domains import (
    in_order,
    node_figures,
    part_table,
    parts_of,
    shown_parts,
    span_overlaps,
    sureness,
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
        sentences.append(sureness(speech, found))
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
