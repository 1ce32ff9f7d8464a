from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

import pytest

from berdaya.errors import InputError
from berdaya.located import guard_zip


def code(path: Path, max_bytes: int = 10_000_000) -> str:
    with pytest.raises(InputError) as caught:
        guard_zip(path, path.name, max_bytes)
    return caught.value.problems[0].code


def zipped(path: Path, parts: dict[str, bytes]) -> Path:
    with ZipFile(path, "w", ZIP_DEFLATED) as packed:
        for name, data in parts.items():
            packed.writestr(name, data)
    return path


def test_bombs_are_found_before_unpacking(tmp_path: Path) -> None:
    assert code(zipped(tmp_path / "a.xlsx", {"x": b"0" * 2_000_000})) == "file.zip-bomb"
    assert code(zipped(tmp_path / "b.xlsx", {"x": bytes(range(256)) * 100}), 20_000) == "file.zip-bomb"
    many = zipped(tmp_path / "c.xlsx", {f"p{i}": b"" for i in range(10_001)})
    assert code(many) == "file.zip-bomb"


def test_what_is_no_zip_and_what_is_harmless(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(b"not a zip at all")
    assert code(path) == "file.not-a-workbook"
    path.write_bytes(b"")
    assert code(path) == "file.empty"
    assert code(tmp_path / "none.xlsx") == "file.missing"
    guard_zip(zipped(path, {"x": b"<a/>"}), "a.xlsx")
    assert path.exists()
