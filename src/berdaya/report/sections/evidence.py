"""What the interviews say beside the scores."""

from collections.abc import Mapping

from berdaya.evidence.triangulate import Triangulation
from berdaya.report.model import Block, Cell, Column, Heading, Note, Number, Row, Table, Text
from berdaya.report.sections.agreement import MARKS, agreements, counted
from berdaya.report.sections.cells import category_cell, columns, heading, remarks, value_cell
from berdaya.report.sections.quotes import quote_blocks
from berdaya.report.sections.score import Score
from berdaya.report.sections.speech import Speech, parts
from berdaya.report.sections.views import views, whole_score
from berdaya.words.say import say

_COLUMNS = (":criterion", "score", "#category", ":mark", "met", "not-met", "about", "persons")
AGAINST = ("contradicts", "mixed")  # marks whose quotes stand in the section; the others' in an annex


def section(speech: Speech) -> tuple[Block, ...]:
    """Return the evidence."""
    blocks: list[Block] = [Heading(1, say("evidence.title", speech.lang), "evidence")]
    agreed = agreements(speech)
    if not agreed:
        return (*blocks, Note(say("evidence.no-interviews", speech.lang)))
    blocks += [speech.tell("evidence-opening", rule=say("evidence.rule", speech.lang))]
    if speech.findings.evidence.synthetic:
        blocks.append(Note(say("evidence.synthetic", speech.lang), "", "caution"))
    blocks += [_overall(speech, agreed), _table(speech, agreed)]
    against = [key for key, mark in agreed.items() if mark.mark in AGAINST]
    quotes = quote_blocks(speech, against)
    if quotes:
        blocks += [Heading(2, speech.say("evidence-against")), speech.tell("evidence-against-opening"), *quotes]
    return tuple(blocks)


def in_thesis(speech: Speech) -> tuple[Block, ...]:
    """Return the evidence as part of a chapter; none of a study without interviews."""
    return section(speech) if agreements(speech) else ()


def annex(speech: Speech) -> tuple[Block, ...]:
    """Return the quotes of all other criteria."""
    agreed = agreements(speech)
    quotes = quote_blocks(speech, [key for key, mark in agreed.items() if mark.mark not in AGAINST])
    if not quotes:
        return ()
    opening = speech.tell(f"quotes-opening-{speech.findings.settings.profile}")
    heads = (Heading(1, speech.say("annex-quotes"), "annex-quotes"), opening)
    return (*heads, Heading(2, speech.say("quotes-by-criterion")), *quotes)


def _overall(speech: Speech, agreed: Mapping[str, Triangulation]) -> Table:
    """How many criteria have each mark, by part of the tree."""
    rows = []
    for part, keys in _spoken(speech, agreed):
        marks = counted(agreed[key] for key in keys)
        cells = [Number(count, str(count)) for count in (*marks.values(), len(keys))]
        rows.append(Row((Text(part), *cells)))
    marks = counted(agreed.values())
    total = [Number(count, str(count)) for count in (*marks.values(), len(agreed))]
    rows.append(Row((Text(speech.say("all")), *total), strong=True))
    heads = (
        *columns(speech, (":part",)),
        *(Column(say(f"evidence.{mark}", speech.lang), "number") for mark in MARKS),
        *columns(speech, ("spoken-of",)),
    )
    return Table(speech.say("marks-caption"), heads, tuple(rows))


def _spoken(speech: Speech, agreed: Mapping[str, Triangulation]) -> list[tuple[str, list[str]]]:
    """The parts of the tree with the keys that were spoken of; nodes above criteria stand with their part."""
    root = speech.findings.instrument.root
    found = []
    left = list(agreed)
    for part, leaves in parts(root):
        inside = {leaf.key for leaf in leaves} | ({node.key for node in part.walk()} if part is not root else set())
        keys = [key for key in left if key in inside]
        left = [key for key in left if key not in inside]
        if keys:
            found.append((speech.label(part.key), keys))
    return [(speech.label(root.key), left), *found] if left else found


def _table(speech: Speech, agreed: Mapping[str, Triangulation]) -> Table:
    rows: list[Row] = []
    for part, keys in _spoken(speech, agreed):
        rows.append(heading(part, len(_COLUMNS)))
        rows += [Row((Text(speech.label(key), 1), *_cells(speech, key, agreed[key]))) for key in keys]
    note = remarks(speech, [_score(speech, key).bare for key in agreed], speech.say("evidence-note"))
    return Table(speech.say("evidence-caption"), columns(speech, _COLUMNS), tuple(rows), note)


def _score(speech: Speech, key: str) -> Score:
    seen = views(speech)
    return whole_score(speech, key, seen[0]) if len(seen) == 1 else Score(key)


def _cells(speech: Speech, key: str, mark: Triangulation) -> tuple[Cell, ...]:
    score = _score(speech, key)
    counts = (mark.met, mark.not_met, mark.about, mark.persons)
    return (
        value_cell(speech, score),
        category_cell(speech, score),
        Text(say(f"evidence.{mark.mark}", speech.lang)),
        *(Number(count, str(count)) for count in counts),
    )
