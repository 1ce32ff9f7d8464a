from typing import TYPE_CHECKING

import polars as pl

from berdaya.responses.model import Groups

if TYPE_CHECKING:
    from tests.responses.conftest import Tiny

HEAD = "respondent,group,role,date,sex,q1\n"


def test_the_newest_date_and_dates_that_cannot_be_read(tiny: "Tiny") -> None:
    text = HEAD + "r1,A,member,2022-11-30,L,1\nr2,A,member,2022-12-01T08:00,P,1\nr3,A,member,01/02/2023,P,1\n"
    read = tiny.read(tiny.source(text))
    assert read.newest == "2022-12-01"
    assert [(p.code, p.values["value"]) for p in read.problems if "date" in p.code] == [
        ("responses.date-unread", "01/02/2023")
    ]
    assert tiny.read(tiny.source("respondent,group,role,q1\nr,A,member,1\n")).newest == ""


def test_a_respondents_attribute_wins_over_the_groups(tiny: "Tiny") -> None:
    groups = Groups(pl.DataFrame({"group": ["B", "A"], "sex": ["g", "g"], "village": ["Salo", None]}))
    read = tiny.read(tiny.source(HEAD + "r1,A,member,,L,1\nr2,B,member,,,1\n", attributes=("sex",)), groups=groups)
    assert read.rows.select("sex", "village").rows() == [("L", None), (None, "Salo")]
    assert read.rows.schema["village"] == pl.Categorical
    assert read.attributes == ("sex", "village")


def test_files_of_unlike_columns_stand_together(tiny: "Tiny") -> None:
    first = tiny.source("respondent,group,role,q1,age\n1,7,member,1,30\n", attributes=("age",))
    second = tiny.source("respondent,group,role,q2\nx,7,leader,1\n", "b.csv")
    read = tiny.read(first, second)
    assert read.rows.select("respondent", "group", "age").rows() == [("1", "7", 30), ("x", "7", None)]
