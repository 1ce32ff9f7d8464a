from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest

from berdaya.estimates.targets import Target, judge

if TYPE_CHECKING:
    from tests.conftest import Made

    from berdaya.estimates.model import Estimates


@pytest.fixture
def scores(made: Made) -> Estimates:
    """By place: n has 0, 1, 2, 3 and s has 3, 3, 2, 3."""
    instrument = made.instrument(made.leaf("x"))
    rows = {"place": [*"nnnnssss"]}
    return made.estimate(instrument, rows, [[0.0], [1.0], [2.0], [3.0], [3.0], [3.0], [2.0], [3.0]], by=("place",))


def bounded(scores: Estimates, low: float, high: float) -> Estimates:
    return replace(scores, low=np.full_like(scores.low, low), high=np.full_like(scores.high, high))


def test_what_was_achieved(scores: Estimates) -> None:
    found = judge(Target("x", 2.5, by="place", label="s", baseline=2.0), scores)
    assert (found.achieved, found.baseline, found.exact) == (2.75, 2.0, False)
    assert found.share == pytest.approx(1.1)
    assert found.progress == pytest.approx(1.5)
    assert found.low is not None and found.high is not None and found.low < 2.75 < found.high
    assert found.suppressed  # four persons


@pytest.mark.parametrize(
    ("low", "high", "verdict"),
    [
        (2.0, 2.9, "met"),
        (1.9999999, 2.9, "unsure"),
        (1.0, 2.0, "unsure"),
        (1.0, 1.9999999, "missed"),
        (2.0, 2.0, "met"),
    ],
)
def test_its_interval_decides(scores: Estimates, low: float, high: float, verdict: str) -> None:
    assert judge(Target("x", 2.0, by="place", label="n"), bounded(scores, low, high)).verdict == verdict


def test_float_noise_does_not_decide(scores: Estimates) -> None:
    assert judge(Target("x", 0.3, by="place", label="n"), bounded(scores, 0.1 + 0.2 - 1e-16, 1.0)).verdict == "met"
    assert judge(Target("x", 0.1 + 0.2, by="place", label="n"), bounded(scores, 0.3, 1.0)).verdict == "met"


def test_without_an_interval_nothing_can_be_told(scores: Estimates) -> None:
    found = judge(Target("x", 1.0, by="place", label="n"), bounded(scores, np.nan, np.nan))
    assert (found.verdict, found.low, found.high) == ("unsure", None, None)


def test_where_nothing_was_sampled_the_score_decides(scores: Estimates) -> None:
    exact = replace(bounded(scores, np.nan, np.nan), notes=tuple((("certain",),) * 2 for _ in scores.domains))
    assert judge(Target("x", 1.5, by="place", label="n"), exact).verdict == "met"
    found = judge(Target("x", 1.6, by="place", label="n"), exact)
    assert (found.verdict, found.exact) == ("missed", True)


def test_a_part_without_answers_has_no_verdict(scores: Estimates) -> None:
    found = judge(Target("x", 1.5, by="place", label="e"), scores)
    assert (found.achieved, found.verdict, found.share) == (None, "", None)


def test_a_wave_is_a_baseline(scores: Estimates) -> None:
    before = replace(scores, value=scores.value - 1, suppressed=scores.suppressed & False)
    target = Target("x", 2.0, by="place", label="n", baseline="before")
    found = judge(target, scores, before)
    assert found.baseline == 0.5
    assert found.progress == pytest.approx(1 / 1.5)
    shown, hidden = (replace(scores, suppressed=np.full_like(scores.suppressed, few)) for few in (False, True))
    closed = judge(target, shown, hidden)
    assert closed.suppressed
    assert judge(target, scores).baseline is None


def test_a_goal_of_nothing_has_no_share(scores: Estimates) -> None:
    found = judge(Target("x", 0.0, by="place", label="n", baseline=0.0), scores)
    assert (found.share, found.progress) == (None, None)


def test_the_rules_that_a_score_is_beyond_are_named(scores: Estimates) -> None:
    target = Target("x", 2.0, by="place", label="n")
    assert judge(target, scores).beyond == ()
    marked = replace(scores, beyond=np.ones_like(scores.beyond))
    assert judge(target, marked).beyond == ("min_df", "min_n", "rse")
    before = Target("x", 2.0, by="place", label="n", baseline="before")
    assert judge(before, scores, marked).beyond == ("min_df", "min_n", "rse")
    assert judge(replace(target, label="elsewhere"), marked).beyond == ()
