"""What another program gets: every used row with its answers, why there is none, and the design."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from berdaya.errors import InputError
from berdaya.study.for_programs.data_table import DataTable, data_table, wanted_for
from berdaya.study.read import read_answers, read_study
from berdaya.study.run import count_study

if TYPE_CHECKING:
    from tests.conftest import SmallStudy

STAGES = """design:
  selection: random
  stages: [{unit: group, population: 12}, {unit: respondent, strata: [group], population: {member: members, leader: 1}}]
  weight: design
"""


def table_of(small: SmallStudy, *by: str) -> DataTable:
    study = read_study(small.path)
    return data_table(count_study(study, read_answers(study), wanted_for(study)), by)


def test_answers_and_why_there_is_none(small: SmallStudy) -> None:
    small.change("study.yaml", ("design:", "problems: set_aside\ndesign:"))
    small.change("responses/a.csv", ("r1,g1,member,L,1,2,3,", "r1,g1,member,L,9,2,3,"))
    rows = table_of(small, "sex", "village").written()
    assert rows.height == 18
    first, third, leader, sixth = (rows.row(place, named=True) for place in (0, 2, 3, 5))
    assert [first[key] for key in ("respondent", "q1", "q2", "q4", "sex", "village")] == [
        *("r1", "set-aside", "2", "not-asked", "L", "Salo")
    ]
    assert (third["q2"], leader["q1"], leader["q4"], sixth["q3"]) == ("dk", "not-asked", "3", "")
    assert "business" not in rows.columns


def test_the_design_of_two_stages(small: SmallStudy) -> None:
    small.change("study.yaml", ("design: {selection: random}\n", STAGES))
    table = table_of(small)
    rows = table.written()
    assert table.two_stages
    assert table.finite
    assert rows["design_psu"].n_unique() == 3
    assert rows["design_stratum"].unique().to_list() == ["h1"]
    assert rows["design_n1"].unique().to_list() == pytest.approx([12])
    assert rows["design_unit"].n_unique() == 18
    members = rows.filter(group="g1", role="member")
    assert members["design_n2"].to_list() == pytest.approx([12] * len(members))
    assert members["design_weight"].to_list() == pytest.approx([4 * 12 / len(members)] * len(members))


def test_columns_of_one_name(small: SmallStudy) -> None:
    small.change("responses/a.csv", ("respondent,group,role,sex", "respondent,group,role,design_x"))
    small.change("study.yaml", ("attributes: [sex]", "attributes: [design_x]"))
    with pytest.raises(InputError) as error:
        table_of(small, "design_x", "role")
    assert [problem.code for problem in error.value.problems] == ["study.export-column", "study.export-column"]


def test_known_totals_and_borrowed_averages_are_told(small: SmallStudy) -> None:
    assert table_of(small).differs == ()
    small.write("known.csv", "variable,label,total\nsex,L,40\nsex,P,60\n")
    small.change(
        "study.yaml", ("{selection: random}", "{selection: random, calibrate: {file: known.csv, role: member}}")
    )
    assert table_of(small).differs == ("calibrated",)
