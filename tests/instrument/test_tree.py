from __future__ import annotations

import csv
import math
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from berdaya.instrument.model import Aggregate, Instrument, Node
from berdaya.instrument.tree import RollUp, Tree, asked_items, gradient, make_tree, roll_up, roll_up_values, split_gap

if TYPE_CHECKING:
    from tests.conftest import Made, Outside

Floats = np.ndarray[Any, np.dtype[np.float64]]
OWN = Path(__file__).resolve().parents[1] / "oracles" / "coinr_instrument"
NAN = math.nan
TOLERANCE = 1e-9
relaxed = settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)


def table(path: Path) -> tuple[list[str], dict[str, Floats]]:
    """The first column, and the others as numbers with NaN for empty cells."""
    with path.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    first, *names = rows[0]
    numbers = {
        n: np.array([float(r[n]) if r[n] not in ("", "NA") else NAN for r in rows]) for n in names if is_number(rows, n)
    }
    return [r[first] for r in rows], numbers


def is_number(rows: list[dict[str, str]], name: str) -> bool:
    return all(
        row[name] in ("", "NA") or row[name].lstrip("-").replace(".", "").replace("e-", "").isdigit() for row in rows
    )


def read_hierarchy(made: Made, path: Path, scale: tuple[float, float], aggregates: dict[int, Aggregate]) -> Instrument:
    """An instrument of COINr's Level, iCode, Weight and Parent; `aggregates` by level, from 2 upwards."""
    with path.open(encoding="utf-8", newline="") as lines:
        rows = [r for r in csv.DictReader(lines) if r["Type"] in ("Indicator", "Aggregate")]

    def node(row: dict[str, str]) -> Node:
        children = tuple(node(r) for r in rows if r["Parent"] == row["iCode"])
        weight = float(row["Weight"])
        if not children:
            return made.leaf(row["iCode"], scale=scale, weight=weight)
        return Node(row["iCode"], weight=weight, aggregate=aggregates.get(int(row["Level"])), children=children)

    top = next(node(r) for r in rows if r["Parent"] in ("", "NA"))
    own = top.aggregate or Aggregate()
    return made.instrument(*top.children, scale=scale, cuts=(), kind=own.kind, power=own.power)


def compare(instrument: Instrument, items: dict[str, Floats], expected: dict[str, Floats], tree: Tree) -> int:
    """Assert every node of `expected` in every row; return how many figures were compared."""
    x = np.stack([items[leaf.key] for leaf in instrument.leaves], axis=1)
    value = roll_up_values(tree, x, np.ones(x.shape, bool))
    root = {"IDX": "overall", "Index": "overall"}
    for name, column in expected.items():
        ours = value[:, tree.keys.index(root.get(name, name))]
        assert np.array_equal(np.isnan(ours), np.isnan(column)), name
        np.testing.assert_allclose(ours, column, rtol=TOLERANCE, err_msg=name)
    return sum(int((~np.isnan(c)).sum()) for c in expected.values())


KINDS = {
    "amean_nothreshold": Aggregate(),
    "gmean_shifted": Aggregate("geometric"),
    "hmean_shifted": Aggregate("harmonic"),
}


@pytest.mark.parametrize("name", KINDS)
def test_agrees_with_coinr_on_our_own_programmes(made: Made, outside: Outside, name: str) -> None:
    aggregates = dict.fromkeys(range(2, 6), KINDS[name])
    instrument = read_hierarchy(made, OWN / "hierarchy_weights.csv", (0, 100), aggregates)
    _, scores = table(OWN / "scores_0_3.csv")
    low = 10.0 if name.endswith("shifted") else 0.0
    items = {key: low + (100 - low) / 3 * x for key, x in scores.items()}
    _, expected = table(OWN / f"agg_{name}.csv")
    assert len(expected) == 25
    outside(compare(instrument, items, expected, make_tree(instrument)))


def even_nodes(instrument: Instrument) -> set[str]:
    """Nodes below which every two siblings have one weight, so that shares of weight and of number are the same."""
    return {
        node.key
        for node in instrument.nodes
        if node.children
        and all(len({c.weight for c in inner.children}) == 1 for inner in node.walk() if inner.children)
    }


LEAST = {"0.6": [0.6] * 4, "0.6_0.5_0.5_1": [0.6, 0.5, 0.5, 1.0]}


@pytest.mark.parametrize("name", LEAST)
@pytest.mark.parametrize("weights", ["given", "equal"])
def test_least_coverage_agrees_with_coinr(made: Made, outside: Outside, name: str, weights: str) -> None:
    """COINr counts children, we their weight: the figures agree where siblings weigh alike below a node, and with all
    weights alike the same nodes are empty."""
    weighted = read_hierarchy(made, OWN / "hierarchy_weights.csv", (0, 100), {})
    least = dict(zip("CVAo", LEAST[name], strict=True))

    def limited(node: Node) -> Node:
        return Node(
            node.key,
            weight=node.weight if weights == "given" else 1.0,
            min_coverage=least[node.key[0]] if node.children else None,
            children=tuple(map(limited, node.children)),
            question=node.question,
        )

    children = map(limited, weighted.root.children)
    instrument = made.instrument(*children, scale=(0, 100), cuts=(), min_coverage=least["o"])
    _, scores = table(OWN / "scores_0_3.csv")
    _, expected = table(OWN / f"agg_amean_datthresh_{name}.csv")
    if weights == "given":
        same = {key: column for key, column in expected.items() if key in even_nodes(instrument)}
        assert len(same) >= 5
        outside(compare(instrument, {key: x * 100 / 3 for key, x in scores.items()}, same, make_tree(instrument)))
        return
    x = np.stack([scores[leaf.key] for leaf in instrument.leaves], axis=1)
    value = roll_up_values(make_tree(instrument), x, np.ones(x.shape, bool))
    empty = np.stack([np.isnan(column) for column in expected.values()], axis=1)
    places = [make_tree(instrument).keys.index("overall" if key == "IDX" else key) for key in expected]
    assert empty.any()
    assert np.array_equal(np.isnan(value[:, places]), empty)
    outside(empty.size)


ASEM = {
    "minmax1_100_a_amean": {2: Aggregate(), 3: Aggregate(), 4: Aggregate()},
    "minmax1_100_a_gmean": dict.fromkeys((2, 3, 4), Aggregate("geometric")),
    "minmax1_100_a_hmean": dict.fromkeys((2, 3, 4), Aggregate("harmonic")),
    "mixed_a_g_h": {2: Aggregate("arithmetic"), 3: Aggregate("geometric"), 4: Aggregate("harmonic")},
    "genmean_p2": dict.fromkeys((2, 3, 4), Aggregate("power", 2.0)),
}


@pytest.mark.parametrize("name", ASEM)
def test_agrees_with_coinr_on_asem(made: Made, outside: Outside, name: str) -> None:
    folder = outside.folder("coinr", 51 * 11) / "asem"
    instrument = read_hierarchy(made, folder / "Meta_Ind.csv", (1, 100), ASEM[name])
    with (folder / "Meta_Ind.csv").open(encoding="utf-8", newline="") as lines:
        direction = {row["iCode"]: float(row["Direction"] or 1) for row in csv.DictReader(lines)}
    units, treated = table(folder / "stage_Treated.csv")
    items = {}
    for leaf in instrument.leaves:
        x = direction[leaf.key] * treated[leaf.key]
        low, high = np.nanmin(x), np.nanmax(x)
        items[leaf.key] = 1 + 99 * (x - low) / (high - low)
    again, expected = table(folder / f"aggregates_{name}.csv")
    assert units == again
    assert len(expected) == 11
    outside(compare(instrument, items, expected, make_tree(instrument)))


def full(tree: Tree, items: Floats) -> RollUp:
    """Roll up items that everyone answered or nobody."""
    there = ~np.isnan(items)
    low, high = np.where(there, items, tree.low), np.where(there, items, tree.high)
    return roll_up(tree, items, np.ones(items.shape, bool), there.astype(float), (low, high))


def two_by_two(made: Made, **inner: Any) -> Instrument:
    return made.instrument(
        made.branch("a", made.leaf("a1"), made.leaf("a2", weight=3), weight=2, **inner),
        made.branch("b", made.leaf("b1"), made.leaf("b2")),
    )


def test_order_of_nodes_spans_and_inheritance(made: Made) -> None:
    instrument = made.instrument(
        made.branch("a", made.branch("aa", made.leaf("x")), made.leaf("y"), kind="harmonic"),
        made.branch("b", made.leaf("z"), kind="power", power=3.0),
        kind="geometric",
    )
    tree = make_tree(instrument)
    assert tree.keys == ("overall", "a", "aa", "x", "y", "b", "z")
    assert tree.span.tolist() == [[0, 3], [0, 2], [0, 1], [0, 1], [1, 2], [2, 3], [2, 3]]
    assert {tree.keys[b.node]: b.order for b in tree.branches} == {"overall": 0.0, "a": -1.0, "aa": -1.0, "b": 3.0}
    assert tree.branches[-1].node == 0


def test_weights_of_the_present_are_rescaled(made: Made) -> None:
    tree = make_tree(two_by_two(made))
    roll = full(tree, np.array([1.0, NAN, 3.0, 2.0]))
    value = dict(zip(tree.keys, roll.value, strict=True))
    assert value["a"] == 1.0
    assert value["overall"] == pytest.approx((2 * 1.0 + 2.5) / 3)


def test_coverage_and_lost(made: Made) -> None:
    tree = make_tree(two_by_two(made))
    items = np.array([1.0, NAN, NAN, NAN])
    part = np.array([0.5, 0.0, 0.0, 0.0])
    ends = (np.zeros(4), np.full(4, 3.0))
    roll = roll_up(tree, items, np.array([True, True, True, False]), part, ends)
    at = {key: (c, lost) for key, c, lost in zip(tree.keys, roll.coverage, roll.lost, strict=True)}
    assert at["a1"] == (0.5, 0.5)
    assert at["a"] == (0.25, pytest.approx(1 - 0.25 * 0.5))  # the weight of a1, of which half was answered
    assert at["b"] == (0.0, 1.0)  # b2 was asked of nobody and takes no part
    assert at["overall"] == (pytest.approx(2 / 3), pytest.approx((2 * 0.875 + 1) / 3))
    assert np.isnan(at["b2"]).all()


def test_a_part_that_was_asked_of_nobody_takes_no_part(made: Made) -> None:
    tree = make_tree(two_by_two(made))
    asked = np.array([True, True, False, False])
    ends = (np.array([1.0, 2.0, NAN, NAN]),) * 2
    roll = roll_up(tree, np.array([1.0, 2.0, NAN, NAN]), asked, asked.astype(float), ends)
    top = [v[0] for v in (roll.value, roll.coverage, roll.lost, roll.lowest, roll.highest)]
    assert top == [1.75, 1.0, 0.0, 1.75, 1.75]
    b = [v[tree.keys.index("b")] for v in (roll.value, roll.coverage, roll.lost, roll.lowest, roll.highest)]
    assert np.isnan(b).all()


def test_least_coverage_of_items_nodes_and_the_study(made: Made) -> None:
    instrument = two_by_two(made, min_coverage=0.8)
    tree = make_tree(instrument, min_coverage=0.5)
    assert [b.min_coverage for b in tree.branches if tree.keys[b.node] in ("a", "b")] == [0.5, 0.8]
    answered = np.array([1.0, 1.0, 0.4, 1.0])
    items = np.array([1.0, NAN, 3.0, 2.0])
    roll = roll_up(
        tree, items, np.ones(4, bool), np.where(np.isnan(items), 0, answered), (np.zeros(4), np.full(4, 3.0))
    )
    value = dict(zip(tree.keys, roll.value, strict=True))
    assert np.isnan(value["a"])  # 1 of 4 parts of weight, 0.8 wanted
    assert np.isnan(value["b1"])  # 0.4 answered, 0.5 wanted
    assert value["b"] == 2.0  # just half
    assert np.isnan(value["overall"])  # b alone has a third of the weight


def test_float_noise_does_not_fail_a_coverage(made: Made) -> None:
    tree = make_tree(made.instrument(*(made.leaf(f"q{i}", weight=0.1) for i in range(10))), min_coverage=0.3)
    items = np.array([1.0] * 3 + [NAN] * 7)
    assert full(tree, items).value[0] == pytest.approx(1.0)
    assert roll_up_values(tree, items, np.ones(10, bool))[0] == pytest.approx(1.0)


def test_a_wave_that_does_not_ask_a_part_leaves_the_node_null(made: Made) -> None:
    instrument = made.instrument(
        made.branch("a", made.leaf("a1"), made.leaf("a2"), waves=("after",)),
        made.branch("b", made.leaf("b1"), made.leaf("b2", waves=("after",))),
        made.leaf("c"),
    )
    assert asked_items(instrument, "before").tolist() == [False, False, True, False, True]
    assert asked_items(instrument, "").all()
    tree = make_tree(instrument, "before")
    assert dict(zip(tree.keys, tree.asked.tolist(), strict=True)) == {
        "overall": False, "a": False, "a1": False, "a2": False, "b": False, "b1": True, "b2": False, "c": True,
    }  # fmt: skip
    items = np.array([NAN, NAN, 1.0, NAN, 2.0])
    there = ~np.isnan(items)
    roll = roll_up(tree, items, there, there.astype(float), (items, items))
    for figure in (roll.value, roll.coverage, roll.lost, roll.lowest, roll.highest):
        assert np.isnan(figure[~tree.asked]).all()
    assert roll.value[tree.keys.index("b1")] == 1.0
    assert np.isnan(roll_up_values(tree, items, there)[~tree.asked]).all()
    assert make_tree(instrument, "after").asked.all()


@pytest.mark.parametrize("kind", ["geometric", "harmonic"])
def test_a_zero_vetoes_the_node_and_what_it_moves(made: Made, kind: Any) -> None:
    instrument = made.instrument(
        made.branch("a", made.leaf("a1"), made.leaf("a2"), kind=kind),
        made.branch("b", made.leaf("b1")),
        made.branch("m", made.branch("m1", made.leaf("x"), made.leaf("y"), kind=kind), made.leaf("z"), weight=0),
    )
    tree = make_tree(instrument)
    roll = full(tree, np.array([0.0, 3.0, 1.0, 0.0, 1.0, 2.0]))
    veto = {key for key, v in zip(tree.keys, roll.veto, strict=True) if v}
    assert veto == {"overall", "a", "m", "m1"}
    assert roll.value[tree.keys.index("a")] == 0.0
    assert roll.value[0] == 0.5
    only_m = full(tree, np.array([1.0, 3.0, 1.0, 0.0, 1.0, 2.0]))
    assert not only_m.veto[0]  # a child of weight 0 moves nothing


def test_a_zero_under_an_order_between_0_and_1_has_a_value_but_no_error(made: Made) -> None:
    tree = make_tree(made.instrument(made.leaf("x"), made.leaf("y"), kind="power", power=0.5))
    roll = full(tree, np.array([[0.0, 1.0], [0.5, 1.0]]))
    assert roll.value[0, 0] == pytest.approx(0.25)
    assert roll.veto[:, 0].tolist() == [True, False]
    above = make_tree(made.instrument(made.leaf("x"), made.leaf("y"), kind="power", power=2.0))
    assert not full(above, np.array([0.0, 1.0])).veto.any()


def test_a_veto_moves_a_minimum_only_from_its_lowest_child(made: Made) -> None:
    instrument = made.instrument(
        made.branch("a", made.leaf("x"), made.leaf("y"), kind="power", power=0.5), made.leaf("z"), kind="minimum"
    )
    tree = make_tree(instrument)
    roll = full(tree, np.array([[0.0, 1.0, 0.1], [0.0, 1.0, 2.0]]))
    assert roll.value[:, 0] == pytest.approx([0.1, 0.25])
    assert roll.veto[:, 0].tolist() == [False, True]
    slope = gradient(tree, roll.value)
    assert slope[0, 0].tolist() == [0.0, 0.0, 1.0]


@pytest.mark.parametrize(("scale", "shift"), [((0, 3), 1.0), ((1, 5), 4 / 3)])
def test_shift_adds_a_third_of_the_scale(made: Made, scale: tuple[float, float], shift: float) -> None:
    low = scale[0]
    instrument = made.instrument(
        made.leaf("x", scale=scale), made.leaf("y", scale=scale), scale=scale, kind="geometric"
    )
    tree = make_tree(instrument, zero="shift")
    roll = full(tree, np.array([low, low + 2.0]))
    assert tree.shift == pytest.approx(shift)
    assert roll.value[0] == pytest.approx(math.sqrt((low + shift) * (low + 2 + shift)) - shift)
    assert not roll.veto.any()
    arithmetic = make_tree(made.instrument(made.leaf("x"), made.leaf("y")), zero="shift")
    assert full(arithmetic, np.array([0.0, 2.0])).value[0] == 1.0


def test_tied_minimum_and_what_it_moves(made: Made) -> None:
    instrument = made.instrument(
        made.branch("a", made.leaf("x"), made.leaf("y"), kind="minimum"), made.branch("b", made.leaf("z"))
    )
    tree = make_tree(instrument)
    roll = full(tree, np.array([[1.0, 1.0, 2.0], [1.0, 2.0, 2.0], [1.0, NAN, 2.0]]))
    tied = {key: roll.tied[:, i].tolist() for i, key in enumerate(tree.keys)}
    assert tied["a"] == tied["overall"] == [True, False, False]
    assert tied["b"] == [False] * 3


kinds = st.sampled_from(["arithmetic", "geometric", "harmonic", "power", "minimum"])


@st.composite
def mixed_trees(draw: st.DrawFn) -> tuple[list[tuple[str, float]], list[int], list[list[float]], list[list[bool]]]:
    branches = [(draw(kinds), draw(st.sampled_from([-2.0, 0.5, 2.0]))) for _ in range(4)]
    sizes = [draw(st.integers(1, 3)) for _ in range(3)]
    n = sum(sizes)
    rows = [draw(st.lists(st.floats(0.1, 3.0), min_size=n, max_size=n)) for _ in range(2)]
    there = [draw(st.lists(st.booleans(), min_size=n, max_size=n)) for _ in range(2)]
    return branches, sizes, rows, there


def build(made: Made, branches: list[tuple[str, float]], sizes: list[int]) -> Instrument:
    children = []
    for c, size in enumerate(sizes):
        leaves = (made.leaf(f"q{c}{i}", weight=1.0 + i) for i in range(size))
        kind, power = branches[c]
        children.append(made.branch(f"v{c}", *leaves, weight=1.0 + c, kind=kind, power=power))  # type: ignore[arg-type]
    kind, power = branches[3]
    return made.instrument(*children, kind=kind, power=power)


@relaxed
@given(mixed_trees())
def test_gradient_is_the_derivative_in_any_mix(made: Made, drawn: Any) -> None:
    branches, sizes, rows, there = drawn
    tree = make_tree(build(made, branches, sizes))
    items = np.where(np.array(there[0]), np.array(rows[0]) + 1e-3 * np.arange(sum(sizes)), NAN)
    asked = np.ones(len(items), bool)
    value = roll_up_values(tree, items, asked)
    if full(tree, items).tied.any():
        return
    slope = gradient(tree, value)
    for i in np.flatnonzero(~np.isnan(items)):
        step = np.zeros(len(items))
        step[i] = 1e-6
        change = (roll_up_values(tree, items + step, asked) - roll_up_values(tree, items - step, asked)) / 2e-6
        there_now = ~np.isnan(value)
        assert slope[there_now, i] == pytest.approx(change[there_now], rel=1e-4, abs=1e-6)


@relaxed
@given(mixed_trees())
def test_roll_up_values_is_roll_up_without_its_account(made: Made, drawn: Any) -> None:
    branches, sizes, rows, there = drawn
    tree = make_tree(build(made, branches, sizes), min_coverage=0.5)
    items = np.where(np.array(there), np.array(rows), NAN)
    roll = full(tree, items)
    np.testing.assert_allclose(roll_up_values(tree, items, np.ones(items.shape, bool)), roll.value, rtol=1e-12)


@relaxed
@given(mixed_trees())
def test_lowest_and_highest_hold_the_value_and_every_way_to_fill_the_gaps(made: Made, drawn: Any) -> None:
    branches, sizes, rows, there = drawn
    tree = make_tree(build(made, branches, sizes))
    items = np.where(np.array(there[0]), np.array(rows[0]), NAN)
    roll = full(tree, items)
    filled = full(tree, np.where(np.isnan(items), np.array(rows[1]), items))
    for value in (roll.value, filled.value):
        here = ~np.isnan(value)
        assert (roll.lowest[here] <= value[here] + 1e-9).all()
        assert (value[here] <= roll.highest[here] + 1e-9).all()


@relaxed
@given(mixed_trees())
def test_a_gap_to_a_constant_reference_splits_exactly(made: Made, drawn: Any) -> None:
    branches, sizes, rows, there = drawn
    if "minimum" in [kind for kind, _ in branches]:
        return
    tree = make_tree(build(made, branches, sizes))
    items = np.where(np.array(there[0]), np.array(rows[0]), NAN)
    asked = np.ones(len(items), bool)
    value = roll_up_values(tree, items, asked)
    reference = roll_up_values(tree, np.full(len(items), 3.0), asked)
    for node in range(len(tree.keys)):
        if np.isnan(value[node]):
            continue
        share = split_gap(tree, value, reference, node)
        low, high = tree.span[node]
        assert share[low:high].sum() == pytest.approx(value[node] - reference[node], abs=1e-9)


def test_a_split_does_not_exist_through_a_minimum(made: Made) -> None:
    instrument = made.instrument(
        made.branch("a", made.leaf("x"), made.leaf("y"), kind="minimum"), made.branch("b", made.leaf("z"))
    )
    tree = make_tree(instrument)
    value, reference = full(tree, np.array([1.0, 2.0, 2.0])).value, full(tree, np.zeros(3)).value
    share = split_gap(tree, value, reference)
    assert np.isnan(share[:2]).all()
    assert share[2] == 1.0


@relaxed
@given(mixed_trees(), st.randoms())
def test_order_of_siblings_does_not_matter(made: Made, drawn: Any, random: Any) -> None:
    branches, sizes, rows, there = drawn
    instrument = build(made, branches, sizes)

    def shuffled(node: Node) -> Node:
        children = [shuffled(c) for c in node.children]
        random.shuffle(children)
        return Node(
            node.key, weight=node.weight, aggregate=node.aggregate, children=tuple(children), question=node.question
        )

    mixed = Instrument(
        **{**{f: getattr(instrument, f) for f in _fields(instrument)}, "root": shuffled(instrument.root)}
    )
    items = dict(zip((leaf.key for leaf in instrument.leaves), np.where(there[0], rows[0], NAN), strict=True))
    one, two = (
        dict(zip(tree.keys, full(tree, np.array([items[leaf.key] for leaf in ins.leaves])).value, strict=True))
        for ins, tree in ((i, make_tree(i)) for i in (instrument, mixed))
    )
    for key, value in one.items():
        assert two[key] == pytest.approx(value, nan_ok=True)


def _fields(instrument: Instrument) -> tuple[str, ...]:
    return tuple(instrument.__dataclass_fields__)


def test_a_child_dropped_for_its_coverage_has_no_slope(made: Made) -> None:
    instrument = two_by_two(made, min_coverage=1.0)
    tree = make_tree(instrument)
    roll = full(tree, np.array([1.0, NAN, 3.0, 2.0]))
    assert gradient(tree, roll.value)[0].tolist() == [0.0, 0.0, 0.5, 0.5]
