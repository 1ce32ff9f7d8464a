import csv
import io
from typing import TYPE_CHECKING

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from berdaya.errors import Where
from berdaya.responses.account import Counts, audit, rejected_csv, soften
from berdaya.responses.model import Rejected

if TYPE_CHECKING:
    from tests.responses.conftest import Tiny

CELL = st.sampled_from(["", "0", "1", "2", "3", "4", "-1", "dua", "dk", "na", " 2 ", "3,0", "1.5", "2022-01-02"])
ROW = st.tuples(
    st.sampled_from(["r1", "r2", "r3", ""]),
    st.sampled_from(["g1", "g2", ""]),
    st.sampled_from(["member", "leader", "x"]),
    st.sampled_from(["before", "after"]),
    st.sampled_from(["1", "2.5", "0", "-1", ""]),
    *[CELL] * 5,
)
HEAD = "respondent,group,role,wave,weight,q1,q2,q3,q4,q5\n"


@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(ROW, min_size=1, max_size=12))
def test_every_row_and_cell_is_accounted_for(tiny: "Tiny", rows: list[tuple[str, ...]]) -> None:
    text = HEAD + "".join(",".join(f'"{cell}"' for cell in row) + "\n" for row in rows)
    found = tiny.audit(text, waves=("before", "after"), uses_weight=True)
    counts = found.counts
    assert counts.rows == len(rows) == counts.used + counts.rejected
    whole = [r for r in found.rejected if not r.column]
    assert len(whole) == counts.rejected
    assert len(found.rejected) - len(whole) == counts.set_aside
    assert counts.cells == counts.counted + sum(counts.missing.values()) + counts.set_aside
    assert counts.cells + counts.not_asked == counts.used * 5
    places = {p.where for p in found.problems if p.severity == "error"}
    assert places == {r.where for r in found.rejected}


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.sampled_from(["r1", "r2", ""]), st.sampled_from(["q1", "q4", "q5"]), CELL), min_size=1))
def test_a_long_file_loses_no_answer(tiny: "Tiny", lines: list[tuple[str, str, str]]) -> None:
    text = "respondent,group,role,item,answer\n"
    text += "".join(f'{r},g1,member,{item},"{answer}"\n' for r, item, answer in lines)
    source = tiny.source(text, shape="long")
    found = audit(tiny.read(source), tiny.instrument)
    cells = [r for r in found.rejected if r.column]
    assert len(cells) == found.counts.set_aside
    assert found.counts.rows == found.counts.used + found.counts.rejected == len({r for r, _, _ in lines})


def test_counts_add_up() -> None:
    one = Counts(rows=2, used=1, rejected=1, counted=3, missing={"blank": 1}, set_aside=2, not_asked=4)
    both = one + Counts(counted=1, missing={"blank": 1, "dk": 2})
    assert (both.cells, both.missing, both.rows) == (4 + 4 + 2, {"blank": 2, "dk": 2}, 2)


def test_na_is_not_asked_and_dk_is_missing(tiny: "Tiny") -> None:
    counts = tiny.audit("respondent,group,role,q1\nr1,g1,member,na\nr2,g1,member,dk\nr3,g1,member,\n").counts
    # q2 and q4 have no column, q3 is the leaders', q5 is not relevant
    assert counts.missing == {"blank": 1 + 6, "dk": 1, "rf": 0}
    assert (counts.not_asked, counts.counted) == (1 + 3 + 3, 0)


def test_values_cannot_be_taken_for_formulas() -> None:
    values = ["=1+1", "@x", "+x", "-1", "-x", "dua", "\tx", ""]
    rows = [Rejected("a.csv", 2, "q1", v, "responses.not-a-number", Where("a.csv")) for v in values]
    read = list(csv.reader(io.StringIO(rejected_csv(rows))))
    assert read[0] == ["file", "row", "column", "value", "reason"]
    assert [r[3] for r in read[1:]] == ["'=1+1", "'@x", "'+x", "-1", "'-x", "dua", "'\tx", ""]
    assert read[1] == ["a.csv", "2", "q1", "'=1+1", "responses.not-a-number"]


def test_problems_become_warnings_when_set_aside(tiny: "Tiny") -> None:
    found = tiny.audit("respondent,group,role,q1\nr1,g1,member,dua\n")
    softened = soften(found.problems)
    assert {p.severity for p in softened} == {"warning"}
    assert [p.code for p in softened] == [p.code for p in found.problems]


def test_no_spreadsheet_takes_a_value_for_a_formula_or_a_row() -> None:
    values = ["=1+1", "x;=cmd|' /C calc'!A0", "a\rb", "-2", "-2+3", "a-b", "@x", "a,=b"]
    text = rejected_csv(Rejected("a.csv", 2, "q1", value, "responses.not-a-number", Where()) for value in values)
    rows = list(csv.reader(io.StringIO(text, newline="")))[1:]
    assert [row[3] for row in rows] == ["'=1+1", "x;'=cmd|' /C calc'!A0", "a\nb", "-2", "'-2+3", "a-b", "'@x", "a,'=b"]
