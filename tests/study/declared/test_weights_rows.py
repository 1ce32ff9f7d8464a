from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest

from berdaya.instrument.judgements import Kind
from berdaya.located import Problems
from berdaya.responses.csv_table import read_csv
from berdaya.study.declared.weights_rows import Entry, number, read_entries

if TYPE_CHECKING:
    from tests.conftest import Made


def entries_of(made: "Made", tmp_path: Path, kind: Kind, text: str) -> tuple[tuple[Entry, ...], list[tuple[str, str]]]:
    path = tmp_path / "w.csv"
    path.write_text(text, encoding="utf-8")
    problems = Problems()
    instrument = made.instrument(made.leaf("q1"), made.leaf("q2"), made.leaf("q3"))
    found = read_entries(kind, read_csv(path, "w.csv"), instrument, problems)
    return found, [(p.code, str(p.where)) for p in problems]


def test_numbers_as_people_write_them() -> None:
    assert [number(text) for text in ("3", "0.5", "0,5", "1/3", " 1 / 4 ", "2,5/5")] == [3, 0.5, 0.5, 1 / 3, 0.25, 0.5]
    assert [number(text) for text in ("-3", "−0,5")] == [-3, -0.5]
    assert [number(text) for text in ("", "x", "1/0", "--3", "1/2/3", "3 kali", "nan", "1:3")] == [None] * 8


def test_rows_with_their_places_in_words_of_either_language(made: "Made", tmp_path: Path) -> None:
    text = "pakar;pertama;kedua;penilaian;catatan\nAni;q1;q2;1/3;x\nAni;q1;q3;0,25;\nAni;q2;q3;;\n"
    found, problems = entries_of(made, tmp_path, "ahp", text)
    assert problems == []
    assert [(one.expert, one.keys, one.values) for one in found] == [
        ("Ani", ("q1", "q2"), (1 / 3,)),
        ("Ani", ("q1", "q3"), (0.25,)),
    ]
    assert str(found[0].places[0]) == "w.csv:2:4"


def test_without_a_column_of_experts_there_is_one(made: "Made", tmp_path: Path) -> None:
    found, problems = entries_of(made, tmp_path, "bwm", "node,best_to,to_worst\nq1,1,8\nq2,2,5\nq3,8,1\n")
    assert problems == []
    assert {one.expert for one in found} == {""}
    assert [one.values for one in found] == [(1, 8), (2, 5), (8, 1)]


BAD = """expert,first,second,judgement
Ani,q1,q9,3
,q1,q2,3
Ani,q1,q2,tiga
Ani,q1,q2,2026-03-01
Ani,q1,q2,10
Ani,q1,q2,1/10
Ani,q1,q2,0
Ani,q1,q2,1-Mar
Ani,q1,q2,-3
"""


def test_all_that_is_wrong_is_told_at_once(made: "Made", tmp_path: Path) -> None:
    found, problems = entries_of(made, tmp_path, "ahp", BAD)
    assert all(np.isnan(value) for one in found if one.keys for value in one.values)
    assert [bool(one.keys) for one in found] == [
        False,
        False,
        *[True] * 7,
    ]  # so that what is there but wrong is not told again as missing
    assert problems == [
        ("weights.unknown-node", "w.csv:2:3"),
        ("weights.no-expert", "w.csv:3:1"),
        ("weights.not-a-number", "w.csv:4:4"),
        ("weights.date", "w.csv:5:4"),
        ("weights.out-of-range", "w.csv:6:4"),
        ("weights.out-of-range", "w.csv:7:4"),
        ("weights.out-of-range", "w.csv:8:4"),
        ("weights.date", "w.csv:9:4"),
        ("weights.out-of-range", "w.csv:10:4"),
    ]


def test_one_number_of_two_is_not_enough(made: "Made", tmp_path: Path) -> None:
    _, problems = entries_of(made, tmp_path, "bwm", "node,best_to,to_worst\nq1,1,\n")
    assert problems == [("weights.no-value", "w.csv:2:3")]


@pytest.mark.parametrize(("kind", "count"), [("ahp", 3), ("budget", 1), ("rank", 1), ("given", 1), ("bwm", 2)])
def test_columns_that_are_missing(made: "Made", tmp_path: Path, kind: Kind, count: int) -> None:
    found, problems = entries_of(made, tmp_path, kind, "expert,node\nAni,q1\n")
    assert found == ()
    assert [code for code, _ in problems] == ["weights.no-column"] * count
