from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from berdaya.estimates.frame import make_frame
from berdaya.estimates.model import Settings
from berdaya.estimates.units import group_scores, group_shares, group_units, person_units, roles_differ
from berdaya.tally.model import DesignSpec, Stage

if TYPE_CHECKING:
    from tests.conftest import Made

PERSONS = Settings(mode="units_first")
GROUPS = Settings(mode="units_first", count="groups")
ROWS: dict[str, Any] = {
    "group": ["a", "a", "b", "b"],
    "weight": [1.0, 2.0, 1.0, 4.0],
    "group_weight": [1.0, 1.0, 3.0, 3.0],
}
ANSWERS: list[list[Any]] = [[1, 2], [3, None], [0, 3], [None, None]]
WEIGHED = DesignSpec(weight="column")


def test_persons_are_rolled_up_and_then_averaged(made: Made) -> None:
    instrument = made.instrument(made.leaf("x"), made.leaf("y", weight=3), kind="geometric")
    tally = made.tally(instrument, ROWS, ANSWERS, WEIGHED, units=True)
    nodes = person_units(make_frame(instrument, tally, PERSONS))
    scores = np.array([(1 * 2**3) ** 0.25, 3, 0])
    assert nodes.value[0, 0] == pytest.approx((scores * [1, 2, 1]).sum() / 4)
    assert nodes.n[0].tolist() == [3, 3, 2]
    assert nodes.roll.coverage[0].tolist() == [4 / 8, 4 / 8, 2 / 8]
    assert nodes.roll.lost[0, 0] == pytest.approx((2 * 0.75 + 4) / 8)
    assert nodes.roll.lowest[0, 0] == pytest.approx((scores[0] + 0 + 0 + 0) / 8)
    assert nodes.roll.highest[0, 0] == pytest.approx((scores[0] + 2 * 3 + 0 + 4 * 3) / 8)
    assert not nodes.veto.any()


def test_groups_are_rolled_up_and_then_averaged(made: Made) -> None:
    instrument = made.instrument(made.leaf("x"), made.leaf("y"), kind="geometric")
    tally = made.tally(instrument, ROWS, ANSWERS, WEIGHED)
    frame = make_frame(instrument, tally, GROUPS)
    groups, roll, own, domain = group_scores(frame)
    a, b = (7 / 3 * 2) ** 0.5, 0.0
    assert roll.value[:, 0] == pytest.approx([a, b])
    assert own.shape == (len(frame.domains.cells), 3)
    assert domain.tolist() == [0, 0]
    assert group_shares(frame, groups, domain, ~np.isnan(roll.value))[:, 0].tolist() == [0.25, 0.75]
    nodes = group_units(frame)
    assert nodes.value[0, 0] == pytest.approx((a + 3 * b) / 4)
    assert nodes.n[0].tolist() == [3, 3, 2]
    assert nodes.group is None
    drawn = made.tally(instrument, ROWS, ANSWERS, DesignSpec(stages=(Stage("group"),), weight="column"))
    part = group_units(make_frame(instrument, drawn, GROUPS)).group
    assert part is not None
    assert part[:, 0] == pytest.approx([(a - a / 4) / 4, 3 * (b - a / 4) / 4])


def test_an_empty_group_leaves_the_mean_and_is_counted(made: Made) -> None:
    instrument = made.instrument(made.leaf("x"))
    tally = made.tally(instrument, {"group": ["a", "b", "c"]}, [[3], ["dk"], ["na"]])
    nodes = group_units(make_frame(instrument, tally, GROUPS))
    assert nodes.value[0, 0] == 3
    assert [part[0, 0] for part in (nodes.roll.coverage, nodes.roll.lost)] == [0.5, 0.5]
    assert [part[0, 0] for part in (nodes.roll.lowest, nodes.roll.highest)] == [1.5, 3.0]


def test_roles_differ_by_what_they_are_asked_in_the_wave(made: Made) -> None:
    both = {"member": 1.0, "leader": 1.0}
    instrument = made.instrument(made.leaf("x", both), made.leaf("y", waves=("after",)))
    rows = {"role": ["member", "leader", "member"], "wave": ["before", "before", "after"]}
    tally = made.tally(instrument, rows, [[1, 1]] * 3)
    assert not roles_differ(instrument, tally, "before")
    assert not roles_differ(instrument, tally, "after")  # leaders did not answer there
    every = made.tally(instrument, {**rows, "wave": ["after"] * 3}, [[1, 1]] * 3)
    assert roles_differ(instrument, every, "after")
