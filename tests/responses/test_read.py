from typing import TYPE_CHECKING

import polars as pl
import pyarrow as pa
import pytest
from pyarrow import parquet

from berdaya.errors import InputError, UsageError
from berdaya.responses.account import audit
from berdaya.responses.model import Groups, Source, State
from berdaya.words import hint

if TYPE_CHECKING:
    from pathlib import Path

    from tests.responses.conftest import Tiny

HEAD = "respondent,group,role,q1,q2,q3,q4,q5\n"
GOOD = HEAD + "r1,g1,member,2,3,,1.5,0\nr2,g1,member,dk,1,,,\nr3,g2,leader,,2,5,10,\n"


def test_a_good_file_gives_rows_and_blocks(tiny: "Tiny") -> None:
    read = tiny.read(tiny.source(GOOD))
    assert read.problems == ()
    assert read.rows.columns == ["file", "row", "respondent", "group", "role", "wave", "weight"]
    assert read.rows.select("row", "respondent", "weight").rows() == [(2, "r1", 1), (3, "r2", 1), (4, "r3", 1)]
    assert read.rows["group"].dtype == pl.Enum(["g1", "g2"])
    assert (read.total, read.groups.given, read.attributes) == (3, False, ())
    block = next(iter(read.blocks()))
    assert (block.start, block.rejected) == (0, ())
    assert block.values[0, [0, 1, 3, 4]].tolist() == [2, 3, 1.5, 0]
    assert block.state.tolist() == [[0, 0, 2, 0, 0], [6, 0, 2, 1, 2], [2, 0, 0, 0, 2]]


def test_blocks_can_be_read_again(tiny: "Tiny") -> None:
    read = tiny.read(tiny.source(HEAD + "r1,g1,member,9,,,,\n"))
    first, second = [[b.rejected for b in read.blocks()] for _ in range(2)]
    assert first == second
    assert len(first[0]) == 1


@pytest.mark.parametrize(
    ("row", "code", "place"),
    [
        (",g1,member,2,,,,", "responses.no-respondent", "a.csv:5:1"),
        ("r9,,member,2,,,,", "responses.no-group", "a.csv:5:2"),
        ("r9,g1,pak,2,,,,", "responses.unknown-role", "a.csv:5:3"),
        ("r9,g1,,2,,,,", "responses.no-role", "a.csv:5:3"),
        ("r9,g1,member,2,,,,,7", "responses.too-many-cells", "a.csv:5"),
        ("r1,g1,member,3,,,,", "responses.respondent-twice", "a.csv:5:1"),
    ],
)
def test_an_unusable_row_is_set_aside_whole(tiny: "Tiny", row: str, code: str, place: str) -> None:
    found = tiny.audit(GOOD + row + "\n")
    errors = [p for p in found.problems if p.severity == "error"]
    assert [(p.code, str(p.where)) for p in errors] == [(code, place)]
    assert [(r.reason, r.row, r.column) for r in found.rejected] == [(code, 5, "")]
    assert (found.counts.rows, found.counts.used, found.counts.rejected) == (4, 3, 1)


@pytest.mark.parametrize(
    ("row", "code", "place"),
    [
        ("r9,g1,member,dua,,,,", "responses.not-a-number", "a.csv:5:4"),
        ("r9,g1,member,4,,,,", "responses.out-of-range", "a.csv:5:4"),
        ("r9,g1,member,-1,,,,", "responses.out-of-range", "a.csv:5:4"),
        ("r9,g1,member,1.5,,,,", "responses.not-an-integer", "a.csv:5:4"),
        ("r9,g1,member,2022-11-30,,,,", "responses.date", "a.csv:5:4"),
        ("r9,g1,member,=1+1,,,,", "responses.formula-without-value", "a.csv:5:4"),
        ("r9,g1,member,,,2,,", "responses.role-not-asked", "a.csv:5:6"),
        ("r9,g1,member,0,,,,2", "responses.not-relevant", "a.csv:5:8"),
    ],
)
def test_an_unusable_cell_is_set_aside_alone(tiny: "Tiny", row: str, code: str, place: str) -> None:
    found = tiny.audit(GOOD + row + "\n")
    errors = [p for p in found.problems if p.severity == "error"]
    assert [(p.code, str(p.where)) for p in errors] == [(code, place)]
    assert [(r.reason, r.row) for r in found.rejected] == [(code, 5)]
    assert found.counts.set_aside == 1
    assert found.counts.used == 4


def test_words_that_are_no_answer_say_what_is(tiny: "Tiny") -> None:
    found = tiny.audit(GOOD + "r9,g1,member,levl 2,,,,\nr8,g1,member,Menolak,,,,\n")
    near, far = (hint(p, "en") for p in found.problems if p.code == "responses.not-a-number")
    assert near.startswith(
        "did you mean '2 - level 2'? If not, write 0 to 3, or where there is no answer na (not applicable), dk"
    )
    assert far.startswith("write 0 to 3")


def test_a_level_that_the_rubric_does_not_have(tiny: "Tiny") -> None:
    import dataclasses

    question = dataclasses.replace(tiny.instrument.leaves[0].question, answers={0: {}, 3: {}})  # type: ignore[type-var]
    leaf = dataclasses.replace(tiny.instrument.leaves[0], question=question)
    other = dataclasses.replace(tiny.instrument, root=dataclasses.replace(tiny.instrument.root, children=(leaf,)))
    found = audit(type(tiny)(tiny.folder, other).read(tiny.source(GOOD)), other)
    assert [r.reason for r in found.rejected] == ["responses.not-a-level"]


def test_an_answer_in_a_wave_that_does_not_ask(tiny: "Tiny") -> None:
    text = "respondent,group,role,wave,q1,q2\nr1,g1,member,before,2,3\nr1,g1,member,after,2,3\nr1,g1,member,kini,2,3\n"
    found = tiny.audit(text, waves=("before", "after"))
    errors = [(p.code, p.where.line) for p in found.problems if p.severity == "error"]
    assert errors == [("responses.unknown-wave", 4), ("responses.wave-not-asked", 2)]


def test_waves_and_roles_are_read_in_words(tiny: "Tiny") -> None:
    text = (
        "respondent,group,role,wave,q1,q2\nr1,g1,Member,Sebelum,2,\nr1,g1,LEADER,sesudah,,3\nr2,g1,member,setelah,2,3\n"
    )
    found = tiny.read(tiny.source(text), waves=("before", "after"))
    assert found.problems == ()
    assert found.rows["role"].to_list() == ["member", "leader", "member"]
    assert found.rows["wave"].to_list() == ["before", "after", "after"]
    once = tiny.source("respondent,group,q1,q2\nr1,g1,2,3\n", constants={"wave": "Sesudah", "role": "Member"})
    assert tiny.read(once, waves=("before", "after")).rows.select("role", "wave").rows() == [("member", "after")]


def test_a_wave_that_is_blank_or_unknown_names_those_of_the_study(tiny: "Tiny") -> None:
    text = "respondent,group,role,wave,q1,q2\nr1,g1,member,,2,3\nr2,g1,member,sesuda,2,3\n"
    blank, unknown = tiny.read(tiny.source(text), waves=("before", "after")).problems
    assert (blank.code, unknown.code) == ("responses.no-wave", "responses.unknown-wave")
    assert hint(blank, "id") == "tulis salah satu dari: before (sebelum), after (sesudah)"
    assert 'recode: {wave: {"sesuda": after}}' in hint(unknown, "id")


def test_an_unknown_group_when_there_is_a_frame(tiny: "Tiny") -> None:
    groups = Groups(pl.DataFrame({"group": ["kube-1"], "village": ["Salo"], "members": [12]}))
    found = tiny.read(tiny.source(GOOD.replace("g1", "kube-1").replace("g2", "kube-2")), groups=groups)
    assert [(p.code, p.values["value"], p.values["near"]) for p in found.problems] == [
        ("responses.unknown-group", "kube-2", "kube-1")
    ]
    assert found.rows["village"].to_list() == ["Salo", "Salo"]
    assert found.rows["members"].to_list() == [12, 12]
    assert found.attributes == ("village", "members")


def test_a_wave_is_known_by_its_letters(tiny: "Tiny") -> None:
    text = "respondent,group,role,wave,q1\nr1,g1,member,SEMESTER 1,2\nr2,g1,member,semester 2,2\n"
    found = tiny.read(tiny.source(text), waves=("Semester 1", "Semester 2"))
    assert found.rows["wave"].cast(pl.String).to_list() == ["Semester 1", "Semester 2"]
    refused = tiny.read(tiny.source(text), waves=("Semester 1", "semester 1", "semester 2"))
    assert [(p.code, p.values["value"]) for p in refused.problems] == [("responses.unknown-wave", "SEMESTER 1")]


def test_answers_of_a_group_that_has_ended(tiny: "Tiny") -> None:
    groups = Groups(pl.DataFrame({"group": ["g1", "g2"], "status": ["active", "dissolved"]}))
    text = "respondent,group,role,wave,q1\nr1,g2,member,a,2\nr2,g1,member,b,2\nr3,g2,member,b,2\n"
    found = tiny.read(tiny.source(text), groups=groups, waves=("a", "b"))
    assert [(p.code, p.severity, p.where.line, p.values) for p in found.problems] == [
        ("responses.ended-group", "warning", 4, {"count": 1, "groups": "g2"})
    ]
    assert found.rows.height == 3


def test_weights(tiny: "Tiny") -> None:
    text = "respondent,group,role,weight,q1\nr1,g1,member,1.5,1\nr2,g1,member,,1\nr3,g1,member,-2,1\n"
    text += "r4,g1,member,0,1\nr5,g1,member,berat,2\nr6,g1,member,inf,2\n"
    found = tiny.read(tiny.source(text), uses_weight=True)
    assert [(p.code, p.where.line, p.severity) for p in found.problems] == [
        ("responses.weight-zero", 5, "warning"),
        ("responses.weight-missing", 3, "error"),
        ("responses.weight-negative", 4, "error"),
        ("responses.weight-not-a-number", 6, "error"),
        ("responses.weight-not-a-number", 7, "error"),
    ]
    assert found.rows["weight"].to_list() == [1.5, 0.0]
    unused = tiny.read(tiny.source(text))
    assert [(p.code, p.severity) for p in unused.problems] == [("responses.weight-unused", "warning")]
    assert unused.rows["weight"].to_list() == [1.0] * 6


def test_numbers_written_oddly_are_read_with_one_warning(tiny: "Tiny") -> None:
    found = tiny.audit('respondent;group;role;q1;q4\nr1;g1;member;"3,0";2,5\nr2;g1;member; 2 ;1\n')
    odd = [(str(p.where), p.values["count"], p.values["value"]) for p in found.problems if "read-as" in p.code]
    assert odd == [("a.csv:2:4", 3, "3,0")]
    assert found.counts.counted == 4
    assert not [p for p in found.problems if p.severity == "error"]


def test_unanswered_questions_and_answers_all_alike(tiny: "Tiny") -> None:
    found = tiny.audit(HEAD + "r1,g1,member,2,3,,,\nr2,g1,member,2,1,,,\n")
    warned = {p.code: p.values["questions"] for p in found.problems}
    assert warned == {"responses.nobody-answered": "q3, q4, q5", "responses.all-equal": "q1"}


def test_every_file_is_told_of_before_stopping(tiny: "Tiny") -> None:
    sources = (
        tiny.source("respondent,group,role\n", "a.csv"),
        tiny.source("respondent,role,q1\nr1,member,1\n", "b.csv"),
        Source("c.csv", tiny.folder / "c.csv"),
        tiny.source("respondent,group,x\nr1,g1,1\n", "d.csv"),
    )
    assert tiny.refused(*sources) == {
        "responses.no-rows": "a.csv",
        "responses.no-group-column": "b.csv",
        "file.missing": "c.csv",
        "responses.no-question-column": "d.csv",
    }
    assert tiny.refused() == {"responses.no-files": ""}
    assert tiny.refused(tiny.source(GOOD), uses_weight=True) == {"responses.no-weight-column": "a.csv"}
    assert tiny.refused(tiny.source(GOOD), waves=("before", "after")) == {"responses.no-wave-column": "a.csv"}


def test_a_respondent_twice_is_found_across_files(tiny: "Tiny") -> None:
    found = tiny.read(tiny.source(GOOD), tiny.source(GOOD.replace("g2", "g3"), "b.csv"))
    assert [(r.file, r.row, r.reason) for r in found.rejected] == [
        ("b.csv", 2, "responses.respondent-twice"),
        ("b.csv", 3, "responses.respondent-twice"),
    ]
    assert found.rows["file"].cast(pl.String).to_list() == ["a.csv"] * 3 + ["b.csv"]
    assert [b.start for b in found.blocks()] == [0, 3]


def test_the_hash_is_of_the_bytes_in_order(tiny: "Tiny") -> None:
    first, second = tiny.source(GOOD), tiny.source(GOOD.replace("r1", "s1"), "b.csv")
    assert tiny.read(first).sha256 == tiny.read(first).sha256
    assert tiny.read(first, second).sha256 != tiny.read(second, first).sha256


def test_parquet_streams_and_agrees_with_csv(tiny: "Tiny", tmp_path: "Path") -> None:
    n = 70_000
    columns = {
        "respondent": pa.array(range(n)),
        "group": pa.array([i // 7 for i in range(n)], pa.int32()),
        "role": pa.array(["member"] * n).dictionary_encode(),
        "q1": pa.array([None if i % 11 == 0 else i % 4 for i in range(n)], pa.uint8()),
        "q4": pa.array([i % 10 + 0.5 for i in range(n)]),
    }
    columns["q1"] = pa.array([*columns["q1"].to_pylist()[:-1], 9], pa.uint8())
    parquet.write_table(pa.table(columns), tmp_path / "a.parquet")
    read = tiny.read(Source("a.parquet", tmp_path / "a.parquet"))
    blocks = list(read.blocks())
    assert [len(b.state) for b in blocks] == [65_536, n - 65_536]
    assert [b.start for b in blocks] == [0, 65_536]
    assert read.rows["respondent"].dtype == pl.Int64
    assert [(r.row, r.value, r.reason) for b in blocks for r in b.rejected] == [(n, "9", "responses.out-of-range")]
    assert sum(int((b.state[:, 0] == State.COUNTED).sum()) for b in blocks) == n - len(range(0, n, 11)) - 1


def test_many_alike_problems_are_counted_not_listed(tiny: "Tiny") -> None:
    found = tiny.audit("respondent,group,role,q1\n" + "".join(f"r{i},g1,member,9\n" for i in range(250)))
    errors = [p for p in found.problems if p.severity == "error"]
    assert [p.code for p in errors[-2:]] == ["responses.out-of-range", "responses.more-like-this"]
    assert errors[-1].values["count"] == 50
    assert (len(errors), len(found.rejected)) == (201, 250)


def test_an_extra_is_asked_for_only_when_needed(tiny: "Tiny", monkeypatch: pytest.MonkeyPatch) -> None:
    import sys

    monkeypatch.setitem(sys.modules, "pyreadstat", None)
    with pytest.raises(UsageError, match="missing-extra"):
        tiny.read(tiny.source(b"x", "a.sav"))
    with pytest.raises(InputError, match="no-rows"):
        tiny.read(tiny.source(b"x", "a.sav"), tiny.source("a\n", "b.csv"))


def test_a_workbook_tells_sheet_and_cell(tiny: "Tiny", tmp_path: "Path") -> None:
    import datetime as dt

    from openpyxl import Workbook

    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "Jawaban"
    for row in (
        ["respondent", "group", "role", "q1", "q4"],
        ["r1", 7, "member", dt.date(2022, 1, 2), "=1+1"],
        [None] * 5,
    ):
        sheet.append(row)
    sheet.append(["r1", 7, "member", 2, " 2,5 "])
    sheet.append(["r2", 7, "member", "dua", 2.5])
    book.save(tmp_path / "a.xlsx")
    found = audit(tiny.read(Source("a.xlsx", tmp_path / "a.xlsx")), tiny.instrument)
    assert [(p.code, str(p.where)) for p in found.problems if p.severity == "error"] == [
        ("responses.respondent-twice", "a.xlsx:Jawaban!A4"),
        ("responses.date", "a.xlsx:Jawaban!D2"),
        ("responses.formula-without-value", "a.xlsx:Jawaban!E2"),
        ("responses.not-a-number", "a.xlsx:Jawaban!D5"),
    ]
    assert next(p.code for p in found.problems if p.severity == "warning") == "responses.blank-rows"


def test_waves_that_differ_by_capitals_alone_are_told_apart_letter_by_letter(tiny: "Tiny") -> None:
    text = "respondent,group,role,wave,q1\nr1,g1,member,a,2\nr2,g1,member,b,2\n"
    found = tiny.read(tiny.source(text), waves=("A", "a"))
    assert [(p.code, p.values["value"], p.values["meant"]) for p in found.problems] == [
        ("responses.unknown-wave", "b", "")
    ]
    assert found.rows["wave"].cast(pl.String).to_list() == ["a"]
