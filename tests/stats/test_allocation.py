import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from berdaya.errors import ComputeError
from berdaya.stats.allocation import METHODS, Method, allocate


def test_by_hand() -> None:
    assert allocate([120, 60, 20], 20).tolist() == [12, 6, 2]
    assert allocate([120, 60, 20], 20, floor=4).tolist() == [11, 5, 4]
    assert allocate([120, 60, 20], 20, "equal").tolist() == [7, 7, 6]
    assert allocate([100, 100], 10, "neyman", sd=[4, 1]).tolist() == [8, 2]
    assert allocate([10_000, 100], 22, "power", power=0.5).tolist() == [20, 2]
    assert allocate([10_000, 100], 22, "power", power=1).tolist() == allocate([10_000, 100], 22).tolist()


def test_a_stratum_gives_no_more_than_it_has() -> None:
    """What a full stratum cannot take goes to the others in their proportion."""
    assert allocate([2, 50, 100], 62, "equal").tolist() == [2, 30, 30]
    assert allocate([3, 3], 6).tolist() == [3, 3]
    assert allocate([5, 0, 5], 4, floor=2).tolist() == [2, 0, 2]
    assert allocate([10, 10], 12, "neyman", sd=[1, 0]).tolist() == [10, 2]


@given(
    st.lists(st.integers(0, 400), min_size=1, max_size=12),
    st.floats(0, 1),
    st.sampled_from(METHODS),
    st.integers(0, 5),
)
def test_the_parts_add_up_within_their_bounds(sizes: list[int], part: float, method: Method, floor: int) -> None:
    low = sum(min(floor, size) for size in sizes)
    n = low + round(part * (sum(sizes) - low))
    found = allocate(sizes, n, method, sd=[1 + i % 3 for i in range(len(sizes))], floor=floor)
    assert found.sum() == n
    assert all(min(floor, size) <= got <= size for got, size in zip(found, sizes, strict=True))


@given(st.permutations(range(5)))
def test_the_order_of_strata_does_not_matter(order: list[int]) -> None:
    sizes = np.array([300, 120, 77, 41, 13])
    assert sorted(allocate(sizes[order], 60, floor=2)) == sorted(allocate(sizes, 60, floor=2))


def test_it_is_as_near_to_the_proportions_as_whole_numbers_are() -> None:
    sizes = np.array([317, 208, 111, 64])
    found = allocate(sizes, 97)
    assert (np.abs(found - 97 * sizes / sizes.sum()) < 1).all()


@pytest.mark.parametrize(("n", "floor"), [(1, 2), (21, 1), (-1, 0)])
def test_what_does_not_fit_is_refused(n: int, floor: int) -> None:
    with pytest.raises(ComputeError) as caught:
        allocate([10, 10], n, floor=floor)
    assert [p.code for p in caught.value.problems] == ["stats.size-out-of-range"]
    with pytest.raises(ComputeError) as caught:
        allocate([10, 10], 5, "neyman", sd=[1])
    assert [p.code for p in caught.value.problems] == ["stats.unequal-lengths"]
