from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

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
    assert dimensions.split()[-8:] == ["0,788", "0,747–0,823", "0,863", "312,6", "55", "<0,001", "1", "3,541"]
    assert line.split()[-7:] == ["11", "169", "0,786", "0,744–0,821", "0,735–0,831", "0,788", "0,782"]
    for words in ("bukan bukti validitas", "Data buatan", "per pasangan", "memakai bobot", "--node KUNCI"):
        assert words in ran.err
    assert "r tabel" not in ran.out


def test_each_question_against_r_tabel(shell: Shell, tmp_path: "Path") -> None:
    start_demo(tmp_path)
    ran = shell("reliability", tmp_path, "--node", "a2", "--role", "member", "--level", "0.01", "--lang", "en")
    validity, _, dropped = ran.out.partition("without one of its questions")
    rows = [line for line in validity.splitlines() if line.startswith("a2_")]
    assert ["valid (total only)" in row for row in rows] == [False, True, False, False]
    assert all(" valid " in row for row in rows)
    assert dropped.splitlines()[1].split("  ")[-4:] == [
        "Mean without it",
        "Variance without it",
        "r with rest",
        "Alpha without it",
    ]
    assert len([line for line in dropped.splitlines() if line.startswith("a2_")]) == 4
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


def test_beside_spss(shell: Shell, tmp_path: "Path") -> None:
    start_demo(tmp_path)
    told = shell("reliability", tmp_path, "--node", "a1_h", "--lang", "id")
    assert "r hitung" in told.out and "r hitung = Pearson Correlation" in told.err
    assert (
        "Alfa = Cronbach's Alpha; Terstandar = Cronbach's Alpha Based on Standardized Items; Butir = N of Items"
        in told.err
    )
    assert "persis sama dengan SPSS tanpa bobot: --listwise --unweighted." in told.err
    alike = shell("reliability", tmp_path, "--node", "a1_h", "--listwise", "--unweighted", "--lang", "id")
    assert "persis sama" not in alike.err


def test_many_names_are_counted(shell: Shell, tmp_path: "Path") -> None:
    start_demo(tmp_path)
    for file in (tmp_path / "responses").glob("*.csv"):
        head, *rows = file.read_text(encoding="utf-8").splitlines()
        file.write_text("\n".join([head, *(row for row in rows if ",k01," in row)]) + "\n", encoding="utf-8")
    ran = shell("reliability", tmp_path, "--lang", "id")
    (few,) = [line for line in ran.err.splitlines() if line.startswith("kurang dari dua pertanyaan")]
    assert "member a1_n, a1_p, a2_d; leader overall, a1" in few and "… (seluruhnya 10); facilitator" in few
    whole = [line for line in ran.out.splitlines() if line.startswith("overall  member")]
    assert whole[1].split()[-9:] == ["KUBE", *"––––––––"]  # no KMO, chi-square, dimensions: not 0 of them
    found = shell("reliability", tmp_path, "--json").json["reliability"][0]["dimensions"]
    assert (found["components"], found["eigenvalues"], found["chance"]) == (None, [], [])


@pytest.mark.parametrize(
    ("rows", "why"),
    [
        (["r1,g1,member,L,1,2,,", "r2,g1,member,P,2,1,,"], "kurang dari tiga baris: member overall"),
        ([f"r{i},g1,member,L,1,1,," for i in range(4)], "dikeluarkan, semua menjawab sama: member q1, q2"),
        ([f"r{i},g1,member,L,dk,dk,," for i in range(4)], "dikeluarkan, kurang dari dua jawaban: member q1, q2"),
    ],
)
def test_why_there_is_no_alpha(shell: Shell, small: "SmallStudy", rows: list[str], why: str) -> None:
    head = (small.path / "responses/a.csv").read_text(encoding="utf-8").splitlines()[0]
    small.write("responses/a.csv", "\n".join([head, *rows]) + "\n")
    ran = shell("reliability", small.path, "--lang", "id")
    assert ran.code == 0
    assert ran.out.splitlines()[0] == "Tidak ada alfa yang dapat dicetak:"
    assert any(line.startswith(f"- {why}") for line in ran.out.splitlines())
    assert not any(words in ran.err for words in ("Feldt", "formatif", "SPSS", "--node"))
