"""The map of a study as values: shapes of areas in degrees, with the codes that they are known by."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType

from berdaya.estimates.model import Estimates

Place = tuple[float, float]  # longitude and latitude in degrees (WGS 84)
Ring = tuple[Place, ...]
Polygon = tuple[Ring, ...]  # the outline first, then its holes


@dataclass(frozen=True, slots=True)
class Area:
    """An area: its `plain_code`, its name, its polygons, and the place within it that is furthest from its edge."""

    code: str
    name: str
    polygons: tuple[Polygon, ...]
    inside: Place


@dataclass(frozen=True, slots=True)
class Shapes:
    """The areas of a map; their codes are of an edition of a system ("kemendagri", "2025")."""

    system: str
    edition: str
    areas: tuple[Area, ...]


@dataclass(frozen=True, slots=True)
class MapSettings:
    """What a study says of its map: columns of its list of groups, and the shapes.

    `column` holds the code of each group's area ("": groups have none), `name` the area's name ("": the map's own),
    `points` are the columns of each group's latitude and longitude.
    """

    column: str = ""
    name: str = ""
    points: tuple[str, str] | None = None
    shapes: Shapes | None = None


@dataclass(frozen=True)
class AreaMap:
    """What a report draws: the estimates by area (None: groups have no area), names of areas by their codes, and the places
    of groups by their keys.
    """

    shapes: Shapes | None
    areas: Estimates | None
    names: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    points: Mapping[str, Place] = field(default_factory=lambda: MappingProxyType({}))


def corners(areas: Sequence[Area]) -> list[Place]:
    """Return the places along the outlines of areas."""
    return [place for area in areas for polygon in area.polygons for place in polygon[0]]


def plain_code(text: object) -> str:
    """Return an area's code as it is compared: without dots, blanks, and what Excel adds to a number.

    Examples
    --------
    >>> plain_code("13.06.08.2001"), plain_code(1306082001.0), plain_code(" 1306082001 "), plain_code("NAD-01")
    ('1306082001', '1306082001', '1306082001', 'nad-01')
    """
    written = f"{text:.0f}" if isinstance(text, float) and text.is_integer() else str(text)
    written = re.sub(r"\.0$", "", written.strip()) if re.fullmatch(r"\s*\d{4,}\.0\s*", written) else written
    folded = re.sub(r"\s", "", written).casefold()
    return folded.replace(".", "") if re.fullmatch(r"[\d.]+", folded) else folded
