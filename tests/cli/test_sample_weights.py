from collections.abc import Callable
from typing import TYPE_CHECKING

from berdaya.study.read import read_study
from berdaya.study.sample.sample_weights import sample_weights, weights_document

if TYPE_CHECKING:
    from tests.conftest import Ran, SmallStudy

Shell = Callable[..., "Ran"]
DESIGN = "design: {selection: random, trim: {high: 3}, calibrate: {file: totals.csv, role: member}}"


def calibrated(small: "SmallStudy") -> None:
    small.write("totals.csv", "variable,label,total\nsex,L,20\nsex,P,40\n")
    small.change("study.yaml", ("design: {selection: random}", DESIGN))


def test_it_prints_steps_totals_and_what_weights_cost(small: "SmallStudy", shell: Shell) -> None:
    calibrated(small)
    ran = shell("sample", "weights", small.path, "--lang", "id")
    assert ran.code == 0
    lines = [line.split() for line in ran.out.splitlines()]
    assert ["asal", "Anggota", "15", "15,0", "1,000", "1,000", "1,000", "1,000", "15,0"] in lines
    assert ["dikalibrasi", "Anggota", "15", "60,0", "2,857", "5,000", "4,000", "1,071", "14,0"] in lines
    assert ["sex", "P", "8", "40,0", "8,0", "40,0"] in lines
    assert not [line for line in lines if line[:1] == ["dipangkas"]]  # trimming changed nothing
    assert "antara 0 dan 3 kali rata-ratanya" in ran.out
    assert (small.path / "results/weights.csv").is_file()
    assert "weights.csv memuat bobot setiap baris" in ran.err


def test_its_json_is_what_the_library_gives(small: "SmallStudy", shell: Shell) -> None:
    calibrated(small)
    found = shell("sample", "weights", small.path, "--json").json
    written = found.pop("written")
    assert written.endswith("weights.csv")
    assert found == weights_document(sample_weights(read_study(small.path)), "en")


def test_non_response_is_told_by_class(small: "SmallStudy", shell: Shell) -> None:
    small.change("groups.csv", ("g3,Koto Tuo,tani,9", "g3,Koto Tuo,tani,9\ng4,Koto Tuo,tani,8"))
    small.change("study.yaml", ("selection: random", "selection: random, nonresponse: {classes: [village]}"))
    ran = shell("sample", "weights", small.path, "--lang", "en")
    lines = [line.split() for line in ran.out.splitlines()]
    assert ["Koto", "Tuo", "2", "1", "50.0%", "2.000"] in lines
    assert ["Salo", "2", "2", "100.0%", "1.000"] in lines


def test_without_adjustments_it_says_so(small: "SmallStudy", shell: Shell) -> None:
    ran = shell("sample", "weights", small.path, "--lang", "en")
    assert "Weights are used as they came" in ran.out


def test_totals_that_do_not_fit_are_told_with_their_place(small: "SmallStudy", shell: Shell) -> None:
    calibrated(small)
    small.change("totals.csv", ("sex,P,40", "sex,p,40"))
    ran = shell("sample", "weights", small.path, "--json")
    assert ran.code == 1
    assert ran.found() == [("design.totals-label", "totals.csv:2:2"), ("design.totals-empty", "totals.csv:3:2")]
