import numpy as np
import pytest

from berdaya.errors import ComputeError
from berdaya.stats.sample import Sample
from berdaya.stats.two_way import two_way_variance
from berdaya.stats.variance import taylor_variance

DRAW = np.random.default_rng(9)


def test_with_units_of_their_own_it_is_the_usual_cluster_variance() -> None:
    z = DRAW.normal(size=(12, 2))
    z -= z.mean(axis=0)
    pair = np.repeat(np.arange(6), 2)
    design = Sample(pair, np.zeros(6, int), np.zeros(1))
    usual = taylor_variance(z, np.arange(12), np.zeros(12, int), design, n_domains=1).value[0]
    np.testing.assert_allclose(two_way_variance(z, pair, np.arange(12)), usual, rtol=1e-12)
    np.testing.assert_allclose(two_way_variance(z, pair, pair), usual, rtol=1e-12)


def test_by_hand() -> None:
    """Six units in three pairs and two villages: 3/2 sum over pairs, 2/1 over villages, 6/5 over the units."""
    z = np.array([0.3, -0.1, 0.2, -0.2, 0.1, -0.3])
    pair, village = np.array([0, 0, 1, 1, 2, 2]), np.array([0, 1, 0, 1, 0, 1])
    wanted = 1.5 * (0.2**2 + 0 + 0.2**2) + 2 * (0.6**2 + 0.6**2) - 1.2 * np.square(z).sum()
    assert two_way_variance(z[:, None], pair, village)[0] == pytest.approx(wanted)


def test_it_is_never_below_that_of_the_first() -> None:
    z = np.array([1.0, -1.0, 1.0, -1.0])[:, None]
    pair, village = np.array([0, 1, 0, 1]), np.array([0, 0, 1, 1])
    assert two_way_variance(z, pair, village)[0] == pytest.approx(2 * (4 + 4))


def test_one_cluster_or_none_has_no_variance() -> None:
    assert np.isnan(two_way_variance(np.ones((3, 1)), np.zeros(3, int), np.arange(3)))
    assert np.isnan(two_way_variance(np.ones((0, 2)), np.zeros(0, int), np.zeros(0, int))).all()
    with pytest.raises(ComputeError) as caught:
        two_way_variance(np.ones((3, 1)), np.zeros(2, int), np.arange(3))
    assert [p.code for p in caught.value.problems] == ["stats.unequal-lengths"]
