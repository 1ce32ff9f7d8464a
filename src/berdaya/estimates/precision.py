"""How surely: variances, degrees of freedom and design effects of node values."""

from typing import Any

import numpy as np

from berdaya.estimates.domains import sum_by
from berdaya.estimates.frame import Frame, NodeMeans
from berdaya.stats.sample import degrees_of_freedom
from berdaya.stats.variance import Variance, taylor_variance
from berdaya.tally.codes import combine
from berdaya.tally.model import LonelyPsu

Floats = np.ndarray[Any, np.dtype[np.float64]]


def node_variance(frame: Frame, own: Floats, group: Floats | None, lonely: LonelyPsu) -> Variance:
    """Return variances (D, K), and where a lonely PSU withholds them, from the influences of cells and groups."""
    domains, blocks = frame.domains, frame.blocks
    units = frame.tally.unit[domains.cells]
    once = combine([domains.domain, units], len(domains.cells))
    return taylor_variance(
        own if once.size == len(own) else sum_by(once.codes, once.size, own),
        units if once.size == len(own) else units[once.first],
        domains.domain if once.size == len(own) else domains.domain[once.first],
        frame.tally.sample,
        n_domains=domains.size,
        lonely=lonely,
        psu_part=None if group is None else (group, blocks.psu, blocks.domain),
    )


def node_df(frame: Frame) -> Floats:
    """Return PSUs minus strata (D, N) among the used rows whose role is asked something below the node."""
    tally, domains = frame.tally, frame.domains
    df = np.zeros((domains.size, len(frame.roles_asked)))
    for pattern in np.unique(frame.roles_asked, axis=0):
        use = pattern[tally.role.codes[domains.cells]]
        units, domain = tally.unit[domains.cells[use]], domains.domain[use]
        found = degrees_of_freedom(units, domain, tally.sample, n_domains=domains.size)
        df[:, (frame.roles_asked == pattern).all(axis=1)] = found[:, None]
    return df


def design_effect(frame: Frame, nodes: NodeMeans, variance: Floats) -> Floats:
    """Return V / V_srs (D, N) with V_srs = sum w e^2 / (sum w (n - 1)) over rows with an answer below the node.

    Needs a tally with one row a cell; NaN for means over groups, where a row has no weight of its own.
    """
    tally, domains = frame.tally, frame.domains
    if frame.settings.count == "groups" or not tally.one_row_a_cell:
        return np.full(variance.shape, np.nan)
    weight = tally.weight[domains.cells][:, None]
    counted = tally.below[domains.cells] > 0
    total = sum_by(domains.domain, domains.size, counted * weight)
    with np.errstate(divide="ignore", invalid="ignore"):
        squares = sum_by(domains.domain, domains.size, np.where(weight > 0, nodes.own**2 / weight, 0.0))
        simple = squares * total / (nodes.n - 1)
        return np.where(simple > 0, variance / simple, np.nan)
