"""The overall score with ended groups at the bottom, against answers that put them there."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from berdaya.estimates.attention_model import EndedScore
from berdaya.estimates.ended import ended_score
from berdaya.estimates.model import Estimates, Settings
from berdaya.instrument.model import AggregateKind, Instrument
from berdaya.responses.roster import Roster

if TYPE_CHECKING:
    from tests.conftest import Made

GROUPS = Settings(count="groups")
ANSWERS = [[3, 1], [2, 2], [1, 1], [3, 3], [2, 1], [0, 2]]
OF = ["g1", "g1", "g2", "g2", "g3", "g3"]
ENDED = ("dissolved", "not_found")


def roster(weights: dict[str, float | None] | None = None, **status: str) -> Roster:
    every = {"g1": "active", "g2": "active", "g3": "inactive", **status}
    return Roster(True, {group: group for group in every}, every, weights)


def instrument(made: Made, kind: AggregateKind = "arithmetic") -> Instrument:
    return made.instrument(made.leaf("a", weight=2), made.leaf("b"), kind=kind)


def whole(made: Made, given: Instrument, settings: Settings, answers: Any = None, of: Any = None) -> Estimates:
    return made.estimate(given, {"group": of or OF}, answers or ANSWERS, settings=settings)


def found(
    made: Made, of: Roster, settings: Settings = GROUPS, kind: AggregateKind = "arithmetic", **scores: float
) -> EndedScore | None:
    given = instrument(made, kind)
    by = made.estimate(given, {"group": OF}, ANSWERS, settings=settings, by=("group",))
    own = {labels[0]: float(by.value[d, 0]) for d, labels in enumerate(by.domains)}
    return ended_score(given, whole(made, given, settings), {**own, **scores}, of, settings, ENDED)


def test_it_is_the_score_had_the_ended_groups_answered_the_lowest(made: Made) -> None:
    one = found(made, roster(x1="dissolved", x2="not_found"))
    assert one is not None
    with_them = whole(made, instrument(made), GROUPS, [*ANSWERS, [0, 0], [0, 0]], [*OF, "x1", "x2"])
    assert one.value == pytest.approx(float(with_them.value[0, 0]), rel=1e-12)
    assert (one.base_is, one.ended, one.share, one.note) == ("overall", 2, 0.4, "")


def test_its_error_is_that_of_the_score_scaled(made: Made) -> None:
    one = found(made, roster(x1="dissolved"))
    assert one is not None
    assert one.se == pytest.approx(0.75 * float(whole(made, instrument(made), GROUPS).se[0, 0]))


def test_units_first_holds_for_any_tree(made: Made) -> None:
    settings = Settings(count="groups", mode="units_first")
    one = found(made, roster(x1="dissolved"), settings, "geometric")
    assert one is not None
    with_it = whole(made, instrument(made, "geometric"), settings, [*ANSWERS, [0, 0]], [*OF, "x1"])
    assert one.value == pytest.approx(float(with_it.value[0, 0]))


def test_where_persons_count_or_the_tree_bends_the_base_is_the_mean_of_groups(made: Made) -> None:
    for settings, kind in ((Settings(), "arithmetic"), (GROUPS, "geometric")):
        one = found(made, roster(x1="dissolved"), settings, kind)  # type: ignore[arg-type]
        assert one is not None
        assert (one.base_is, one.se, one.note) == ("groups", None, "ended-groups")
        assert one.value == pytest.approx(0.75 * (one.base or 0))
    by = made.estimate(instrument(made), {"group": OF}, ANSWERS, by=("group",))
    persons = found(made, roster(x1="dissolved"), Settings())
    assert persons is not None
    assert persons.base == pytest.approx(by.value[:, 0].mean())


def test_an_ended_group_that_answered_is_the_lowest_all_the_same(made: Made) -> None:
    one = found(made, roster(g2="dissolved"))
    assert one is not None
    by = made.estimate(instrument(made), {"group": OF}, ANSWERS, settings=GROUPS, by=("group",))
    left = [float(by.value[by.domains.index((g,)), 0]) for g in ("g1", "g3")]
    assert one.base_is == "groups"
    assert one.base == pytest.approx(sum(left) / 2)
    assert one.value == pytest.approx(sum(left) / 3)


def test_weights_of_groups_make_the_share(made: Made) -> None:
    weights: dict[str, float | None] = {"g1": 2.0, "g2": 1.0, "g3": 1.0, "x1": 4.0}
    one = found(made, roster(weights, x1="dissolved"))
    assert one is not None
    assert (one.share, one.se, one.note) == (0.5, None, "ended-drawn")
    blank = found(made, roster({**weights, "x1": None}, x1="dissolved"))
    assert blank is not None
    assert (blank.share, blank.value, blank.note) == (None, None, "ended-weight")


def test_there_is_none_where_no_group_ended(made: Made) -> None:
    assert found(made, roster(x1="inactive")) is None


def test_without_an_error_of_the_score_there_is_none_here(made: Made) -> None:
    given = instrument(made)
    one_row = made.estimate(given, {"group": ["g1"]}, [[1, 2]], settings=GROUPS)
    one = ended_score(given, one_row, {"g1": 1.5}, roster(x1="dissolved"), GROUPS, ENDED)
    assert one is not None
    assert (one.se, one.note) == (None, "ended-no-error")
    assert one.value is not None
