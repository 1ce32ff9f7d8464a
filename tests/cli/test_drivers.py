from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

from berdaya.study.analyses.drivers import DriversQuery, drivers_of
from berdaya.study.analyses.drivers_document import drivers_document
from berdaya.study.read import read_study
from berdaya.study.start import start_demo

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import Ran, SmallStudy

Shell = Callable[..., "Ran"]


def test_drivers_of_the_demo(shell: Shell, tmp_path: Path) -> None:
    start_demo(tmp_path)
    ran = shell("drivers", tmp_path, "--lang", "id", "--node", "a1_h")
    assert ran.code == 0
    lines = ran.out.splitlines()
    assert lines[0] == "Yang membentuk 'Modal manusia' (2,355), dan yang kurang sampai 3 (0,645):"
    row = next(line for line in lines if line.startswith("a1_h1"))
    assert row.split()[-6:] == ["0,666", "0,652–0,679", "1", "0,084", "0,071–0,098", "4"]
    row = next(line for line in lines if line.startswith("  a1_h1"))
    assert row.split()[-8:] == ["25,0%", "14,4%", "9,2–19,9%", "kurang", "40,0%", "13,0%", "1,0%", "a1_h3"]
    assert "bukan sebab" in ran.err
    assert "benih 2022" in ran.err
    assert "Data buatan" in ran.err
    assert "Kekurangan: Yang pertama, Pendidikan dan pelatihan, dapat dibedakan dari semua yang lain." in ran.err


def test_a_question_has_no_parts_and_an_only_part_is_neither_more_nor_less(shell: Shell, tmp_path: Path) -> None:
    start_demo(tmp_path)
    question = shell("drivers", tmp_path, "--lang", "en", "--node", "a1_h1")
    assert [line.split()[0] for line in question.out.splitlines()] == ["What", "node", "─" * 5, "a1_h1"]
    parts = shell("drivers", tmp_path, "--lang", "en", "--node", "a1_p", "--across", "persons")
    row = next(line for line in parts.out.splitlines() if line.startswith("  a1_p1"))
    assert row.split()[3:6] == ["100.0%", "100.0%", "–"]
    assert "not sure" not in row


def test_everything_on_request(shell: Shell, tmp_path: Path) -> None:
    start_demo(tmp_path)
    asked = ("--leave-out", "--priorities", "--steps", "--between", "wave=before,after", "--outcome", "members")
    ran = shell("drivers", tmp_path, *asked, "--node", "a3")
    assert ran.code == 0
    for words in (
        "Without a part, its siblings taking its weight:",
        "Importance and performance:",
        "is 1.50 in before and 2.02 in after. What the gap of +0.516 (0.485–0.546) is made of:",
        "What the parts of 'Impact of KUBE roles and activities on poverty alleviation' explain of members: R² 0.",
        "The fewest answers, each one step higher, to the next category:",
    ):
        assert words in ran.out
    kept = next(line for line in ran.out.splitlines() if "a1_n2" in line and "keep up" in line)
    assert kept.split()[-2:] == ["6.1%", "2.26"]
    kapas = next(line for line in ran.out.splitlines() if line.startswith("Kapas"))
    assert kapas.split()[1:5] == ["1.70", "medium", "high", "11"]
    document = shell("drivers", tmp_path, *asked, "--node", "a3", "--json").json
    query = DriversQuery("", "a3", "", "wave=before,after", "members", True, True, True)
    assert document == drivers_document(drivers_of(read_study(tmp_path), query), "en")


def test_units_first_splits_every_units_own_score(shell: Shell, small: SmallStudy) -> None:
    small.change("study.yaml", ("design:", "estimates: {mode: units_first}\ndesign:"))
    ran = shell("drivers", small.path)
    assert "What makes 'Score (Member)' (" in ran.out
    assert "each unit's own score is split" in ran.err
    assert "across" in ran.out
    assert shell("drivers", small.path, "--json").json["role"] == "member"
    assert "cannot be split" not in shell("drivers", small.path, "--node", "v1").out
    small.change("study.yaml", ("units_first", "units_first, count: groups"))
    assert "What makes 'Score' (" in shell("drivers", small.path).out
    assert "skor setiap satuan diurai" in shell("drivers", small.path, "--lang", "id").err.lower()


def test_few_persons_are_marked(shell: Shell, tmp_path: Path) -> None:
    start_demo(tmp_path)
    text = (tmp_path / "study.yaml").read_text(encoding="utf-8")
    (tmp_path / "study.yaml").write_text(text.replace("threshold: 5", "threshold: 500"), encoding="utf-8")
    ran = shell("drivers", tmp_path, "--node", "a1_h")
    assert "Schooling and training*" in ran.out
    assert "fewer than 500 persons" in ran.err
    found = shell("drivers", tmp_path, "--json").json["suppressed"]
    assert "a1_h2" in found
    assert "a2_k3" not in found  # leaders describe the group


@pytest.mark.parametrize("lang", ["id", "en"])
def test_wrong_calls_are_told(shell: Shell, tmp_path: Path, lang: str) -> None:
    start_demo(tmp_path)
    ran = shell("drivers", tmp_path, "--between", "village=Salo", "--lang", lang)
    assert ran.code == 2
    assert "drivers.between" in ran.err
    assert "village=Salo,Koto" in ran.err
    ran = shell("drivers", tmp_path, "--across", "desa", "--json")
    assert (ran.code, ran.found()) == (2, [("drivers.across", "")])


def test_purposive_samples_are_headed_as_if_at_random(shell: Shell, tmp_path: Path) -> None:
    start_demo(tmp_path)
    text = (tmp_path / "study.yaml").read_text(encoding="utf-8")
    (tmp_path / "study.yaml").write_text(text.replace("selection: random", "selection: purposive"), encoding="utf-8")
    assert "As if drawn at random" in shell("drivers", tmp_path, "--node", "a1_h").err


def test_a_node_that_is_not_there_is_told_with_where_keys_are(shell: Shell, small: SmallStudy) -> None:
    (problem,) = shell("drivers", small.path, "--node", "zzz", "--json").json["problems"]
    assert problem["hint"] == "'berdaya estimate' prints all keys, in its first column"
    (problem,) = shell("drivers", small.path, "--node", "v11", "--json").json["problems"]
    assert problem["hint"].startswith("did you mean 'v1'? ")
