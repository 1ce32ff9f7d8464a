from __future__ import annotations

import csv
from itertools import product
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from berdaya.errors import ComputeError
from berdaya.stats.sign_flip import sign_flip_p
from berdaya.stats.wild_cluster import SIX, WildMeans, wild_cluster

if TYPE_CHECKING:
    from tests.conftest import Outside


def contrast_of(y: np.ndarray, psu: np.ndarray, cell: np.ndarray, signs: tuple[float, ...]) -> tuple[float, WildMeans]:
    psus = int(psu.max()) + 1
    influence, share, weight = np.zeros((psus, len(signs))), np.zeros((psus, len(signs))), np.zeros(len(signs))
    value = 0.0
    for c, sign in enumerate(signs):
        at = cell == c
        weight[c] = at.sum()
        value += sign * y[at].mean()
        np.add.at(influence[:, c], psu[at], sign * (y[at] - y[at].mean()) / weight[c])
        np.add.at(share[:, c], psu[at], 1 / weight[c])
    return value, WildMeans(influence, share, weight)


def by_hand(y: np.ndarray, psu: np.ndarray, null: float, points: tuple[float, ...]) -> float:
    """All patterns, one regression on a constant each: the bootstrap as its papers write it, in loops."""

    def t(values: np.ndarray) -> float:
        mean = values.mean()
        scores = [(values[psu == g] - mean).sum() for g in range(psu.max() + 1)]
        return float((mean - null) / np.sqrt(np.square(scores).sum()))

    observed, reached = abs(t(y)), []
    for pattern in product(points, repeat=int(psu.max()) + 1):
        reached.append(abs(t(null + (y - null) * np.array(pattern)[psu])) >= observed * (1 - 1e-12))
    return float(np.mean(reached))


def test_all_patterns_by_hand() -> None:
    draw = np.random.default_rng(5)
    few, more = np.repeat(np.arange(4), [3, 1, 2, 4]), np.repeat(np.arange(8), [1, 2, 1, 3, 1, 2, 2, 1])
    for psu, points in ((few, tuple(SIX)), (more, (-1.0, 1.0))):
        y = draw.normal(0.6, 1.0, len(psu))
        value, means = contrast_of(y, psu, np.zeros(len(psu), int), (1.0,))
        for null in (0.0, 0.4):
            found = wild_cluster(value, means, 1, null=null)
            assert found.every
            assert found.patterns == len(points) ** (psu.max() + 1)
            assert found.p == pytest.approx(by_hand(y, psu, null, points), abs=1e-12)


@given(st.lists(st.integers(-4, 4), min_size=8, max_size=11).filter(lambda v: len(set(v)) > 1))
def test_with_psus_alike_it_is_the_sign_flip_test(values: list[int]) -> None:
    y = np.array(values, float)
    value, means = contrast_of(y, np.arange(len(y)), np.zeros(len(y), int), (1.0,))
    assert wild_cluster(value, means, 1).p == pytest.approx(sign_flip_p(y[:, None], 1)[0] if y.any() else 1)


def test_wildboottest_has_the_same_p(outside: Outside) -> None:
    """wildboottest 0.3.2, bootstrap_type 11, all 2^15 patterns: how many were beyond. Ours counts the two that tie too."""
    folder = outside.folder("survey", 11)
    with (folder / "apiclus1.csv").open(encoding="utf-8", newline="") as lines:
        schools = list(csv.DictReader(lines))
    then, now = (np.array([float(s[name]) for s in schools]) for name in ("api99", "api00"))
    psu = np.unique([s["dnum"] for s in schools], return_inverse=True)[1]
    won = np.array([s["awards"] == "Yes" for s in schools], int)
    wave = np.repeat([0, 1], len(schools))
    kept = np.ones(2 * len(schools), bool)
    kept[: len(schools) : 3] = False
    both, twice = np.concatenate([then, now]), np.tile(psu, 2)
    cases = (
        (contrast_of(now - then, psu, 0 * won, (1.0,)), {30: 1616, 33: 6288, 43: 3358, 45: 1730}),
        (contrast_of(now - then, psu, won, (-1.0, 1.0)), {0: 16, 10: 54, 40: 10908}),
        (contrast_of(both, twice, wave, (-1.0, 1.0)), {30: 1618, 45: 1732}),
        (
            contrast_of(both[kept], twice[kept], (wave + 2 * np.tile(won, 2))[kept], (1.0, -1.0, -1.0, 1.0)),
            {0: 432, 30: 26008},
        ),
    )
    for (value, means), wanted in cases:
        for null, count in wanted.items():
            assert 32768 * wild_cluster(value, means, 1, null=null).p - count in (0, 2), (null, count)
    outside(11)


def test_its_interval_holds_what_it_does_not_refuse() -> None:
    y = np.random.default_rng(2).normal(0.5, 1.0, 36)
    psu = np.repeat(np.arange(12), 3)
    value, means = contrast_of(y, psu, np.zeros(36, int), (1.0,))
    found = wild_cluster(value, means, 1, 0.9)
    assert found.low < value < found.high
    for inside, outside_of in ((found.low + 1e-4, found.low - 1e-4), (found.high - 1e-4, found.high + 1e-4)):
        assert wild_cluster(value, means, 1, null=inside).p >= 0.1 > wild_cluster(value, means, 1, null=outside_of).p


def test_turned_round_and_in_other_units_it_is_the_same_test() -> None:
    y = np.random.default_rng(3).normal(0.5, 1.0, 40)
    psu = np.repeat(np.arange(20), 2)
    value, means = contrast_of(y, psu, np.zeros(40, int), (1.0,))
    found = wild_cluster(value, means, 4)
    assert (found.every, found.patterns) == (False, 9999)
    turned, tenfold = (
        wild_cluster(k * value, WildMeans(k * means.influence, means.share, 7 * means.weight), 4) for k in (-1, 10)
    )
    assert turned.p == tenfold.p == found.p
    assert (turned.low, turned.high) == pytest.approx((-found.high, -found.low))
    assert (tenfold.low, tenfold.high) == pytest.approx((10 * found.low, 10 * found.high))


def test_drawn_patterns_come_near_to_all_of_them() -> None:
    y = np.random.default_rng(8).normal(0.4, 1.0, 15)
    value, means = contrast_of(y, np.arange(15), np.zeros(15, int), (1.0,))
    every = wild_cluster(value, means, 1).p
    influence, share = (np.concatenate([part, np.zeros((1, 1))]) for part in means[:2])
    with_nothing = WildMeans(influence, share, means.weight)
    drawn = wild_cluster(value, with_nothing, 1)
    assert not drawn.every
    assert drawn.p == pytest.approx(every, abs=0.01)


def test_with_very_few_psus_nothing_is_refused() -> None:
    value, means = contrast_of(np.array([1.0, 4.0]), np.arange(2), np.zeros(2, int), (1.0,))
    found = wild_cluster(value, means, 1)
    assert found.p > 0.05
    assert np.isnan([found.low, found.high]).all()
    alone = wild_cluster(1.0, WildMeans(np.zeros((1, 1)), np.ones((1, 1)), np.ones(1)), 1)
    assert np.isnan(alone.p)


def test_what_does_not_fit_together_is_refused() -> None:
    with pytest.raises(ComputeError) as caught:
        wild_cluster(1.0, WildMeans(np.zeros((3, 1)), np.zeros((2, 1)), np.ones(1)), 1)
    assert [p.code for p in caught.value.problems] == ["stats.unequal-lengths"]
    with pytest.raises(ComputeError) as caught:
        wild_cluster(1.0, WildMeans(np.zeros((3, 1)), np.zeros((3, 1)), np.ones(1)), 1, draws=0)
    assert [p.code for p in caught.value.problems] == ["stats.too-few-replicates"]
