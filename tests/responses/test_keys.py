from typing import TYPE_CHECKING

import polars as pl
import pyarrow as pa

from berdaya.responses.keys import read_keys
from berdaya.responses.match import Match
from berdaya.responses.model import Source
from berdaya.responses.tables import memory_table

if TYPE_CHECKING:
    from pathlib import Path


def test_keys_constants_and_labelled_attributes(tmp_path: "Path") -> None:
    table = memory_table(
        "a.sav", {"id": pa.array([1.0, 2.0]), "s": pa.array([1.0, 9.0])}, range(1, 3), labels={"s": {"1": "Laki-laki"}}
    )
    source = Source("a.sav", tmp_path, constants={"group": "A"})
    keys = read_keys(table, Match({"respondent": "id"}, {}, {"sex": "s"}), source, alone=True)
    assert keys.columns["respondent"].to_list() == [1, 2]
    assert keys.columns["group"].to_list() == ["A", "A"]
    assert keys.attributes["sex"].to_list() == ["Laki-laki", "9"]
    assert (keys.shown("respondent", 1), keys.shown("wave", 0), keys.labels("respondent")) == ("2", "", {})


def test_row_numbers_stand_for_respondents(tmp_path: "Path") -> None:
    table = memory_table("a.csv", {"q": pa.array(["1"])}, [5])
    alone = read_keys(table, Match({}, {}, {}), Source("a.csv", tmp_path), alone=True)
    among = read_keys(table, Match({}, {}, {}), Source("a.csv", tmp_path), alone=False)
    assert alone.columns["respondent"].dtype == pl.Int64
    assert among.columns["respondent"].to_list() == ["a.csv:5"]
