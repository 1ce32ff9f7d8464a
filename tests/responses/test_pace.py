from typing import TYPE_CHECKING

import numpy as np
import pytest

from berdaya.responses.interviews import read_interviews
from berdaya.responses.pace import Pace, find_pace
from berdaya.study.read import read_answers, read_study

if TYPE_CHECKING:
    from tests.conftest import FieldStudy


def found_in(field: "FieldStudy", per_day: int = 12) -> Pace:
    study = read_study(field.write())
    responses = read_answers(study)
    assert responses.times is not None
    return find_pace(read_interviews(responses, study.instrument, ""), responses.times(), 0.4, per_day, (1.0, 240.0))


def later(text: str, minutes: int) -> str:
    return str(np.datetime64(text.replace(" ", "T")) + np.timedelta64(minutes, "m")).replace("T", " ")


def test_a_clean_study_has_hardly_any(field: "FieldStudy") -> None:
    found = found_in(field)
    assert found.flags == ()
    assert (found.timed, found.dated, found.left_open) == (240, 240, 0)
    assert found.medians["member"] == pytest.approx(30, abs=3)


def test_an_interview_that_was_too_fast(field: "FieldStudy") -> None:
    field.rows[100]["end"] = later(field.rows[100]["start"], 6)
    (flag,) = found_in(field).flags
    assert (flag.kind, flag.at, flag.value) == ("fast", 100, 6.0)
    assert flag.limit == pytest.approx(0.4 * 30, abs=1.5)


def test_two_interviews_at_the_same_time(field: "FieldStudy") -> None:
    field.rows[31]["start"] = later(field.rows[31]["start"], -20)
    found = {(flag.kind, flag.at, flag.other) for flag in found_in(field).flags}
    assert found == {("overlap", 30, 31), ("overlap", 31, 30)}
    field.rows[31]["enumerator"] = "e9"  # two people at the same time are none
    assert found_in(field).flags == ()
    field.rows[31]["enumerator"] = field.rows[30]["enumerator"]
    field.rows[31]["respondent"] = field.rows[30]["respondent"]  # one person about two groups
    field.rows[31]["group"] = "g04"
    assert found_in(field).flags == ()


def test_a_form_that_was_left_open_overlaps_nothing(field: "FieldStudy") -> None:
    field.rows[30]["end"] = later(field.rows[30]["end"], 300)
    found = found_in(field)
    assert (found.flags, found.left_open) == ((), 1)


def test_many_interviews_in_a_day(field: "FieldStudy") -> None:
    found = found_in(field, per_day=9)
    assert len(found.flags) == 240
    assert {(flag.kind, flag.value, flag.limit) for flag in found.flags} == {("many_in_day", 10.0, 9)}


def test_without_times_nothing_is_known(field: "FieldStudy") -> None:
    study = read_study(field.write())
    interviews = read_interviews(read_answers(study), study.instrument, "")
    assert find_pace(interviews, None, 0.4, 12, (1.0, 240.0)) == Pace(0, 0, 0, {}, ())
