"""Which parts of a printed report stand on turned pages: tables that are too wide for an upright one."""

from collections.abc import Sequence
from dataclasses import dataclass

from berdaya.report.columns import Layout, lay_out
from berdaya.report.model import Heading, PageBreak, Table
from berdaya.report.outline import Placed

MARGIN = 62.0  # points; 2.2 cm
A4 = (595.28, 841.89)
UPRIGHT = A4[0] - 2 * MARGIN
TURNED = A4[1] - 2 * MARGIN
LOGO_HEIGHT, LOGO_WIDTH = 62.0, 90.0  # points at most for the emblem of a letterhead
TALLEST = 600.0  # points for a picture, so that its caption stays on the page


@dataclass(frozen=True, slots=True)
class Spread:
    """Blocks in order on pages of one kind; `layouts` holds the layout of each table by its number."""

    landscape: bool
    items: tuple[Placed, ...]
    layouts: dict[int, Layout]


def spread(placed: Sequence[Placed]) -> tuple[Spread, ...]:
    """Part the blocks by the kind of their page; a turned table takes the headings right above it along."""
    layouts = {item.number: lay_out(item.block, UPRIGHT, TURNED) for item in placed if isinstance(item.block, Table)}
    groups: list[tuple[bool, list[Placed]]] = []
    for item in placed:
        turned = isinstance(item.block, Table) and layouts[item.number].landscape
        if groups and groups[-1][0] == turned:
            groups[-1][1].append(item)
        elif turned and groups:
            groups.append((True, [*_headings_above(groups[-1][1]), item]))
        else:
            groups.append((turned, [item]))
    return tuple(
        Spread(turned, items, layouts)
        for turned, items in ((turned, _trimmed(items)) for turned, items in groups)
        if items
    )


def _headings_above(items: list[Placed]) -> list[Placed]:
    taken: list[Placed] = []
    while items and isinstance(items[-1].block, Heading):
        taken.insert(0, items.pop())
    return taken


def _trimmed(items: list[Placed]) -> tuple[Placed, ...]:
    """A spread begins and ends a page of its own; page breaks at its ends would leave empty pages."""
    while items and isinstance(items[-1].block, PageBreak):
        items.pop()
    while items and isinstance(items[0].block, PageBreak):
        items.pop(0)
    return tuple(items)
