"""Figures under supplied replicates. Agreement with R: tests/study/test_replicates.py."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from berdaya.estimates.compute import estimate
from berdaya.estimates.frame import make_frame
from berdaya.estimates.model import Settings
from berdaya.estimates.replicates import supplied_values, supplied_variance
from berdaya.estimates.shares import person_shares
from berdaya.tally.model import DesignSpec, Replicates, Tally

if TYPE_CHECKING:
    from tests.conftest import Made
    from tests.estimates.conftest import Small

WEIGHED = DesignSpec(weight="column")


def replicated(made: Made, small: Small, factors: Any, order: Any = None, scale: float = 1.0) -> Tally:
    """The small study with factors (B, rows); `order` of rows, `scale` of weights."""
    rows, answers = small.study()
    order = range(len(answers)) if order is None else order
    rows = {name: [values[i] for i in order] for name, values in rows.items()}
    rows["weight"] = [scale * weight for weight in rows["weight"]]
    made_of = made.tally(
        small.mixed(), rows, [answers[i] for i in order], WEIGHED, detail=True, units=True, attributes=("village",)
    )
    count = len(factors)
    own = Replicates(np.asarray(factors)[:, list(order)], 1 / (count - 1), np.ones(count), "mean", None, False)
    return replace(made_of, replicates=own)


def draws(seed: int, rows: int = 36, count: int = 6) -> Any:
    return np.random.default_rng(seed).uniform(0.2, 2.0, (count, rows))


@pytest.mark.parametrize("mode", ["means_first", "units_first"])
def test_each_replicate_is_the_study_with_other_weights(made: Made, small: Small, mode: Any) -> None:
    factors, settings = draws(1), Settings(mode=mode)
    tally = replicated(made, small, factors)
    found = supplied_values(make_frame(small.mixed(), tally, settings, ("village", "role")))
    rows, answers = small.study()
    for b, own in enumerate(factors):
        weighed = rows | {"weight": [w * f for w, f in zip(rows["weight"], own, strict=True)]}
        anew = made.estimate(small.mixed(), weighed, answers, WEIGHED, settings, ("village", "role"), detail=True)
        np.testing.assert_allclose(found[b], anew.value, rtol=1e-12)


@settings(max_examples=25)
@given(st.integers(0, 1000), st.permutations(range(36)), st.floats(0.01, 100))
def test_row_order_and_the_scale_of_weights_change_no_error(
    made: Made, small: Small, seed: int, order: list[int], scale: float
) -> None:
    factors = draws(seed)
    one, other = (
        estimate(small.mixed(), tally, Settings(), ("village",))
        for tally in (replicated(made, small, factors), replicated(made, small, factors, order, scale))
    )
    np.testing.assert_allclose(one.se, other.se, rtol=1e-9)
    np.testing.assert_array_equal(one.df, other.df)


def test_replicates_that_are_all_the_study_have_no_spread(made: Made, small: Small) -> None:
    found = estimate(small.mixed(), replicated(made, small, np.ones((5, 36))), Settings())
    assert np.isnan(found.se).all()  # no error of 0: nothing says how far others differ
    assert {note for row in found.notes for notes in row for note in notes} >= {"alike"}


def test_shares_of_persons_have_their_error_too(made: Made, small: Small) -> None:
    tally = replicated(made, small, draws(3))
    found = person_shares(small.mixed(), tally, Settings(), ("role",))
    assert np.isfinite(found.se[:, 0]).any()
    assert found.se[np.isfinite(found.se)].min() > 0


def test_the_centre_is_the_mean_or_the_figure_itself() -> None:
    own = Replicates(np.ones((2, 1)), 0.5, np.ones(2), "full", None, False)
    values, full = np.array([[1.0], [3.0]]), np.array([1.0])
    assert supplied_variance(own, values, full).tolist() == [2.0]
    assert supplied_variance(replace(own, centre="mean"), values, full).tolist() == [1.0]
