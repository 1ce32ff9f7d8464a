from __future__ import annotations

import csv
from typing import TYPE_CHECKING, Any

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from berdaya.stats.rank_statistics import rank_statistics, ranks

if TYPE_CHECKING:
    from tests.conftest import Outside

Floats = np.ndarray[Any, np.dtype[np.float64]]


def test_ranks_agree_with_coinr(outside: Outside) -> None:
    folder = outside.folder("coinr", 51 * 11) / "asem"
    with (folder / "results_ranks.csv").open(encoding="utf-8", newline="") as lines:
        theirs = list(csv.DictReader(lines))
    with (folder / "stage_Aggregated.csv").open(encoding="utf-8", newline="") as lines:
        scores = {row["uCode"]: row for row in csv.DictReader(lines)}
    compared = 0
    for name in [key for key in theirs[0] if key != "uCode"]:
        ours = ranks(np.array([float(scores[row["uCode"]][name]) for row in theirs]))
        assert ours.tolist() == [float(row[name]) for row in theirs], name
        compared += len(ours)
    outside(compared)


@given(st.lists(st.lists(st.sampled_from([0.0, 1.0, 1.5, 2.0, float("nan")]), min_size=4, max_size=4), min_size=1))
def test_a_rank_is_one_more_than_the_number_above(rows: list[list[float]]) -> None:
    scores = np.array(rows)
    above = (scores[:, None, :] > scores[:, :, None]).sum(axis=2) + 1.0
    assert np.array_equal(ranks(scores), np.where(np.isnan(scores), np.nan, above), equal_nan=True)


def test_float_noise_does_not_break_a_tie() -> None:
    assert ranks(np.array([0.1 + 0.2, 0.3, 0.5])).tolist() == [2, 2, 1]


def test_statistics_by_hand() -> None:
    runs = np.array(
        [[1.0, 2.0, 3.0, np.nan], [1.0, 3.0, 2.0, np.nan], [2.0, 1.0, np.nan, np.nan], [1.0, 2.0, 2.0, np.nan]]
    )
    found = rank_statistics(runs, 0.5)
    assert found.mean.tolist()[:3] == [1.25, 2.0, 7 / 3]
    assert found.median.tolist()[:3] == [1.0, 2.0, 2.0]
    assert found.low.tolist()[:3] == [1.0, 1.75, 2.0]
    assert found.high.tolist()[:3] == [1.25, 2.25, 2.5]
    assert found.top.tolist()[:3] == [0.75, 0.25, 0.0]
    assert found.bottom.tolist()[:3] == [0.25, 0.5, 2 / 3]  # tied at the end counts as last
    assert all(np.isnan(part[3]) for part in found)


def test_no_units_and_no_runs_of_any() -> None:
    assert rank_statistics(np.zeros((5, 0))).mean.shape == (0,)
    assert np.isnan(rank_statistics(np.full((2, 1), np.nan)).low).all()
