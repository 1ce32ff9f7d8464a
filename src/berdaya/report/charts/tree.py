"""The tree of scores at a glance: a column a level, a box a node with its value and category."""

from collections.abc import Sequence
from dataclasses import dataclass

from berdaya.report.charts.theme import (
    LINE,
    RULE,
    SOFT,
    TEXT,
    WIDTH,
    Box,
    Label,
    Layer,
    Line,
    block,
    boxes,
    chart,
    labels,
    lines_of,
    rules,
)
from berdaya.report.measure import text_width
from berdaya.report.model import NEUTRAL, Category, Spec

_BETWEEN = 26.0  # pixels between two columns
_GAP = 8.0
_PAD = 8.0


@dataclass(frozen=True, slots=True)
class TreeNode:
    """One node: its own key, its parent's ("" for the root), and what is printed; `sure` where its category is in doubt."""

    key: str
    parent: str
    label: str
    text: str
    band: Category | None = None
    sure: str = ""


@dataclass(frozen=True, slots=True)
class _Place:
    node: TreeNode
    depth: int
    middle: float
    height: float


def tree_overview(nodes: Sequence[TreeNode], lang: str, description: str = "", *, last: bool = False) -> Spec:
    """Return the chart of the tree; give as many levels as shall be shown (three fit well).

    Parents stand at the left, or with `last` at the right of what they are made of.
    """
    depth = _depths(nodes)
    levels = max(depth.values()) + 1
    width = (WIDTH - 2 - _BETWEEN * (levels - 1)) / levels
    children: dict[str, list[TreeNode]] = {}
    for node in nodes:
        children.setdefault(node.parent, []).append(node)
    placed: dict[str, _Place] = {}
    height = 1.0
    for root in [node for node in nodes if depth[node.key] == 0]:
        height = _place(root, children, depth, width, height, placed)
    lefts = [_left(depth, width) for depth in range(levels)]
    lefts = lefts[::-1] if last else lefts
    layers = [rules(_links(placed, width, lefts), height + 1, color=RULE, strokeWidth=1.4)]
    layers += _drawn(placed, width, lefts, height + 1)
    return chart(layers, height + 1, lang, description)


def _depths(nodes: Sequence[TreeNode]) -> dict[str, int]:
    depth: dict[str, int] = {}
    for node in nodes:
        depth[node.key] = depth[node.parent] + 1 if node.parent in depth else 0
    return depth


def _lines(node: TreeNode, width: float) -> tuple[str, ...]:
    return lines_of(node.label, width - 2 * _PAD)


def _value_lines(node: TreeNode, width: float) -> tuple[str, ...]:
    word = node.band.word if node.band else ""
    doubt = f" ({node.sure})" if node.sure else ""
    return lines_of(f"{node.text} {word}".strip() + doubt, width - 2 * _PAD, bold=True)


def _box_height(node: TreeNode, width: float) -> float:
    return (len(_lines(node, width)) + len(_value_lines(node, width))) * LINE + 2 * _PAD - 3


def _place(
    node: TreeNode,
    children: dict[str, list[TreeNode]],
    depth: dict[str, int],
    width: float,
    top: float,
    placed: dict[str, _Place],
) -> float:
    """Place a node beside its children; return where the next one may begin."""
    own = _box_height(node, width)
    below = children.get(node.key, [])
    start = top
    for child in below:
        top = _place(child, children, depth, width, top, placed)
    if not below or top - start < own + _GAP:
        top = start + own + _GAP
        middle = start + own / 2
    else:
        middle = (placed[below[0].key].middle + placed[below[-1].key].middle) / 2
        middle = max(middle, start + own / 2)
    placed[node.key] = _Place(node, depth[node.key], middle, own)
    return top


def _left(depth: int, width: float) -> float:
    return 1 + depth * (width + _BETWEEN)


def _links(placed: dict[str, _Place], width: float, lefts: Sequence[float]) -> list[Line]:
    links: list[Line] = []
    for place in placed.values():
        parent = placed.get(place.node.parent)
        if parent is None:
            continue
        start, end = lefts[parent.depth] + width, lefts[place.depth]
        bend = end - _BETWEEN / 2
        if start > end:  # the parent stands at the right
            start, end = lefts[parent.depth], lefts[place.depth] + width
            bend = end + _BETWEEN / 2
        links.append(Line(start, parent.middle, bend, parent.middle))
        links.append(Line(bend, parent.middle, bend, place.middle))
        links.append(Line(bend, place.middle, end, place.middle))
    return links


def _drawn(placed: dict[str, _Place], width: float, lefts: Sequence[float], height: float) -> list[Layer]:
    found: list[Box] = []
    words: list[Label] = []
    for place in placed.values():
        left, top = lefts[place.depth], place.middle - place.height / 2
        colour, ink = (place.node.band.colour, place.node.band.ink) if place.node.band else NEUTRAL
        found.append(Box(left, top, left + width, top + place.height, colour, SOFT))
        name = _lines(place.node, width)
        value = _value_lines(place.node, width)
        middle = top + _PAD - 1.5 + len(name) * LINE / 2
        words += block(name, left + _PAD, middle, colour=ink)
        middle += (len(name) + len(value)) * LINE / 2
        words += block(value, left + _PAD, middle, colour=ink, bold=True)
    assert all(text_width(word.text, TEXT, bold=word.bold) <= width for word in words)
    return [boxes(found, height, corner=3), *labels(words, height)]
