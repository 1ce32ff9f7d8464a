"""A signed sum of means of waves and domains as one estimate, whose error keeps what its parts share.

A change is after minus before; a difference in differences is the change of one domain minus that of another.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from berdaya.estimates.bootstrap import REPLICATES, replicate_values, spread
from berdaya.estimates.compute import NOISE, node_means
from berdaya.estimates.frame import Frame, NodeMeans, make_frame
from berdaya.estimates.model import Estimates, Settings
from berdaya.estimates.precision import (
    bootstrap_withheld,
    cells_df,
    influence_rows,
    node_certain,
    rests_on_lonely,
    used_cells,
    withheld,
)
from berdaya.estimates.replicates import supplied_values, supplied_variance
from berdaya.instrument.model import Instrument
from berdaya.stats.intervals import bounded_interval
from berdaya.stats.variance import PsuPart, Variance, taylor_variance
from berdaya.tally.model import LonelyPsu, Replicates, Tally

Floats = np.ndarray[Any, np.dtype[np.float64]]
Bools = np.ndarray[Any, np.dtype[np.bool_]]
Ints = np.ndarray[Any, np.dtype[np.int64]]


@dataclass(frozen=True)
class Part:
    """A wave's means in a contrast: of each of its domains (d,) to which of the contrasts it belongs (-1: to none), and with
    which sign.
    """

    frame: Frame
    means: NodeMeans
    estimates: Estimates
    place: Ints
    sign: Floats

    @property
    def used(self) -> Ints:
        """The domains that belong to a contrast."""
        return np.flatnonzero(self.place >= 0)


def contrast_part(
    instrument: Instrument,
    tally: Tally,
    settings: Settings,
    of: Estimates,
    wave: str,
    signs: dict[int, tuple[int, float]],
) -> Part:
    """Return a wave's part; `signs` has for a domain of its estimates the contrast and the sign."""
    frame = make_frame(instrument, tally, settings, of.by, wave)
    place, sign = np.full(frame.domains.size, -1), np.zeros(frame.domains.size)
    for domain, (contrast, one) in signs.items():
        place[domain], sign[domain] = contrast, one
    return Part(frame, node_means(frame), of, place, sign)


@dataclass(frozen=True)
class Contrasts:
    """Contrasts (size, N) with their errors and intervals; NaN is what does not exist, `exact` where nothing was sampled.

    `cut`: the interval of t would go beyond what is possible, and ends there. `beyond` (size, N, R): the rules of publication
    that a part of the contrast is beyond.
    """

    value: Floats
    se: Floats
    df: Floats
    low: Floats
    high: Floats
    cut: Bools
    suppressed: Bools
    beyond: Bools
    exact: Bools


def contrasts(parts: Sequence[Part], size: int, settings: Settings, lonely: LonelyPsu) -> Contrasts:
    """Return contrasts; intervals are cut at what is possible (`contrast_most`)."""
    value, exact, df = contrast_value(parts, size), contrast_certain(parts, size), contrast_df(parts, size)
    se = np.where(np.isfinite(value), contrast_error(parts, size, lonely, exact), np.nan)
    most = contrast_most(parts, size)
    low, high, cut = bounded_interval(value, se, np.where(se == 0, np.inf, df), (-most, most), settings.confidence)
    some, beyond = (
        contrast_suppressed(parts, size),
        contrast_any(parts, size, [part.estimates.beyond for part in parts]),
    )
    return Contrasts(value, se, np.where(np.isnan(value), np.nan, df), low, high, cut, some, beyond, exact)


def contrast_value(parts: Sequence[Part], size: int) -> Floats:
    """Return the signed sums (size, N) of scores, each told apart to nine digits as categories are."""
    total = np.zeros((size, len(parts[0].frame.tree.keys)))
    for part in parts:
        np.add.at(
            total, part.place[part.used], part.sign[part.used, None] * np.round(part.estimates.value[part.used], 9)
        )
    return total


def contrast_most(parts: Sequence[Part], size: int) -> Floats:
    """Return how large (size, 1) contrasts can be: the scale's width for each mean with the sign +."""
    total = np.zeros((size, 1))
    for part in parts:
        np.add.at(total, part.place[part.used], np.maximum(part.sign[part.used, None], 0.0))
    tree = parts[0].frame.tree
    return total * (tree.high - tree.low)


def contrast_rows(parts: Sequence[Part]) -> tuple[tuple[Floats, Ints, Ints], PsuPart | None]:
    """Return the signed influences of units on contrasts, and of PSUs as wholes: what `taylor_variance` takes."""
    units, psus = [], []
    for part in parts:
        rows = influence_rows(part.frame, part.means.own, part.means.group)
        units.append(_signed(rows.unit, part))
        psus += [_signed(rows.psu, part)] if rows.psu else []
    return _joined(units), PsuPart(*_joined(psus)) if psus else None


def contrast_variance(parts: Sequence[Part], size: int, lonely: LonelyPsu) -> Floats:
    """Return variances (size, N) by Taylor, by replicates where a minimum is tied; NaN where one of the parts has no error."""
    known = ~contrast_any(parts, size, [~np.isfinite(part.estimates.se) for part in parts])
    given = parts[0].frame.tally.replicates
    if given is not None:
        return np.where(known, _supplied(parts, size, given), np.nan)
    units, own = contrast_rows(parts)
    found = taylor_variance(*units, parts[0].frame.tally.sample, n_domains=size, lonely=lonely, psu_part=own)
    if lonely == "none":
        found = withheld(found, contrast_any(parts, size, [rests_on_lonely(part.frame) for part in parts]))
    tied = contrast_any(parts, size, [part.means.tied for part in parts])
    if tied.any():
        found = _replicated(parts, size, found, tied, lonely)
    return np.where(known, found.value, np.nan)


def contrast_error(parts: Sequence[Part], size: int, lonely: LonelyPsu, exact: Bools) -> Floats:
    """Return standard errors (size, N); NaN where it is float noise though something was sampled (see `contrast_certain`)."""
    tree = parts[0].frame.tree
    variance = contrast_variance(parts, size, lonely)
    variance = np.where(variance < (NOISE * (tree.high - tree.low)) ** 2, 0.0, variance)
    return np.sqrt(np.where((variance > 0) | exact, variance, np.nan))


def contrast_certain(parts: Sequence[Part], size: int) -> Bools:
    """Return where (size, N) nothing was sampled in any of the parts."""
    return ~contrast_any(parts, size, [~node_certain(part.frame) for part in parts])


def contrast_suppressed(parts: Sequence[Part], size: int) -> Bools:
    """Return where (size, N) one of the parts rests on few persons."""
    return contrast_any(parts, size, [part.estimates.suppressed for part in parts])


def contrast_df(parts: Sequence[Part], size: int) -> Floats:
    """PSUs minus strata (size, N) among the rows of any part that are asked something below the node."""
    asked = np.concatenate([part.frame.roles_asked for part in parts], axis=1)
    df = np.zeros((size, len(asked)))
    for pattern in np.unique(asked, axis=0):
        split = np.split(pattern, len(parts))
        rows = [used_cells(part.frame, roles) for part, roles in zip(parts, split, strict=True)]
        cells = np.concatenate([cell for cell, _ in rows])
        place = np.concatenate([part.place[domain] for part, (_, domain) in zip(parts, rows, strict=True)])
        found = cells_df(parts[0].frame.tally, cells[place >= 0], place[place >= 0], size)
        df[:, (asked == pattern).all(axis=1)] = found[:, None]
    return df


def contrast_any(parts: Sequence[Part], size: int, flags: Sequence[Bools]) -> Bools:
    """Return where (size, N, ..) any part of a contrast has a flag (d, N, ..)."""
    found = np.zeros((size, *flags[0].shape[1:]), bool)
    for part, flag in zip(parts, flags, strict=True):
        np.logical_or.at(found, part.place[part.used], flag[part.used])
    return found


def _replicated(parts: Sequence[Part], size: int, found: Variance, tied: Bools, lonely: LonelyPsu) -> Variance:
    alone = contrast_any(parts, size, [bootstrap_withheld(part.frame, lonely) for part in parts])
    draws = np.zeros((REPLICATES, *tied.shape))
    for part in parts:  # one stream of draws serves them all, so their covariances are kept
        values = replicate_values(part.frame, lonely=lonely)
        for domain in part.used:
            draws[:, part.place[domain]] += part.sign[domain] * values[:, domain]
    value = np.where(tied, spread(draws), found.value)
    return withheld(Variance(value, found.lonely), tied & alone)


def _supplied(parts: Sequence[Part], size: int, given: Replicates) -> Floats:
    """Variances (size, N) by supplied replicates, which all parts share."""
    shape = (size, len(parts[0].frame.tree.keys))
    draws, full = np.zeros((len(given.factors), *shape)), np.zeros(shape)
    for part in parts:
        values = supplied_values(part.frame)
        for domain in part.used:
            draws[:, part.place[domain]] += part.sign[domain] * values[:, domain]
            full[part.place[domain]] += part.sign[domain] * part.means.value[domain]
    return supplied_variance(given, draws, full)


def _signed(rows: tuple[Floats, Ints, Ints], part: Part) -> tuple[Floats, Ints, Ints]:
    influence, unit, domain = rows
    place = part.place[domain]
    kept = place >= 0
    return part.sign[domain[kept], None] * influence[kept], unit[kept], place[kept]


def _joined(parts: list[tuple[Floats, Ints, Ints]]) -> tuple[Floats, Ints, Ints]:
    z, unit, domain = (np.concatenate(columns) for columns in zip(*parts, strict=True))
    return z, unit, domain
