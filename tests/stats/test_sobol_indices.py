from __future__ import annotations

import csv
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from berdaya.errors import ComputeError
from berdaya.stats.saltelli_design import base_points, swapped
from berdaya.stats.sobol_indices import SobolIndices, sobol_indices

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.conftest import Outside

Floats = np.ndarray[Any, np.dtype[np.float64]]
FIRST, TOTAL = np.array([0.3139, 0.4424, 0.0]), np.array([0.5576, 0.4424, 0.2437])  # Ishigami, a = 7, b = 0.1


def ishigami(points: Floats) -> Floats:
    x, y, z = np.moveaxis(np.pi * (2 * points - 1), -1, 0)
    return np.asarray(np.sin(x) + 7 * np.sin(y) ** 2 + 0.1 * z**4 * np.sin(x))


def of(function: Callable[[Floats], Floats], base: int, seed: int, *, quasi: bool = True, **more: Any) -> SobolIndices:
    a, b = base_points(3, base, seed, quasi=quasi)
    mixed = [function(swapped(a, b, np.arange(3), source)) for source in range(3)]
    return sobol_indices(function(a), function(b), np.stack(mixed), seed=seed, **more)


@pytest.mark.parametrize("seed", range(5))
def test_ishigami_at_4096_base_points(seed: int) -> None:
    found = of(ishigami, 4096, seed, replicates=100)
    assert np.abs(found.first - FIRST).max() < 0.02
    assert np.abs(found.total - TOTAL).max() < 0.02


def test_centring_makes_a_level_far_from_0_harmless() -> None:
    def far(points: Floats) -> Floats:
        return ishigami(points) + 1e4

    assert np.abs(of(far, 1024, 3).first - of(ishigami, 1024, 3).first).max() < 1e-9
    bare = of(far, 1024, 3, quasi=False, centred=False, replicates=50)
    assert np.abs(bare.first - FIRST).max() > 1


@pytest.mark.slow
def test_intervals_cover_about_95_percent_over_200_seeds() -> None:
    """With pseudo-random points, whose error the intervals estimate; quasi-random ones err less, so they cover more."""
    inside = {True: np.zeros((2, 3)), False: np.zeros((2, 3))}
    for quasi, count in inside.items():
        for seed in range(200):
            found = of(ishigami, 1024, seed, quasi=quasi, replicates=300)
            count[0] += (found.first_low <= FIRST + 5e-5) & (found.first_high >= FIRST - 5e-5)
            count[1] += (found.total_low <= TOTAL + 5e-5) & (found.total_high >= TOTAL - 5e-5)
    assert inside[False].mean() / 200 == pytest.approx(0.95, abs=0.02)
    assert inside[False].min() / 200 > 0.9
    assert inside[True].mean() / 200 > 0.95


def test_agrees_with_scipy() -> None:
    from scipy.stats import sobol_indices as peer

    a, b = base_points(3, 512, 4)
    ab = np.stack([swapped(a, b, np.arange(3), source) for source in range(3)])
    theirs = peer(func={"f_A": ishigami(a)[None], "f_B": ishigami(b)[None], "f_AB": ishigami(ab)[:, None]}, n=512)
    ours = sobol_indices(ishigami(a), ishigami(b), ishigami(ab), seed=1)
    of_n = 2 * 512 / (2 * 512 - 1)  # scipy divides by N, we by N - 1
    assert np.abs(ours.first * of_n - theirs.first_order.ravel()).max() < 1e-12
    assert np.abs(ours.total * of_n - theirs.total_order.ravel()).max() < 1e-12


def column(path: Path, name: str) -> Floats:
    with path.open(encoding="utf-8", newline="") as lines:
        return np.array([float(row[name]) for row in csv.DictReader(lines)])


@pytest.mark.parametrize(
    ("values", "indices", "name", "base"),
    [
        ("asem/sa_runs.csv", "asem/sa_indices.csv", "y_mean_abs_rank_change", 40),
        ("norm/ishigami_y.csv", "norm/ishigami_indices.csv", "y", 500),
    ],
)
def test_agrees_with_coinr(outside: Outside, values: str, indices: str, name: str, base: int) -> None:
    folder = outside.folder("coinr", 12 if "asem" in values else 6)
    a, b, *ab = column(folder / values, name).reshape(-1, base)
    theirs = {key: column(folder / indices, key) for key in ("Si", "STi")}
    ours = sobol_indices(a, b, np.stack(ab), seed=1, centred=False)
    assert np.abs(ours.first - theirs["Si"]).max() < 1e-9
    assert np.abs(ours.total - theirs["STi"]).max() < 1e-9
    outside(2 * len(ab))
    if "asem" in values:  # the centred values that the notes on these tables give, to three digits
        centred = sobol_indices(a, b, np.stack(ab), seed=1).first
        assert centred.tolist() == pytest.approx([0.075, 0.160, 0.097, 0.758], abs=5e-4)
        outside(4)


@given(st.integers(0, 1000), st.floats(-5, 5), st.floats(0.1, 10))
def test_laws(seed: int, shift: float, scale: float) -> None:
    draw = np.random.default_rng(seed)
    a, b, ab = draw.random(32), draw.random(32), draw.random((2, 32))
    found = sobol_indices(a, b, ab, seed=1, replicates=20)
    moved = sobol_indices(shift + scale * a, shift + scale * b, shift + scale * ab, seed=1, replicates=20)
    assert all(np.allclose(x, y, rtol=1e-8, atol=1e-8) for x, y in zip(found, moved, strict=True))
    order = draw.permutation(32)
    turned = sobol_indices(a[order], b[order], ab[:, order], seed=1, replicates=20)
    assert np.allclose(found.first, turned.first)
    assert np.allclose(found.total, turned.total)
    assert (found.total >= 0).all()
    assert (found.first_low <= found.first_high).all()


def test_many_results_at_once_are_each_alone() -> None:
    draw = np.random.default_rng(3)
    a, b, ab = draw.random((16, 2, 3)), draw.random((16, 2, 3)), draw.random((4, 16, 2, 3))
    found = sobol_indices(a, b, ab, seed=5, replicates=30)
    assert found.total_high.shape == (4, 2, 3)
    one = sobol_indices(a[:, 1, 2], b[:, 1, 2], ab[:, :, 1, 2], seed=5, replicates=30)
    assert all(np.allclose(x[:, 1, 2], y) for x, y in zip(found, one, strict=True))


def test_where_nothing_varies_or_a_run_is_empty_there_are_no_indices() -> None:
    a = np.full((8, 3), 0.1)
    a[:, 1] = np.arange(8)
    b, ab = a[::-1].copy(), np.stack([a, a])
    ab[1, 4, 2] = a[3, 2] = np.nan
    found = sobol_indices(a, b, ab, seed=1)
    assert np.isnan(found.first[:, [0, 2]]).all()
    assert np.isnan(found.total_high[:, [0, 2]]).all()
    assert (found.total[:, 1] == 0).all()


def test_what_does_not_fit_is_refused() -> None:
    with pytest.raises(ComputeError) as error:
        sobol_indices(np.zeros(4), np.zeros(3), np.zeros((1, 4)), seed=1)
    assert error.value.problems[0].code == "stats.unequal-lengths"
    with pytest.raises(ComputeError) as error:
        sobol_indices(np.zeros(4), np.zeros(4), np.zeros((1, 4)), seed=1, replicates=1)
    assert error.value.problems[0].code == "stats.too-few-replicates"
