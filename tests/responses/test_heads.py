from typing import TYPE_CHECKING

import pytest

from berdaya.errors import InputError
from berdaya.responses.heads import open_source

if TYPE_CHECKING:
    from tests.responses.conftest import Tiny

ROWS = "r1,A,member,2\nr2,A,member,1\n"


@pytest.mark.parametrize(
    ("above", "head"),
    [("", 1), ("Laporan,KUBE,,\n", 2), ("a,a,a,a\n,,,\nx,,,\n", 4), ("Responden,Kelompok,Peran,Pertanyaan satu\n", 2)],
)
def test_the_row_with_most_names_is_taken(tiny: "Tiny", above: str, head: int) -> None:
    source = tiny.source(f"{above}respondent,group,role,q1\n{ROWS}")
    table = open_source(source, tiny.instrument)
    assert (table.head, table.headers) == (head, ("respondent", "group", "role", "q1"))


def test_keys_above_labels_stay_the_headers(tiny: "Tiny") -> None:
    source = tiny.source(f"respondent,group,role,q1\nResponden,Kelompok,Peran,Satu?\n{ROWS}Jumlah,,,3\n")
    read = tiny.read(source)
    assert read.rows["respondent"].to_list() == ["r1", "r2"]
    assert [(p.code, p.severity, p.where.line) for p in read.problems] == [
        ("responses.second-header", "warning", 2),
        ("responses.total-row", "warning", 5),
    ]
    assert [one.reason for one in read.rejected] == ["responses.second-header", "responses.total-row"]
    assert read.total == 4


def test_a_total_may_stand_in_a_column_that_is_not_read(tiny: "Tiny") -> None:
    read = tiny.read(tiny.source("Timestamp,respondent,group,role,q1\nx,r1,A,member,2\nTotal,,,,3\n"))
    (total,) = [p for p in read.problems if p.code == "responses.total-row"]
    assert (total.values["value"], str(total.where)) == ("Total", "a.csv:3:1")


def test_a_row_that_is_named_is_taken_as_it_is(tiny: "Tiny") -> None:
    text = f"a,b,c,d\nrespondent,group,role,q1\n{ROWS}"
    assert open_source(tiny.source(text, header=1), tiny.instrument).headers == ("a", "b", "c", "d")


def test_without_any_name_the_first_row_is_told(tiny: "Tiny") -> None:
    assert open_source(tiny.source("a,b\n1,2\n"), tiny.instrument).head == 1
    with pytest.raises(InputError, match=r"responses\.duplicate-column"):
        open_source(tiny.source("a,a\n1,2\n"), tiny.instrument)
