from typing import TYPE_CHECKING

from berdaya.report.findings import Findings
from berdaya.report.sections.speech import Speech
from berdaya.report.sections.views import View, earlier_score, tree_of, views, whole_score

if TYPE_CHECKING:
    from tests.report.conftest import Small


def test_a_whole_is_one_view(kube: Findings) -> None:
    speech = Speech(kube, "en")
    assert views(speech) == (View(0),)
    assert View(0).titled("Scores") == "Scores"
    assert whole_score(speech, "a3", View(0)).value is not None


def test_roles_that_score_apart_are_views(small: "Small") -> None:
    speech = Speech(small(6, extra="estimates: {mode: units_first}\n"), "en")
    assert [view.name for view in views(speech)] == ["Member", "Leader"]
    assert views(speech)[1].titled("Scores") == "Scores: Leader"


def test_a_role_sees_only_what_it_was_asked(small: "Small") -> None:
    speech = Speech(small(6, extra="estimates: {mode: units_first}\n"), "en")
    member, leader = views(speech)
    root = speech.findings.instrument.root
    assert tree_of(speech, View(0)) is root
    assert [node.key for node in tree_of(speech, member).walk() if node.question] == ["a1", "a2", "b1"]
    assert [node.key for node in tree_of(speech, leader).walk() if node.question] == ["a2", "b2"]


def test_an_earlier_wave_in_the_same_view(kube: Findings) -> None:
    speech = Speech(kube, "en")
    assert earlier_score(speech, "before", "a3", View(0)).value is not None
    assert earlier_score(speech, "before", "a1", View(0)).notes == ("not-asked",)
    assert earlier_score(speech, "before", "a3", View(7)).value is not None
