"""From degrees to the pixels of a chart, north above, and the bar of the scale."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import cos, floor, hypot, log10, radians

from berdaya.report.charts.theme import INK, SMALL, TALLEST, WIDTH, Label, Layer, Line, labels, rules
from berdaya.report.map_model import Place

BAR = 26.0  # pixels that the bar takes
_KILOMETRES = 111.32  # in a degree of latitude
_ROOM = 120.0  # pixels below a map, for its scale and legend
_EDGE = 6.0
_LONGEST_BAR = 90.0
_LEAST = 2e-3  # degrees that a map spans, also where all places are one


@dataclass(frozen=True, slots=True)
class Frame:
    """From degrees to pixels: the middle and the scales of both directions, and the height that the map takes."""

    middle: Place
    across: float
    down: float
    height: float

    @property
    def bottom(self) -> float:
        """Where the map ends."""
        return self.height + 2 * _EDGE

    def at(self, place: Place) -> tuple[float, float]:
        """Return the pixel of a place."""
        x = WIDTH / 2 + (place[0] - self.middle[0]) * self.across
        return x, _EDGE + self.height / 2 - (place[1] - self.middle[1]) * self.down


def fitted(places: Sequence[Place]) -> Frame:
    """Return the frame that fits places into the width of a chart, or into the height that a page leaves.

    Degrees east are drawn shorter than degrees north, by the cosine of the latitude in the middle.
    """
    west, east = min(x for x, _ in places), max(x for x, _ in places)
    south, north = min(y for _, y in places), max(y for _, y in places)
    middle = ((west + east) / 2, (south + north) / 2)
    narrow = cos(radians(middle[1]))
    wide, high = max((east - west) * narrow, _LEAST), max(north - south, _LEAST)
    down = min((WIDTH - 2 * _EDGE) / wide, (TALLEST - _ROOM - 2 * _EDGE) / high)
    return Frame(middle, down * narrow, down, high * down)


def scale_bar(frame: Frame, lang: str, unit: str, height: float) -> list[Layer]:
    """Return a bar of so many kilometres below a map, true in its middle."""
    kilometres = _round_below(_LONGEST_BAR / frame.down * _KILOMETRES)
    long, top = kilometres / _KILOMETRES * frame.down, frame.bottom + BAR / 2
    bar = [Line(1, top, 1 + long, top), Line(1, top - 3, 1, top + 3), Line(1 + long, top - 3, 1 + long, top + 3)]
    said = f"{kilometres:g}".replace(".", "," if lang == "id" else ".")
    return [rules(bar, height, color=INK), *labels([Label(long + 9, top, f"{said} {unit}", size=SMALL)], height)]


def _round_below(value: float) -> float:
    """The largest of 1, 2 and 5 times a power of ten that is not above a value."""
    power: float = 10.0 ** floor(log10(value))
    return max(step * power for step in (1, 2, 5) if step * power <= value * (1 + 1e-9))


def distance(at: tuple[float, float], a: tuple[float, float], b: tuple[float, float]) -> float:
    """Return the pixels from a point to the nearest point of a line."""
    dx, dy = b[0] - a[0], b[1] - a[1]
    length = dx * dx + dy * dy
    share = max(0.0, min(1.0, ((at[0] - a[0]) * dx + (at[1] - a[1]) * dy) / length)) if length else 0.0
    return hypot(at[0] - a[0] - share * dx, at[1] - a[1] - share * dy)
