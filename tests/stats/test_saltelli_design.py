from __future__ import annotations

import numpy as np
import pytest

from berdaya.errors import ComputeError
from berdaya.stats.saltelli_design import base_points, swapped


@pytest.mark.parametrize("quasi", [True, False])
def test_samples_are_uniform_seeded_and_apart(quasi: bool) -> None:
    a, b = base_points(4, 1024, 7, quasi=quasi)
    again, _ = base_points(4, 1024, 7, quasi=quasi)
    other, _ = base_points(4, 1024, 8, quasi=quasi)
    assert np.array_equal(a, again)
    assert not np.array_equal(a, other)
    for sample in (a, b):
        assert ((sample > 0) & (sample < 1)).all()
        assert np.abs(sample.mean(axis=0) - 0.5).max() < (0.002 if quasi else 0.05)
    assert np.abs(np.corrcoef(a.T, b.T)[:4, 4:]).max() < 0.1


def test_quasi_random_points_fill_every_cell_once() -> None:
    a, b = base_points(2, 256, 1)
    for sample in (a, b):
        for column in sample.T:
            assert sorted(np.floor(column * 256).astype(int)) == list(range(256))


def test_a_run_may_have_no_numbers_of_its_own() -> None:
    a, b = base_points(0, 16, 1)
    assert a.shape == b.shape == (16, 0)


@pytest.mark.parametrize("base", [0, 1, 3, 1000])
def test_other_numbers_of_points_are_refused(base: int) -> None:
    with pytest.raises(ComputeError) as error:
        base_points(2, base, 1)
    assert [p.code for p in error.value.problems] == ["stats.base-not-a-power"]


def test_one_source_is_taken_from_the_other_sample_whole() -> None:
    a, b = base_points(3, 8, 2)
    owner = np.array([0, 1, 1])
    assert np.array_equal(swapped(a, b, owner, 1), np.column_stack([a[:, 0], b[:, 1:]]))
    assert np.array_equal(swapped(a, b, owner, 5), a)
