from __future__ import annotations

from berdaya.tally.model import DesignSpec, Stage


def test_a_design_that_says_nothing() -> None:
    spec = DesignSpec()
    assert (spec.selection, spec.stages, spec.weight, spec.finite, spec.lonely_psu) == (
        "unknown",
        (),
        "none",
        True,
        "none",
    )
    stage = Stage("group")
    assert (stage.strata, stage.population) == ((), None)
