"""Areas without shapes as equal tiles, each with its category in colour and word."""

from collections.abc import Sequence
from dataclasses import dataclass

from berdaya.report.charts.theme import (
    FAINT,
    INK,
    LINE,
    RULE,
    SMALL,
    WIDTH,
    Box,
    Label,
    block,
    boxes,
    chart,
    labels,
    legend,
    lines_of,
)
from berdaya.report.model import Category, Spec

MOST_TILES = 60
_GAP = 6.0


@dataclass(frozen=True, slots=True)
class Tile:
    """An area without a shape: what it is called, its printed score, its category."""

    label: str
    score: str
    band: Category | None = None


def tile_grid(tiles: Sequence[Tile], bands: Sequence[Category], lang: str, description: str = "") -> Spec:
    """Return equal tiles in the given order, row by row, each with its name, score and category in words."""
    if len(tiles) > MOST_TILES:
        raise ValueError(f"{len(tiles)} tiles; {MOST_TILES} fit")
    across = 3 if len(tiles) <= 9 else 4 if len(tiles) <= 16 else 5
    width = (WIDTH - _GAP * (across - 1)) / across
    texts = [lines_of(tile.label, width - 14, size=SMALL)[:2] for tile in tiles]
    tall = (max((len(lines) for lines in texts), default=1) + 1) * LINE + 12
    found: list[Box] = []
    words: list[Label] = []
    for place, (tile, lines) in enumerate(zip(tiles, texts, strict=True)):
        left, top = (place % across) * (width + _GAP), (place // across) * (tall + _GAP)
        ink = tile.band.ink if tile.band else INK
        fill = tile.band.colour if tile.band else FAINT
        found.append(Box(left, top, left + width, top + tall, fill, RULE))
        words += block(lines, left + 7, top + 6 + len(lines) * LINE / 2, colour=ink, size=SMALL)
        told = " · ".join(part for part in (tile.score, tile.band.word if tile.band else "") if part)
        words.append(Label(left + 7, top + tall - 6 - LINE / 2, told, bold=True, colour=ink, size=SMALL))
    bottom = -(-len(tiles) // across) * (tall + _GAP)
    height = bottom + 6 + legend(bands, 0, 0, 1)[1]
    signs, _ = legend(bands, 0, bottom + 4, height)
    return chart([boxes(found, height, corner=3), *labels(words, height), *signs], height, lang, description)
