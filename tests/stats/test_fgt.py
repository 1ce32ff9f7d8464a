from fractions import Fraction
from typing import Any

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from berdaya.stats.fgt import fgt, poverty_gaps

AMOUNTS = st.lists(st.integers(0, 400), min_size=1, max_size=100)


@given(AMOUNTS, st.integers(1, 300), st.integers(0, 2**32 - 1))
def test_the_same_as_in_exact_fractions(amounts: list[int], line: int, seed: int) -> None:
    weights = np.random.default_rng(seed).integers(1, 9, len(amounts))
    found = fgt(np.array(amounts, float), float(line), weights.astype(float), np.zeros(len(amounts), int)).value[0]
    total = Fraction(int(weights.sum()))
    for alpha in (0, 1, 2):
        terms = [
            int(w) * (Fraction(line - y, line) ** alpha) for y, w in zip(amounts, weights, strict=True) if y < line
        ]
        assert abs(found[alpha] - float(sum(terms, Fraction(0)) / total)) < 1e-12


@given(AMOUNTS, st.floats(0.01, 100))
def test_the_unit_of_money_and_the_scale_of_weights_do_not_matter(amounts: list[int], factor: float) -> None:
    y, flat = np.array(amounts, float), np.zeros(len(amounts), int)
    one, other = (
        fgt(y * unit, 150.0 * unit, np.full(len(y), weight), flat)
        for unit, weight in ((1.0, 1.0), (factor, 1 / factor))
    )
    np.testing.assert_allclose(one.value, other.value, atol=1e-9)


def test_the_line_itself_is_not_below_and_the_unknown_is_left_out() -> None:
    amounts = np.array([0.1 + 0.2, 0.3, 0.15, np.nan])
    assert poverty_gaps(amounts, 0.3).tolist()[:3] == [0.0, 0.0, 0.5]
    found: Any = fgt(amounts, 0.3, np.ones(4), np.array([0, 0, 0, 1]), n_domains=2)
    np.testing.assert_allclose(found.value, [[1 / 3, 1 / 6, 1 / 12], [np.nan] * 3])
    assert found.influence[3].tolist() == [0.0] * 3
