from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.conftest import Made

from berdaya.estimates.frame import make_frame
from berdaya.estimates.model import Settings
from berdaya.estimates.sensitivity.expert_weights import Take, expert_numbers, expert_rows, expert_weights
from berdaya.estimates.sensitivity.level_sums import inner_levels
from berdaya.estimates.sensitivity.model import SensitivitySpec
from berdaya.estimates.sensitivity.parameters import make_plan, parameters
from berdaya.instrument.expert_panel import ExpertPanel

if TYPE_CHECKING:
    from berdaya.instrument.tree import Tree

OVERALL = {"Ani": {"a": 0.8, "b": 0.2}, "Budi": {"a": 0.3, "b": 0.7}, "Citra": {"a": 0.5, "b": 0.5}}
OF_A = {"Ani": {"x": 0.9, "y": 0.1}, "Budi": {"x": 0.4, "y": 0.6}}
PANEL = ExpertPanel("ahp", ("Ani", "Budi", "Citra"), {"overall": OVERALL, "a": OF_A})


def tree_of(made: Made, panel: ExpertPanel = PANEL, **more: object) -> tuple[Tree, tuple[int, ...]]:
    instrument = made.instrument(
        made.branch("a", made.leaf("x"), made.leaf("y", weight=3)), made.branch("b", made.leaf("z"), made.leaf("u"))
    )
    frame = make_frame(instrument, made.tally(instrument, {}, [[1, 2, 3, 0]], detail=True), Settings())
    spec = SensitivitySpec(sources=("weights",), weights="experts", panel=panel, **more)  # type: ignore[arg-type]
    return frame.tree, tuple(make_plan(frame, spec, inner_levels(instrument)).owner.tolist())


def drawn(panel: ExpertPanel, take: Take, points: np.ndarray) -> dict[str, np.ndarray]:
    tree, _ = tree_of(Made())
    found = expert_weights(expert_rows(tree, panel), tree.branches, points, take)
    return {tree.keys[branch.node]: own for branch, own in zip(tree.branches, found, strict=True)}


def test_one_expert_is_drawn_for_the_whole_tree_and_gives_way_where_he_did_not_judge(made: Made) -> None:
    points = np.random.default_rng(1).random((3000, 2))
    found = drawn(PANEL, "one", points)
    who = np.minimum((3 * points[:, 0]).astype(int), 2)
    for place, expert in enumerate(PANEL.experts):
        assert np.allclose(found["overall"][who == place], list(OVERALL[expert].values()))
        if expert in OF_A:
            assert np.allclose(found["a"][who == place], list(OF_A[expert].values()))
    others = found["a"][who == 2][:, 0]
    assert sorted(set(others.round(12))) == [0.4, 0.9]
    assert np.mean(others == 0.9) == pytest.approx(0.5, abs=0.05)
    assert (found["b"] == [1, 1]).all()  # nobody judged it
    assert tree_of(made)[1] == (0, 0)  # a number for the expert, one for who stands in at a


def test_a_mixture_is_between_the_experts_and_on_average_their_mean(made: Made) -> None:
    points = np.random.default_rng(2).random((20_000, 3))
    found = drawn(PANEL, "mixture", points)
    assert np.allclose(found["overall"].mean(axis=0), [1.6 / 3, 1.4 / 3], atol=3e-3)
    assert np.allclose(found["a"].mean(axis=0), [0.65, 0.35], atol=3e-3)
    assert found["a"][:, 0].min() > 0.4
    assert found["a"][:, 0].max() < 0.9
    assert all(np.allclose(found[node].sum(axis=1), 1) for node in ("overall", "a"))
    assert tree_of(made, take="mixture")[1] == (0, 0, 0)


@given(st.integers(0, 500), st.sampled_from(["one", "mixture"]), st.permutations([0, 1]))
def test_the_order_of_nodes_in_the_file_and_of_children_changes_nothing(
    seed: int, take: Take, order: list[int]
) -> None:
    points = np.random.default_rng(seed).random((4, 3))
    nodes = [("overall", OVERALL), ("a", OF_A)]
    turned = {node: {e: dict(reversed(w.items())) for e, w in own.items()} for node, own in (nodes[k] for k in order)}
    other = drawn(ExpertPanel("ahp", PANEL.experts, turned), take, points)
    assert all(np.allclose(one, other[node]) for node, one in drawn(PANEL, take, points).items())


def test_who_gave_nothing_to_what_is_asked_did_not_judge_it() -> None:
    panel = ExpertPanel("budget", ("Ani", "Budi"), {"a": {"Ani": {"x": 0.0, "y": 0.0}, "Budi": OF_A["Budi"]}})
    tree, _ = tree_of(Made())
    rows = expert_rows(tree, panel)
    assert expert_numbers(rows, "one") == 0  # no two experts left for the same children
    assert expert_numbers(rows, "mixture") == 0


def test_the_source_is_left_out_where_no_two_experts_judged_what_is_asked(made: Made) -> None:
    assert tree_of(made, ExpertPanel("ahp", ("Ani",), {"a": {"Ani": OF_A["Ani"]}}))[1] == ()


def test_without_points_the_weights_are_the_instruments_own(made: Made) -> None:
    instrument = made.instrument(made.branch("a", made.leaf("x"), made.leaf("y", weight=3)))
    frame = make_frame(instrument, made.tally(instrument, {}, [[1, 2]], detail=True), Settings())
    spec = SensitivitySpec(sources=("bands",), weights="experts", panel=PANEL)
    plan = make_plan(frame, spec, inner_levels(instrument))
    found = parameters(plan, np.full((2, len(plan.owner)), 0.5))
    assert [own.tolist() for own in found.weights] == [[[1, 3]] * 2, [[1]] * 2]
