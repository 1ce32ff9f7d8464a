import json
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from berdaya.study.analyses.poverty import poverty_document, poverty_of
from berdaya.study.read import read_study

if TYPE_CHECKING:
    from tests.conftest import Ran, SmallStudy

Shell = Callable[..., "Ran"]
MPI = """\
title: {id: Kekurangan, en: Deprivations}
source: a thesis
cutoff: 1/2
programme: {village: {is: Salo}}
dimensions:
  - {key: one, indicators: [{key: a, label: {id: Atap, en: Roof}, deprived: {q1: {at_most: 1}}}]}
  - {key: two, indicators: [{key: b, deprived: {q2: {at_most: 1}}}, {key: c, deprived: {q3: {at_most: 1}}}]}
"""


@pytest.fixture
def poor(small: "SmallStudy") -> Path:
    small.write("mpi.yaml", MPI)
    small.change("study.yaml", ("design:", "poverty: mpi.yaml\ndesign:"))
    return small.path


def test_what_is_printed(shell: Shell, poor: Path) -> None:
    ran = shell("poverty", poor, "--lang", "id")
    assert ran.code == 0
    assert ran.out.splitlines()[0] == "Kekurangan"
    (head,) = [line for line in ran.out.splitlines() if line.startswith("persentase penduduk miskin (H)")]
    assert head.split()[4:6] == ["13", "53,8%"]
    assert "Sumber: a thesis." in ran.out and "Menurut batas lain" in ran.out and "Siapa yang dijangkau" in ran.out
    assert "H ialah persentase yang miskin." in ran.err and "Galat eksklusi ialah" in ran.err
    assert [line.split()[0] for line in ran.out.splitlines() if "Miskin dan kekurangan" in line] == ["Indikator"]
    assert any(line.startswith("Atap") for line in ran.out.splitlines())


def test_json_is_the_librarys(shell: Shell, poor: Path) -> None:
    printed = shell("poverty", poor, "--json", "--by", "village").json
    wanted = poverty_document(poverty_of(read_study(poor), ("village",)), "en")
    assert printed == json.loads(json.dumps(wanted))


def test_by_parts(shell: Shell, poor: Path) -> None:
    ran = shell("poverty", poor, "--by", "village", "--lang", "en")
    assert "What each part adds to the whole" in ran.out and "Over other cut-offs" not in ran.out
    assert [line.split()[0] for line in ran.out.splitlines() if "(M0)" in line] == ["Koto", "Salo"]
    few = poor / "study.yaml"
    few.write_text(few.read_text(encoding="utf-8") + "disclosure: {threshold: 6}\n", encoding="utf-8")
    ran = shell("poverty", poor, "--by", "village", "--lang", "en")
    assert "60.0%*" in ran.out and "fewer than 6 persons" in ran.err


def test_a_pack_is_shown_and_taken_over(shell: Shell, small: "SmallStudy") -> None:
    shown = shell("poverty", "--pack", "bps-14")
    assert shown.code == 0 and "at_least: 9" in shown.out
    assert shell("poverty", "--pack", "bps-14", "--json").json["pack"] == "bps-14"
    taken = shell("poverty", small.path, "--pack", "bps-14", "--write", "--lang", "en")
    assert taken.code == 0 and "study.yaml names it from now on" in taken.out
    ran = shell("poverty", small.path, "--json")
    assert ran.code == 1
    assert {code for code, _ in ran.found()} == {"poverty.unknown-name"}
    told = [row["hint"] for row in ran.json["problems"]]
    assert any(one.startswith("there are sex, ") and "q1, q2" in one for one in told)
    assert all(place.startswith("bps-14.yaml:") for _, place in ran.found())


def test_a_call_that_cannot_be(shell: Shell, small: "SmallStudy") -> None:
    assert shell("poverty", small.path, "--json").found() == [("study.no-poverty", "study.yaml")]
    assert f'berdaya poverty "{small.path}" --pack global-mpi --write' in shell("poverty", small.path).err
    for arguments, code in ((("--write",), "usage.needs"), (("--pack", "mpi"), "usage.unknown-pack")):
        ran = shell("poverty", small.path, *arguments, "--json")
        assert (ran.code, ran.found()) == (2, [(code, "")])


def test_an_interval_that_was_cut_is_told(shell: Shell, poor: Path) -> None:
    study = poor / "study.yaml"
    text = study.read_text(encoding="utf-8")
    study.write_text(text.replace("design:", "waves: [a, b]\ndesign:", 1), encoding="utf-8")
    rows = ["respondent,group,role,sex,wave,q1,q2,q3", "1,g1,member,f,a,0,0,0", "2,g2,member,m,a,3,3,3"]
    rows += ["3,g3,member,m,a,0,3,3", "1,g1,member,f,b,3,3,3", "2,g2,member,m,b,3,0,0", "3,g3,member,m,b,2,3,3"]
    (poor / "responses" / "a.csv").write_text("\n".join([*rows, ""]), encoding="utf-8")
    ran = shell("poverty", poor, "--lang", "id")
    assert ran.code == 0, ran.err
    assert "−100,0 – +100,0 poin" in ran.out
    assert "dipotong di situ" in ran.err
    (one,) = shell("poverty", poor, "--json").json["measures"]
    moved = next(row for row in one["changes"] if (row["change"], row["figure"]) == ("absolute", "H"))
    assert (moved["low"], moved["high"], moved["cut"]) == (-1.0, 1.0, True)
    now = next(row for row in one["figures"] if row["figure"] == "H")
    assert 0 < now["low"] < now["high"] < 1 and not now["cut"]


def test_a_change_that_was_asked_for_and_cannot_be_told(shell: Shell, poor: Path) -> None:
    study = poor / "study.yaml"
    text = study.read_text(encoding="utf-8")
    text = text.replace("attributes: [sex]", "attributes: [sex], wave: b").replace(
        "design:", "waves: [a, b]\ndesign:", 1
    )
    study.write_text(text, encoding="utf-8")
    assert "no change can be told" in shell("poverty", poor, "--since", "a", "--lang", "en").err
    assert "no change can be told" not in shell("poverty", poor, "--lang", "en").err
