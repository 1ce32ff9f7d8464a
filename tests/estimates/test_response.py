from __future__ import annotations

from typing import TYPE_CHECKING

from berdaya.estimates.response import respondents_by

if TYPE_CHECKING:
    from tests.conftest import Made


def test_a_person_counts_once_in_each_role_and_label(made: Made) -> None:
    instrument = made.instrument(made.leaf("x", {"member": 1, "leader": 1}))
    rows = {
        "respondent": ["p", "p", "q", "r", "s"],
        "role": ["member", "member", "member", "leader", "member"],
        "wave": ["after", "after", "after", "after", "before"],
        "group": ["a", "b", "a", "a", "a"],
        "sex": ["f", "f", "m", "f", "f"],
    }
    tally = made.tally(instrument, rows, [[1]] * 5, attributes=("sex",))
    assert respondents_by(tally, "sex", "after") == {"leader": {"f": 1}, "member": {"f": 1, "m": 1}}
    assert respondents_by(tally, "sex", "later") == {}
