from collections.abc import Callable
from dataclasses import replace

from berdaya.estimates.publish import Publish
from berdaya.report.findings import Findings
from berdaya.report.sections.influence import ends, influence_sentences, shares
from berdaya.report.sections.score import Score
from berdaya.report.sections.speech import Speech
from berdaya.report.sections.views import View

Rules = Callable[[Findings, Publish], Findings]


def test_the_criteria_of_the_seed_lead_their_analyses(kube: Findings) -> None:
    first, second, third = (
        influence_sentences(Speech(kube, "en"), kube.instrument.node(key), View(0)) for key in ("a1", "a2", "a3")
    )
    assert first.startswith(
        "Highest scores: **Ability to control available resources** (2.66) and **Financial sources** (2.65)."
    )
    assert "Largest contributions: Financial sources and Trust and mutual help." in first
    assert second.startswith(
        "Highest scores, and largest contributions: **Pattern of resource use by the group** (2.81)"
    )
    assert "Lowest, and largest shortfall: Independence from aid (1.41)." in third


def test_without_a_split_only_scores_are_told(kube: Findings) -> None:
    drivers = replace(kube.drivers, contribution=replace(kube.drivers.contribution, note="roles-apart"))
    speech = Speech(replace(kube, drivers=replace(drivers, shortfall=drivers.contribution)), "en")
    assert shares(speech, "contribution", View(0)) == {}
    text = influence_sentences(speech, kube.instrument.node("a1"), View(0))
    assert "contributions" not in text
    assert "Lowest: Schooling and training (2.05)." in text


def test_shares_add_up_to_the_score(kube: Findings) -> None:
    parts = shares(Speech(kube, "en"), "contribution", View(0))
    assert abs(sum(parts.values()) - kube.whole.value[0, 0]) < 1e-12


def test_ends_hold_what_cannot_be_told_apart() -> None:
    scores = [Score(k, value=v, low=v - 0.2, high=v + 0.2) for k, v in (("a", 1.0), ("b", 2.0), ("c", 2.3), ("d", 2.9))]
    found = ends(scores)
    assert found is not None
    high, low = found
    assert (high.first.key, high.alike, high.next) == ("d", (), scores[2])
    assert (low.first.key, low.alike) == ("a", ())
    assert ends(scores[:1]) is None


def test_scores_that_print_alike_are_not_told_apart() -> None:
    exact = [Score(k, value=v, low=v, high=v, notes=("certain",)) for k, v in (("a", 2.814), ("b", 2.811), ("c", 2.4))]
    found = ends(exact)
    assert found is not None
    assert [score.key for score in found[0].alike] == ["b"]
    assert found[1].alike == ()


def test_many_alike_are_counted_not_listed(kube: Findings) -> None:
    wide = replace(kube.whole, low=kube.whole.low * 0, high=kube.whole.high * 0 + 3)
    text = influence_sentences(Speech(replace(kube, whole=wide), "en"), kube.instrument.node("a1"), View(0))
    assert "10 more that are not told apart from the first" in text


def test_of_two_criteria_the_lowest_is_not_called_highest(kube: Findings) -> None:
    text = influence_sentences(Speech(kube, "en"), kube.instrument.node("a1_f"), View(0))
    assert "Highest scores, and largest contributions: **Financial sources** (2.65)." not in text
    assert text.startswith("Highest scores: **Financial sources** (2.65). Largest contributions:")
    assert "Lowest, and largest shortfall: Savings and access to credit (2.09)." in text


def test_criteria_beyond_the_rules_are_left_out_and_counted(kube: Findings, under_rules: Rules) -> None:
    node = kube.instrument.node("a2")
    speech = Speech(under_rules(kube, Publish(rse=1)), "en")
    text = influence_sentences(speech, node, View(0))
    assert "2 criteria are left out here, beyond the rules of publication (relative standard error above 1%" in text
    for key in ("a2_r2", "a2_r4"):
        assert speech.label(key) not in text
    everything = Speech(under_rules(kube, Publish(min_n=10_000)), "en")
    drawn = influence_sentences(everything, kube.instrument.node("a1_h"), View(0))
    assert drawn == "4 criteria are left out here, beyond the rules of publication (n below 10,000)."


def test_parts_of_an_overall_score_beyond_the_rules_are_not_told(kube: Findings, under_rules: Rules) -> None:
    node = kube.instrument.node("a2_k")  # a census: within whatever the rules are
    assert "contribution" in influence_sentences(Speech(kube, "en"), node, View(0))
    speech = Speech(under_rules(kube, Publish(rse=0.5)), "en")
    assert "contribution" not in influence_sentences(speech, node, View(0))
