from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.instrument.test_tree import read_hierarchy, table

from berdaya.instrument.tree import make_tree, roll_up_values
from berdaya.instrument.tree_draws import roll_up_draws, with_orders
from berdaya.stats.rank_statistics import rank_statistics, ranks

if TYPE_CHECKING:
    from tests.conftest import Made, Outside

    from berdaya.instrument.tree import Tree

Floats = np.ndarray[Any, np.dtype[np.float64]]
relaxed = settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=40)


def own(tree: Tree, draws: int) -> list[Floats]:
    return [np.tile(branch.weights, (draws, 1)) for branch in tree.branches]


def mixed(made: Made) -> Any:
    return made.instrument(
        made.branch(
            "a", made.leaf("x"), made.leaf("y", weight=3), made.leaf("z", weight=0), kind="geometric", weight=2
        ),
        made.branch("b", made.leaf("u"), made.leaf("v"), kind="minimum"),
        made.branch("c", made.leaf("s"), made.branch("d", made.leaf("t"), made.leaf("r"), kind="harmonic")),
        made.leaf("alone", weight=0.5),
        kind="power",
        power=2.0,
    )


@relaxed
@given(
    st.integers(0, 10_000),
    st.sampled_from([0.0, 0.6]),
    st.sampled_from(["veto", "shift"]),
    st.sampled_from([None, 1.0, 0.0, -1.0, -np.inf]),
)
def test_own_weights_give_what_one_roll_up_gives(made: Made, seed: int, least: float, zero: Any, order: Any) -> None:
    tree = make_tree(mixed(made), "", least, zero)
    tree = tree if order is None else with_orders(tree, order, tree.shift)
    draw = np.random.default_rng(seed)
    items = draw.integers(0, 4, (5, 9)).astype(float)
    items[draw.random(items.shape) < 0.25] = np.nan
    asked = draw.random(items.shape) < 0.9
    expected = roll_up_values(tree, items, asked)
    found = roll_up_draws(tree, items, asked, own(tree, 3))
    assert np.allclose(found, expected, rtol=1e-12, atol=1e-12, equal_nan=True)
    of_each = roll_up_draws(tree, np.stack([items] * 3), asked, own(tree, 3))
    assert np.allclose(of_each, expected, rtol=1e-12, atol=1e-12, equal_nan=True)


@relaxed
@given(st.integers(0, 10_000), st.floats(0.01, 100))
def test_each_draw_has_its_own_weights_and_only_their_ratios_count(made: Made, seed: int, factor: float) -> None:
    tree = make_tree(mixed(made))
    draw = np.random.default_rng(seed)
    items, weights = draw.random((4, 9)), [draw.random((6, len(b.children))) for b in tree.branches]
    found = roll_up_draws(tree, items, np.ones(9, bool), weights)
    for r in range(6):
        one = roll_up_draws(tree, items, np.ones(9, bool), [factor * w[[r]] for w in weights])
        assert np.allclose(found[r], one[0], rtol=1e-11)
    back = draw.permutation(4)
    assert np.allclose(roll_up_draws(tree, items[back], np.ones(9, bool), weights), found[:, back], rtol=1e-12)


def test_only_what_is_asked_for_is_kept_and_what_a_wave_lacks_is_null(made: Made) -> None:
    instrument = made.instrument(made.branch("a", made.leaf("x", waves=("w2",)), made.leaf("y")), made.leaf("z"))
    tree = make_tree(instrument, "w1")
    found = roll_up_draws(tree, np.ones((2, 3)), np.array([False, True, True]), own(tree, 4), [0, 1, 4])
    assert found.shape == (4, 2, 3)
    assert np.isnan(found[..., :2]).all()
    assert (found[..., 2] == 1).all()


@pytest.mark.parametrize("units", [1, 51])
def test_drawn_weights_agree_with_coinr_on_asem(made: Made, outside: Outside, units: int) -> None:
    """Given the 60 draws of weights that COINr used, its scores and the statistics of its ranks come out again."""
    folder = outside.folder("coinr", 60 if units == 1 else 51 * 60 + 51 * 5) / "asem"
    instrument = read_hierarchy(made, folder / "Meta_Ind.csv", (0, 100), {})
    names, normalised = table(folder / "stage_Aggregated.csv")
    items = np.stack([normalised[leaf.key] for leaf in instrument.leaves], axis=1)[:units]
    codes, drawn = table(folder / "ua_weights_used.csv")
    runs = [f"r_{r}" for r in range(1, 61)]
    used = dict(zip(codes, np.stack([drawn[r] for r in runs], axis=1), strict=True))
    tree = make_tree(instrument)
    weights = [
        np.stack([used.get(tree.keys[c], np.ones(60)) for c in branch.children], axis=1) for branch in tree.branches
    ]
    scores = roll_up_draws(tree, items, np.ones(items.shape, bool), weights, [0])[..., 0]
    again, expected = table(folder / "ua_scores.csv")
    assert again == names
    theirs = np.stack([expected[r][:units] for r in runs])
    assert np.abs(scores / theirs - 1).max() < 1e-9
    if units == 1:
        outside(60)
        return
    of_ranks = ranks(scores)
    statistics = rank_statistics(of_ranks, 0.9)
    _, theirs_ranks = table(folder / "ua_rankstats.csv")
    nominal = ranks(roll_up_draws(tree, items, np.ones(items.shape, bool), own(tree, 1), [0])[0, :, 0])
    for name, ours in (
        ("Nominal", nominal),
        ("Mean", statistics.mean),
        ("Median", statistics.median),
        ("Q5", statistics.low),
        ("Q95", statistics.high),
    ):
        assert np.abs(ours - theirs_ranks[name]).max() < 1e-9, name
    outside(51 * 60 + 51 * 5)
