from collections.abc import Callable
from dataclasses import replace

from berdaya.estimates.publish import Publish
from berdaya.report.findings import Findings
from berdaya.report.sections.score import Score
from berdaya.report.sections.speech import Speech
from berdaya.report.sections.verdict import change_sentence, gap_text, score_sentence
from berdaya.report.sections.views import View, whole_score

Rules = Callable[[Findings, Publish], Findings]

SCORE = Score("a3", value=2.02, low=1.9, high=2.14, band=2, sureness=(0.0, 0.38, 0.62), distance=0.02)


def test_a_score_that_is_not_surely_in_its_category_says_so(kube: Findings) -> None:
    assert score_sentence(Speech(kube, "id"), SCORE, "A") == (
        "**A** memiliki skor **2,02** (selang kepercayaan 95%: 1,90–2,14) dengan kategori **tinggi**, **tetapi belum pasti**: "
        "skor itu hanya 0,02 di atas batas 2,00; keyakinan kategori 62% (sedang 38%)."
    )


def test_a_sure_score_is_short(kube: Findings) -> None:
    sure = replace(SCORE, sureness=(0.0, 0.001, 0.999))
    text = score_sentence(Speech(kube, "en"), sure, "A", spans=False)
    assert text == "**A** scores **2.02**, category **high** (confidence >99%)."


def test_as_if_stands_in_the_sentence(kube: Findings) -> None:
    other = replace(kube, design=replace(kube.design, selection="purposive"))
    assert "95% interval as if drawn at random 1.90–2.14" in score_sentence(Speech(other, "en"), SCORE, "A")


def test_what_does_not_exist_is_told_with_its_reason(kube: Findings) -> None:
    speech = Speech(kube, "en")
    assert score_sentence(speech, Score("a", notes=("empty",)), "A") == "**A** has no score: nobody answered."
    assert score_sentence(speech, Score("a", hidden=True), "A") == "**A**: the score is not shown (<5 persons)."
    bare = replace(SCORE, sureness=(), low=None, high=None, notes=("one-assessor",))
    assert "how surely cannot be said (one assessor: no interval)" in score_sentence(speech, bare, "A")
    lonely = replace(bare, notes=("lonely",))
    assert score_sentence(speech, lonely, "A").endswith(
        "cannot be said (a separately sampled part has only one sampled unit)."
    )
    assert score_sentence(speech, replace(bare, band=None), "A") == "**A** scores **2.02**."
    assert "everybody was asked" in score_sentence(speech, replace(SCORE, notes=("certain",)), "A")


def test_the_gap_to_a_cut_in_words(kube: Findings) -> None:
    speech = Speech(kube, "en")
    assert gap_text(speech, SCORE) == "only 0.02 above the cut at 2.00"
    assert gap_text(speech, replace(SCORE, value=1.9988, distance=-0.0012)) == "only 0.0012 below the cut at 2.00"
    assert gap_text(speech, replace(SCORE, value=2.0, distance=0.0)) == "exactly on the cut at 2.00"
    assert gap_text(speech, Score("a")) == ""


def test_change_is_perceived_and_only_between_like_parts(kube: Findings) -> None:
    text = change_sentence(Speech(kube, "en"), "a3", View(0))
    assert text.startswith("In the wave “before” it was 1.50, a change of **+0.52** (95%: 0.49–0.54): up.")
    assert text.endswith("This is perceived change, not impact.")
    assert change_sentence(Speech(kube, "en"), "a1", View(0)) == ""


def test_nothing_is_said_of_a_score_beyond_the_rules(kube: Findings, under_rules: Rules) -> None:
    speech = Speech(under_rules(kube, Publish(rse=0.5)), "en")
    score = whole_score(speech, "overall", View(0))
    text = score_sentence(speech, score, "KUBE")
    assert "**KUBE**: by this study's rules the score may not be published (relative standard error above 0.5%" in text
    assert "2.21" not in text
    assert "high" not in text
    assert change_sentence(speech, "a3", View(0)) == ""


def test_no_change_is_told_from_a_wave_beyond_the_rules(kube: Findings, under_rules: Rules) -> None:
    plain = Speech(kube, "en")
    assert "1.50" in change_sentence(plain, "a3", View(0))
    speech = Speech(under_rules(kube, Publish(rse=1)), "en")
    text = change_sentence(speech, "a3", View(0))
    assert "is beyond the rules of publication (relative standard error above 1% or not known)" in text
    assert "1.50" not in text
    assert "perceived" not in text
