from collections.abc import Callable
from typing import TYPE_CHECKING

from berdaya.study.start import start_demo

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import Ran

Shell = Callable[..., "Ran"]


def test_change_of_the_demo(shell: Shell, tmp_path: "Path") -> None:
    start_demo(tmp_path)
    ran = shell("change", tmp_path, "--lang", "id", "--node", "a3")
    assert ran.code == 0
    first, _, _, row = ran.out.splitlines()
    assert first == "Dari 'before' ke 'after':"
    assert row.split()[-4:] == ["+0,52", "0,015", "0,49–0,54", "naik"]
    assert "bukan dampak" in ran.err
    assert "Data buatan" in ran.err
    document = shell("change", tmp_path, "--node", "a3", "--json").json
    assert [row["direction"] for row in document["changes"]] == ["up"]
    none = shell("change", tmp_path, "--node", "a1")
    assert none.out == "Nothing was answered both in 'before' and in 'after'.\n"


def test_few_persons_are_marked(shell: Shell, tmp_path: "Path") -> None:
    start_demo(tmp_path)
    settings = (tmp_path / "study.yaml").read_text(encoding="utf-8")
    (tmp_path / "study.yaml").write_text(settings.replace("threshold: 5", "threshold: 500"), encoding="utf-8")
    ran = shell("change", tmp_path, "--by", "role", "--node", "a3", "--lang", "en")
    official = next(line for line in ran.out.splitlines() if line.startswith("official"))
    assert official.split()[-4:] == ["+0.42*", "–", "–", "up"]  # every official was asked
    assert "fewer than 500 persons" in ran.err


def test_an_unknown_node_and_no_wave_before(shell: Shell, tmp_path: "Path") -> None:
    start_demo(tmp_path)
    assert shell("change", tmp_path, "--node", "a33", "--json").found() == [("estimates.unknown-node", "")]
    assert shell("change", tmp_path, "--wave", "before", "--json").found() == [
        ("estimates.no-wave-before", "study.yaml")
    ]


def test_what_it_is_made_of_and_who_moved(shell: Shell, tmp_path: "Path") -> None:
    start_demo(tmp_path)
    ran = shell("change", tmp_path, "--split", "--pairs", "--lang", "id")
    assert "Yang membentuk perubahan" in ran.out
    assert "tepat berjumlah perubahannya" in ran.err
    (member,) = [line for line in ran.out.splitlines() if line.startswith("member") and " a3 " in line]
    assert "169" in member and "95%" in member and "<0,001" in member
    assert "bukan dampak" in ran.err
    document = shell("change", tmp_path, "--split", "--pairs", "--node", "a3_e", "--json").json
    assert {row["node"] for row in document["splits"]} == {row["node"] for row in document["pairs"]} == {"a3_e"}
    assert "splits" not in shell("change", tmp_path, "--json").json


def test_against_a_comparison_group(shell: Shell, tmp_path: "Path") -> None:
    start_demo(tmp_path)
    with (tmp_path / "study.yaml").open("a", encoding="utf-8") as stream:
        stream.write("comparison: {by: business, treated: tani, control: dagang}\n")
    ran = shell("change", tmp_path, "--node", "a3", "--lang", "id")
    assert "Dibandingkan dengan kelompok pembanding:" in ran.out
    assert ran.out.splitlines()[-1].split()[-7:-3] == ["+0,49", "+0,53", "−0,04", "0,063"]
    assert "dampak program hanya sejauh" in ran.err


def test_the_help_names_no_attribute_that_is_refused(shell: Shell) -> None:
    for command in ("change", "poverty"):
        for lang, words in (("en", "also group, role."), ("id", "juga group, role.")):
            assert words in " ".join(shell(command, "--help", "--lang", lang).out.split())
    assert "also group, role, wave." in " ".join(shell("estimate", "--help", "--lang", "en").out.split())
