import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import polars as pl
import pytest

from berdaya.errors import InputError, UsageError
from berdaya.responses.model import Source
from berdaya.responses.stat_table import read_stat

if TYPE_CHECKING:
    from tests.responses.conftest import Tiny

pyreadstat = pytest.importorskip("pyreadstat", reason="needs berdaya[spss-stata]")
FRAME = pl.DataFrame(
    {"respondent": ["r1", "r2", "r3"], "group": [1.0, 1.0, 2.0], "sex": [1.0, 2.0, None], "q1": [5.0, 9.0, None]}
)
LABELS = {"q1": {5.0: "Setuju"}, "sex": {1.0: "Laki-laki", 2.0: "Perempuan"}}


def write(folder: Path, **given: Any) -> Source:
    pyreadstat.write_sav(FRAME, str(folder / "a.sav"), variable_value_labels=LABELS, **given)
    return Source(
        "a.sav", folder / "a.sav", constants={"role": "member"}, attributes=("sex",), recode={"*": {"Setuju": "3"}}
    )


def test_labels_recode_answers_and_name_attributes(tiny: "Tiny", tmp_path: Path) -> None:
    read = tiny.read(write(tmp_path))
    block = next(iter(read.blocks()))
    assert block.values[0, 0] == 3
    assert read.rows["sex"].to_list() == ["Laki-laki", "Perempuan", None]
    assert read.rows["group"].cast(pl.String).to_list() == ["1", "1", "2"]
    assert [(r.reason, r.row) for r in block.rejected] == [("responses.out-of-range", 2)]
    assert str(block.rejected[0].where) == "a.sav:2:4"


def test_user_missing_values_must_be_recoded(tiny: "Tiny", tmp_path: Path) -> None:
    source = write(tmp_path, missing_ranges={"q1": [{"lo": 8, "hi": 9}]})
    assert [r.reason for r in next(tiny.read(source).blocks()).rejected] == ["responses.user-missing"]
    told = Source(**{**source.__dict__, "recode": {"q1": {"Setuju": "3", "9": "dk"}}})
    block = next(tiny.read(told).blocks())
    assert block.state[:, 0].tolist() == [0, 6, 1]


def test_stata_letters_are_user_missing(tmp_path: Path) -> None:
    frame = pl.DataFrame({"q1": pl.Series([1.0, "a", None], dtype=pl.Object)})
    pyreadstat.write_dta(frame, str(tmp_path / "a.dta"), missing_user_values={"q1": ["a"]})
    found = read_stat(tmp_path / "a.dta", "a.dta")
    assert found.read(["q1"]).column("q1").to_pylist() == ["1", ".a", None]
    assert found.user_missing["q1"] == ((".a", ".a"),)


def test_a_missing_extra_says_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    source = write(tmp_path)
    monkeypatch.setitem(sys.modules, "pyreadstat", None)
    with pytest.raises(UsageError) as caught:
        read_stat(source.path, source.file)
    assert [(p.code, p.values["extra"]) for p in caught.value.problems] == [("responses.missing-extra", "spss-stata")]


def test_what_is_no_sav(tmp_path: Path) -> None:
    (tmp_path / "a.sav").write_bytes(b"not this")
    for name, code in (("a.sav", "file.unreadable"), ("b.sav", "file.missing")):
        with pytest.raises(InputError) as caught:
            read_stat(tmp_path / name, name)
        assert [p.code for p in caught.value.problems] == [code]
