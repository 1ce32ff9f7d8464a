import krippendorff
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from berdaya.stats.krippendorff import Level, krippendorff_alpha

LEVELS: tuple[Level, ...] = ("nominal", "ordinal", "interval")
# Four observers and twelve units, of Krippendorff (2011); 0: no rating.
OBSERVERS = """
1 2 3 3 2 1 4 1 2 0 0 0
1 2 3 3 2 2 4 1 2 5 0 3
0 3 3 3 2 3 4 2 2 5 1 0
1 2 3 3 2 4 4 1 2 5 1 0
"""


def test_the_example_of_four_observers() -> None:
    x = np.array([line.split() for line in OBSERVERS.strip().splitlines()], float).T
    x[x == 0] = np.nan
    found = [krippendorff_alpha(x, level) for level in LEVELS]
    np.testing.assert_allclose(found, [0.743, 0.815, 0.849], atol=5e-4)


@given(st.integers(0, 300), st.sampled_from(LEVELS))
def test_the_package_of_that_name(seed: int, level: Level) -> None:
    draw = np.random.default_rng(seed)
    x = np.clip(draw.integers(0, 4, (15, 1)) + draw.integers(-1, 2, (15, 4)), 0, 3).astype(float)
    x[draw.random(x.shape) < 0.3] = np.nan
    wanted = krippendorff.alpha(reliability_data=x.T, level_of_measurement=level)
    assert krippendorff_alpha(x, level) == pytest.approx(wanted, abs=1e-9)


def test_which_column_a_rating_stands_in_does_not_matter() -> None:
    draw = np.random.default_rng(1)
    x = draw.integers(0, 4, (20, 3)).astype(float)
    x[draw.random(x.shape) < 0.2] = np.nan
    for level in LEVELS:
        one = krippendorff_alpha(x, level)
        assert krippendorff_alpha(draw.permuted(x, axis=1), level) == pytest.approx(one)
    assert krippendorff_alpha(3 * x + 1, "interval") == pytest.approx(krippendorff_alpha(x, "interval"))


def test_what_does_not_exist_is_nan() -> None:
    for level in LEVELS:
        assert np.isnan(krippendorff_alpha(np.ones((3, 2)), level))
        assert np.isnan(krippendorff_alpha(np.array([[1.0, np.nan], [2.0, np.nan]]), level))
        assert krippendorff_alpha(np.array([[1.0, 1.0], [2.0, 2.0]]), level) == 1
