from __future__ import annotations

from typing import TYPE_CHECKING, Any

import krippendorff
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from berdaya.estimates.reliability.rater_agreement import RaterAgreement, rater_agreement
from berdaya.stats.icc import icc_one_way, icc_two_way
from berdaya.stats.kappa import weighted_kappa

if TYPE_CHECKING:
    from tests.conftest import Made

    from berdaya.instrument.model import Instrument


def instrument(made: Made) -> Instrument:
    both = {"official": 1.0}
    return made.instrument(made.leaf("m"), *(made.leaf(f"q{i}", both) for i in range(2)), roles=("member", "official"))


def ratings(groups: int = 10, raters: int = 2, seed: int = 1) -> np.ndarray:
    draw = np.random.default_rng(seed)
    true = draw.integers(0, 4, (groups, 1, 2))
    found: np.ndarray = np.clip(true + draw.integers(-1, 2, (groups, raters, 2)), 0, 3).astype(float)
    return found


def agreed(made: Made, x: np.ndarray, who: Any = None, **asked: Any) -> dict[str, RaterAgreement]:
    """Ratings (groups, raters, questions) of officials, NaN for none, and a member of every group."""
    groups, raters, _ = x.shape
    rows = {"group": [], "role": [], "respondent": [], "enumerator": []}  # type: dict[str, list[Any]]
    answers: list[Any] = []
    for g in range(groups):
        for r in range(raters):
            if not np.isnan(x[g, r]).all():
                rows["group"].append(f"g{g}")
                rows["role"].append("official")
                rows["respondent"].append(f"o{r}")
                rows["enumerator"].append(who[g][r] if who else "")
                answers.append([None, *x[g, r].tolist()])
        rows["group"] += [f"g{g}"] * 2
        rows["role"] += ["member"] * 2
        rows["respondent"] += [f"m{g}a", f"m{g}b"]
        rows["enumerator"] += ["", ""]
        answers += [[float(g % 3), None, None], [1.0, None, None]]
    tally = made.tally(instrument(made), rows, answers, attributes=("enumerator",), units=True, detail=True)
    return {one.node: one for one in rater_agreement(instrument(made), tally, "", **asked)}


def test_the_figures_are_those_of_the_statistics(made: Made) -> None:
    x = ratings()
    found = agreed(made, x)
    assert list(found) == ["overall", "q0", "q1"]  # members speak of themselves
    one, first = found["q0"], x[:, :, 0]
    assert (one.role, one.units, one.raters, one.ratings, one.complete, one.pairs) == ("official", 10, 2, 20, 10, 1)
    for level in ("nominal", "ordinal", "interval"):
        wanted = krippendorff.alpha(reliability_data=first.T, level_of_measurement=level)
        assert getattr(one, level) == pytest.approx(wanted, abs=1e-9)
    assert one.linear == pytest.approx(weighted_kappa(first[:, 0], first[:, 1]))
    assert one.quadratic == pytest.approx(weighted_kappa(first[:, 0], first[:, 1], "quadratic"))
    theirs = (*icc_one_way(first.ravel(), np.repeat(np.arange(10), 2)), *icc_two_way(first))
    for have, want in zip(one.icc, theirs, strict=True):
        assert have.kind == want.kind
        np.testing.assert_allclose(have[1:], want[1:])


def test_a_node_is_scored_from_each_raters_own_answers(made: Made) -> None:
    x = ratings(seed=2)
    whole = agreed(made, x)["overall"]
    scores = x.mean(axis=2)
    assert whole.interval == pytest.approx(krippendorff.alpha(reliability_data=scores.T))
    assert np.isnan([whole.nominal, whole.linear]).all()  # scores are numbers, not categories
    three = whole.of("ICC3")
    assert three is not None
    assert three.value == pytest.approx(icc_two_way(scores)[2].value)


def test_raters_that_rated_some_groups_only(made: Made) -> None:
    x = ratings(groups=12, raters=3, seed=3)
    for g in range(12):
        x[g, g % 3] = np.nan  # each group by two of three
    one = agreed(made, x)["q1"]
    assert (one.units, one.raters, one.ratings, one.complete, one.pairs) == (12, 3, 24, 0, 3)
    assert one.note == "not-crossed"
    assert [icc.kind for icc in one.icc] == ["ICC1", "ICC1k"]
    assert one.ordinal == pytest.approx(
        krippendorff.alpha(reliability_data=x[:, :, 1].T, level_of_measurement="ordinal"), abs=1e-9
    )
    kappas = [weighted_kappa(x[:, i, 1], x[:, j, 1]) for i, j in ((0, 1), (0, 2), (1, 2))]
    assert one.linear == pytest.approx(np.mean(kappas))


def test_groups_with_one_rating_do_not_count(made: Made) -> None:
    x = ratings(groups=8, seed=4)
    x[5:, 1] = np.nan
    one = agreed(made, x)["q0"]
    assert (one.units, one.complete) == (5, 5)
    assert one.interval == pytest.approx(krippendorff.alpha(reliability_data=x[:5, :, 0].T))


def test_enumerators_are_the_raters_where_they_are_named(made: Made) -> None:
    x = ratings(groups=6, seed=5)
    named = [["a", "b"] if g % 2 else ["b", "a"] for g in range(6)]
    turned = x.copy()
    turned[::2] = x[::2, ::-1]
    assert agreed(made, x, named)["q0"].linear == pytest.approx(agreed(made, turned)["q0"].linear)
    alone = [["a", "a"]] * 6  # one enumerator wrote both down: the officials differ, not he
    assert agreed(made, x, alone)["q0"].linear == pytest.approx(agreed(made, x)["q0"].linear)


def test_people_who_speak_of_themselves_only_when_asked(made: Made) -> None:
    found = agreed(made, ratings(), role="member")
    assert list(found) == ["overall", "m"]
    assert (found["m"].raters, found["m"].note, found["m"].pairs) == (20, "not-crossed", 0)
    assert list(agreed(made, ratings(), node="q1")) == ["q1"]


@pytest.mark.parametrize(("x", "note"), [(ratings(groups=1), "few-units"), (np.ones((4, 2, 2)), "all-equal")])
def test_what_does_not_exist_has_a_note(made: Made, x: np.ndarray, note: str) -> None:
    one = agreed(made, x)["q0"]
    assert one.note == note
    assert np.isnan([one.interval, one.nominal, one.linear]).all()
    assert one.icc == () and one.of("ICC1") is None


def test_nothing_where_no_group_was_rated_twice(made: Made) -> None:
    assert agreed(made, ratings(raters=1)) == {}


@settings(max_examples=25)
@given(st.integers(0, 100))
def test_neither_order_nor_direction_of_the_scale_matters(made: Made, seed: int) -> None:
    x = ratings(seed=seed)
    order = np.random.default_rng(seed).permutation(len(x))
    one, moved, turned = (agreed(made, y)["q0"] for y in (x, x[order], 3 - x))
    for name in ("nominal", "ordinal", "interval", "linear", "quadratic"):
        assert getattr(moved, name) == pytest.approx(getattr(one, name), abs=1e-9, nan_ok=True)
        assert getattr(turned, name) == pytest.approx(getattr(one, name), abs=1e-9, nan_ok=True)
