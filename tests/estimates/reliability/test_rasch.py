from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from berdaya.estimates.bootstrap import unit_factors
from berdaya.estimates.model import Settings
from berdaya.estimates.reliability.rasch import rasch
from berdaya.estimates.reliability.rasch_model import Rasch, RaschItem, RaschQuery, RaschSet, is_yes_no
from berdaya.instrument.model import Question, Scale
from berdaya.stats.rasch import rasch_fit, rasch_severities
from berdaya.stats.rasch_levels import rasch_levels, rasch_reliability
from berdaya.stats.rasch_residual import residual_correlations
from berdaya.tally.model import DesignSpec, LonelyPsu, Replicates, Stage

if TYPE_CHECKING:
    from tests.conftest import Made

    from berdaya.instrument.model import Instrument

SEVERITY = (-1.0, -0.3, 0.2, 1.1)
DESIGN = DesignSpec("random", (Stage("group"),), "column")


def yes(seed: int = 1, rows: int = 120, severity: tuple[float, ...] = SEVERITY) -> np.ndarray:
    draw = np.random.default_rng(seed)
    level = draw.normal(0, 1.2, (rows, 1))
    return (draw.random((rows, len(severity))) < 1 / (1 + np.exp(np.array(severity) - level))).astype(float)


def clustered(seed: int = 3) -> tuple[np.ndarray, dict[str, Any]]:
    """Thirty groups, each of which finds some questions easier than others do."""
    draw = np.random.default_rng(seed)
    group = np.repeat(np.arange(30), 15)
    own = np.array(SEVERITY) + draw.normal(0, 0.6, (30, 4))
    x = (draw.random((450, 4)) < 1 / (1 + np.exp(own[group] - draw.normal(0, 1.2, (450, 1))))).astype(float)
    return x, {"group": [f"g{g:02d}" for g in group], "weight": draw.uniform(0.5, 2, 450).tolist()}


def scale(made: Made, items: int = 4, **more: Any) -> Instrument:
    return made.instrument(*(made.leaf(f"q{i}", scale=(0, 1), **more) for i in range(items)))


def measured(
    made: Made,
    instrument: Instrument,
    rows: dict[str, Any],
    x: Any,
    query: RaschQuery | None = None,
    design: DesignSpec | None = None,
    lonely: LonelyPsu = "none",
    settings: Settings | None = None,
    wave: str = "",
) -> Rasch:
    by = tuple(name for name in (query.by if query else ()) if name not in ("group", "role"))
    tally = made.tally(instrument, rows, x, design, detail=True, attributes=by)
    return rasch(instrument, tally, settings or Settings(), wave, query, lonely)


def only(found: Rasch) -> RaschSet:
    (one,) = found.sets
    return one


def severities(one: RaschSet) -> list[float]:
    return figures(one, "severity")


def figures(one: RaschSet, name: str) -> list[float]:
    return [getattr(item, name) for item in one.items]


def test_figures_are_those_of_the_statistics(made: Made) -> None:
    x, rows = clustered()
    w = np.array(rows["weight"])
    one = only(measured(made, scale(made), rows, x, design=DESIGN))
    found = rasch_severities(x, w)
    fit, levels = rasch_fit(x, w, found), rasch_levels(found.severity)
    np.testing.assert_allclose(severities(one), found.severity, atol=1e-12)
    np.testing.assert_allclose(figures(one, "infit"), fit.infit, atol=1e-12)
    np.testing.assert_allclose(figures(one, "outfit"), fit.outfit, atol=1e-12)
    np.testing.assert_allclose(figures(one, "model_se"), found.model_se, atol=1e-12)
    np.testing.assert_allclose(figures(one, "share"), w @ x / w.sum(), atol=1e-12)
    np.testing.assert_allclose([score.level for score in one.scores], levels.level, atol=1e-12)
    np.testing.assert_allclose([score.error for score in one.scores], levels.error, atol=1e-12)
    assert [score.yes for score in one.scores] == [0, 1, 2, 3, 4]
    assert one.reliability == pytest.approx(rasch_reliability(levels, found.counts))
    assert one.flat == pytest.approx(rasch_reliability(levels, np.ones(5)))
    residual = residual_correlations(x, w, found)
    np.testing.assert_allclose(one.residual, residual, atol=1e-12)
    assert one.closest is not None and one.closest[2] == residual[~np.eye(4, dtype=bool)].max()
    assert residual[int(one.closest[0][1]), int(one.closest[1][1])] == one.closest[2]
    assert (one.n, one.used, one.counts) == (450, int(found.used.sum()), "better")


def test_the_error_is_that_of_replicates(made: Made) -> None:
    x, rows = clustered()
    tally = made.tally(scale(made), rows, x, DESIGN, detail=True)
    one = only(rasch(scale(made), tally, Settings(), ""))
    drawn = [
        rasch_severities(x, w).severity
        for factors in unit_factors(tally, 1, 300, "none")
        for w in factors[:, tally.unit].astype(float) * tally.weight
    ]
    se = np.array(figures(one, "se"), float)
    np.testing.assert_allclose(se, np.std(drawn, axis=0), rtol=0.15)
    assert se.mean() > 1.2 * np.mean(figures(one, "model_se"))  # groups differ in what they find easy
    assert one.df == 29
    assert all(item.low < item.severity < item.high for item in one.items)  # type: ignore[operator]


def test_supplied_replicates_give_the_error(made: Made) -> None:
    x, rows = clustered()
    tally = made.tally(scale(made), rows, x, DESIGN, detail=True)
    groups, weight = np.array(rows["group"]), np.array(rows["weight"])
    factors = np.array([np.where(groups == g, 0.0, 30 / 29) for g in sorted(set(groups))])
    given = Replicates(factors, 29 / 30, np.ones(30), "mean", None, True)
    one = only(rasch(scale(made), replace(tally, replicates=given), Settings(), ""))
    drawn = np.array([rasch_severities(x, weight * factor).severity for factor in factors])
    np.testing.assert_allclose(figures(one, "se"), np.sqrt(29 * drawn.var(axis=0)), atol=1e-9)
    lacking = replace(given, factors=np.where(np.arange(30)[:, None] == 0, 0.0, factors))
    bare = only(rasch(scale(made), replace(tally, replicates=lacking), Settings(), ""))
    assert "replicate-apart" in bare.notes
    assert {item.se for item in bare.items} == {None}


def test_yes_is_the_worse_answer_where_all_are_turned(made: Made) -> None:
    x = yes()
    straight = only(measured(made, scale(made), {}, x))
    turned = only(measured(made, scale(made, direction="lower_is_better"), {}, x))
    assert (straight.counts, turned.counts) == ("better", "worse")
    assert severities(turned) == severities(straight)
    mixed = made.instrument(
        *(made.leaf(f"q{i}", scale=(0, 1)) for i in range(3)),
        made.leaf("q3", scale=(1, 2), direction="lower_is_better"),
    )
    same = only(measured(made, mixed, {}, np.column_stack([x[:, :3], 2 - x[:, 3]])))
    assert same.counts == "better"
    assert severities(same) == severities(straight)


def test_two_answers_on_a_wider_scale_are_yes_and_no(made: Made) -> None:
    texts = {0: {"en": "no"}, 1: {"en": "yes"}}
    wide = made.instrument(*(made.leaf(f"q{i}", answers=texts) for i in range(4)))  # on 0 to 3
    assert severities(only(measured(made, wide, {}, yes()))) == severities(only(measured(made, scale(made), {}, yes())))


@pytest.mark.parametrize(
    ("own", "answers", "decimals", "wanted"),
    [
        ((0, 1), (), False, True),
        ((1, 2), (), False, True),
        ((0, 1), (), True, False),
        ((0, 3), (), False, False),
        ((0, 3), (0, 3), False, True),
        ((0, 1), (0, 1), False, True),
        ((0, 2), (0, 1, 2), False, False),
    ],
)
def test_what_a_yes_no_question_is(
    own: tuple[float, float], answers: tuple[int, ...], decimals: bool, wanted: bool
) -> None:
    texts = {level: {"en": str(level)} for level in answers}
    assert is_yes_no(Question({"en": "q"}, {"member": 1}, Scale(*own), texts, decimals=decimals)) is wanted


def test_sets_that_cannot_be_measured_say_why(made: Made) -> None:
    leaves = [made.leaf(f"a{i}", scale=(0, 1)) for i in range(2)]
    instrument = made.instrument(made.branch("a", *leaves), made.branch("b", made.leaf("b1"), made.leaf("b2")))
    x = np.column_stack([yes()[:, :2], np.ones((120, 2))])
    found = {one.node: one for one in measured(made, instrument, {}, x).sets}
    assert {node: one.notes for node, one in found.items()} == {
        "overall": ("not-yes-no",),
        "a": ("few-items",),
        "b": ("not-yes-no",),
    }
    assert (found["overall"].asked, found["overall"].others) == (4, ("b1", "b2"))
    assert all(not one.items and one.closest is None for one in found.values())


def test_nobody_with_some_yes_and_some_no(made: Made) -> None:
    alike = np.repeat([[0.0], [1.0]], 10, axis=0) * np.ones(4)
    one = only(measured(made, scale(made), {}, alike))
    assert (one.n, one.used, one.notes, one.items) == (20, 0, ("no-rows",), ())
    gaps = yes()
    gaps[np.arange(120), np.arange(120) % 4] = np.nan
    nobody = only(measured(made, scale(made), {}, gaps))
    assert (nobody.n, nobody.notes, nobody.left_out) == (0, ("no-rows",), {})


def test_questions_set_apart_are_named(made: Made) -> None:
    x = yes(severity=(*SEVERITY, 0))
    x[:, 4] = x[:, :4].any(axis=1)  # of those with some yes and some no, all say yes
    one = only(measured(made, scale(made, 5), {}, x))
    assert (one.notes, one.apart, one.items) == (("apart",), ("q4",), ())


def test_a_question_that_all_answer_alike_is_left_out(made: Made) -> None:
    x = yes(severity=(*SEVERITY, 0))
    x[:, 1] = 1
    one = only(measured(made, scale(made, 5), {}, x))
    assert one.left_out == {"q1": "constant"}
    np.testing.assert_allclose(severities(one), rasch_severities(np.delete(x, 1, axis=1)).severity, atol=1e-12)
    assert one.n == 120


def test_parts_and_roles(made: Made) -> None:
    instrument = made.instrument(
        made.branch("a", *(made.leaf(f"a{i}", scale=(0, 1)) for i in range(4))),
        made.branch("b", *(made.leaf(f"b{i}", {"leader": 1.0}, scale=(0, 1)) for i in range(3))),
    )
    x = np.column_stack([yes(1, 200), yes(2, 200)[:, :3]])
    rows = {"role": ["member"] * 120 + ["leader"] * 80, "sex": ["p", "l"] * 100}
    found = measured(made, instrument, rows, x, RaschQuery(by=("sex",)))
    at = {(one.by, one.role, one.node): one for one in found.sets}
    assert list(at)[:3] == [(("l",), "member", "overall"), (("l",), "member", "a"), (("l",), "leader", "overall")]
    part = x[:120:2, :4]
    np.testing.assert_allclose(severities(at[("p",), "member", "a"]), rasch_severities(part).severity, atol=1e-12)
    highest = found.highest(instrument.parents)
    assert [(one.by, one.role, one.node) for one in highest] == [
        (("l",), "member", "overall"),
        (("l",), "leader", "overall"),
        (("p",), "member", "overall"),
        (("p",), "leader", "overall"),
    ]
    assert {one.node for one in found.highest(instrument.parents, "overall")} == {"a", "b"}
    alone = measured(made, instrument, rows, x, RaschQuery("b", "leader"))
    assert [(one.node, one.role) for one in alone.sets] == [("b", "leader")]


def test_a_part_keeps_the_whole_design(made: Made) -> None:
    """The error of a part is that of the whole with the others' answers taken away, not that of a sample of its own."""
    x, rows = clustered()
    rows["sex"] = [("p", "l")[i % 2] for i in range(450)]
    part, _ = measured(made, scale(made), rows, x, RaschQuery(by=("sex",)), DESIGN).sets
    gone = np.where(np.array(rows["sex"])[:, None] == part.by[0], x, np.nan)
    alone = only(measured(made, scale(made), rows, gone, design=DESIGN))
    assert figures(part, "se") == pytest.approx(figures(alone, "se"))
    assert part.df == alone.df == 29


def test_without_weights(made: Made) -> None:
    x, rows = clustered()
    found = measured(made, scale(made), rows, x, RaschQuery(unweighted=True), DESIGN)
    assert not found.weighted
    np.testing.assert_allclose(severities(only(found)), rasch_severities(x).severity, atol=1e-12)
    assert measured(made, scale(made), rows, x, design=DESIGN).weighted


def test_a_lonely_unit_withholds_the_error_and_a_census_has_none(made: Made) -> None:
    rows = {"group": ["g0"] * 20 + ["g1"] * 50 + ["g2"] * 50, "village": ["s"] * 20 + ["t"] * 100}
    design = DesignSpec("random", (Stage("group", ("village",)),))
    one = only(measured(made, scale(made), rows, yes(), design=design))
    assert one.notes == ("lonely",)
    assert one.items[0].severity is not None and one.items[0].se is None and one.items[0].model_se is not None
    whole = only(measured(made, scale(made), {}, yes(), design=DesignSpec("census")))
    assert whole.exact
    assert {item.se for item in whole.items} == {0.0}
    assert {item.low for item in whole.items} == {None}


def test_few_persons_are_marked(made: Made) -> None:
    x = yes()
    used = int(((x.sum(axis=1) > 0) & (x.sum(axis=1) < 4)).sum())
    for threshold, marked in ((used, False), (used + 1, True)):
        one = only(measured(made, scale(made), {}, x, settings=Settings(threshold=threshold)))
        assert one.suppressed is marked


def test_the_usual_rule_of_fit() -> None:
    def item(infit: float | None) -> RaschItem:
        return RaschItem("q", 0.5, 0.0, 0.1, -0.2, 0.2, 0.1, infit, 1.0)

    assert [item(value).fit for value in (0.69, 0.7, 1.0, 1.3, 1.31, None)] == [
        "overfit",
        "fits",
        "fits",
        "fits",
        "underfit",
        None,
    ]


@given(st.integers(0, 200))
def test_neither_order_of_rows_nor_the_unit_of_weights_changes_anything(made: Made, seed: int) -> None:
    x, rows = yes(seed, 60), {"weight": np.random.default_rng(seed).uniform(0.5, 2, 60)}
    order = np.random.default_rng(seed).permutation(60)
    design = DesignSpec("random", weight="column")
    one = only(measured(made, scale(made), {"weight": rows["weight"].tolist()}, x, design=design))
    other = only(measured(made, scale(made), {"weight": (9 * rows["weight"][order]).tolist()}, x[order], design=design))
    for name in ("severity", "se", "infit", "outfit"):
        assert figures(one, name) == pytest.approx(figures(other, name), abs=1e-9)


def test_a_wave_without_answers_has_no_sets(made: Made) -> None:
    assert measured(made, scale(made), {}, yes(), wave="later").sets == ()
