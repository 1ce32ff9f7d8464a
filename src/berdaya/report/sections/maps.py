"""Categories on a map: areas by their codes, as tiles where there are no shapes, and groups where they lie."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from berdaya.estimates.model import Estimates
from berdaya.instrument.model import Node
from berdaya.report.charts import MOST_TILES, AreaMark, PointMark, Tile, area_map, point_map, tile_grid
from berdaya.report.charts.theme import FAINT, INK
from berdaya.report.map_model import AreaMap, Shapes, plain_code
from berdaya.report.model import Block, Category, Cell, Column, Figure, Heading, Number, Row, Spec, Table, Text
from berdaya.report.sections.cells import (
    category_cell,
    columns,
    extremes,
    interval_cell,
    left_out,
    number_cell,
    remarks,
    sure_cell,
    value_cell,
    value_text,
)
from berdaya.report.sections.domains import Part, parts_of, shown_parts, sureness
from berdaya.report.sections.order import shows_overall
from berdaya.report.sections.speech import Speech, rich
from berdaya.words.order import natural
from berdaya.words.say import say

MOST_NUMBERED = 60  # groups; more numbers do not make a map that can be read


@dataclass(frozen=True, slots=True)
class _Words:
    """How the chapter speaks: the words of words/map.toml."""

    lang: str

    def __call__(self, name: str, /, **values: object) -> str:
        return say(f"map.{name}", self.lang, **values)


def section(speech: Speech) -> tuple[Block, ...]:
    """Return the map; nothing where the study says nothing of one."""
    found, words = speech.findings.map, _Words(speech.lang)
    if found is None:
        return ()
    if not speech.findings.instrument.bands.cuts:
        return (Heading(1, words("title"), "map"), rich(words("no-categories")))
    blocks = [*(_areas(speech, found, found.areas, words) if found.areas else ()), *_points(speech, found, words)]
    return (Heading(1, words("title"), "map"), *blocks) if blocks else ()


def _nodes(speech: Speech) -> tuple[Node, ...]:
    """What has a map of its own: the overall score, or where it is hidden each of its parts."""
    return (speech.findings.instrument.root,) if shows_overall(speech) else shown_parts(speech)


def _areas(speech: Speech, found: AreaMap, estimates: Estimates, words: _Words) -> list[Block]:
    blocks: list[Block] = []
    heads = (Column(words("head-number"), "number"), Column(words("head-area")), Column(words("head-code")))
    for node in _nodes(speech):
        parts = _named_parts(speech, found, estimates, node.key)
        if not parts:
            continue
        if not blocks:
            blocks.append(_opening(speech, found, estimates, parts, words))
        of = "" if shows_overall(speech) else "-of"
        caption, label = words(f"figure{of}", label=speech.label(node.key)), speech.label(node.key)
        named = [(part.name, part.score) for part in parts]
        alt = f"{caption}. {extremes(speech, named)}"
        table = _table(speech, parts, words(f"table{of}", label=label), heads, coded=True)
        spec, note = _picture(speech, found.shapes, parts, alt, words)
        if spec is None:
            blocks += [rich(note), table]
            continue
        told = remarks(speech, [part.score.bare for part in parts], note, names=[part.name for part in parts])
        blocks += [Figure(spec, caption, alt, table, told), *([table] if found.shapes else [])]
    return blocks


def _named_parts(speech: Speech, found: AreaMap, estimates: Estimates, key: str) -> tuple[Part, ...]:
    """The areas with answers, by name; without shapes by code."""
    on_map = {area.code: area.name for area in found.shapes.areas} if found.shapes else {}
    parts = [
        replace(part, name=found.names.get(part.key) or on_map.get(plain_code(part.key)) or part.key)
        for part in parts_of(speech, estimates, key)
    ]
    return tuple(sorted(parts, key=lambda part: natural(part.name if found.shapes else part.key)))


def _opening(speech: Speech, found: AreaMap, estimates: Estimates, parts: Sequence[Part], words: _Words) -> Block:
    known = {area.code for area in found.shapes.areas} if found.shapes else {plain_code(part.key) for part in parts}
    off = [part.name for part in parts if plain_code(part.key) not in known]
    told = speech.count(len(parts) - len(off))
    sentences = [
        words("areas" if found.shapes else "areas-tiles", told=told, areas=speech.count(len(known))),
        words("off", names="; ".join(off)) if off else "",
        sureness(speech, parts) if shows_overall(speech) else "",
        left_out(speech, [part.score for part in parts], "parts"),
        words("areas-blank") if any(not labels[0] for labels in estimates.domains) else "",
    ]
    return rich(" ".join(text for text in sentences if text))


def _picture(
    speech: Speech, shapes: Shapes | None, parts: Sequence[Part], alt: str, words: _Words
) -> tuple[Spec | None, str]:
    """The map, or the tiles, with what stands below; no picture where there are too many tiles."""
    if shapes is None and len(parts) > MOST_TILES:
        return None, words("tiles-many", areas=speech.count(len(parts)), most=MOST_TILES)
    if shapes is None:
        tiles = [Tile(part.name, value_text(speech, part.score), speech.band(part.score.band)) for part in parts]
        return tile_grid(tiles, speech.bands, speech.lang, alt), words("tiles-note")
    untold = Category("", words("untold"), FAINT, INK)
    nobody = Category("", words("nobody"), "#ffffff", INK)
    there = {plain_code(part.key): (part, str(number)) for number, part in enumerate(parts, 1)}
    marks = []
    for area in shapes.areas:
        if area.code not in there:
            marks.append(AreaMark(area, nobody))
            continue
        part, number = there[area.code]
        band = speech.band(part.score.band) or untold
        marks.append(AreaMark(replace(area, name=part.name), band, value_text(speech, part.score), number))
    used = [mark.band for mark in marks]
    legend = [*speech.bands, *(band for band in (untold, nobody) if band in used)]
    spec = area_map(marks, legend, speech.lang, words("kilometres"), alt)
    return spec, f"{words('note')} {words('source', edition=f'{shapes.system} {shapes.edition}')}"


def _table(speech: Speech, parts: Sequence[Part], caption: str, named: tuple[Column, ...], *, coded: bool) -> Table:
    """The numbered table beside a map; `coded` with codes and answers, of areas."""
    rows = []
    for number, part in enumerate(parts, 1):
        score = part.score
        cells: list[Cell] = [Number(number, str(number)), Text(part.name)]
        if coded:
            answers = number_cell(speech, score, score.n, speech.count(score.n))
            cells += [Text(part.key.removesuffix(".0")), answers]
        cells += [value_cell(speech, score), interval_cell(speech, score), category_cell(speech, score)]
        rows.append(Row((*cells, sure_cell(speech, score))))
    head = columns(speech, (*(["n"] if coded else []), "score", "interval", "#category", "sure"))
    note = remarks(speech, [part.score for part in parts], names=[part.name for part in parts])
    return Table(caption, (*named, *head), tuple(rows), note)


def _points(speech: Speech, found: AreaMap, words: _Words) -> list[Block]:
    """Groups where they lie; single places are not for the public."""
    if not found.points:
        return []
    head = Heading(2, words("points"))
    if speech.findings.settings.profile == "public":
        return [head, rich(words("points-public"))]
    blocks: list[Block] = []
    areas = found.shapes.areas if found.shapes else ()
    untold = Category("", words("untold"), FAINT, INK)
    heads = (Column(words("head-number"), "number"), *columns(speech, (":group",)))
    for node in _nodes(speech):
        parts = parts_of(speech, speech.findings.groups, node.key)
        placed = [part for part in parts if part.key in found.points]
        if not placed:
            continue
        if not blocks:
            counts = {"told": speech.count(len(placed)), "groups": speech.count(len(parts))}
            blocks += [head, rich(words("points-told", **counts))]
        numbered = len(placed) <= MOST_NUMBERED
        of = "" if shows_overall(speech) else "-of"
        caption = words(f"points-figure{of}", label=speech.label(node.key))
        alt = f"{caption}. {extremes(speech, [(part.name, part.score) for part in placed])}"
        points = [
            PointMark(found.points[part.key], str(number) if numbered else "", speech.band(part.score.band) or untold)
            for number, part in enumerate(placed, 1)
        ]
        legend = [*speech.bands, *([untold] if any(point.band == untold for point in points) else [])]
        spec = point_map(points, areas, legend, speech.lang, words("kilometres"), alt)
        table = _table(speech, placed, words("points-table"), heads, coded=False)
        note = remarks(
            speech,
            [part.score.bare for part in placed],
            words("points-note" if numbered else "points-note-many"),
            names=[part.name for part in placed],
        )
        blocks += [Figure(spec, caption, alt, table, note), *([table] if numbered else [])]
    return blocks
