from pathlib import Path
from typing import TYPE_CHECKING

import pyarrow as pa
import pytest
from pyarrow import parquet

from berdaya.errors import InputError
from berdaya.responses import blocks
from berdaya.responses.model import Source
from berdaya.words import message

if TYPE_CHECKING:
    from tests.responses.conftest import Tiny

HEAD = "respondent,group,role,q1\n"


def test_only_used_rows_stand_in_blocks(tiny: "Tiny") -> None:
    read = tiny.read(tiny.source(HEAD + "r1,g,member,1\n,g,member,2\nr3,g,member,3\n"))
    block = next(iter(read.blocks()))
    assert block.values[:, 0].tolist() == [1, 3]
    assert block.state.shape == (read.rows.height, 5)


def test_warnings_that_need_all_answers_come_last(tiny: "Tiny") -> None:
    sources = [tiny.source(HEAD + f"r{i},g,member, {i} \n", f"{i}.csv") for i in (1, 2)]
    first, last = tiny.read(*sources).blocks()
    assert first.problems == ()
    assert [(p.code, str(p.where)) for p in last.problems] == [
        ("responses.read-as-number", "1.csv:2:4"),
        ("responses.read-as-number", "2.csv:2:4"),
        ("responses.nobody-answered", "1.csv"),
    ]


def test_messages_name_the_column_where_it_is_called_otherwise(tiny: "Tiny", tmp_path: Path) -> None:
    """A file without lines to look at (Parquet, SPSS, Stata) is mended by the names of its variables."""
    frame = {"respondent": ["r1", "r2"], "group": ["g", "g"], "role": ["member"] * 2, "VAR9": [7, 2], "q4": [1, 1]}
    parquet.write_table(pa.table(frame), tmp_path / "a.parquet")
    (block,) = tiny.read(Source("a.parquet", tmp_path / "a.parquet", columns={"q1": "VAR9"})).blocks()
    told = {p.code: (p.where.line, p.where.column, message(p, "en")) for p in block.problems}
    assert told["responses.out-of-range"] == (1, 4, "7 is outside 0 to 3 for q1 (VAR9)")
    same = "2 questions have the same answer from everybody: q1 (VAR9), q4"
    assert told["responses.all-equal"] == (0, 4, same)


def test_no_used_row_no_block(tiny: "Tiny") -> None:
    read = tiny.read(tiny.source(HEAD + ",g,member,1\n"))
    assert list(read.blocks()) == []
    assert (read.total, read.rows.height, len(read.rejected)) == (1, 0, 1)


def test_long_values_are_cut_and_too_many_stop_the_reading(tiny: "Tiny", monkeypatch: pytest.MonkeyPatch) -> None:
    block = next(iter(tiny.read(tiny.source(HEAD + f'r1,g,member,"{"x" * 5000}"\n')).blocks()))
    assert len(block.rejected[0].value) == 1001
    assert len(str(block.problems[0].values["value"])) == 101
    monkeypatch.setattr(blocks, "MOST_SET_ASIDE", 1)
    with pytest.raises(InputError) as caught:
        list(tiny.read(tiny.source(HEAD + "r1,g,member,x\nr2,g,member,y\n")).blocks())
    assert [p.code for p in caught.value.problems] == ["responses.not-a-number"] * 2 + ["responses.too-many-set-aside"]
