import errno
import io
import os
import tempfile
import zipfile
from datetime import datetime
from pathlib import Path
from typing import Any

import docx as word
import pytest
from openpyxl import Workbook

from berdaya.errors import InputError
from berdaya.save import packed, remove, save_bytes
from berdaya.words import message


def _code(error: pytest.ExceptionInfo[InputError]) -> str:
    assert "laporan.pdf" in message(error.value.problems[0], "id")
    return error.value.problems[0].code


def test_it_writes_and_replaces_and_leaves_nothing_beside(tmp_path: Path) -> None:
    path = tmp_path / "hasil é" / "laporan.pdf"
    save_bytes(path, b"one")
    save_bytes(path, b"two")
    assert path.read_bytes() == b"two"
    assert [p.name for p in path.parent.iterdir()] == ["laporan.pdf"]


def test_an_open_file_stays_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "laporan.pdf"
    save_bytes(path, b"earlier")

    def refuse(*_: Any) -> None:
        raise PermissionError(errno.EACCES, "in use")

    monkeypatch.setattr(os, "replace", refuse)
    with pytest.raises(InputError) as error:
        save_bytes(path, b"later")
    assert _code(error) == "file.locked"
    assert path.read_bytes() == b"earlier"
    assert [p.name for p in tmp_path.iterdir()] == ["laporan.pdf"]


def test_an_open_file_cannot_be_removed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "laporan.pdf"
    path.touch()

    def refuse(*_: Any, **__: Any) -> None:
        raise PermissionError(errno.EACCES, "in use")

    with monkeypatch.context() as held:
        held.setattr(Path, "unlink", refuse)
        with pytest.raises(InputError) as error:
            remove(path)
    assert _code(error) == "file.locked"
    remove(path)
    assert not path.exists()


class _Full:
    """A file on a disk that runs full after it was made."""

    def __init__(self, number: int, folder: Path) -> None:
        self.number, self.name = number, str(folder / ".laporan-x")
        Path(self.name).touch()

    def __enter__(self) -> "_Full":
        return self

    def __exit__(self, *_: object) -> None:
        return None

    def write(self, _: bytes) -> None:
        raise OSError(self.number, os.strerror(self.number))


@pytest.mark.parametrize(
    ("number", "code"),
    [
        (errno.ENOSPC, "file.disk-full"),
        (errno.EROFS, "file.no-write-right"),
        (errno.EACCES, "file.no-write-right"),
        (errno.EIO, "file.cannot-write"),
    ],
)
def test_what_the_system_refuses(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int, code: str) -> None:
    path = tmp_path / "laporan.pdf"
    save_bytes(path, b"earlier")
    monkeypatch.setattr(tempfile, "NamedTemporaryFile", lambda **_: _Full(number, tmp_path))
    with pytest.raises(InputError) as error:
        save_bytes(path, b"later")
    assert _code(error) == code
    assert path.read_bytes() == b"earlier"
    assert [p.name for p in tmp_path.iterdir()] == ["laporan.pdf"]


def test_a_folder_in_its_place_and_a_file_as_folder(tmp_path: Path) -> None:
    (tmp_path / "laporan.pdf").mkdir()
    with pytest.raises(InputError) as error:
        save_bytes(tmp_path / "laporan.pdf", b"x")
    assert _code(error) == "file.cannot-write"
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(InputError) as error:
        save_bytes(tmp_path / "file" / "laporan.pdf", b"x")
    assert _code(error) == "file.cannot-write"


def test_documents_and_workbooks_are_packed_without_a_clock() -> None:
    book = Workbook()
    book.properties.created = datetime(2000, 1, 1)
    for document in (word.Document(), book):
        with zipfile.ZipFile(io.BytesIO(packed(document))) as file:
            assert file.testzip() is None
            assert {info.date_time[0] for info in file.infolist()} == {1980}
            core = file.read("docProps/core.xml").decode()
            made, changed = (
                core.split(f"<dcterms:{name}", 1)[1].split(">", 1)[1][:20] for name in ("created", "modified")
            )
            assert made == changed
