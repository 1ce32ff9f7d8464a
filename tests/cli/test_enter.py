from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.conftest import Ran, SmallStudy

Shell = Callable[..., "Ran"]


def test_a_form_is_written(small: "SmallStudy", shell: Shell, tmp_path: Path) -> None:
    made = shell("form", small.path, "--out", tmp_path / "f.xlsx", "--role", "leader", "--lang", "id")
    assert (made.code, (tmp_path / "f.xlsx").is_file()) == (0, True)
    assert "berdaya import" in made.out
    assert shell("form", small.path, "--to", "pdf", "--json").found() == [("usage.unknown-format", "")]
    wrong = shell("form", small.path, "--out", tmp_path / "g.xlsx", "--role", "leadr", "--json")
    assert (wrong.code, wrong.json["problems"][0]["hint"]) == (2, "did you mean 'leader'?")


def test_an_import_shows_what_was_matched(small: "SmallStudy", shell: Shell, tmp_path: Path) -> None:
    (tmp_path / "b.csv").write_text(
        "Kode responden,kelompok,role,Pertama?,HP\nz1,g1,member,2,08123\n", encoding="utf-8"
    )
    trial = shell("import", tmp_path / "b.csv", small.path, "--dry-run", "--lang", "en")
    assert trial.code == 0
    lines = [line.split() for line in trial.out.splitlines()]
    assert ["Pertama?", "q1", "text"] in lines
    assert ["Kode", "responden", "respondent", "word"] in lines
    assert "Nothing was written" in trial.out
    assert "HP" in trial.err
    found = shell("import", tmp_path / "b.csv", small.path, "--json").json
    assert (found["written"], found["counts"]["used"], found["entry"]["file"]) == (True, 1, "responses/b.csv")
    assert shell("check", small.path).code == 0


def test_an_import_into_a_workbook_says_how_to_paste(shell: Shell, tmp_path: Path) -> None:
    assert shell("new", tmp_path / "s.xlsx", "--lang", "id").code == 0  # empty as yet
    refused = shell("import", tmp_path / "forms.xlsx", tmp_path / "s.xlsx", "--lang", "id")
    assert refused.code == 2
    assert "usage.import-into-book" in refused.err
    assert "lembar Jawaban" in refused.err
