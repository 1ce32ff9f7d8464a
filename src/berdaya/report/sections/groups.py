"""Groups with their intervals, groups by variables, and the shares of groups and persons in each category."""

from berdaya.report.charts import MOST_COLUMNS, HeatCell, HeatRow, heat_map, heat_pages
from berdaya.report.model import Block, Column, Figure, Heading, Row, Table, Text
from berdaya.report.sections.attention import assessor_blocks
from berdaya.report.sections.cells import columns, left_out, pictures, remarks, value_cell, value_text
from berdaya.report.sections.domains import (
    Part,
    in_order,
    node_figures,
    part_table,
    parts_of,
    unsure_count,
    without_error,
)
from berdaya.report.sections.order import shows_overall
from berdaya.report.sections.score import Score, score_of
from berdaya.report.sections.shares import share_blocks
from berdaya.report.sections.speech import Speech, inner, rich

MOST_DRAWN = 60  # groups; more do not make a figure that can be read
MOST_LISTED = 600  # groups; more belong into a file


def section(speech: Speech) -> tuple[Block, ...]:
    """Return the groups."""
    found = parts_of(speech, speech.findings.groups)
    blocks: list[Block] = [Heading(1, speech.say("groups"), "groups")]
    if len(found) < 2:
        return (*blocks, speech.tell("groups-one"), *share_blocks(speech))
    blocks += [*assessor_blocks(speech), _opening(speech, found)]
    if len(found) <= MOST_DRAWN:
        bare = all(part.score.low is None for part in found if part.score.value is not None) and shows_overall(speech)
        names = ("groups-caption-bare" if bare else "groups-caption", "groups-caption-of")
        figures = node_figures(speech, speech.findings.groups, names, level=speech.level)
        blocks += in_order(speech, figures, group_table(speech, found), *_heat(speech, found))
    else:
        blocks.append(speech.tell("groups-many", groups=speech.count(len(found)), most=MOST_DRAWN))
    return (*blocks, *share_blocks(speech))


def annex(speech: Speech) -> tuple[Block, ...]:
    """Return the table of groups where they are too many for the section."""
    found = parts_of(speech, speech.findings.groups)
    if not MOST_DRAWN < len(found) <= MOST_LISTED:
        return ()
    return (Heading(1, speech.say("annex-groups"), "annex-groups"), group_table(speech, found))


def group_table(speech: Speech, found: tuple[Part, ...]) -> Table:
    """Return the table of groups."""
    head, caption = speech.say("head-group"), speech.say("groups-table")
    return part_table(speech, found, speech.findings.groups, head, caption)


def _opening(speech: Speech, found: tuple[Part, ...]) -> Block:
    scored = sum(part.score.told for part in found)
    values = {"groups": speech.count(scored), "level": speech.level}
    beyond = left_out(speech, [part.score for part in found], "groups")
    if not shows_overall(speech):
        values["groups"] = speech.count(len(found))
    sentences = [speech.say("groups-opening", **values)] if scored or not beyond else []
    sentences += [beyond] if beyond else []
    bare = without_error(found)
    if bare < scored and speech.findings.instrument.bands.cuts:
        unsure = speech.count(unsure_count(speech, found))
        sentences.append(speech.say("groups-unsure", unsure=unsure, **values))
    if bare:
        sentences.append(speech.say("groups-bare", bare=speech.count(bare)))
    hidden = sum(part.score.hidden for part in found)
    if hidden:
        threshold = speech.findings.settings.threshold
        sentences.append(speech.say("groups-hidden", hidden=speech.count(hidden), threshold=threshold))
    return rich(" ".join(sentences))


def _columns(speech: Speech) -> tuple[str, ...]:
    """The nodes that are columns of the heat map: the deepest level with children that fits."""
    root = speech.findings.instrument.root
    leaves = [leaf.key for leaf in speech.findings.instrument.leaves]
    bottom = [node.key for node, _ in inner(root) if all(child.question for child in node.children)]
    middle = [node.key for node, depth in inner(root) if depth == 1]
    for keys in (bottom if len(bottom) > 1 else leaves, middle):
        if 1 < len(keys) <= MOST_COLUMNS:
            return tuple(keys)
    return ()


def _heat(speech: Speech, found: tuple[Part, ...]) -> tuple[Block, ...]:
    keys = _columns(speech)
    if not keys:
        return (speech.tell("heat-none"),)
    findings = speech.findings
    scores = {part: [score_of(findings.groups, findings.settings, key, part.domain) for key in keys] for part in found}
    rows = [
        HeatRow(part.name, tuple(HeatCell(value_text(speech, s), speech.band(s.band)) for s in scores[part]))
        for part in found
    ]
    heads = [speech.label(key) for key in keys]
    caption = speech.say("heat-caption")
    alt = speech.say("heat-alt", groups=len(found), columns=len(keys))
    every = [s.bare for row in scores.values() for s in row]
    note = remarks(speech, every, speech.say("heat-note"))
    figures, start = [], 0
    for page in heat_pages(heads, rows):
        here = found[start : start + len(page)]
        start += len(page)
        spec = heat_map(heads, page, speech.bands, speech.lang, alt)
        figures.append(
            Figure(spec, caption, alt, _heat_table(speech, caption, heads, {p: scores[p] for p in here}), note)
        )
    return pictures(figures, speech)


def _heat_table(speech: Speech, caption: str, heads: list[str], scores: dict[Part, list[Score]]) -> Table:
    rows = [Row((Text(part.name), *(value_cell(speech, score) for score in row))) for part, row in scores.items()]
    return Table(caption, (*columns(speech, (":group",)), *(Column(head, "number") for head in heads)), tuple(rows))
