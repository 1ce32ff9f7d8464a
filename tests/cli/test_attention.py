from collections.abc import Callable
from pathlib import Path
from shutil import copytree
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.conftest import ManyGroups, Ran, SmallStudy

Shell = Callable[..., "Ran"]


def test_status_and_assessors_stand_above_the_tiers(many: "ManyGroups", shell: Shell) -> None:
    ran = shell("attention", many.path)
    assert ran.code == 0
    order = [
        "Groups by status: active 106 (88.3%), inactive 3 (2.5%), dissolved 10 (8.3%), not found 1 (0.8%).",
        "Overall with ended groups counted as lowest:",
        "Who scored whom. 9 assessors (enumerator) scored 106 groups",
        "dissolved (10): KUBE Koto Baru 10",
        "The rule:",
        "Help first (",
        "Watch (",
        "Sound (",
    ]
    places = [ran.out.index(part) for part in order]
    assert places == sorted(places)
    assert "**" not in ran.out
    assert "Possible ranks" not in ran.out
    assert "at least" in ran.out
    assert "Bukunya tidak pernah diisi" in ran.out
    assert "Tidak boleh dikutip" not in ran.out
    assert "Internal, not for publication" in ran.err


def test_ranks_are_printed_as_ranges_when_asked_for(many: "ManyGroups", shell: Shell) -> None:
    ran = shell("attention", many.path, "--ranks", "--lang", "id")
    assert "Peringkat yang mungkin" in ran.out
    assert "selang 95%" in ran.out
    assert "Bantu dahulu (" in ran.out
    (row,) = [line for line in ran.out.splitlines() if line.startswith("KUBE Koto Tinggi 6 ")]
    assert any("–" in part and part.replace("–", "").isdigit() for part in row.split())


def test_json_and_nothing_else(many: "ManyGroups", shell: Shell) -> None:
    ran = shell("attention", many.path, "--json", "--wave", "2025-2")
    assert ran.err == ""
    assert (ran.json["wave"], ran.json["before"]) == ("2025-2", None)
    assert len(ran.json["groups"]) == 106


@pytest.mark.parametrize("flags", [[], ["--json"]])
def test_too_few_groups_is_a_number_that_does_not_exist(small: "SmallStudy", shell: Shell, flags: list[str]) -> None:
    ran = shell("attention", small.path, *flags)
    assert ran.code == 3
    if flags:
        assert ran.found() == [("estimates.few-groups", "")]
    else:
        assert "3 groups have a score" in ran.err


def test_scores_beyond_the_rules_of_publication_are_marked(many: "ManyGroups", shell: Shell, tmp_path: Path) -> None:
    copytree(many.path, tmp_path / "m")
    with (tmp_path / "m" / "study.yaml").open("a", encoding="utf-8") as stream:
        stream.write("publish: {min_n: 8}\n")
    ran = shell("attention", tmp_path / "m", "--lang", "en")
    assert "† beyond the study's rules of publication: n below 8" in ran.err
    assert "†" in ran.out
    groups = shell("attention", tmp_path / "m", "--json").json["groups"]
    assert {tuple(group["beyond"]) for group in groups} == {(), ("min_n",)}
    assert all((group["n"] < 8) == (group["beyond"] == ["min_n"]) for group in groups)
