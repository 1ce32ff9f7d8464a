"""Units first: every unit is rolled up on its own, then the scores are averaged.

A unit is a respondent (the tally holds the sums of their scores) or a group (rolled up here from its item means).
"""

from typing import Any

import numpy as np

from berdaya.estimates.domains import Domains, make_domains, sum_by
from berdaya.estimates.frame import Frame, NodeMeans
from berdaya.estimates.means import influence, item_means, make_blocks, through_tree
from berdaya.instrument.model import Instrument
from berdaya.instrument.tree import RollUp, asked_items, roll_up
from berdaya.tally.codes import combine
from berdaya.tally.model import Tally

Floats = np.ndarray[Any, np.dtype[np.float64]]
Ints = np.ndarray[Any, np.dtype[np.int64]]


def roles_differ(instrument: Instrument, tally: Tally, wave: str) -> bool:
    """Return whether roles that answered in a wave are asked different items: their trees cannot be averaged together."""
    asked = asked_items(instrument, wave)
    in_wave = make_domains(tally, (), wave).cells
    sets = {
        tuple(
            bool(leaf.question and role in leaf.question.ask)
            for leaf, a in zip(instrument.leaves, asked, strict=True)
            if a
        )
        for role in {tally.role.labels[code] for code in np.unique(tally.role.codes[in_wave])}
    }
    return len(sets) > 1


def person_units(frame: Frame) -> NodeMeans:
    """Return means of respondents' own scores. Needs a tally with units."""
    tally, domains = frame.tally, frame.domains
    assert tally.units is not None, "units first needs a tally with units"
    units, cells = tally.units, domains.cells
    total = sum_by(domains.domain, domains.size, units.scored[cells])
    with np.errstate(divide="ignore", invalid="ignore"):
        value = sum_by(domains.domain, domains.size, units.sums[cells]) / total
        centre = np.nan_to_num(value)[domains.domain]
        own = (units.sums[cells] - centre * units.scored[cells]) / total[domains.domain]
        lowest, highest, lost = (
            sum_by(domains.domain, domains.size, part[cells])
            / sum_by(domains.domain, domains.size, units.possible[cells])
            for part in (units.lowest, units.highest, units.lost)
        )
        coverage = total / sum_by(domains.domain, domains.size, units.possible[cells])
    value[:, ~frame.tree.asked] = np.nan
    none = np.zeros(value.shape, bool)
    roll = RollUp(value, coverage, lost, lowest, highest, none, none)
    n = sum_by(domains.domain, domains.size, units.count[cells])
    return NodeMeans(value, roll, n, np.nan_to_num(own), None, none, none)


def group_scores(frame: Frame) -> tuple[Domains, RollUp, Floats, Ints]:
    """Roll up every group of every domain: the (domain, group) pairs, their scores, and influences of cells and blocks.

    The influences (c, N) are of a cell on its own group's score.
    """
    tally, cells = frame.tally, frame.domains.cells
    pairs = combine([frame.domains.domain, tally.group.codes[cells]], len(cells))
    groups = Domains(("group",), tuple(() for _ in range(pairs.size)), cells, pairs.codes)
    blocks = make_blocks(tally, groups, False)
    means = item_means(frame.instrument, tally, groups, blocks)
    roll = roll_up(frame.tree, means.value, means.asked, means.coverage, (means.lowest, means.highest))
    own, _ = influence(means, tally, groups, blocks)
    return groups, roll, through_tree(own, pairs.codes, frame.tree, roll.value), frame.domains.domain[pairs.first]


def group_shares(frame: Frame, groups: Domains, domain: Ints, present: "np.ndarray[Any, np.dtype[np.bool_]]") -> Floats:
    """Return each group's weight (p, N) in the mean of its domain; a group without a score has none."""
    first = np.unique(groups.domain, return_index=True)[1]
    size = frame.tally.group_weight[frame.tally.group.codes[groups.cells[first]]]
    weight = np.where(present, size[:, None], 0.0)
    total = sum_by(domain, frame.domains.size, weight)[domain]
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(total > 0, weight / total, 0.0)


def group_units(frame: Frame) -> NodeMeans:
    """Return means of groups' own scores.

    As for persons, coverage is the share of the units asked that have a score; weight lost and the lowest and highest
    possible value are of all units asked.
    """
    tally, domains = frame.tally, frame.domains
    groups, roll, own, domain = group_scores(frame)
    scored, possible = ~np.isnan(roll.value), ~np.isnan(roll.lowest)
    share, share_asked = (group_shares(frame, groups, domain, some) for some in (scored, possible))

    def average(part: Floats, share: Floats) -> Floats:
        mean = sum_by(domain, domains.size, share * np.nan_to_num(part))
        return np.where(sum_by(domain, domains.size, share) > 0, mean, np.nan)

    value = average(roll.value, share)
    by_group = share * np.nan_to_num(roll.value - value[domain])
    none = np.zeros(value.shape, bool)
    account = [average(part, share_asked) for part in (scored.astype(float), roll.lost, roll.lowest, roll.highest)]
    return NodeMeans(
        value=value,
        roll=RollUp(value, account[0], account[1], account[2], account[3], none, none),
        n=sum_by(domains.domain, domains.size, domains.rows(tally.below)),
        own=own * share[groups.domain],
        group=at_blocks(frame, groups, by_group) if tally.groups_vary else None,
        veto=none,
        tied=none,
    )


def at_blocks(frame: Frame, groups: Domains, by_group: Floats) -> Floats:
    """Give each (domain, group)'s influence to one of the frame's blocks of that group, once."""
    out = np.zeros((len(frame.blocks.domain), by_group.shape[1]))
    block_of_pair = np.zeros(len(by_group), np.int64)
    block_of_pair[groups.domain] = frame.blocks.of
    out[block_of_pair] = by_group
    return out
