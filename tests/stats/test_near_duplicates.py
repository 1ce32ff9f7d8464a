from unittest.mock import patch

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from berdaya.stats import near_duplicates as method
from berdaya.stats.near_duplicates import distinct_answers, identical_share, near_duplicates


def plain(codes: np.ndarray, threshold: float) -> list[tuple[int, int, float]]:
    """The same by a double loop."""
    found = []
    for a in range(len(codes)):
        for b in range(a + 1, len(codes)):
            either = [(x, y) for x, y in zip(codes[a], codes[b], strict=True) if x >= 0 or y >= 0]
            share = sum(x == y for x, y in either) / len(either) if either else 0.0
            if share >= threshold - 1e-12:
                found.append((a, b, share))
    return found


@given(
    st.lists(st.lists(st.integers(-1, 2), min_size=10, max_size=10), min_size=1, max_size=25),
    st.sampled_from([0.5, 0.7, 0.8, 0.9, 0.95, 1.0]),
)
def test_against_a_double_loop(rows: list[list[int]], threshold: float) -> None:
    codes, place = distinct_answers(np.array(rows))
    assert codes[place].tolist() == rows
    found = near_duplicates(codes, threshold)
    assert found.whole
    pairs = list(zip(found.first.tolist(), found.second.tolist(), found.share.tolist(), strict=True))
    assert pairs == plain(codes, threshold)


def test_many_rows_against_a_double_loop() -> None:
    draw = np.random.default_rng(8)
    base = draw.integers(0, 4, (300, 20))
    copies = base[:40].copy()
    copies[np.arange(40), draw.integers(0, 20, 40)] = -1
    codes, _ = distinct_answers(np.concatenate([base, copies]))
    found = near_duplicates(codes, 0.95)
    pairs = list(zip(found.first.tolist(), found.second.tolist(), found.share.tolist(), strict=True))
    assert pairs == plain(codes, 0.95)
    assert len(pairs) == 40


def test_too_many_pairs_are_not_compared_and_that_is_told() -> None:
    codes, _ = distinct_answers(np.random.default_rng(1).integers(0, 2, (200, 8)))
    with patch.object(method, "MOST_PAIRS", 10):
        found = near_duplicates(codes, 0.8)
    assert not found.whole
    assert len(found.first) == 0
    with patch.object(method, "MOST_FOUND", 1):
        assert not near_duplicates(codes, 0.8).whole


def test_rows_without_answers_have_no_share() -> None:
    assert np.isnan(identical_share(np.array([[-1, -1]]), np.array([[-1, -1]]))).all()
    assert identical_share(np.array([[0, 1]]), np.array([[0, -1]]))[0] == pytest.approx(0.5)
