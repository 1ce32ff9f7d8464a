from collections.abc import Callable
from importlib.metadata import PackageNotFoundError
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

import berdaya
from berdaya.cli.doctor import examine

if TYPE_CHECKING:
    from tests.conftest import Ran

Shell = Callable[..., "Ran"]


def test_what_is_installed_and_whether_files_can_be_written(
    shell: Shell, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    facts = shell("doctor", "--json").json
    assert list(facts) == ["versions", "fonts", "folder", "can_write", "encoding"]
    assert facts["versions"]["berdaya"] == berdaya.__version__
    assert facts["versions"]["polars"]
    assert len(facts["fonts"]) == 4
    assert (facts["folder"], facts["can_write"]) == (str(tmp_path), True)
    assert list(tmp_path.iterdir()) == []
    text = shell("doctor", "--lang", "id").out
    assert f"berdaya: {berdaya.__version__}" in text
    assert f"{tmp_path}: dapat ditulisi" in text


def test_a_part_that_is_missing_says_what_to_install(shell: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    def version(name: str) -> str:
        if name in ("typst", "pyreadstat"):
            raise PackageNotFoundError(name)
        return "1"

    monkeypatch.setattr("berdaya.cli.doctor.version", version)
    assert examine().versions["typst"] is None
    text = shell("doctor").out
    assert 'typst: not installed (pip install "berdaya[report]")' in text
    assert 'pyreadstat: not installed (pip install "berdaya[spss-stata]")' in text


def test_a_folder_that_may_not_be_written(shell: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(**_: Any) -> None:
        raise PermissionError

    monkeypatch.setattr("tempfile.TemporaryFile", refuse)
    assert examine().can_write is False
    assert "cannot be written" in shell("doctor").out
