from collections.abc import Callable
from dataclasses import replace

import numpy as np

from berdaya.errors import Problem, Where
from berdaya.estimates.publish import Publish
from berdaya.report.compose import compose
from berdaya.report.findings import Findings
from berdaya.report.workbook.facts import closed_items, workbook_facts

WARNING = Problem("design.single-psu", Where("study.yaml", 3), {"unit": "village"}, "warning")


def test_the_words_are_those_of_the_report(kube: Findings) -> None:
    facts = workbook_facts(kube, compose(kube, "id"))
    assert (facts.wave, facts.wave_label) == ("after", "sesudah")
    assert facts.marks == ("Data buatan (sintetis)", "Internal, bukan untuk publikasi")
    assert "count = persons (bawaan): Setiap jawaban dihitung satu kali, dengan bobotnya." in facts.assumptions
    assert any(line.startswith("selection = random (dipilih)") for line in facts.assumptions)
    manifest = dict(facts.manifest)
    assert manifest["Jawaban, SHA-256"] == kube.manifest.answers_sha256
    assert (manifest["Benih"], manifest["Perintah"]) == ("2022", "berdaya report")


def test_reservations_of_the_summary_are_kept(kube: Findings) -> None:
    assert workbook_facts(kube, compose(kube, "id")).reservations == ()
    notes = tuple(tuple((*n, "few-df") for n in row) for row in kube.whole.notes)
    design = replace(kube.design, selection="unknown")
    weak = replace(kube, design=design, whole=replace(kube.whole, notes=notes), psus=3, strata=1)
    first, second = workbook_facts(weak, compose(weak, "en")).reservations
    assert first == "Intervals and confidence are as if people had been drawn at random."
    assert second.startswith("The sample has only 3 first-stage sampling units. With so few")


def test_marks_are_explained_on_the_sheets_that_have_them(
    kube: Findings, under_rules: Callable[[Findings, Publish], Findings]
) -> None:
    some, every = (under_rules(kube, rules) for rules in (Publish(rse=1), Publish(min_df=1000)))
    facts = workbook_facts(some, compose(some, "en"))
    assert facts.reservations == ()  # the overall score and the analyses are within
    assert facts.marked.startswith("† beyond this study's rules of publication")
    assert workbook_facts(every, compose(every, "en")).reservations[0].startswith("† beyond")
    assert workbook_facts(kube, compose(kube, "en")).marked == ""


def test_warnings_are_told(kube: Findings) -> None:
    warned = replace(kube, problems=(WARNING,))
    facts = workbook_facts(warned, compose(warned, "en"))
    assert facts.assumptions[-1] == "the whole sample is one village, so errors do not exist (study.yaml:3)"


def test_questions_that_few_of_a_role_answered_are_closed_in_public(kube: Findings) -> None:
    public = replace(kube, settings=replace(kube.settings, profile="public"))
    assert closed_items(kube) == closed_items(public) == frozenset()
    few = np.zeros_like(kube.roles.suppressed)
    few[kube.roles.domains.index(("facilitator",)), kube.roles.at("a2_d2")] = True
    assert closed_items(replace(public, roles=replace(kube.roles, suppressed=few))) == {"a2_d2"}
    assert closed_items(replace(kube, roles=replace(kube.roles, suppressed=few))) == frozenset()
