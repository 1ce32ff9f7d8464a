"""What other weights do: every score and category, and the groups that change places."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from berdaya.estimates.compute import estimate
from berdaya.estimates.model import Estimates, Settings
from berdaya.estimates.weights.data_weights import DataScheme
from berdaya.instrument.judgements import ExpertScheme
from berdaya.instrument.model import Instrument
from berdaya.instrument.weights import Scheme, shares
from berdaya.tally.model import LonelyPsu, Tally

Floats = np.ndarray[Any, np.dtype[np.float64]]
Ints = np.ndarray[Any, np.dtype[np.int64]]
NOISE = 1e-9  # scores that differ by less have the same rank, weights are the same


@dataclass(frozen=True)
class SchemeScores:
    """Scores under some weights: of the whole, and of groups.

    By domain of the whole and node (D, N): `compared` counts the groups with a category under both these weights and those in
    use, `changed` how many of them are in another, `rank` is Spearman's correlation of their scores (NaN with fewer than three,
    or where all are alike).
    """

    whole: Estimates
    groups: Estimates
    compared: Ints
    changed: Ints
    rank: Floats


@dataclass(frozen=True)
class WeighedScheme:
    """A scheme with the instrument that has its weights, and what it does.

    `experts` is what stands behind judgements, `data` what stands behind weights out of scores.
    """

    scheme: Scheme
    instrument: Instrument
    scores: SchemeScores
    experts: ExpertScheme | None = None
    data: DataScheme | None = None


def scheme_scores(
    instrument: Instrument,
    tally: Tally,
    settings: Settings,
    wave: str = "",
    *,
    lonely: LonelyPsu = "none",
    against: SchemeScores | None = None,
) -> SchemeScores:
    """Return the scores of an instrument with other weights, from the same tally.

    `against` are those of the weights in use; None: these are they. With `mode: units_first` the tally must have been made with
    these weights, where persons are counted.
    """
    given = (instrument, tally, settings)
    whole = estimate(*given, (), wave, lonely=lonely)
    groups = estimate(*given, ("group",), wave, lonely=lonely)
    base = groups if against is None else against.groups
    there = (groups.band >= 0) & (base.band >= 0)
    moved = there & (groups.band != base.band)
    compared, changed, rank = [], [], []
    for labels in whole.domains:
        own = np.array([domain[1:] == labels for domain in groups.domains], bool)
        compared.append(there[own].sum(axis=0))
        changed.append(moved[own].sum(axis=0))
        pairs = (groups.value[own], base.value[own])
        rank.append([_spearman(*(one[:, n] for one in pairs)) for n in range(len(groups.nodes))])
    shape = (len(whole.domains), len(whole.nodes))
    return SchemeScores(whole, groups, *(np.array(one).reshape(shape) for one in (compared, changed, rank)))


def _spearman(first: Floats, second: Floats) -> float:
    from scipy.stats import rankdata  # late: scipy costs start-up time

    there = np.isfinite(first) & np.isfinite(second)
    if there.sum() < 3:
        return float("nan")
    a, b = (rankdata(np.round(one[there] / NOISE)) for one in (first, second))
    if np.ptp(a) == 0 or np.ptp(b) == 0:
        return float("nan")
    return float(np.corrcoef(a, b)[0, 1])


def weighed_nodes(schemes: Sequence[WeighedScheme], node: str = "") -> Iterator[str]:
    """Yield the nodes whose children's weights are shown: the root, and those that a file is about; or the one asked for."""
    files = [one.scheme for one in schemes if one.scheme.source]
    instrument = schemes[0].instrument
    for one in instrument.nodes:
        about = one.key == instrument.root.key or any(one.key in scheme.weights for scheme in files)
        if one.children and (one.key == node if node else about):
            yield one.key


def differs_below(one: WeighedScheme, other: WeighedScheme, node: str) -> bool:
    """Return whether two schemes weigh anything below a node unlike."""
    mine, theirs = shares(one.instrument), shares(other.instrument)
    below = [child.key for child in one.instrument.node(node).walk() if child.key != node]
    return any(abs(mine[key] - theirs[key]) > NOISE for key in below)
