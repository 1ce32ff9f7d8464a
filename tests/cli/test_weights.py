from collections.abc import Callable
from typing import TYPE_CHECKING

from berdaya.study.start import start_demo

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import Ran, SmallStudy

Shell = Callable[..., "Ran"]
AHP = "expert,first,second,judgement\n" + "".join(
    f"{line}\n"
    for line in ["Ani,a1,a2,1/3", "Ani,a1,a3,1/5", "Ani,a2,a3,3", "Budi,a1,a2,1/3", "Budi,a1,a3,1/5", "Budi,a2,a3,1/2"]
)
BUDGET = "pakar;simpul;poin\nAni;a1;20\nAni;a2;30\nAni;a3;40\n"


def test_schemes_of_the_demo_side_by_side(shell: Shell, tmp_path: "Path") -> None:
    start_demo(tmp_path)
    (tmp_path / "weights").mkdir()
    (tmp_path / "weights/ahp.csv").write_text(AHP, encoding="utf-8")
    (tmp_path / "weights/budget.csv").write_text(BUDGET, encoding="utf-8")
    ran = shell("weights", tmp_path, "--lang", "id", "--questions")
    assert ran.code == 0
    assert "perbandingan berpasangan (AHP), rata-rata penilaian" in ran.out
    (a1,) = [line for line in ran.out.splitlines() if line.startswith("  a1 ")]
    assert a1.split()[-8:] == ["0,333", "0,333", "0,114", "0,114", "0,222", "0,289", "0,284", "0,377"]
    assert "Ani: yang paling menyimpang" in ran.out
    assert "(weights/ahp.csv:3:4)" in ran.out
    assert "indeks acak Saaty (1980)" in ran.err
    assert "bukan anjuran" in ran.err
    assert "peringatan weights.budget-sum" in ran.err
    (given,) = [line for line in ran.out.splitlines() if "→ given" in line and "2,21" in line]
    assert given.split()[-6:] == ["2,19–2,24", "tinggi", ">99%", "–", "–", "–"]
    assert sum(line.startswith("a3_e1 ") for line in ran.out.splitlines()) == 1


def test_the_document_is_the_librarys(shell: Shell, small: "SmallStudy") -> None:
    import berdaya

    small.write("weights/bwm.csv", "node,best_to,to_worst\nv1,1,4\nv2,4,1\n")
    found = shell("weights", small.path, "--scheme", "bwm", "--node", "overall", "--json").json
    weighed = berdaya.schemes_of(berdaya.read_study(small.path), names=("bwm",))
    assert found == berdaya.schemes_document(weighed, "en", "overall")
    assert [one["name"] for one in found["schemes"]] == ["given", "bwm"]


def test_an_estimate_names_the_scheme_that_it_was_computed_with(shell: Shell, small: "SmallStudy") -> None:
    assert "weight scheme" not in shell("estimate", small.path).err
    small.change("study.yaml", ("design:", "weights: {use: equal}\ndesign:"))
    assert "Computed with the weight scheme equal" in shell("estimate", small.path).err


def test_a_sheet_for_experts(shell: Shell, small: "SmallStudy") -> None:
    ran = shell("weights", small.path, "--blank", "ahp", "--experts", "Ani, Budi")
    assert ran.code == 0
    assert ran.out.startswith("Wrote ") and ran.out.endswith("ahp.xlsx\n")
    assert "weights: {use: ahp}" in ran.err
    assert shell("weights", small.path, "--blank", "bwm", "--json").json["written"].endswith("bwm.xlsx")
    again = shell("weights", small.path, "--blank", "ahp", "--json")
    assert (again.code, again.found()) == (2, [("usage.file-exists", "")])
    assert shell("weights", small.path, "--blank", "pca", "--json").found() == [("usage.weights-method", "")]


def test_what_is_wrong_is_told(shell: Shell, small: "SmallStudy") -> None:
    small.write("weights/ahp.csv", "expert,first,second,judgement\nAni,v1,v9,3\nAni,v1,v2,x\n")
    ran = shell("weights", small.path, "--json")
    assert ran.code == 1
    assert ran.found() == [
        ("weights.unknown-node", "weights/ahp.csv:2:3"),
        ("weights.not-a-number", "weights/ahp.csv:3:4"),
    ]
    small.change(
        "study.yaml", ("attributes: [sex]", "attributes: [sex], wave: a"), ("design:", "waves: [a, b]\ndesign:")
    )
    (small.path / "weights/ahp.csv").rename(small.path / "ahp.txt")
    empty = shell("weights", small.path, "--json")
    assert (empty.code, empty.found()) == (3, [("study.empty-wave", "")])
    assert shell("weights", small.path, "--wave", "a", "--json").code == 0
    assert shell("weights", small.path, "--node", "x", "--json").found() == [("estimates.unknown-node", "")]
    assert shell("weights", small.path, "--scheme", "ahp", "--json").found() == [("weights.unknown-scheme", "")]


def test_a_misspelt_key_is_told_once_with_what_is_near(shell: Shell, small: "SmallStudy") -> None:
    small.write("weights/budget.csv", "expert,node,points\nAni,q1,40\nAni,q22,60\nBudi,q1,50\nBudi,q2,50\n")
    ran = shell("weights", small.path, "--lang", "id")
    assert ran.code == 1
    assert ran.err == (
        "weights/budget.csv:3:2: galat weights.unknown-node: 'q22' bukan kunci dalam instrumen\n"
        "  saran: apakah yang dimaksud 'q2'? 'berdaya weights --blank' menuliskan semua kunci\n"
    )


def test_what_holds_of_every_score_is_not_listed(shell: Shell, small: "SmallStudy") -> None:
    head, *rows = (small.path / "responses/a.csv").read_text(encoding="utf-8").splitlines()
    small.write("responses/a.csv", "\n".join([head, *rows[:4]]) + "\n")
    ran = shell("weights", small.path)
    (line,) = [line for line in ran.err.splitlines() if line.startswith("entropy: fewer than three")]
    assert line.endswith("below all scores")
    (line,) = [
        line for line in shell("weights", small.path, "--node", "v1").err.splitlines() if "entropy: fewer" in line
    ]
    assert line.endswith("below First")


def test_columns_are_told_of_as_the_file_calls_them(shell: Shell, small: "SmallStudy") -> None:
    small.write("weights/budget.csv", "pakar,simpul,poin\nAni,q1,tiga\nAni,q2,-3\n")
    lines = [line for line in shell("weights", small.path, "--lang", "id").err.splitlines() if "galat" in line]
    assert lines == [
        "weights/budget.csv:2:3: galat weights.not-a-number: poin: 'tiga' bukan angka dan bukan pecahan",
        "weights/budget.csv:3:3: galat weights.out-of-range: poin: -3 tidak mungkin (nilainya 0 atau lebih)",
    ]


def test_an_expert_named_twice_has_one_block(shell: Shell, small: "SmallStudy") -> None:
    from openpyxl import load_workbook

    shell("weights", small.path, "--blank", "budget", "--experts", "Ani,Budi,Ani", "--node", "v1")
    sheet = load_workbook(small.path / "weights/budget.xlsx").worksheets[0]
    assert [row[0].value for row in sheet.iter_rows(min_row=2)] == ["Ani", "Ani", "Budi", "Budi"]
