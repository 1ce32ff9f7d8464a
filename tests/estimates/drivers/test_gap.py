from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from berdaya.estimates.drivers.gap import gap_parts
from berdaya.estimates.frame import make_frame
from berdaya.estimates.model import Settings
from berdaya.instrument.model import AggregateKind

if TYPE_CHECKING:
    from tests.conftest import Made
    from tests.estimates.conftest import Small

KINDS: tuple[AggregateKind, ...] = ("arithmetic", "geometric", "harmonic")


@pytest.mark.parametrize("top", KINDS)
@pytest.mark.parametrize("first", KINDS)
@pytest.mark.parametrize("second", KINDS)
def test_the_gap_of_two_villages_splits_exactly_in_any_mix_also_through_zeros(
    small: Small, top: AggregateKind, first: AggregateKind, second: AggregateKind
) -> None:
    rows, answers = small.study(5, gaps=30)
    village = rows["village"]
    answers = [[0.0 if v == "north" and i == 1 and isinstance(a, float) else a for i, a in enumerate(row)]
               for v, row in zip(village, answers, strict=True)]  # fmt: skip
    instrument = small.instrument(top, first, second)
    tally = small.made.tally(instrument, rows, answers, small.designs["every-group"], attributes=("village",))
    frame = make_frame(instrument, tally, Settings(), ("village",))
    for at in range(len(frame.tree.keys)):
        parts = gap_parts([(frame, np.array([0])), (frame, np.array([1]))], at, "none")
        np.testing.assert_allclose(parts.share.sum(axis=1) + parts.coverage, parts.total, rtol=0, atol=1e-10)
        assert np.isfinite(parts.total).all()


def test_what_one_side_alone_answered_is_coverage(made: Made) -> None:
    instrument = made.instrument(made.leaf("x"), made.leaf("y", weight=3))
    tally = made.tally(instrument, {"village": ["a", "b"]}, [[1.0, 2.0], [2.0, None]], attributes=("village",))
    frame = make_frame(instrument, tally, Settings(), ("village",))
    parts = gap_parts([(frame, np.array([0])), (frame, np.array([1]))], 0, "none")
    np.testing.assert_allclose(parts.share, [[1.0, 0.0]])
    np.testing.assert_allclose(parts.coverage, [(1 - 1 / 4) * 1 - 3 / 4 * 2])
