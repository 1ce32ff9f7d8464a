"""Change from one wave to another: one difference a node, whose error keeps what the waves share.

    change(instrument, tally, settings, estimates before, estimates after, ("before", "after"))

A group or person who answered in both waves is one unit of the sample, so its two answers do not count as two draws.
"""

from dataclasses import dataclass
from typing import Any, Literal

import numpy as np

from berdaya.estimates.change.contrast import Contrasts, Part, contrast_part, contrasts
from berdaya.estimates.change.few_psus import FewPsus, few_psus
from berdaya.estimates.model import Estimates, Settings
from berdaya.instrument.model import Instrument
from berdaya.tally.model import LonelyPsu, Tally

Floats = np.ndarray[Any, np.dtype[np.float64]]
Bools = np.ndarray[Any, np.dtype[np.bool_]]
Direction = Literal["up", "down", "same", "unsure", ""]


@dataclass(frozen=True)
class Change:
    """Change of every node (N) in every domain (D) that both waves have; arrays have shape (D, N).

    `value`, `se`, `low`, `high` are on the instrument's scale and unrounded; NaN is what does not exist. `cut`: the interval
    ends at the scale's width, as that of t would go beyond. `suppressed`: the figure of one of the waves rests on few persons.
    `beyond` (D, N, R): the rules of publication (`publish.RULES`) that one of them is beyond. `exact`: nothing was sampled in
    either.
    """

    waves: tuple[str, str]
    by: tuple[str, ...]
    domains: tuple[tuple[str, ...], ...]
    nodes: tuple[str, ...]
    value: Floats
    se: Floats
    df: Floats
    low: Floats
    high: Floats
    cut: Bools
    direction: tuple[tuple[Direction, ...], ...]
    suppressed: Bools
    beyond: Bools
    exact: Bools

    def at(self, node: str) -> int:
        """Return a node's place on the second axis."""
        return self.nodes.index(node)


def change(
    instrument: Instrument,
    tally: Tally,
    settings: Settings,
    before: Estimates,
    after: Estimates,
    waves: tuple[str, str],
    *,
    lonely: LonelyPsu = "none",
) -> Change:
    """Return the change of every node, in every domain that both waves have.

    Parameters
    ----------
    instrument, tally, settings
        What `estimate` was given.
    before, after
        The estimates of the two waves, by the same attributes.
    waves
        Their names.
    lonely
        What to do with a stratum of one PSU.

    Notes
    -----
    d = after - before; its influence on a unit is the difference of the two influences, so V(d) = V1 + V2 - 2 Cov. An error
    exists where both waves have one. up: the interval lies above 0; down: below; same: within
    ± `settings.same_within` of the scale's width; else unsure.

    References
    ----------
    R svymean(~I(after - before)) of a panel: agrees with R survey 4.1-1 to 1e-9 on apiclus1 (api00 - api99).
    """
    parts, shared = _parts((instrument, tally, settings), (before, after), waves)
    size = len(shared)
    width = parts[0].frame.tree.high - parts[0].frame.tree.low
    found = contrasts(parts, size, settings, lonely)
    return Change(
        waves=waves,
        by=after.by,
        domains=tuple(shared),
        nodes=after.nodes,
        value=found.value,
        se=found.se,
        df=found.df,
        low=found.low,
        high=found.high,
        cut=found.cut,
        direction=_directions(found, settings.same_within * width),
        suppressed=found.suppressed,
        beyond=found.beyond,
        exact=found.exact,
    )


def few_psus_of_change(
    instrument: Instrument,
    tally: Tally,
    settings: Settings,
    before: Estimates,
    after: Estimates,
    found: Change,
    *,
    lonely: LonelyPsu = "none",
) -> FewPsus:
    """Return the errors of changes that hold with few PSUs too.

    Parameters
    ----------
    instrument, tally, settings, before, after, lonely
        As for `change`.
    found
        What it returned.

    Notes
    -----
    See `few_psus`.
    """
    parts, _ = _parts((instrument, tally, settings), (before, after), found.waves)
    return few_psus(parts, np.isfinite(found.se) & ~found.exact, found.df, settings, lonely)


def _parts(
    given: tuple[Instrument, Tally, Settings], estimates: tuple[Estimates, Estimates], waves: tuple[str, str]
) -> tuple[list[Part], list[tuple[str, ...]]]:
    """Both waves as parts of changes, and the domains that both have."""
    before, after = estimates
    shared = [labels for labels in after.domains if labels in before.domains]
    parts = [
        contrast_part(
            *given, of, wave, {of.domains.index(labels): (place, sign) for place, labels in enumerate(shared)}
        )
        for of, wave, sign in zip(estimates, waves, (-1.0, 1.0), strict=True)
    ]
    return parts, shared


def _directions(found: Contrasts, margin: float) -> tuple[tuple[Direction, ...], ...]:
    low, high = found.low, found.high
    conditions = [np.isnan(found.value), low > 0, high < 0, (low >= -margin) & (high <= margin)]
    words = np.select(conditions, ["", "up", "down", "same"], "unsure")
    return tuple(tuple(row) for row in words.tolist())
