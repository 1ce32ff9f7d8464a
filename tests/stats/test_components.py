"""Components of variance against figures of statsmodels 0.15 and pingouin 0.7, SciPy, and a published table."""

import numpy as np
import pytest
from scipy import stats

from berdaya.stats.components import variance_components

SIZES = [7, 4, 5, 9, 3]
UNEQUAL = [
    *(1.612, 2.076, 2.029, 1.421, 1.496, 1.415, 1.799, 1.83, 2.111, 1.203, 2.398, 2.066, 2.338, 2.052),
    *(1.967, 2.262, 2.639, 2.279, 2.297, 2.59, 2.045, 1.82, 2.488, 2.115, 1.678, 2.315, 2.436, 2.182),
]
EQUAL = [
    *(1.052, 1.511, 1.769, 1.43, 1.277, 1.615, 1.915, 1.61, 1.863, 2.013, 1.638, 1.456),
    *(2.004, 1.974, 2.23, 1.515, 1.702, 1.649, 1.58, 2.138, 2.258, 1.878, 2.516, 2.347),
]
# Shrout and Fleiss (1979), table 2: six targets, four judges.
TARGETS = [[9, 2, 5, 8], [6, 1, 3, 2], [8, 4, 6, 8], [7, 1, 2, 6], [10, 5, 6, 9], [6, 2, 4, 7]]


def test_mean_squares_of_unequal_classes_are_those_of_statsmodels() -> None:
    codes = np.repeat(np.arange(5), SIZES)
    found = variance_components(UNEQUAL, codes)
    assert [found.mean_square_between, found.mean_square_within] == pytest.approx(
        [0.37203074503968214, 0.09862348999309865], rel=1e-9
    )
    n, k = sum(SIZES), len(SIZES)
    size = (n - sum(s * s for s in SIZES) / n) / (k - 1)
    assert found.size == pytest.approx(size)
    assert found.between == pytest.approx((0.37203074503968214 - 0.09862348999309865) / size, rel=1e-9)


def test_the_ratio_of_mean_squares_is_that_of_scipy() -> None:
    codes = np.repeat(np.arange(5), SIZES)
    found = variance_components(UNEQUAL, codes)
    parts = np.split(np.array(UNEQUAL), np.cumsum(SIZES)[:-1])
    assert found.mean_square_between / found.mean_square_within == pytest.approx(stats.f_oneway(*parts).statistic)


def test_the_share_of_equal_classes_is_that_of_pingouin_and_of_statsmodels_reml() -> None:
    found = variance_components(EQUAL, np.repeat(np.arange(4), 6))
    assert found.share == pytest.approx(0.46950655715526485, rel=1e-9)
    assert found.size == 6
    assert [found.between, found.within] == pytest.approx([0.06569679368968812, 0.07423055307202221], rel=1e-5)


def test_the_published_intraclass_correlation() -> None:
    scores = np.array(TARGETS, float)
    found = variance_components(scores.ravel(), np.repeat(np.arange(6), 4))
    assert round(found.mean_square_between, 2) == 11.24
    assert round(found.mean_square_within, 2) == 6.26
    assert round(found.share, 2) == 0.17


def test_a_negative_component_is_clipped() -> None:
    found = variance_components([1.0, 3.0, 1.0, 3.0], np.array([0, 0, 1, 1]))
    assert found.mean_square_between < found.mean_square_within
    assert (found.between, found.share) == (0.0, 0.0)


def test_what_cannot_be_told_is_nan() -> None:
    assert np.isnan(variance_components([1.0, 2.0], np.array([0, 0])).share)
    assert np.isnan(variance_components([1.0, 2.0], np.array([0, 1])).between)
    equal = variance_components([2.0, 2.0, 2.0], np.array([0, 0, 1]))
    assert equal.between == 0.0
    assert np.isnan(equal.share)


def test_codes_may_leave_gaps() -> None:
    plain = variance_components(EQUAL, np.repeat(np.arange(4), 6))
    assert variance_components(EQUAL, np.repeat(np.arange(4) * 3, 6)) == plain
