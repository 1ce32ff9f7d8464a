"""Read what a study says of its map, and the shapes that were imported for it."""

from collections.abc import Mapping, Sequence
from math import nan
from pathlib import Path
from typing import Any

from berdaya.errors import BerdayaError, Where
from berdaya.located import Entries, Problems, nearest
from berdaya.report.map_model import Area, MapSettings, Place, Polygon, Shapes, plain_code
from berdaya.responses.model import Groups
from berdaya.study.declared.geojson import GeoJson, is_area, polygons, properties, read_geojson
from berdaya.study.declared.places import place

FILE = "map.geojson"
MARK = "berdaya_map"  # the member that says that a file was imported, and in which form
FORM = 1
MOST_LISTED = 20  # codes that a message names


def usual_file(folder: Path, book: Path | None) -> Path:
    """Return where the shapes of a study are kept: `map.geojson`, beside a workbook `NAME-map.geojson`."""
    return folder / FILE if book is None else folder / f"{book.stem}-{FILE}"


def read_map(
    entries: Entries, usual: Path, groups: Groups | None, region: Mapping[str, str], *, shapes: bool = True
) -> MapSettings | None:
    """Return what `map:` says, with the shapes of its file or of the usual one; None where there is neither.

    Parameters
    ----------
    entries
        Of study.yaml.
    usual
        The file that is read when `map:` names none and it is there.
    groups
        The list of groups; None where it cannot be read, or there is none.
    region
        `place:` of study.yaml, whose codes the map must share.
    shapes
        False: the file is not read.
    """
    own = entries.mapping("map", ("column", "name", "file", "points"))
    named = own.text("file", "")
    found = place(usual.parent, named, own.where("file"), entries.problems) if named else (usual, usual.name)
    said = entries.get("map") is not None
    there = shapes and found is not None and (bool(named) or usual.is_file())
    if not said and not there:
        return None
    read, column = _read_shapes(*found, region, entries.problems) if there and found else (None, "")
    settings = MapSettings(own.text("column", column), own.text("name", ""), _points(own), read)
    if not settings.column and not settings.points and (said or read):
        entries.problems.error("map.no-column", entries.where("map"))
    if (said or read) and _columns_are_there(settings, own, groups, entries.problems) and groups is not None:
        if read and settings.column:
            known = [area.code for area in read.areas]
            _check_codes(codes_of(groups, settings.column), known, Where(groups.file), entries.problems)
        if settings.points:
            _check_points(groups, settings.points, entries.problems)
    return settings


def _points(own: Entries) -> tuple[str, str] | None:
    texts = own.texts("points") if own.get("points") else ()
    if texts and len(texts) != 2:
        own.problems.error("map.points", own.where("points"), found=", ".join(texts))
    return (texts[0], texts[1]) if len(texts) == 2 else None


def _columns_are_there(settings: MapSettings, own: Entries, groups: Groups | None, problems: Problems) -> bool:
    if groups is None:
        if not problems.any_error:
            problems.error("map.no-groups", own.at.where)
        return False
    said = [("column", settings.column), ("name", settings.name), *(("points", one) for one in settings.points or ())]
    unknown = [(key, column) for key, column in said if column and column not in groups.attributes]
    for key, column in unknown:
        values = {"column": column, "file": groups.file, **nearest(column, groups.attributes)}
        problems.error("map.unknown-column", own.where(key), **values)
    return not unknown


def _check_codes(codes: Mapping[str, str], known: Sequence[str], where: Where, problems: Problems) -> None:
    """Note groups' areas that the map does not have: an error where it has none of them."""
    absent = [code for plain, code in codes.items() if plain not in set(known)]
    if codes and len(absent) == len(codes):
        problems.error("map.no-match", where, own=absent[0], other=known[0])
    elif absent:
        more = "" if len(absent) <= MOST_LISTED else ", …"
        problems.warn("map.not-on-map", where, count=len(absent), codes=", ".join(absent[:MOST_LISTED]) + more)


def codes_of(groups: Groups, column: str) -> dict[str, str]:
    """Return the codes of a column of the list of groups as they are compared, each as it is written first."""
    found: dict[str, str] = {}
    for value in groups.table[column].drop_nulls().to_list():
        if plain_code(value):
            found.setdefault(plain_code(value), str(value))
    return found


def points_of(groups: Groups, columns: tuple[str, str]) -> dict[str, Place]:
    """Return the places of groups by their keys, from the columns of latitude and longitude; what is no place is left out."""
    rows = groups.table.select("group", *columns).iter_rows()
    found = {str(group): (_degrees(longitude), _degrees(latitude)) for group, latitude, longitude in rows}
    return {key: place for key, place in found.items() if abs(place[0]) <= 180 and abs(place[1]) <= 90}


def _check_points(groups: Groups, columns: tuple[str, str], problems: Problems) -> None:
    there = points_of(groups, columns)
    given = groups.table.drop_nulls(list(columns))["group"].cast(str).to_list()
    odd = [key for key in given if key not in there]
    if odd:
        more = "" if len(odd) <= MOST_LISTED else ", …"
        values = {"count": len(odd), "groups": ", ".join(odd[:MOST_LISTED]) + more, "columns": " & ".join(columns)}
        problems.warn("map.not-a-place", Where(groups.file), **values)
    if not there:
        problems.error("map.no-points", Where(groups.file), columns=" & ".join(columns))


def _degrees(value: object) -> float:
    """Degrees as a number; a value that is none is not a number, so that it is in no range."""
    try:
        return float(str(value).strip().replace(",", "."))
    except ValueError:
        return nan


def _read_shapes(path: Path, name: str, region: Mapping[str, str], problems: Problems) -> tuple[Shapes | None, str]:
    """Return the imported shapes, and the column of groups that they were imported for."""
    try:
        read = read_geojson(path, name)
    except BerdayaError as error:
        problems.extend(error.problems)
        return None, ""
    texts = [read.members.get(key) for key in ("system", "edition", "column")]
    if read.members.get(MARK) != FORM or not all(isinstance(text, str) and text for text in texts):
        problems.error("map.not-imported", Where(name), file=name)
        return None, ""
    system, edition, column = map(str, texts)
    areas = [area for index in range(len(read.features)) if (area := _area(read, index, problems))]
    check_edition((system, edition), region, Where(name), problems)
    return (Shapes(system, edition, tuple(areas)) if areas else None), column


def check_edition(edition: tuple[str, str], region: Mapping[str, str], where: Where, problems: Problems) -> None:
    """Note a map whose codes are of another system or edition than those of the study's place."""
    own = (region.get("system", ""), region.get("edition", ""))
    if region and tuple(map(str.casefold, own)) != tuple(map(str.casefold, edition)):
        problems.error("map.other-edition", where, edition=" ".join(edition), own=" ".join(own))


def _area(read: GeoJson, index: int, problems: Problems) -> Area | None:
    """An area as we write it; one that was changed by hand may not be."""
    feature = read.features[index]
    said = properties(feature)
    found: tuple[Polygon, ...] | str = polygons(feature) if is_area(feature) else "numbers"
    inside = _place(said.get("inside"))
    code, name = said.get("code"), said.get("name", "")
    if not (isinstance(code, str) and code and isinstance(name, str)) or inside is None or isinstance(found, str):
        problems.error("map.not-imported", read.where(index), file=read.name)
        return None
    return Area(plain_code(code), name, found, inside)


def _place(value: Any) -> Place | None:
    if not (isinstance(value, list) and len(value) == 2 and all(type(part) in (int, float) for part in value)):
        return None
    return (float(value[0]), float(value[1]))
