"""The error of a set's figures, tried on means, whose errors `estimate` has by another way."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from berdaya.estimates.reliability.set_error import Figures, SetError, set_error
from berdaya.tally.model import DesignSpec, Replicates, Stage

if TYPE_CHECKING:
    from tests.conftest import Made

    from berdaya.tally.model import LonelyPsu, Tally

DRAW = np.random.default_rng(2)
X = DRAW.integers(0, 4, (40, 2)).astype(float)
ROWS: dict[str, Any] = {
    "group": [f"g{i // 5}" for i in range(40)],
    "village": [f"v{i // 20}" for i in range(40)],
    "weight": DRAW.uniform(0.5, 2, 40).tolist(),
}


def tallied(made: Made, design: DesignSpec) -> Tally:
    return made.tally(made.instrument(made.leaf("q0"), made.leaf("q1")), ROWS, X, design, detail=True)


def error_of_means(tally: Tally, lonely: LonelyPsu = "none") -> SetError:
    weight, answers = tally.weight, tally.answers
    mean = weight @ answers / weight.sum()
    influence = weight[:, None] * (answers - mean) / weight.sum()

    def again(factors: np.ndarray) -> np.ndarray:
        moved = weight * factors
        return np.asarray(moved @ answers / moved.sum())

    everybody = np.arange(len(weight))
    return set_error(tally, lonely, everybody, np.ones(len(weight), bool), Figures(mean, influence, again))


@pytest.mark.parametrize(
    "design",
    [
        DesignSpec("random", weight="column"),
        DesignSpec("random", (Stage("group", ("village",)),), "column"),
        DesignSpec("random", (Stage("group"), Stage("respondent", population=9.0)), "column"),
    ],
)
def test_means_have_the_errors_of_estimate(made: Made, design: DesignSpec) -> None:
    found = error_of_means(tallied(made, design))
    wanted = made.estimate(made.instrument(made.leaf("q0"), made.leaf("q1")), ROWS, X, design)
    np.testing.assert_allclose(found.se, wanted.se[0, 1:], atol=1e-12)
    assert found.df == wanted.df[0, 1]
    assert not found.exact and found.why == ()


def test_supplied_replicates(made: Made) -> None:
    tally = tallied(made, DesignSpec("random", (Stage("group"),), "column"))
    groups = np.array(ROWS["group"])
    factors = np.array([np.where(groups == g, 0.0, 8 / 7) for g in sorted(set(groups))])
    given = Replicates(factors, 7 / 8, np.ones(8), "mean", None, True)
    found = error_of_means(replace(tally, replicates=given))
    moved = factors * tally.weight
    means = moved @ tally.answers / moved.sum(axis=1, keepdims=True)
    np.testing.assert_allclose(found.se, np.sqrt(7 * means.var(axis=0)), atol=1e-12)


def test_why_there_is_none(made: Made) -> None:
    alone = DesignSpec("random", (Stage("village", ("group",)),), "column")
    lonely = error_of_means(tallied(made, alone))
    assert np.isnan(lonely.se).all() and lonely.why == ("lonely",)
    census = error_of_means(tallied(made, DesignSpec("census", weight="column")))
    assert census.exact and (census.se == 0).all()
    one = {**ROWS, "group": ["g"] * 40}
    tally = made.tally(
        made.instrument(made.leaf("q0"), made.leaf("q1")), one, X, DesignSpec("random", (Stage("group"),)), detail=True
    )
    removed = error_of_means(tally, "remove")
    assert removed.df == 0 and removed.why == ("no-df",)


def test_figures_that_do_not_exist_have_no_error(made: Made) -> None:
    tally = tallied(made, DesignSpec("random"))
    nothing = Figures(np.full(1, np.nan), np.full((40, 1), np.nan), lambda weight: weight[:1])
    found = set_error(tally, "none", np.arange(40), np.ones(40, bool), nothing)
    assert np.isnan(found.se).all() and found.why == ()
