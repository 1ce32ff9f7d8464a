"""Shares of persons and of groups in each category, with their errors.

A person's or group's category is that of its own score (the tree rolled up for it alone), so the shares do not
follow from the category of the mean.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

import numpy as np

from berdaya.estimates.bootstrap import replicate_values
from berdaya.estimates.domains import Domains, sum_by
from berdaya.estimates.frame import Frame, make_frame
from berdaya.estimates.model import Settings
from berdaya.estimates.precision import bootstrap_withheld, node_certain, node_df, node_variance
from berdaya.estimates.replicates import supplied_ratios, supplied_variance
from berdaya.estimates.units import at_blocks, group_scores, group_shares, roles_differ
from berdaya.instrument.model import Instrument
from berdaya.stats.intervals import classify, logit_interval
from berdaya.tally.model import LonelyPsu, Tally

Floats = np.ndarray[Any, np.dtype[np.float64]]
NOISE = 1e-9  # an error of a share below this is float noise
NEAR = 1e-5  # of the scale's width: replicates are summed in single precision


@dataclass(frozen=True)
class Shares:
    """Shares (D, N, B) of units in each band, their errors and intervals; `n` (D, N) counts the units with a score."""

    unit: Literal["person", "group"]
    by: tuple[str, ...]
    domains: tuple[tuple[str, ...], ...]
    nodes: tuple[str, ...]
    share: Floats
    se: Floats
    low: Floats
    high: Floats
    n: Floats


def person_shares(
    instrument: Instrument,
    tally: Tally,
    settings: Settings,
    by: Sequence[str] = (),
    wave: str = "",
    lonely: LonelyPsu = "none",
) -> Shares:
    """Return the share of persons in each band; by role where roles are asked different items. Needs a tally with units."""
    assert tally.units is not None, "shares of persons need a tally with units"
    if "role" not in by and roles_differ(instrument, tally, wave):
        by = (*by, "role")
    frame = make_frame(instrument, tally, settings, by, wave)
    cells, domain, size = frame.domains.cells, frame.domains.domain, frame.domains.size
    scored = tally.units.scored[cells]
    total = sum_by(domain, size, scored)
    shares, errors = [], []
    for b in range(len(instrument.bands.labels)):
        inside = tally.units.bands[cells, :, b]
        with np.errstate(divide="ignore", invalid="ignore"):
            share = sum_by(domain, size, inside) / total
            own = np.nan_to_num((inside - np.nan_to_num(share)[domain] * scored) / total[domain])
        given = tally.replicates
        if given is None:
            variance, alone = node_variance(frame, own, None, lonely)
        else:
            variance = supplied_variance(given, supplied_ratios(frame, inside, scored), share)
            alone = np.isnan(variance)
        shares.append(share)
        errors.append(np.sqrt(np.where(alone, np.nan, variance)))
    n = sum_by(domain, size, tally.units.count[cells])
    return _shares("person", frame, np.stack(shares, -1), np.stack(errors, -1), n)


def group_band_shares(
    instrument: Instrument,
    tally: Tally,
    settings: Settings,
    by: Sequence[str] = (),
    wave: str = "",
    lonely: LonelyPsu = "none",
) -> Shares:
    """Return the share of groups in each band.

    Where groups were drawn, the error is that of the draw. Where all are in the study it comes from who was asked in
    each: the bootstrap classifies every group anew in each replicate. Supplied replicates are of persons: no error then.
    """
    frame = make_frame(instrument, tally, replace(settings, count="groups"), by, wave)
    groups, roll, _, domain = group_scores(frame)
    present = ~np.isnan(roll.value)
    weight = group_shares(frame, groups, domain, present)
    band = classify(roll.value, instrument.bands.cuts, instrument.bands.owner)
    bands = range(len(instrument.bands.labels))
    share = np.stack([sum_by(domain, frame.domains.size, weight * (band == b)) for b in bands], -1)
    some = sum_by(domain, frame.domains.size, present.astype(float))
    share[some == 0] = np.nan
    if tally.replicates is not None:  # they are of persons: no weights of groups come with them
        se = np.full(share.shape, np.nan)
    elif tally.groups_vary:  # the choice of groups has nothing to do with how weights of persons were brought to totals
        plain = replace(tally, sample=replace(tally.sample, calibration=None))
        frame = replace(frame, tally=plain)
        se = _drawn_errors(frame, groups, weight, band, share, lonely)
    else:
        by_group = make_frame(instrument, tally, settings, (*by, "group"), wave)
        se = _redrawn_errors(by_group, domain, weight, share.shape, lonely)
        se[bootstrap_withheld(frame, lonely)] = np.nan
    return _shares("group", frame, share, se, some, redrawn=not tally.groups_vary)


def _drawn_errors(
    frame: Frame,
    groups: Domains,
    weight: Floats,
    band: "np.ndarray[Any, np.dtype[np.int64]]",
    share: Floats,
    lonely: LonelyPsu,
) -> Floats:
    first = np.unique(groups.domain, return_index=True)[1]
    domain = frame.domains.domain[first]
    fixed = np.zeros((len(groups.domain), weight.shape[1]))  # who was asked in a group does not move its own band
    errors = []
    for b in range(share.shape[2]):
        by_group = weight * ((band == b) - np.nan_to_num(share[domain, :, b]))
        variance, alone = node_variance(frame, fixed, at_blocks(frame, groups, by_group), lonely)
        errors.append(np.sqrt(np.where(alone, np.nan, variance)))
    return np.stack(errors, -1)


def _redrawn_errors(
    frame: Frame,
    domain: "np.ndarray[Any, np.dtype[np.int64]]",
    weight: Floats,
    shape: tuple[int, ...],
    lonely: LonelyPsu,
) -> Floats:
    bands = frame.instrument.bands
    drawn = classify(_on_cuts(replicate_values(frame, lonely=lonely), frame.instrument), bands.cuts, bands.owner)
    errors = np.empty(shape)
    for b in range(shape[2]):
        inside = (weight * (drawn == b)).swapaxes(0, 1)  # groups first
        shares = sum_by(domain, shape[0], inside.reshape(len(domain), -1)).reshape(shape[0], -1, shape[1])
        errors[:, :, b] = shares.std(axis=1, ddof=1)
    return errors


def _on_cuts(values: Floats, instrument: Instrument) -> Floats:
    """Put values that are a cut but for noise onto it: a score of thirds may be 2 in many replicates."""
    near = NEAR * (instrument.scale.max - instrument.scale.min)
    for cut in instrument.bands.cuts:
        values = np.where(np.abs(values - cut) < near, cut, values)
    return values


def _shares(
    unit: Literal["person", "group"], frame: Frame, share: Floats, se: Floats, n: Floats, redrawn: bool = False
) -> Shares:
    """Lay out shares; where units were drawn that all are in one band, their alikeness is no error of 0 (`redrawn`: the
    groups are all there, and that none changes its band is one).
    """
    df = np.broadcast_to(node_df(frame)[:, :, None], share.shape)
    certain = np.broadcast_to(node_certain(frame)[:, :, None], share.shape)
    se = np.where(se < NOISE, 0.0, se)
    unknown = ~certain if not redrawn else ~certain & (df <= 0)  # nothing differs, or nothing is left to compare
    se = np.where((se == 0) & unknown, np.nan, se)
    low, high = logit_interval(share, se, np.where(se == 0, np.inf, df), frame.settings.confidence)
    return Shares(unit, frame.domains.by, frame.domains.labels, frame.tree.keys, share, se, low, high, n)
