"""Bootstrap replicates of item means and node values: the whole tree anew in each replicate.

The draws depend on the seed and the strata only, so one stream serves every domain, wave and node.
"""

from collections.abc import Iterator
from typing import Any

import numpy as np
from scipy import sparse

from berdaya.estimates.frame import Frame
from berdaya.instrument.tree import roll_up_values
from berdaya.stats.bootstrap import rao_wu_factors
from berdaya.stats.calibration import recalibrated
from berdaya.tally.model import LonelyPsu, Tally

Floats = np.ndarray[Any, np.dtype[np.float64]]
Factors = np.ndarray[Any, np.dtype[np.float32]] | Floats
Bools = np.ndarray[Any, np.dtype[np.bool_]]
Ints = np.ndarray[Any, np.dtype[np.int64]]
REPLICATES = 1000
SEED = 2022  # of every study that states none; printed with the results


def replicate_items(
    frame: Frame, seed: int = SEED, replicates: int = REPLICATES, lonely: LonelyPsu = "none"
) -> Iterator[Floats]:
    """Yield item means (b, D, I) of some replicates at a time; the b add up to `replicates`.

    Lonely units are redrawn under the rule "centre" only: what rests on them has no error from these replicates under
    "none" and "average" (`precision.bootstrap_withheld`).
    """
    domains = _by_domain(frame)
    for factors in unit_factors(frame.tally, seed, replicates, lonely):
        yield _items(frame, domains, factors, group_factors(frame, factors))


def supplied_items(frame: Frame, factors: Floats) -> Floats:
    """Return item means (b, D, I) under factors (b, cells) of the weights of cells, for means over persons."""
    return _items(frame, _by_domain(frame, supplied=True), factors)


def _items(frame: Frame, domains: "list[_Domain]", factors: Factors, whole: Factors | None = None) -> Floats:
    out = np.empty((len(factors), frame.domains.size, frame.means.value.shape[1]))
    for d, domain in enumerate(domains):
        out[:, d] = _domain_items(frame, domain, factors, whole)
    return out


def unit_factors(tally: Tally, seed: int, replicates: int, lonely: LonelyPsu) -> Iterator[Factors]:
    """Yield factors (b, U) of the weights of units: one stream for all that is made of a tally.

    Weights that are calibrated are calibrated anew in each replicate.
    """
    strata = tally.strata
    keys = strata if len(set(strata)) == len(strata) else tuple(f"{i} {s}" for i, s in enumerate(strata))
    drawn = rao_wu_factors(tally.sample, keys, seed, replicates, "centre" if lonely == "centre" else "remove")
    known = tally.sample.calibration
    if known is None:
        return drawn
    return (recalibrated(factors.astype(np.float64), known).astype(np.float32) for factors in drawn)


def replicate_values(
    frame: Frame, seed: int = SEED, replicates: int = REPLICATES, lonely: LonelyPsu = "none"
) -> Floats:
    """Return node values (replicates, D, N), means first."""
    out, start = np.empty((replicates, frame.domains.size, len(frame.tree.keys))), 0
    for items in replicate_items(frame, seed, replicates, lonely):
        part = slice(start, start + len(items))
        out[part] = rolled(frame, items)
        start += len(items)
    return out


def rolled(frame: Frame, items: Floats) -> Floats:
    """Return node values (b, D, N) of item means (b, D, I) in replicates; what too few answered stays empty."""
    return roll_up_values(frame.tree, np.where(_enough(frame), items, np.nan), frame.means.asked)


def domain_values(frame: Frame, d: int, factors: Floats) -> Floats:
    """Return the node values (b, N) of one domain under factors (b, U) of units, means first, with all digits."""
    domain = _Domain(frame, np.flatnonzero(frame.domains.domain == d), False, exact=True)
    items = _domain_items(frame, domain, factors, group_factors(frame, factors))
    return roll_up_values(frame.tree, np.where(_enough(frame)[d], items, np.nan), frame.means.asked[d])


def _enough(frame: Frame) -> Bools:
    """Items (D, I) that enough of those asked have answered."""
    found: Bools = frame.means.asked & (frame.means.coverage >= frame.tree.leaf_coverage - 1e-12)
    return found


def spread(replicates: Floats) -> Floats:
    """Return the variance over replicates (B, ...); one in which a figure is empty is left out of that figure."""
    some = ~np.isnan(replicates)
    count = some.sum(axis=0)
    with np.errstate(divide="ignore", invalid="ignore"):
        mean = np.where(some, replicates, 0.0).sum(axis=0) / count
        variance: Floats = np.where(some, np.square(replicates - mean), 0.0).sum(axis=0) / (count - 1)
    return np.where(count > 1, variance, np.nan)


def group_factors(frame: Frame, factors: Factors) -> Factors | None:
    """Factors (b, blocks) of groups as wholes, where groups were drawn and count as such."""
    if frame.settings.count != "groups" or not frame.tally.groups_vary:
        return None
    return whole_factors(frame.tally, factors, frame.blocks.unit, frame.blocks.psu)


def whole_factors(tally: Tally, factors: Factors, unit: Ints, psu: Ints) -> Factors:
    """Return factors (b, G) of groups as wholes, which lie in units and PSUs (G,): of their unit, or of the PSU.

    A PSU's factor is the mean of its units' ones: the second stage adds nothing to it.
    """
    if tally.group_in_unit:
        return factors[:, unit]
    of = tally.sample.psu
    gather = sparse.csr_matrix((np.ones(len(of)), (of, np.arange(len(of)))))
    by_psu = np.asarray(gather @ factors.T).T / np.bincount(of)
    exact = factors.dtype == np.float64
    return by_psu[:, psu] if exact else by_psu[:, psu].astype(np.float32)


class _Domain:
    """The cells of a domain laid ready for one matrix product: sums and weights side by side, per block.

    `places` are those of the cells' factors: of their units, or their own where replicates were supplied. Those are few and
    keep all digits, as do others that are `exact`.
    """

    def __init__(
        self, frame: Frame, rows: "np.ndarray[Any, np.dtype[np.int64]]", supplied: bool, exact: bool = False
    ) -> None:
        tally = frame.tally
        cells = frame.domains.cells[rows]
        self.places = cells if supplied else tally.unit[cells]
        blocks = frame.blocks.of[rows]
        self.blocks = [
            (b, np.flatnonzero(blocks == b), frame.blocks.role[b], frame.blocks.size[b]) for b in np.unique(blocks)
        ]
        sums = np.concatenate([tally.sums[cells], tally.answered[cells]], axis=1)
        self.sums: Factors = sums if supplied or exact else sums.astype(np.float32)


def _by_domain(frame: Frame, supplied: bool = False) -> list[_Domain]:
    order = np.argsort(frame.domains.domain, kind="stable")
    ends = np.searchsorted(frame.domains.domain[order], np.arange(frame.domains.size + 1))
    return [_Domain(frame, order[ends[d] : ends[d + 1]], supplied) for d in range(frame.domains.size)]


def _domain_items(frame: Frame, domain: _Domain, factors: Factors, whole: Factors | None) -> Floats:
    """Item means (b, I) of one domain under each replicate's factors (b, U)."""
    items = frame.means.value.shape[1]
    own = factors[:, domain.places]
    roles = frame.means.share.shape[1]
    total, weight = (np.zeros((len(factors), roles, items)) for _ in range(2))
    for block, rows, role, size in domain.blocks:
        every = len(rows) == len(domain.places)
        product = (own @ domain.sums if every else own[:, rows] @ domain.sums[rows]).astype(np.float64)
        sums, answered = product[:, :items], product[:, items:]
        share = np.where(answered > 0, size, 0.0)
        if whole is not None:
            share = share * whole[:, [block]]
        with np.errstate(divide="ignore", invalid="ignore"):
            total[:, role] += np.where(answered > 0, share * sums / answered, 0.0)
        weight[:, role] += share
    with np.errstate(divide="ignore", invalid="ignore"):
        means = np.where(weight > 0, total / weight, np.nan)
    share = np.where(weight > 0, frame.role_weights[None], 0.0)
    with np.errstate(divide="ignore", invalid="ignore"):
        value: Floats = (share * np.nan_to_num(means)).sum(axis=1) / share.sum(axis=1)
    return value
