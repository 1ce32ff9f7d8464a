"""Make the areas of a map simple enough to draw: neighbours keep one border."""

from collections.abc import Mapping, Sequence
from math import cos, radians
from typing import Any

from berdaya.report.extras import missing_extra
from berdaya.report.map_model import Area, Place, Polygon, Ring

DRAWN = 620.0  # pixels of the longer side of a map
FINEST = 0.7  # pixels; a corner that spans less is left out
DIGITS = 5  # of a degree: about a metre


def simplified(shapes: Mapping[str, Sequence[Polygon]], names: Mapping[str, str]) -> tuple[Area, ...]:
    """Return areas by their codes, in that order, with the fewest corners that look the same on a page.

    Parameters
    ----------
    shapes
        The polygons of each code, in degrees; polygons that cross themselves are mended.
    names
        The name of each code.

    Raises
    ------
    UsageError
        usage.missing-extra: shapely is not installed.

    Notes
    -----
    Visvalingam and Whyatt's method on the coverage as a whole (GEOS), in degrees with those east shortened by the cosine
    of the latitude: a triangle of less than (0.7 pixels)² on a map of 620 pixels is left out, and borders stay shared.
    """
    try:
        import shapely
    except ImportError:
        raise missing_extra("shapely") from None
    areas = [_area(shapely, polygons) for polygons in shapes.values()]
    west, south, east, north = shapely.total_bounds(areas)
    narrow = cos(radians((south + north) / 2))
    flat = shapely.transform(areas, lambda places: places * (narrow, 1.0))
    span = max((east - west) * narrow, north - south)
    simple = shapely.orient_polygons(shapely.coverage_simplify(flat, span / DRAWN * FINEST))
    return tuple(
        Area(
            code,
            names.get(code, ""),
            tuple(_polygon(shapely, one, narrow) for one in _parts(shapely, shape)),
            _inside(shapely, shape, narrow),
        )
        for code, shape in zip(shapes, simple, strict=True)
    )


def _area(shapely: Any, polygons: Sequence[Polygon]) -> Any:
    made = [shapely.Polygon(outline, holes) for outline, *holes in polygons]
    return shapely.MultiPolygon(_parts(shapely, shapely.union_all(shapely.make_valid(made))))


def _parts(shapely: Any, shape: Any) -> list[Any]:
    """The polygons of a shape, without what mending left of lines and points."""
    return [one for one in shapely.get_parts(shapely.get_parts(shape)) if one.geom_type == "Polygon" and one.area > 0]


def _polygon(shapely: Any, polygon: Any, narrow: float) -> Polygon:
    return tuple(_ring(shapely, ring, narrow) for ring in shapely.get_rings(polygon))


def _ring(shapely: Any, ring: Any, narrow: float) -> Ring:
    return tuple(_place(x, y, narrow) for x, y in shapely.get_coordinates(ring))


def _inside(shapely: Any, shape: Any, narrow: float) -> Place:
    """The place within the largest part of an area that is furthest from its edge."""
    largest = max(_parts(shapely, shape), key=lambda part: part.area)
    (x, y), *_ = shapely.get_coordinates(shapely.maximum_inscribed_circle(largest))
    return _place(x, y, narrow)


def _place(x: float, y: float, narrow: float) -> Place:
    return round(float(x) / narrow, DIGITS), round(float(y), DIGITS)
