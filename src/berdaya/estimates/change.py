"""Change from one wave to another: one difference a node, whose error keeps what the waves share.

    change(instrument, tally, settings, estimates before, estimates after, ("before", "after"))

A group or person who answered in both waves is one unit of the sample, so its two answers do not count as two draws.
"""

from dataclasses import dataclass
from typing import Any, Literal

import numpy as np

from berdaya.estimates.bootstrap import replicate_values, spread
from berdaya.estimates.compute import NOISE, node_means
from berdaya.estimates.frame import Frame, NodeMeans, make_frame
from berdaya.estimates.model import Estimates, Settings
from berdaya.estimates.precision import (
    bootstrap_withheld,
    influence_rows,
    node_certain,
    rests_on_lonely,
    used_rows,
    withheld,
)
from berdaya.instrument.model import Instrument
from berdaya.stats.intervals import t_interval
from berdaya.stats.sample import degrees_of_freedom
from berdaya.stats.variance import PsuPart, Variance, taylor_variance
from berdaya.tally.model import LonelyPsu, Tally

Floats = np.ndarray[Any, np.dtype[np.float64]]
Bools = np.ndarray[Any, np.dtype[np.bool_]]
Ints = np.ndarray[Any, np.dtype[np.int64]]
Direction = Literal["up", "down", "same", "unsure", ""]


@dataclass(frozen=True)
class Change:
    """Change of every node (N) in every domain (D) that both waves have; arrays have shape (D, N).

    `value`, `se`, `low`, `high` are on the instrument's scale and unrounded; NaN is what does not exist. `suppressed`: the
    figure of one of the waves rests on few persons. `exact`: nothing was sampled in either.
    """

    waves: tuple[str, str]
    by: tuple[str, ...]
    domains: tuple[tuple[str, ...], ...]
    nodes: tuple[str, ...]
    value: Floats
    se: Floats
    df: Floats
    low: Floats
    high: Floats
    direction: tuple[tuple[Direction, ...], ...]
    suppressed: Bools
    exact: Bools

    def at(self, node: str) -> int:
        """Return a node's place on the second axis."""
        return self.nodes.index(node)


@dataclass(frozen=True)
class _Wave:
    """A wave, its means and estimates, and which of its domains (shared,) the change is of."""

    frame: Frame
    means: NodeMeans
    estimates: Estimates
    at: Ints

    def placed(self, domain: Ints) -> Ints:
        """Return the shared domain of each row, -1 where the other wave has none."""
        place = np.full(self.frame.domains.size, -1)
        place[self.at] = np.arange(len(self.at))
        return place[domain]


def change(
    instrument: Instrument,
    tally: Tally,
    settings: Settings,
    before: Estimates,
    after: Estimates,
    waves: tuple[str, str],
    *,
    lonely: LonelyPsu = "none",
) -> Change:
    """Return the change of every node, in every domain that both waves have.

    Parameters
    ----------
    instrument, tally, settings
        What `estimate` was given.
    before, after
        The estimates of the two waves, by the same attributes.
    waves
        Their names.
    lonely
        What to do with a stratum of one PSU.

    Notes
    -----
    d = after - before; its influence on a unit is the difference of the two influences, so V(d) = V1 + V2 - 2 Cov. An error
    exists where both waves have one. up: the interval lies above 0; down: below; same: within
    ± `settings.same_within` of the scale's width; else unsure.

    References
    ----------
    R svymean(~I(after - before)) of a panel: agrees with R survey 4.1-1 to 1e-9 on apiclus1 (api00 - api99).
    """
    shared = [labels for labels in after.domains if labels in before.domains]
    pair = [
        _wave(make_frame(instrument, tally, settings, of.by, wave), of, shared)
        for of, wave in zip((before, after), waves, strict=True)
    ]
    then, now = pair
    variance = _variance(then, now, lonely)
    width = now.frame.tree.high - now.frame.tree.low
    variance = np.where(variance < (NOISE * width) ** 2, 0.0, variance)
    exact = node_certain(then.frame)[then.at] & node_certain(now.frame)[now.at]
    known = np.isfinite(before.se[then.at]) & np.isfinite(after.se[now.at]) & ((variance > 0) | exact)
    value = np.round(after.value[now.at], 9) - np.round(before.value[then.at], 9)
    se = np.sqrt(np.where(known & np.isfinite(value), variance, np.nan))
    df = _df(then, now)
    low, high = t_interval(value, se, np.where(se == 0, np.inf, df), settings.confidence)
    return Change(
        waves=waves,
        by=after.by,
        domains=tuple(shared),
        nodes=after.nodes,
        value=value,
        se=se,
        df=np.where(np.isnan(value), np.nan, df),
        low=np.clip(low, -width, width),
        high=np.clip(high, -width, width),
        direction=_directions(value, low, high, settings.same_within * width),
        suppressed=before.suppressed[then.at] | after.suppressed[now.at],
        exact=exact,
    )


def _wave(frame: Frame, estimates: Estimates, shared: list[tuple[str, ...]]) -> _Wave:
    at = np.array([estimates.domains.index(labels) for labels in shared], dtype=np.int64)
    return _Wave(frame, node_means(frame), estimates, at)


def _variance(then: _Wave, now: _Wave, lonely: LonelyPsu) -> Floats:
    """Variance (D, N) of the difference, by Taylor; by replicates where a minimum is tied."""
    units, psus = [], []
    for wave, sign in ((then, -1.0), (now, 1.0)):
        rows = influence_rows(wave.frame, wave.means.own, wave.means.group)
        units.append(_signed(rows.unit, sign, wave))
        psus += [_signed(rows.psu, sign, wave)] if rows.psu else []
    found = taylor_variance(
        *_joined(units),
        now.frame.tally.sample,
        n_domains=len(now.at),
        lonely=lonely,
        psu_part=PsuPart(*_joined(psus)) if psus else None,
    )
    tied = then.means.tied[then.at] | now.means.tied[now.at]
    if lonely == "none":
        found = withheld(found, rests_on_lonely(then.frame)[then.at] | rests_on_lonely(now.frame)[now.at])
    if tied.any():
        found = _replicated(then, now, found, tied, lonely)
    return found.value


def _replicated(then: _Wave, now: _Wave, found: Variance, tied: Bools, lonely: LonelyPsu) -> Variance:
    alone = bootstrap_withheld(then.frame, lonely)[then.at] | bootstrap_withheld(now.frame, lonely)[now.at]
    # One stream of draws serves both waves, so their covariance is kept.
    draws = [replicate_values(wave.frame, lonely=lonely)[:, wave.at] for wave in (then, now)]
    value = np.where(tied, spread(draws[1] - draws[0]), found.value)
    return withheld(Variance(value, found.lonely), tied & alone)


def _signed(rows: tuple[Floats, Ints, Ints], sign: float, wave: _Wave) -> tuple[Floats, Ints, Ints]:
    influence, unit, domain = rows
    place = wave.placed(domain)
    return sign * influence[place >= 0], unit[place >= 0], place[place >= 0]


def _joined(parts: list[tuple[Floats, Ints, Ints]]) -> tuple[Floats, Ints, Ints]:
    z, unit, domain = (np.concatenate(columns) for columns in zip(*parts, strict=True))
    return z, unit, domain


def _df(then: _Wave, now: _Wave) -> Floats:
    """PSUs minus strata (D, N) among the rows of either wave that are asked something below the node."""
    asked = np.concatenate([then.frame.roles_asked, now.frame.roles_asked], axis=1)
    df = np.zeros((len(now.at), len(asked)))
    for pattern in np.unique(asked, axis=0):
        split = np.split(pattern, 2)
        rows = [used_rows(wave.frame, roles) for wave, roles in zip((then, now), split, strict=True)]
        units = np.concatenate([unit for unit, _ in rows])
        place = np.concatenate([wave.placed(domain) for wave, (_, domain) in zip((then, now), rows, strict=True)])
        found = degrees_of_freedom(units[place >= 0], place[place >= 0], now.frame.tally.sample, n_domains=len(now.at))
        df[:, (asked == pattern).all(axis=1)] = found[:, None]
    return df


def _directions(value: Floats, low: Floats, high: Floats, margin: float) -> tuple[tuple[Direction, ...], ...]:
    conditions = [np.isnan(value), low > 0, high < 0, (low >= -margin) & (high <= margin)]
    words = np.select(conditions, ["", "up", "down", "same"], "unsure")
    return tuple(tuple(row) for row in words.tolist())
