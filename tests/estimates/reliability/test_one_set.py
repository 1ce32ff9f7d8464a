from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from tests.estimates.reliability.test_reliability import answers, measured, only, scale

from berdaya.estimates.bootstrap import unit_factors
from berdaya.estimates.model import Settings
from berdaya.estimates.reliability.model import ReliabilityQuery
from berdaya.estimates.reliability.reliability import reliability
from berdaya.stats.alpha import as_correlation, cronbach_alpha
from berdaya.stats.factor import omega, one_factor
from berdaya.stats.item_whole import item_whole, item_whole_corrected
from berdaya.stats.pairwise import pairwise_moments
from berdaya.stats.polychoric import polychoric
from berdaya.tally.model import DesignSpec, Replicates, Stage

if TYPE_CHECKING:
    from tests.conftest import Made


def clustered(seed: int = 6) -> tuple[np.ndarray, dict[str, Any]]:
    draw = np.random.default_rng(seed)
    groups = np.repeat(np.arange(30), 6)
    x = draw.normal(0, 0.8, (30, 1))[groups] + draw.normal(0, 0.6, (180, 1)) + draw.normal(0, 0.8, (180, 4))
    x = np.round(x + 1.5).clip(0, 3)
    return x, {"group": [f"g{g:02d}" for g in groups], "weight": draw.uniform(0.5, 2, 180).tolist()}


def test_the_error_is_that_of_replicates(made: Made) -> None:
    x, rows = clustered()
    design = DesignSpec("random", (Stage("group"),), "column")
    tally = made.tally(scale(made), rows, x, design, detail=True)
    one = only(reliability(scale(made), tally, Settings(), ""))
    weight, answered = tally.weight, tally.answers
    drawn = [
        cronbach_alpha(pairwise_moments(answered[w > 0], w[w > 0]).covariance)
        for factors in unit_factors(tally, 1, 400, "none")
        for w in factors[:, tally.unit].astype(float) * weight
    ]
    assert one.se is not None
    assert one.se == pytest.approx(np.std(drawn), rel=0.12)
    assert one.df == 29
    assert one.low is not None and one.high is not None and one.alpha is not None
    assert one.low < one.alpha < one.high


def test_the_error_of_omega_is_that_of_replicates(made: Made) -> None:
    x, rows = clustered()
    x[np.random.default_rng(7).random(x.shape) < 0.05] = np.nan
    design = DesignSpec("random", (Stage("group"),), "column")
    tally = made.tally(scale(made), rows, x, design, detail=True)
    part = only(reliability(scale(made), tally, Settings(), "")).dimensions
    assert part is not None and part.omega is not None
    drawn = [
        omega(one_factor(pairwise_moments(tally.answers[w > 0], w[w > 0]).correlation).loadings)
        for factors in unit_factors(tally, 1, 300, "none")
        for w in factors[:, tally.unit].astype(float) * tally.weight
    ]
    assert part.omega_se == pytest.approx(np.std(drawn), rel=0.15)
    assert part.omega_low is not None and part.omega_high is not None
    assert part.omega_low < part.omega < part.omega_high < 1


def test_omega_by_supplied_replicates_and_of_a_census(made: Made) -> None:
    x, rows = clustered()
    tally = made.tally(scale(made), rows, x, DesignSpec("random", (Stage("group"),), "column"), detail=True)
    taylor = only(reliability(scale(made), tally, Settings(), "")).dimensions
    groups = np.array(rows["group"])
    factors = np.array([np.where(groups == g, 0.0, 30 / 29) for g in sorted(set(groups))])
    given = Replicates(factors, 29 / 30, np.ones(30), "mean", None, True)
    jackknife = only(reliability(scale(made), replace(tally, replicates=given), Settings(), "")).dimensions
    assert taylor is not None and jackknife is not None
    assert jackknife.omega_se == pytest.approx(taylor.omega_se, rel=1e-6)  # the same of what is linear
    census = only(measured(made, scale(made), {}, x, design=DesignSpec("census"))).dimensions
    assert census is not None
    assert (census.omega_se, census.omega_low) == (0.0, None)


def test_a_loading_that_had_to_be_held_leaves_omega_without_an_error(made: Made) -> None:
    draw = np.random.default_rng(8)
    first = draw.normal(size=300)
    columns = [first, 0.9 * first + 0.4 * draw.normal(size=300), 0.9 * first + 0.4 * draw.normal(size=300)]
    columns[2] = columns[2] - 0.35 * (columns[1] - 0.9 * first)  # the errors of the two go against one another
    x = np.column_stack(columns).round(2)
    instrument = made.instrument(*(made.leaf(f"q{i}", scale=(-9, 9), decimals=True) for i in range(3)))
    one = only(measured(made, instrument, {}, x))
    assert one.dimensions is not None
    assert "improper" in one.notes
    assert (one.dimensions.omega_se, one.dimensions.omega_low) == (None, None)


def test_supplied_replicates_give_the_error(made: Made) -> None:
    """Delete-one jackknife of groups, as whole replicates of equal weights; near Taylor's on many groups."""
    x, rows = clustered()
    design = DesignSpec("random", (Stage("group"),), "column")
    tally = made.tally(scale(made), rows, x, design, detail=True)
    groups = np.array(rows["group"])
    factors = np.array([np.where(groups == g, 0.0, 30 / 29) for g in sorted(set(groups))])
    given = Replicates(factors, 29 / 30, np.ones(30), "mean", None, True)
    one = only(reliability(scale(made), replace(tally, replicates=given), Settings(), ""))
    weight = np.array(rows["weight"])
    drawn = [cronbach_alpha(pairwise_moments(x, weight * factor).covariance) for factor in factors]
    assert one.se == pytest.approx(np.sqrt(29 * np.var(drawn)))
    assert one.se == pytest.approx(only(reliability(scale(made), tally, Settings(), "")).se, rel=0.1)
    assert (one.df, one.exact) == (29, False)


def test_without_a_design_it_is_near_feldt(made: Made) -> None:
    x = np.random.default_rng(7).normal(0, 1, (4000, 1)) + np.random.default_rng(8).normal(0, 1, (4000, 6))
    leaves = [made.leaf(f"q{i}", scale=(-9, 9), decimals=True) for i in range(6)]
    one = only(measured(made, made.instrument(*leaves, scale=(-9, 9), cuts=()), {}, x))
    assert one.low is not None and one.high is not None
    assert one.low == pytest.approx(one.feldt_low, abs=2e-3)
    assert one.high == pytest.approx(one.feldt_high, abs=2e-3)


def test_where_all_were_asked_there_is_no_error(made: Made) -> None:
    rows = {"group": ["a"] * 30 + ["b"] * 30}
    design = DesignSpec("census", (Stage("respondent", ("group",), 30),))
    one = only(measured(made, scale(made), rows, answers(), design=design))
    assert (one.exact, one.se, one.low) == (True, 0.0, None)
    assert one.feldt_low is not None


def test_a_lonely_unit_withholds_the_error_without_a_rule(made: Made) -> None:
    rows = {"group": ["a"] * 59 + ["b"]}
    design = DesignSpec("random", (Stage("respondent", ("group",), 100),))
    one = only(measured(made, scale(made), rows, answers(), design=design))
    assert (one.se, one.low, one.notes) == (None, None, ("lonely",))
    assert one.alpha is not None
    assert only(measured(made, scale(made), rows, answers(), design=design, lonely="centre")).se is not None


def test_one_unit_leaves_no_degrees_of_freedom(made: Made) -> None:
    design = DesignSpec("random", (Stage("group"),))
    one = only(measured(made, scale(made), {}, answers(), design=design, lonely="centre"))
    assert (one.df, one.low, one.notes) == (0, None, ("no-df",))


def test_negative_alpha_is_shown(made: Made) -> None:
    x = answers(9, items=2)
    x[:, 1] = 3 - x[:, 0]
    x[:5, 1] = 0
    one = only(measured(made, scale(made, 2), {}, x))
    assert one.alpha is not None and one.alpha < 0
    assert [item.verdict for item in one.items] == ["valid-total", "not-valid"] or one.items[0].rest < 0  # type: ignore[operator]


@pytest.mark.parametrize(
    ("x", "notes"),
    [
        ([[0, 1, 1, 1], [1, 2, 1, 1]], ("few-rows",)),
        ([[0, 1, 1, 1], [1, 1, 1, 1], [2, 1, 1, 1]], ("single-item",)),
        ([[0, None, None, None], [1, None, 1, 1], [2, 0, 2, 2], [None, 1, 1, 0], [1, None, 2, 1]], ("pairs-apart",)),
        ([[0, 3, 1, 1], [1, 2, 1, 1], [2, 1, 1, 1], [3, 0, 1, 1]], ("total-still",)),
        ([[0, 0, 1, 2], [1, 1, 2, 0], [2, 2, 0, 1], [3, 3, 1, 2]], ("singular",)),
    ],
)
def test_what_does_not_exist_has_a_note(made: Made, x: Any, notes: tuple[str, ...]) -> None:
    one = only(measured(made, scale(made), {}, x))
    assert one.notes == notes
    assert (one.alpha is None) == (notes != ("singular",))
    assert notes != ("singular",) or one.lambda6 is None
    for value in (one.alpha, one.se, one.low, one.feldt_low, one.standardised, one.lambda6, one.mean_correlation):
        assert value is None or np.isfinite(value)
    for item in one.items:
        assert all(v is None or np.isfinite(v) for v in (item.total, item.rest, item.critical, item.alpha_dropped))


def test_r_table_and_the_verdict(made: Made) -> None:
    x = answers(11, rows=30, items=4)
    x[:, 3] = np.random.default_rng(1).integers(0, 4, 30)
    one = only(measured(made, scale(made), {}, x))
    assert {round(item.critical or 0, 4) for item in one.items} == {0.3610}
    for item in one.items:
        assert item.total is not None and item.rest is not None and item.critical is not None
        above = (item.total > item.critical, item.rest > item.critical)
        assert item.verdict == {(True, True): "valid", (True, False): "valid-total"}.get(above, "not-valid")
    assert one.items[3].verdict in ("valid-total", "not-valid")
    chosen = only(measured(made, scale(made), {}, x, ReliabilityQuery(level=0.01, df=30)))
    assert chosen.items[0].critical == pytest.approx(0.4487, abs=5e-5)


@pytest.mark.parametrize("listwise", [False, True])
def test_polychoric_correlations_where_they_are_wanted(made: Made, listwise: bool) -> None:
    x = answers(13, rows=200, gaps=0.03)
    one = only(measured(made, scale(made), {}, x, ReliabilityQuery(polychoric=True, listwise=listwise)))
    rows = x[~np.isnan(x).any(axis=1)] if listwise else x
    wanted = polychoric(rows)
    assert one.ordinal is not None
    np.testing.assert_allclose(one.ordinal.matrix, wanted, atol=1e-12)
    assert one.ordinal.alpha == pytest.approx(cronbach_alpha(wanted))
    assert one.ordinal.least <= one.ordinal.mean <= one.ordinal.largest
    assert one.alpha is not None and one.ordinal.alpha is not None and one.ordinal.alpha > one.alpha
    assert only(measured(made, scale(made), {}, x)).ordinal is None


def test_numbers_have_no_polychoric_correlations(made: Made) -> None:
    leaves = [made.leaf(f"q{i}", scale=(-9, 9), decimals=True) for i in range(3)]
    x = np.random.default_rng(14).normal(size=(50, 3))
    one = only(
        measured(made, made.instrument(*leaves, scale=(-9, 9), cuts=()), {}, x, ReliabilityQuery(polychoric=True))
    )
    assert one.ordinal is None
    assert one.alpha is not None


def test_answers_without_an_exception_are_told(made: Made) -> None:
    x = np.repeat([[0, 0, 1], [1, 1, 0], [2, 2, 2], [3, 3, 1]], 3, axis=0).astype(float)
    x[0, 2] = 2
    one = only(measured(made, scale(made, 3), {}, x, ReliabilityQuery(polychoric=True)))
    assert one.ordinal is not None
    assert one.ordinal.largest == pytest.approx(0.9999)
    assert "ordinal-bound" in one.notes


def test_correlations_with_the_standardised_whole(made: Made) -> None:
    x = answers(9)
    one = only(measured(made, scale(made), {}, x))
    correlation = as_correlation(np.cov(x.T))
    assert [item.whole for item in one.items] == pytest.approx(item_whole(correlation).tolist())
    assert [item.corrected for item in one.items] == pytest.approx(item_whole_corrected(correlation).tolist())
    alone = only(measured(made, scale(made, 1), {}, x[:, :1]))
    assert (alone.items[0].whole, alone.items[0].corrected) == (None, None)
    assert only(measured(made, scale(made, 2), {}, np.ones((5, 2)))).items == ()
