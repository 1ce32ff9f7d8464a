"""`export instrument`: lossless, both ways, and never over a file unasked."""

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

from berdaya.instrument.canonical import sha256
from berdaya.instrument.read import read_instrument

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import Ran, SmallStudy

Shell = Callable[..., "Ran"]


def hash_of(path: "Path") -> str:
    return sha256(read_instrument(path)[0])


@pytest.mark.parametrize("template", ["kube", "blank"])
def test_there_and_back_is_the_same_instrument(shell: Shell, tmp_path: "Path", template: str) -> None:
    folder = tmp_path / "studi saya é"
    assert shell("new", folder, "--template", template).code == 0
    before = hash_of(folder / "instrument.yaml")
    written = shell("export", "instrument", folder, "--json").json
    assert written == {"file": str(folder / "instrument.xlsx"), "sha256": before}
    assert hash_of(folder / "instrument.xlsx") == before
    (folder / "instrument.yaml").unlink()
    back = shell("export", "instrument", folder / "instrument.xlsx", "--to", "yaml")
    assert back.out == f"Wrote {folder / 'instrument.yaml'}\n"
    assert hash_of(folder / "instrument.yaml") == before


def test_a_study_goes_on_with_the_workbook(shell: Shell, small: "SmallStudy") -> None:
    before = shell("estimate", small.path, "--json").json
    assert shell("export", "instrument", small.path / "study.yaml").code == 0
    small.change("study.yaml", ("instrument.yaml", "instrument.xlsx"))
    assert shell("estimate", small.path, "--json").json == before


def test_a_file_is_replaced_only_by_force(shell: Shell, small: "SmallStudy") -> None:
    target = small.write("instrument.xlsx", b"mine")
    refused = shell("export", "instrument", small.path, "--json")
    assert (refused.code, refused.found()) == (2, [("usage.export-exists", "")])
    assert target.read_bytes() == b"mine"
    assert shell("export", "instrument", small.path, "--force").code == 0
    assert hash_of(target) == hash_of(small.path / "instrument.yaml")


def test_an_unknown_format_and_a_missing_file(shell: Shell, small: "SmallStudy") -> None:
    refused = shell("export", "instrument", small.path, "--to", "docx", "--json")
    assert (refused.code, refused.found()) == (2, [("usage.unknown-format", "")])
    missing = shell("export", "instrument", small.path / "lain.yaml", "--json")
    assert missing.code == 1
    assert [code for code, _ in missing.found()] == ["file.missing"]


def test_a_faulty_instrument_is_not_exported(shell: Shell, small: "SmallStudy") -> None:
    small.change("instrument.yaml", ("weight: 2", "weight: -2"))
    refused = shell("export", "instrument", small.path, "--json")
    assert refused.code == 1
    assert "instrument.weight-negative" in [code for code, _ in refused.found()]
    assert not (small.path / "instrument.xlsx").exists()


def test_a_study_as_a_workbook_and_back(small: "SmallStudy", shell: Shell, tmp_path: "Path") -> None:
    book, folder = tmp_path / "s.xlsx", tmp_path / "back"
    assert shell("export", "study", small.path, "--to", "xlsx", "--out", book).code == 0
    written = shell("export", "study", book, "--to", "folder", "--out", folder, "--json").json["files"]
    assert str(folder / "study.yaml") in written
    rows = [shell("estimate", place, "--json").json["estimates"] for place in (small.path, book, folder)]
    assert rows[0] == rows[1] == rows[2]
    again = shell("export", "study", small.path, "--to", "xlsx", "--out", book, "--json")
    assert (again.code, again.found()) == (2, [("usage.file-exists", "")])


def test_data_for_another_program(shell: Shell, small: "SmallStudy", tmp_path: "Path") -> None:
    printed = shell("export", "data", small.path, "--out", tmp_path / "r", "--by", "sex", "--json")
    assert printed.code == 0
    names = ("data.csv", "expected.csv", "analysis.R", "datapackage.json")
    assert printed.json["files"] == [str(tmp_path / "r" / name) for name in names]
    again = shell("export", "data", small.path, "--out", tmp_path / "s")
    assert again.out.splitlines()[0] == f"Wrote {tmp_path / 's' / 'data.csv'}"
    assert "holds the answers of 18 rows of persons" in again.err
    refused = shell("export", "data", small.path, "--out", tmp_path / "r", "--json")
    assert (refused.code, refused.found()) == (2, [("usage.folder-not-empty", "")])


def test_data_for_an_archive(shell: Shell, small: "SmallStudy", tmp_path: "Path") -> None:
    printed = shell("export", "data", small.path, "--to", "ddi", "--out", tmp_path / "d", "--json")
    assert printed.code == 0
    assert (printed.json["program"], printed.json["rows"], printed.json["differs"]) == ("ddi", 18, [])
    names = ("data.csv", "expected.csv", "codebook.xml", "codebook-en.xml", "codebook-id.xml")
    assert printed.json["files"] == [str(tmp_path / "d" / name) for name in names]
    told = shell("export", "data", small.path, "--to", "ddi", "--out", tmp_path / "e")
    assert "for a catalogue of one language, such as NADA, take the file of that language" in told.err
    package = shell("export", "data", small.path, "--to", "datapackage", "--out", tmp_path / "p", "--json").json
    assert package["files"][-1] == str(tmp_path / "p" / "datapackage.json")
    unknown = shell("export", "data", small.path, "--to", "minitab", "--out", tmp_path / "m", "--json")
    assert (unknown.code, unknown.found()) == (2, [("usage.unknown-format", "")])
    assert "r, stata, spss, datapackage, ddi" in unknown.json["problems"][0]["message"]
