from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from berdaya.errors import InputError
from berdaya.estimates.sample_facts import Plan
from berdaya.study.read import read_study

if TYPE_CHECKING:
    from tests.conftest import SmallStudy


def test_what_was_planned_is_read(small: SmallStudy) -> None:
    assert read_study(small.path).plan is None
    plan = "{margin: 0.1, population: 246, slovin: true, rounding: nearest, role: leader, seed: 7, asked: 80}"
    small.change("study.yaml", ("selection: random", f"selection: random, plan: {plan}"))
    assert read_study(small.path).plan == Plan(
        margin=0.1, population=246, slovin=True, rounding="nearest", role="leader", seed=7, asked=80
    )


def test_what_cannot_be_is_refused(small: SmallStudy) -> None:
    plan = "{margin: 5, slovin: true, response: 2, role: boss, size: 3}"
    small.change("study.yaml", ("selection: random", f"selection: random, plan: {plan}"))
    with pytest.raises(InputError) as caught:
        read_study(small.path)
    assert [p.code for p in caught.value.problems if p.severity == "error"] == [
        "entry.unknown",
        "entry.out-of-range",
        "entry.not-a-choice",
        "entry.out-of-range",
        "design.slovin-population",
    ]
    small.change("study.yaml", (plan, "{sd: 0.5, margin: 1.5}"))
    assert read_study(small.path).plan == Plan(sd=0.5, margin=1.5)  # points of the scale
