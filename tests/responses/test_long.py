from typing import TYPE_CHECKING

from berdaya.responses.account import audit

if TYPE_CHECKING:
    from tests.responses.conftest import Tiny

TEXT = """respondent,group,role,sex,item,answer
r1,g1,member,L,q1,2
r2,g1,member,P,q1,dua
r1,g1,member,L,q4,1.5
r1,g1,member,L,q1,3
r2,g1,member,P,q9,1
r2,g1,member,P,q5,1
"""


def test_lines_become_rows_and_cells_keep_their_lines(tiny: "Tiny") -> None:
    read = tiny.read(tiny.source(TEXT, shape="long", attributes=("sex",)))
    assert read.rows.select("row", "respondent", "sex").rows() == [(2, "r1", "L"), (3, "r2", "P")]
    assert [(p.code, p.values["items"], p.values["count"]) for p in read.problems] == [
        ("responses.unknown-item", "q9", 1)
    ]
    block = next(iter(read.blocks()))
    assert block.values[0].tolist()[:4:3] == [2, 1.5]
    assert [(r.reason, r.row, str(r.where)) for r in block.rejected] == [
        ("responses.answered-twice", 5, "a.csv:5:6"),
        ("responses.not-a-number", 3, "a.csv:3:6"),
        ("responses.not-relevant", 7, "a.csv:7:6"),
    ]


def test_repeated_answers_are_set_aside_and_counted(tiny: "Tiny") -> None:
    counts = audit(tiny.read(tiny.source(TEXT, shape="long", attributes=("sex",))), tiny.instrument).counts
    assert (counts.rows, counts.used, counts.counted, counts.set_aside) == (2, 2, 2, 3)


def test_items_may_have_other_names(tiny: "Tiny") -> None:
    text = "id,g,Q,A\nr1,g1,Pertanyaan 1,3\n"
    columns = {"respondent": "id", "group": "g", "item": "Q", "answer": "A", "q1": "Pertanyaan 1"}
    read = tiny.read(tiny.source(text, shape="long", columns=columns, constants={"role": "member"}))
    assert next(iter(read.blocks())).values[0, 0] == 3
    assert read.problems == ()


def test_a_long_file_needs_its_columns(tiny: "Tiny") -> None:
    assert tiny.refused(tiny.source("respondent,group,role,q1\nr1,g1,member,1\n", shape="long")) == {
        "responses.column-missing": "a.csv"
    }
    text = "respondent,group,role,item,answer\nr1,g1,member,x,1\n"
    assert tiny.refused(tiny.source(text, shape="long")) == {"responses.no-question-column": "a.csv"}
