"""How far scores, categories and ranks depend on chance and on choices, and on which of them most.

    sensitivity(instrument, (tally, tally), settings, SensitivitySpec(), wave="after")

One Monte Carlo run over sampling error, weights, kinds of means, what is missing, cuts of the categories and the scoring of
answers. Its runs are a Saltelli design, so they give the distribution and the Sobol indices at once. It works on the tally: no
answer is read again.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
import polars as pl

from berdaya.errors import ComputeError, Problem
from berdaya.estimates.bootstrap import group_factors, unit_factors
from berdaya.estimates.disclosure import suppress
from berdaya.estimates.frame import Frame, make_frame
from berdaya.estimates.model import Settings
from berdaya.estimates.precision import bootstrap_withheld
from berdaya.estimates.sensitivity.level_sums import LevelSums, inner_levels
from berdaya.estimates.sensitivity.model import Coverage, RankRun, Sensitivity, SensitivitySpec
from berdaya.estimates.sensitivity.parameters import Parameters, Plan, make_plan, parameter_columns, parameters
from berdaya.instrument.model import Aggregate, Instrument
from berdaya.instrument.tree import Tree, make_tree, roll_up
from berdaya.instrument.tree_draws import roll_up_draws, with_orders
from berdaya.stats.aggregate import order
from berdaya.stats.intervals import classify
from berdaya.stats.rank_statistics import rank_statistics, ranks
from berdaya.stats.saltelli_design import base_points, swapped
from berdaya.stats.sobol_indices import sobol_indices
from berdaya.tally.model import LonelyPsu, Tally

Floats = np.ndarray[Any, np.dtype[np.float64]]
Ints = np.ndarray[Any, np.dtype[np.int64]]
NUMBERS = 2_000_000  # sums held at a time
Progress = Callable[[float], None]


def sensitivity(
    instrument: Instrument,
    tallies: tuple[Tally, Tally | None],
    settings: Settings,
    spec: SensitivitySpec,
    wave: str = "",
    *,
    lonely: LonelyPsu = "none",
    progress: Progress = lambda share: None,
) -> Sensitivity:
    """Return the distribution of every node, category and rank over the runs, and the indices of every source.

    Parameters
    ----------
    instrument, settings
        As for `estimate`.
    tallies
        The study's, with one cell a row for the source "spacing"; and the one whose design is that of people within groups,
        None where no sampling error within groups is known.
    spec
        What is drawn, how often, from which seed.
    wave
        "" where the study has none.
    lonely
        What to do with a stratum of one PSU.
    progress
        Is told the share of the work that is done.

    Raises
    ------
    ComputeError
        sensitivity.means-first, sensitivity.no-answers, sensitivity.nothing-varies; study.empty-wave; stats.base-not-a-power.

    Notes
    -----
    Runs: 2 N of A and B, and N for each source. Sampling is a Rao-Wu replicate of the design, the 2j-th and the (2j + 1)-th of
    the stream for A and B. All other sources are drawn from scrambled Sobol points.

    References
    ----------
    Saisana, Saltelli and Tarantola (2005), JRSS A 168:307-323; Saltelli et al. (2010). OECD/JRC Handbook (2008), step 7.
    """
    if settings.mode != "means_first":
        raise ComputeError(Problem("sensitivity.means-first"))
    tally, inside = tallies
    frame = make_frame(instrument, tally, settings, (), wave)
    if not frame.domains.size:
        raise ComputeError(Problem("study.empty-wave", values={"wave": wave, "known": ", ".join(tally.wave.labels)}))
    if np.isnan(frame.means.value).all():
        raise ComputeError(Problem("sensitivity.no-answers"))
    levels = inner_levels(instrument)
    levels = levels if "spacing" in spec.sources and tally.one_row_a_cell else levels[:, :0]
    plan = make_plan(frame, spec, levels)
    whole = _Scene(plan, LevelSums(frame, levels), spec.base, lonely)
    by_group = LevelSums(make_frame(instrument, inside or tally, settings, ("group",), wave), levels)
    single = _Scene(plan, by_group, spec.base, lonely, fixed=inside is None)
    if not plan.sources:
        raise ComputeError(Problem("sensitivity.nothing-varies", values={"sources": ", ".join(plan.left_out)}))
    found = _Runs(plan, base_points(len(plan.owner), spec.base, spec.seed), whole, single)
    found.run(progress)
    withheld = "sampling" in plan.sources and bool(bootstrap_withheld(frame, lonely).any())
    return _finish(found, frame, withheld)


class _Scene:
    """One set of domains: its sums under each replicate, its trees, and what comes of a run."""

    def __init__(self, plan: Plan, sums: LevelSums, base: int, lonely: LonelyPsu, *, fixed: bool = False) -> None:
        self.plan, self.sums, self.frame, self.fixed = plan, sums, sums.frame, fixed
        self.trees = [
            [_tree(self.frame, one, kind, plan.spec.zero) for kind in plan.kinds] for one in plan.spec.coverage
        ]
        self.drawn = "sampling" in plan.sources and not fixed
        self._left = np.zeros((0, len(self.frame.tally.sample.psu)), np.float32)
        tally = self.frame.tally
        self._stream: Iterator[Any] = unit_factors(tally, plan.spec.seed, 2 * base, lonely) if self.drawn else iter(())

    @property
    def numbers(self) -> int:
        """How many numbers the sums of one replicate are."""
        return len(self.frame.blocks.domain) * self.sums.parts * len(self.frame.tree.leaf)

    def replicates(self, count: int) -> tuple["_Replicates", "_Replicates"]:
        """Return the sums of the next replicates for A and B, so many of each."""
        if not self.drawn:
            alike = _Replicates(self.sums.under(np.ones((1, len(self.frame.tally.sample.psu)))), None)
            return alike, alike
        while len(self._left) < 2 * count:
            self._left = np.concatenate([self._left, next(self._stream)])
        factors, self._left = self._left[: 2 * count], self._left[2 * count :]
        return self._sums(factors[0::2]), self._sums(factors[1::2])

    def _sums(self, factors: Any) -> "_Replicates":
        return _Replicates(self.sums.under(factors), group_factors(self.frame, factors))

    def values(self, found: Parameters, replicates: "_Replicates", nodes: Sequence[int]) -> Floats:
        """Return node values (b, D, nodes) of runs."""
        out = np.empty((len(found.kind), self.frame.domains.size, len(nodes)))
        for place, (coverage, trees) in enumerate(zip(self.plan.spec.coverage, self.trees, strict=True)):
            for kind, tree in enumerate(trees):
                at = np.flatnonzero((found.coverage == place) & (found.kind == kind))
                if len(at):
                    items = self._items(found.moved[at], replicates.of(at), coverage, tree)
                    weights = [w[at] for w in found.weights]
                    out[at] = roll_up_draws(tree, items, self.frame.means.asked, weights, nodes)
        return out

    def _items(self, moved: Floats, replicates: "_Replicates", coverage: Coverage, tree: Tree) -> Floats:
        missing = coverage if isinstance(coverage, str) else "own"
        means = self.sums.means(replicates.sums, moved, missing, replicates.whole)
        enough = self.frame.means.asked & (
            (self.frame.means.coverage >= tree.leaf_coverage - 1e-12) | (missing != "own")
        )
        return np.where(enough, means, np.nan)


class _Replicates(NamedTuple):
    """Sums (b, blocks, parts, I) and factors of whole groups (b, blocks); one replicate may stand for all."""

    sums: Floats
    whole: Any

    def of(self, at: Ints) -> "_Replicates":
        if len(self.sums) == 1:
            return self
        return _Replicates(self.sums[at], None if self.whole is None else self.whole[at])


def _tree(frame: Frame, coverage: Coverage, kind: Aggregate | None, zero: str) -> Tree:
    settings = frame.settings
    least = settings.min_coverage if isinstance(coverage, str) else coverage
    tree = make_tree(frame.instrument, frame.wave, least, settings.zero)
    if kind is None:
        return tree
    return with_orders(tree, order(kind.kind, kind.power), (tree.high - tree.low) / 3 if zero == "shift" else 0.0)


@dataclass
class _Runs:
    """The runs (2 + S, base) of a design: A, B, and A with each source from B; what came of them."""

    plan: Plan
    points: tuple[Floats, Floats]
    whole: _Scene
    single: _Scene

    def __post_init__(self) -> None:
        shape = (2 + len(self.plan.sources), len(self.points[0]))
        self.nodes = np.empty((*shape, len(self.plan.tree.keys)))
        self.bands = np.empty(self.nodes.shape, np.int64)
        self.groups = np.empty((*shape, self.single.frame.domains.size))

    def run(self, progress: Progress) -> None:
        """Make all runs, some base points at a time."""
        base = len(self.points[0])
        step = max(1, NUMBERS // max(1, self.whole.numbers + self.single.numbers))
        for start in range(0, base, step):
            at = slice(start, min(start + step, base))
            both = [scene.replicates(at.stop - at.start) for scene in (self.whole, self.single)]
            for variant in range(len(self.nodes)):
                self._make(variant, at, both)
            progress(at.stop / base)

    def _make(self, variant: int, at: slice, both: Sequence[tuple[_Replicates, _Replicates]]) -> None:
        found = parameters(self.plan, self.variant(variant)[at])
        side = int(self.from_b(variant))
        every = range(self.nodes.shape[2])
        values = self.whole.values(found, both[0][side], every)[:, 0]
        self.nodes[variant, at] = values
        self.bands[variant, at] = _classify_each(values, found.cuts, self.whole.frame.instrument.bands.owner)
        self.groups[variant, at] = self.single.values(found, both[1][side], [0])[..., 0]

    def variant(self, variant: int) -> Floats:
        """Return the uniform numbers of a sample: A, B, or A with one source from B."""
        a, b = self.points
        return (a, b)[variant] if variant < 2 else swapped(a, b, self.plan.owner, variant - 2)

    def from_b(self, variant: int) -> bool:
        """Whether a sample has the replicates of B."""
        return variant == 1 or (variant > 1 and self.plan.sources[variant - 2] == "sampling")


def _classify_each(values: Floats, cuts: Floats, owner: str) -> Ints:
    """The category of each run's nodes (b, N) by the run's own cuts (b, B - 1); -1 where there is no value."""
    rounded, edges = np.round(values, 9)[..., None], np.round(cuts, 9)[:, None, :]
    above = rounded > edges if owner == "lower" else rounded >= edges
    return np.where(np.isnan(values), -1, above.sum(axis=-1))


def _finish(runs: _Runs, frame: Frame, lonely: bool) -> Sensitivity:
    plan, bands = runs.plan, frame.instrument.bands
    value = _reported(frame)[0]
    band = classify(value, bands.cuts, bands.owner)
    drawn = runs.nodes[:2].reshape(-1, runs.nodes.shape[2])
    of_bands = runs.bands[:2].reshape(drawn.shape)
    some = ~np.isnan(drawn)
    count = some.sum(axis=0)
    ends = np.full((5, drawn.shape[1]), np.nan)
    if (count > 0).any():
        ends[:, count > 0] = np.nanquantile(drawn[:, count > 0], [0.5, 0.05, 0.95, 0.025, 0.975], axis=0)
    with np.errstate(divide="ignore", invalid="ignore"):
        shares = np.stack([(of_bands == b).sum(axis=0) / count for b in range(len(bands.labels))], axis=-1)
    at = np.clip(band, 0, None)
    same = np.where(band >= 0, np.take_along_axis(shares, at[:, None], axis=-1)[:, 0], np.nan)
    in_band = np.where(np.isnan(runs.nodes) | (band < 0), np.nan, runs.bands == band)
    seed = plan.spec.seed
    return Sensitivity(
        spec=plan.spec,
        sources=plan.sources,
        left_out=plan.left_out,
        kinds=plan.kinds,
        cut_shift=plan.cut_shift,
        wave=frame.wave,
        nodes=frame.tree.keys,
        value=value,
        band=band,
        median=ends[0],
        low90=ends[1],
        high90=ends[2],
        low95=ends[3],
        high95=ends[4],
        bands=shares,
        same=same,
        empty=1 - count / len(drawn),
        scores=sobol_indices(runs.nodes[0], runs.nodes[1], runs.nodes[2:], seed=seed),
        categories=sobol_indices(in_band[0], in_band[1], in_band[2:], seed=seed),
        ranks=_ranks(runs),
        lonely=lonely,
        draws=_table(runs),
    )


def _reported(frame: Frame) -> Floats:
    """The values (D, N) as reported."""
    means = frame.means
    return roll_up(frame.tree, means.value, means.asked, means.coverage, (means.lowest, means.highest)).value


def _moves(runs: _Runs) -> Floats:
    """How far the ranks of groups lie from the reported ones in each run, on average (2 + S, base)."""
    own = ranks(_reported(runs.single.frame)[:, 0])
    away = np.abs(ranks(runs.groups) - own)
    count = (~np.isnan(away)).sum(axis=-1)
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(count > 0, np.nansum(away, axis=-1) / count, np.nan)


def _ranks(runs: _Runs) -> RankRun:
    frame, moves = runs.single.frame, _moves(runs)
    value = _reported(frame)[:, 0]
    of_runs = ranks(runs.groups[:2].reshape(-1, runs.groups.shape[2]))
    indices = sobol_indices(moves[0], moves[1], moves[2:], seed=runs.plan.spec.seed)
    labels = tuple(label for (label,) in frame.domains.labels)
    few = suppress(frame)[:, 0]
    return RankRun(labels, value, ranks(value), rank_statistics(of_runs), indices, few, runs.single.fixed)


def _table(runs: _Runs) -> pl.DataFrame:
    """Every run as a row: sample, base point, replicate, what was drawn, scores, categories, ranks."""
    plan, frame = runs.plan, runs.whole.frame
    names = ("A", "B", *(f"A with B's {source}" for source in plan.sources))
    kinds = ["own" if one is None else kind_name(one) for one in plan.kinds]
    keys, bands = frame.tree.keys, np.array([*(band.key for band in frame.instrument.bands.labels), ""])
    parts, moves = [], _moves(runs)
    base = np.arange(len(runs.points[0]))
    for variant, name in enumerate(names):
        columns: dict[str, Any] = {"sample": [name] * len(base), "point": base}
        if runs.whole.drawn:
            columns["replicate"] = 2 * base + runs.from_b(variant)
        columns |= parameter_columns(plan, parameters(plan, runs.variant(variant)), kinds)
        columns |= {f"score:{key}": runs.nodes[variant, :, n] for n, key in enumerate(keys)}
        columns |= {f"category:{key}": bands[runs.bands[variant, :, n]] for n, key in enumerate(keys)}
        columns |= {
            f"group:{label}": runs.groups[variant, :, g] for g, (label,) in enumerate(runs.single.frame.domains.labels)
        }
        columns["rank_move"] = moves[variant]
        parts.append(pl.DataFrame(columns))
    return pl.concat(parts).with_columns(pl.col(pl.Float64).fill_nan(None))


def kind_name(kind: Aggregate) -> str:
    """Return the name of a kind of mean: that of study.yaml, a power with its order."""
    return f"power {kind.power:g}" if kind.kind == "power" else kind.kind
