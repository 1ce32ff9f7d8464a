import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from berdaya.errors import ComputeError
from berdaya.stats.selection import draw_by_size, draw_simple


def test_every_unit_has_the_same_chance() -> None:
    rng = np.random.default_rng(5)
    counts = np.zeros(8)
    for _ in range(4000):
        drawn = draw_simple(8, 3, rng, replacements=2)
        counts[drawn.units] += 1
        assert not set(drawn.units) & set(drawn.replacements)
    np.testing.assert_allclose(counts / 4000, 3 / 8, atol=0.03)
    np.testing.assert_allclose(drawn.probability, 3 / 8)


def test_chances_are_in_proportion_to_sizes_but_for_certain_units() -> None:
    sizes = np.array([40, 3, 1, 6, 2, 8, 4])
    rng = np.random.default_rng(6)
    counts = np.zeros(len(sizes))
    for _ in range(6000):
        counts[draw_by_size(sizes, 3, rng).units] += 1
    found = draw_by_size(sizes, 3, rng)
    assert found.certain.tolist() == [True] + [False] * 6
    np.testing.assert_allclose(found.probability[1:], 2 * sizes[1:] / 24)
    np.testing.assert_allclose(counts / 6000, found.probability, atol=0.025)


@given(st.lists(st.integers(0, 60), min_size=1, max_size=40), st.floats(0, 1), st.integers(0, 5))
def test_sizes_weigh_up_to_their_total(sizes: list[int], part: float, spare: int) -> None:
    """n units, none twice; a size over its chance, summed over the units drawn, is the total of sizes exactly."""
    there = sum(size > 0 for size in sizes)
    n = round(part * there)
    drawn = draw_by_size(sizes, n, np.random.default_rng(1), spare)
    assert len(set(drawn.units.tolist())) == len(drawn.units) == n
    assert drawn.probability.sum() == pytest.approx(n)
    assert (drawn.probability <= 1 + 1e-9).all()
    assert not set(drawn.units.tolist()) & set(drawn.replacements.tolist())
    assert len(drawn.replacements) == min(spare, there - n)
    if n:
        values = np.array(sizes)[drawn.units]
        rest = ~drawn.certain[drawn.units]
        if rest.any():
            uncertain = np.array(sizes)[~drawn.certain].sum()
            assert (values / drawn.probability[drawn.units])[rest].sum() == pytest.approx(uncertain)


def test_the_same_seed_draws_the_same() -> None:
    again = [draw_by_size(np.arange(1, 50), 7, np.random.default_rng(9), 3) for _ in range(2)]
    np.testing.assert_array_equal(again[0].units, again[1].units)
    np.testing.assert_array_equal(again[0].replacements, again[1].replacements)
    simple = [draw_simple(50, 7, np.random.default_rng(9)).units.tolist() for _ in range(2)]
    assert simple[0] == simple[1]


def test_all_are_certain_where_all_are_drawn() -> None:
    assert draw_simple(3, 3, np.random.default_rng(1)).certain.all()
    assert draw_by_size([1, 2, 3], 3, np.random.default_rng(1)).certain.all()
    assert draw_simple(0, 0, np.random.default_rng(1)).units.tolist() == []


@pytest.mark.parametrize("sizes", [[1.0, -1.0], [1.0, float("nan")]])
def test_sizes_that_cannot_be_are_refused(sizes: list[float]) -> None:
    with pytest.raises(ComputeError) as caught:
        draw_by_size(sizes, 1, np.random.default_rng(1))
    assert [p.code for p in caught.value.problems] == ["stats.size-out-of-range"]


def test_more_than_there_are_is_refused() -> None:
    with pytest.raises(ComputeError, match="size-out-of-range"):
        draw_simple(3, 4, np.random.default_rng(1))
    with pytest.raises(ComputeError, match="size-out-of-range"):
        draw_by_size([1, 0, 2], 3, np.random.default_rng(1))
