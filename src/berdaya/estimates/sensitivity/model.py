"""What a sensitivity run varies, and what comes of it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, Literal, get_args

import numpy as np
import polars as pl

from berdaya.estimates.bootstrap import SEED
from berdaya.estimates.sensitivity.expert_weights import Take
from berdaya.instrument.expert_panel import ExpertPanel
from berdaya.instrument.model import Aggregate
from berdaya.stats.rank_statistics import RankStatistics
from berdaya.stats.sobol_indices import SobolIndices

Floats = np.ndarray[Any, np.dtype[np.float64]]
Ints = np.ndarray[Any, np.dtype[np.int64]]
Uncertain = Literal["sampling", "weights", "aggregate", "coverage", "bands", "spacing"]
UNCERTAIN: tuple[Uncertain, ...] = get_args(Uncertain)
WeightDraw = Literal["dirichlet", "box", "schemes", "experts"]
Coverage = Literal["own", "lowest", "highest"] | float  # a number: the least coverage
BASE = 512
SPREAD = 0.25
BANDS = 0.05  # of the scale's width


@dataclass(frozen=True)
class SensitivitySpec:
    """The specification of a sensitivity run: study.yaml `sensitivity:`.

    `weights` are drawn around the instrument's (dirichlet, box: with `spread`), between `schemes` (name to node to weight), or
    between the experts of one `scheme` ("": the one in use, or the only one): `take` one of them for the whole tree, or a
    random mixture; `leave_out` inconsistent judgements. `panel` are these experts; None: not looked up yet.
    `aggregate`: kinds of means that every node may have, None the instrument's own; empty: own and the geometric mean.
    `zero` is the policy of zeros in kinds that are not the instrument's. `bands` is how far each cut may lie from where it is,
    in units of the scale; None: a twentieth of its width. `spacing` None: any increasing scoring of the answers is alike
    likely; a number: the steps between levels vary by so much around equal ones, as weights do by `spread`.
    """

    sources: tuple[Uncertain, ...] = UNCERTAIN
    base: int = BASE
    seed: int = SEED
    weights: WeightDraw = "dirichlet"
    spread: float = SPREAD
    aggregate: tuple[Aggregate | None, ...] = ()
    zero: Literal["shift", "veto"] = "shift"
    coverage: tuple[Coverage, ...] = ("own", "lowest", "highest")
    bands: float | None = None
    spacing: float | None = None
    schemes: Mapping[str, Mapping[str, float]] = field(default_factory=lambda: MappingProxyType({}))
    scheme: str = ""
    take: Take = "one"
    leave_out: bool = False
    panel: ExpertPanel | None = None


@dataclass(frozen=True)
class RankRun:
    """Ranks of groups by the overall score: as reported (G,), over the runs, and by which sources they move.

    `indices` (S,) are of the mean move of a rank. `suppressed` (G,): a group's score rests on few persons. `fixed`: no sampling
    error within groups is known.
    """

    groups: tuple[str, ...]
    value: Floats
    rank: Floats
    over_runs: RankStatistics
    indices: SobolIndices
    suppressed: "np.ndarray[Any, np.dtype[np.bool_]]"
    fixed: bool


@dataclass(frozen=True)
class Sensitivity:
    """What comes of a sensitivity run: arrays of nodes (N), sources (S), categories (B); NaN is what does not exist.

    `value` and `band` are as reported. Over the 2 x base runs of A and B: `median`, ends of the ranges that hold 90 % and 95 %,
    `bands` (N, B) the share in each category, `same` the share in the reported one, `empty` the share without a score.
    `scores` (S, N) are the indices of the score, `categories` (S, N) those of being in the reported category.
    `left_out` are sources that nothing can be drawn of. `draws` has a row for every run: what was drawn, and what came of it.
    """

    spec: SensitivitySpec
    sources: tuple[Uncertain, ...]
    left_out: tuple[Uncertain, ...]
    kinds: tuple[Aggregate | None, ...]
    cut_shift: float
    wave: str
    nodes: tuple[str, ...]
    value: Floats
    band: Ints
    median: Floats
    low90: Floats
    high90: Floats
    low95: Floats
    high95: Floats
    bands: Floats
    same: Floats
    empty: Floats
    scores: SobolIndices
    categories: SobolIndices
    ranks: RankRun
    lonely: bool
    draws: pl.DataFrame

    @property
    def draws_made(self) -> int:
        """How many runs were made."""
        return self.spec.base * (2 + len(self.sources))

    def at(self, node: str) -> int:
        """Return a node's place."""
        return self.nodes.index(node)
