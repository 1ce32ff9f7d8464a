from __future__ import annotations

from typing import TYPE_CHECKING

from berdaya.estimates.frame import make_frame
from berdaya.estimates.model import Settings
from berdaya.estimates.persons import count_persons, own_role, persons_by_roles

if TYPE_CHECKING:
    from tests.conftest import Made


def test_distinct_respondents_of_the_roles_that_are_asked(made: Made) -> None:
    both = {"member": 1.0, "leader": 1.0}
    instrument = made.instrument(made.leaf("x"), made.leaf("y", {"leader": 1}), made.leaf("z", both))
    rows = {
        "respondent": ["p", "q", "p", "r", "s", "q"],  # p and q belong to both groups, q leads the second
        "group": ["a", "a", "b", "b", "a", "b"],
        "role": ["member", "member", "member", "member", "leader", "leader"],
    }
    answers = [[1, "-", 1], [1, "-", None], [1, "-", 1], [1, "-", 1], ["-", 1, 1], ["-", 1, 1]]
    tally = made.tally(instrument, rows, answers)
    frame = make_frame(instrument, tally, Settings())
    persons = count_persons(frame)
    at = {key: i for i, key in enumerate(frame.tree.keys)}
    assert persons.all[0, [at[k] for k in ("x", "y", "z", "overall")]].tolist() == [3, 2, 4, 4]
    assert persons.themselves[0, [at[k] for k in ("x", "y", "z", "overall")]].tolist() == [3, 0, 3, 3]
    by = count_persons(make_frame(instrument, tally, Settings(), ("group",)))
    assert by.all[:, at["x"]].tolist() == [2, 2]
    assert by.all[:, at["z"]].tolist() == [3, 3]


def test_only_the_wave_counts(made: Made) -> None:
    instrument = made.instrument(made.leaf("x"))
    rows = {"respondent": ["p", "q", "p"], "wave": ["before", "before", "after"]}
    tally = made.tally(instrument, rows, [[1], [1], [1]])
    assert count_persons(make_frame(instrument, tally, Settings(), (), "after")).all.tolist() == [[1, 1]]


def test_persons_of_a_coarser_cut(made: Made) -> None:
    instrument = made.instrument(made.leaf("x"))
    tally = made.tally(instrument, {"respondent": ["p", "q", "p"], "group": ["a", "a", "b"]}, [[1], [1], [1]])
    frame = make_frame(instrument, tally, Settings(), ("group",))
    assert own_role(frame).tolist() == [True]
    assert persons_by_roles(frame, frame.domains.domain, 2, frame.roles_asked)[:, 0].tolist() == [2, 1]
    assert persons_by_roles(frame, frame.domains.domain * 0, 1, frame.roles_asked)[:, 0].tolist() == [2]
