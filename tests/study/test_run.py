import dataclasses
import re
from typing import TYPE_CHECKING

import pytest

from berdaya.errors import InputError
from berdaya.study.read import read_answers, read_study
from berdaya.study.run import (
    AnswersError,
    check_attributes,
    check_node,
    choose_one_wave,
    choose_two_waves,
    choose_waves,
    count_study,
    counts_document,
    settings_document,
)
from berdaya.tally.count import Wanted

if TYPE_CHECKING:
    from tests.conftest import SmallStudy


def test_a_good_study_is_counted(small: "SmallStudy") -> None:
    study = read_study(small.path)
    counted = count_study(study, read_answers(study), Wanted())
    assert (counted.problems, counted.rejected) == ((), ())
    document = counts_document(counted.tally.counts)
    assert document == {
        "rows": 18,
        "used": 18,
        "rejected": 0,
        "cells": {
            "counted": 49,
            "missing": 2,
            "set_aside": 0,
            "missing_by_code": {"blank": 1, "dk": 1},
            "not_asked": 21,
        },
    }


def test_unusable_answers_stop_a_study_that_refuses_them(small: "SmallStudy") -> None:
    small.change("responses/a.csv", ("P,3,2,1", "P,9,2,1"), ("r6,g2", "r5,g2"))
    study = read_study(small.path)
    with pytest.raises(AnswersError) as caught:
        count_study(study, read_answers(study), Wanted())
    assert [r.reason for r in caught.value.rejected] == ["responses.respondent-twice", "responses.out-of-range"]
    assert (caught.value.counts["used"], caught.value.counts["rejected"]) == (17, 1)
    assert caught.value.results == small.path / "results"
    going_on = dataclasses.replace(study, set_aside=True)
    counted = count_study(going_on, read_answers(going_on), Wanted())
    assert {p.severity for p in counted.problems} == {"warning"}
    assert counted.rejected == caught.value.rejected
    assert counts_document(counted.tally.counts) == caught.value.counts


def test_no_row_that_can_be_used(small: "SmallStudy") -> None:
    text = (small.path / "responses/a.csv").read_text("utf-8")
    small.write("responses/a.csv", text.replace("\nr", "\n,r"))
    study = dataclasses.replace(read_study(small.path), set_aside=True)
    with pytest.raises(AnswersError) as caught:
        count_study(study, read_answers(study), Wanted())
    assert caught.value.problems[-1].code == "study.no-usable-rows"
    assert (caught.value.counts["rows"], caught.value.counts["rejected"]) == (18, 18)


def test_names_that_a_study_does_not_have(small: "SmallStudy") -> None:
    study = read_study(small.path)
    responses = read_answers(study)
    check_attributes(responses, ["village", "group", "role", "sex"])
    with pytest.raises(InputError) as caught:
        check_attributes(responses, ["desa", "village", "umur"])
    assert [p.values["name"] for p in caught.value.problems] == ["desa", "umur"]
    check_node(study.instrument, "q1")
    with pytest.raises(InputError, match=r"estimates\.unknown-node"):
        check_node(study.instrument, "Q1")


def test_waves(small: "SmallStudy") -> None:
    plain = read_study(small.path)
    assert choose_waves(plain, "") == choose_waves(plain, "all") == ("",)
    study = dataclasses.replace(plain, waves=("before", "after"))
    assert choose_waves(study, "") == ("after",)
    assert choose_waves(study, "before") == ("before",)
    assert choose_waves(study, "all") == ("before", "after")
    assert (choose_one_wave(study, ""), choose_one_wave(plain, "")) == ("after", "")
    for one, name, code in ((study, "kini", "estimates.unknown-wave"), (plain, "before", "estimates.no-waves")):
        with pytest.raises(InputError, match=re.escape(code)):
            choose_waves(one, name)
    with pytest.raises(InputError, match=r"estimates\.unknown-wave"):
        choose_one_wave(study, "all")


def test_two_waves(small: "SmallStudy") -> None:
    plain = read_study(small.path)
    study = dataclasses.replace(plain, waves=("a", "b", "c"))
    assert choose_two_waves(plain, "", "") == ("", "")
    assert choose_two_waves(study, "", "") == ("b", "c")
    assert choose_two_waves(study, "a", "") == ("", "a")
    assert choose_two_waves(study, "a", "c") == ("c", "a")
    for wave, since, code in (("b", "b", "estimates.no-wave-before"), ("b", "x", "estimates.unknown-wave")):
        with pytest.raises(InputError, match=re.escape(code)):
            choose_two_waves(study, wave, since)


def test_settings_as_plain_data(small: "SmallStudy") -> None:
    small.change(
        "study.yaml",
        (
            "design: {selection: random}",
            "design:\n  selection: random\n  weight: design\n  stages:\n"
            "    - {unit: group, population: 40}\n"
            "    - {unit: respondent, strata: [sex], population: {member: members, leader: 1}}",
        ),
    )
    document = settings_document(read_study(small.path))
    assert document["design"]["stages"] == [
        {"unit": "group", "strata": [], "population": 40},
        {"unit": "respondent", "strata": ["sex"], "population": {"member": "members", "leader": 1}},
    ]
    assert (document["design"]["weight"], document["problems"], document["waves"]) == ("design", "refuse", [])
