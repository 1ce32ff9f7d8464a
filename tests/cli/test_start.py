"""`new`: a study that is ready to be filled."""

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest
from openpyxl import Workbook

from berdaya.study.start import start_demo

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import Ran

Shell = Callable[..., "Ran"]


def test_the_blank_study_can_be_used_at_once(shell: Shell, tmp_path: "Path") -> None:
    folder = tmp_path / "baru" / "studi saya"
    made = shell("new", folder, "--template", "blank")
    assert made.code == 0
    assert str(folder) in made.out
    assert "berdaya check" in made.out
    assert shell("check", folder, "--json").code == 0
    assert shell("estimate", folder, "--json").json["synthetic"] is True


def test_the_kube_study_says_what_is_missing(shell: Shell, tmp_path: "Path") -> None:
    made = shell("new", tmp_path / "kube", "--json").json
    assert {str(tmp_path / "kube" / name) for name in ("study.yaml", "instrument.yaml", "groups.csv")} <= set(
        made["files"]
    )
    for command in (("check",), ("estimate",), ("explain", "overall"), ("report",)):
        empty = shell(*command, tmp_path / "kube", "--json")
        assert empty.code == 1
        assert ("responses.no-rows", "groups.csv") in empty.found()
    (tmp_path / "kube" / "groups.csv").write_text("group,name,village,members\nk01,Anggrek,Salo,12\n", encoding="utf-8")
    still = shell("check", tmp_path / "kube", "--json").found()
    files = [f"responses/{name}.csv" for name in ("members", "leaders", "facilitators", "officials")]
    assert sorted(still) == sorted(("responses.no-rows", file) for file in files)


def test_a_folder_with_something_in_it_is_left_alone(shell: Shell, tmp_path: "Path") -> None:
    (tmp_path / "mine.txt").write_text("mine", encoding="utf-8")
    refused = shell("new", tmp_path, "--json")
    assert (refused.code, refused.found()) == (2, [("usage.folder-not-empty", "")])
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]


@pytest.mark.parametrize("lang", ["id", "en"])
def test_an_unknown_template(shell: Shell, tmp_path: "Path", lang: str) -> None:
    refused = shell("new", tmp_path / "x", "--template", "desa", "--lang", lang)
    assert refused.code == 2
    assert "usage.unknown-template" in refused.err
    assert "kube, blank" in refused.err
    assert not (tmp_path / "x").exists()


def test_a_study_in_one_workbook(shell: Shell, tmp_path: "Path") -> None:
    book = tmp_path / "studi saya.xlsx"
    made = shell("new", book, "--template", "blank", "--lang", "id")
    assert (made.code, book.is_file()) == (0, True)
    assert "berdaya check" in made.out
    assert shell("check", book).code == 0
    assert shell("estimate", book, "--json").json["synthetic"] is True
    assert shell("explain", "overall", book).code == 0
    assert (shell("new", book, "--json").code, shell("new", book, "--json").found()) == (2, [("usage.file-exists", "")])


def test_a_draft_says_what_could_not_be_told(shell: Shell, tmp_path: "Path") -> None:
    book = Workbook()
    for row in (["Variabel", "Indikator"], ["V", "A"], [None, "B"], ["W", "C"], [None, "D"]):
        book.active.append(row)
    book.save(tmp_path / "kisi.xlsx")
    made = shell("new", tmp_path / "s.xlsx", "--from", tmp_path / "kisi.xlsx", "--lang", "en")
    assert made.code == 0
    assert "draft.weights" in made.err
    again = shell("new", tmp_path / "t.xlsx", "--from", tmp_path / "kisi.xlsx", "--json")
    assert {row["code"] for row in again.json["warnings"]} == {"draft.scale", "draft.weights", "draft.no-rubric"}


def test_the_next_wave_of_the_demo(shell: Shell, tmp_path: "Path") -> None:
    start_demo(tmp_path / "one")
    made = shell("new", tmp_path / "two.xlsx", "--next-wave", "2026-2", "--from", tmp_path / "one", "--lang", "id")
    assert made.code == 0
    assert "putaran baru '2026-2'" in made.out
    assert shell("check", tmp_path / "two.xlsx", "--json").found() == [("responses.no-rows", "two.xlsx:Jawaban 5!None")]
    alone = shell("new", tmp_path / "three", "--next-wave", "b", "--json")
    assert (alone.code, alone.found()) == (2, [("usage.needs", "")])
    assert not (tmp_path / "three").exists()
