"""When results cannot be written: nothing half done, earlier results whole, and the reason told.

Rights, locks and full disks are simulated, since tests may run as a user who may write everywhere.
"""

import errno
import os
import tempfile
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import Ran, SmallStudy

Shell = Callable[..., "Ran"]
BAD = ("P,3,2,1", "P,9,2,1")


class Full:
    """A file on a full disk: it can be made, and not be filled."""

    def __init__(self, file: Any) -> None:
        self.file, self.name = file, file.name

    def __enter__(self) -> "Full":
        return self

    def __exit__(self, *_: object) -> None:
        self.file.close()

    def write(self, _: bytes) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")


def locked(*_: object) -> None:
    """Windows, when Excel or Word holds the file open."""
    raise PermissionError(errno.EACCES, "The process cannot access the file because it is being used")


def no_right(*_: object, **__: object) -> None:
    raise PermissionError(errno.EACCES, "Access is denied")


@pytest.fixture(params=["file.locked", "file.no-write-right", "file.disk-full"])
def spoil(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Callable[[], str]:
    """Return what makes writing fail, and then gives the code that must be told."""
    make = tempfile.NamedTemporaryFile

    def start() -> str:
        if request.param == "file.locked":
            monkeypatch.setattr("os.replace", locked)
        elif request.param == "file.no-write-right":
            monkeypatch.setattr("tempfile.NamedTemporaryFile", no_right)
        else:
            monkeypatch.setattr("tempfile.NamedTemporaryFile", lambda **how: Full(make(**how)))
        return str(request.param)

    return start


def contents(folder: "Path") -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def codes_of(ran: "Ran") -> list[str]:
    return [code for code, _ in ran.found()]


def test_an_export(small: "SmallStudy", shell: Shell, spoil: Callable[[], str]) -> None:
    assert shell("export", "instrument", small.path).code == 0
    small.change("instrument.yaml", ("weight: 2", "weight: 4"))
    before = contents(small.path)
    code = spoil()
    refused = shell("export", "instrument", small.path, "--force", "--json")
    assert (refused.code, codes_of(refused)) == (1, [code])
    assert contents(small.path) == before
    text = shell("export", "instrument", small.path, "--force", "--lang", "id").err
    assert f"galat {code}: " in text
    assert "saran: " in text


def test_reports(small: "SmallStudy", shell: Shell, spoil: Callable[[], str]) -> None:
    options = ("--lang", "en", "--to", "xlsx")
    assert shell("report", small.path, *options).code == 0
    small.change("responses/a.csv", ("L,1,2,3", "L,3,3,3"))
    before = contents(small.path)
    code = spoil()
    refused = shell("report", small.path, *options, "--json")
    assert (refused.code, codes_of(refused)) == (1, [code])
    assert refused.json["problems"][0]["file"].endswith("report.en.xlsx")
    assert contents(small.path) == before


def test_a_new_study(tmp_path: "Path", shell: Shell, spoil: Callable[[], str]) -> None:
    code = spoil()
    refused = shell("new", tmp_path / "studi", "--json")
    assert (refused.code, codes_of(refused)) == (1, [code])
    assert contents(tmp_path) == {}


@pytest.mark.parametrize("command", ["check", "estimate"])
def test_the_list_of_what_was_set_aside(
    small: "SmallStudy", shell: Shell, spoil: Callable[[], str], command: str
) -> None:
    """The problems of the answers are told all the same."""
    small.change("responses/a.csv", BAD)
    code = spoil()
    refused = shell(command, small.path, "--json")
    assert (refused.code, codes_of(refused)) == (1, ["responses.out-of-range", code])
    assert refused.json["counts"]["cells"]["set_aside"] == 1
    assert not (small.path / "results" / "rejected.csv").exists()


def test_a_list_that_has_not_changed_may_stay_open_in_excel(
    small: "SmallStudy", shell: Shell, spoil: Callable[[], str]
) -> None:
    small.change("responses/a.csv", BAD)
    first = shell("check", small.path, "--json")
    before = contents(small.path)
    spoil()
    assert shell("check", small.path, "--json") == first
    assert contents(small.path) == before


@pytest.mark.parametrize("name", ["study.yaml", "instrument.yaml", "groups.csv", "responses/a.csv"])
def test_a_file_that_may_not_be_read(
    small: "SmallStudy", shell: Shell, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    target = os.fspath(small.path / name)
    kind = type(small.path)
    opens = kind.open

    def guarded(self: "Path", *how: Any, **more: Any) -> Any:
        if os.fspath(self) == target:
            raise PermissionError(errno.EACCES, "Permission denied")
        return opens(self, *how, **more)

    monkeypatch.setattr(kind, "open", guarded)
    refused = shell("check", small.path, "--json")
    assert refused.code == 1
    assert ("file.no-read-right", name) in refused.found()


def test_a_folder_in_the_place_of_a_result(small: "SmallStudy", shell: Shell) -> None:
    (small.path / "results" / "rejected.csv").mkdir(parents=True)
    small.change("responses/a.csv", BAD)
    assert codes_of(shell("check", small.path, "--json")) == ["responses.out-of-range", "file.cannot-write"]
    (small.path / "instrument.xlsx").mkdir()
    assert codes_of(shell("export", "instrument", small.path, "--force", "--json")) == ["file.cannot-write"]
