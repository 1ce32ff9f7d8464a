from collections.abc import Callable
from typing import TYPE_CHECKING

from berdaya.study.analyses.quality import quality_document, quality_of
from berdaya.study.read import read_study
from berdaya.study.start import start_demo

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import FieldStudy, Ran, SmallStudy

Shell = Callable[..., "Ran"]


def test_flags_with_their_places_and_where_the_list_is(shell: Shell, field: "FieldStudy") -> None:
    field.rows[150]["answers"] = list(field.rows[20]["answers"])
    field.rows[60]["answers"] = ["2"] * 24
    folder = field.write()
    ran = shell("quality", folder, "--lang", "id")
    assert ran.code == 0
    assert "bukan tuduhan" in ran.out
    line = next(line for line in ran.out.splitlines() if line.startswith("a.csv:22 "))
    assert line.split()[:2] == ["a.csv:22", "g02m0"]
    assert line.split()[-2:] == ["100%", "a.csv:152"]
    assert str(folder / "results" / "quality.csv") in ran.out
    assert "{" not in ran.out


def test_json_is_what_the_library_gives(shell: Shell, field: "FieldStudy") -> None:
    folder = field.write()
    ran = shell("quality", folder, "--json")
    assert ran.json == quality_document(quality_of(read_study(folder)), "en")


def test_in_public_no_rows_are_printed(shell: Shell, field: "FieldStudy") -> None:
    field.rows[150]["answers"] = list(field.rows[20]["answers"])
    ran = shell("quality", field.write("disclosure: {profile: public, threshold: 5}\n"))
    assert "g02m0" not in ran.out
    assert "a.csv:22" not in ran.out
    assert (field.path / "results" / "quality.csv").exists()


def test_what_more_could_be_looked_at_is_said(shell: Shell, small: "SmallStudy") -> None:
    ran = shell("quality", small.path)
    assert ran.code == 0
    assert "columns: {start: .., end: ..}" in ran.err
    assert "columns: {enumerator: ..}" in ran.err


def test_times_that_cannot_be_read_are_told(shell: Shell, field: "FieldStudy") -> None:
    field.rows[3]["start"] = "half past eight"
    found = shell("quality", field.write(), "--json").found("warning")
    assert ("responses.time-unread", "a.csv:5:4") in found


def test_a_wave_without_answers_has_no_quality(shell: Shell, field: "FieldStudy") -> None:
    folder = field.write("waves: [first, second]\n")
    text = (folder / "study.yaml").read_text(encoding="utf-8").replace("{file: a.csv,", "{file: a.csv, wave: first,")
    (folder / "study.yaml").write_text(text, encoding="utf-8")
    ran = shell("quality", folder, "--json")
    assert (ran.code, ran.found()) == (3, [("study.empty-wave", "")])
    assert shell("quality", folder, "--wave", "first").code == 0


def test_one_wave_of_the_demo(shell: Shell, tmp_path: "Path") -> None:
    start_demo(tmp_path)
    before, after = (shell("quality", tmp_path, "--wave", wave, "--json").json for wave in ("before", "after"))
    assert (before["wave"], after["wave"]) == ("before", "after")
    assert "Wave “before”." in shell("quality", tmp_path, "--wave", "before").out
    assert before["kinds"]["duplicate"] == after["kinds"]["duplicate"] == 0
    assert shell("quality", tmp_path, "--wave", "never", "--json").found() == [("estimates.unknown-wave", "")]


def test_where_each_limit_is_set_and_what_it_is_now(shell: Shell, field: "FieldStudy") -> None:
    folder = field.write("quality: {same: 0.8, per_day: 9}\n")
    ran = shell("quality", folder, "--lang", "id")
    for limit in ("80% jawaban [same]", "lebih dari 9 [per_day]", "95% jawaban [identical]", "0,05 [chance]"):
        assert limit in ran.out
    (now,) = [line for line in ran.err.splitlines() if "Sekarang: quality: {" in line]
    rules = now.partition("Sekarang: ")[2]
    text = (folder / "study.yaml").read_text(encoding="utf-8").replace("quality: {same: 0.8, per_day: 9}", rules)
    (folder / "study.yaml").write_text(text, encoding="utf-8")
    assert rules in text
    assert shell("quality", folder, "--lang", "id").out == ran.out  # what is printed can be put in as it stands
    assert "quality: {same: 0.9, fast: 0.4}" in " ".join(shell("quality", "--help", "--lang", "en").out.split())
