"""What a factor analysis of a set of questions would find: whether it is worth while, one factor, how many components."""

from typing import Any, NamedTuple

import numpy as np

from berdaya.estimates.bootstrap import SEED
from berdaya.estimates.reliability.model import Dimensions
from berdaya.stats.factor import omega, one_factor
from berdaya.stats.pairwise import Moments
from berdaya.stats.parallel import REPLICATES, parallel_analysis
from berdaya.stats.sampling_adequacy import bartlett_sphericity, kmo
from berdaya.words.format import or_none

Floats = np.ndarray[Any, np.dtype[np.float64]]


class Factors(NamedTuple):
    """Each item's loading on one factor and its Kaiser-Meyer-Olkin (k,), and the figures of the set."""

    loadings: Floats
    kmo: Floats
    dimensions: Dimensions


def factors_of(moments: Moments, n: int) -> Factors:
    """Return what a factor analysis of three items or more would find, from their pairwise correlations over n rows."""
    correlation = moments.correlation
    factor, adequacy, test = one_factor(correlation), kmo(correlation), bartlett_sphericity(correlation, n)
    found = parallel_analysis(correlation, n, SEED, REPLICATES)
    there = bool(np.isfinite(found.eigenvalues).all())
    return Factors(
        factor.loadings,
        adequacy.items,
        Dimensions(
            kmo=or_none(adequacy.total),
            chi_square=or_none(test.chi_square),
            chi_square_df=test.df,
            p=or_none(test.p),
            omega=or_none(omega(factor.loadings)),
            improper=factor.improper,
            eigenvalues=tuple(found.eigenvalues.tolist()) if there else (),
            chance=tuple(found.chance.tolist()) if there else (),
            components=found.components if there else None,
        ),
    )
