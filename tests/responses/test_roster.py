from typing import TYPE_CHECKING

from berdaya.responses.roster import Roster, roster_of
from berdaya.study.read import read_answers, read_study

if TYPE_CHECKING:
    from tests.conftest import SmallStudy


def roster(small: "SmallStudy") -> Roster:
    return roster_of(read_answers(read_study(small.path)))


def test_a_list_without_names_status_or_weights(small: "SmallStudy") -> None:
    found = roster(small)
    assert found.given
    assert found.groups == ("g1", "g2", "g3")
    assert dict(found.names) == {"g1": "g1", "g2": "g2", "g3": "g3"}
    assert set(found.status.values()) == {""}
    assert found.weight is None


def test_names_status_and_weights(small: "SmallStudy") -> None:
    head = "group,nama,status,group_weight\n"
    small.write("groups.csv", f'{head}g1,Anggrek,aktif,2\ng2,Mawar,bubar,\ng3,Melati,,"1,5"\n')
    found = roster(small)
    assert dict(found.names) == {"g1": "Anggrek", "g2": "Mawar", "g3": "Melati"}
    assert dict(found.status) == {"g1": "active", "g2": "dissolved", "g3": ""}
    assert found.weight == {"g1": 2.0, "g2": None, "g3": 1.5}


def test_without_a_list_the_groups_are_those_that_answered(small: "SmallStudy") -> None:
    small.change("study.yaml", ("groups: groups.csv\n", ""))
    found = roster(small)
    assert not found.given
    assert sorted(found.groups) == ["g1", "g2", "g3"]
