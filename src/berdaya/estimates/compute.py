"""Estimates of every node in every domain, with their design-based errors.

    estimate(instrument, tally, settings, by=("village",), wave="after")

Means first: items are averaged, then rolled up. Units first: every unit is rolled up, then averaged
(`units.py`). Both give an influence value of each cell on each node, which `precision.py` makes errors of.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np

from berdaya.errors import Problem
from berdaya.estimates.bootstrap import replicate_values, spread
from berdaya.estimates.disclosure import suppress
from berdaya.estimates.domains import sum_by
from berdaya.estimates.frame import Frame, NodeMeans, make_frame
from berdaya.estimates.means import influence, through_tree
from berdaya.estimates.model import Estimates, Settings
from berdaya.estimates.notes import node_notes
from berdaya.estimates.persons import count_persons
from berdaya.estimates.precision import (
    bootstrap_withheld,
    design_effect,
    lonely_names,
    node_certain,
    node_df,
    node_variance,
)
from berdaya.estimates.publish import beyond_rules
from berdaya.estimates.replicates import supplied_values, supplied_variance
from berdaya.estimates.units import group_units, person_units, roles_differ
from berdaya.instrument.model import Instrument
from berdaya.instrument.tree import roll_up
from berdaya.stats.intervals import band_probabilities, classify, t_interval
from berdaya.tally.codes import combine
from berdaya.tally.model import LonelyPsu, Tally

Floats = np.ndarray[Any, np.dtype[np.float64]]
NOISE = 1e-9  # of the scale's width
WITHHELD = (
    "veto",
    "lonely",
    "one-assessor",
    "unknown",
    "alike",
)  # what leaves a value without error, interval and bands


def estimate(
    instrument: Instrument,
    tally: Tally,
    settings: Settings,
    by: Sequence[str] = (),
    wave: str = "",
    *,
    lonely: LonelyPsu = "none",
    deff: bool = False,
) -> Estimates:
    """Return the estimates of every node, for the whole or by attributes, in one wave.

    Parameters
    ----------
    instrument, tally
        What was asked, and the sums of what was answered.
    settings
        Counting, mode, zeros, confidence, disclosure.
    by
        Attributes of groups or respondents, "group" or "role"; crossed when several.
    wave
        "" where the study has none.
    lonely
        What to do with a stratum of one PSU.
    deff
        Also the design effect: needs a tally with one row a cell, else it is NaN.

    Raises
    ------
    InputError
        An attribute that was not tallied.
    """
    warnings: tuple[Problem, ...] = ()
    by_person = settings.mode == "units_first" and settings.count == "persons"
    if by_person and "role" not in by and roles_differ(instrument, tally, wave):
        by = (*by, "role")
        warnings = (Problem("estimates.by-role", severity="warning"),)
    frame = make_frame(instrument, tally, settings, by, wave)
    nodes = node_means(frame)
    given = tally.replicates
    if given is not None:
        variance = supplied_variance(given, supplied_values(frame), nodes.value)
        alone = np.zeros(variance.shape, bool)
    else:
        variance, alone = node_variance(frame, nodes.own, nodes.group, lonely)
    if nodes.tied.any() and given is None:
        alone = alone | (nodes.tied & bootstrap_withheld(frame, lonely))
        variance = np.where(nodes.tied & ~alone, spread(replicate_values(frame, lonely=lonely)), variance)
    return _finish(frame, nodes, variance, alone, deff, warnings)


def node_means(frame: Frame) -> NodeMeans:
    """Return every node's value and the influences on it, in the mode of the settings."""
    if frame.settings.mode == "means_first":
        return _means_first(frame)
    return person_units(frame) if frame.settings.count == "persons" else group_units(frame)


def _means_first(frame: Frame) -> NodeMeans:
    means, domains = frame.means, frame.domains
    roll = roll_up(frame.tree, means.value, means.asked, means.coverage, (means.lowest, means.highest))
    own, group = influence(means, frame.tally, domains, frame.blocks)
    groups_drawn = frame.settings.count == "groups" and frame.tally.groups_vary
    return NodeMeans(
        value=roll.value,
        roll=roll,
        n=sum_by(domains.domain, domains.size, domains.rows(frame.tally.below)),
        own=through_tree(own, domains.domain, frame.tree, roll.value),
        group=through_tree(group, frame.blocks.domain, frame.tree, roll.value) if groups_drawn else None,
        veto=roll.veto,
        tied=roll.tied,
    )


def _finish(
    frame: Frame,
    nodes: NodeMeans,
    variance: Floats,
    alone: "np.ndarray[Any, np.dtype[np.bool_]]",
    deff: bool,
    warnings: tuple[Problem, ...],
) -> Estimates:
    settings, bands, tree, value = frame.settings, frame.instrument.bands, frame.tree, nodes.value
    persons, groups, df = count_persons(frame).all, _count_groups(frame), node_df(frame)
    # An error below any that a sample can have is float noise.
    variance = np.where(variance < (NOISE * (tree.high - tree.low)) ** 2, 0.0, variance)
    certain = node_certain(frame)
    flags = {
        "veto": nodes.veto,
        "tied": nodes.tied,
        "lonely": alone,
        "replicate-empty": np.isnan(variance) & ~nodes.veto & (frame.tally.replicates is not None),
        "one-assessor": (groups == 1) & ((persons == 1) | (_count_rows(frame) == 1)),
        "certain": certain,
        "unknown": (variance == 0) & (df <= 0) & ~certain,
        "alike": (variance == 0) & (df > 0) & ~certain & ~nodes.veto,
    }
    withheld = np.isnan(value) | np.any([flags[key] for key in WITHHELD], axis=0)
    se = np.sqrt(np.where(withheld, np.nan, variance))
    usable = np.where(se == 0, np.inf, df)  # nothing varies: a point
    low, high = t_interval(value, se, usable, settings.confidence)
    return Estimates(
        by=frame.domains.by,
        domains=frame.domains.labels,
        nodes=tree.keys,
        value=value,
        se=se,
        df=np.where(np.isnan(value), np.nan, df),
        low=np.clip(low, tree.low, tree.high),
        high=np.clip(high, tree.low, tree.high),
        n=nodes.n,
        groups=groups,
        deff=design_effect(frame, nodes, variance) if deff else np.full(se.shape, np.nan),
        coverage=nodes.roll.coverage,
        lost=nodes.roll.lost,
        lowest=nodes.roll.lowest,
        highest=nodes.roll.highest,
        band=classify(value, bands.cuts, bands.owner),
        bands=band_probabilities(value, se, usable, bands.cuts, bands.owner),
        distance=_distance(value, bands.cuts),
        persons=persons,
        suppressed=suppress(frame),
        beyond=beyond_rules(settings.publish, value, se, df, nodes.n, certain),
        notes=node_notes(frame, value, se, usable, flags),
        warnings=warnings,
        lonely_strata=lonely_names(frame.tally),
    )


def _count_rows(frame: Frame) -> Floats:
    """Rows (D, N) with an answer that counts below the node."""
    return sum_by(frame.domains.domain, frame.domains.size, frame.domains.rows(frame.tally.below))


def _count_groups(frame: Frame) -> Floats:
    """Groups (D, N) with an answer that counts below the node."""
    tally, domains = frame.tally, frame.domains
    pairs = combine([domains.domain, tally.group.codes[domains.cells]], len(domains.cells))
    some, domain = domains.rows(tally.below), domains.domain
    if pairs.size < len(pairs.codes):
        some, domain = sum_by(pairs.codes, pairs.size, some), domain[pairs.first]
    # Node by node: a table of flags as numbers would be as large as the tally.
    counts = [np.bincount(domain[some[:, node] > 0], minlength=domains.size) for node in range(some.shape[1])]
    return np.stack(counts, axis=1).astype(float)


def _distance(value: Floats, cuts: tuple[float, ...]) -> Floats:
    """Signed distance to the nearest cut."""
    if not cuts:
        return np.full(value.shape, np.nan)
    gaps = value[..., None] - np.array(cuts)
    nearest = np.abs(np.nan_to_num(gaps)).argmin(axis=-1)
    return np.take_along_axis(gaps, nearest[..., None], axis=-1)[..., 0]
