"""Take the shapes of areas into a study: joined by code, made simple, written beside the answers."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from berdaya.errors import InputError, Problem, UsageError, Where
from berdaya.located import Problems, nearest
from berdaya.report.map_model import Area, Polygon, plain_code
from berdaya.responses.folded import fold
from berdaya.responses.model import Groups
from berdaya.save import save_bytes
from berdaya.study.declared.geojson import GeoJson, is_area, polygons, properties, read_geojson
from berdaya.study.declared.map_file import FORM, MARK, check_edition, codes_of, usual_file
from berdaya.study.maps.simplify import simplified
from berdaya.study.model import Study

MOST_AREAS = 1000
MOST_SHOWN = 12  # properties that a message names
_NAMES = (  # properties that hold an area's name, the smaller areas first
    *("name", "nama", "namobj", "nama wilayah", "wadmkd", "nmdesa", "nm desa", "nama desa", "desa", "kelurahan", "nagari"),
    *("desa kelurahan", "village", "wadmkc", "nmkec", "nm kec", "nama kec", "kecamatan", "subdistrict", "name 4", "name 3"),
    *("wadmkk", "nmkab", "kabupaten", "kabkot", "district", "name 2", "provinsi", "propinsi", "wadmpr"),
    *("province", "state", "name 1"),
)  # fmt: skip


@dataclass(frozen=True)
class MapChoice:
    """What is said of a file of shapes; what is "" is looked for.

    `column` of the list of groups holds the codes of areas; the properties `code` and `name` those of the file; `system` and
    `edition` are of its codes (absent: those of the study's place); areas are kept whose code begins with `within` (absent:
    with the place's code).
    """

    column: str = ""
    code: str = ""
    name: str = ""
    system: str = ""
    edition: str = ""
    within: str = ""


@dataclass(frozen=True)
class MapImported:
    """What an import found and did; the codes `absent` are of groups and not in the file. `written` is False for a trial."""

    file: str
    column: str
    code: str
    name: str
    system: str
    edition: str
    areas: tuple[Area, ...]
    matched: tuple[str, ...]
    absent: tuple[str, ...]
    left_out: int  # areas of the file elsewhere
    corners: tuple[int, int]  # before and after
    problems: tuple[Problem, ...]
    written: bool


def import_map(study: Study, file: str | Path, choice: MapChoice | None = None, *, trial: bool = False) -> MapImported:
    """Match areas with the groups of a study by their codes, make them simple, and write `map.geojson`.

    Parameters
    ----------
    study
        As `read_study(.., shapes=False)` gives it. It has a list of groups.
    file
        GeoJSON in degrees (WGS 84), with polygons.
    choice
        What is said of it.
    trial
        Only look: nothing is written.

    Raises
    ------
    UsageError
        No column, code or edition can be told; the target is another file; shapely is not installed.
    InputError
        The file cannot be read, none of its areas is of the study, or a shape is broken.
    """
    choice = choice or MapChoice()
    path = Path(file)
    target = usual_file(study.folder, study.book)
    _refuse_own(path, target)
    groups = study.groups
    if groups is None:
        raise UsageError(Problem("map.no-groups"))
    column = _column(study, groups, choice.column)
    edition = _edition(study, choice)
    read = read_geojson(path, path.name)
    codes = codes_of(groups, column)
    code = _code(read, codes, choice.code)
    problems = Problems()
    kept, left_out = _kept(read, codes, code, _within(study, choice, codes), problems)
    check_edition(edition, study.place, Where(path.name), problems)
    shapes = _shapes(read, kept, problems)
    problems.raise_errors()
    name = _name(read, kept, choice.name)
    areas = simplified(shapes, _names(read, kept, name))
    if not trial:
        save_bytes(target, _geojson(areas, edition, column).encode("utf-8"))
    return MapImported(
        file=target.name,
        column=column,
        code=code,
        name=name,
        system=edition[0],
        edition=edition[1],
        areas=areas,
        matched=tuple(written for plain, written in codes.items() if plain in kept),
        absent=tuple(written for plain, written in codes.items() if plain not in kept),
        left_out=left_out,
        corners=(_count(shapes.values()), _count([area.polygons for area in areas])),
        problems=tuple(problems),
        written=not trial,
    )


def _refuse_own(path: Path, target: Path) -> None:
    """Refuse to put simple shapes in the place of the file that they are made of, or of one that is not ours."""
    if not target.exists():
        return
    with target.open("rb") as stream:
        ours = MARK.encode() in stream.read(200)
    if not ours or (path.exists() and path.samefile(target)):
        raise UsageError(Problem("usage.map-in-place", values={"file": target.name}))


def _column(study: Study, groups: Groups, said: str) -> str:
    said = said or (study.map.column if study.map else "")
    if said and said not in groups.attributes:
        raise UsageError(
            Problem(
                "map.unknown-column",
                Where(groups.file),
                {"column": said, "file": groups.file} | nearest(said, groups.attributes),
            )
        )
    found = [said] if said else [name for name in groups.attributes if name.endswith("_code")]
    if len(found) != 1:
        values = {"known": ", ".join(found or groups.attributes) or "–"}
        raise UsageError(Problem("usage.map-column", values=values))
    return found[0]


def _edition(study: Study, choice: MapChoice) -> tuple[str, str]:
    system, edition = choice.system or study.place.get("system", ""), choice.edition or study.place.get("edition", "")
    if not system or not edition:
        raise UsageError(Problem("usage.map-edition"))
    return system, edition


def _code(read: GeoJson, codes: Mapping[str, str], said: str) -> str:
    """Return the property that holds the codes: the one that is named, else the one that most of the groups' areas stand in."""
    held: dict[str, dict[str, str]] = {}
    for feature in read.features:
        for key, value in properties(feature).items():
            if isinstance(value, str | int | float):
                held.setdefault(key, {}).setdefault(plain_code(value), str(value))
    if said and said not in held:
        raise UsageError(Problem("usage.map-property", values={"name": said, **nearest(said, held)}))
    hits = {key: len(held[key].keys() & codes.keys()) for key in ([said] if said else held)}
    best = max(hits, key=lambda key: hits[key], default="")
    if not hits.get(best):
        shown = "; ".join(f"{key}: {next(iter(values.values()))}" for key, values in list(held.items())[:MOST_SHOWN])
        values = {"own": next(iter(codes.values()), "–"), "shown": shown or "–", "file": read.name}
        raise InputError(Problem("map.no-code", Where(read.name), values))
    return best


def _within(study: Study, choice: MapChoice, codes: Mapping[str, str]) -> str:
    own = plain_code(choice.within or study.place.get("code", ""))
    return own if choice.within or any(code.startswith(own) for code in codes) else ""


def _kept(
    read: GeoJson, codes: Mapping[str, str], code: str, within: str, problems: Problems
) -> tuple[dict[str, list[int]], int]:
    """Return the features of each area that is kept, by its code in the order of codes, and how many areas are left out."""
    found: dict[str, list[int]] = {}
    elsewhere: set[str] = set()
    without, other = [], []
    for index, feature in enumerate(read.features):
        value = properties(feature).get(code)
        own = plain_code(value) if isinstance(value, str | int | float) else ""
        if not is_area(feature):
            other.append(index)
        elif not own:
            without.append(index)
        elif own in codes or own.startswith(within):
            found.setdefault(own, []).append(index)
        else:
            elsewhere.add(own)
    for name, listed in (("map.without-code", without), ("map.not-an-area", other)):
        if listed:
            problems.warn(name, read.where(listed[0]), count=len(listed), property=code)
    if len(found) > MOST_AREAS:
        problems.error("map.too-many", Where(read.name), count=len(found), most=MOST_AREAS)
    return {own: found[own] for own in sorted(found)}, len(elsewhere)


def _shapes(read: GeoJson, kept: Mapping[str, Sequence[int]], problems: Problems) -> dict[str, tuple[Polygon, ...]]:
    found: dict[str, tuple[Polygon, ...]] = {}
    if problems.any_error:
        return found
    for own, places in kept.items():
        for index in places:
            shape = polygons(read.features[index])
            if isinstance(shape, str):
                code = "map.not-degrees" if shape == "degrees" else "map.broken-shape"
                problems.error(code, read.where(index), file=read.name, found=own)
            else:
                found[own] = (*found.get(own, ()), *shape)
    return found


def _name(read: GeoJson, kept: Mapping[str, Sequence[int]], said: str) -> str:
    """Return the property that holds names: the one that is named, else a usual one that tells most areas apart ("": none)."""
    held: dict[str, set[str]] = {}
    for places in kept.values():
        for key, value in properties(read.features[places[0]]).items():
            if isinstance(value, str) and value.strip():
                held.setdefault(key, set()).add(value)
    if said and said not in held:
        raise UsageError(Problem("usage.map-property", values={"name": said, **nearest(said, held)}))
    usual = [key for name in _NAMES for key in held if fold(key.replace("_", " ")) == name]
    return said or max(usual, key=lambda key: len(held[key]), default="")


def _names(read: GeoJson, kept: Mapping[str, Sequence[int]], name: str) -> dict[str, str]:
    found = {own: properties(read.features[places[0]]).get(name) for own, places in kept.items()}
    return {own: " ".join(value.split()) for own, value in found.items() if isinstance(value, str)}


def _count(shapes: Any) -> int:
    return sum(len(ring) for polygons_of in shapes for polygon in polygons_of for ring in polygon)


def _geojson(areas: Sequence[Area], edition: tuple[str, str], column: str) -> str:
    """Return the file: one area a line."""
    head = {MARK: FORM, "type": "FeatureCollection", "system": edition[0], "edition": edition[1], "column": column}
    lines = [_line(area) for area in areas]
    return json.dumps(head, ensure_ascii=False)[:-1] + ', "features": [\n' + ",\n".join(lines) + "\n]}\n"


def _line(area: Area) -> str:
    feature = {
        "type": "Feature",
        "properties": {"code": area.code, "name": area.name, "inside": area.inside},
        "geometry": {"type": "MultiPolygon", "coordinates": area.polygons},
    }
    return json.dumps(feature, ensure_ascii=False, separators=(",", ":"))
