"""The order of a report: numbers of tables and figures, anchors, and heading levels without gaps."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import zip_longest

from berdaya.report.model import Block, Figure, Heading, Paragraph, Report, Table

DEEPEST = 4
ANNEX = "L."  # before the numbers of tables and figures behind the chapters (lampiran)
LISTED = 2  # levels that stand in the list of contents


@dataclass(frozen=True, slots=True)
class Placed:
    """A block in its place.

    `number` counts headings, tables and figures apart, from 1; `label` is what is printed of a table or figure: the number, or
    with chapters "4.1".
    `level` of a heading never skips one (screen readers and PDF/UA need that). `anchor` is unique within the report.
    `listed`: a heading of the list of contents. `leads`: a paragraph that leads to a picture, a table or a heading below its
    own, and stands on its page.
    """

    block: Block
    number: int = 0
    level: int = 0
    anchor: str = ""
    listed: bool = False
    label: str = ""
    leads: bool = False


def place(report: Report) -> tuple[Placed, ...]:
    """Return the blocks in their places."""
    placed = tuple(_walk(report))
    headings = [item for item in placed if _may_be_listed(item)]
    levels = [0, *(item.level for item in headings), 0]
    # A heading alone below its chapter tells nothing more than the chapter does.
    listed = {
        item.anchor
        for item, before, after in zip(headings, levels, levels[2:], strict=False)
        if item.level == 1 or not (before < item.level and after < item.level)
    }
    placed = tuple(replace(item, listed=item.anchor in listed) if item.level else item for item in placed)
    return tuple(_leading(placed))


def _leading(placed: tuple[Placed, ...]) -> Iterator[Placed]:
    level = 0
    for item, following in zip_longest(placed, placed[1:]):
        level = item.level or level
        leads = following and (isinstance(following.block, Figure | Table) or following.level > level)
        yield replace(item, leads=True) if leads and isinstance(item.block, Paragraph) else item


def _may_be_listed(item: Placed) -> bool:
    return isinstance(item.block, Heading) and item.block.listed and item.level <= LISTED


def contents(placed: tuple[Placed, ...]) -> tuple[Placed, ...]:
    """Return the headings for a list of contents."""
    return tuple(item for item in placed if item.listed)


def _walk(report: Report) -> Iterator[Placed]:
    seen: set[str] = set()
    level, headings, tables, figures = 0, 0, 0, 0
    chapters = any(isinstance(block, Heading) and block.chapter for block in report.blocks)
    prefix, inside = "", {Table: 0, Figure: 0}
    for block in report.blocks:
        match block:
            case Heading():
                level = max(1, min(block.level, level + 1, DEEPEST))
                if chapters and level == 1 and (block.chapter or prefix != ANNEX):
                    prefix, inside = f"{block.chapter}." if block.chapter else ANNEX, {Table: 0, Figure: 0}
                headings += 1
                yield Placed(block, headings, level, _anchor(block.anchor or block.text, seen))
            case Table():
                tables += 1
                inside[Table] += 1
                yield Placed(block, tables, 0, _anchor(f"table-{tables}", seen), label=f"{prefix}{inside[Table]}")
            case Figure():
                figures += 1
                inside[Figure] += 1
                yield Placed(block, figures, 0, _anchor(f"figure-{figures}", seen), label=f"{prefix}{inside[Figure]}")
            case _:
                yield Placed(block)


def _anchor(text: str, seen: set[str]) -> str:
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    base = re.sub(r"[^a-z0-9]+", "-", plain).strip("-") or "part"
    name, count = base, 1
    while name in seen:
        count += 1
        name = f"{base}-{count}"
    seen.add(name)
    return name
