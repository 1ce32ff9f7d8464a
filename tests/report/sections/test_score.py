from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from berdaya.estimates.publish import Publish
from berdaya.report.findings import Findings
from berdaya.report.sections.score import Score, apart, score_of, scores_of, unsure

Rules = Callable[[Findings, Publish], Findings]


def test_a_score_holds_the_estimate(kube: Findings) -> None:
    score = score_of(kube.whole, kube.settings, "a3")
    at = kube.whole.at("a3")
    assert score.value == pytest.approx(kube.whole.value[0, at])
    assert score.band == 2
    assert score.sure == pytest.approx(kube.whole.bands[0, at, 2])
    assert score.cut == pytest.approx(2.0)
    assert unsure(score, 0.95)
    assert not unsure(score, 0.5)


def test_what_must_not_be_published_is_gone(kube: Findings) -> None:
    whole = replace(kube.whole, suppressed=np.ones_like(kube.whole.suppressed))
    public = replace(kube.settings, profile="public")
    assert score_of(whole, public, "a3") == Score("a3", hidden=True)
    shown = score_of(whole, kube.settings, "a3")
    assert shown.small
    assert shown.value is not None


def test_a_domain_that_does_not_exist_has_no_score(kube: Findings) -> None:
    assert scores_of(kube.whole, kube.settings, ("a1", "a2"), 5) == (Score("a1"), Score("a2"))


def test_where_nothing_was_sampled_nothing_is_sure_or_unsure(kube: Findings) -> None:
    score = score_of(kube.whole, kube.settings, "a2_k1")
    assert score.exact
    assert score.sure is None


def test_intervals_that_overlap_cannot_be_told_apart() -> None:
    first, second, third = (Score("a", low=low, high=low + 1) for low in (0.0, 0.5, 2.0))
    assert not apart(first, second)
    assert apart(first, third)
    assert apart(third, first)
    assert not apart(first, Score("b", value=9.0))


def test_a_score_beyond_the_rules_is_told_of_in_no_sentence(kube: Findings, under_rules: Rules) -> None:
    findings = under_rules(kube, Publish(rse=1))
    within, beyond = (score_of(findings.whole, findings.settings, key) for key in ("a1", "a1_h1"))
    assert (within.beyond, within.told) == ((), True)
    assert (beyond.beyond, beyond.told) == (("rse",), False)
    assert beyond.bare == Score("a1_h1", beyond=("rse",))
    assert not Score("x").told
