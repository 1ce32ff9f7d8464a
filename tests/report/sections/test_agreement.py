from dataclasses import replace

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
