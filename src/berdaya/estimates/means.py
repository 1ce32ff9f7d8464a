"""Item means of every domain, and the influence of each cell on them.

An item's mean in a domain is an average over the roles that answered; a role's mean counts persons (a weighted mean of
answers) or groups (a mean over groups of the group's weighted mean). Both are the same algebra over "blocks": the cells of
one domain and role, or of one domain, role and group.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np

from berdaya.estimates.domains import Domains, sum_by
from berdaya.instrument.model import Instrument
from berdaya.instrument.tree import Tree, gradient
from berdaya.tally.codes import combine
from berdaya.tally.model import Tally

Floats = np.ndarray[Any, np.dtype[np.float64]]
Ints = np.ndarray[Any, np.dtype[np.int64]]
DOMAINS_AT_ONCE = 2_000  # gradients held at a time: nodes x items numbers each


@dataclass(frozen=True)
class Blocks:
    """Cells grouped for averaging: `of` (c,) each cell's block; `domain`, `role` (b,); `size` (b,) its weight in the mean
    of its domain and role; `unit`, `psu` (b,) those of its first cell, which hold all of a group where groups were drawn.
    For `count: persons` a block is a domain's role and has weight 1.
    """

    of: Ints
    domain: Ints
    role: Ints
    size: Floats
    unit: Ints
    psu: Ints


@dataclass(frozen=True)
class ItemMeans:
    """Means (D, I) and what they are made of: `role_means` (D, R, I), NaN where a role gave no answer; `share` (D, R, I) the
    weight of a role in the item; `asked` (D, I); `coverage` (D, I); `lowest`, `highest` (D, I).
    """

    value: Floats
    role_means: Floats
    share: Floats
    asked: "np.ndarray[Any, np.dtype[np.bool_]]"
    coverage: Floats
    lowest: Floats
    highest: Floats
    block_means: Floats  # (b, I)
    block_answered: Floats  # (b, I)
    block_share: Floats  # (b, I): weight of the block in the mean of its domain and role


def make_blocks(tally: Tally, domains: Domains, by_group: bool) -> Blocks:
    """Return the blocks of the domains' cells."""
    cells = domains.cells
    columns = [domains.domain, tally.role.codes[cells]]
    if by_group:
        columns.append(tally.group.codes[cells])
    found = combine(columns, len(cells))
    first = cells[found.first]
    size = tally.group_weight[tally.group.codes[first]] if by_group else np.ones(found.size)
    return Blocks(
        of=found.codes,
        domain=domains.domain[found.first],
        role=tally.role.codes[first],
        size=size,
        unit=tally.unit[first],
        psu=tally.sample.psu[tally.unit[first]],
    )


def item_means(instrument: Instrument, tally: Tally, domains: Domains, blocks: Blocks) -> ItemMeans:
    """Return the means of every item in every domain."""
    n_blocks = len(blocks.domain)
    sums, answered, asked = (
        sum_by(blocks.of, n_blocks, domains.rows(part)) for part in (tally.sums, tally.answered, tally.asked)
    )
    low, high = instrument.scale.min, instrument.scale.max
    weights = role_weights(instrument, tally.role.labels)
    means, share, value = _average(sums, answered, blocks, domains.size, weights)
    missing = asked - answered
    _, _, lowest = _average(sums + missing * low, asked, blocks, domains.size, weights)
    _, _, highest = _average(sums + missing * high, asked, blocks, domains.size, weights)
    total_asked = sum_by(blocks.domain, domains.size, asked)
    total_answered = sum_by(blocks.domain, domains.size, answered)
    with np.errstate(divide="ignore", invalid="ignore"):
        coverage = np.where(total_asked > 0, np.minimum(total_answered / total_asked, 1.0), 0.0)
        block_means = sums / answered
    return ItemMeans(
        value=value,
        role_means=means,
        share=share,
        asked=total_asked > 0,
        coverage=coverage,
        lowest=lowest,
        highest=highest,
        block_means=block_means,
        block_answered=answered,
        block_share=_block_share(answered, blocks, domains.size, len(weights)),
    )


def role_weights(instrument: Instrument, roles: tuple[str, ...]) -> Floats:
    """Return each role's weight in each item (R, I); 0 where the role is not asked."""
    questions = [leaf.question for leaf in instrument.leaves]
    return np.array([[q.ask.get(role, 0.0) if q else 0.0 for q in questions] for role in roles]).reshape(len(roles), -1)


def influence(means: ItemMeans, tally: Tally, domains: Domains, blocks: Blocks) -> tuple[Floats, Floats]:
    """Return the influence of cells (c, I) and of whole groups (b, I) on the item means of their domains.

    A cell moves its block's mean by (S - m D) / D_block, and that mean its item by the block's and the role's shares.
    A group drawn with its block's weight moves the item by share x (block mean - role mean); 0 where blocks are roles.
    """
    role_share = means.share[blocks.domain, blocks.role]
    with np.errstate(divide="ignore", invalid="ignore"):
        factor = np.where(means.block_answered > 0, role_share * means.block_share / means.block_answered, 0.0)
    centre = np.nan_to_num(means.block_means)
    own = centre[blocks.of]
    own *= domains.rows(tally.answered)
    np.subtract(domains.rows(tally.sums), own, out=own)
    own *= factor[blocks.of]
    gap = np.nan_to_num(means.block_means - means.role_means[blocks.domain, blocks.role])
    return own, role_share * means.block_share * gap


def through_tree(item_influence: Floats, domain: Ints, tree: Tree, value: Floats) -> Floats:
    """Carry item influences (k, I) of rows in domains (k,) to nodes (k, N) by the tree's gradient at node values (D, N).

    Where the gradient is not finite the influence is 0: such nodes are vetoed, their error is null.
    """
    out = np.empty((len(item_influence), value.shape[1]))
    sort = np.argsort(domain, kind="stable")
    ends = np.searchsorted(domain[sort], np.arange(len(value) + 1))
    for start in range(0, len(value), DOMAINS_AT_ONCE):
        slope = gradient(tree, value[start : start + DOMAINS_AT_ONCE])
        slope[~np.isfinite(slope)] = 0.0
        for d, own in enumerate(slope, start):
            rows = sort[ends[d] : ends[d + 1]]
            out[rows] = item_influence[rows] @ own.T
    return out


def _average(
    sums: Floats, answered: Floats, blocks: Blocks, n_domains: int, weights: Floats
) -> tuple[Floats, Floats, Floats]:
    """Role means (D, R, I), roles' shares (D, R, I) and item means (D, I)."""
    n_roles, items = weights.shape
    pair = blocks.domain * n_roles + blocks.role
    share = _block_share(answered, blocks, n_domains, n_roles)
    with np.errstate(divide="ignore", invalid="ignore"):
        mean = sum_by(pair, n_domains * n_roles, np.where(answered > 0, share * sums / answered, 0.0))
    some = sum_by(pair, n_domains * n_roles, share) > 0
    shape = (n_domains, n_roles, items)
    means = np.where(some, mean, np.nan).reshape(shape)
    present = np.where(np.isnan(means), 0.0, weights)
    with np.errstate(divide="ignore", invalid="ignore"):
        role_share = present / present.sum(axis=1, keepdims=True)
    value = np.where(present.sum(axis=1) > 0, (np.nan_to_num(role_share) * np.nan_to_num(means)).sum(axis=1), np.nan)
    return means, np.nan_to_num(role_share), value


def _block_share(answered: Floats, blocks: Blocks, n_domains: int, n_roles: int) -> Floats:
    """Weight of each block in the mean of its domain and role (b, I): blocks without answers have none."""
    pair = blocks.domain * n_roles + blocks.role
    size = np.where(answered > 0, blocks.size[:, None], 0.0)
    total = sum_by(pair, n_domains * n_roles, size)[pair]
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(total > 0, size / total, 0.0)
