from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from berdaya.cli.places import check_study_folder, study_at
from berdaya.errors import InputError

if TYPE_CHECKING:
    from tests.conftest import Ran, SmallStudy

Shell = Callable[..., "Ran"]


def test_a_folder_and_its_study_file_are_the_same_study(small: "SmallStudy") -> None:
    assert study_at(small.path).key == study_at(small.path / "study.yaml").key == "small"


@pytest.mark.parametrize(
    "call", [("check",), ("estimate",), ("explain", "overall"), ("export", "instrument"), ("report",)]
)
def test_what_is_no_study_is_named_as_typed(shell: Shell, tmp_path: Path, call: tuple[str, ...]) -> None:
    (tmp_path / "kosong").mkdir()
    for name in ("kosong", "salah ketik"):
        refused = shell(*call, tmp_path / name)
        assert refused.code == 1
        assert refused.err.startswith("error usage.no-study: ")
        assert str(tmp_path / name) in refused.err
        assert "berdaya new" in refused.err


def test_the_current_folder_is_named_in_full(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(InputError) as caught:
        check_study_folder(Path())
    assert caught.value.problems[0].code == "usage.no-study"
    assert caught.value.problems[0].values["place"] == str(tmp_path.resolve())


def test_a_workbook_that_is_not_there_is_a_missing_file(shell: Shell, tmp_path: Path) -> None:
    for call in (("estimate",), ("export", "instrument"), ("poverty",)):
        assert shell(*call, tmp_path / "none.xlsx", "--json").found() == [("file.missing", "none.xlsx")]


def test_another_file_is_no_study(shell: Shell, small: "SmallStudy") -> None:
    assert shell("estimate", small.path / "groups.csv", "--json").found() == [("study.no-folder", "groups.csv")]
