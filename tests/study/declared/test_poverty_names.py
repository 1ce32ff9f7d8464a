from typing import TYPE_CHECKING

import polars as pl

from berdaya.errors import Where
from berdaya.estimates.poverty.model import Measure, Money
from berdaya.instrument.model import Compare
from berdaya.instrument.rule import AllTrue, Is
from berdaya.study.declared.poverty_names import attributes_of, word_problems
from berdaya.study.read import read_answers, read_study
from berdaya.study.workbook.contents import contents_of
from berdaya.words import problem_line

if TYPE_CHECKING:
    from tests.conftest import SmallStudy

MPI = "cutoff: 1\ndimensions: [{key: d, indicators: [{key: a, deprived: {q1: {at_most: 1}}}]}]\n"


def test_attributes_are_what_is_no_question(small: "SmallStudy") -> None:
    instrument = read_study(small.path).instrument
    rule = AllTrue((Compare("q1", "equals", 1), Compare("income", "below", 2)))
    one = Measure("m", "money", money=Money("spent", "size"), persons="members", programme=rule)
    two = Measure("n", "money", money=Money("q2"), programme=Is("sex", ("P",)))
    assert attributes_of((one, two), instrument) == ("members", "spent", "size", "income", "sex")


def test_words_that_no_row_has(small: "SmallStudy") -> None:
    responses = read_answers(read_study(small.path))
    where = Where("m.yaml", 1, 2)
    words = (("sex", "P", where), ("sex", "p", where), ("village", "Sallo", where), ("other", "x", where))
    found = word_problems((Measure("m", "criteria", words=words),), responses)
    assert [(p.code, p.values["word"]) for p in found] == [
        ("poverty.unknown-word", "p"),
        ("poverty.unknown-word", "Sallo"),
    ]
    assert [p.values.get("near") for p in found] == ["P", "Salo"]
    assert isinstance(responses.rows, pl.DataFrame)


def test_an_attribute_of_words_is_no_number(small: "SmallStudy") -> None:
    small.write("mpi.yaml", MPI.replace("q1: {at_most: 1}", "sex: {at_most: 1}") + "persons: village\n")
    small.change("study.yaml", ("design:", "poverty: mpi.yaml\ndesign:"))
    study = read_study(small.path)
    found = word_problems(study.poverty, read_answers(study))
    assert [(p.code, str(p.where)) for p in found] == [
        ("poverty.no-number", "mpi.yaml:2:56"),
        ("poverty.no-number", "mpi.yaml:3:10"),
    ]
    assert "'village' holds words and no number" in problem_line(found[1], "en")
    assert "it has Koto Tuo, Salo; words are looked for with {village: {is: [..]}}" in problem_line(found[1], "en")


def test_a_copy_of_the_study_has_its_files(small: "SmallStudy") -> None:
    small.write("poverty.yaml", MPI)
    small.write("money.yaml", "money: {value: members, lines: own/lines.yaml, area: A, date: '1'}\n")
    small.write("own/lines.yaml", "lines: [{area: A, date: '1', amount: 5, source: here}]\n")
    small.change("study.yaml", ("design:", "poverty: [poverty.yaml, money.yaml]\ndesign:"))
    assert [name for name, _ in contents_of(small.path).files] == ["poverty.yaml", "money.yaml", "own/lines.yaml"]
