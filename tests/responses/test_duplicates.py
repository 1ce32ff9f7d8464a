from typing import TYPE_CHECKING
from unittest.mock import patch

import numpy as np
import pytest

from berdaya.responses.duplicates import Duplicates, find_duplicates
from berdaya.responses.interviews import answer_sets, read_interviews
from berdaya.stats import near_duplicates
from berdaya.study.read import read_answers, read_study

if TYPE_CHECKING:
    from tests.conftest import FieldStudy, Made


def found_in(field: "FieldStudy", identical: float = 0.95, chance: float = 0.05) -> Duplicates:
    study = read_study(field.write())
    interviews = read_interviews(read_answers(study), study.instrument, "")
    return find_duplicates(interviews, answer_sets(interviews, study.instrument), identical, 8, chance)


def copied(field: "FieldStudy") -> "FieldStudy":
    field.rows[150]["answers"] = list(field.rows[20]["answers"])
    field.rows[151]["answers"] = [*field.rows[21]["answers"][:23], "0" if field.rows[21]["answers"][23] != "0" else "3"]
    return field


def test_copied_interviews_are_found_with_their_rows(field: "FieldStudy") -> None:
    found = found_in(copied(field))
    assert {(flag.kind, flag.at, flag.other) for flag in found.flags} == {
        ("duplicate", 20, 150),
        ("duplicate", 150, 20),
        ("near_duplicate", 21, 151),
        ("near_duplicate", 151, 21),
    }
    assert found.pairs == 240 * 239 // 2
    assert found.whole
    assert all(flag.chance < 1e-3 for flag in found.flags)


def test_a_clean_study_has_none(field: "FieldStudy") -> None:
    assert found_in(field).flags == ()


def test_rows_of_one_respondent_are_no_copies(field: "FieldStudy") -> None:
    for row in (20, 150):
        field.rows[row]["respondent"] = "same"
    assert {flag.at for flag in found_in(copied(field)).flags} == {21, 151}


def test_alike_by_chance_where_people_are_at_the_end_of_the_scale(field: "FieldStudy") -> None:
    for row in (3, 77, 140):
        field.rows[row]["answers"] = ["3"] * 24
    found = found_in(field)
    assert found.alike >= 3
    assert found.flags == ()


def test_members_of_one_group_may_agree_about_their_group(made: "Made") -> None:
    """Twelve facts of the group, on which its members agree: alike within groups is no sign of a copy, between groups it is."""
    draw = np.random.default_rng(4)
    facts = draw.integers(0, 4, (40, 12))
    answers = np.repeat(facts, 3, axis=0)
    answers[5] = answers[90]
    instrument = made.instrument(*(made.leaf(f"q{i}") for i in range(12)))
    groups = np.repeat(np.arange(40), 3).astype(str)
    responses = made.responses(instrument, {"group": groups.tolist()}, answers.tolist())
    interviews = read_interviews(responses, instrument, "")
    found = find_duplicates(interviews, answer_sets(interviews, instrument), 0.95, 8, 0.05)
    assert {flag.at for flag in found.flags} == {5, 90, 91, 92}
    assert found.alike == 120


def test_numbers_are_compared_too(made: "Made") -> None:
    draw = np.random.default_rng(5)
    answers = np.round(draw.uniform(0, 3, (60, 8)), 2)
    answers[40] = answers[10]
    instrument = made.instrument(*(made.leaf(f"q{i}", decimals=True) for i in range(8)))
    interviews = read_interviews(made.responses(instrument, {}, answers.tolist()), instrument, "")
    found = find_duplicates(interviews, answer_sets(interviews, instrument), 0.95, 8, 0.05)
    assert {(flag.at, flag.other) for flag in found.flags} == {(10, 40), (40, 10)}


def test_where_not_all_pairs_can_be_compared_whole_copies_are_still_found(field: "FieldStudy") -> None:
    with patch.object(near_duplicates, "MOST_PAIRS", -1):
        found = found_in(copied(field))
    assert not found.whole
    assert {flag.at for flag in found.flags} == {20, 150}


def test_the_order_of_rows_does_not_matter(field: "FieldStudy") -> None:
    own = found_in(copied(field), identical=0.7, chance=1e9)
    assert own.alike > 10
    order = np.random.default_rng(1).permutation(240)
    field.rows = [field.rows[at] for at in order]
    other = found_in(field, identical=0.7, chance=1e9)
    found = {(flag.kind, int(order[flag.at]), int(order[flag.other])): flag.chance for flag in other.flags}
    wanted = {(flag.kind, flag.at, flag.other): flag.chance for flag in own.flags}
    assert found == pytest.approx(wanted, rel=1e-6)
