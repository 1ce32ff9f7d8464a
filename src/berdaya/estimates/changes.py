"""The errors of changes between two waves: people who answered in both are the same sampling units."""

from typing import Any

import numpy as np

from berdaya.estimates.compute import node_means
from berdaya.estimates.frame import Frame
from berdaya.stats.sample import degrees_of_freedom
from berdaya.stats.variance import taylor_variance
from berdaya.tally.model import LonelyPsu

Floats = np.ndarray[Any, np.dtype[np.float64]]


def change_errors(now: Frame, before: Frame, lonely: LonelyPsu = "none") -> tuple[Floats, Floats]:
    """Return standard errors and degrees of freedom, (D,) each, of the overall score of a wave less that of another.

    The influences of both waves on a domain are those of one estimate, the difference, so the covariance of units that are
    in both is kept. Degrees of freedom are PSUs minus strata of both together.

    Parameters
    ----------
    now, before
        Two waves of one tally, by the same attributes. Groups are taken as given, as they are where respondents are drawn
        first.
    lonely
        What to do with a stratum of one PSU.

    Returns
    -------
    In the order of `now`'s domains; NaN where `before` does not have the domain, or a lonely stratum withholds the error.
    """
    index = {labels: place for place, labels in enumerate(now.domains.labels)}
    places = np.array([index.get(labels, -1) for labels in before.domains.labels], np.int64)[before.domains.domain]
    there, root = places >= 0, now.tree.keys.index(now.instrument.root.key)
    own = np.concatenate([_influence(now, root), -_influence(before, root)[there]])
    unit = now.tally.unit[np.concatenate([now.domains.cells, before.domains.cells[there]])]
    domain, size = np.concatenate([now.domains.domain, places[there]]), now.domains.size
    found = taylor_variance(own, unit, domain, now.tally.sample, n_domains=size, lonely=lonely)
    df = degrees_of_freedom(unit, domain, now.tally.sample, n_domains=size).astype(float)
    both = np.isin(np.arange(size), places)
    return np.where(both, np.sqrt(found.value[:, 0]), np.nan), np.where(both, df, np.nan)


def _influence(frame: Frame, root: int) -> Floats:
    return node_means(frame).own[:, [root]]
