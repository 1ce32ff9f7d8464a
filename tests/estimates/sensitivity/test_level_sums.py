from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from berdaya.estimates.bootstrap import group_factors, replicate_items, unit_factors
from berdaya.estimates.frame import Frame, make_frame
from berdaya.estimates.model import Settings
from berdaya.estimates.sensitivity.level_sums import LevelSums, inner_levels
from berdaya.tally.model import DesignSpec, Stage

if TYPE_CHECKING:
    from tests.conftest import Made

NAN = float("nan")
ROLES = ("member", "leader")


def framed(made: Made, count: Any, by: tuple[str, ...] = (), seed: int = 1, **more: Any) -> Frame:
    draw = np.random.default_rng(seed)
    instrument = made.instrument(
        made.branch("a", made.leaf("x", {"member": 2.0, "leader": 1.0}), made.leaf("y", scale=(1, 5))),
        made.leaf("z", direction="lower_is_better", answers={key: {"en": "a"} for key in (0, 1, 3)}),
        roles=ROLES,
    )
    n = 40
    answers = [[int(draw.integers(0, 4)), int(draw.integers(1, 6)), int(draw.choice([0, 1, 3]))] for _ in range(n)]
    for row in answers:
        for i in range(3):
            if draw.random() < 0.15:
                row[i] = None  # type: ignore[call-overload]
    rows = {
        "group": [f"g{r % 5}" for r in range(n)],
        "role": [ROLES[int(r % 4 == 0)] for r in range(n)],
        "weight": draw.random(n) + 0.5,
    }
    tally = made.tally(instrument, rows, answers, DesignSpec(weight="column", **more), detail=True)
    return make_frame(instrument, tally, Settings(count=count), by)


def test_levels_between_the_ends_rise_on_the_instruments_scale(made: Made) -> None:
    instrument = made.instrument(
        made.leaf("a"),
        made.leaf("b", scale=(1, 5)),
        made.leaf("c", direction="lower_is_better", answers={key: {"en": "a"} for key in (0, 1, 3)}),
        made.leaf("d", decimals=True),
        made.leaf("e", scale=(0, 100)),
        made.leaf("f", scale=(0, 1)),
    )
    nothing = [NAN] * 3
    expected = [[1, 2, NAN], [0.75, 1.5, 2.25], [2, NAN, NAN], nothing, nothing, nothing]
    assert np.allclose(inner_levels(instrument), expected, equal_nan=True)


@pytest.mark.parametrize("count", ["persons", "groups"])
@pytest.mark.parametrize("by", [(), ("group",)])
def test_as_it_is_it_gives_the_item_means_and_what_may_be_missing(made: Made, count: Any, by: tuple[str, ...]) -> None:
    frame = framed(made, count, by)
    levels = inner_levels(frame.instrument)
    laid = LevelSums(frame, levels)
    sums = laid.under(np.ones((2, len(frame.tally.sample.psu))))
    nothing = np.zeros((2, *levels.shape))
    for missing, expected in (("own", "value"), ("lowest", "lowest"), ("highest", "highest")):
        found = laid.means(sums, nothing, missing)  # type: ignore[arg-type]
        assert np.allclose(found, getattr(frame.means, expected), rtol=1e-12, equal_nan=True)


@pytest.mark.parametrize("count", ["persons", "groups"])
@pytest.mark.parametrize("stage", ["group", "respondent"])
def test_under_replicates_it_gives_what_the_bootstrap_gives(made: Made, count: Any, stage: str) -> None:
    frame = framed(made, count, stages=(Stage(stage),))
    (factors,) = unit_factors(frame.tally, 5, 20, "none")
    laid = LevelSums(frame, inner_levels(frame.instrument)[:, :0])
    found = laid.means(laid.under(factors), np.zeros((20, 3, 0)), "own", group_factors(frame, factors))
    (expected,) = replicate_items(frame, 5, 20)
    assert np.allclose(found, expected, rtol=1e-5, equal_nan=True)


def test_moved_levels_give_what_other_answers_would(made: Made) -> None:
    """The levels of x (1, 2) scored 0.3 and 2.9: as if these had been the answers."""
    frame = framed(made, "persons")
    tally, levels = frame.tally, inner_levels(frame.instrument)
    laid = LevelSums(frame, levels)
    moved = np.zeros((1, *levels.shape))
    moved[0, 0, :2] = [0.3 - 1, 2.9 - 2]
    found = laid.means(laid.under(np.ones((1, len(tally.sample.psu)))), moved)[0, 0]
    scores = {0.0: 0.0, 1.0: 0.3, 2.0: 2.9, 3.0: 3.0}
    answers, weight = tally.answers[:, 0], tally.weight
    by_role = []
    for role in (tally.role.labels.index(name) for name in ROLES):
        at = (tally.role.codes == role) & ~np.isnan(answers)
        by_role.append(np.average([scores[round(float(a), 9)] for a in answers[at]], weights=weight[at]))
    assert found[0] == pytest.approx((2 * by_role[0] + by_role[1]) / 3)
    assert np.allclose(found[1:], frame.means.value[0, 1:])
