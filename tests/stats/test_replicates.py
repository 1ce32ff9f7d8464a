from typing import Any

import numpy as np
import pytest

from berdaya.errors import ComputeError
from berdaya.stats.replicates import Kind, replicate_df, replicate_scale


@pytest.mark.parametrize(
    ("kind", "scale"), [("brr", 1 / 8), ("fay", 1 / (8 * 0.25)), ("jk1", 7 / 8), ("jkn", 1.0), ("bootstrap", 1 / 7)]
)
def test_each_kind_has_its_scale(kind: Kind, scale: float) -> None:
    assert replicate_scale(kind, 8, 0.5) == pytest.approx(scale, rel=1e-15)


def test_one_replicate_is_none() -> None:
    with pytest.raises(ComputeError, match=r"stats\.too-few-replicates"):
        replicate_scale("brr", 1)


def test_degrees_of_freedom_are_the_rank_less_one_and_at_least_one() -> None:
    jackknife: Any = np.ones((6, 6)) - np.eye(6)
    assert replicate_df(jackknife) == 5
    assert replicate_df(np.concatenate([jackknife, jackknife])) == 5  # the same again tells nothing new
    assert replicate_df(np.ones((6, 3))) == 1
    assert replicate_df(np.zeros((6, 0))) == 0
