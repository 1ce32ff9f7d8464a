"""Whether a wave or a part of a study is higher than another under every increasing scoring of the answers.

    waves_compared(instrument, tally, settings, ("before", "after"))

A node of arithmetic means is, under any scoring of the levels, a weighted sum of the shares of answers at each level or above.
So one part is higher than another under every increasing scoring where each of these shares is: first-order dominance.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import combinations
from typing import Any, NamedTuple

import numpy as np

from berdaya.errors import InputError, Problem
from berdaya.estimates.change.contrast import Part, contrasts
from berdaya.estimates.compute import WITHHELD, estimate, node_means
from berdaya.estimates.domains import make_domains
from berdaya.estimates.frame import Frame, NodeMeans, make_frame
from berdaya.estimates.model import Estimates, Settings
from berdaya.estimates.sensitivity.level_sums import inner_levels
from berdaya.instrument.model import Instrument
from berdaya.instrument.tree import make_tree
from berdaya.stats.dominance import dominance
from berdaya.tally.model import LonelyPsu, Tally

Floats = np.ndarray[Any, np.dtype[np.float64]]
Bools = np.ndarray[Any, np.dtype[np.bool_]]
MOST_PARTS = 12  # parts that are compared two by two
_NEAR = 1e-9


@dataclass(frozen=True)
class Compared:
    """Pairs (P) of parts, compared at every node (N): `verdict` is that of the first against the second.

    `waves` of the two, and their `labels` by the attributes `by` (empty: the whole). "higher", "lower": under every increasing
    scoring; "crossing": it depends on the scoring; "same": no answer differs; "unsure": it cannot be told; "": the node is not
    a mean of graded answers that both have. `thresholds` (J,) are the levels on the instrument's scale, `difference` and `se`
    (P, N, J) those of the shares of answers at each or above. `sample` (P, N) is 1, -1 or 0: what the sample shows by itself.
    """

    by: tuple[str, ...]
    waves: tuple[tuple[str, str], ...]
    labels: tuple[tuple[tuple[str, ...], tuple[str, ...]], ...]
    nodes: tuple[str, ...]
    thresholds: tuple[float, ...]
    difference: Floats
    se: Floats
    verdict: "np.ndarray[tuple[int, ...], np.dtype[np.str_]]"
    p_higher: Floats
    p_lower: Floats
    sample: Floats
    suppressed: Bools


class _Side(NamedTuple):
    """One wave of a tally whose answers are scored 0 below a level and 1 from it on."""

    frame: Frame
    means: NodeMeans
    estimates: Estimates

    def part(self, signs: dict[int, float]) -> Part:
        place, sign = np.full(self.frame.domains.size, -1), np.zeros(self.frame.domains.size)
        for domain, one in signs.items():
            place[domain], sign[domain] = 0, one
        return Part(self.frame, self.means, self.estimates, place, sign)


def waves_compared(
    instrument: Instrument, tally: Tally, settings: Settings, waves: tuple[str, str], lonely: LonelyPsu = "none"
) -> Compared:
    """Return whether the later of two waves is higher than the earlier, at every node that both ask alike.

    Parameters
    ----------
    instrument, tally, settings
        As for `estimate`, means first; the tally has one cell a row.
    waves
        Before and after.
    lonely
        What to do with a stratum of one PSU.

    Notes
    -----
    The differences of shares and their errors are those of `contrast`: Taylor, with what the waves share. See
    `stats.dominance` for the test.

    References
    ----------
    As `stats.dominance`.
    """
    before, after = waves

    def parts(of: dict[str, _Side]) -> list[list[Part]]:
        return [[of[after].part({0: 1.0}), of[before].part({0: -1.0})]]

    return _compare(instrument, tally, settings, lonely, _Pairs((), ((after, before),), (((), ()),), parts))


def parts_compared(
    instrument: Instrument,
    tally: Tally,
    settings: Settings,
    by: Sequence[str],
    wave: str = "",
    lonely: LonelyPsu = "none",
) -> Compared:
    """Return whether each part of a study is higher than each other in a wave; see `waves_compared`.

    Raises
    ------
    InputError
        sensitivity.too-many-parts; estimates.unknown-attribute.
    """
    labels = make_domains(tally, tuple(by), wave).labels
    if len(labels) > MOST_PARTS:
        values = {"by": ", ".join(by), "parts": len(labels), "most": MOST_PARTS}
        raise InputError(Problem("sensitivity.too-many-parts", values=values))
    pairs = list(combinations(range(len(labels)), 2))

    def parts(of: dict[str, _Side]) -> list[list[Part]]:
        return [[of[wave].part({first: 1.0, second: -1.0})] for first, second in pairs]

    named = tuple((labels[first], labels[second]) for first, second in pairs)
    asked = _Pairs(tuple(by), ((wave, wave),) * len(pairs), named, parts)
    return _compare(instrument, tally, settings, lonely, asked)


class _Pairs(NamedTuple):
    """What is compared: attributes, the waves and labels of each pair, and the parts of each pair's contrast."""

    by: tuple[str, ...]
    waves: tuple[tuple[str, str], ...]
    labels: tuple[tuple[tuple[str, ...], tuple[str, ...]], ...]
    parts: Callable[[dict[str, _Side]], list[list[Part]]]


def _compare(instrument: Instrument, tally: Tally, settings: Settings, lonely: LonelyPsu, asked: _Pairs) -> Compared:
    levels, settings = inner_levels(instrument), replace(settings, mode="means_first")
    thresholds = (*np.unique(np.round(levels[~np.isnan(levels)], 9)).tolist(), instrument.scale.max)
    names = {wave for pair in asked.waves for wave in pair}
    shape = (len(asked.labels), len(instrument.nodes), len(thresholds))
    difference, se, df = (np.full(shape, np.nan) for _ in range(3))
    suppressed = np.zeros(shape[:2], bool)
    graded = _graded(instrument, levels)
    for j, threshold in enumerate(thresholds):
        scored = _scored(instrument, tally, threshold)
        sides = {wave: _side(instrument, scored, settings, asked.by, wave, lonely) for wave in names}
        for p, pair in enumerate(asked.parts(sides)):
            found = contrasts(pair, 1, settings, lonely)
            width = instrument.scale.max - instrument.scale.min
            difference[p, :, j] = np.where(graded, found.value[0] / width, np.nan)
            se[p, :, j], df[p, :, j] = np.where(graded, found.se[0] / width, np.nan), found.df[0]
            suppressed[p] |= found.suppressed[0]
    told = dominance(difference, se, df, settings.confidence)
    return Compared(
        by=asked.by,
        waves=asked.waves,
        labels=asked.labels,
        nodes=tuple(node.key for node in instrument.nodes),
        thresholds=thresholds,
        difference=difference,
        se=se,
        verdict=told.verdict,
        p_higher=told.p_higher,
        p_lower=told.p_lower,
        sample=told.sample,
        suppressed=suppressed,
    )


def _graded(instrument: Instrument, levels: Floats) -> Bools:
    """Nodes (N,) that are arithmetic means, all the way down, of questions whose answers are levels."""
    tree, discrete = make_tree(instrument), _discrete(instrument, levels)
    found = np.zeros(len(tree.keys), bool)
    found[tree.leaf] = discrete
    for branch in tree.branches:
        found[branch.node] = branch.order == 1 and bool(found[branch.children[branch.weights > 0]].all())
    return found


def _discrete(instrument: Instrument, levels: Floats) -> Bools:
    """Items (I,) with levels; one of two levels alone has none between its ends."""
    some = ~np.isnan(levels).all(axis=1) if levels.shape[1] else np.zeros(len(instrument.leaves), bool)
    questions = [leaf.question for leaf in instrument.leaves]
    two = [
        q is not None and not q.decimals and (len(q.answers) == 2 or q.scale.max - q.scale.min == 1) for q in questions
    ]
    return np.asarray(some | np.array(two, bool))


def _scored(instrument: Instrument, tally: Tally, threshold: float) -> Tally:
    """Return the tally with every answer scored at the scale's end: the highest from a level on, else the lowest."""
    low, high = instrument.scale.min, instrument.scale.max
    above = tally.answers >= threshold - _NEAR
    return replace(tally, sums=np.where(above, high, low) * tally.answered, units=None)


def _side(
    instrument: Instrument, tally: Tally, settings: Settings, by: tuple[str, ...], wave: str, lonely: LonelyPsu
) -> _Side:
    frame = make_frame(instrument, tally, settings, by, wave)
    found = estimate(instrument, tally, settings, by, wave, lonely=lonely)
    # Where all answers lie on one side of a level the share has no error of its own, but its difference has.
    alike = [["alike" in notes and not set(WITHHELD) - {"alike"} & set(notes) for notes in row] for row in found.notes]
    kept = np.where(np.isnan(found.se) & np.array(alike, bool).reshape(found.se.shape), 0.0, found.se)
    return _Side(frame, node_means(frame), replace(found, se=kept))
