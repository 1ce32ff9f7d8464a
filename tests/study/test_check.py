from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from berdaya.errors import InputError
from berdaya.study.check import check_document, check_place, names_instrument

if TYPE_CHECKING:
    from tests.conftest import SmallStudy

INTERVIEW = """---
person: r1
role: member
group: g1
date: 2022-11-20
language: id
consent: true
---
{==Saya ikut rapat.==}{>>q1 +<<}
"""


def test_which_places_are_instruments(small: "SmallStudy") -> None:
    folder = small.path
    for name in ("instrument.yaml", "none.yaml", "none.XLSX", "groups.csv"):
        assert names_instrument(folder / name)
    for place in (folder, folder / "study.yaml", folder / "none", Path()):
        assert not names_instrument(place)


def test_a_study_an_instrument_and_what_changed(small: "SmallStudy") -> None:
    whole = check_place(small.path)
    assert (whole.problems, whole.changes) == ((), None)
    assert whole.counts is not None
    assert whole.counts.rows == 18
    alone = check_place(small.path / "instrument.yaml", small.path)
    assert (alone.counts, alone.changes) == (None, ())
    assert check_document(alone, "en") == {"problems": [], "counts": None, "changes": []}


def test_interviews_are_checked_with_the_answers(small: "SmallStudy") -> None:
    small.write("interviews/g1.md", INTERVIEW.replace("q1 +", "q7 +"))
    small.change("responses/a.csv", ("P,3,2,1", "P,9,2,1"))
    with pytest.raises(InputError) as caught:
        check_place(small.path)
    codes = {p.code.split(".")[0] for p in caught.value.problems if p.severity == "error"}
    assert codes == {"evidence", "responses"}
    small.change("responses/a.csv", ("P,9,2,1", "P,3,2,1"))
    with pytest.raises(InputError) as left:
        check_place(small.path)
    assert {p.where.file for p in left.value.problems if p.severity == "error"} == {"interviews/g1.md"}
    small.write("interviews/g1.md", INTERVIEW)
    assert all(p.severity == "warning" for p in check_place(small.path).problems)


def test_a_design_that_does_not_fit_is_told_with_interviews(small: "SmallStudy") -> None:
    small.write("interviews/g1.md", INTERVIEW.replace("q1 +", "q7 +"))
    small.change("study.yaml", ("{selection: random}", "{selection: random, weight: design}"))
    with pytest.raises(InputError) as caught:
        check_place(small.path)
    codes = [p.code for p in caught.value.problems if p.severity == "error"]
    assert codes[0] == "design.weight-needs-population"
    assert len(codes) == 2


def test_columns_of_stages_are_checked_with_the_answers(small: "SmallStudy") -> None:
    small.write("mine.yaml", "stages: [{key: open, markers: [{key: board}, {key: lends}]}]\n")
    small.change("study.yaml", ("study: small", "study: small\nstages: mine.yaml"))
    small.write("groups.csv", "group,village,business,members,board\ng1,Salo,tani,12,ya\ng2,Salo,ternak,10,mungkin\n")
    with pytest.raises(InputError) as caught:
        check_place(small.path)
    assert {("stages.no-column", "groups.csv"), ("stages.unknown-value", "groups.csv:3:5")} <= {
        (p.code, str(p.where)) for p in caught.value.problems
    }
