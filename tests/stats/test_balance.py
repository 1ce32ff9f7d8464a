import math

import numpy as np
import pytest

from berdaya.stats.balance import standardised_difference, variance_ratio


def test_by_hand() -> None:
    treated, control = [2.0, 4.0, 9.0], [1.0, 1.0, 4.0, 6.0]
    gap = 5 - 3
    assert standardised_difference(treated, control) == pytest.approx(gap / math.sqrt((13 + 6) / 2))
    assert variance_ratio(treated, control) == pytest.approx(13 / 6)


def test_of_a_category_its_shares() -> None:
    treated, control = [1.0, 1.0, 0.0, 0.0], [1.0, 0.0, 0.0, 0.0]
    assert standardised_difference(treated, control) == pytest.approx(0.25 / math.sqrt((0.25 + 3 / 16) / 2))


def test_after_matching_the_measure_stays() -> None:
    before = (np.array([1.0, 3.0, 5.0]), np.array([0.0, 2.0, 4.0]))
    assert standardised_difference([3.0], [2.0], before) == pytest.approx(0.5)
    assert standardised_difference([1.0, 5.0], [0.0, 4.0], before) == pytest.approx(0.5)


def test_what_has_no_measure() -> None:
    assert standardised_difference([2.0, 2.0], [2.0]) == 0
    assert math.isnan(standardised_difference([2.0, 2.0], [3.0, 3.0]))
    assert math.isnan(standardised_difference([], [3.0]))
    assert math.isnan(variance_ratio([1.0, 2.0], [3.0, 3.0]))
    assert math.isnan(variance_ratio([1.0], [3.0, 4.0]))
