from collections.abc import Callable
from typing import TYPE_CHECKING

from berdaya.study.start import start_demo

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import Ran, SmallStudy

Shell = Callable[..., "Ran"]


def test_sets_of_the_demo(shell: Shell, tmp_path: "Path") -> None:
    start_demo(tmp_path)
    ran = shell("reliability", tmp_path, "--lang", "id")
    assert ran.code == 0
    line, dimensions = [line for line in ran.out.splitlines() if line.startswith("a3 ") and " member " in line]
    assert dimensions.split()[-7:] == ["0,788", "0,863", "312,6", "55", "<0,001", "1", "3,541"]
    assert line.split()[-7:] == ["11", "169", "0,786", "0,744–0,821", "0,735–0,831", "0,788", "0,782"]
    for words in ("bukan bukti validitas", "Data buatan", "per pasangan", "memakai bobot", "--node KUNCI"):
        assert words in ran.err
    assert "r tabel" not in ran.out


def test_each_question_against_r_tabel(shell: Shell, tmp_path: "Path") -> None:
    start_demo(tmp_path)
    ran = shell("reliability", tmp_path, "--node", "a2", "--role", "member", "--level", "0.01", "--lang", "en")
    rows = [line for line in ran.out.splitlines() if line.startswith("a2_")]
    assert len(rows) == 4
    assert [row.split()[-5:-4] for row in rows] == [["valid"], ["only"], ["valid"], ["valid"]]
    assert "two-sided 1%" in ran.err and "rows less 2" in ran.err
    assert "r with rest = Corrected Item-Total Correlation" in ran.err
    assert "Scale Variance if Item Deleted" in ran.err
    chosen = shell("reliability", tmp_path, "--node", "a2", "--role", "member", "--df", "25", "--json").json
    assert {round(item["critical"], 3) for item in chosen["reliability"][0]["items"]} == {0.381}


def test_json_is_the_librarys(shell: Shell, small: "SmallStudy") -> None:
    from berdaya.study.analyses.reliabilities import reliability_document, reliability_of
    from berdaya.study.read import read_study

    document = shell("reliability", small.path, "--json").json
    assert document == reliability_document(reliability_of(read_study(small.path)), "en")


def test_few_persons_are_marked(shell: Shell, small: "SmallStudy") -> None:
    with (small.path / "study.yaml").open("a", encoding="utf-8") as stream:
        stream.write("disclosure: {threshold: 100}\n")
    ran = shell("reliability", small.path)
    assert any("15*" in line for line in ran.out.splitlines())
    assert "fewer than 100 persons" in ran.err


def test_what_is_wrong_is_told(shell: Shell, small: "SmallStudy") -> None:
    assert shell("reliability", small.path, "--role", "membr", "--json").found() == [("reliability.unknown-role", "")]
    assert shell("reliability", small.path, "--level", "5", "--json").code == 3


def test_polychoric_correlations(shell: Shell, tmp_path: "Path") -> None:
    start_demo(tmp_path)
    ran = shell("reliability", tmp_path, "--node", "a2_k", "--role", "leader", "--polychoric", "--lang", "id")
    assert "Alfa ordinal" in ran.out and "korelasi polikorik" in ran.err
    matrix = ran.out.partition("Korelasi polikorik")[2].splitlines()
    assert matrix[1].split()[1:] == ["a2_k1", "a2_k2", "a2_k3", "a2_k4"]
    assert [line.split()[i + 1] for i, line in enumerate(matrix[3:7])] == ["1,000"] * 4
    document = shell("reliability", tmp_path, "--node", "a2_k", "--role", "leader", "--json").json
    assert document["reliability"][0]["ordinal"] is None
