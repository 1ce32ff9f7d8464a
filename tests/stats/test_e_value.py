import math

import pytest

from berdaya.errors import ComputeError
from berdaya.stats.e_value import e_value, e_value_of_difference


def test_the_published_examples() -> None:
    """VanderWeele and Ding (2017): 3.9 with its limit 1.8."""
    assert round(e_value(3.9), 2) == 7.26
    assert round(e_value(1.8), 1) == 3.0
    assert e_value(1 / 3.9) == pytest.approx(e_value(3.9))
    assert e_value(1) == 1


def test_of_a_difference_and_of_its_nearer_limit() -> None:
    both = e_value_of_difference(-0.5, -0.8, -0.2)
    assert both == pytest.approx(e_value_of_difference(0.5, 0.2, 0.8))
    assert both == pytest.approx((e_value(math.exp(0.455)), e_value(math.exp(0.182))))
    assert e_value_of_difference(0.5, -0.1, 1.1)[1] == 1
    assert math.isnan(e_value_of_difference(0.5, math.nan, math.nan)[1])


@pytest.mark.parametrize("ratio", [0.0, -1.0, math.nan, math.inf])
def test_what_is_no_ratio_is_refused(ratio: float) -> None:
    with pytest.raises(ComputeError) as caught:
        e_value(ratio)
    assert [p.code for p in caught.value.problems] == ["stats.out-of-range"]
