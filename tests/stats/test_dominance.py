from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from berdaya.stats.dominance import VERDICTS, dominance

Floats = np.ndarray[Any, np.dtype[np.float64]]
NAN = float("nan")


def one(difference: list[float], se: list[float], df: float = 40.0, confidence: float = 0.95) -> Any:
    found = dominance(np.array(difference), np.array(se), np.full(len(se), df), confidence)
    return found.verdict.item(), found.p_higher.item(), found.p_lower.item(), found.sample.item()


def test_higher_only_where_every_level_is() -> None:
    from scipy.stats import t

    verdict, p, other, sample = one([0.1, 0.2, 0.05], [0.02, 0.02, 0.02])
    assert (verdict, sample) == ("higher", 1.0)
    assert p == pytest.approx(t.sf(2.5, 40))
    assert other == pytest.approx(1 - t.sf(10, 40))
    assert one([-0.1, -0.2, -0.05], [0.02, 0.02, 0.02])[0] == "lower"
    assert one([0.1, 0.2, 0.02], [0.02, 0.02, 0.02])[::3] == ("unsure", 1.0)
    assert one([0.1, 0.2, -0.1], [0.02, 0.02, 0.02])[::3] == ("crossing", 0.0)
    assert one([0.1, 0.2, -0.02], [0.02, 0.02, 0.02])[::3] == ("unsure", 0.0)


def test_a_crossing_is_corrected_for_the_number_of_levels() -> None:
    edge = 1.75  # p 0.044 alone, above 0.05 for two levels
    assert one([0.1, -0.02 * edge], [0.02, 0.02])[0] == "unsure"
    assert one([0.1, -0.02 * 2.1], [0.02, 0.02])[0] == "crossing"


def test_a_level_that_nobody_reaches_says_nothing() -> None:
    assert one([0.1, 0.0], [0.02, 0.0])[0] == "higher"
    assert one([0.1, 0.0], [0.02, NAN])[0] == "higher"
    assert one([0.1, 0.0], [0.02, 0.02])[0] == "unsure"  # alike by chance: not above
    verdict, p, other, sample = one([0.0, 0.0], [0.0, NAN])
    assert (verdict, sample) == ("same", 0.0)
    assert np.isnan([p, other]).all()


def test_without_an_error_or_a_difference_nothing_is_claimed() -> None:
    assert one([0.1, 0.2], [NAN, 0.02])[::3] == ("unsure", 1.0)
    assert one([0.1], [0.02], df=0.0)[0] == "unsure"
    assert one([NAN, NAN], [NAN, NAN])[0] == ""
    assert np.isnan(one([NAN, NAN], [NAN, NAN])[3])


def test_nothing_sampled_is_told_by_the_figures() -> None:
    assert one([0.1, 0.01], [0.0, 0.0], df=0.0)[:2] == ("higher", 0.0)
    assert one([0.1, -0.01], [0.0, 0.0])[0] == "crossing"


@given(st.integers(0, 10_000))
def test_laws(seed: int) -> None:
    draw = np.random.default_rng(seed)
    difference, se = draw.normal(0, 0.05, (4, 3)), draw.random((4, 3)) * 0.05 + 0.001
    df = np.full((4, 3), 20.0)
    found, turned = dominance(difference, se, df), dominance(-difference, se, df)
    swap = {"higher": "lower", "lower": "higher"}
    assert [swap.get(v, v) for v in found.verdict] == turned.verdict.tolist()
    assert np.allclose(found.p_higher, turned.p_lower)
    assert np.allclose(found.sample, -turned.sample)
    assert set(found.verdict) <= set(VERDICTS)
    order = draw.permutation(3)
    assert dominance(difference[:, order], se[:, order], df).verdict.tolist() == found.verdict.tolist()


def test_the_claim_of_higher_is_seldom_wrong_at_the_border() -> None:
    """Alike at one level, far above at the other: the worst case of the null, where the test holds its level."""
    draw = np.random.default_rng(1)
    difference = np.column_stack([draw.normal(0, 0.02, 4000), draw.normal(0.3, 0.02, 4000)])
    found = dominance(difference, np.full((4000, 2), 0.02), np.full((4000, 2), 1e6))
    assert (found.verdict == "higher").mean() == pytest.approx(0.05, abs=0.01)
