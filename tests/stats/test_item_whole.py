from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.stats.test_alpha import FILES, ITEMS, expected, table

from berdaya.stats.alpha import as_correlation
from berdaya.stats.item_whole import item_whole, item_whole_corrected
from berdaya.stats.pairwise import pairwise_moments

if TYPE_CHECKING:
    from tests.conftest import Outside


@pytest.mark.parametrize("data", FILES)
def test_psych(outside: Outside, data: str) -> None:
    folder = outside.folder("psych", 2 * ITEMS[data])
    names, x = table(folder / f"{FILES[data]}.csv")
    want = expected(folder, data)
    correlation = as_correlation(pairwise_moments(x).covariance)
    for stat, found in (("item.std.r", item_whole(correlation)), ("item.r.cor", item_whole_corrected(correlation))):
        np.testing.assert_allclose(found, [want[stat, name] for name in names], atol=1e-9)
    outside(2 * ITEMS[data])


@given(st.integers(0, 500))
def test_with_the_sum_of_standardised_items(seed: int) -> None:
    draw = np.random.default_rng(seed)
    x = draw.normal(0, 1, (30, 1)) + draw.normal(0, 1, (30, 4)) * [1, 2, 3, 4]
    z = (x - x.mean(axis=0)) / x.std(axis=0)
    wanted = [np.corrcoef(z[:, i], z.sum(axis=1))[0, 1] for i in range(4)]
    np.testing.assert_allclose(item_whole(as_correlation(np.cov(x.T))), wanted, atol=1e-12)


def test_one_factor_gives_its_loadings_nearly() -> None:
    """With many items the corrected correlation is the loading: the whole is the factor."""
    loadings = np.tile([0.4, 0.6, 0.8], 60)
    correlation = np.outer(loadings, loadings)
    np.fill_diagonal(correlation, 1)
    np.testing.assert_allclose(item_whole_corrected(correlation), loadings, atol=0.01)


def test_what_does_not_exist_is_nan() -> None:
    assert np.isnan(item_whole(np.array([[1.0, -1.0], [-1.0, 1.0]]))).all()
    assert np.isnan(item_whole_corrected(np.ones((3, 3)))).all()
    assert np.isnan(item_whole(np.full((2, 2), np.nan))).all()
