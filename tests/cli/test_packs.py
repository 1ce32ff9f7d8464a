from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from berdaya.study.workbook.book_start import start_book

if TYPE_CHECKING:
    from tests.conftest import Ran

Shell = Callable[..., "Ran"]


def test_a_workbook_without_answers_takes_a_pack_in_one_command(shell: Shell, tmp_path: Path) -> None:
    book = start_book(tmp_path / "studi.xlsx")
    ran = shell("poverty", book, "--pack", "bps-14", "--write", "--lang", "id")
    assert ran.code == 0 and (tmp_path / "bps-14.yaml").is_file()
    assert "Pada studi.xlsx, lembar Studi, tulis di sel B" in ran.out and ": bps-14.yaml\n" in ran.out
    assert f"berdaya check {book}" in ran.out
    again = shell("poverty", book, "--pack", "bps-14", "--write", "--json")
    assert (again.code, again.found()) == (2, [("usage.file-exists", "")])


def test_json_says_what_is_left_to_write(shell: Shell, tmp_path: Path) -> None:
    book = start_book(tmp_path / "study.xlsx", lang="en")
    found = shell("stages", book, "--pack", "kube-stages", "--write", "--json").json
    assert found["written"] == [str(tmp_path / "kube-stages.yaml")]
    ((place, text),) = [(one["place"], one["text"]) for one in found["to_write"]]
    assert place.startswith("study.xlsx:Study!B") and text == "kube-stages.yaml"


def test_what_is_no_study_takes_none(shell: Shell, tmp_path: Path) -> None:
    ran = shell("poverty", tmp_path, "--pack", "money", "--write", "--json")
    assert (ran.code, ran.found()) == (1, [("usage.no-study", "")])
    ran = shell("poverty", tmp_path / "none.xlsx", "--pack", "money", "--write", "--json")
    assert (ran.code, ran.found()) == (1, [("file.missing", "none.xlsx")])
    assert list(tmp_path.iterdir()) == []
