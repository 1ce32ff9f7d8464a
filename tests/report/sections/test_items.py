from dataclasses import replace

import numpy as np
import pytest

from berdaya.instrument.model import Question, Scale
from berdaya.report.findings import Findings
from berdaya.report.sections.items import item_answers, question_levels, reported_roles
from berdaya.report.sections.speech import Speech


def test_answers_of_a_question_by_a_role(kube: Findings) -> None:
    found = item_answers(Speech(kube, "en"), "a1_h1", "member")
    assert found is not None
    assert list(found.levels) == [0, 1, 2, 3]
    assert (sum(found.counts), found.n) == (167, 167)
    assert sum(found.shares) == pytest.approx(1)
    assert found.coverage == pytest.approx(kube.whole.coverage[0, kube.whole.at("a1_h1")])
    assert found.n + sum(found.missing) == 169


def test_a_role_that_is_not_asked_has_no_answers(kube: Findings) -> None:
    assert item_answers(Speech(kube, "en"), "a1_h1", "leader") is None
    assert item_answers(Speech(kube, "en"), "a1", "member") is None


def test_few_persons_are_hidden_in_public_and_marked_within_the_house(kube: Findings) -> None:
    roles = replace(kube.roles, suppressed=np.ones_like(kube.roles.suppressed))
    marked = item_answers(Speech(replace(kube, roles=roles), "en"), "a1_h1", "member")
    assert marked is not None
    assert marked.small
    public = replace(kube, roles=roles, settings=replace(kube.settings, profile="public"))
    hidden = item_answers(Speech(public, "en"), "a1_h1", "member")
    assert hidden is not None
    assert hidden.hidden
    assert (hidden.n, hidden.counts, hidden.missing) == (0, (), ())


def test_levels_of_questions() -> None:
    assert question_levels(Question({}, {}, Scale(1, 3))) == (1, 2, 3)
    assert question_levels(Question({}, {}, Scale(0, 3), answers={2: {}, 0: {}})) == (0, 2)
    assert question_levels(Question({}, {}, Scale(0, 3), decimals=True)) == ()


def test_a_wide_scale_has_counts_but_no_levels(kube: Findings) -> None:
    frequencies = replace(
        kube.frequencies, levels=(), count=kube.frequencies.count[..., 4:], weighted=kube.frequencies.weighted[..., 4:]
    )
    found = item_answers(Speech(replace(kube, frequencies=frequencies), "en"), "a1_h1", "member")
    assert found is not None
    assert found.levels == ()
    assert found.n == 167


def test_roles_stand_in_the_order_of_the_instrument(kube: Findings) -> None:
    assert reported_roles(Speech(kube, "en")) == ("member", "leader", "facilitator", "official")


def test_a_role_that_nobody_answered_in_has_no_answers(kube: Findings) -> None:
    keep = [place for place, labels in enumerate(kube.roles.domains) if labels != ("official",)]
    domains = tuple(kube.roles.domains[place] for place in keep)
    found = replace(kube, roles=replace(kube.roles, domains=domains, suppressed=kube.roles.suppressed[keep]))
    public = replace(found, settings=replace(kube.settings, profile="public"))
    for one in (found, public):
        assert item_answers(Speech(one, "en"), "a2_d2", "official") is None
