from fractions import Fraction
from typing import TYPE_CHECKING

import pytest

from berdaya.errors import InputError
from berdaya.estimates.poverty.model import Measure
from berdaya.instrument.model import Compare
from berdaya.instrument.rule import Is
from berdaya.study.read import read_study
from berdaya.words import hint

if TYPE_CHECKING:
    from tests.conftest import SmallStudy

MPI = """\
title: {id: Kekurangan, en: Deprivations}
source: a thesis
date: 2022-11-30
note: one text for both languages
open: [{id: Batasnya?, en: The cut?}]
persons: members
cutoff: 1/3
cutoffs: [0.2, 1/2]
missing: reweight
dimensions:
  - key: first
    weight: 2
    label: {id: Satu, en: First}
    indicators:
      - {key: a, deprived: {q1: {at_most: 1}}}
      - {key: b, weight: 3, deprived: {sum: [q1, q2], at_most: 2}}
  - key: second
    indicators:
      - {key: c, deprived: {sex: {is: [P]}}}
programme: {village: {is: Salo}}
years: 1.5
"""
SECOND = "indicators:\n      - {key: c, deprived: {sex: {is: [P]}}}"
CRITERIA = """\
at_least: 2
criteria:
  - {key: a, met: {q1: {at_most: 1}}}
  - {key: b, met: {q2: {at_most: 1}}}
  - {key: c, direct: true, met: {q3: {equals: 0}}}
"""


def named(small: "SmallStudy", text: str, file: str = "poverty.yaml") -> None:
    small.write(file, text)
    small.change("study.yaml", ("design:", f"poverty: {file}\ndesign:"))


def read(small: "SmallStudy", text: str) -> Measure:
    named(small, text)
    (measure,) = read_study(small.path).poverty
    return measure


def test_all_that_a_file_may_say(small: "SmallStudy") -> None:
    found = read(small, MPI)
    assert (found.key, found.kind, found.source, found.date) == ("poverty", "dimensions", ("a thesis",), "2022-11-30")
    assert (found.title["id"], found.note["en"], found.open[0]["en"]) == (
        "Kekurangan",
        "one text for both languages",
        "The cut?",
    )
    assert found.k == float(Fraction(1, 3)) and found.over == (0.2, 1 / 3, 0.5)
    assert (found.persons, found.missing, found.years, found.roles) == ("members", "reweight", 1.5, ("member",))
    assert [one.weight for one in found.indicators] == [float(Fraction(2, 12)), 0.5, float(Fraction(1, 3))]
    assert [one.dimension for one in found.indicators] == [0, 0, 1]
    assert found.indicators[0].rule == Compare("q1", "at_most", 1)
    assert found.programme == Is("village", ("Salo",))
    assert found.counting.weights.tolist() == [1 / 6, 0.5, 1 / 3]


def test_criteria_and_the_default_range(small: "SmallStudy") -> None:
    found = read(small, CRITERIA)
    assert (found.at_least, [one.direct for one in found.indicators]) == (2, [False, False, True])
    small.write("poverty.yaml", MPI.replace("cutoffs: [0.2, 1/2]\n", ""))
    (again,) = read_study(small.path).poverty
    assert again.over == (0.1, 0.2, 0.3, 1 / 3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0)


def test_sixths_and_eighteenths_are_exact_shares(small: "SmallStudy") -> None:
    six = "".join(f"      - {{key: l{i}, weight: 1/18, deprived: {{q1: {{at_most: 1}}}}}}\n" for i in range(6))
    text = f"cutoff: 1/3\ndimensions:\n  - key: living\n    weight: 1/3\n    indicators:\n{six}"
    found = read(
        small, f"{text}  - {{key: rest, weight: 2/3, indicators: [{{key: r, deprived: {{q2: {{equals: 0}}}}}}]}}\n"
    )
    assert [one.weight for one in found.indicators] == [1 / 18] * 6 + [2 / 3]


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ("q1: {at_most: 1}", "q9: {at_most: 1}", ("poverty.unknown-name", "poverty.yaml:15:29")),
        ("q1: {at_most: 1}", "q1: {at_most: 7}", ("poverty.cut-outside", "poverty.yaml:15:29")),
        ("q1: {at_most: 1}", "q1: {is: ya}", ("poverty.words-of-question", "poverty.yaml:15:29")),
        ("q1: {at_most: 1}", "q1: {}", ("poverty.rule-empty", "poverty.yaml:15:29")),
        ("at_most: 2}", "}", ("poverty.rule-limit", "poverty.yaml:16:40")),
        ("sex: {is: [P]}", "sex: {is: [true]}", ("poverty.rule-words", "poverty.yaml:19:39")),
        ("key: b", "key: a", ("poverty.key-twice", "poverty.yaml:16:15")),
        ("weight: 2", "weight: none", ("poverty.not-a-share", "poverty.yaml:12:13")),
        ("cutoff: 1/3", "cutoff: 4/3", ("poverty.not-a-share", "poverty.yaml:7:9")),
        ("cutoff: 1/3", "cutoff: 2", ("poverty.not-a-share", "poverty.yaml:7:9")),
        ("persons: members", "roles: [pupil]", ("poverty.unknown-role", "poverty.yaml:6:9")),
        ("q1: {at_most: 1}", "and: [{q1: {equals: 1}}, {q4: {equals: 1}}]", ("poverty.no-role", "poverty.yaml:1:1")),
        ("cutoff: 1/3", "cutoff: 1/3\ndepth: true", ("poverty.depth", "poverty.yaml:8:8")),
        ("cutoff: 1/3", "", ("entry.missing", "poverty.yaml:1:1")),
        ("cutoff: 1/3", "cutoff: 1e-9", ("poverty.not-a-share", "poverty.yaml:7:9")),
        ("weight: 2", "weight: 1/0", ("poverty.not-a-share", "poverty.yaml:12:13")),
        (
            "indicators:\n      - {key: c, deprived: {sex: {is: [P]}}}",
            "indicators: []",
            ("poverty.rule-empty", "poverty.yaml:18:17"),
        ),
        ("years: 1.5", "criteria: []", ("poverty.kind", "poverty.yaml:1:1")),
        ("years: 1.5", "at_least: 3", ("entry.unknown", "poverty.yaml:21:1")),
        ("persons: members", "persons: member", ("poverty.unknown-name", "poverty.yaml:6:10")),
    ],
)
def test_what_is_wrong_is_told_with_its_place(
    small: "SmallStudy", old: str, new: str, problem: tuple[str, str]
) -> None:
    assert old in MPI
    named(small, MPI.replace(old, new, 1))
    with pytest.raises(InputError) as caught:
        read_study(small.path)
    assert problem in [(p.code, str(p.where)) for p in caught.value.problems]


def test_a_file_that_is_not_there_and_a_pack_by_its_name(small: "SmallStudy") -> None:
    small.change("study.yaml", ("design:", "poverty: [none.yaml, global-mpi]\ndesign:"))
    with pytest.raises(InputError) as caught:
        read_study(small.path)
    places = {(p.code, p.where.file, p.where.line) for p in caught.value.problems}
    line = (small.path / "study.yaml").read_text(encoding="utf-8").splitlines().index(
        "poverty: [none.yaml, global-mpi]"
    ) + 1
    assert {("file.missing", "study.yaml", line), ("poverty.unknown-name", "global-mpi.yaml", 28)} <= places
    (unknown, *_) = [p for p in caught.value.problems if p.code == "poverty.unknown-name"]
    assert hint(unknown, "en").startswith("there are sex, ")
    assert "Name a question by its key" in hint(unknown, "en")


def test_a_pack_that_was_probably_meant(small: "SmallStudy") -> None:
    small.change("study.yaml", ("design:", "poverty: global-mpo\ndesign:"))
    with pytest.raises(InputError) as caught:
        read_study(small.path)
    assert [hint(p, "en") for p in caught.value.problems] == ["did you mean 'global-mpi'?"]


@pytest.mark.parametrize("text", ["dimensions: []\ncutoff: 1\n", "criteria: []\nat_least: 1\n"])
def test_nothing_to_count_is_told(small: "SmallStudy", text: str) -> None:
    named(small, text)
    with pytest.raises(InputError) as caught:
        read_study(small.path)
    assert [p.code for p in caught.value.problems] == ["poverty.rule-empty"]
