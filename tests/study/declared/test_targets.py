from typing import TYPE_CHECKING

import pytest

from berdaya.errors import InputError
from berdaya.estimates.targets import Target
from berdaya.study.analyse import analyse
from berdaya.study.check import check_place
from berdaya.study.declared.targets import attributes_of
from berdaya.study.read import read_study

if TYPE_CHECKING:
    from tests.conftest import SmallStudy
    from tests.study.conftest import Folder


def aimed(*targets: str) -> tuple[str, str]:
    return ("disclosure: {threshold: 3}", "targets:\n" + "".join(f"  - {one}\n" for one in targets))


def test_what_is_not_said_is_the_whole_and_the_last_wave(study_folder: "Folder") -> None:
    study_folder.change(aimed("{goal: 2}", "{node: q1, goal: 2.5, baseline: 1.5, by: {village: Salo}}"))
    assert study_folder.read().targets == (
        Target("overall", 2.0),
        Target("q1", 2.5, by="village", label="Salo", baseline=1.5),
    )
    assert attributes_of(study_folder.read().targets) == ("village",)
    study_folder.change()
    assert study_folder.read().targets == ()


def test_everything_that_is_wrong_with_its_place(study_folder: "Folder") -> None:
    wrong = aimed(
        "{node: q9, goal: 2}",
        "{goal: 4}",
        "{node: q1}",
        "{goal: 2, wave: later}",
        "{goal: 2, by: {vilage: Salo}}",
        "{goal: 2, by: {village: Salo, sex: L}}",
        "{node: q2, goal: 2, baseline: before}",
        "{node: q2, goal: 1}",
    )
    assert study_folder.refused(wrong) == [
        ("study.target-unknown", "study.yaml:19:12"),
        ("entry.out-of-range", "study.yaml:20:12"),
        ("entry.missing", "study.yaml:21:5"),
        ("study.target-unknown", "study.yaml:22:21"),
        ("study.target-unknown", "study.yaml:23:20"),
        ("study.target-one-attribute", "study.yaml:24:19"),
        ("study.target-unknown", "study.yaml:25:35"),
        ("study.target-twice", "study.yaml:26:5"),
    ]


def test_a_goal_below_its_baseline_is_odd(study_folder: "Folder") -> None:
    study_folder.change(aimed("{goal: 1.5, baseline: 2}"))
    assert [(p.code, str(p.where)) for p in study_folder.read().problems if "target" in p.code] == [
        ("study.target-not-above", "study.yaml:19:12")
    ]


def test_a_label_that_nobody_has(small: "SmallStudy") -> None:
    small.change("study.yaml", ("study: small", "study: small\ntargets: [{goal: 2, by: {village: Slo}}]"))
    with pytest.raises(InputError) as caught:
        check_place(small.path)
    (problem,) = (p for p in caught.value.problems if p.severity == "error")
    assert (problem.code, problem.values["near"], problem.where.line) == ("study.target-unknown", "Salo", 2)
    with pytest.raises(InputError) as caught:
        analyse(read_study(small.path))
    assert caught.value.problems == (problem,)


def test_each_has_its_own_figures(small: "SmallStudy") -> None:
    targets = "[{goal: 2}, {node: q1, goal: 1, by: {village: Salo}}, {goal: 2, by: {group: g1}}]"
    small.change("study.yaml", ("study: small", f"study: small\ntargets: {targets}\nreport: {{by: [sex]}}"))
    findings, _ = analyse(read_study(small.path))
    whole, salo, g1 = findings.targets
    assert whole.achieved == findings.whole.value[0, findings.whole.at("overall")]
    assert g1.achieved == findings.groups.value[findings.groups.domains.index(("g1",)), findings.groups.at("overall")]
    assert salo.achieved is not None and salo.low is not None and salo.low < salo.achieved
    assert "village" not in findings.by
