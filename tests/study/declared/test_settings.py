from typing import TYPE_CHECKING

from berdaya.estimates.attention_model import Rule
from berdaya.estimates.model import Settings
from berdaya.estimates.publish import Publish

if TYPE_CHECKING:
    from tests.study.conftest import Folder


def test_what_is_not_said_is_as_usual(study_folder: "Folder") -> None:
    assert study_folder.read().settings == Settings(count="groups", confidence=0.9, threshold=3)


def test_every_setting(study_folder: "Folder") -> None:
    study_folder.change(
        (
            "{count: groups, confidence: 0.9}",
            "{count: persons, mode: units_first, min_coverage: 0.5, zero: shift, same_within: 0}",
        ),
        ("{threshold: 3}", "{profile: public, threshold: 10}"),
    )
    assert study_folder.read().settings == Settings("persons", "units_first", 0.5, "shift", 0.95, "public", 10, 0.0)


def test_settings_out_of_bounds(study_folder: "Folder") -> None:
    assert study_folder.refused(("confidence: 0.9", "confidence: 95"), ("threshold: 3", "profile: open")) == [
        ("entry.out-of-range", "study.yaml:17:40"),
        ("entry.not-a-choice", "study.yaml:18:23"),
    ]


def test_the_rule_of_groups_that_need_help(study_folder: "Folder") -> None:
    assert study_folder.read().attention == Rule()
    study_folder.change(
        (
            "disclosure:",
            "attention: {help: 0.7, sound: 0.9, fall: 0.95, fall_by: 0.2, coverage: 0.5, ended: inactive}\ndisclosure:",
        )
    )
    assert study_folder.read().attention == Rule(0.7, 0.9, 0.95, 0.2, 0.5, ("inactive",))
    study_folder.change(("disclosure:", "attention: {ended: []}\ndisclosure:"))
    assert study_folder.read().attention.ended == ()


def test_a_rule_out_of_bounds(study_folder: "Folder") -> None:
    written = "attention: {help: 80, ended: [dissolved, active], helps: 1}\ndisclosure:"
    assert study_folder.refused(("disclosure:", written)) == [
        ("entry.unknown", "study.yaml:18:51"),
        ("entry.not-a-choice", "study.yaml:18:42"),
        ("entry.out-of-range", "study.yaml:18:19"),
    ]


def test_rules_of_publication(study_folder: "Folder") -> None:
    study_folder.change(("disclosure:", "publish: {min_df: 8, min_n: 30, rse: 25}\ndisclosure:"))
    assert study_folder.read().settings.publish == Publish(8, 30, 25.0)
    study_folder.change(("disclosure:", "publish: {rse: 12.5}\ndisclosure:"))
    assert study_folder.read().settings.publish == Publish(rse=12.5)
    study_folder.change(("disclosure:", "publish:\ndisclosure:"))
    assert study_folder.read().settings.publish == Publish()


def test_every_rule_that_is_wrong_is_told(study_folder: "Folder") -> None:
    rules = "publish: {min_df: 0, min_n: 2.5, rse: 0.25, cv: 30}"
    assert study_folder.refused(("disclosure:", f"{rules}\ndisclosure:")) == [
        ("entry.unknown", "study.yaml:18:45"),
        ("study.rse-share", "study.yaml:18:39"),
        ("entry.out-of-range", "study.yaml:18:19"),
        ("entry.not-an-integer", "study.yaml:18:29"),
    ]
