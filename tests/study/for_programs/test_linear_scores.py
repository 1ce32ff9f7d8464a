"""Scores as sums of means of questions over roles."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from berdaya.study.for_programs.data_table import data_table, wanted_for
from berdaya.study.for_programs.linear_scores import linear_scores, not_linear
from berdaya.study.read import read_answers, read_study
from berdaya.study.run import count_study

if TYPE_CHECKING:
    from tests.conftest import SmallStudy


def test_coefficients(small: SmallStudy) -> None:
    study = read_study(small.path)
    counted = count_study(study, read_answers(study), wanted_for(study))
    found = {one.node: one for one in linear_scores(counted, data_table(counted, ()))}
    assert not_linear(counted) == ()
    terms = {(i, role): c for i, role, c in found["overall"].terms}
    third = pytest.approx(1 / 3)
    assert terms[0, 0] == pytest.approx(2 / 3 / 4)
    assert terms[1, 0] == pytest.approx(2 / 3 * 3 / 4)
    assert terms[2, 0] + terms[2, 1] + terms[3, 1] == third
    assert sum(terms.values()) == pytest.approx(1)
    assert found["q4"].terms == ((3, 1, 1.0),)


@pytest.mark.parametrize(("setting", "why"), [("mode: units_first", "no-units"), ("count: groups", "no-groups")])
def test_what_is_no_such_sum(small: SmallStudy, setting: str, why: str) -> None:
    small.change("study.yaml", ("design:", f"estimates: {{{setting}}}\ndesign:"))
    study = read_study(small.path)
    counted = count_study(study, read_answers(study), wanted_for(study))
    assert not_linear(counted) == (why,)
    assert linear_scores(counted, data_table(counted, ())) == ()
