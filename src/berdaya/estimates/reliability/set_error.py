"""How surely figures of a set of questions are known: by the sampling design, or by replicate weights supplied with answers."""

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np

from berdaya.estimates.precision import cells_df, drawn_units, lonely_units
from berdaya.estimates.replicates import supplied_variance
from berdaya.stats.variance import taylor_variance
from berdaya.tally.model import LonelyPsu, Tally

Floats = np.ndarray[Any, np.dtype[np.float64]]
Bools = np.ndarray[Any, np.dtype[np.bool_]]
Ints = np.ndarray[Any, np.dtype[np.int64]]
Again = Callable[[Floats], Floats]


class SetError(NamedTuple):
    """Standard errors (m,), their degrees of freedom, whether nothing was sampled, and why there is no error or interval."""

    se: Floats
    df: int
    exact: bool = False
    why: tuple[str, ...] = ()


class Figures(NamedTuple):
    """Figures (m,) of rows of the tally (r,): each row's influence (r, m), and how they come out with other weights (r,)."""

    value: Floats
    influence: Floats
    again: Again


def set_error(tally: Tally, lonely: LonelyPsu, rows: Ints, used: Bools, figures: Figures) -> SetError:
    """Return the errors of figures that rest on the rows `used` (r,) of those at `rows` (r,)."""
    sample, unit = tally.sample, tally.unit[rows]
    one = np.zeros(len(unit), np.int64)
    df = int(cells_df(tally, rows[used], one[used], 1)[0])
    none = np.full(len(figures.value), np.nan)
    no_df = ("no-df",) if df < 1 else ()
    if not np.isfinite(figures.influence).all() or not len(figures.value):
        return SetError(none, df)
    if tally.replicates is not None:
        drawn = np.array([figures.again(weight) for weight in tally.replicates.factors[:, rows]])
        return SetError(np.sqrt(supplied_variance(tally.replicates, drawn, figures.value)), df, why=no_df)
    found = taylor_variance(figures.influence, unit, one, sample, n_domains=1, lonely=lonely)
    if found.lonely.any() or (lonely == "none" and lonely_units(sample)[unit[used]].any()):
        return SetError(none, df, why=("lonely",))
    if not drawn_units(sample)[unit[used]].any():
        return SetError(np.zeros(len(none)), df, exact=True)
    return SetError(np.sqrt(found.value[0]), df, why=no_df)
