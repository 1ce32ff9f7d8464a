from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from berdaya.estimates.model import Settings
from berdaya.estimates.reliability.model import Reliability, ReliabilityQuery, SetReliability
from berdaya.estimates.reliability.reliability import reliability
from berdaya.stats.alpha import cronbach_alpha
from berdaya.stats.pairwise import pairwise_moments
from berdaya.tally.model import DesignSpec, LonelyPsu

if TYPE_CHECKING:
    from tests.conftest import Made

    from berdaya.instrument.model import Instrument


def measured(
    made: Made,
    instrument: Instrument,
    rows: dict[str, Any],
    answers: Any,
    query: ReliabilityQuery | None = None,
    design: DesignSpec | None = None,
    wave: str = "",
    lonely: LonelyPsu = "none",
    settings: Settings | None = None,
) -> Reliability:
    tally = made.tally(instrument, rows, answers, design, detail=True)
    return reliability(instrument, tally, settings or Settings(), wave, query, lonely)


def scale(made: Made, items: int = 4, **more: Any) -> Instrument:
    return made.instrument(*(made.leaf(f"q{i}") for i in range(items)), **more)


def answers(seed: int = 1, rows: int = 60, items: int = 4, gaps: float = 0.0) -> np.ndarray:
    draw = np.random.default_rng(seed)
    x = np.round(draw.normal(1.5, 0.7, (rows, 1)) + draw.normal(0, 0.7, (rows, items))).clip(0, 3)
    x[draw.random(x.shape) < gaps] = np.nan
    return x


def only(found: Reliability, node: str = "overall", role: str = "member") -> SetReliability:
    (one,) = [one for one in found.sets if (one.node, one.role) == (node, role)]
    return one


def test_every_node_with_children_by_role(made: Made) -> None:
    both = {"member": 1.0, "leader": 1.0}
    first = made.branch("a", made.leaf("a1"), made.leaf("a2", both), made.leaf("a3", both))
    second = made.branch("b", made.leaf("b1", {"leader": 1.0}), made.leaf("b2", waves=("later",)))
    instrument = made.instrument(first, second)
    x = np.column_stack([answers(1), answers(2, items=1)])
    rows = {"role": ["member"] * 40 + ["leader"] * 20, "wave": ["now"] * 60}
    found = measured(made, instrument, rows, x, wave="now")
    asked = {(one.node, one.role): [item.key for item in one.items] for one in found.sets}
    assert asked == {
        ("overall", "member"): ["a1", "a2", "a3"],
        ("a", "member"): ["a1", "a2", "a3"],
        ("overall", "leader"): ["a2", "a3", "b1"],
        ("a", "leader"): ["a2", "a3"],
        ("b", "leader"): ["b1"],
    }
    assert only(found).alpha == pytest.approx(cronbach_alpha(np.cov(x[:40, :3].T)))
    assert only(found, "a", "leader").alpha == pytest.approx(cronbach_alpha(np.cov(x[40:, 1:3].T)))
    assert only(found, "b", "leader").notes == ("single-item",)
    assert [
        one.node for one in measured(made, instrument, rows, x, ReliabilityQuery("a", "leader"), wave="now").sets
    ] == ["a"]


def test_reversed_and_wider_questions_are_on_one_scale(made: Made) -> None:
    x = answers(3)
    turned = x.copy()
    turned[:, 1] = 3 - turned[:, 1]
    turned[:, 2] = turned[:, 2] * 2 + 1
    leaves = [
        made.leaf("q0"),
        made.leaf("q1", direction="lower_is_better"),
        made.leaf("q2", scale=(1, 7)),
        made.leaf("q3"),
    ]
    found = measured(made, made.instrument(*leaves), {}, turned)
    assert only(found).alpha == pytest.approx(cronbach_alpha(np.cov(x.T)))
    assert only(found).items[1].rest == pytest.approx(only(measured(made, scale(made), {}, x)).items[1].rest)


def test_pairwise_listwise_and_how_many(made: Made) -> None:
    x = answers(4, gaps=0.1)
    x[0] = np.nan
    pairs, whole = (only(measured(made, scale(made), {}, x, ReliabilityQuery(listwise=one))) for one in (False, True))
    complete = ~np.isnan(x).any(axis=1)
    assert pairs.n == (~np.isnan(x).all(axis=1)).sum() == 59
    assert whole.n == whole.complete == pairs.complete == complete.sum()
    assert whole.alpha == pytest.approx(cronbach_alpha(np.cov(x[complete].T)))
    assert pairs.alpha == pytest.approx(cronbach_alpha(pairwise_moments(x).covariance))
    assert pairs.fewest == min((~np.isnan(x[:, i] + x[:, j])).sum() for i in range(4) for j in range(4))
    assert [item.n for item in pairs.items] == (~np.isnan(x)).sum(axis=0).tolist()
    assert {item.n for item in whole.items} == {whole.n}


def test_weights_count_unless_they_are_not_to(made: Made) -> None:
    x = answers(5)
    weight = np.random.default_rng(5).integers(1, 4, len(x)).astype(float)
    design = DesignSpec(weight="column")
    rows = {"weight": weight.tolist()}
    found = measured(made, scale(made), rows, x, design=design)
    plain = measured(made, scale(made), rows, x, ReliabilityQuery(unweighted=True), design)
    assert (found.weighted, plain.weighted) == (True, False)
    copies = np.repeat(x, weight.astype(int), axis=0)
    assert only(found).alpha == pytest.approx(cronbach_alpha(np.cov(copies.T)))
    assert only(plain).alpha == pytest.approx(cronbach_alpha(np.cov(x.T)))
    assert not measured(made, scale(made), {"weight": [2.0] * 60}, x, design=design).weighted


def test_what_cannot_count_is_told(made: Made) -> None:
    x = answers(10, items=5)
    x[:, 1], x[1:, 2] = 2, np.nan
    one = only(measured(made, scale(made, 5), {}, x))
    assert one.left_out == {"q1": "constant", "q2": "few-answers"}
    assert (one.asked, [item.key for item in one.items]) == (5, ["q0", "q3", "q4"])
    assert one.alpha == pytest.approx(cronbach_alpha(np.cov(x[:, [0, 3, 4]].T)))


def test_few_persons_are_marked_where_they_speak_of_themselves(made: Made) -> None:
    instrument = made.instrument(*(made.leaf(f"q{i}", {"member": 1.0, "leader": 1.0}) for i in range(4)))
    rows = {"role": ["member"] * 4 + ["leader"] * 4}
    found = measured(made, instrument, rows, answers(12, rows=8))
    assert [(one.role, one.suppressed) for one in found.sets] == [("member", True), ("leader", False)]


def test_a_wave_without_answers_has_no_sets(made: Made) -> None:
    assert measured(made, scale(made), {}, answers(), wave="later").sets == ()


@settings(max_examples=25)
@given(st.integers(0, 300))
def test_neither_order_of_rows_nor_doubling_changes_alpha(made: Made, seed: int) -> None:
    x = answers(seed, rows=20, gaps=0.05)
    order = np.random.default_rng(seed).permutation(20)
    one, other = (only(measured(made, scale(made), {}, y)) for y in (x, x[order]))
    assert one.alpha == pytest.approx(other.alpha, abs=1e-12)
    assert one.se == pytest.approx(other.se, abs=1e-12)
    whole = ~np.isnan(x).any(axis=1)
    twice = only(measured(made, scale(made), {}, np.concatenate([x[whole], x[whole]])))
    alone = only(measured(made, scale(made), {}, x[whole]))
    if alone.alpha is not None:
        assert twice.alpha == pytest.approx(alone.alpha, abs=1e-12)
        assert twice.items[0].rest == pytest.approx(alone.items[0].rest, abs=1e-12)


def test_rows_that_answered_only_what_is_left_out_do_not_count(made: Made) -> None:
    x = answers(15, rows=30, items=4)
    x[:, 3] = 2
    x[:4, :3] = np.nan  # these answered the question that all answer alike, and no other
    pairs, whole = (only(measured(made, scale(made), {}, x, ReliabilityQuery(listwise=one))) for one in (False, True))
    assert pairs.n == whole.n == 26
    assert pairs.left_out == whole.left_out == {"q3": "constant"}
    assert pairs.alpha == pytest.approx(cronbach_alpha(np.cov(x[4:, :3].T)))


def test_listwise_rows_answered_the_constant_question_too(made: Made) -> None:
    """As SPSS: listwise first, questions without variance after."""
    x = answers(16, rows=30, items=4)
    x[:, 3] = 2
    x[:5, 3] = np.nan
    one = only(measured(made, scale(made), {}, x, ReliabilityQuery(listwise=True)))
    assert one.n == 25
    assert one.alpha == pytest.approx(cronbach_alpha(np.cov(x[5:, :3].T)))
