from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from berdaya.estimates.compute import estimate
from berdaya.estimates.drivers.unit_rows import FEWER, MOST_ROWS, unit_rows
from berdaya.estimates.frame import make_frame
from berdaya.estimates.model import Settings

if TYPE_CHECKING:
    from tests.estimates.conftest import Small


def test_groups_are_scored_as_estimates_score_them_and_vary_as_the_design_says(small: Small) -> None:
    instrument = small.instrument()
    rows, answers = small.study()
    for name, groups_vary in (("every-group", False), ("some-groups", True), ("two-stages", True), ("villages", True)):
        tally = small.made.tally(instrument, rows, answers, small.designs[name])
        frame = make_frame(instrument, tally, Settings(), ("group",))
        found = unit_rows(frame, "groups", replicates=30)
        expected = estimate(instrument, tally, Settings(), ("group",)).value
        np.testing.assert_allclose(found.value, expected, atol=2e-9)
        values, weights = (np.concatenate(part) for part in zip(*found.draws(), strict=True))
        assert values.shape == (30, 6, len(found.frame.tree.keys))
        varies = bool((np.ptp(weights, axis=0) > 0.01).any())
        assert varies == groups_vary == tally.groups_vary, name


def test_persons_are_rows_with_the_factors_of_their_units(small: Small) -> None:
    instrument = small.instrument()
    rows, answers = small.study(gaps=0)
    tally = small.made.tally(instrument, rows, answers, small.designs["every-group"], detail=True)
    found = unit_rows(make_frame(instrument, tally, Settings()), "persons", replicates=30)
    member = rows["role"].index("member")
    a = answers[member]
    assert found.value[member, found.frame.tree.keys.index("a")] == (a[0] + 2 * a[1] + a[2]) / 4
    leader = rows["role"].index("leader")
    assert np.isnan(found.value[leader, found.frame.tree.keys.index("a1")])  # not asked
    ((value, weights),) = found.draws()
    assert value is found.value
    assert weights.shape == (30, len(answers))
    assert np.ptp(weights[:, leader]) == 0  # the only leader was sure to be taken


def test_with_very_many_rows_fewer_replicates_are_drawn(small: Small, monkeypatch: pytest.MonkeyPatch) -> None:
    instrument = small.instrument()
    rows, answers = small.study()
    frame = make_frame(instrument, small.made.tally(instrument, rows, answers, detail=True), Settings())
    assert unit_rows(frame, "persons", replicates=1000).replicates == 1000
    monkeypatch.setitem(MOST_ROWS, "persons", 5)
    assert unit_rows(frame, "persons", replicates=1000).replicates == FEWER
    assert unit_rows(frame, "persons", replicates=50).replicates == 50
