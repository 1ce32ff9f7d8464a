from typing import TYPE_CHECKING

import pytest

from berdaya.errors import InputError
from berdaya.estimates.sensitivity.model import SensitivitySpec
from berdaya.study.analyses.sensitivity import with_schemes
from berdaya.study.read import read_study

if TYPE_CHECKING:
    from tests.conftest import SmallStudy

TWO = "expert,node,points\nAni,v1,20\nAni,v2,80\nBudi,v1,40\nBudi,v2,60\n"
THIRD = "    - {key: q5, ask: [member], question: {id: L?, en: F?}}\n    - key: v2\n"
PAIRS = """\
expert,first,second,judgement
Ani,v1,v2,1/3
Ani,v1,q5,1/5
Ani,v2,q5,3
Budi,v1,v2,2
Budi,v1,q5,2
Budi,v2,q5,1
"""


def experts(small: "SmallStudy", more: str = "", before: str = "") -> None:
    text = f"{before}sensitivity: {{weights: {{kind: experts{more}}}}}\ndesign:"
    small.change("study.yaml", ("design:", text))


def refused(small: "SmallStudy") -> list[tuple[str, str]]:
    with pytest.raises(InputError) as caught:
        read_study(small.path)
    return [(p.code, str(p.where)) for p in caught.value.problems if p.severity == "error"]


def test_the_only_file_or_the_scheme_in_use_or_the_one_that_is_named(small: "SmallStudy") -> None:
    small.write("weights/budget.csv", TWO)
    experts(small)
    panel = read_study(small.path).sensitivity.panel
    assert panel is not None
    assert (panel.scheme, panel.experts) == ("budget", ("Ani", "Budi"))
    assert panel.weights == {"overall": {"Ani": {"v1": 0.2, "v2": 0.8}, "Budi": {"v1": 0.4, "v2": 0.6}}}
    small.write("weights/rank.csv", TWO.replace("points", "rank").replace("20", "2").replace("80", "1"))
    assert refused(small) == [("sensitivity.which-experts", "study.yaml:6:24")]
    small.change("study.yaml", ("kind: experts", "kind: experts, scheme: Rank"))
    named = read_study(small.path).sensitivity.panel
    assert named is not None and named.scheme == "rank"
    small.change("study.yaml", (", scheme: Rank", ""), ("sensitivity", "weights: {use: budget}\nsensitivity"))
    used = read_study(small.path).sensitivity.panel
    assert used is not None and used.scheme == "budget"


@pytest.mark.parametrize(
    ("scheme", "code"),
    [
        ("ahp", "weights.unknown-scheme"),
        ("given", "sensitivity.no-experts"),
        ("equal", "sensitivity.no-experts"),
        ("entropy", "sensitivity.no-experts"),
    ],
)
def test_a_scheme_without_experts(small: "SmallStudy", scheme: str, code: str) -> None:
    small.write("weights/budget.csv", TWO)
    experts(small, f", scheme: {scheme}")
    assert refused(small) == [(code, "study.yaml:6:48")]


def test_nobody_or_one_or_nobody_about_the_same(small: "SmallStudy") -> None:
    experts(small)
    assert refused(small) == [("sensitivity.no-schemes", "study.yaml:6:24")]
    small.write("weights/budget.csv", "node,points\nv1,20\nv2,80\n")
    assert refused(small) == [("sensitivity.one-expert", "study.yaml:6:24")]
    small.write("weights/budget.csv", "expert,node,points\nAni,v1,20\nAni,v2,80\nBudi,q1,40\nBudi,q2,60\n")
    assert refused(small) == [("sensitivity.one-expert", "study.yaml:6:24")]


def test_inconsistent_judgements_are_kept_or_left_out(small: "SmallStudy") -> None:
    small.change("instrument.yaml", ("    - key: v2\n", THIRD))
    small.write("weights/ahp.csv", PAIRS + "Citra,v1,v2,2\nCitra,v1,q5,2\nCitra,v2,q5,1\n")
    experts(small)
    kept = read_study(small.path).sensitivity.panel
    assert kept is not None
    assert kept.experts == ("Ani", "Budi", "Citra")
    assert [one.expert for one in kept.inconsistent] == ["Ani"]
    small.change("study.yaml", ("kind: experts", "kind: experts, inconsistent: leave_out"))
    panel = read_study(small.path).sensitivity.panel
    assert panel is not None and panel.experts == ("Budi", "Citra")
    small.write("weights/ahp.csv", PAIRS)
    assert refused(small) == [("sensitivity.all-left-out", "study.yaml:6:24")]


def test_what_is_wrong_in_the_files_is_told_once_with_the_rest(small: "SmallStudy") -> None:
    small.write("weights/budget.csv", TWO.replace("20", "twenty"))
    experts(small, ", take: all, spread: 0.2")
    wrong = [("entry.unknown", "study.yaml:6:51"), ("entry.not-a-choice", "study.yaml:6:46")]
    assert sorted(refused(small)) == sorted([*wrong, ("weights.not-a-number", "weights/budget.csv:2:3")])
    small.change("study.yaml", (", take: all, spread: 0.2", ""), ("sensitivity", "weights: {use: budget}\nsensitivity"))
    assert refused(small) == [("weights.not-a-number", "weights/budget.csv:2:3")]


def test_files_are_read_only_where_weights_are_drawn_from_them(small: "SmallStudy") -> None:
    experts(small)
    small.change("study.yaml", ("{weights: {kind", "{sources: [sampling], weights: {kind"))
    study = read_study(small.path)
    assert study.sensitivity.panel is None
    with pytest.raises(InputError) as caught:  # where they are asked for in the call alone
        with_schemes(study, SensitivitySpec(sources=("weights",), weights="experts"))
    assert [problem.code for problem in caught.value.problems] == ["sensitivity.no-schemes"]
    small.write("weights/budget.csv", TWO)
    found = with_schemes(study, SensitivitySpec(weights="experts"))
    assert found.panel is not None and found.panel.experts == ("Ani", "Budi")
