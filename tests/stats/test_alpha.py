from __future__ import annotations

import csv
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from berdaya.errors import ComputeError
from berdaya.stats import alpha as stats
from berdaya.stats.pairwise import pairwise_moments

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import Outside

FILES = {
    "attitude": "attitude",
    "bfi_agree500": "bfi_agree500",
    "scale0to3": "scale0to3_900x12",
    "scale0to3_missing": "scale0to3_missing",
}
ITEMS = {"attitude": 7, "bfi_agree500": 5, "scale0to3": 12, "scale0to3_missing": 12}


def number(text: str) -> float:
    return float("nan") if text in ("", "NA") or text[:1].isalpha() else float(text)


def table(path: Path) -> tuple[list[str], np.ndarray]:
    with path.open(encoding="utf-8", newline="") as lines:
        head, *rows = csv.reader(lines)
    return head, np.array([[number(cell) for cell in row] for row in rows])


def expected(folder: Path, data: str) -> dict[tuple[str, str], float]:
    with (folder / "expected.csv").open(encoding="utf-8", newline="") as lines:
        return {(r["stat"], r["item"]): float(r["value"]) for r in csv.DictReader(lines) if r["dataset"] == data}


@pytest.mark.parametrize("data", FILES)
def test_psych(outside: Outside, data: str) -> None:
    figures = 7 + 6 * ITEMS[data]
    folder = outside.folder("psych", figures)
    names, x = table(folder / f"{FILES[data]}.csv")
    want = expected(folder, data)
    moments = pairwise_moments(x)
    covariance, correlation = moments.covariance, stats.as_correlation(moments.covariance)
    k = len(names)
    alpha = stats.cronbach_alpha(covariance)
    feldt = stats.feldt_interval(alpha, len(x), k)
    found = {
        ("alpha.total.raw_alpha", ""): alpha,
        ("alpha.total.std.alpha", ""): stats.cronbach_alpha(correlation),
        ("alpha.total.G6(smc)", ""): stats.lambda_six(correlation),
        ("guttman.lambda6", ""): stats.lambda_six(correlation),
        ("alpha.total.average_r", ""): correlation[~np.eye(k, dtype=bool)].mean(),
        ("alpha.feldt.lower", ""): feldt[0],
        ("alpha.feldt.upper", ""): feldt[1],
    }
    columns = {
        "item.n": np.diag(moments.n),
        "item.mean": moments.mean,
        "item.sd": np.sqrt(np.diag(covariance)),
        "item.raw.r": stats.item_total(x),
        "item.r.drop": stats.item_rest(covariance),
        "drop.raw_alpha": stats.alpha_if_dropped(covariance),
    }
    found |= {(stat, name): value for stat, all_ in columns.items() for name, value in zip(names, all_, strict=True)}
    assert len(found) == figures
    assert {key: value for key, value in found.items() if value != pytest.approx(want[key], abs=1e-9)} == {}
    outside(figures)


def normal_error(covariance: np.ndarray, n: int) -> float:
    """The error of alpha if the answers were normal (Duhachek and Iacobucci 2004), by our derivative of alpha."""
    slope = stats.alpha_gradient(covariance) @ covariance
    return float(np.sqrt(2 * np.trace(slope @ slope) / n))


@pytest.mark.parametrize("data", FILES)
def test_psych_without_each_item(outside: Outside, data: str) -> None:
    """The whole of $alpha.drop but for medians and variances of correlations: our functions on every set of all but one."""
    k = ITEMS[data]
    folder = outside.folder("psych", 2 + 5 * k)
    names, x = table(folder / f"{FILES[data]}.csv")
    want = expected(folder, data)
    covariance = pairwise_moments(x).covariance
    standard = stats.cronbach_alpha(stats.as_correlation(covariance))
    found = {
        ("alpha.total.ase", ""): normal_error(covariance, len(x)),
        ("alpha.total.S/N", ""): standard / (1 - standard),
    }
    for place, name in enumerate(names):
        rest = np.delete(np.delete(covariance, place, 0), place, 1)
        correlation = stats.as_correlation(rest)
        standard = stats.cronbach_alpha(correlation)
        found |= {
            ("drop.std.alpha", name): standard,
            ("drop.G6(smc)", name): stats.lambda_six(correlation),
            ("drop.average_r", name): correlation[~np.eye(k - 1, dtype=bool)].mean(),
            ("drop.S/N", name): standard / (1 - standard),
            ("drop.alpha se", name): normal_error(rest, len(x)),
        }
    assert {key: value for key, value in found.items() if value != pytest.approx(want[key], abs=1e-9)} == {}
    assert len(found) == 2 + 5 * k
    outside(len(found))


def test_coinr_pillars(outside: Outside) -> None:
    """Indicators of ASEM by pillar, raw and normalised: negative alphas too."""
    folder = outside.folder("coinr", 16) / "asem"
    with (folder / "Meta_Ind.csv").open(encoding="utf-8", newline="") as lines:
        pillar = {row["iCode"]: row["Parent"] for row in csv.DictReader(lines)}
    data = {}
    for column, name in (("alpha_raw", "iData"), ("alpha_norm", "stage_Aggregated")):
        with (folder / f"{name}.csv").open(encoding="utf-8", newline="") as lines:
            data[column] = list(csv.DictReader(lines))
    with (folder / "cronbach.csv").open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    for row in rows:
        for column, answers in data.items():
            codes = [code for code in answers[0] if pillar.get(code) == row["pillar"]]
            x = np.array([[number(answer[code]) for code in codes] for answer in answers])
            found = stats.cronbach_alpha(pairwise_moments(x).covariance)
            assert found == pytest.approx(number(row[column]), abs=1e-9), (row, column)
    outside(2 * len(rows))


def test_coinr_criteria(outside: Outside) -> None:
    """Questions below each criterion and below one variable, with missing answers."""
    folder = outside.folder("coinr", 15) / "instrument"
    with (folder / "hierarchy_weights.csv").open(encoding="utf-8", newline="") as lines:
        parent = {row["iCode"]: row["Parent"] for row in csv.DictReader(lines)}
    names, x = table(folder / "scores_0_3.csv")
    with (folder / "cronbach_criterion.csv").open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    for row in rows:
        above = [(parent.get(name), parent.get(parent.get(name, ""))) for name in names]
        some = [i for i, pair in enumerate(above) if row["criterion"] in pair]
        found = stats.cronbach_alpha(pairwise_moments(x[:, some]).covariance)
        assert found == pytest.approx(number(row["alpha"]), abs=1e-9), row
    outside(len(rows))


def test_dropping_is_leaving_out() -> None:
    x = np.random.default_rng(3).integers(0, 4, (30, 5)).astype(float)
    covariance = np.cov(x.T)
    for i in range(5):
        rest = np.delete(x, i, axis=1)
        assert stats.alpha_if_dropped(covariance)[i] == pytest.approx(stats.cronbach_alpha(np.cov(rest.T)))
        assert stats.variance_if_dropped(covariance)[i] == pytest.approx(rest.sum(axis=1).var(ddof=1))
        assert stats.item_rest(covariance)[i] == pytest.approx(np.corrcoef(x[:, i], rest.sum(axis=1))[0, 1])
        assert stats.item_total(x)[i] == pytest.approx(np.corrcoef(x[:, i], x.sum(axis=1))[0, 1])


@given(st.integers(0, 500), st.floats(0.1, 10), st.floats(-5, 5))
def test_alpha_does_not_know_the_scale(seed: int, factor: float, shift: float) -> None:
    x = np.random.default_rng(seed).integers(0, 4, (12, 4)).astype(float)
    one, other = (stats.cronbach_alpha(np.cov(y.T)) for y in (x, x * factor + shift))
    assert one == pytest.approx(other, abs=1e-9, nan_ok=True)


def test_what_does_not_exist_is_nan() -> None:
    single, still = np.array([[1.0]]), np.array([[1.0, -1.0], [-1.0, 1.0]])
    assert np.isnan(
        [stats.cronbach_alpha(single), stats.cronbach_alpha(still), stats.lambda_six(np.ones((2, 2)))]
    ).all()
    assert np.isnan(stats.alpha_gradient(still)).all()
    assert np.isnan(stats.feldt_interval(float("nan"), 10, 3)).all()
    assert np.isnan(stats.feldt_interval(0.5, 1, 3)).all()
    assert np.isnan(stats.alpha_interval(1.0, 0.1, 5)).all()
    assert np.isnan(stats.alpha_interval(0.5, 0.1, 0)).all()
    assert np.isnan(stats.alpha_if_dropped(np.eye(2))).all()
    assert np.isnan(stats.item_rest(single)).all()
    assert stats.is_singular(np.full((2, 2), np.nan))


def test_the_interval_stays_below_one_and_holds_alpha() -> None:
    low, high = stats.alpha_interval(0.95, 0.2, 5)
    assert low < 0.95 < high < 1
    assert np.log1p(-low) + np.log1p(-high) == pytest.approx(2 * np.log1p(-0.95))


def test_the_gradient_is_the_derivative() -> None:
    covariance = np.cov(np.random.default_rng(5).normal(size=(20, 4)).cumsum(axis=1).T)
    step = np.zeros((4, 4))
    step[1, 2] = 1e-6
    slope = (stats.cronbach_alpha(covariance + step) - stats.cronbach_alpha(covariance - step)) / 2e-6
    assert stats.alpha_gradient(covariance)[1, 2] == pytest.approx(slope, abs=1e-6)


def test_weights_of_another_length() -> None:
    with pytest.raises(ComputeError) as caught:
        stats.item_total(np.zeros((3, 2)), np.ones(2))
    assert [problem.code for problem in caught.value.problems] == ["stats.unequal-lengths"]
