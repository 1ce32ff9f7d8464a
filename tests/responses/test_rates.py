import math
from typing import TYPE_CHECKING

import polars as pl

from berdaya.responses.model import Groups
from berdaya.responses.rates import FrameCounts, frame_counts

if TYPE_CHECKING:
    from tests.responses.conftest import Tiny

TEXT = "respondent,group,role,q1,q2\nr1,g1,member,1,\nr2,g1,member,1,\nr1,g2,leader,,1\nr1,g3,leader,,1\n"


def test_groups_that_answered_against_the_frame(tiny: "Tiny") -> None:
    status = ["active", "inactive", None, "not_found", "active"]
    frame = Groups(pl.DataFrame({"group": ["g1", "g2", "g3", "g4", "g5"], "status": status}))
    found = frame_counts(tiny.read(tiny.source(TEXT), groups=frame))
    assert (found.groups, found.answered, found.respondents, found.share) == (5, 3, 2, 0.6)
    assert found.by_status == {"active": 2, "inactive": 1, "not_found": 1, "": 1}
    assert found.answered_by_status == {"active": 1, "inactive": 1, "": 1}
    assert found.rows_by_role == {"member": 2, "leader": 2}
    assert found.respondents_by_role == {"member": 2, "leader": 1}


def test_without_a_frame_no_rate_follows(tiny: "Tiny") -> None:
    found = frame_counts(tiny.read(tiny.source(TEXT)))
    assert (found.given, found.groups, found.answered, found.by_status) == (False, 3, 3, {"": 3})
    empty = FrameCounts(True, 0, 0, {}, {}, {}, {}, 0)
    assert math.isnan(empty.share)


def test_of_a_wave_only_who_answered_in_it(tiny: "Tiny") -> None:
    frame = Groups(pl.DataFrame({"group": ["g1", "g2", "g3"], "status": ["active", "active", "dissolved"]}))
    rows = (
        "respondent,group,role,wave,q1,q2\nr1,g1,member,a,1,\nr2,g3,member,a,1,\nr1,g1,member,b,2,\nr3,g2,leader,b,,1\n"
    )
    waves = ("a", "b")
    found = frame_counts(tiny.read(tiny.source(rows), groups=frame, waves=waves), "b")
    assert (found.groups, found.answered, found.respondents) == (3, 2, 2)
    assert found.answered_by_status == {"active": 2}
    assert found.respondents_by_role == {"member": 1, "leader": 1}
    alone = frame_counts(tiny.read(tiny.source(rows), waves=waves), "b")
    assert (alone.given, alone.groups, alone.answered) == (False, 2, 2)
