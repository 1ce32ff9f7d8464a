import numpy as np
import pytest

from berdaya.errors import ComputeError
from berdaya.stats.whole_rows import varying, whole_rows


def test_rows_that_lack_something_are_left_out() -> None:
    assert whole_rows(np.array([[1, 2], [np.nan, 3], [4, np.inf], [4, 5], [0, 0]])).tolist() == [[1, 2], [4, 5], [0, 0]]
    with pytest.raises(ComputeError) as caught:
        whole_rows(np.array([[1, 2], [np.nan, 3], [4, 5]]))
    assert [(p.code, dict(p.values)) for p in caught.value.problems] == [("weights.too-few-units", {"units": 2})]


def test_float_noise_is_no_difference() -> None:
    assert varying([[0.1 + 0.2, 0.3, 0], [0.3, 0.31, 0]]).tolist() == [False, True, False]
