import numpy as np
import pytest
from scipy.stats import pearsonr, t

from berdaya.errors import ComputeError
from berdaya.stats.critical_r import critical_r

# N and r of the printed table (two-sided 5 %), N being rows: df = N - 2. Its .387 at 29 and .533 at 13 are misprints.
PRINTED = {
    10: 0.632,
    16: 0.497,
    20: 0.444,
    27: 0.381,
    29: 0.367,
    30: 0.361,
    50: 0.279,
    100: 0.197,
    96: 0.201,
    13: 0.553,
}


def test_the_printed_table() -> None:
    found = critical_r([n - 2 for n in PRINTED])
    np.testing.assert_allclose(found, list(PRINTED.values()), atol=5e-4)
    assert critical_r(94).item() == pytest.approx(0.2006, abs=5e-5)


@pytest.mark.parametrize("level", [0.1, 0.05, 0.01])
def test_it_is_where_the_test_of_a_correlation_turns(level: float) -> None:
    r = critical_r(18, level).item()
    assert 2 * t.sf(r * np.sqrt(18 / (1 - r * r)), 18) == pytest.approx(level)
    x = np.arange(20.0)
    y = x * 0.1 + np.sin(x * 5)
    found = pearsonr(x, y)
    assert (abs(found.statistic) > r) == (found.pvalue < level)


def test_without_degrees_of_freedom_there_is_none() -> None:
    assert np.isnan(critical_r([0, -1])).all()
    assert np.isfinite(critical_r(1))


@pytest.mark.parametrize("level", [0.0, 1.0, 5.0, float("nan")])
def test_a_level_that_cannot_be(level: float) -> None:
    with pytest.raises(ComputeError) as caught:
        critical_r(10, level)
    assert [problem.code for problem in caught.value.problems] == ["stats.r-out-of-range"]
