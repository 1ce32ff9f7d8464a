import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from berdaya.errors import ComputeError
from berdaya.stats.rank_centroid import rank_order_centroid


def test_printed_weights_of_four() -> None:
    """Barron and Barrett (1996): .5208 .2708 .1458 .0625."""
    assert rank_order_centroid([1, 2, 3, 4]) == pytest.approx([0.5208, 0.2708, 0.1458, 0.0625], abs=5.1e-5)


def test_equal_ranks_share_and_gaps_do_not_matter() -> None:
    assert rank_order_centroid([1, 1, 1]) == pytest.approx([1 / 3] * 3)
    assert rank_order_centroid([1, 5, 5]) == pytest.approx([0.6111, 0.1944, 0.1944], abs=5.1e-5)
    assert rank_order_centroid([10, 20, 30]) == pytest.approx(rank_order_centroid([1, 2, 3]))


@pytest.mark.parametrize("ranks", [[], [1, np.nan], [[1, 2]]])
def test_no_order(ranks: list[float]) -> None:
    with pytest.raises(ComputeError) as caught:
        rank_order_centroid(ranks)
    assert caught.value.problems[0].code == "weights.ranks"


@given(st.lists(st.integers(1, 5), min_size=1, max_size=6), st.randoms(use_true_random=False))
def test_the_order_of_children_changes_nothing(ranks: list[int], random: object) -> None:
    order = list(range(len(ranks)))
    random.shuffle(order)  # type: ignore[attr-defined]
    found = rank_order_centroid(ranks)
    assert found.sum() == pytest.approx(1)
    assert rank_order_centroid([ranks[i] for i in order]) == pytest.approx(found[order])
