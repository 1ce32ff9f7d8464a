from collections.abc import Callable
from dataclasses import replace

from berdaya.estimates.publish import Publish
from berdaya.evidence.model import Evidence
from berdaya.report.findings import Findings
from berdaya.report.sections.agreement import agreements, counted, marked
from berdaya.report.sections.speech import Speech


def test_marks_of_the_example(kube: Findings) -> None:
    found = agreements(Speech(kube, "en"))
    assert counted(found.values()) == {"agrees": 15, "mixed": 8, "contradicts": 5, "none": 1}
    assert "a1_n1" in marked(found, "contradicts")
    assert list(found) == [node.key for node in kube.instrument.nodes if node.key in found]


def test_a_score_that_may_not_be_shown_gives_no_mark(kube: Findings) -> None:
    whole = replace(kube.whole, suppressed=kube.whole.suppressed | True)
    public = replace(kube, whole=whole, settings=replace(kube.settings, profile="public"))
    assert {mark.mark for mark in agreements(Speech(public, "en")).values()} == {"none"}


def test_without_interviews_there_are_no_marks(kube: Findings) -> None:
    assert agreements(Speech(replace(kube, evidence=Evidence()), "en")) == {}


def test_a_score_beyond_the_rules_is_not_held_against_what_people_said(
    kube: Findings, under_rules: Callable[[Findings, Publish], Findings]
) -> None:
    marks = agreements(Speech(under_rules(kube, Publish(min_df=1000)), "en"))
    plain = agreements(Speech(kube, "en"))
    census = {key for key in plain if "certain" in kube.whole.notes[0][kube.whole.at(key)]}
    assert {key for key, one in marks.items() if one.mark != "none"} <= census
    assert {key for key, one in plain.items() if one.mark != "none"} - census
