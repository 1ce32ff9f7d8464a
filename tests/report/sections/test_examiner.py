from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from berdaya.estimates.publish import Publish
from berdaya.report.composite import as_shown
from berdaya.report.findings import Findings
from berdaya.report.sections.examiner import section
from berdaya.report.sections.speech import Speech

if TYPE_CHECKING:
    from tests.report.conftest import Small

Printed = Callable[[object], str]
Rules = Callable[[Findings, Publish], Findings]


def test_every_question_is_answered_from_the_study(kube: Findings, printed: Printed) -> None:
    text = printed(section(Speech(kube, "id")))
    for part in (
        "Semua bagian dari satu induk berbobot sama",
        "Batas kategori ditetapkan oleh studi",
        "208 orang menjawab",
        "di antara 27 kelompok",
        "keyakinan >99%",
        "Tidak satu pun dihitung sebagai nol",
        "di atas batas terdekat, 2,00",
    ):
        assert part in text


def test_other_settings_give_other_answers(kube: Findings, small: "Small", printed: Printed) -> None:
    root = kube.instrument.root
    heavy = replace(root, children=(replace(root.children[0], weight=2.0), *root.children[1:]))
    unlike = replace(kube, instrument=replace(kube.instrument, root=heavy))
    assert "Weights were set by the study" in printed(section(Speech(unlike, "en")))
    classes = replace(kube, instrument=replace(kube.instrument, bands=replace(kube.instrument.bands, classes=3)))
    text = printed(section(Speech(classes, "en")))
    assert "not worked out from the data" not in text
    assert "(3 − 0) / 3 = 1" in text
    no_frame = replace(kube.response, frame=replace(kube.response.frame, given=False))
    assert "There is no list of all groups" in printed(section(Speech(replace(kube, response=no_frame), "en")))


def test_nothing_of_a_hidden_score_is_told(small: "Small", printed: Printed) -> None:
    text = printed(section(Speech(small(1, profile="public"), "en")))
    assert "not shown" in text
    assert "nearest limit" not in text


def test_rules_of_publication_are_asked_about_where_there_are_any(
    kube: Findings, printed: Printed, under_rules: Rules
) -> None:
    text = printed(section(Speech(under_rules(kube, Publish(min_df=1000)), "en"))).replace("\n", "")
    assert "Which figures are too uncertain to be published?" in text
    assert text.count("by this study's rules the score may not be published") == 2  # how sure, and what would change it
    assert "2.21" not in text
    assert "too uncertain" not in printed(section(Speech(kube, "en")))


def test_without_the_overall_score_its_parts_are_asked_about(kube: Findings, printed: Printed) -> None:
    text = printed(section(Speech(as_shown(replace(kube, composite="hide")), "en"))).replace("\n", "")
    assert "Roles and forms of activity in KUBE is 0.33 above the nearest limit" in text
    assert "2.21" not in text
