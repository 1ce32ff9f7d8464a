from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from berdaya.estimates.compute import estimate
from berdaya.estimates.drivers.leave_out import leave_one_out
from berdaya.estimates.frame import make_frame
from berdaya.estimates.model import Settings

if TYPE_CHECKING:
    from tests.conftest import Made, Outside
    from tests.estimates.conftest import Coinr, Small

    from berdaya.instrument.model import AggregateKind, Node


CASES = {"asem": ("Meta_Ind", "stage_Aggregated"), "instrument": ("hierarchy_weights", "normalised_scaled0_3_x100")}
SCORES = {"asem": ("remove_L2_scores", 8 * 51 + 51), "instrument": ("remove_L4_scores", 3 * 40 + 40)}
SHIFTS = {"asem": {1: 49, 2: 8, 3: 2}, "instrument": {1: 35, 2: 14, 3: 7, 4: 3}}


@pytest.mark.parametrize("case", CASES)
def test_agrees_with_coinr(coinr: Coinr, outside: Outside, case: str) -> None:
    """Scores without a pillar, and mean absolute changes of rank without any part of any level."""
    table, figures = SCORES[case]
    folder = outside.folder(f"coinr/{case}", figures=figures + sum(SHIFTS[case].values()))
    tree, items = (folder / f"{name}.csv" for name in CASES[case])
    instrument = coinr.instrument(tree)
    tally = coinr.tally(instrument, items)
    frame, groups = (make_frame(instrument, tally, Settings(), by) for by in ((), ("group",)))
    found = leave_one_out(frame, groups)
    expected = coinr.table(folder / f"{table}.csv")
    order = [found.groups.index(code) for code in expected["uCode"]]
    compared = 0
    for name, column in expected.items():
        if name == "uCode":
            continue
        scores = found.nominal_scores if name == "Nominal" else found.scores[found.keys.index(name)]
        np.testing.assert_allclose(scores[order], coinr.numbers(column), rtol=1e-9)
        compared += len(order)
    for level, count in SHIFTS[case].items():
        shifts = coinr.table(folder / f"remove_L{level}_meanabs.csv")
        pairs = zip(shifts["removed"], coinr.numbers(shifts["mean_abs_rank_change"]), strict=True)
        own = {name: shift for name, shift in pairs if name != "Nominal"}
        assert len(own) == count
        for name, shift in own.items():
            assert found.shift[found.keys.index(name)] == pytest.approx(shift, abs=1e-9), name
        compared += count
    assert compared == figures + sum(SHIFTS[case].values())
    outside(compared)


@pytest.mark.parametrize("kind", ["arithmetic", "geometric", "minimum"])
def test_without_a_node_it_is_the_study_whose_instrument_lacks_it(made: Made, kind: AggregateKind) -> None:
    def children(*left_out: str) -> list[Node]:
        parts = {
            "a": made.branch(
                "a", *(made.leaf(k, weight=w) for k, w in (("a1", 1), ("a2", 2)) if k not in left_out), weight=2
            ),
            "b": made.branch("b", made.leaf("b1"), made.leaf("b2")),
        }
        return [part for key, part in parts.items() if key not in left_out]

    keys = ("a1", "a2", "b1", "b2")
    draw = np.random.default_rng(4)
    answers = draw.integers(1, 4, (12, 4)).astype(float).tolist()
    rows = {"group": list("ppppqqqqrrrr")}
    instrument = made.instrument(*children(), kind=kind)
    tally = made.tally(instrument, rows, answers)
    frame, groups = (make_frame(instrument, tally, Settings(), by) for by in ((), ("group",)))
    found = leave_one_out(frame, groups)
    for gone in ("a1", "b"):
        less = made.instrument(*children(gone), kind=kind)
        kept = [[row[keys.index(leaf.key)] for leaf in less.leaves] for row in answers]
        for by, ours in (((), found.value[found.keys.index(gone)]), (("group",), found.scores[found.keys.index(gone)])):
            theirs = made.estimate(less, rows, kept, by=by).value[:, 0]
            np.testing.assert_allclose(np.atleast_1d(ours), theirs, atol=2e-9)


def test_changes_with_intervals_categories_and_moves(small: Small) -> None:
    instrument = small.instrument()
    rows, answers = small.study()
    tally = small.made.tally(instrument, rows, answers, small.designs["every-group"])
    frame, groups = (make_frame(instrument, tally, Settings(), by) for by in ((), ("group",)))
    found = leave_one_out(frame, groups)
    nominal = estimate(instrument, tally, Settings(), ("group",))
    np.testing.assert_allclose(found.nominal_scores, nominal.value[:, 0], atol=2e-9)
    np.testing.assert_array_equal(found.nominal_bands, nominal.band[:, 0])
    assert found.keys == ("a", "a1", "a2", "a3", "b", "b1", "b2", "c", "c1")
    np.testing.assert_allclose(found.change, found.value - found.nominal)
    some = np.isfinite(found.low)
    assert some.sum() >= 7
    assert (found.low <= found.change)[some].all()
    assert (found.change <= found.high)[some].all()
    for k in range(len(found.keys)):
        assert found.moved[k] == (found.bands[k] != found.nominal_bands).sum()
    c, c1 = found.keys.index("c"), found.keys.index("c1")
    np.testing.assert_allclose(found.scores[c], found.scores[c1])  # an only child: its parent goes with it


def test_the_whole_tree_cannot_be_left_out(made: Made) -> None:
    instrument = made.instrument(made.branch("a", made.leaf("x"), made.leaf("y")))
    tally = made.tally(instrument, {"group": ["p", "q"]}, [[1, 2], [2, 2]])
    frame, groups = (make_frame(instrument, tally, Settings(), by) for by in ((), ("group",)))
    found = leave_one_out(frame, groups)
    at = found.keys.index("a")
    assert np.isnan(found.value[at])
    assert found.band[at] == -1
    assert np.isnan(found.shift[at])
    assert found.moved[at] == 0
