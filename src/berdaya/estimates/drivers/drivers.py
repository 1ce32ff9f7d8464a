"""What drives a score: each criterion's contribution to it, and to what it lacks to the scale's top.

Both are exact splits of a gap by path multipliers (`instrument.tree.split_gap`): from 0 up to the score, and from the
score up to the scale's top. They add up for any mix of aggregates, of means and of units' own scores.
"""

from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from berdaya.estimates.bootstrap import REPLICATES, SEED
from berdaya.estimates.drivers.parts import Drawn, Parts, parts_of
from berdaya.estimates.drivers.unit_rows import FEWER, MOST_ROWS
from berdaya.estimates.frame import Frame
from berdaya.estimates.precision import bootstrap_withheld, node_df
from berdaya.estimates.replicates import supplied_interval
from berdaya.estimates.units import roles_differ
from berdaya.stats.alike import told_alike
from berdaya.tally.model import LonelyPsu

Floats = np.ndarray[Any, np.dtype[np.float64]]
Bools = np.ndarray[Any, np.dtype[np.bool_]]


@dataclass(frozen=True)
class Split:
    """A gap split over items (I,): `share` adds up to `total`; `low` and `high` its interval, `rank` 1 for the largest,
    with `first` and `last` the interval of the rank. `alike` (I, I) says which two cannot be told apart: the interval of their
    difference holds 0. All NaN, with `note` saying why, where no exact split exists.
    """

    total: float
    share: Floats
    low: Floats
    high: Floats
    rank: Floats
    first: Floats
    last: Floats
    note: str = ""
    alike: Bools | None = None  # None: no split


@dataclass(frozen=True)
class Drivers:
    """A node's drivers (the root's, where none was named): `items` are the criteria below it, in the instrument's order.

    `role` is the only one whose persons are split, where roles are scored apart; "": all. `given`: the replicates are weights
    that came with the answers: intervals are of t, and ranks have none.
    """

    items: tuple[str, ...]
    contribution: Split
    shortfall: Split
    seed: int
    replicates: int
    role: str = ""
    given: bool = False


def find_drivers(
    frame: Frame,
    seed: int = SEED,
    replicates: int = REPLICATES,
    lonely: LonelyPsu = "none",
    *,
    node: str = "",
    domain: int = 0,
) -> Drivers:
    """Return the drivers of a node ("": the root) in one of the frame's domains, with bootstrap intervals.

    Units first, parts are means over units of each unit's own. They need a tally with one cell a row where units are persons
    ("rows-many"), and one role, or roles that are asked the same ("roles-apart"); else both splits are null with the note.
    """
    tree = frame.tree
    at = tree.keys.index(node or tree.keys[0])
    items = tuple(tree.keys[i] for i in tree.leaf[slice(*tree.span[at].tolist())])
    note = _why_not(frame)
    if note:
        return Drivers(items, _no_split(len(items), note), _no_split(len(items), note), seed, replicates)
    if frame.settings.mode == "units_first" and frame.settings.count == "groups":
        groups = len(np.unique(frame.tally.group.codes[frame.domains.cells]))
        replicates = min(replicates, FEWER) if groups > MOST_ROWS["groups"] else replicates
    found = parts_of(frame, domain, at, (0.0, tree.high), Drawn(seed, replicates, lonely))
    if frame.settings.mode == "units_first":  # a role has no part where it is asked nothing
        kept = frame.means.asked[domain, slice(*tree.span[at].tolist())]
        items = tuple(key for key, some in zip(items, kept, strict=True) if some)
        found = tuple(Parts(one.total, one.share[kept], one.drawn[:, kept]) for one in found)
    given, df = frame.tally.replicates, float(node_df(frame)[domain, at])
    contribution, shortfall = (_split(frame, df, *one) for one in zip(found, (1, -1), strict=True))
    if given is not None:
        return Drivers(items, contribution, shortfall, seed, len(given.factors), given=True)
    if bootstrap_withheld(frame, lonely)[domain, at]:
        contribution, shortfall = (_without_interval(split) for split in (contribution, shortfall))
    return Drivers(items, contribution, shortfall, seed, replicates)


def _why_not(frame: Frame) -> str:
    settings, tally = frame.settings, frame.tally
    if not frame.domains.size:
        return "no-split"
    if settings.mode == "means_first" or settings.count == "groups":
        return ""
    if "role" not in frame.domains.by and roles_differ(frame.instrument, tally, frame.wave):
        return "roles-apart"
    return "" if tally.one_row_a_cell else "rows-many"


def _split(frame: Frame, df: float, parts: Parts, sign: int) -> Split:
    """Ranks and intervals of parts; the sign says how the gap is counted (1: above the reference, -1: what lacks to it)."""
    share, drawn = sign * parts.share, sign * parts.drawn
    if np.isnan(share).any():
        return _no_split(len(share), "no-split")
    if frame.tally.replicates is not None:
        least = min(0.0, frame.tree.low) if sign > 0 else 0.0
        limits = (least, frame.tree.high - least)
        return _by_supplied(frame, df, limits, Parts(sign * parts.total, share, drawn))
    tail = 100 * (1 - frame.settings.confidence) / 2
    low, high = _percentiles(drawn, tail)
    first, last = _percentiles(_ranks(drawn), tail)
    alike = told_alike(drawn, frame.settings.confidence)
    return Split(sign * parts.total, share, low, high, _ranks(share[None])[0], first, last, alike=alike)


def _by_supplied(frame: Frame, df: float, limits: tuple[float, float], parts: Parts) -> Split:
    """Parts with t intervals out of supplied replicates, whose spread is no distribution to take ranks from."""
    given, confidence = frame.tally.replicates, frame.settings.confidence
    assert given is not None, "no replicates were supplied"
    total, share, drawn = parts
    low, high = supplied_interval(given, drawn, share, df, confidence, limits)
    alike = np.ones((len(share), len(share)), bool)
    for i, own in enumerate(share):
        below, above = supplied_interval(given, drawn[:, [i]] - drawn, own - share, df, confidence)
        alike[i] = ~((below > 0) | (above < 0))
    nothing = np.full(share.shape, np.nan)
    return Split(total, share, low, high, _ranks(share[None])[0], nothing, nothing, alike=alike)


def _without_interval(split: Split) -> Split:
    nothing = np.full(split.share.shape, np.nan)
    alike = None if split.alike is None else np.ones_like(split.alike)
    return replace(split, low=nothing, high=nothing, first=nothing, last=nothing, alike=alike)


def _ranks(share: Floats) -> Floats:
    """Rank 1 for the largest in each row, ties sharing their mean rank."""
    ranks = np.empty(share.shape)
    for item in range(share.shape[-1]):  # scipy.stats does the same, but takes a third of a second to import
        own = share[..., [item]]
        ranks[..., item] = (share > own).sum(axis=-1) + ((share == own).sum(axis=-1) + 1) / 2
    ranks[np.isnan(share).any(axis=-1)] = np.nan
    return ranks


def _percentiles(values: Floats, tail: float) -> tuple[Floats, Floats]:
    usable = values[~np.isnan(values).any(axis=1)]
    if len(usable) < 2:
        nothing = np.full(values.shape[1], np.nan)
        return nothing, nothing
    low, high = np.percentile(usable, [tail, 100 - tail], axis=0)
    return low, high


def _no_split(items: int, note: str) -> Split:
    nothing = np.full(items, np.nan)
    return Split(float("nan"), nothing, nothing, nothing, nothing, nothing, nothing, note)
