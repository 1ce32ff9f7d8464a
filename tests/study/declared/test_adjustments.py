"""`nonresponse:`, `trim:` and `calibrate:` of study.yaml: read with their files, or refused with all that is wrong."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from berdaya.errors import InputError
from berdaya.study.read import read_study
from berdaya.tally.model import DrawnGroup, TrimSpec

if TYPE_CHECKING:
    from tests.conftest import SmallStudy

TOTALS = "variable,label,total\nvillage,Salo,40\nvillage,Koto Tuo,60\nsex/village,f / Salo,25\n"


def say(small: SmallStudy, design: str, more: str = "") -> None:
    """Replace the design of study.yaml."""
    text = (small.path / "study.yaml").read_text(encoding="utf-8").partition("\ndesign:")[0]
    small.write("study.yaml", f"{text}\n{more}design:\n{design}")


def refused(small: SmallStudy) -> list[tuple[str, str]]:
    with pytest.raises(InputError) as caught:
        read_study(small.path)
    return [(p.code, str(p.where)) for p in caught.value.problems if p.severity == "error"]


def test_known_totals_are_read_with_their_places(small: SmallStudy) -> None:
    small.write("totals.csv", TOTALS)
    say(small, "  calibrate: {file: totals.csv, role: member}\n  trim: {high: 3}\n")
    design = read_study(small.path).design
    assert design.trim == TrimSpec(0.0, 3.0)
    assert design.calibrate is not None and design.calibrate.role == "member"
    village, both = design.calibrate.margins
    assert (village.variable, village.totals, village.columns) == (
        "village",
        {"Salo": 40, "Koto Tuo": 60},
        ("village",),
    )
    assert (both.columns, both.totals) == (("sex", "village"), {"f / Salo": 25})
    assert str(village.places["Koto Tuo"]) == "totals.csv:3:2"


def test_the_list_of_drawn_groups_is_read(small: SmallStudy) -> None:
    small.write(
        "sample.csv",
        "group,stratum,part,order,weight,take,member_weight\nk1,Salo,sample,1,2.5,3,4\nk2,Salo,replacement,1,2.5,3,5\n",
    )
    say(small, "  nonresponse: {classes: [stratum], file: sample.csv}\n")
    found = read_study(small.path).design.nonresponse
    assert found is not None and found.drawn is not None
    assert found.drawn["k2"] == DrawnGroup("Salo", "replacement", 2.5, 3.0)
    say(small, "  nonresponse: {of: respondents, role: member, file: sample.csv}\n")
    found = read_study(small.path).design.nonresponse
    assert found is not None and found.drawn is not None
    assert found.drawn["k1"] == DrawnGroup("Salo", "sample", 4.0, 3.0)


def test_what_is_wrong_is_told_at_once(small: SmallStudy) -> None:
    small.write(
        "totals.csv",
        "variable,label,total,wave\nsex,f,0\nsex,m,x\n,m,3\nsex,f,2\nsex,m,4,1999\nsex,m,4,\nvillage,Salo,3\n",
    )
    say(
        small,
        "  weight: design\n"
        "  calibrate: {file: totals.csv}\n"
        "  trim: {low: 2, high: 0.5, most: 1}\n"
        "  nonresponse: {of: people, file: none.csv}\n"
        "  replicates: {columns: 'rw_*', kind: brr, combined: false}\n",
        "estimates: {count: groups}\n",
    )
    found = refused(small)
    assert [code for code, _ in found] == [
        "design.replicates-groups",
        "entry.not-a-choice",
        "design.nonresponse-counted",
        "file.missing",
        "entry.unknown",
        "entry.out-of-range",
        "entry.out-of-range",
        "design.which-role",
        "design.table-number",
        "design.table-number",
        "design.table-blank",
        "design.totals-wave",
        "design.totals-both",
        "design.adjust-groups",
        "design.adjust-replicates",
        "responses.no-replicate-columns",
    ]
    places = dict(found)
    assert places["design.table-blank"] == "totals.csv:4:1"
    assert places["design.totals-wave"] == "totals.csv:6:4"


def test_a_file_of_totals_that_is_not_there_is_told_where_it_is_named(small: SmallStudy) -> None:
    say(small, "  calibrate: {file: totals.csv, role: member}\n")
    line = (
        (small.path / "study.yaml")
        .read_text(encoding="utf-8")
        .splitlines()
        .index("  calibrate: {file: totals.csv, role: member}")
    )
    assert refused(small) == [("file.missing", f"study.yaml:{line + 1}:21")]


def test_tables_that_lack_columns_or_tell_twice_are_refused(small: SmallStudy) -> None:
    small.write("totals.csv", "variabel,label,total\nsex,f,1\n")
    small.write("sample.csv", "group,weight\nk1,1\nk1,1\n")
    say(small, "  calibrate: {file: totals.csv, role: member}\n  nonresponse: {file: sample.csv}\n")
    assert refused(small) == [("design.drawn-twice", "sample.csv:3:1"), ("design.table-column", "totals.csv:1")]
    small.write("totals.csv", "variable,label,total\nsex,f,1\nsex,f,2\n")
    small.write("sample.csv", "group,weight\nk1,1\n")
    assert refused(small) == [("design.totals-twice", "totals.csv:3:2")]
