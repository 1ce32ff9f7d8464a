from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np
import pytest

from berdaya.responses.model import Times
from berdaya.study.read import read_answers, read_study

if TYPE_CHECKING:
    from tests.conftest import SmallStudy

HEAD = "respondent,group,role,start,end,day,took,q1\n"
Reads = Callable[..., Times]


@pytest.fixture
def reads(small: "SmallStudy") -> Reads:
    """The times of rows "start,end,day,took"."""

    def read(*rows: str, columns: str = "start: start, end: end, date: day, duration: took") -> Times:
        lines = [f"r{i},g1,member,{row},1\n" for i, row in enumerate(rows)]
        small.write("responses/a.csv", HEAD + "".join(lines))
        small.change("study.yaml", ("attributes: [sex]", f"columns: {{{columns}}}"))
        times = read_answers(read_study(small.path)).times
        assert times is not None
        return times()

    return read


def test_times_as_phones_write_them(reads: Reads) -> None:
    found = reads(
        "2026-06-01T08:30:15.000+07:00,2026-06-01T09:00:15.000+07:00,,",
        "2026-06-01 08:30,2026-06-01 08:45,,",
        "2026-06-01T23:50:00+07:00,2026-06-02T00:10:00+07:00,,",
    )
    assert found.problems == ()
    assert found.minutes.tolist() == [30, 15, 20]
    assert found.day.to_list() == ["2026-06-01"] * 3
    assert found.start[1] - found.start[0] == pytest.approx(7 * 60 - 0.25)


def test_times_of_day_take_the_day_of_the_date(reads: Reads) -> None:
    found = reads("08.30,9.05,2026-06-03,", "08:30,09:05:30,,")
    assert found.minutes.tolist() == [35, 35.5]
    assert found.day.to_list() == ["2026-06-03", ""]
    assert np.isfinite(found.start).tolist() == [True, False]


def test_a_duration_that_is_given_goes_before(reads: Reads) -> None:
    found = reads("08:30,09:05,,20", "08:30,09:05,,", ",,,17.5", ",,,")
    assert found.minutes[:3].tolist() == [20, 35, 17.5]
    assert np.isnan(found.minutes[3])


def test_bad_times_are_told_with_their_places(reads: Reads) -> None:
    found = reads("8 o'clock,09:00,,", "10:00,09:00,,", "2026-02-30 08:00,,,", "25:00,,,", ",,,long", ",,,-5")
    told = [(p.code, p.where.line, p.where.column, p.severity) for p in found.problems]
    assert told == [
        ("responses.time-unread", 2, 4, "warning"),
        ("responses.time-unread", 4, 4, "warning"),
        ("responses.time-unread", 5, 4, "warning"),
        ("responses.time-reversed", 3, 5, "warning"),
        ("responses.duration-unread", 6, 7, "warning"),
        ("responses.duration-unread", 7, 7, "warning"),
    ]
    assert np.isnan(found.minutes).all()


def test_without_a_column_of_times_nothing_is_read(small: "SmallStudy") -> None:
    assert read_answers(read_study(small.path)).times is None


def test_rows_that_are_not_used_have_no_time(reads: Reads, small: "SmallStudy") -> None:
    small.write("groups.csv", "group,village\ng2,Salo\ng1,Salo\n")
    found = reads("08:30,09:00,,", "x,y,,\nr9,g9,member,bad,,,,1\nr8,g1,member,,,,12")
    assert len(found.minutes) == 3
    assert [p.where.line for p in found.problems] == [3, 3]


def test_start_and_end_may_be_attributes_too(small: "SmallStudy") -> None:
    small.write("responses/a.csv", "respondent,group,role,start,q1\nr1,g1,member,2019,1\n")
    small.change("study.yaml", ("attributes: [sex]", "attributes: [start], columns: {start: start}"))
    responses = read_answers(read_study(small.path))
    assert responses.times is None
    assert responses.rows["start"].to_list() == [2019]
