"""Who scored which group, where one person scored several."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

import polars as pl

from berdaya.responses.model import Responses

ENUMERATOR = "enumerator"


@dataclass(frozen=True)
class Assessors:
    """The assessor of each group that had exactly one; `several` counts groups that had more.

    `kind` is "enumerator", or the role of those who answered for groups other than by themselves: facilitator, official.
    """

    kind: str
    of: Mapping[str, str]
    several: int = 0


def assessors_of(responses: Responses, wave: str, own_role: str) -> tuple[Assessors, ...]:
    """Return the kinds of assessors of a wave of whom at least one scored several groups; enumerators first.

    Where the files name enumerators, they are told even if each had one group. `own_role` are the people who speak of
    themselves (the instrument's first role): a respondent code there is no assessor. A role whose people are the
    enumerators is told once.
    """
    rows = responses.rows.filter(responses.rows["wave"].cast(pl.String) == wave)
    found = []
    if ENUMERATOR in responses.attributes:
        found.append(_assessors(ENUMERATOR, rows.select("group", pl.col(ENUMERATOR).alias("who"))))
    for role in rows["role"].unique(maintain_order=True).cast(pl.String).to_list():
        if role != own_role:
            of_role = rows.filter(rows["role"].cast(pl.String) == role)
            one = _assessors(role, of_role.select("group", pl.col("respondent").alias("who")))
            if len(set(one.of.values())) < len(one.of) and one.of not in [before.of for before in found]:
                found.append(one)
    return tuple(one for one in found if one.of)


def _assessors(kind: str, pairs: pl.DataFrame) -> Assessors:
    texts = pairs.select(pl.all().cast(pl.String)).drop_nulls().filter(pl.col("who") != "")
    by_group = texts.unique().group_by("group").agg(pl.len().alias("count"), pl.col("who").min()).sort("group")
    alone = by_group.filter(pl.col("count") == 1)
    of = dict(zip(alone["group"].to_list(), alone["who"].to_list(), strict=True))
    return Assessors(kind, MappingProxyType(of), by_group.height - alone.height)
