from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from berdaya.estimates.drivers.influence import influence
from berdaya.estimates.drivers.priorities import priorities
from berdaya.estimates.drivers.unit_rows import unit_rows
from berdaya.estimates.frame import make_frame
from berdaya.estimates.model import Settings

if TYPE_CHECKING:
    from tests.conftest import Made


def test_four_fields_by_the_means_of_importance_and_performance(made: Made) -> None:
    """Two questions vary, two hardly; one of each scores high."""
    instrument = made.instrument(*(made.leaf(key) for key in ("much_low", "much_high", "little_high", "little_low")))
    draw = np.random.default_rng(2)
    n = 60
    answers = np.column_stack(
        [draw.integers(0, 3, n), draw.integers(1, 4, n), 3 - (draw.random(n) < 0.1), (draw.random(n) < 0.1) * 1]
    ).astype(float)
    tally = made.tally(instrument, {}, answers.tolist(), detail=True)
    frame = make_frame(instrument, tally, Settings())
    found = priorities(frame, influence(unit_rows(frame, "persons", replicates=200)))
    assert found.items == ("much_low", "much_high", "little_high", "little_low")
    assert found.field == ("first", "keep", "ample", "later")
    np.testing.assert_allclose(found.performance, answers.mean(axis=0))
    assert found.importance.sum() == 1 or abs(found.importance.sum() - 1) < 1e-9
    assert found.lines == (found.importance.mean(), found.performance.mean())
    assert (found.sure > 0.9).all()
    again = priorities(frame, influence(unit_rows(frame, "persons", replicates=200)))
    assert again.sure.tolist() == found.sure.tolist()


def test_what_is_near_a_line_is_less_sure_and_a_lonely_unit_withholds_it(made: Made) -> None:
    instrument = made.instrument(*(made.leaf(key) for key in "xyz"))
    draw = np.random.default_rng(5)
    answers = draw.integers(0, 4, (12, 3)).astype(float).tolist()
    tally = made.tally(instrument, {}, answers, detail=True)
    frame = make_frame(instrument, tally, Settings())
    assert (priorities(frame, influence(unit_rows(frame, "persons", replicates=200))).sure < 0.95).any()
    one = made.tally(instrument, {}, answers[:1], detail=True)
    frame = make_frame(instrument, one, Settings())
    assert priorities(frame, influence(unit_rows(frame, "persons", replicates=5))).items == ()
