from __future__ import annotations

import csv
from typing import TYPE_CHECKING

import numpy as np
from scipy.stats import rankdata

from berdaya.stats.rank_shift import mean_rank_shift, ranks_from_top

if TYPE_CHECKING:
    from tests.conftest import Outside


def test_ties_share_the_better_rank_as_in_scipy() -> None:
    scores = np.random.default_rng(1).integers(0, 6, (4, 20)).astype(float)
    np.testing.assert_array_equal(ranks_from_top(scores), rankdata(-scores, method="min", axis=1))


def test_float_noise_is_no_rank() -> None:
    assert ranks_from_top(np.array([0.1 + 0.2, 0.3, 0.0])).tolist() == [1, 1, 3]


def test_what_has_no_rank_takes_no_part() -> None:
    assert mean_rank_shift(np.array([[1, np.nan, 3.0], [np.nan] * 3]), np.array([2.0, 1.0, 3.0])).tolist()[0] == 0.5
    assert np.isnan(mean_rank_shift(np.array([np.nan]), np.array([1.0])))


def test_strengths_and_weaknesses_of_a_programme_have_coinrs_ranks(outside: Outside) -> None:
    """Its rank among 40 programmes in the questions where it stands best and worst."""
    folder = outside.folder("coinr/instrument", figures=20)
    with (folder / "normalised_scaled0_3_x100.csv").open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    compared = 0
    for name in ("strengths", "weaknesses"):
        with (folder / f"{name}_P001.csv").open(encoding="utf-8", newline="") as stream:
            expected = list(csv.DictReader(stream))
        for one in expected:
            scores = np.array([float(row[one["Code"]]) if row[one["Code"]] else np.nan for row in rows])
            assert round(scores[0], 1) == float(one["Value"])
            assert ranks_from_top(scores)[0] == float(one["Rank"])
            compared += 2
    assert compared == 20
    outside(compared)
