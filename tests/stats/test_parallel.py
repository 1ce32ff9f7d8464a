from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
from tests.stats.test_alpha import FILES, ITEMS, expected, table

from berdaya.stats.pairwise import pairwise_moments
from berdaya.stats.parallel import parallel_analysis

if TYPE_CHECKING:
    from tests.conftest import Outside


@pytest.mark.parametrize("data", FILES)
def test_eigenvalues_of_psych(outside: Outside, data: str) -> None:
    """The made-up items have three dimensions."""
    folder = outside.folder("psych", ITEMS[data])
    _, x = table(folder / f"{FILES[data]}.csv")
    want = expected(folder, data)
    found = parallel_analysis(pairwise_moments(x).correlation, len(x), seed=1)
    np.testing.assert_allclose(found.eigenvalues, [want["eigen", str(i + 1)] for i in range(ITEMS[data])], atol=1e-9)
    assert found.components == (3 if data.startswith("scale") else 1)
    outside(ITEMS[data])


@pytest.mark.parametrize(("rows", "items"), [(60, 6), (5, 8)])
def test_chance_is_that_of_drawn_rows(rows: int, items: int) -> None:
    draw = np.random.default_rng(7)
    drawn = [np.linalg.eigvalsh(np.corrcoef(draw.normal(size=(rows, items)).T))[::-1] for _ in range(2000)]
    found = parallel_analysis(np.eye(items), rows, seed=3, replicates=2000)
    np.testing.assert_allclose(found.chance[:3], np.percentile(drawn, 95, axis=0)[:3], rtol=0.02)
    assert found.components == 0


def test_the_seed_decides() -> None:
    one, again, other = (parallel_analysis(np.eye(4), 50, seed).chance.tolist() for seed in (1, 1, 2))
    assert one == again != other


def test_what_does_not_exist_is_nan() -> None:
    for found in (parallel_analysis(np.eye(3), 1, 1), parallel_analysis(np.full((2, 2), np.nan), 10, 1)):
        assert np.isnan(found.eigenvalues).all()
        assert found.components == 0
