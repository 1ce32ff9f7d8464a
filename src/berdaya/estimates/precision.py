"""How surely: variances, degrees of freedom and design effects of node values."""

from typing import Any, NamedTuple

import numpy as np

from berdaya.estimates.domains import sum_by
from berdaya.estimates.frame import Frame, NodeMeans
from berdaya.stats.replicates import replicate_df
from berdaya.stats.sample import CERTAIN, Sample, degrees_of_freedom, lonely_strata
from berdaya.stats.variance import Variance, taylor_variance
from berdaya.tally.codes import combine
from berdaya.tally.model import LonelyPsu, Tally

Floats = np.ndarray[Any, np.dtype[np.float64]]
Bools = np.ndarray[Any, np.dtype[np.bool_]]
Ints = np.ndarray[Any, np.dtype[np.int64]]


def node_variance(frame: Frame, own: Floats, group: Floats | None, lonely: LonelyPsu) -> Variance:
    """Return variances (D, N), and where a lonely PSU withholds them, from the influences of cells and groups.

    With lonely "none" an answer from a lonely unit withholds the error, whatever the answer: an influence that happens
    to be 0 is no reason to trust it.
    """
    rows = influence_rows(frame, own, group)
    found = taylor_variance(
        *rows.unit, frame.tally.sample, n_domains=frame.domains.size, lonely=lonely, psu_part=rows.psu
    )
    return withheld(found, rests_on_lonely(frame)) if lonely == "none" else found


class InfluenceRows(NamedTuple):
    """Influence (r, N), place in the sample (r,) and domain (r,): of units, and of PSUs as wholes."""

    unit: tuple[Floats, Ints, Ints]
    psu: tuple[Floats, Ints, Ints] | None


def influence_rows(frame: Frame, own: Floats, group: Floats | None) -> InfluenceRows:
    """Return the influences of cells and groups laid on the units and PSUs of the sample, one row a unit and domain."""
    tally, domains, blocks = frame.tally, frame.domains, frame.blocks
    units, domain = tally.unit[domains.cells], domains.domain
    part = None
    if group is not None and tally.group_in_unit:
        own, units = np.concatenate([own, group]), np.concatenate([units, blocks.unit])
        domain = np.concatenate([domain, blocks.domain])
    elif group is not None:
        part = (group, blocks.psu, blocks.domain)
    once = combine([domain, units], len(units))
    if once.size < len(units):
        own, units, domain = sum_by(once.codes, once.size, own), units[once.first], domain[once.first]
    return InfluenceRows((own, units, domain), part)


def withheld(variance: Variance, where: Bools) -> Variance:
    """Return variances without those that rest on a lonely PSU."""
    alone = variance.lonely | where
    return Variance(np.where(alone, np.nan, variance.value), alone)


def bootstrap_withheld(frame: Frame, lonely: LonelyPsu) -> Bools:
    """Return where (D, N) drawn replicates give no error: on a lonely unit, unless its rule is one that they can follow;
    everywhere where replicates were supplied.
    """
    if frame.tally.replicates is not None:  # other draws than these would give other errors
        return np.ones((frame.domains.size, len(frame.tree.keys)), bool)
    if lonely in ("none", "average"):
        return rests_on_lonely(frame)
    return np.zeros((frame.domains.size, len(frame.tree.keys)), bool)


def rests_on_lonely(frame: Frame) -> Bools:
    """Return where (D, N) an answer below the node is from the only unit of a stratum."""
    domains = frame.domains
    at = lonely_units(frame.tally.sample)[frame.tally.unit[domains.cells]]
    return sum_by(domains.domain[at], domains.size, frame.tally.below[domains.cells[at]]) > 0


def lonely_units(sample: Sample) -> Bools:
    """Return which units (U,) are the only one of a stratum, of either stage, that was not taken whole."""
    first, second = lonely_strata(sample)
    alone = first[sample.stratum[sample.psu]]
    return alone if sample.second is None else alone | second[sample.second.stratum]


def lonely_names(tally: Tally) -> tuple[str, ...]:
    """Return the names of strata, of either stage, with one unit that was not certain; none where replicates give errors."""
    if tally.replicates is not None:
        return ()
    named = zip((tally.strata, tally.second_strata), lonely_strata(tally.sample), strict=True)
    return tuple(name for names, alone in named for name, lonely in zip(names, alone, strict=True) if lonely and name)


def node_certain(frame: Frame) -> Bools:
    """Return where (D, N) nothing was sampled: every row whose role is asked below the node was sure to be taken."""
    domains, roles = frame.domains, frame.tally.role
    at = drawn_units(frame.tally.sample)[frame.tally.unit[domains.cells]]
    some = np.zeros((domains.size, len(roles.labels)), bool)
    some[domains.domain[at], roles.codes[domains.cells[at]]] = True
    chance: Bools = some @ frame.roles_asked.T
    return ~chance & (frame.tally.replicates is None)


def drawn_units(sample: Sample) -> Bools:
    """Return which units (U,) were drawn at some stage: all others were sure to be taken."""
    drawn = (sample.fraction <= CERTAIN)[sample.stratum[sample.psu]]
    return drawn if sample.second is None else drawn | (sample.second.fraction <= CERTAIN)[sample.second.stratum]


def node_df(frame: Frame) -> Floats:
    """Return PSUs minus strata (D, N) among the used rows whose role is asked something below the node."""
    df = np.zeros((frame.domains.size, len(frame.roles_asked)))
    for pattern in np.unique(frame.roles_asked, axis=0):
        found = cells_df(frame.tally, *used_cells(frame, pattern), frame.domains.size)
        df[:, (frame.roles_asked == pattern).all(axis=1)] = found[:, None]
    return df


def used_cells(frame: Frame, roles: Bools) -> tuple[Ints, Ints]:
    """Return the cells of some roles (R,), and their domains."""
    domains = frame.domains
    use = roles[frame.tally.role.codes[domains.cells]]
    return domains.cells[use], domains.domain[use]


def cells_df(tally: Tally, cells: Ints, domain: Ints, n_domains: int) -> Ints | Floats:
    """Return the degrees of freedom (D,) of cells in domains: PSUs minus strata, or those of supplied replicates."""
    given = tally.replicates
    if given is None or (given.df is None and given.staged):
        return degrees_of_freedom(tally.unit[cells], domain, tally.sample, n_domains=n_domains)
    if given.df is not None:
        return np.full(n_domains, given.df)
    weights = given.factors * tally.weight
    return np.array([replicate_df(weights[:, cells[domain == d]]) for d in range(n_domains)], float)


def count_psus(frame: Frame) -> tuple[int, int]:
    """Return the PSUs, and the first-stage strata, that the rows of a frame are from: those of its wave."""
    sample = frame.tally.sample
    psus = np.unique(sample.psu[frame.tally.unit[frame.domains.cells]])
    return len(psus), len(np.unique(sample.stratum[psus]))


def design_effect(frame: Frame, nodes: NodeMeans, variance: Floats) -> Floats:
    """Return V / V_srs (D, N) with V_srs = sum w e^2 / (sum w (n - 1)) over rows with an answer below the node, units
    first over rows with a score.

    Needs a tally with one row a cell; NaN for means over groups, where a row has no weight of its own.
    """
    tally, domains = frame.tally, frame.domains
    if frame.settings.count == "groups" or not tally.one_row_a_cell:
        return np.full(variance.shape, np.nan)
    weight = tally.weight[domains.cells][:, None]
    if frame.settings.mode == "units_first" and tally.units is not None:
        counted = tally.units.count[domains.cells] > 0
    else:
        counted = tally.below[domains.cells] > 0
    total = sum_by(domains.domain, domains.size, counted * weight)
    with np.errstate(divide="ignore", invalid="ignore"):
        squares = sum_by(domains.domain, domains.size, np.where(weight > 0, nodes.own**2 / weight, 0.0))
        simple = squares * total / (nodes.n - 1)
        return np.where(simple > 0, variance / simple, np.nan)
