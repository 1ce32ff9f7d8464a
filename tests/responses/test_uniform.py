from typing import TYPE_CHECKING

import numpy as np
import pytest

from berdaya.responses.interviews import answer_sets, read_interviews
from berdaya.responses.uniform import Uniform, find_uniform
from berdaya.study.read import read_answers, read_study

if TYPE_CHECKING:
    from tests.conftest import FieldStudy


def found_in(field: "FieldStudy", chance: float = 0.05, same: float = 0.9, items: int = 8) -> Uniform:
    study = read_study(field.write())
    interviews = read_interviews(read_answers(study), study.instrument, "")
    return find_uniform(answer_sets(interviews, study.instrument), same, 0.6, items, chance)


def test_a_straight_liner_is_found_and_a_true_respondent_is_not(field: "FieldStudy") -> None:
    field.rows[60]["answers"] = ["2"] * 24
    field.rows[61]["answers"] = ["1"] * 23 + ["2"]
    field.rows[62]["answers"] = ["3"] * 24  # the best throughout: at the end of the scale
    field.rows[63]["answers"] = [*["1"] * 17, *"0312203"]
    found = found_in(field)
    kinds = {(flag.kind, flag.at) for flag in found.flags}
    assert {("same", 60), ("run", 60), ("same", 61), ("run", 61), ("run", 63)} == kinds
    assert {flag.at: flag.value for flag in found.flags if flag.kind == "same"} == {60: 1.0, 61: pytest.approx(23 / 24)}
    assert all(flag.chance <= 0.05 for flag in found.flags)
    assert found.judged == 240
    assert found.ends >= 1


def test_the_expected_number_is_of_the_size_of_what_clean_studies_have(field: "FieldStudy") -> None:
    found = found_in(field, same=0.7)
    assert 0.5 < found.alike / found.expected < 2
    assert found.alike > 5


def test_a_study_with_too_few_questions_is_not_judged(field: "FieldStudy") -> None:
    assert found_in(field, items=25) == Uniform(0, 0, 0.0, 0, 0, ())
    field.rows[0]["answers"] = ["2"] * 7 + [""] * 17
    assert 0 not in {flag.at for flag in found_in(field, chance=1).flags}


def test_the_order_of_rows_does_not_matter(field: "FieldStudy") -> None:
    field.rows[60]["answers"] = ["2"] * 24
    own = found_in(field, chance=1)
    order = np.random.default_rng(1).permutation(240)
    field.rows = [field.rows[at] for at in order]
    other = found_in(field, chance=1)
    assert other.expected == pytest.approx(own.expected, rel=1e-9)
    found = {(flag.kind, int(order[flag.at])): flag.chance for flag in other.flags}
    assert found == pytest.approx({(flag.kind, flag.at): flag.chance for flag in own.flags}, rel=1e-6)
