from __future__ import annotations

from typing import TYPE_CHECKING

from berdaya.instrument.tree import asked_items
from berdaya.instrument.waves import with_waves

if TYPE_CHECKING:
    from tests.conftest import Made


def test_a_wave_asks_what_another_asks(made: Made) -> None:
    leaves = (made.leaf("x", waves=("before", "after")), made.leaf("y"))
    instrument = made.instrument(made.branch("a", *leaves), made.branch("b", made.leaf("z"), waves=("after",)))
    more = with_waves(instrument, {"later": "after", "then": "before"})
    asked = {wave: asked_items(more, wave).tolist() for wave in ("before", "after", "later", "then")}
    assert asked["later"] == asked["after"] == [True, True, True]
    assert asked["then"] == asked["before"] == [True, True, False]
    assert asked_items(instrument, "later").tolist() == [False, True, False]
    assert with_waves(more, {"later": "after"}) == more
    assert with_waves(instrument, {}) is instrument
