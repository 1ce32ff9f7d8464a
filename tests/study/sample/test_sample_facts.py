from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from berdaya.errors import InputError
from berdaya.estimates.sample_facts import PartFacts, SampleFacts
from berdaya.study.analyse import analyse
from berdaya.study.read import read_study
from berdaya.study.sample.draw import DrawQuery, draw_groups, write_sample

if TYPE_CHECKING:
    from tests.conftest import SmallStudy

LIST = """\
group,stratum,part,order,weight,take
g1,north,sample,1,1.5,4
g2,north,replacement,1,1.5,4
g4,north,sample,2,1.5,4
g3,south,sample,1,1,6
"""
STAGES = "stages: [{unit: respondent, strata: [group], population: {member: members, leader: 1}}]"


def facts(small: SmallStudy, design: str = "") -> SampleFacts:
    text = (small.path / "study.yaml").read_text(encoding="utf-8").partition("design:")[0]
    own = ", ".join(["selection: random", *([design] if design else [])])
    small.write("study.yaml", f"{text}design: {{{own}}}\nreport: {{sections: [sample]}}\n")
    found = analyse(read_study(small.path))[0].sample
    assert found is not None
    return found


def test_it_is_gathered_only_where_it_is_asked_for(small: SmallStudy) -> None:
    assert analyse(read_study(small.path))[0].sample is None


def test_parts_are_those_of_the_groups_in_the_list(small: SmallStudy) -> None:
    small.change("groups.csv", ("g3,Koto Tuo,tani,9", "g3,Koto Tuo,tani,9\ng4,Koto Tuo,ternak,8"))
    found = facts(small, STAGES)
    assert (found.by, found.role, found.file, found.seed) == ("village", "member", "", "")
    assert found.parts == (
        PartFacts("Koto Tuo", 2, 1, 17, None, 5),
        PartFacts("Salo", 2, 2, 22, None, 10),
    )
    assert found.whole == PartFacts("", 4, 3, 39, None, 15)
    assert [(step.role, step.rows) for step in found.steps] == [("member", 15), ("leader", 3)]


def test_a_list_of_drawn_groups_gives_strata_and_who_was_to_be_asked(small: SmallStudy) -> None:
    small.change("groups.csv", ("g3,Koto Tuo,tani,9", "g3,Koto Tuo,tani,9\ng4,Koto Tuo,ternak,8\ng5,Salo,tani,7"))
    small.write("sample.csv", LIST)
    found = facts(small)
    assert (found.by, found.file) == ("stratum", "sample.csv")
    assert found.parts == (
        PartFacts("north", 2, 2, None, 8, 10),  # g1 and its replacement answered
        PartFacts("south", 1, 1, None, 6, 5),
    )
    assert found.whole == PartFacts("", 3, 3, None, 14, 15)


def test_the_sample_that_berdaya_drew_tells_seed_and_allocation(small: SmallStudy) -> None:
    drawn = draw_groups(small.path, DrawQuery(3, ("village",), "equal", take=5, seed=11))
    write_sample(drawn, small.path / "sample.csv")
    found = facts(small)
    assert (found.seed, found.allocation, found.whole.asked) == ("11", "equal", 15)
    assert found.adjusted.steps[0][0] == "base"


def test_a_list_that_is_none_is_refused(small: SmallStudy) -> None:
    small.write("sample.csv", "kelompok,bobot\ng1,1\n")
    with pytest.raises(InputError) as caught:
        facts(small)
    assert [p.code for p in caught.value.problems] == ["design.table-column"] * 2
    small.write("sample.csv", LIST.replace("g1,north,sample,1,1.5", "g1,north,sample,1,x"))
    with pytest.raises(InputError, match=r"design\.table-number"):
        facts(small)
