from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
import pytest

from berdaya.estimates.model import Settings
from berdaya.estimates.publish import Publish, beyond_rules, marks, rule_names, rule_words
from berdaya.tally.model import DesignSpec, Stage

if TYPE_CHECKING:
    from tests.conftest import Made

RULES = Publish(min_df=8, min_n=30, rse=25)
NAN = math.nan


def broken(
    value: float, se: float, df: float, n: float, *, exact: bool = False, rules: Publish = RULES
) -> tuple[str, ...]:
    numbers = [np.array([one]) for one in (value, se, df, n)]
    return rule_names(beyond_rules(rules, numbers[0], numbers[1], numbers[2], numbers[3], np.array([exact]))[0])


@pytest.mark.parametrize(
    ("value", "se", "df", "n", "names"),
    [
        (2.0, 0.5, 8, 30, ()),  # on every limit, and within
        (2.0, 0.51, 8, 30, ("rse",)),
        (2.0, 0.1, 7, 29, ("min_df", "min_n")),
        (-2.0, 0.51, 8, 30, ("rse",)),
        (0.0, 0.1, 8, 30, ("rse",)),  # relative to nothing
        (2.0, NAN, 0, 30, ("min_df", "rse")),  # an error that is not known
        (NAN, NAN, NAN, 0, ()),  # nothing is printed
    ],
)
def test_which_rules_an_estimate_is_beyond(
    value: float, se: float, df: float, n: float, names: tuple[str, ...]
) -> None:
    assert broken(value, se, df, n) == names


def test_a_census_is_beyond_none() -> None:
    assert broken(0.0, 0.0, 0, 3, exact=True) == ()
    assert broken(0.0, 0.0, 0, 3) == ("min_df", "min_n", "rse")


def test_a_rule_that_is_not_set_holds_for_nothing() -> None:
    assert broken(0.0, NAN, 0, 1, rules=Publish()) == ()
    assert broken(0.0, NAN, 0, 1, rules=Publish(min_n=2)) == ("min_n",)
    assert Publish(rse=25, min_df=8).set_rules == ("min_df", "rse")


def test_a_rule_is_told_with_its_limit() -> None:
    assert rule_words(Publish(min_df=8), "min_df", "en") == "fewer than 8 degrees of freedom"
    assert rule_words(Publish(rse=12.5), "rse", "id") == "galat baku relatif di atas 12,5% atau tidak diketahui"


def test_estimates_carry_what_they_are_beyond(made: Made) -> None:
    instrument = made.instrument(made.leaf("x"))
    rows, answers = {"group": list("aabb")}, [[0], [3], [1], [1]]
    drawn = made.estimate(instrument, rows, answers, settings=Settings(publish=Publish(min_n=4, rse=25)), by=("group",))
    assert [rule_names(one) for one in drawn.beyond[:, 1]] == [("min_n", "rse"), ("min_n", "rse")]  # b: no error at all
    census = DesignSpec("census", (Stage("respondent", (), 4),))
    whole = made.estimate(instrument, rows, answers, census, Settings(publish=RULES))
    assert not whole.beyond.any()
    assert not made.estimate(instrument, rows, answers).beyond.any()


def test_few_persons_have_one_mark_and_other_rules_one_more() -> None:
    assert [marks(True, ()), marks(True, ("min_n",)), marks(True, ("min_n", "rse"))] == ["*", "*", "*†"]
    assert [marks(False, ()), marks(False, ("min_n",)), marks(False, ("min_df", "rse"))] == ["", "†", "†"]
