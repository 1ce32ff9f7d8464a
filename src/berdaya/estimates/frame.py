"""What all steps of one estimate share: the tree of the wave, the domains, their blocks and item means."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from berdaya.estimates.domains import Domains, make_domains
from berdaya.estimates.means import Blocks, ItemMeans, item_means, make_blocks, role_weights
from berdaya.estimates.model import Settings
from berdaya.instrument.model import Instrument
from berdaya.instrument.tree import RollUp, Tree, make_tree
from berdaya.tally.model import Tally

Floats = np.ndarray[Any, np.dtype[np.float64]]
Bools = np.ndarray[Any, np.dtype[np.bool_]]


@dataclass(frozen=True)
class Frame:
    """One wave of a tally, cut into domains.

    `roles_asked` (N, R): which roles are asked something below a node; `role_weights` (R, I): each role's say in an item.
    """

    instrument: Instrument
    tally: Tally
    settings: Settings
    wave: str
    tree: Tree
    domains: Domains
    blocks: Blocks
    means: ItemMeans
    roles_asked: Bools
    role_weights: Floats


@dataclass(frozen=True)
class NodeMeans:
    """Values (D, N), the roll-up's account, and influences: `own` (c, N) of cells, `group` (b, N) of whole groups (None
    where groups are fixed). `n` (D, N) counts rows, or units that have a score.
    """

    value: Floats
    roll: RollUp
    n: Floats
    own: Floats
    group: Floats | None
    veto: Bools
    tied: Bools


def make_frame(
    instrument: Instrument, tally: Tally, settings: Settings, by: Sequence[str] = (), wave: str = ""
) -> Frame:
    """Return domains, item means and tree of a wave."""
    domains = make_domains(tally, by, wave)
    blocks = make_blocks(tally, domains, settings.count == "groups")
    tree = make_tree(instrument, wave, settings.min_coverage, settings.zero)
    return Frame(
        instrument=instrument,
        tally=tally,
        settings=settings,
        wave=wave,
        tree=tree,
        domains=domains,
        blocks=blocks,
        means=item_means(instrument, tally, domains, blocks),
        roles_asked=_roles_asked(instrument, tally, tree),
        role_weights=role_weights(instrument, tally.role.labels),
    )


def _roles_asked(instrument: Instrument, tally: Tally, tree: Tree) -> Bools:
    leaves = [leaf.question for leaf in instrument.leaves]
    item = np.array([[bool(q and role in q.ask) for role in tally.role.labels] for q in leaves])
    item = item.reshape(len(leaves), len(tally.role.labels)) & tree.asked[tree.leaf][:, None]
    return np.array([item[low:high].any(axis=0) for low, high in tree.span])
