from math import ceil
from typing import Any

import pytest
import svy
from hypothesis import given
from hypothesis import strategies as st

from berdaya.errors import ComputeError
from berdaya.stats.sample_size import (
    design_effect,
    size_for_change,
    size_for_mean,
    size_for_share,
    slovin,
)


@pytest.mark.parametrize(
    ("population", "by_slovin", "simple", "clustered"),
    [
        (100, 80, 80, 89),
        (500, 223, 218, 304),
        (2_000, 334, 323, 556),
        (10_000, 385, 370, 714),
        (1_000_000, 400, 384, 768),
    ],
)
def test_the_table_that_compares_slovin_with_cochran(
    population: int, by_slovin: int, simple: int, clustered: int
) -> None:
    """At 5 %: Slovin is a little too large for a simple random sample, and about half of what a design effect of 2 needs."""
    assert slovin(population, 0.05)[1] == by_slovin
    assert size_for_share(0.5, 0.05, population=population).answers == simple
    assert size_for_share(0.5, 0.05, deff=2, population=population).answers == clustered


@pytest.mark.parametrize(
    ("population", "margin", "exact"),
    [(27, 0.05, 25.29), (27, 0.1, 21.26), (270, 0.05, 161.19), (270, 0.1, 72.97), (4795, 0.05, 369.20), (4795, 0.1, 97.96)],
)  # fmt: skip
def test_slovin_of_groups_and_members(population: int, margin: float, exact: float) -> None:
    found, up = slovin(population, margin)
    assert found == pytest.approx(exact, abs=5e-3)
    assert up >= found > up - 1


def test_a_published_study_rounded_to_the_nearest() -> None:
    exact, up = slovin(246, 0.10)
    assert exact == pytest.approx(71.098, abs=5e-4)
    assert up == 72
    assert slovin(246, 0.10, "nearest")[1] == 71
    assert slovin(400, 0.05) == (200.0, 200)  # a whole number is not rounded up for float noise


def by_svy(found: Any) -> Any:
    return found.size


@pytest.mark.parametrize("share", [0.1, 0.5, 0.73])
@pytest.mark.parametrize("margin", [0.02, 0.05])
def test_shares_agree_with_svy_which_rounds_up_at_each_step(share: float, margin: float) -> None:
    sizes: Any = svy.SampleSize
    ours, theirs = (
        size_for_share(share, margin, 0.9, deff=1.7),
        by_svy(sizes().estimate_prop(share, margin, alpha=0.1, deff=1.7)),
    )
    assert ceil(ours.simple) == theirs.n0
    assert 0 <= theirs.n1_deff - ours.designed < 1.7 + 1
    finite = by_svy(sizes().estimate_prop(share, margin, pop_size=900))
    assert 0 <= finite.n - size_for_share(share, margin, population=900).answers <= 1


def test_means_agree_with_svy() -> None:
    sizes: Any = svy.SampleSize
    assert size_for_mean(0.62, 0.08).answers == by_svy(sizes().estimate_mean(0.62, 0.08)).n


def test_a_change_is_a_mean_with_power() -> None:
    """(1.959964 + 0.841621)² 0.64 / 0.04 = 125.58."""
    found = size_for_change(0.8, 0.2)
    assert found.simple == pytest.approx(125.5821, abs=1e-4)
    assert found.answers == 126
    assert size_for_change(0.8, -0.2) == found
    assert size_for_change(0.8, 0.2, power=0.5).simple == pytest.approx(size_for_mean(0.8, 0.2).simple)


def test_response_and_design_effect() -> None:
    found = size_for_share(0.5, 0.1, deff=design_effect(7, 0.1), response=0.9)
    assert found.designed == pytest.approx(1.6 * found.simple)
    assert (found.answers, found.asked) == (154, 172)
    whole = size_for_share(0.5, 0.05, response=0.5, population=100)
    assert (whole.answers, whole.asked) == (80, 100)  # nobody more than there is


@given(st.integers(1, 100_000), st.floats(0.01, 0.3), st.floats(0.5, 4))
def test_never_more_than_the_population_and_never_fewer_for_a_smaller_margin(
    population: int, margin: float, deff: float
) -> None:
    found = size_for_share(0.5, margin, deff=deff, population=population)
    assert 1 <= found.answers <= found.asked <= population
    finer = size_for_share(0.5, margin / 2, deff=deff, population=population)
    assert finer.answers >= found.answers


@pytest.mark.parametrize(
    "call",
    [
        lambda: size_for_share(1.5, 0.05),
        lambda: size_for_share(0.5, 0),
        lambda: size_for_share(0.5, 5),
        lambda: size_for_share(0.5, 0.05, 1.0),
        lambda: size_for_share(0.5, 0.05, response=0),
        lambda: size_for_share(0.5, 0.05, population=0),
        lambda: size_for_share(0.5, 0.05, deff=float("nan")),
        lambda: size_for_mean(-1, 0.1),
        lambda: size_for_change(0.5, 0),
        lambda: size_for_change(0.5, 0.1, power=1),
        lambda: design_effect(0.5, 0.1),
        lambda: design_effect(5, 2),
        lambda: slovin(0, 0.05),
    ],
)
def test_numbers_that_cannot_be_are_refused(call: object) -> None:
    with pytest.raises(ComputeError) as caught:
        call()  # type: ignore[operator]
    assert [p.code for p in caught.value.problems] == ["stats.size-out-of-range"]
