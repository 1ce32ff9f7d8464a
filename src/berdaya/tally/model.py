"""The sampling design as the study declares it, and the tally: sums that all estimates are made of."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from math import inf
from typing import Any, Literal

import numpy as np

from berdaya.errors import Problem, Where
from berdaya.responses.account import Counts
from berdaya.responses.model import Rejected
from berdaya.stats.sample import Sample

Floats = np.ndarray[Any, np.dtype[np.float64]]
Ints = np.ndarray[Any, np.dtype[np.int64]]
Selection = Literal["random", "census", "purposive", "unknown"]
LonelyPsu = Literal["none", "centre", "remove", "average"]
Population = float | str | Mapping[str, float | str] | None
ReplicateKind = Literal["brr", "fay", "jk1", "jkn", "bootstrap"]


@dataclass(frozen=True)
class Stage:
    """One stage of selection.

    `unit` is what is drawn: "group", "respondent", or an attribute (a village). `strata` are attributes, or "group".
    `population` is a number, a column, or one of these for each role; None: drawn with replacement.
    """

    unit: str
    strata: tuple[str, ...] = ()
    population: Population = None
    where: Where = field(default=Where(), compare=False)  # of the stage, or of its population


@dataclass(frozen=True)
class ReplicateSpec:
    """Replicate weights that came with the answers, as written in study.yaml.

    `columns` is a pattern of headers ("rw_*"). `scale`, `rscales` (one for all, or one a replicate) and `df` are the usual ones
    where they are None. `combined`: the columns hold whole weights; else factors of the weight.
    """

    columns: str
    kind: ReplicateKind
    fay: float = 0.0
    scale: float | None = None
    rscales: tuple[float, ...] = ()
    df: float | None = None
    centre: Literal["mean", "full"] = "mean"
    combined: bool = True
    where: Where = field(default=Where(), compare=False)


@dataclass(frozen=True)
class Replicates:
    """Supplied replicates: `factors` (B, rows) of the weight of each row, and how their spread becomes a variance.

    `df` None: PSUs minus strata where the design has stages (`staged`), else the rank of the replicates minus 1.
    """

    factors: Floats
    scale: float
    rscales: Floats
    centre: Literal["mean", "full"]
    df: float | None
    staged: bool


@dataclass(frozen=True)
class Margin:
    """Known totals of the labels of a variable: a column, or columns crossed ("village / sex"); `wave` "" is every wave.

    `places` has where each total is written.
    """

    variable: str
    wave: str
    totals: Mapping[str, float]
    places: Mapping[str, Where] = field(default_factory=dict, compare=False)

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns that the variable is made of."""
        return tuple(part.strip() for part in self.variable.split("/"))


@dataclass(frozen=True)
class CalibrateSpec:
    """Known totals that weights are brought to: those of a role's people ("": of all)."""

    file: str
    margins: tuple[Margin, ...]
    role: str = ""
    where: Where = field(default=Where(), compare=False)


@dataclass(frozen=True)
class TrimSpec:
    """Bounds of weights as multiples of their mean, in each wave and role."""

    low: float = 0.0
    high: float = inf


@dataclass(frozen=True)
class DrawnGroup:
    """A group of the list of those drawn: its weight (of `respondents`: a member's), how many of it were to be asked."""

    stratum: str
    part: str
    weight: float
    take: float
    where: Where = field(default=Where(), compare=False)


@dataclass(frozen=True)
class NonResponse:
    """Weighting classes: who answered in a class stands for all that were drawn in it.

    `drawn` are the groups of the list of those drawn; None: all groups of the frame were. `role` "": every row.
    """

    classes: tuple[str, ...]
    of: Literal["groups", "respondents"] = "groups"
    role: str = ""
    file: str = ""
    drawn: Mapping[str, DrawnGroup] | None = None
    where: Where = field(default=Where(), compare=False)


@dataclass(frozen=True)
class DesignSpec:
    """Who stands for whom, as written in study.yaml.

    Without stages the rows are a simple random sample with replacement. `weight` "column" uses the rows' weight,
    "design" works it out as the product over stages of N/n, "none" is 1 for all.
    """

    selection: Selection = "unknown"
    stages: tuple[Stage, ...] = ()
    weight: Literal["none", "column", "design"] = "none"
    finite: bool = True
    lonely_psu: LonelyPsu = "none"
    replicates: ReplicateSpec | None = None
    nonresponse: NonResponse | None = None
    trim: TrimSpec | None = None
    calibrate: CalibrateSpec | None = None
    where: Where = field(default=Where(), compare=False)


@dataclass(frozen=True)
class Axis:
    """A column of cells: `codes` (C,) into `labels`, which are sorted."""

    codes: Ints
    labels: tuple[str, ...]


@dataclass(frozen=True)
class UnitScores:
    """Each respondent's own tree, summed over cells (C, N), each times the row's weight.

    `possible` is the weight of rows that were asked something below the node, `scored` of those with a score; `sums` adds
    up the scores, `lowest`, `highest` and `lost` what they could be and the weight they lack (over `possible`); `bands`
    (C, N, B) is the weight in each band; `count` the number of rows with a score.
    """

    possible: Floats
    scored: Floats
    sums: Floats
    lowest: Floats
    highest: Floats
    lost: Floats
    bands: Floats
    count: Floats


@dataclass(frozen=True)
class Frequencies:
    """Answers of each item, by wave and role.

    `levels` are every answer of the instrument's discrete questions in rising order, then BLANK, the instrument's missing
    codes, and SET_ASIDE (asked, unusable). `count` and `weighted` have shape (waves, roles, items, levels + these).
    """

    levels: tuple[float, ...]
    reasons: tuple[str, ...]
    count: Floats
    weighted: Floats


@dataclass(frozen=True)
class Tally:
    """Sums over cells (C,): rows that share unit, group, role, wave and attributes.

    Per item (C, I), on the instrument's scale: `sums` = sum of weight x answer, `answered` = weight of rows that answered,
    `asked` = weight of rows that were asked (one column for all where all were), `count` = rows that answered. Per node
    (C, N): `below` = rows with an answer that counts below it; `leaf` (I,) is each item's place among the nodes.
    `persons` lists the (cell, respondent) pairs that occur. `group_weight` (groups,).
    """

    sample: Sample
    strata: tuple[str, ...]
    groups_vary: bool
    certain: bool
    unit: Ints
    group: Axis
    role: Axis
    wave: Axis
    attributes: Mapping[str, Axis]
    group_weight: Floats
    rows: Floats
    weight: Floats
    sums: Floats
    answered: Floats
    asked: Floats
    below: Floats
    leaf: Ints
    persons: tuple[Ints, Ints]
    one_row_a_cell: bool
    counts: Counts
    units: UnitScores | None = None
    frequencies: Frequencies | None = None
    rejected: tuple[Rejected, ...] = ()
    problems: tuple[Problem, ...] = ()
    group_in_unit: bool = False  # no group is spread over several units
    second_strata: tuple[str, ...] = ()  # names of the second-stage strata, where that stage counts
    replicates: Replicates | None = None  # supplied with the answers: errors are theirs, and each cell is a row

    @cached_property
    def count(self) -> Floats:
        """Rows that answered each item (C, I)."""
        return self.below[:, self.leaf]

    @cached_property
    def answers(self) -> Floats:
        """Each row's answers (C, I) on the instrument's scale, NaN where none counts. Needs one cell a row (`detail`)."""
        assert self.one_row_a_cell, "a row's own answers need a tally with detail"
        with np.errstate(divide="ignore", invalid="ignore"):
            return np.where(self.answered > 0, self.sums / self.answered, np.nan)
