"""Read a GeoJSON file: its features, and where in its text each of them begins."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from berdaya.errors import InputError, Problem, Where
from berdaya.located import decode, read_bytes
from berdaya.report.map_model import Polygon

MOST_BYTES = 300_000_000
_FEATURES = re.compile(r'"features"\s*:\s*\[')
_KINDS = ("Polygon", "MultiPolygon")
_WORLD = ("CRS84", "EPSG::4326", "EPSG:4326")  # how files name degrees of longitude and latitude


@dataclass(frozen=True)
class GeoJson:
    """A collection of features: its other members, the features as read, its text and its file's name."""

    name: str
    text: str
    members: Mapping[str, Any]
    features: tuple[Mapping[str, Any], ...]

    def where(self, index: int) -> Where:
        """Return where a feature begins."""
        at = self._starts[index] if index < len(self._starts) else None
        if at is None:
            return Where(self.name)
        return Where(self.name, self.text.count("\n", 0, at) + 1, at - self.text.rfind("\n", 0, at))

    @cached_property
    def _starts(self) -> list[int]:
        found, decoder = [], json.JSONDecoder()
        begin = _FEATURES.search(self.text)
        at = begin.end() if begin else len(self.text)
        while at < len(self.text) and self.text[at] != "]":
            if self.text[at] in ", \t\r\n":
                at += 1
                continue
            found.append(at)
            _, at = decoder.raw_decode(self.text, at)
        return found


def read_geojson(path: Path, name: str) -> GeoJson:
    """Return the features of a GeoJSON file in degrees.

    Raises
    ------
    InputError
        The file cannot be read; map.not-json, map.not-geojson, map.not-degrees.
    """
    text, _ = decode(read_bytes(path, name, MOST_BYTES), name)
    try:
        document = json.loads(text)
    except json.JSONDecodeError as error:
        where = Where(name, error.lineno, error.colno)
        raise InputError(Problem("map.not-json", where, {"file": name})) from None
    except RecursionError:
        raise InputError(Problem("map.not-json", Where(name), {"file": name})) from None
    features = document.get("features") if isinstance(document, dict) else None
    if not isinstance(features, list) or not features or not all(isinstance(one, dict) for one in features):
        kind = document.get("type") if isinstance(document, dict) else None
        found = kind if isinstance(kind, str) else type(document).__name__
        raise InputError(Problem("map.not-geojson", Where(name), {"file": name, "found": found}))
    crs = json.dumps(document["crs"]) if document.get("crs") else ""
    if crs and not any(word in crs for word in _WORLD):
        raise InputError(Problem("map.not-degrees", Where(name), {"file": name, "found": crs[:80]}))
    members = {key: value for key, value in document.items() if key != "features"}
    return GeoJson(name, text, members, tuple(features))


def properties(feature: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return the properties of a feature; none where it has none."""
    found = feature.get("properties")
    return found if isinstance(found, dict) else {}


def is_area(feature: Mapping[str, Any]) -> bool:
    """Return whether a feature is an area, not a point, a line or nothing."""
    geometry = feature.get("geometry")
    return isinstance(geometry, dict) and geometry.get("type") in _KINDS


def polygons(feature: Mapping[str, Any]) -> tuple[Polygon, ...] | str:
    """Return the polygons of an area; instead, what is wrong with its coordinates: "numbers" or "degrees"."""
    geometry = feature["geometry"]
    given = geometry.get("coordinates")
    listed = [given] if geometry["type"] == "Polygon" else given
    try:
        found = tuple(tuple(tuple(map(_place, ring)) for ring in polygon) for polygon in listed)
    except (TypeError, ValueError):
        return "numbers"
    if not found or not all(polygon and all(len(ring) >= 4 for ring in polygon) for polygon in found):
        return "numbers"
    inside = all(abs(x) <= 180 and abs(y) <= 90 for polygon in found for ring in polygon for x, y in ring)
    return found if inside else "degrees"


def _place(position: Any) -> tuple[float, float]:
    x, y, *_ = position
    if not all(type(value) in (int, float) for value in (x, y)) or x != x or y != y:
        raise ValueError("not a position")
    return float(x), float(y)
