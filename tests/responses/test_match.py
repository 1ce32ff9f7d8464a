import dataclasses
from typing import TYPE_CHECKING

import polars as pl

from berdaya.responses.match import Expected
from berdaya.responses.model import Groups

if TYPE_CHECKING:
    from tests.responses.conftest import Tiny


def test_any_file_can_be_mapped(tiny: "Tiny") -> None:
    text = "ID;Kelompok;Sebagai;Pertanyaan 1;Catatan;Umur\n7;A;Anggota;Sangat setuju;x;30\n8;A;Ketua;;y;41\n"
    source = tiny.source(
        text,
        columns={"respondent": "ID", "group": "Kelompok", "role": "Sebagai", "q1": "Pertanyaan 1", "age": "Umur"},
        attributes=("age",),
        recode={"*": {"Sangat setuju": "3"}, "role": {"Anggota": "member", "Ketua": "leader"}},
    )
    read = tiny.read(source)
    assert [(p.code, p.values["columns"]) for p in read.problems] == [("responses.unknown-column", "Catatan")]
    assert read.rows.select("respondent", "role", "age").rows() == [("7", "member", 30), ("8", "leader", 41)]
    assert next(iter(read.blocks())).values[0, 0] == 3


def test_an_attribute_of_answers_and_groups_is_that_of_the_answers(tiny: "Tiny") -> None:
    groups = Groups(pl.DataFrame({"group": ["A"], "village": ["of the group"]}))
    source = tiny.source("respondent,group,role,village,q1\nr1,A,member,own,1\n", attributes=("village",))
    read = tiny.read(source, groups=groups)
    assert [(p.code, str(p.where)) for p in read.problems] == [("responses.attribute-of-both", "a.csv:1:4")]
    assert read.rows["village"].to_list() == ["own"]


def test_a_named_column_must_be_there(tiny: "Tiny") -> None:
    source = tiny.source("respondent,group,role,q1\nr1,g1,member,1\n", columns={"group": "grup"}, attributes=("sex",))
    assert tiny.refused(source) == {
        "responses.column-missing": "a.csv",
        "responses.no-trait-column": "a.csv",
        "responses.no-group-column": "a.csv",
    }


def test_traits_and_roles_may_be_written_in_words(tiny: "Tiny") -> None:
    text = "respondent,group,Anda sebagai,Jenis Kelamin,Kelompok usia,q1\nr1,g1,Ketua,P,30-39,1\n"
    source = tiny.source(text, attributes=("sex", "age_class"), recode={"role": {"Ketua": "leader"}})
    read = tiny.read(source)
    assert read.problems == ()
    assert read.rows.select("role", "sex", "age_class").rows() == [("leader", "P", "30-39")]
    twice = tiny.source("respondent,group,role,Gender,Jenis kelamin,q1\nr1,g1,leader,P,L,1\n", attributes=("sex",))
    assert tiny.refused(twice) == {"responses.no-trait-column": "a.csv"}


def test_constants_stand_for_columns(tiny: "Tiny") -> None:
    source = tiny.source("respondent,q1\nr1,1\n", constants={"group": "A", "role": "member", "wave": "before"})
    read = tiny.read(source, waves=("before", "after"))
    assert read.problems == ()
    assert read.rows.select("group", "role", "wave").rows() == [("A", "member", "before")]
    wrong = tiny.source("respondent,q1\nr1,1\n", constants={"group": "A", "role": "boss", "wave": "now"})
    assert list(tiny.refused(wrong, waves=("before",))) == ["responses.unknown-role", "responses.unknown-wave"]


def test_without_role_or_respondent_the_first_role_and_row_numbers(tiny: "Tiny") -> None:
    read = tiny.read(tiny.source("group,q1\nA,1\nA,2\n"))
    assert [p.code for p in read.problems] == ["responses.no-role-column", "responses.no-respondent-column"]
    assert {p.severity for p in read.problems} == {"warning"}
    assert read.rows.select("respondent", "role").rows() == [(2, "member"), (3, "member")]
    two = tiny.read(tiny.source("group,q1\nA,1\n"), tiny.source("group,q1\nA,1\n", "b.csv"))
    assert two.rows["respondent"].to_list() == ["a.csv:2", "b.csv:2"]


def test_a_wave_column_is_nothing_without_waves(tiny: "Tiny") -> None:
    read = tiny.read(tiny.source("respondent,group,role,wave,q1\nr1,A,member,x,1\n"))
    assert [(p.code, p.values["columns"]) for p in read.problems] == [("responses.unknown-column", "wave")]
    assert read.rows["wave"].to_list() == [""]


def test_extra_columns_and_the_enumerator_are_attributes(tiny: "Tiny") -> None:
    text = "respondent,group,role,enumerator,stratum,q1\nr1,A,member,e1,s1,1\n"
    assert tiny.read(tiny.source(text), extra_columns=("stratum", "none")).attributes == ("enumerator", "stratum")
    assert tiny.read(tiny.source(text)).attributes == ("enumerator",)


def test_questions_are_the_leaves(tiny: "Tiny") -> None:
    assert Expected(tiny.instrument).questions == ("q1", "q2", "q3", "q4", "q5")


def test_an_empty_column_with_a_key_gives_way_to_the_question_in_words(tiny: "Tiny") -> None:
    leaves = tiny.instrument.leaves
    assert leaves[0].question is not None
    asked = dataclasses.replace(leaves[0].question, text={"en": "How often?"})
    root = dataclasses.replace(
        tiny.instrument.root, children=(dataclasses.replace(leaves[0], question=asked), *leaves[1:])
    )
    spoken = type(tiny)(tiny.folder, dataclasses.replace(tiny.instrument, root=root))
    pasted = spoken.read(spoken.source("respondent,group,role,How often?,q1\nr1,g1,member,2,\nr2,g1,member,3,\n"))
    assert next(iter(pasted.blocks())).values[:, 0].tolist() == [2, 3]
    assert "responses.unknown-column" not in {p.code for p in pasted.problems}
    filled = spoken.read(spoken.source("respondent,group,role,How often?,q1\nr1,g1,member,2,0\n", name="b.csv"))
    assert next(iter(filled.blocks())).values[:, 0].tolist() == [0]
