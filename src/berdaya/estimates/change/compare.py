"""Difference in differences: how much more one part of the study changed than another.

    compare_changes(instrument, tally, settings, (before, after), waves, ("yes", "no"))

It is the effect of what sets the parts apart only as far as both would have changed alike without it.
"""

from dataclasses import dataclass, field
from typing import Any

import numpy as np

from berdaya.errors import Where
from berdaya.estimates.change.contrast import Part, contrast_part, contrasts
from berdaya.estimates.change.few_psus import FewPsus, few_psus
from berdaya.estimates.model import Estimates, Settings
from berdaya.instrument.model import Instrument
from berdaya.tally.model import LonelyPsu, Tally

Floats = np.ndarray[Any, np.dtype[np.float64]]
Bools = np.ndarray[Any, np.dtype[np.bool_]]


@dataclass(frozen=True)
class Arms:
    """What is compared: the parts of an attribute that have the programme and that have not; `where` study.yaml says so.

    `match`: the traits by which the two are to be alike; `caliper`: how far apart in numbers a pair may be (None: any way).
    """

    by: str
    treated: str
    control: str
    match: tuple[str, ...] = ()
    caliper: float | None = None
    where: Where = field(default=Where(), compare=False)


@dataclass(frozen=True)
class Comparison:
    """Changes of two parts, and their difference; arrays have shape (N,), NaN is what does not exist.

    `first` and `second` are the changes of the two parts, `value` is first minus second, on the instrument's scale and
    unrounded. `cut`: the interval ends at twice the scale's width, as that of t would go beyond. `suppressed`: one of the four
    figures rests on few persons. `beyond` (N, R): the rules of publication that one is beyond. `exact`: nothing was sampled in
    any of them. `few` (1, N): errors that hold with few PSUs.
    """

    waves: tuple[str, str]
    by: str
    labels: tuple[str, str]
    nodes: tuple[str, ...]
    first: Floats
    second: Floats
    value: Floats
    se: Floats
    df: Floats
    low: Floats
    high: Floats
    cut: Bools
    suppressed: Bools
    beyond: Bools
    exact: Bools
    few: FewPsus


def compare_changes(
    instrument: Instrument,
    tally: Tally,
    settings: Settings,
    estimates: tuple[Estimates, Estimates],
    waves: tuple[str, str],
    labels: tuple[str, str],
    lonely: LonelyPsu = "none",
) -> Comparison:
    """Return how much more the first part changed than the second.

    Parameters
    ----------
    instrument, tally, settings
        What `estimate` was given.
    estimates
        Of the waves before and after, by one attribute.
    waves
        Their names.
    labels
        Of the two parts, which both waves have.
    lonely
        What to do with a stratum of one PSU.

    Notes
    -----
    d = (after - before) of the first part minus that of the second. Its influence on a unit is the signed sum of four, so
    covariances of a panel, and of parts that share PSUs, are kept. df = PSUs minus strata of all rows used. The interval is
    that of t, cut at twice the scale's width.

    References
    ----------
    The contrast of two domains agrees with R survey 4.1-1, svycontrast on svyby(covmat = TRUE), to 1e-9 on apistrat and
    apiclus1; changes with a panel of apiclus1 (`change`).
    """
    parts = _parts((instrument, tally, settings), estimates, waves, labels)
    places = [[of.domains.index((label,)) for label in labels] for of in estimates]
    found = contrasts(parts, 1, settings, lonely)
    before, after = estimates
    first, second = (
        np.round(after.value[then_now[1]], 9) - np.round(before.value[then_now[0]], 9)
        for then_now in zip(*places, strict=True)
    )
    return Comparison(
        waves=waves,
        by=after.by[0],
        labels=labels,
        nodes=after.nodes,
        first=first,
        second=second,
        value=found.value[0],
        se=found.se[0],
        df=found.df[0],
        low=found.low[0],
        high=found.high[0],
        cut=found.cut[0],
        suppressed=found.suppressed[0],
        beyond=found.beyond[0],
        exact=found.exact[0],
        few=few_psus(parts, np.isfinite(found.se) & ~found.exact, found.df, settings, lonely),
    )


def _parts(
    given: tuple[Instrument, Tally, Settings],
    estimates: tuple[Estimates, Estimates],
    waves: tuple[str, str],
    labels: tuple[str, str],
) -> list[Part]:
    signs = ((-1.0, 1.0), (1.0, -1.0))  # of both parts before, and after
    return [
        contrast_part(
            *given, of, wave, {of.domains.index((label,)): (0, sign) for label, sign in zip(labels, way, strict=True)}
        )
        for of, wave, way in zip(estimates, waves, signs, strict=True)
    ]
