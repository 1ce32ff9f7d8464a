import pyarrow as pa
import pytest

from berdaya.errors import InputError
from berdaya.responses.tables import BATCH, check_headers, check_rows_exist, memory_table


def test_batches_cut_a_table_into_pieces() -> None:
    table = memory_table("a.csv", {"a": pa.array(range(BATCH + 1))}, range(2, BATCH + 3))
    assert [batch.num_rows for batch in table.batches(["a"])] == [BATCH, 1]
    assert (table.height, table.number(0)) == (BATCH + 1, 2)


def test_places_in_sheets_and_lines() -> None:
    table = memory_table("a.xlsx", {"a": pa.array([1])}, [7], sheet="S", positions={"a": 28})
    assert str(table.place(7, "a")) == "a.xlsx:S!AB7"
    assert str(table.place(7)) == "a.xlsx:S!A7"


def test_headers_must_be_there_and_differ() -> None:
    assert check_headers("a", ["x", "", "y"]) == {"x": 1, "y": 3}
    with pytest.raises(InputError) as caught:
        check_headers("a", ["x", "y", "x"], 4)
    problem = caught.value.problems[0]
    assert (problem.code, str(problem.where), problem.values["first"]) == ("responses.duplicate-column", "a:4:3", 1)
    with pytest.raises(InputError, match="no-header"):
        check_headers("a", ["", ""])
    with pytest.raises(InputError, match="no-rows"):
        check_rows_exist("a", 0)
