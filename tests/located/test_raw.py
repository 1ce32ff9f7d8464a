from pathlib import Path

import pytest

from berdaya.errors import InputError
from berdaya.located import decode, read_bytes
from berdaya.words import problem_line


def code(path: Path) -> str:
    with pytest.raises(InputError) as caught:
        read_bytes(path, path.name)
    (problem,) = caught.value.problems
    assert problem_line(problem, "id").startswith(path.name)
    return problem.code


def test_a_missing_file_and_the_one_that_was_meant(tmp_path: Path) -> None:
    (tmp_path / "instrument.yaml").write_text("a: 1", encoding="utf-8")
    with pytest.raises(InputError) as caught:
        read_bytes(tmp_path / "instrumen.yaml", "instrumen.yaml")
    (problem,) = caught.value.problems
    assert problem.code == "file.missing"
    assert "did you mean 'instrument.yaml'?" in problem_line(problem, "en")
    assert code(tmp_path / "no" / "where.yaml") == "file.missing"


def test_a_folder_an_empty_file_and_one_that_is_too_large(tmp_path: Path) -> None:
    assert code(tmp_path) == "file.is-folder"
    empty = tmp_path / "empty.yaml"
    empty.write_bytes(b" \n")
    assert code(empty) == "file.empty"
    empty.write_bytes(b"x" * 2_000_001)
    assert code(empty) == "file.too-large"


def test_no_right_to_read_and_other_refusals(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.yaml"
    path.write_text("a: 1", encoding="utf-8")

    def refuse(*_: object, **__: object) -> None:
        raise PermissionError

    def broken(*_: object, **__: object) -> None:
        raise OSError("device is gone")

    monkeypatch.setattr(Path, "open", refuse)
    assert code(path) == "file.no-read-right"
    monkeypatch.setattr(Path, "open", broken)
    assert code(path) == "file.unreadable"


def test_text_in_other_encodings_is_read_with_a_warning() -> None:
    text = "judul: désa\n"
    assert decode(text.encode(), "a") == (text, ())
    for data, shown in (
        (text.encode("utf-8-sig"), "UTF-8 BOM"),
        (text.encode("utf-16"), "UTF-16"),
        (text.encode("cp1252"), "Windows-1252"),
    ):
        got, (warning,) = decode(data, "a")
        assert got == text
        assert (warning.code, warning.severity) == ("file.other-encoding", "warning")
        assert warning.values["encoding"] == shown


def test_bytes_that_are_no_text() -> None:
    for data, code in (
        (b"PK\x03\x04\x00\x00", "file.other-kind"),
        (b"\xd0\xcf\x11\xe0", "file.other-kind"),
        (b"a: \x81\x8d", "file.not-text"),
        (b"\xff\xfea", "file.not-text"),
        ("a: 1".encode("utf-32"), "file.control-character"),
        ("respondent,group".encode("utf-16-le"), "file.not-text"),
        (bytes(range(256)), "file.not-text"),
    ):
        with pytest.raises(InputError) as caught:
            decode(data, "a")
        assert caught.value.problems[0].code == code


def test_stray_control_characters_are_told_with_their_places() -> None:
    text = "respondent,group,q1\np1,k\x00 1,3\n\x1a"
    for data in (text.encode(), text.encode("utf-8-sig"), text.encode("utf-16"), text.encode() + b"\xe9"):
        with pytest.raises(InputError) as caught:
            decode(data, "a")
        found = [(p.code, p.where.line, p.where.column, p.values["character"]) for p in caught.value.problems]
        assert found == [("file.control-character", 2, 5, "U+0000"), ("file.control-character", 3, 1, "U+001A")]


def test_a_folder_that_is_not_there_is_named_in_full(tmp_path: Path) -> None:
    path = tmp_path / "no" / "a.csv"
    with pytest.raises(InputError) as caught:
        read_bytes(path, "a.csv")
    (problem,) = caught.value.problems
    assert (problem.values["file"], str(problem.where)) == (str(path), "a.csv")
