"""The highest and the lowest criteria of each part of the tree, and what cannot be told apart from them."""

from berdaya.report.model import Block, Heading, Row, Table, Text
from berdaya.report.sections.cells import as_if, columns, left_out
from berdaya.report.sections.influence import End, ends
from berdaya.report.sections.speech import Speech, parts
from berdaya.report.sections.views import View, views, whole_score
from berdaya.words.format import NOTHING

MOST = 5  # criteria named as alike


def highest_blocks(speech: Speech) -> tuple[Block, ...]:
    """Return the table, one for each view; nothing where no part has two scores."""
    tables = [table for view in views(speech) if (table := _table(speech, view)).rows]
    if not tables:
        return ()
    return (Heading(2, speech.say("highest")), speech.tell("highest-opening", level=speech.level), *tables)


def _table(speech: Speech, view: View) -> Table:
    rows, scores = [], []
    for part, leaves in parts(speech.findings.instrument.root):
        here = [whole_score(speech, leaf.key, view) for leaf in leaves]
        scores += here
        found = ends(here)
        if found is not None:
            cells = [Text(text) for end in found for text in _words(speech, end)]
            rows.append(Row((Text(speech.label(part.key)), *cells)))
    note = " ".join(text for text in (as_if(speech), left_out(speech, scores, "criteria")) if text)
    heads = columns(speech, (":part", ":highest-criterion", ":alike", ":lowest-criterion", ":alike"))
    return Table(view.titled(speech.say("highest-caption")), heads, tuple(rows), note)


def _words(speech: Speech, end: End) -> tuple[str, str]:
    first = f"{speech.label(end.first.key)} ({speech.score(end.first.value)})"
    if not end.alike:
        return first, NOTHING
    named = "; ".join(f"{speech.label(one.key)} ({speech.score(one.value)})" for one in end.alike[:MOST])
    more = len(end.alike) - MOST
    return first, f"{named}; {speech.say('more', count=more)}" if more > 0 else named
