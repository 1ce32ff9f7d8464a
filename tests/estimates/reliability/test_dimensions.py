import numpy as np
import pytest

from berdaya.estimates.reliability.dimensions import factors_of
from berdaya.stats.factor import omega
from berdaya.stats.pairwise import pairwise_moments
from berdaya.stats.sampling_adequacy import kmo


def test_the_figures_of_a_set_are_those_of_the_statistics() -> None:
    draw = np.random.default_rng(4)
    x = draw.normal(size=(200, 1)) + draw.normal(size=(200, 5))
    moments = pairwise_moments(x)
    found = factors_of(moments, 200)
    part = found.dimensions
    assert part.omega == pytest.approx(omega(found.loadings))
    assert part.kmo == pytest.approx(kmo(moments.correlation).total)
    assert (part.components, part.chi_square_df, part.improper) == (1, 10, False)
    assert sum(part.eigenvalues) == pytest.approx(5)
    assert part.eigenvalues[0] > part.chance[0]
    assert part.p is not None and part.p < 1e-6


def test_what_does_not_exist_is_none() -> None:
    x = np.random.default_rng(5).normal(size=(30, 2))
    moments = pairwise_moments(np.column_stack([x, x.sum(axis=1)]))
    part = factors_of(moments, 30).dimensions
    assert (part.kmo, part.chi_square, part.p) == (None, None, None)
