from typing import TYPE_CHECKING

import polars as pl

from berdaya.responses.assessors import assessors_of
from berdaya.responses.model import Responses

if TYPE_CHECKING:
    from tests.conftest import Made


def rows(made: "Made", rows: dict[str, list[str]]) -> Responses:
    instrument = made.instrument(made.leaf("a", {"member": 1.0, "leader": 1.0}))
    return made.responses(instrument, rows, [[1]] * len(rows["group"]))


def test_enumerators_who_scored_several_groups(made: "Made") -> None:
    group = ["g1", "g1", "g2", "g3", "g3", "g4"]
    responses = rows(made, {"group": group, "enumerator": ["e1", "e1", "e1", "e2", "e1", ""]})
    (found,) = assessors_of(responses, "", "member")
    assert found.kind == "enumerator"
    assert dict(found.of) == {"g1": "e1", "g2": "e1"}  # nobody is named for g4
    assert found.several == 1  # g3


def test_one_group_each_is_told_of_enumerators_only(made: "Made") -> None:
    group, role = ["g1", "g2"], ["leader", "leader"]
    plain = rows(made, {"group": group, "role": role, "respondent": ["l1", "l2"]})
    assert assessors_of(plain, "", "member") == ()
    named = rows(made, {"group": group, "role": role, "respondent": ["l1", "l2"], "enumerator": ["e1", "e2"]})
    assert [one.kind for one in assessors_of(named, "", "member")] == ["enumerator"]


def test_a_role_of_which_one_person_answers_for_several_groups(made: "Made") -> None:
    responses = rows(
        made,
        {
            "group": ["g1", "g2", "g3", "g1", "g2"],
            "role": ["leader", "leader", "leader", "member", "member"],
            "respondent": ["l1", "l1", "l2", "m1", "m1"],
        },
    )
    (found,) = assessors_of(responses, "", "member")
    assert (found.kind, dict(found.of)) == ("leader", {"g1": "l1", "g2": "l1", "g3": "l2"})


def test_a_role_that_is_the_enumerators_is_told_once(made: "Made") -> None:
    who = {"group": ["g1", "g2"], "role": ["leader"] * 2, "respondent": ["e1"] * 2, "enumerator": ["e1"] * 2}
    assert [one.kind for one in assessors_of(rows(made, who), "", "member")] == ["enumerator"]


def test_only_the_rows_of_the_wave(made: "Made") -> None:
    who = {"group": ["g1", "g2", "g1", "g2"], "wave": ["x", "x", "y", "y"], "enumerator": ["e1", "e1", "e1", "e2"]}
    responses = rows(made, who)
    assert dict(assessors_of(responses, "x", "member")[0].of) == {"g1": "e1", "g2": "e1"}
    assert dict(assessors_of(responses, "y", "member")[0].of) == {"g1": "e1", "g2": "e2"}
    assert assessors_of(responses, "z", "member") == ()


def test_numbers_as_codes(made: "Made") -> None:
    instrument = made.instrument(made.leaf("a"))
    frame = {"group": pl.Series(["g1", "g2"]), "enumerator": pl.Series([7, 7])}
    (found,) = assessors_of(made.responses(instrument, frame, [[1], [2]]), "", "member")
    assert dict(found.of) == {"g1": "7", "g2": "7"}
