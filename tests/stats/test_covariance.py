from __future__ import annotations

import csv
from typing import TYPE_CHECKING

import numpy as np
import pytest

from berdaya.stats.covariance import correlations, weighted_covariance

if TYPE_CHECKING:
    from tests.conftest import Outside


def test_it_is_what_numpy_has_also_for_replicates_of_values() -> None:
    draw = np.random.default_rng(2)
    x, w = draw.normal(1e6, 1, (4, 30, 3)), draw.uniform(0, 2, (4, 30))
    found = weighted_covariance(x, w)
    for b in range(4):
        np.testing.assert_allclose(found[b], np.cov(x[b].T, aweights=w[b], ddof=0), atol=1e-9)
    same = weighted_covariance(x[0], w)
    np.testing.assert_allclose(same[2], np.cov(x[0].T, aweights=w[2], ddof=0), atol=1e-9)


def test_a_row_of_weight_nothing_may_be_empty() -> None:
    x = np.array([[1.0, 2.0], [3.0, 1.0], [np.nan, np.nan]])
    w = np.array([1.0, 2.0, 0.0])
    np.testing.assert_allclose(weighted_covariance(x, w), np.cov(x[:2].T, aweights=w[:2], ddof=0), atol=1e-12)


def test_what_does_not_vary_has_no_correlation() -> None:
    assert np.isnan(correlations(np.array([[0.0, 0.0], [0.0, 1.0]]))).all()


@pytest.mark.parametrize(("name", "figures"), [("corr_L1_L2", 392), ("corr_L2_L3", 16), ("corr_L2_L4", 8)])
def test_agrees_with_coinr_at_every_level(outside: Outside, name: str, figures: int) -> None:
    folder = outside.folder("coinr/asem", figures=figures)
    with (folder / "stage_Aggregated.csv").open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    with (folder / f"{name}.csv").open(encoding="utf-8", newline="") as stream:
        expected = [row for row in csv.DictReader(stream) if row["Correlation"] not in ("", "NA")]
    for row in expected:
        pair = np.array([[float(one[row["Var1"]]), float(one[row["Var2"]])] for one in rows])
        r = correlations(weighted_covariance(pair, np.ones(len(pair))))[0]
        assert r == pytest.approx(float(row["Correlation"]), abs=1e-9)
    assert len(expected) == figures
    outside(figures)
