"""Errors of contrasts where few PSUs were drawn: the cluster jackknife (CRV3) and the restricted wild cluster bootstrap.

Taylor's error is too small where it rests on few PSUs; both of these are nearer to the truth there.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

import numpy as np

from berdaya.estimates.bootstrap import SEED, domain_values
from berdaya.estimates.change.contrast import Part, contrast_any, contrast_most, contrast_rows, contrast_value
from berdaya.estimates.domains import sum_by
from berdaya.estimates.frame import Frame
from berdaya.estimates.model import Settings
from berdaya.estimates.precision import influence_rows, rests_on_lonely
from berdaya.estimates.units import group_scores
from berdaya.stats.bootstrap import replicate_variance
from berdaya.stats.calibration import recalibrated
from berdaya.stats.cluster_jackknife import jackknife_factors
from berdaya.stats.intervals import bounded_interval
from berdaya.stats.sample import CERTAIN, Sample
from berdaya.stats.variance import taylor_variance
from berdaya.stats.wild_cluster import WildMeans, wild_cluster
from berdaya.tally.model import LonelyPsu

Floats = np.ndarray[Any, np.dtype[np.float64]]
Bools = np.ndarray[Any, np.dtype[np.bool_]]
Ints = np.ndarray[Any, np.dtype[np.int64]]
FEW = 40  # fewer PSUs than these are few
_TINY = 1e-12


@dataclass(frozen=True)
class FewPsus:
    """Errors of contrasts (size, N) that rest on fewer than 40 PSUs; NaN is what does not exist, or is not needed.

    `se`, `low`, `high` are of the cluster jackknife, `p`, `wild_low`, `wild_high` of the wild cluster bootstrap, which needs a
    sample of one stratum. `psus` (size,) counts the PSUs of each contrast, `patterns` (size,) the patterns of weights taken,
    `every` (size,) whether they are all there are; `seed` is that of the draws.
    """

    psus: Ints
    se: Floats
    low: Floats
    high: Floats
    p: Floats
    wild_low: Floats
    wild_high: Floats
    patterns: Ints
    every: Bools
    seed: int = SEED


class _Cell(NamedTuple):
    """A mean of a contrast: the domain of a part, and its sign."""

    part: Part
    domain: int
    sign: float


def few_psus(parts: Sequence[Part], known: Bools, df: Floats, settings: Settings, lonely: LonelyPsu) -> FewPsus:
    """Return the errors of contrasts that rest on few PSUs.

    Parameters
    ----------
    parts
        What the contrasts are of.
    known, df
        (size, N) where a contrast has an error by Taylor, and its degrees of freedom.
    settings
        Of the study: the confidence.
    lonely
        What to do with a stratum of one PSU; "none", "centre" and "average" withhold what rests on one.

    Notes
    -----
    Jackknife: every node anew without one PSU at a time (`jackknife_factors`), about the estimate; the second stage's part of
    the variance is Taylor's. It is withheld where a minimum is tied, and for units first over groups that were not drawn; both
    where replicate weights came with the answers. Weights that are brought to known totals are brought to them anew without
    each PSU; the bootstrap has no place for them.
    Bootstrap: on linearised PSU totals, exact for means of one question; a PSU's share is that of the weight of rows (groups)
    with an answer below the node.

    References
    ----------
    `stats.cluster_jackknife`, `stats.wild_cluster`. Agrees with JK1 of R survey 4.1-1 to 1e-9 on api00 - api99 of apiclus1.
    """
    size, nodes = known.shape
    value = contrast_value(parts, size)
    se, low, high, p, wild_low, wild_high = np.full((6, size, nodes), np.nan)
    psus, patterns, every = np.zeros(size, np.int64), np.zeros(size, np.int64), np.zeros(size, bool)
    barred = contrast_any(parts, size, [part.means.tied for part in parts])
    if parts[0].frame.tally.replicates is not None:  # its errors are of weights that came with the answers
        barred[:] = True
    if lonely != "remove":
        barred |= contrast_any(parts, size, [rests_on_lonely(part.frame) for part in parts])
    second = _second_stage(parts, size)
    for k in range(size):
        cells = [_Cell(part, int(d), float(part.sign[d])) for part in parts for d in np.flatnonzero(part.place == k)]
        present = np.unique(np.concatenate([_psus(cell) for cell in cells]))
        psus[k] = len(present)
        at = np.flatnonzero(known[k] & ~barred[k])
        if not 2 <= len(present) < FEW or not len(at):
            continue
        se[k, at] = np.sqrt(_jackknife(cells, present)[at] + second[k, at])
        if _one_stratum(parts[0].frame.tally.sample, present):
            found = _wild(cells, present, at, value[k], settings.confidence)
            p[k, at], wild_low[k, at], wild_high[k, at] = np.array([one[:3] for one in found]).T
            patterns[k], every[k] = found[0].patterns, found[0].every
    most = contrast_most(parts, size)
    low, high, _ = bounded_interval(value, se, df, (-most, most), settings.confidence)
    wild_low, wild_high = (np.clip(end, -most, most) for end in (wild_low, wild_high))
    return FewPsus(psus, se, low, high, p, wild_low, wild_high, patterns, every)


def _psus(cell: _Cell) -> Ints:
    frame = cell.part.frame
    psus: Ints = frame.tally.sample.psu[frame.tally.unit[_cells(cell)]]
    return psus


def _cells(cell: _Cell) -> Ints:
    domains = cell.part.frame.domains
    cells: Ints = domains.cells[domains.domain == cell.domain]
    return cells


def _one_stratum(sample: Sample, present: Ints) -> bool:
    strata = np.unique(sample.stratum[present])
    return len(strata) == 1 and sample.calibration is None and bool(sample.fraction[strata[0]] <= CERTAIN)


def _second_stage(parts: Sequence[Part], size: int) -> Floats:
    """The part of Taylor's variances (size, N) that is of the second stage."""
    sample = parts[0].frame.tally.sample
    if sample.second is None:
        return np.zeros((size, len(parts[0].frame.tree.keys)))
    units, own = contrast_rows(parts)
    both, first = (
        taylor_variance(*units, one, n_domains=size, lonely="remove", psu_part=own).value
        for one in (sample, replace(sample, second=None))
    )
    return np.clip(both - first, 0, None)


def _jackknife(cells: Sequence[_Cell], present: Ints) -> Floats:
    """The jackknife's variances (N,) of a contrast."""
    sample = cells[0].part.frame.tally.sample
    inside = np.zeros(len(sample.stratum), bool)
    inside[present] = True
    factors, rscales = jackknife_factors(sample, inside)
    if len(factors) < 2:
        return np.zeros(len(cells[0].part.frame.tree.keys))
    if sample.calibration is not None:  # as whoever weighed would have done without that PSU
        factors = recalibrated(factors, sample.calibration)
    every = np.concatenate([np.ones((1, factors.shape[1])), factors])
    values = np.sum([cell.sign * _values(cell.part.frame, cell.domain, every) for cell in cells], axis=0)
    return replicate_variance(values[1:], scale=1.0, rscales=rscales, centre=values[0])


def _values(frame: Frame, d: int, factors: Floats) -> Floats:
    """Node values (b, N) of a domain under factors (b, U) of units, in the mode of the settings."""
    tally, cells = frame.tally, frame.domains.cells[frame.domains.domain == d]
    if frame.settings.mode == "means_first":
        return domain_values(frame, d, factors)
    if frame.settings.count == "persons":
        assert tally.units is not None, "units first needs a tally with units"
        own = factors[:, tally.unit[cells]]
        return _ratio(own @ tally.units.sums[cells], own @ tally.units.scored[cells])
    if not tally.groups_vary:
        return np.full((len(factors), len(frame.tree.keys)), np.nan)
    groups, roll, _, domain = group_scores(frame)
    first = groups.cells[np.unique(groups.domain, return_index=True)[1]][domain == d]
    scores = roll.value[domain == d]
    weight = factors[:, tally.unit[first]] * tally.group_weight[tally.group.codes[first]]
    return _ratio(weight @ np.nan_to_num(scores), weight @ np.isfinite(scores).astype(float))


def _ratio(above: Floats, below: Floats) -> Floats:
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(below > _TINY, above / below, np.nan)


def _wild(cells: Sequence[_Cell], present: Ints, at: Ints, value: Floats, confidence: float) -> list[Any]:
    influence = np.stack([cell.sign * _influence(cell, present) for cell in cells], -1)
    weight = np.stack([_weight(cell, present) for cell in cells], -1)
    total = weight.sum(axis=0)
    share = _ratio(weight, total)
    return [
        wild_cluster(float(value[n]), WildMeans(influence[:, n], share[:, n], total[n]), SEED, confidence) for n in at
    ]


def _influence(cell: _Cell, present: Ints) -> Floats:
    """What each PSU (P, N) adds to the mean."""
    part = cell.part
    rows = influence_rows(part.frame, part.means.own, part.means.group)
    total = np.zeros((len(present), rows.unit[0].shape[1]))
    sample = part.frame.tally.sample
    for some, psu in ((rows.unit, sample.psu[rows.unit[1]]), *(((rows.psu, rows.psu[1]),) if rows.psu else ())):
        here = some[2] == cell.domain
        total += sum_by(np.searchsorted(present, psu[here]), len(present), some[0][here])
    return total


def _weight(cell: _Cell, present: Ints) -> Floats:
    """The weight of each PSU (P, N) in the mean: of its rows with an answer below the node, or of its groups."""
    frame, cells = cell.part.frame, _cells(cell)
    tally = frame.tally
    if frame.settings.mode == "units_first" and tally.units is not None:
        weight = tally.units.scored[cells]
    else:
        weight = np.where(tally.below[cells] > 0, tally.weight[cells][:, None], 0.0)
    if frame.settings.count == "groups":
        group = tally.group.codes[cells]
        inside = sum_by(group, len(tally.group.labels), weight)[group]
        weight = _ratio(weight, inside) * tally.group_weight[group][:, None]
        weight = np.nan_to_num(weight)
    return sum_by(np.searchsorted(present, _psus(cell)), len(present), weight)
