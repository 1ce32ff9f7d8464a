"""By which attributes a study is reported."""

import polars as pl

from berdaya.responses.model import Responses
from berdaya.study.model import Study
from berdaya.study.run import check_attributes

MOST_LABELS = 20  # an attribute with more labels is a name or a code, not a breakdown
NOT_A_BREAKDOWN = {"name", "nama", "group_weight", "enumerator"}  # who asked says nothing of whom


def breakdowns(study: Study, responses: Responses) -> tuple[str, ...]:
    """Return the attributes to report by: those that study.yaml names under `report: by:`, else every attribute of groups
    and respondents with 2 to 20 labels that is neither a number, a name nor a code.
    """
    chosen = study.report.get("by")
    if chosen is not None:
        names = [part.strip() for part in chosen.split(",")] if isinstance(chosen, str) else chosen
        listed = tuple(str(name) for name in names) if isinstance(names, list) else (str(names),)
        check_attributes(responses, listed)
        return tuple(name for name in listed if name in responses.attributes)
    markers = marker_columns(study)
    return tuple(name for name in responses.attributes if name not in markers and _is_breakdown(responses.rows, name))


def marker_columns(study: Study) -> frozenset[str]:
    """Return the columns of groups that are answers to a checklist of stages, not traits to report by."""
    markers = study.stages.markers if study.stages else ()
    return frozenset(name for marker in markers for name in marker.columns)


def _is_breakdown(rows: pl.DataFrame, name: str) -> bool:
    column = rows[name]
    if column.dtype.is_numeric() or name in NOT_A_BREAKDOWN or name.endswith("_code"):
        return False
    groups = rows["group"].n_unique()
    labels = column.drop_nulls().n_unique()
    return 2 <= labels <= MOST_LABELS and labels < groups
