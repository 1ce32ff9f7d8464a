"""How many to ask, for a study as a whole or for each of its parts, as commands hand it out."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Literal

from berdaya.stats.sample_size import (
    Rounding,
    SampleSize,
    size_for_change,
    size_for_mean,
    size_for_share,
    slovin,
)

Kind = Literal["share", "mean", "change"]


@dataclass(frozen=True)
class SizeQuery:
    """What is to be known, and how well. `sd` and `margin` of a mean and `change` are in the units of the scale.

    A change that is given makes it the size for a paired change, else a standard deviation that for a mean, else it is that
    for a share.
    """

    margin: float = 0.05
    share: float = 0.5
    sd: float | None = None
    change: float | None = None
    power: float = 0.8
    confidence: float = 0.95
    deff: float = 1.0
    response: float = 1.0
    rounding: Rounding = "up"  # of Slovin's size

    @property
    def kind(self) -> Kind:
        """What the size is for."""
        if self.change is not None:
            return "change"
        return "share" if self.sd is None else "mean"


@dataclass(frozen=True)
class SizeRow:
    """The size for a part; `slovin` only where there is a population and a share is to be known."""

    part: str
    population: int | None
    size: SampleSize
    slovin: tuple[float, int] | None


def sample_sizes(query: SizeQuery, populations: Mapping[str, int | None]) -> tuple[SizeRow, ...]:
    """Return the size for each part, each to be known as well as the query says.

    Raises
    ------
    ComputeError
        stats.size-out-of-range.
    """
    return tuple(
        SizeRow(part, population, _size(query, population), _slovin(query, population))
        for part, population in populations.items()
    )


def _size(query: SizeQuery, population: int | None) -> SampleSize:
    more: dict[str, Any] = {"deff": query.deff, "response": query.response, "population": population}
    sd = 0.0 if query.sd is None else query.sd
    if query.kind == "share":
        return size_for_share(query.share, query.margin, query.confidence, **more)
    if query.kind == "mean":
        return size_for_mean(sd, query.margin, query.confidence, **more)
    return size_for_change(sd, query.change or 0.0, query.power, query.confidence, **more)


def _slovin(query: SizeQuery, population: int | None) -> tuple[float, int] | None:
    if query.kind != "share" or population is None:
        return None
    return slovin(population, query.margin, query.rounding)


def sizes_document(query: SizeQuery, rows: Sequence[SizeRow]) -> dict[str, Any]:
    """Return what `berdaya sample size --json` prints."""
    return {
        "kind": query.kind,
        "query": asdict(query),
        "sizes": [
            {
                "part": row.part,
                "population": row.population,
                **asdict(row.size),
                "slovin": row.slovin and {"exact": row.slovin[0], "n": row.slovin[1]},
            }
            for row in rows
        ],
        "answers": sum(row.size.answers for row in rows),
        "asked": sum(row.size.asked for row in rows),
    }
