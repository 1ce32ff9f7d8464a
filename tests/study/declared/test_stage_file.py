from typing import TYPE_CHECKING

import pytest

from berdaya.errors import InputError, UsageError
from berdaya.study.declared.stage_file import PACKS, stage_pack
from berdaya.study.read import read_study
from berdaya.study.workbook.contents import contents_of

if TYPE_CHECKING:
    from tests.conftest import SmallStudy

OWN = """\
title: {id: Tahap, en: Stages}
source: [a book, a decree]
date: 2026
open: [How many?]
stages:
  - key: first
    label: Awal
    needed: 1
    markers:
      - {key: board, label: {id: papan, en: board}}
      - {key: profit, any: [a, b]}
  - {key: second, markers: [{key: grows}]}
"""


def test_a_file_of_ones_own(small: "SmallStudy") -> None:
    small.write("mine.yaml", OWN)
    small.change("study.yaml", ("study: small", "study: small\nstages: mine.yaml"))
    rule = read_study(small.path).stages
    assert rule is not None
    assert (rule.key, rule.title["en"], rule.source, rule.date) == ("mine", "Stages", ("a book", "a decree"), "2026")
    assert [(one.key, one.needed, [m.key for m in one.markers]) for one in rule.stages] == [
        ("first", 1, ["board", "profit"]),
        ("second", 1, ["grows"]),
    ]
    assert [marker.columns for marker in rule.markers] == [("board",), ("a", "b"), ("grows",)]
    assert rule.stages[0].label == {"id": "Awal", "en": "Awal"}
    assert [text["id"] for text in rule.open] == ["How many?"]


def test_the_checklist_that_comes_with_berdaya(small: "SmallStudy") -> None:
    small.change("study.yaml", ("study: small", "study: small\nstages: kube-stages"))
    study = read_study(small.path)
    assert study.stages is not None
    assert [len(stage.markers) for stage in study.stages.stages] == [6, 5, 6]
    assert study.stages.source and study.stages.date and study.stages.open
    assert all(set(marker.label) == {"id", "en"} for marker in study.stages.markers)
    assert PACKS == ("kube-stages",)
    with pytest.raises(UsageError) as raised:
        stage_pack("kube-stage")
    assert raised.value.problems[0].code == "usage.unknown-pack"


def test_all_that_is_wrong_is_told_at_once(small: "SmallStudy") -> None:
    wrong = (
        OWN.replace("needed: 1", "needed: 3").replace("key: grows", "key: board").replace("date: 2026", "dates: 2026")
    )
    small.write("mine.yaml", wrong)
    small.change("study.yaml", ("study: small", "study: small\nstages: mine.yaml"))
    with pytest.raises(InputError) as raised:
        read_study(small.path)
    found = sorted((p.code, p.where.file, p.where.line) for p in raised.value.problems)
    assert found == [
        ("entry.out-of-range", "mine.yaml", 8),
        ("entry.unknown", "mine.yaml", 3),
        ("stages.key-twice", "mine.yaml", 12),
    ]


def test_a_file_that_is_not_there(small: "SmallStudy") -> None:
    small.change("study.yaml", ("study: small", "study: small\nstages: kube-stage"))
    with pytest.raises(InputError) as raised:
        read_study(small.path)
    assert [(p.code, str(p.where), p.values["near"]) for p in raised.value.problems] == [
        ("file.missing", "study.yaml:2:9", "kube-stages")
    ]


def test_a_copy_of_the_study_takes_the_file_along(small: "SmallStudy") -> None:
    small.write("mine.yaml", OWN)
    small.change("study.yaml", ("study: small", "study: small\nstages: mine.yaml"))
    assert contents_of(small.path).files == (("mine.yaml", OWN.encode()),)
    small.change("study.yaml", ("stages: mine.yaml", "stages: kube-stages"))
    assert contents_of(small.path).files == ()
