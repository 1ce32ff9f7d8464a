from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from berdaya.estimates.drivers.step_units import step_levels, units_of
from berdaya.estimates.frame import make_frame
from berdaya.estimates.model import Settings
from berdaya.instrument.model import Question, Scale
from berdaya.tally.model import DesignSpec

if TYPE_CHECKING:
    from tests.conftest import Made


WEIGHED = DesignSpec(weight="column")


def question(scale: tuple[float, float], levels: tuple[int, ...] = (), *, lower: bool = False) -> Question:
    direction = "lower_is_better" if lower else "higher_is_better"
    return Question({}, {}, Scale(*scale), {key: {"en": "x"} for key in levels}, direction)  # type: ignore[arg-type]


def test_levels_are_brought_to_the_instruments_scale() -> None:
    assert step_levels(question((1, 4)), Scale(0, 3)).tolist() == [0, 1, 2, 3]
    assert step_levels(question((0, 10), (0, 5, 10)), Scale(0, 3)).tolist() == [0, 1.5, 3]
    assert step_levels(question((0, 10), (0, 2, 10), lower=True), Scale(0, 1)).tolist() == [0, 0.8, 1]
    assert step_levels(Question({}, {}, Scale(0, 1), decimals=True), Scale(0, 3)).tolist() == []


def test_the_parts_of_an_item_add_up_to_it(made: Made) -> None:
    both = {"member": 2.0, "leader": 1.0}
    instrument = made.instrument(made.leaf("a", both), made.leaf("b"))
    rows = {"role": ["member", "member", "leader"], "weight": [1.0, 3.0, 2.0]}
    tally = made.tally(instrument, rows, [[0, 1], [2, 1], [1, "-"]], WEIGHED, detail=True)
    units = units_of(make_frame(instrument, tally, Settings(), ("group",)), 0)
    assert units.share.tolist() == [1.0]
    of_a = {one.row: one.part for one in units.answers[0] if one.item == 0}
    assert np.isclose(sum(of_a.values()), 1.0)
    assert np.isclose(of_a[1], 2 / 3 * 3 / 4)
    assert [one.widths for one in units.answers[0] if one.item == 0 and one.row == 2] == [(1.0, 1.0)]


def test_persons_first_has_a_tree_for_each(made: Made) -> None:
    instrument = made.instrument(made.leaf("a"), made.leaf("b"))
    settings = Settings(mode="units_first")
    tally = made.tally(instrument, {"weight": [1.0, 3.0]}, [[0, 3], [2, None]], WEIGHED, detail=True, units=True)
    units = units_of(make_frame(instrument, tally, settings, ("group",)), 0)
    assert units.share.tolist() == [0.25, 0.75]
    assert units.nodes[:, 0].tolist() == [1.5, 2.0]
    assert [[one.item for one in answers] for answers in units.answers] == [[0], [0]]  # 3 is the top already
