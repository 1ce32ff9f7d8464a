"""What a report draws of a study's map."""

from collections.abc import Callable

from berdaya.estimates.model import Estimates
from berdaya.report.map_model import AreaMap, MapSettings
from berdaya.responses.model import Groups
from berdaya.study.declared.map_file import points_of

_CODE = "_code"


def area_map(settings: MapSettings, groups: Groups, by: Callable[[str], Estimates]) -> AreaMap:
    """Return the estimates of areas, `by` the column of their codes, with their names and the places of groups."""
    return AreaMap(
        shapes=settings.shapes,
        areas=by(settings.column) if settings.column else None,
        names=_names(settings, groups),
        points=points_of(groups, settings.points) if settings.points else {},
    )


def _names(settings: MapSettings, groups: Groups) -> dict[str, str]:
    """Names of areas from the list of groups: of the column that is named, else `village` for the codes `village_code`."""
    column = settings.name or (settings.column.removesuffix(_CODE) if settings.column.endswith(_CODE) else "")
    if not settings.column or column not in groups.attributes or column == settings.column:
        return {}
    rows = groups.table.select(settings.column, column).drop_nulls().iter_rows()
    found: dict[str, str] = {}
    for code, name in rows:
        found.setdefault(str(code), str(name))
    return found
