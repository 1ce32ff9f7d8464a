from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import numpy as np
import pytest

from berdaya.estimates.drivers.influence import influence
from berdaya.estimates.drivers.unit_rows import unit_rows
from berdaya.estimates.frame import make_frame
from berdaya.estimates.model import Settings
from berdaya.stats.correlation_ratio import correlation_ratio

if TYPE_CHECKING:
    from tests.conftest import Made, Outside
    from tests.estimates.conftest import Coinr, Small

    from berdaya.estimates.drivers.influence import Influence
    from berdaya.instrument.model import AggregateKind, Instrument
    from berdaya.tally.model import Tally

Across = Literal["groups", "persons"]


def influence_of(instrument: Instrument, tally: Tally, across: Across, replicates: int = 100) -> Influence:
    frame = make_frame(instrument, tally, Settings(), ("group",) if across == "groups" else ())
    return influence(unit_rows(frame, across, replicates=replicates))


@pytest.mark.parametrize("across", ["groups", "persons"])
def test_pillars_and_effective_weights_of_asem(coinr: Coinr, outside: Outside, across: Across) -> None:
    """Printed digits of S (linear) and of covariance shares on the index; COINr's effective weights and correlations."""
    folder = outside.folder("coinr/asem", figures=16 + 60 + 8 + 8)
    instrument = coinr.instrument(folder / "Meta_Ind.csv")
    tally = coinr.tally(instrument, folder / "stage_Aggregated.csv")
    found = influence_of(instrument, tally, across, 3)
    printed = {
        "Physical": (0.6879, 0.1354), "ConEcFin": (0.1786, 0.0777), "Political": (0.4580, 0.1578), "Instit": (0.6588, 0.1218),
        "P2P": (0.6014, 0.1487), "Environ": (0.0146, 0.0310), "Social": (0.8180, 0.3238), "SusEcFin": (0.0006, 0.0038),
    }  # fmt: skip
    for key, (r2, covariance) in printed.items():
        at = found.keys.index(key)
        assert found.r2.value[at] == pytest.approx(r2, abs=5.1e-5)
        assert found.covariance.value[at] == pytest.approx(covariance, abs=5.1e-5)
    weights = coinr.table(folder / "eff_weights.csv")
    keys = ["overall" if code == "Index" else code for code in weights["iCode"]]
    places = [found.keys.index(key) for key in keys]
    np.testing.assert_allclose(found.effective[places], coinr.numbers(weights["EffWeight"]), atol=1e-9)
    table = coinr.table(folder / "corr_L2_L4.csv")
    expected = dict(zip(table["Var2"], coinr.numbers(table["Correlation"]), strict=True))
    for key, r in expected.items():
        assert found.r2.value[found.keys.index(key)] == pytest.approx(r**2, abs=1e-9)
    table = coinr.table(folder / "corr_L2_L3.csv")
    own = {child: node for node in found.nodes for child in node.children}
    compared = 0
    for var1, var2, r in zip(table["Var1"], table["Var2"], coinr.numbers(table["Correlation"]), strict=True):
        if own[var2].node == var1:
            assert own[var2].r2.value[own[var2].children.index(var2)] == pytest.approx(r**2, abs=1e-9)
            compared += 1
    assert (len(keys), len(expected), compared) == (60, 8, 8)
    outside(16 + 60 + 8 + 8)


def test_criteria_of_programmes_with_gaps_agree_with_coinr(coinr: Coinr, outside: Outside) -> None:
    folder = outside.folder("coinr/instrument", figures=14 + 60)
    instrument = coinr.instrument(folder / "hierarchy_weights.csv")
    found = influence_of(instrument, coinr.tally(instrument, folder / "normalised_scaled0_3_x100.csv"), "groups", 3)
    table = coinr.table(folder / "corr_criterion_index.csv")
    for key, r in zip(table["Var2"], coinr.numbers(table["Correlation"]), strict=True):
        assert found.r2.value[found.keys.index(key)] == pytest.approx(r**2, abs=1e-9)
    weights = coinr.table(folder / "eff_weights.csv")
    at = [found.keys.index("overall" if code == "IDX" else code) for code in weights["iCode"]]
    np.testing.assert_allclose(found.effective[at], coinr.numbers(weights["EffWeight"]), atol=1e-9)
    assert (len(table["Var2"]), len(at)) == (14, 60)
    outside(14 + 60)


@pytest.mark.parametrize("across", ["groups", "persons"])
def test_shares_add_up_at_every_level_and_intervals_hold_them(made: Made, across: Across) -> None:
    instrument, tally = study(made)
    found = influence_of(instrument, tally, across)
    levels = (("a", "b"), ("a1", "a2", "a3", "b1", "b2"))
    for keys in levels:
        at = [found.keys.index(key) for key in keys]
        assert found.effective[at].sum() == pytest.approx(1)
        assert found.nested.value[at].sum() == pytest.approx(1, abs=1e-9)
        assert found.covariance.value[at].sum() == pytest.approx(1, abs=1e-9)
        np.testing.assert_allclose(found.draws[:, at].sum(axis=1), 1, atol=1e-6)
    for node in found.nodes:
        assert node.note == ""
        assert node.shapley.value.sum() == pytest.approx(1, abs=1e-9)
        assert node.covariance.value.sum() == pytest.approx(1, abs=1e-9)
        assert node.explained == pytest.approx(1, abs=1e-9)
        assert (node.shapley.low <= node.shapley.high).all()
        for w, way, low, high in zip(node.weight, node.against, node.shapley.low, node.shapley.high, strict=True):
            assert way == ("more" if low > w else "less" if high < w else "")
    (a,) = [node for node in found.nodes if node.node == "a"]
    main = a.r2.value if across == "groups" else a.ratio.value
    top = int(np.argmax(a.weight))
    assert a.largest == pytest.approx(np.abs(main / main[top] - a.weight / a.weight[top]).max())


def study(made: Made, kind: AggregateKind = "arithmetic", n: int = 80) -> tuple[Instrument, Tally]:
    """Answers that go together; twenty groups of four."""
    instrument = made.instrument(
        made.branch("a", made.leaf("a1"), made.leaf("a2", weight=2), made.leaf("a3"), kind=kind, weight=1.5),
        made.branch("b", made.leaf("b1"), made.leaf("b2")),
        kind=kind,
    )
    draw = np.random.default_rng(11)
    level = np.repeat(draw.normal(1.6, 0.6, n // 4), 4)[:, None] + draw.normal(0, 0.3, (n, 1))
    answers = np.clip(np.round(level + draw.normal(0, 0.6, (n, 5))), 0, 3)
    return instrument, made.tally(
        instrument, {"group": [f"g{i // 4:02d}" for i in range(n)]}, answers.tolist(), detail=True
    )


def test_a_question_across_persons_has_its_correlation_ratio(made: Made) -> None:
    instrument, tally = study(made)
    node = next(one for one in influence_of(instrument, tally, "persons", 5).nodes if one.node == "b")
    b1, b2 = tally.answers[:, 3], tally.answers[:, 4]
    _, codes = np.unique(b1, return_inverse=True)
    assert node.ratio.value[0] == pytest.approx(float(correlation_ratio(codes, (b1 + b2) / 2, np.ones(80))))
    assert np.isnan(influence_of(instrument, tally, "groups", 5).nodes[1].ratio.value).all()


@pytest.mark.parametrize("kind", ["geometric", "harmonic"])
def test_covariance_shares_add_up_for_other_means_too(made: Made, kind: AggregateKind) -> None:
    instrument, tally = study(made, kind)
    found = influence_of(instrument, tally, "groups", 5)
    for node in found.nodes:
        assert node.covariance.value.sum() == pytest.approx(1, abs=1e-9)
        assert node.shapley.value.sum() == pytest.approx(1, abs=1e-9)  # of what the children explain linearly
        assert 0.7 < node.explained < 1
    assert np.isnan(found.covariance.value).all()


def test_nested_shares_are_owen_values_where_branches_are_uncorrelated(made: Made) -> None:
    """By all orders in which each branch comes in one piece, on the questions themselves."""
    from itertools import permutations, product

    from berdaya.stats.covariance import weighted_covariance
    from berdaya.stats.shapley import explained_by_subsets

    points = np.array(
        list(product([(0, 0), (3, 3), (1, 2), (2, 0)], [(0, 3, 1), (1, 1, 0), (3, 0, 2), (2, 2, 3)])), object
    )
    answers = [[float(v) for v in (*b, *a)] for b, a in points]  # every pair of answers once: branches are uncorrelated
    b = made.branch("b", made.leaf("b1"), made.leaf("b2", weight=2))
    a = made.branch("a", made.leaf("a1"), made.leaf("a2"), made.leaf("a3", weight=3), weight=2)
    instrument = made.instrument(b, a)
    tally = made.tally(instrument, {}, answers, detail=True)
    found = influence_of(instrument, tally, "persons", 2)
    x = np.array(answers)
    w = np.array([1 / 9, 2 / 9, 2 / 15, 2 / 15, 6 / 15])
    worth = explained_by_subsets(weighted_covariance(np.column_stack([x, x @ w]), np.ones(len(x))))
    rise, count = np.zeros(5), 0
    for first, second in product(permutations((0, 1)), permutations((2, 3, 4))):
        for order in ((*first, *second), (*second, *first)):
            code = 0
            for i in order:
                rise[i] += worth[code | 1 << i] - worth[code]
                code |= 1 << i
            count += 1
    at = [found.keys.index(key) for key in ("b1", "b2", "a1", "a2", "a3")]
    np.testing.assert_allclose(found.nested.value[at], rise / count / worth[-1], atol=1e-9)


def test_negative_covariance_shares_are_shown(made: Made) -> None:
    instrument = made.instrument(made.leaf("x", weight=4), made.leaf("y"))
    answers = [[0, 3], [1, 2], [2, 1], [3, 0], [1, 3], [2, 2]]
    (node,) = influence_of(instrument, made.tally(instrument, {}, answers, detail=True), "persons").nodes
    assert node.covariance.value[1] < 0
    assert node.covariance.value.sum() == pytest.approx(1)
    assert (node.shapley.value > -1e-12).all()


@pytest.mark.parametrize("across", ["groups", "persons"])
def test_rows_in_any_order_and_weights_on_any_scale(made: Made, across: Across) -> None:
    instrument, tally = study(made)
    order = np.random.default_rng(3).permutation(80)
    answers, groups = tally.answers[order], [f"g{i // 4:02d}" for i in order]
    rows = {"group": groups, "weight": [2.5] * 80, "respondent": [f"p{i:05d}" for i in order]}
    again = influence_of(instrument, made.tally(instrument, rows, answers.tolist(), detail=True), across, 2)
    found = influence_of(instrument, tally, across, 2)
    for one, two in zip(found.nodes, again.nodes, strict=True):
        np.testing.assert_allclose(one.shapley.value, two.shapley.value, atol=1e-9)
        np.testing.assert_allclose(one.covariance.value, two.covariance.value, atol=1e-9)
    np.testing.assert_allclose(found.nested.value, again.nested.value, atol=1e-9)


def test_why_there_are_no_figures(made: Made) -> None:
    instrument = made.instrument(
        made.branch("a", made.leaf("x"), made.leaf("y")), made.leaf("z"), made.leaf("v", weight=0)
    )
    few = influence_of(instrument, made.tally(instrument, {}, [[1, 2, 3, 0], [2, 2, 1, 1]], detail=True), "persons")
    assert [node.note for node in few.nodes] == ["few-rows", "few-rows"]
    assert np.isnan(few.nodes[0].shapley.value).all()
    still = influence_of(instrument, made.tally(instrument, {}, [[1, 2, 3, 0]] * 9, detail=True), "persons")
    assert [node.note for node in still.nodes] == ["no-spread", "no-spread"]
    assert still.nodes[0].children == ("a", "z")  # a child of weight 0 has no say
    many = made.instrument(*(made.leaf(f"q{i}") for i in range(16)))
    answers = np.random.default_rng(1).integers(0, 4, (40, 16)).astype(float).tolist()
    (node,) = influence_of(many, made.tally(many, {}, answers, detail=True), "persons", 5).nodes
    assert node.note == "too-many-children"
    assert np.isnan(node.shapley.value).all()
    assert node.covariance.value.sum() == pytest.approx(1)


def test_drawn_groups_go_as_a_whole_and_a_lonely_one_has_no_interval(small: Small) -> None:
    instrument = small.instrument()
    rows, answers = small.study(gaps=0)
    for name in ("some-groups", "two-stages"):
        tally = small.made.tally(instrument, rows, answers, small.designs[name], detail=True)
        found = influence_of(instrument, tally, "groups")
        node = found.nodes[0]
        assert np.isfinite(node.shapley.low).all(), name
        assert (node.shapley.low < node.shapley.high).all()
    rows["village"] = ["alone" if g == "g0" else "south" for g in rows["group"]]
    lonely = small.made.tally(instrument, rows, answers, small.designs["some-groups"], detail=True)
    node = influence_of(instrument, lonely, "groups").nodes[0]
    assert np.isnan(node.shapley.low).all()
    assert not np.isnan(node.shapley.value).any()
    assert influence_of(instrument, lonely, "groups").withheld
    assert node.alike.all()
    assert set(node.against) == {""}
