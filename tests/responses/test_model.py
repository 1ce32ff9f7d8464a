from pathlib import Path

import polars as pl

from berdaya.responses.groups import read_groups
from berdaya.responses.model import Groups, Source, State


def test_missing_codes_follow_the_states() -> None:
    assert max(State) == State.FIRST_CODE
    assert [state.value for state in State] == list(range(6))


def test_attributes_of_groups_leave_out_the_key() -> None:
    assert Groups(pl.DataFrame({"group": ["a"], "village": ["x"]})).attributes == ("village",)


def test_a_cell_of_the_list_of_groups_has_its_place(tmp_path: Path) -> None:
    (tmp_path / "g.csv").write_text('desa,kelompok\n"Salo\n1",a\nKoto,b\n', encoding="utf-8")
    groups, _ = read_groups(tmp_path / "g.csv", "g.csv")
    assert [str(groups.place(at, "desa")) for at in (0, 1)] == ["g.csv:2:1", "g.csv:4:1"]
    assert str(groups.place(1, "group")) == "g.csv:4:2"
    assert str(Groups(pl.DataFrame({"group": ["a"]}), "x.csv").place(0, "group")) == "x.csv"


def test_a_source_is_wide_unless_said_otherwise() -> None:
    source = Source("a.csv", Path("a.csv"))
    assert (source.shape, source.header, dict(source.constants)) == ("wide", None, {})
