from collections.abc import Callable
from dataclasses import replace
from typing import Literal

from berdaya.report.findings import Findings
from berdaya.report.model import Heading, Quote
from berdaya.report.sections.quotes import attribution, quote_blocks
from berdaya.report.sections.speech import Speech

Change = Callable[[Findings, Literal["internal", "public"]], Findings]


def test_at_most_three_and_only_with_consent(kube: Findings) -> None:
    keys = [leaf.key for leaf in kube.instrument.leaves]
    allowed = {passage.text for passage in kube.evidence.passages if passage.quotable}
    count = 0
    for block in quote_blocks(Speech(kube, "en"), keys):
        count = 0 if isinstance(block, Heading) else count + 1
        assert count <= 3
        if isinstance(block, Quote):
            assert block.text in allowed


def test_who_spoke_depends_on_the_profile(kube: Findings, with_profile: Change) -> None:
    passage = next(p for p in kube.evidence.passages if p.role == "member" and p.group == "k13")
    official = next(p for p in kube.evidence.passages if p.role == "facilitator")
    assert attribution(Speech(kube, "en"), passage).startswith("Member, Kapas, ")
    public = Speech(with_profile(kube, "public"), "en")
    assert attribution(public, passage) == "Member"
    assert attribution(public, official) == "Interviewee"


def test_nothing_is_quoted_without_consent(kube: Findings) -> None:
    closed = tuple(replace(passage, quotable=False) for passage in kube.evidence.passages)
    speech = Speech(replace(kube, evidence=replace(kube.evidence, passages=closed)), "en")
    assert quote_blocks(speech, ["a2_r1", "a1_n1"]) == ()
