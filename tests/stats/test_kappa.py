import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from berdaya.errors import ComputeError
from berdaya.stats.kappa import weighted_kappa


def ratings(seed: int) -> tuple[np.ndarray, np.ndarray]:
    draw = np.random.default_rng(seed)
    x = draw.integers(0, 4, 30).astype(float)
    return x, np.clip(x + draw.integers(-1, 2, 30), 0, 3)


@given(st.integers(0, 300))
def test_two_other_ways_to_the_same(seed: int) -> None:
    x, y = ratings(seed)
    covariance = np.cov(x, y, ddof=0)
    quadratic = 2 * covariance[0, 1] / (covariance.trace() + (x.mean() - y.mean()) ** 2)
    assert weighted_kappa(x, y, "quadratic") == pytest.approx(quadratic, abs=1e-12)
    cuts = [(x > c, y > c) for c in (0, 1, 2)]
    observed = sum((a != b).mean() for a, b in cuts)
    chance = sum(a.mean() * (1 - b.mean()) + b.mean() * (1 - a.mean()) for a, b in cuts)
    assert weighted_kappa(x, y) == pytest.approx(1 - observed / chance, abs=1e-12)


def test_neither_who_is_first_nor_the_units_of_the_scale_matter() -> None:
    x, y = ratings(1)
    assert weighted_kappa(x, y) == pytest.approx(weighted_kappa(y, x))
    assert weighted_kappa(x, y) == pytest.approx(weighted_kappa(100 - 5 * x, 100 - 5 * y))


def test_gaps_and_ends() -> None:
    x, y = ratings(2)
    assert weighted_kappa(x, x) == 1
    assert weighted_kappa(np.append(x, np.nan), np.append(y, 2)) == weighted_kappa(x, y)
    assert np.isnan(weighted_kappa(np.ones(4), np.ones(4)))
    assert np.isnan(weighted_kappa(np.array([np.nan]), np.array([1.0])))
    assert weighted_kappa(np.array([0.0, 1]), np.array([1.0, 0])) == -1


def test_raters_of_unlike_length() -> None:
    with pytest.raises(ComputeError) as caught:
        weighted_kappa(np.zeros(3), np.zeros(2))
    assert [problem.code for problem in caught.value.problems] == ["stats.unequal-lengths"]
