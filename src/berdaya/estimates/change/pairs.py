"""Those who answered in both waves: how many moved up, stayed or moved down, how far, and whether that may be chance.

    moved_pairs(instrument, tally, settings, ("before", "after"))

A pair is a respondent who answered about the same group in the same role in both waves; each has a score of its own in both
(the tree over what the role is asked).
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

import numpy as np
import polars as pl

from berdaya.estimates.bootstrap import REPLICATES, SEED, unit_factors
from berdaya.estimates.domains import make_domains, sum_by
from berdaya.estimates.model import Settings
from berdaya.estimates.precision import drawn_units, lonely_units
from berdaya.estimates.publish import beyond_rules
from berdaya.estimates.units import roles_differ
from berdaya.instrument.model import Instrument
from berdaya.stats.intervals import logit_interval
from berdaya.stats.sample import degrees_of_freedom
from berdaya.stats.sign_flip import sign_flip_p
from berdaya.stats.variance import taylor_variance
from berdaya.tally.model import LonelyPsu, Tally

Floats = np.ndarray[Any, np.dtype[np.float64]]
Bools = np.ndarray[Any, np.dtype[np.bool_]]
Ints = np.ndarray[Any, np.dtype[np.int64]]
SUMS = 7  # that effects are made of, see `_sums`
STILL = 1e-6  # replicates that differ by less are alike: nothing was sampled
NOISE = 1e-9  # differences and errors below this are float noise
WAYS = ("up", "same", "down")


@dataclass(frozen=True)
class Pairs:
    """Pairs of every domain (D) and node (N); arrays have shape (D, N), NaN is what does not exist.

    `share`, `se`, `low`, `high` (D, N, 3): who moved up, stayed the same, moved down. `mean` is the mean difference of the
    pairs, after minus before. `d_av` is that mean over the mean of the two standard deviations, with a bootstrap interval;
    `d_z` over the standard deviation of the differences. `p` is that of the cluster sign-flip test. `n` counts pairs, `psus`
    their PSUs. `suppressed`: fewer pairs than the threshold of persons; `beyond` (D, N, R): too few pairs or degrees of freedom
    for the rules of publication (that of the relative error is about scores).
    """

    waves: tuple[str, str]
    by: tuple[str, ...]
    domains: tuple[tuple[str, ...], ...]
    nodes: tuple[str, ...]
    n: Floats
    psus: Floats
    mean: Floats
    share: Floats
    se: Floats
    low: Floats
    high: Floats
    d_av: Floats
    d_av_low: Floats
    d_av_high: Floats
    d_z: Floats
    p: Floats
    suppressed: Bools
    beyond: Bools
    seed: int
    replicates: int


class _Rows(NamedTuple):
    """Pairs as rows: their last unit and domain, their weight (r, N) where both scores exist, and the scores."""

    unit: Ints
    domain: Ints
    weight: Floats
    before: Floats
    after: Floats


def moved_pairs(
    instrument: Instrument,
    tally: Tally,
    settings: Settings,
    waves: tuple[str, str],
    by: Sequence[str] = (),
    lonely: LonelyPsu = "none",
) -> Pairs:
    """Return who moved which way between two waves, by attributes; by role where roles are asked different questions.

    Parameters
    ----------
    instrument, tally, settings
        As for `estimate`; the tally has units and one cell a row.
    waves
        Before and after; the weight is that of the answer after.
    by
        Attributes of domains, those of the answer after.
    lonely
        What to do with a stratum of one PSU.

    Notes
    -----
    Shares are design means of indicators with Taylor errors and logit intervals. With x before and y after, weighted:
    d_av = mean(y - x) / ((s_x + s_y) / 2), d_z = mean(y - x) / s_(y - x); s with n / (n - 1). d_av does not grow with how alike
    the two answers of a person are, d_z does. The interval of d_av is that of the percentiles of Rao-Wu replicates.

    References
    ----------
    Lakens (2013), Frontiers in Psychology 4:863, for d_av and d_z. R survey svymean(~I(api00 - api99)) for the mean.
    """
    if "role" not in by and (roles_differ(instrument, tally, waves[1])):
        by = (*by, "role")
    rows, labels = _pairs(tally, waves, by)
    size, nodes = len(labels), tuple(node.key for node in instrument.nodes)
    there = rows.weight > 0
    difference = np.where(there, rows.after - rows.before, 0.0)
    difference[np.abs(difference) < NOISE] = 0.0
    total = sum_by(rows.domain, size, rows.weight)
    n = sum_by(rows.domain, size, there.astype(float))
    ways = [np.where(there, one, 0.0) for one in (difference > 0, difference == 0, difference < 0)]
    with np.errstate(divide="ignore", invalid="ignore"):
        share = np.stack([sum_by(rows.domain, size, rows.weight * one) / total for one in ways], -1)
    alone = sum_by(rows.domain, size, (there & lonely_units(tally.sample)[rows.unit, None]).astype(float)) > 0
    se = _errors(tally, rows, ways, share, total, lonely)
    if lonely == "none":  # as for any score: whatever a lonely unit answers withholds the error
        se = np.where(alone[..., None], np.nan, se)
    free = degrees_of_freedom(rows.unit, rows.domain, tally.sample, n_domains=size)[:, None]
    alike = ((share <= 0) | (share >= 1)) & (not tally.certain)  # where all drawn are alike, no error is to be seen
    se = np.where(se < NOISE, np.where(alike, np.nan, 0.0), se)
    low, high = logit_interval(share, se, np.where(se == 0, np.inf, free[..., None]), settings.confidence)
    sums = _sums(rows, difference)
    effect = _effects(sum_by(rows.domain, size, sums).reshape(size, SUMS, len(nodes)), n)
    ends = _replicated(tally, rows, sums, n, settings.confidence, lonely)
    if lonely in ("none", "average"):  # replicates cannot follow these rules (`precision.bootstrap_withheld`)
        ends = (np.where(alone, np.nan, ends[0]), np.where(alone, np.nan, ends[1]))
    drawn = (there & drawn_units(tally.sample)[rows.unit, None]).astype(float)
    rules, exact = replace(settings.publish, rse=None), sum_by(rows.domain, size, drawn) == 0
    flips = [_flip(tally, rows, difference, d) for d in range(size)]
    return Pairs(
        waves=waves,
        by=tuple(by),
        domains=labels,
        nodes=nodes,
        n=n,
        psus=np.array([psus for _, psus in flips]).reshape(size, len(nodes)),
        mean=effect.mean,
        share=share,
        se=se,
        low=low,
        high=high,
        d_av=effect.d_av,
        d_av_low=ends[0],
        d_av_high=ends[1],
        d_z=effect.d_z,
        p=np.array([p for p, _ in flips]).reshape(size, len(nodes)),
        suppressed=(n > 0) & (n < settings.threshold),
        beyond=beyond_rules(rules, effect.mean, np.zeros(n.shape), free.astype(float), n, exact),
        seed=SEED,
        replicates=REPLICATES,
    )


def _pairs(tally: Tally, waves: tuple[str, str], by: Sequence[str]) -> tuple[_Rows, tuple[tuple[str, ...], ...]]:
    assert tally.units is not None and tally.one_row_a_cell, "pairs need a tally with units and one cell a row"
    then, now = (_of_wave(tally, wave) for wave in waves)
    both = then.join(now, on=["who", "group", "role"], suffix="_now").sort("cell_now")
    before, after = (both[name].to_numpy() for name in ("cell", "cell_now"))
    domains = make_domains(tally, tuple(by), waves[1])
    place = np.full(len(tally.unit), -1, np.int64)
    place[domains.cells] = domains.domain
    units = tally.units
    there = (units.scored[before] > 0) & (units.scored[after] > 0)
    with np.errstate(divide="ignore", invalid="ignore"):
        scores = [np.where(there, units.sums[cell] / units.scored[cell], 0.0) for cell in (before, after)]
    kept, domain = np.unique(place[after], return_inverse=True)
    rows = _Rows(tally.unit[after], domain, np.where(there, units.scored[after], 0.0), scores[0], scores[1])
    return rows, tuple(domains.labels[d] for d in kept)


def _of_wave(tally: Tally, wave: str) -> pl.DataFrame:
    cell, who = tally.persons
    code = tally.wave.labels.index(wave) if wave in tally.wave.labels else -1  # nobody answered in it
    inside = tally.wave.codes[cell] == code
    cell, who = cell[inside], who[inside]
    return pl.DataFrame({"who": who, "group": tally.group.codes[cell], "role": tally.role.codes[cell], "cell": cell})


def _errors(
    tally: Tally, rows: _Rows, ways: Sequence[Floats], share: Floats, total: Floats, lonely: LonelyPsu
) -> Floats:
    errors = []
    for way, indicator in enumerate(ways):
        with np.errstate(divide="ignore", invalid="ignore"):
            z = rows.weight * (indicator - np.nan_to_num(share[:, :, way])[rows.domain]) / total[rows.domain]
        found = taylor_variance(
            np.nan_to_num(z), rows.unit, rows.domain, tally.sample, n_domains=len(share), lonely=lonely
        )
        errors.append(np.sqrt(found.value))
    return np.where(np.isnan(share), np.nan, np.stack(errors, -1))


class _Effects(NamedTuple):
    mean: Floats
    d_av: Floats
    d_z: Floats


def _sums(rows: _Rows, difference: Floats) -> Floats:
    """Sums that effects are made of, side by side (r, 7 N): of 1, the difference, before, after, and their squares."""
    parts = (np.ones_like(difference), difference, rows.before, rows.after)
    squares = (difference**2, rows.before**2, rows.after**2)
    return np.concatenate([rows.weight * part for part in (*parts, *squares)], axis=1)


def _effects(sums: Floats, n: Floats) -> _Effects:
    """Effects from sums (..., 7, N) of n (..., N) pairs."""
    weight, difference, before, after, *squares = np.moveaxis(sums, -2, 0)
    with np.errstate(divide="ignore", invalid="ignore"):
        means = [part / weight for part in (difference, before, after)]
        spread = [
            np.sqrt(np.clip(square / weight - mean**2, 0, None) * n / (n - 1))
            for square, mean in zip(squares, means, strict=True)
        ]
        average = (spread[1] + spread[2]) / 2
        d_av = np.where(average > NOISE, means[0] / average, np.nan)
        d_z = np.where(spread[0] > NOISE, means[0] / spread[0], np.nan)
    return _Effects(means[0], d_av, d_z)


def _replicated(
    tally: Tally, rows: _Rows, sums: Floats, n: Floats, confidence: float, lonely: LonelyPsu
) -> tuple[Floats, Floats]:
    """The interval of d_av (D, N) by replicates of units."""
    size = len(n)
    parts = []
    for factors in unit_factors(tally, SEED, REPLICATES, lonely):
        out = np.empty((len(factors), *n.shape))
        for d in range(size):
            at = rows.domain == d
            drawn = factors[:, rows.unit[at]].astype(np.float64) @ sums[at]
            out[:, d] = _effects(drawn.reshape(len(factors), SUMS, -1), n[d]).d_av
        parts.append(out)
    drawn = np.concatenate(parts)
    tail = 100 * (1 - confidence) / 2
    low, high = (np.full(n.shape, np.nan) for _ in range(2))
    for d, k in np.ndindex(n.shape):
        usable = drawn[:, d, k][np.isfinite(drawn[:, d, k])]
        if len(usable) > REPLICATES / 2 and np.ptp(usable) > STILL:
            low[d, k], high[d, k] = np.percentile(usable, [tail, 100 - tail])
    return low, high


def _flip(tally: Tally, rows: _Rows, difference: Floats, d: int) -> tuple[Floats, Floats]:
    """The sign-flip p-values of a domain's nodes, and how many PSUs have pairs."""
    at = rows.domain == d
    psu, place = np.unique(tally.sample.psu[rows.unit[at]], return_inverse=True)
    totals = sum_by(place, len(psu), rows.weight[at] * difference[at])
    some = sum_by(place, len(psu), (rows.weight[at] > 0).astype(float)) > 0
    return sign_flip_p(totals, SEED), some.sum(axis=0).astype(float)
