"""Texts beside signs, where they run into nothing."""

from collections.abc import Sequence

from berdaya.report.charts.theme import SMALL, Label
from berdaya.report.measure import text_width

Box = tuple[float, float, float, float]  # left, top, right, bottom
_HALF = 6.0  # of a sign, and of a line of small text


def beside(signs: Sequence[tuple[float, float, str]], frame: Box) -> list[Label]:
    """Return the text of each sign to its right, its left, above or below it, where it stands within the frame and runs into
    no sign and no text before it; else it is left out.
    """
    taken: list[Box] = [(x - _HALF, y - _HALF, x + _HALF, y + _HALF) for x, y, _ in signs]
    found = []
    for x, y, text in signs:
        wide = text_width(text, SMALL)
        for left, middle in ((x + 8, y), (x - 8 - wide, y), (x - wide / 2, y - 13), (x - wide / 2, y + 13)):
            box = (left, middle - _HALF, left + wide, middle + _HALF)
            if _within(box, frame) and not any(overlap(box, other) for other in taken):
                taken.append(box)
                found.append(Label(left, middle, text, size=SMALL))
                break
    return found


def overlap(a: Box, b: Box) -> bool:
    """Return whether two boxes have more than an edge in common."""
    return a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]


def _within(box: Box, frame: Box) -> bool:
    return frame[0] <= box[0] and frame[1] <= box[1] and box[2] <= frame[2] and box[3] <= frame[3]
