from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
from tests.stats.test_alpha import FILES, ITEMS, expected, table

from berdaya.stats.pairwise import pairwise_moments
from berdaya.stats.sampling_adequacy import bartlett_sphericity, kmo

if TYPE_CHECKING:
    from tests.conftest import Outside


@pytest.mark.parametrize("data", FILES)
def test_psych(outside: Outside, data: str) -> None:
    folder = outside.folder("psych", ITEMS[data] + 3)
    names, x = table(folder / f"{FILES[data]}.csv")
    want = expected(folder, data)
    correlation = pairwise_moments(x).correlation
    found = kmo(correlation)
    assert found.total == pytest.approx(want["KMO.MSA", ""], abs=1e-9)
    np.testing.assert_allclose(found.items, [want["KMO.MSAi", name] for name in names], atol=1e-9)
    test = bartlett_sphericity(correlation, len(x))
    assert test.chi_square == pytest.approx(want["bartlett.chisq", ""], abs=1e-9)
    assert test.df == want["bartlett.df", ""]
    assert test.p < 1e-6
    outside(ITEMS[data] + 3)


def test_two_items_have_half() -> None:
    assert kmo(np.array([[1, 0.3], [0.3, 1]])).total == pytest.approx(0.5)


def test_unrelated_items_are_not_significant() -> None:
    x = np.random.default_rng(1).normal(size=(200, 5))
    assert bartlett_sphericity(pairwise_moments(x).correlation, 200).p > 0.01


def test_what_does_not_exist_is_nan() -> None:
    assert np.isnan(kmo(np.ones((3, 3))).total)
    assert np.isnan(kmo(np.eye(1)).total)
    assert np.isnan(kmo(np.eye(3)).total)  # nothing correlates: 0 / 0
    assert np.isnan(bartlett_sphericity(np.ones((3, 3)), 50).p)
    assert np.isnan(bartlett_sphericity(np.eye(3), 2).p)
    assert np.isnan(bartlett_sphericity(np.eye(1), 50).chi_square)
