from dataclasses import replace
from typing import TYPE_CHECKING

from berdaya.instrument.model import Question, Scale
from berdaya.report.findings import Findings
from berdaya.report.model import Figure
from berdaya.report.sections.answers import leaf_label, level_words, section
from berdaya.report.sections.speech import Speech

if TYPE_CHECKING:
    from tests.report.conftest import Small


def test_a_figure_for_every_role(kube: Findings) -> None:
    figures = [block for block in section(Speech(kube, "en")) if isinstance(block, Figure)]
    assert [figure.caption for figure in figures] == [
        f"Answers by role: {role}" for role in ("Member", "Leader or officer", "Facilitator", "Village official")
    ]
    assert len(figures[0].table.rows) == 25


def test_words_of_answers(kube: Findings) -> None:
    speech = Speech(kube, "en")
    alike = [Question({}, {}, Scale(0, 1), answers={0: {"en": "No"}, 1: {"en": "Yes"}})]
    assert level_words(speech, (0, 1), alike) == ("0 No", "1 Yes")
    assert level_words(speech, (0, 1, 2), [Question({}, {}, Scale(0, 2))]) == ("0 (lowest)", "1", "2 (highest)")


def test_low_answers_that_are_good_are_named(kube: Findings) -> None:
    leaf = kube.instrument.node("a1_h1")
    assert leaf.question is not None
    turned = replace(leaf, question=replace(leaf.question, direction="lower_is_better"))
    assert leaf_label(Speech(kube, "en"), turned) == "Ability to control available resources (low is good)"


def test_wide_scales_have_no_bars(small: "Small") -> None:
    findings = small(5, scale=(0, 100), bands="bands: {cuts: [25, 50, 75]}")
    assert not [block for block in section(Speech(findings, "en")) if isinstance(block, Figure)]
