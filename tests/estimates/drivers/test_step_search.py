from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from berdaya.estimates.drivers.step_search import best_scores
from berdaya.estimates.drivers.step_units import Units, units_of
from berdaya.estimates.frame import make_frame
from berdaya.estimates.model import Settings
from berdaya.instrument.model import AggregateKind
from berdaya.instrument.tree import Tree

if TYPE_CHECKING:
    from tests.conftest import Made


def laid(made: Made, kind: AggregateKind, answers: list[list[int]]) -> tuple[Tree, Units]:
    instrument = made.instrument(*(made.leaf(key) for key in "abc"[: len(answers[0])]), kind=kind)
    frame = make_frame(instrument, made.tally(instrument, {}, answers, detail=True), Settings(), ("group",))
    return frame.tree, units_of(frame, 0)


def test_the_first_entry_is_the_score_and_the_last_the_top(made: Made) -> None:
    tree, units = laid(made, "geometric", [[1, 2], [1, 2]])
    best = best_scores(tree, units, 99)
    assert best.values[0] == pytest.approx(2**0.5)
    assert best.values[-1] == pytest.approx(3.0)
    assert len(best.values) == 1 + 2 * 2 + 2 * 1
    assert (np.diff(best.values) >= 0).all()


def test_a_minimum_rises_only_with_its_lowest_child(made: Made) -> None:
    tree, units = laid(made, "minimum", [[0, 1, 3]])
    best = best_scores(tree, units, 3)
    assert best.values.tolist() == [0, 1, 1, 2]
    taken = [(one.item, steps) for one, steps in best.taken(3)]
    assert sorted(taken) == [(0, 2), (1, 1)]


def test_zeros_of_a_geometric_mean_rise_together(made: Made) -> None:
    tree, units = laid(made, "geometric", [[0, 0, 3]])
    best = best_scores(tree, units, 4)
    assert best.values[:2].tolist() == [0, 0]
    assert best.values[2] == pytest.approx(3 ** (1 / 3))
    assert sorted((one.item, steps) for one, steps in best.taken(2)) == [(0, 1), (1, 1)]


def test_of_equal_splits_the_weakest_takes_most(made: Made) -> None:
    tree, units = laid(made, "arithmetic", [[2, 0, 1]])
    assert [(one.item, steps) for one, steps in best_scores(tree, units, 2).taken(2)] == [(1, 2)]
