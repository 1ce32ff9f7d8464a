from __future__ import annotations

import csv
from itertools import permutations
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from berdaya.errors import ComputeError
from berdaya.stats.covariance import correlations, weighted_covariance
from berdaya.stats.covariance_share import covariance_shares
from berdaya.stats.shapley import explained_by_subsets, shapley_effects, shapley_values, total_effects

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import Outside

Floats = np.ndarray[Any, np.dtype[np.float64]]


def of_sum(weights: list[float], sd: list[float], r: dict[tuple[int, int], float]) -> Floats:
    """The covariance of parts and, last, of their weighted sum."""
    k = len(weights)
    s = np.diag(np.square(np.array(sd, float)))
    for (i, j), value in r.items():
        s[i, j] = s[j, i] = value * sd[i] * sd[j]
    step = np.vstack([np.eye(k), weights])
    return np.asarray(step @ s @ step.T)


def test_the_linear_gaussian_case_worked_out_by_hand() -> None:
    w = [0.5, 0.3, 0.2]
    c = of_sum(w, [1, 2, 1.5], {(0, 1): 0.6, (0, 2): 0.1, (1, 2): -0.2})
    assert c[3, 3] == pytest.approx(1.018, abs=1e-9)
    np.testing.assert_allclose(correlations(c) ** 2, [0.778094, 0.693124, 0.051965], atol=1e-6)
    np.testing.assert_allclose(covariance_shares(c, np.array(w)), [0.437132, 0.495088, 0.067780], atol=1e-6)
    np.testing.assert_allclose(shapley_effects(c), [0.470052, 0.456262, 0.073686], atol=1e-6)
    np.testing.assert_allclose(total_effects(c), [0.144790, 0.202179, 0.078186], atol=1e-6)


def test_two_parts_have_a_closed_form() -> None:
    """Owen and Prieur (2017): b1² s1² (1 - ρ²/2) + ρ b1 b2 s1 s2 + b2² s2² ρ²/2, over the variance."""
    c = of_sum([0.5, 0.3], [1, 2], {(0, 1): 0.6})
    assert shapley_effects(c)[0] == pytest.approx(0.463711, abs=1e-6)
    a, b = 0.5 * 1, 0.3 * 2
    assert shapley_effects(c)[0] * c[2, 2] == pytest.approx(a * a * (1 - 0.18) + 0.6 * a * b + b * b * 0.18, abs=1e-12)


NOMINAL = dict.fromkeys(("Physical", "ConEcFin", "Political", "Instit", "P2P"), 0.1) | dict.fromkeys(
    ("Environ", "Social", "SusEcFin"), 1 / 6
)
ASEM = {  # S (linear), covariance share, Shapley: printed digits
    "Physical": (0.6879, 0.1354, 0.1787),
    "ConEcFin": (0.1786, 0.0777, 0.0600),
    "Political": (0.4580, 0.1578, 0.1346),
    "Instit": (0.6588, 0.1218, 0.1657),
    "P2P": (0.6014, 0.1487, 0.1559),
    "Environ": (0.0146, 0.0310, 0.0493),
    "Social": (0.8180, 0.3238, 0.2398),
    "SusEcFin": (0.0006, 0.0038, 0.0160),
}


def columns(path: Path, names: list[str]) -> Floats:
    with path.open(encoding="utf-8", newline="") as stream:
        return np.array([[float(row[name]) for name in names] for row in csv.DictReader(stream)])


def test_the_pillars_of_asem(outside: Outside) -> None:
    folder = outside.folder("coinr/asem", figures=32)
    c = weighted_covariance(columns(folder / "stage_Aggregated.csv", [*ASEM, "Index"]), np.ones(51))
    found = (correlations(c) ** 2, covariance_shares(c, np.array([NOMINAL[one] for one in ASEM])), shapley_effects(c))
    np.testing.assert_allclose(np.array(found).T, list(ASEM.values()), atol=5.1e-5)
    shares = [0.2013, 0.0523, 0.1340, 0.1928, 0.1759, 0.0043, 0.2393, 0.0002]  # of S in the sum of all
    np.testing.assert_allclose(found[0] / found[0].sum(), shares, atol=5.1e-5)
    outside(32)


TREE = {
    "housing": ("roof wall floor electricity clean_fuel", {"wall": (0, 3), "floor": (0, 3)}),
    "assets": (
        "has_tv has_phone has_refrigerator has_table has_chair has_bed has_cupboard has_fan has_computer has_watch has_bankacc",
        {},
    ),
    "wash": ("latrine latrine_private water_improved", {"latrine": (0, 3)}),
    "hygiene": (
        "soap_toilet soap_before_eat soap_after_eat soap_handle_child soap_before_cook soap_feed_child soap_clean_baby "
        "soap_child_faeces",
        {"*": (1, 4)},
    ),
    "food_coping": (
        "cope_cheaper_food cope_borrow_food cope_smaller_portions cope_adults_eat_less cope_fewer_meals",
        {"*": (7, 0)},
    ),
    "livelihood_coping": (
        "sold_hh_goods sold_animals spent_savings borrowed_money sold_productive withdrew_school cut_health sold_land "
        "sold_female_animals begged",
        {"*": (1, 0)},
    ),
}


def test_shares_of_an_outside_outcome_in_real_households(outside: Outside) -> None:
    """R², standardised coefficients and LMG shares of ppi_score on six variables, to the printed digits."""
    folder = outside.folder("myanmar_mcct", figures=13, variable="BERDAYA_REAL")
    with (folder / "mcct_households.csv").open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    scores = []
    for keys, scales in TREE.values():
        names = keys.split()
        ends = np.array([scales.get(name, scales.get("*", (0, 1))) for name in names], float)
        raw = np.array([[float(row[name]) if row[name] else np.nan for name in names] for row in rows])
        share = (raw - ends[:, 0]) / (ends[:, 1] - ends[:, 0])
        some = ~np.isnan(share)
        mean = np.nansum(share, axis=1) / np.maximum(some.sum(axis=1), 1)
        scores.append(np.where(some.mean(axis=1) >= 0.5, mean, np.nan))
    outcome = np.array([float(row["ppi_score"]) if row["ppi_score"] else np.nan for row in rows])
    table = np.column_stack([*scores, outcome])
    table = table[~np.isnan(table).any(axis=1)]
    assert len(table) == 2144
    c = weighted_covariance(table, np.ones(len(table)))
    values = shapley_effects(c)
    assert values.sum() == pytest.approx(0.717063, abs=5e-7)
    shares = [0.494288, 0.275348, 0.051078, 0.168342, 0.00895, 0.001993]
    np.testing.assert_allclose(values / values.sum(), shares, atol=6e-7)
    outside(13)


def test_it_is_the_mean_over_all_orders() -> None:
    draw = np.random.default_rng(3)
    x = draw.normal(size=(40, 4)) @ draw.normal(size=(4, 4))
    c = weighted_covariance(np.column_stack([x, x @ [1.0, -2, 0.5, 1] + draw.normal(size=40)]), np.ones(40))
    worth = explained_by_subsets(c)
    for code in range(1, 16):
        at = [i for i in range(4) if code >> i & 1]
        part = c[np.ix_(at, [4])][:, 0]
        assert worth[code] == pytest.approx(part @ np.linalg.solve(c[np.ix_(at, at)], part), rel=1e-10)
    rise = np.zeros(4)
    for order in permutations(range(4)):
        code = 0
        for i in order:
            rise[i] += worth[code | 1 << i] - worth[code]
            code |= 1 << i
    np.testing.assert_allclose(shapley_values(worth), rise / 24, atol=1e-12)


@given(st.integers(0, 10_000), st.integers(1, 6), st.floats(0.1, 50))
def test_shares_add_up_and_are_not_negative_whatever_the_scale_of_weights(seed: int, k: int, scale: float) -> None:
    draw = np.random.default_rng(seed)
    x = draw.integers(0, 4, (30, k)).astype(float)
    w = draw.uniform(0.1, 2, k)
    rows = draw.uniform(0.5, 3, 30)
    table = np.column_stack([x, x @ w])
    if np.ptp(table[:, -1]) == 0:
        return
    c = weighted_covariance(table, rows)
    values = shapley_effects(c)
    assert values.sum() == pytest.approx(1, abs=1e-9)
    assert (values > -1e-9).all()
    assert covariance_shares(c, w).sum() == pytest.approx(1, abs=1e-9)
    again = weighted_covariance(np.vstack([table, table])[::-1], np.concatenate([rows, rows])[::-1] * scale)
    np.testing.assert_allclose(shapley_effects(again), values, atol=1e-9)


def test_a_part_that_another_one_repeats_shares_with_it_evenly() -> None:
    x = np.array([0.0, 1.0, 2.0, 3.0])
    other = np.array([1.0, 0.0, 0.0, 1.0])
    c = weighted_covariance(np.column_stack([x, x, other, 2 * x + other]), np.ones(4))
    first, second, third = shapley_effects(c)
    assert first == pytest.approx(second)
    assert first + second + third == pytest.approx(1)


def test_many_replicates_at_once_and_nothing_that_varies() -> None:
    draw = np.random.default_rng(1)
    table, weights = draw.normal(size=(20, 3)), draw.uniform(size=(5, 20))
    many = shapley_effects(weighted_covariance(table, weights))
    assert many.shape == (5, 2)
    np.testing.assert_allclose(many[3], shapley_effects(weighted_covariance(table, weights[3])), atol=1e-12)
    assert np.isnan(shapley_effects(np.zeros((3, 3)))).all()
    assert np.isnan(total_effects(np.zeros((3, 3)))).all()


def test_too_many_parts_are_refused() -> None:
    with pytest.raises(ComputeError) as caught:
        explained_by_subsets(np.eye(16))
    assert [problem.code for problem in caught.value.problems] == ["stats.too-many-players"]
