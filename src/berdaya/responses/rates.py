"""Who answered, set against the frame."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

import polars as pl

from berdaya.responses.groups import STATUSES
from berdaya.responses.model import Responses


@dataclass(frozen=True)
class FrameCounts:
    """Groups in the frame and groups that answered, by status; rows and distinct respondents by role.

    Without a column `status` the status of every group is "" (unknown). `given` is False where no frame stands beside
    the answers: then both counts are of the groups that answered, and no rate follows from them.
    """

    given: bool
    groups: int
    answered: int
    by_status: Mapping[str, int]
    answered_by_status: Mapping[str, int]
    rows_by_role: Mapping[str, int]
    respondents_by_role: Mapping[str, int]
    respondents: int

    @property
    def share(self) -> float:
        """The share of the frame's groups that answered; NaN for an empty frame."""
        return self.answered / self.groups if self.groups else float("nan")


def frame_counts(responses: Responses, wave: str = "") -> FrameCounts:
    """Return who answered in a wave ("": in any), set against the frame."""
    frame, rows = responses.groups.table, responses.rows
    if wave:
        rows = rows.filter(rows["wave"].cast(pl.String) == wave)
    if not responses.groups.given:
        frame = frame.filter(frame["group"].is_in(rows["group"].unique().cast(pl.String).to_list()))
    answered = frame.filter(frame["group"].is_in(rows["group"].unique().cast(pl.String).to_list()))
    roles = rows.group_by("role").agg(pl.len().alias("rows"), pl.col("respondent").n_unique().alias("persons"))
    counted = {str(role): (n, persons) for role, n, persons in roles.iter_rows()}
    order = [role for role in _roles(rows["role"]) if role in counted]
    return FrameCounts(
        given=responses.groups.given,
        groups=frame.height,
        answered=answered.height,
        by_status=_by_status(frame),
        answered_by_status=_by_status(answered),
        rows_by_role=MappingProxyType({role: counted[role][0] for role in order}),
        respondents_by_role=MappingProxyType({role: counted[role][1] for role in order}),
        respondents=rows["respondent"].n_unique(),
    )


def _roles(roles: pl.Series) -> list[str]:
    kind = roles.dtype
    return kind.categories.to_list() if isinstance(kind, pl.Enum) else roles.unique().cast(pl.String).to_list()


def _by_status(groups: pl.DataFrame) -> Mapping[str, int]:
    if "status" not in groups.columns:
        return MappingProxyType({"": groups.height} if groups.height else {})
    values = ["" if v is None else v for v in groups["status"].to_list()]
    return MappingProxyType({s: values.count(s) for s in (*STATUSES, "") if s in values})
