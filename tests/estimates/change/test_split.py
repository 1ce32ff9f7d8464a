from __future__ import annotations

from itertools import permutations
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from berdaya.estimates.change.split import ChangeSplit, split_change
from berdaya.estimates.compute import estimate
from berdaya.estimates.model import Settings
from berdaya.instrument.model import AggregateKind
from berdaya.tally.model import DesignSpec

if TYPE_CHECKING:
    from tests.conftest import Made
    from tests.estimates.conftest import Small

    from berdaya.instrument.model import Instrument

WAVES = ("before", "after")
KINDS: tuple[AggregateKind, ...] = ("arithmetic", "geometric", "harmonic")
NOWHERE_ZERO = {0.0: 1.0}  # geometric and harmonic means have no split through 0


def split(
    made: Made,
    instrument: Instrument,
    rows: dict[str, Any],
    answers: Any,
    by: tuple[str, ...] = (),
    node: str = "",
    design: DesignSpec | None = None,
) -> tuple[ChangeSplit, np.ndarray[Any, np.dtype[np.float64]]]:
    """The split, and the change of the same node as the estimates have it."""
    tally = made.tally(instrument, rows, answers, design, attributes=by)
    found = split_change(instrument, tally, Settings(), WAVES, by=by, node=node)
    then, now = (estimate(instrument, tally, Settings(), by, wave) for wave in WAVES)
    at = now.at(node or instrument.root.key)
    change = [now.value[now.domains.index(one), at] - then.value[then.domains.index(one), at] for one in found.domains]
    return found, np.array(change)


@pytest.mark.parametrize("top", KINDS)
@pytest.mark.parametrize("first", KINDS)
@pytest.mark.parametrize("second", KINDS)
def test_shares_and_coverage_add_up_for_any_mix_of_aggregates(
    made: Made, small: Small, top: AggregateKind, first: AggregateKind, second: AggregateKind
) -> None:
    rows, answers = small.study(3, WAVES, gaps=40)
    answers = [[NOWHERE_ZERO.get(v, v) if isinstance(v, float) else v for v in row] for row in answers]
    found, change = split(made, small.instrument(top, first, second), rows, answers, ("village",))
    np.testing.assert_allclose(found.total, change, atol=2e-9)  # scores are told apart to nine digits
    np.testing.assert_allclose(found.share.sum(axis=1) + found.coverage, found.total, rtol=0, atol=1e-10)
    assert np.isfinite(found.total).all()


def test_for_arithmetic_means_a_share_is_weight_times_difference(made: Made) -> None:
    instrument = made.instrument(made.leaf("x"), made.leaf("y", weight=3))
    rows = {"respondent": ["p", "p"], "wave": list(WAVES)}
    found, change = split(made, instrument, rows, [[1.0, 2.0], [2.0, 1.0]])
    np.testing.assert_allclose(found.share, [[0.25, -0.75]])
    assert found.coverage.tolist() == [0]
    np.testing.assert_allclose(found.total, change)
    assert found.items == ("x", "y")


def test_a_criterion_of_one_wave_alone_is_changed_coverage(made: Made) -> None:
    """w 1 and 3, y missing after: common gap 2 - 1 over x alone; coverage is the sum of (v - w) q: (1 - 1/4) 1 - 3/4 2."""
    instrument = made.instrument(made.leaf("x"), made.leaf("y", weight=3))
    rows = {"respondent": ["p", "p"], "wave": list(WAVES)}
    found, change = split(made, instrument, rows, [[1.0, 2.0], [2.0, None]])
    np.testing.assert_allclose(found.share, [[1.0, 0.0]])
    np.testing.assert_allclose(found.coverage, [(1 - 1 / 4) * 1 - 3 / 4 * 2])
    np.testing.assert_allclose(change, [2.0 - 1.75])
    np.testing.assert_array_equal(found.there, [[True, False]])


def test_for_arithmetic_trees_it_is_the_shapley_value(made: Made, small: Small) -> None:
    rows, answers = small.study(4, WAVES, gaps=0)
    instrument = small.instrument()
    found, _ = split(made, instrument, rows, answers)
    before, after = (made.estimate(instrument, rows, answers, wave=wave).value[0] for wave in WAVES)
    place = [made.estimate(instrument, rows, answers, wave="after").at(key) for key in found.items]
    weights = {"a1": 1.5 / 3 / 4, "a2": 1.5 / 3 * 2 / 4, "a3": 1.5 / 3 / 4, "b1": 1 / 6, "b2": 1 / 6, "c1": 0.5 / 3}
    w = np.array([weights[key] for key in found.items])
    gap = (after - before)[place]
    orders = list(permutations(range(len(w))))[:200]
    rise = np.zeros(len(w))
    for order in orders:
        x = before[place].copy()
        for i in order:
            old = float(w @ x)
            x[i] = after[place][i]
            rise[i] += float(w @ x) - old
    np.testing.assert_allclose(found.share[0], rise / len(orders), atol=1e-9)
    np.testing.assert_allclose(found.share[0], w * gap, atol=1e-9)


def test_of_a_node_only_what_is_below_it(made: Made, small: Small) -> None:
    rows, answers = small.study(6, WAVES)
    found, change = split(made, small.mixed(), rows, answers, node="b")
    np.testing.assert_allclose(found.total, change, atol=2e-9)
    outside = [place for place, key in enumerate(found.items) if not key.startswith("b")]
    assert not found.share[:, outside].any()


def test_intervals_hold_the_shares_and_are_empty_on_lonely_units(made: Made, small: Small) -> None:
    rows, answers = small.study(8, WAVES)
    found, _ = split(made, small.instrument(), rows, answers, design=small.designs["every-group"])
    shares = np.concatenate([found.share, found.coverage[:, None]], axis=1)
    some = np.isfinite(found.low)
    assert some[0].tolist() == [True] * 5 + [False, False]  # c1 is of one facilitator a group: nothing was sampled
    assert (found.low <= shares)[some].all()
    assert (shares <= found.high)[some].all()
    rows = {"respondent": ["p", "p"], "wave": list(WAVES)}
    instrument = made.instrument(made.leaf("x"))
    alone, _ = split(made, instrument, rows, [[1.0], [2.0]])
    assert np.isnan(alone.low).all()


def test_where_a_wave_does_not_ask_there_is_no_change(made: Made) -> None:
    instrument = made.instrument(made.leaf("x"), made.leaf("y", waves=("after",)))
    rows = {"respondent": ["p", "q"] * 2, "wave": ["before", "before", "after", "after"]}
    found, _ = split(made, instrument, rows, [[1.0, 0.0], [2.0, 0.0], [2.0, 1.0], [1.0, 1.0]])
    assert np.isnan(found.total).all()
    assert np.isnan(found.coverage).all()
