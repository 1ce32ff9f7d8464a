import numpy as np
from scipy.stats import rankdata

from berdaya.stats.rank_shift import mean_rank_shift, ranks_from_top


def test_ties_share_the_better_rank_as_in_scipy() -> None:
    scores = np.random.default_rng(1).integers(0, 6, (4, 20)).astype(float)
    np.testing.assert_array_equal(ranks_from_top(scores), rankdata(-scores, method="min", axis=1))


def test_float_noise_is_no_rank() -> None:
    assert ranks_from_top(np.array([0.1 + 0.2, 0.3, 0.0])).tolist() == [1, 1, 3]


def test_what_has_no_rank_takes_no_part() -> None:
    assert mean_rank_shift(np.array([[1, np.nan, 3.0], [np.nan] * 3]), np.array([2.0, 1.0, 3.0])).tolist()[0] == 0.5
    assert np.isnan(mean_rank_shift(np.array([np.nan]), np.array([1.0])))
