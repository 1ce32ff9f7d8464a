"""`check`, also against an older instrument."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from openpyxl import load_workbook

if TYPE_CHECKING:
    from tests.conftest import Ran, SmallStudy

Shell = Callable[..., "Ran"]


def test_a_study_and_an_instrument(small: "SmallStudy", shell: Shell) -> None:
    study = shell("check", small.path)
    assert (study.code, study.err) == (0, "")
    assert study.out.splitlines() == [
        "18 rows: 18 used, 0 set aside. 51 cells: 49 counted, 2 missing, 0 set aside.",
        "No problem found.",
    ]
    assert shell("check", small.path / "study.yaml").out == study.out
    assert shell("check", small.path / "instrument.yaml").out == "No problem found.\n"
    document = shell("check", small.path / "instrument.yaml", "--json").json
    assert document == {"problems": [], "counts": None, "changes": None}


def test_warnings_are_counted_and_leave_the_study_usable(small: "SmallStudy", shell: Shell) -> None:
    small.change("responses/a.csv", ("q4\n", "q4,catatan\n"))
    warned = shell("check", small.path)
    assert warned.code == 0
    assert warned.out.endswith("Usable. Warnings: 2.\n")
    assert warned.err.count("warning responses.") == 2


def test_problems_are_summed_up(small: "SmallStudy", shell: Shell) -> None:
    small.change("responses/a.csv", ("P,3,2,1", "P,9,9,1"))
    refused = shell("check", small.path, "--lang", "id")
    assert (refused.code, refused.out) == (1, "")
    assert refused.err.count("galat responses.out-of-range: ") == 2
    assert "18 baris: 18 dipakai" in refused.err
    assert refused.err.endswith("Perlu diperbaiki: 2. Peringatan: 0.\n")


def test_where_answers_are_not_all_checked_yet_it_says_so(small: "SmallStudy", shell: Shell) -> None:
    small.change("groups.csv", ("members", "status"), ("12", "bubarr"))
    refused = shell("check", small.path)
    assert "groups.unknown-status" in refused.err
    assert refused.err.endswith("only then can all answers be checked.\n")


def test_against_an_older_instrument(small: "SmallStudy", shell: Shell) -> None:
    old = small.write("old.yaml", (small.path / "instrument.yaml").read_bytes())
    assert "The two instruments are the same." in shell("check", small.path, "--against", old).out
    small.change("instrument.yaml", ("weight: 2", "weight: 5"), ("key: q2", "key: q9"), ("Ketiga?", "Nomor tiga?"))
    small.change("responses/a.csv", ("q2", "q9"))
    changed = shell("check", small.path, "--against", old)
    assert changed.code == 0
    assert "v1: weight (2 → 5) – scores change by weighting alone" in changed.out
    document = shell("check", small.path, "--against", old, "--json").json
    assert {(c["key"], c["kind"]) for c in document["changes"]} >= {
        ("v1", "weight"),
        ("q2", "removed"),
        ("q9", "added"),
    }
    assert all(list(c) == ["kind", "key", "old", "new", "effect"] for c in document["changes"])
    text = shell("check", small.path / "instrument.yaml", "--against", old, "--lang", "id").out
    assert "q2: dihapus" in text


def test_against_a_study_and_against_what_is_not_there(small: "SmallStudy", shell: Shell) -> None:
    assert "the same" in shell("check", small.path, "--against", small.path).out
    missing = shell("check", small.path, "--against", small.path / "instrumen.yaml", "--json")
    assert missing.code == 1
    assert [code for code, _ in missing.found()] == ["file.missing"]


def test_an_instrument_that_is_not_there(shell: Shell, small: "SmallStudy") -> None:
    missing = shell("check", small.path / "instrumen.yaml")
    assert missing.code == 1
    assert "did you mean 'instrument.yaml'?" in missing.err


def test_a_workbook_comes_back_with_its_bad_cells_in_colour(shell: Shell, tmp_path: Path) -> None:
    book = tmp_path / "s.xlsx"
    shell("new", book, "--template", "blank", "--lang", "id")
    assert "s-checked" not in shell("check", book).err
    found = load_workbook(book)
    found["Jawaban"]["F4"] = "dua"
    found.save(book)
    before = book.read_bytes()
    checked = shell("check", book, "--lang", "id")
    copy = tmp_path / "s-results" / "s-checked.xlsx"
    assert checked.code == 1
    assert checked.err.endswith(f"{copy} (salinan; berkas Anda tidak diubah).\n")
    assert str(tmp_path / "s-results" / "rejected.csv") in checked.err
    assert book.read_bytes() == before
    assert "dua" in load_workbook(copy)["Jawaban"]["F4"].comment.text
