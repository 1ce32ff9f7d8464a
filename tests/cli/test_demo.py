"""`demo`: the example from its answers to the reports (each format of a report has its own tests)."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

import pytest

from berdaya.study import reports

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import Ran

Shell = Callable[..., "Ran"]


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Write workbooks only: seconds instead of many."""
    monkeypatch.setattr("berdaya.study.reports.write_reports", partial(reports.write_reports, formats=("xlsx",)))


def files_of(folder: "Path") -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.mark.usefixtures("quick")
def test_the_demo_prints_the_main_figures_and_may_be_repeated(shell: Shell, tmp_path: "Path") -> None:
    folder = tmp_path / "contoh baso é"
    done = shell("demo", folder, "--lang", "id")
    assert (done.code, done.err) == (0, "")
    lines = done.out.splitlines()
    assert "Data buatan" in lines[1]
    assert len([line for line in lines if "keyakinan" in line]) == 4
    assert ">99%" in done.out
    assert "100%" not in done.out
    assert lines[-2:] == [f"  {folder / 'results' / f'report.{lang}.xlsx'}" for lang in ("id", "en")]
    first = files_of(folder)
    (folder / "groups.csv").write_text("spoilt", encoding="utf-8")
    again = shell("demo", folder, "--json")
    assert again.code == 0
    assert list(again.json) == ["folder", "files", "main"]
    assert list(again.json["main"]) == ["a1", "a2", "a3", "overall"]
    assert files_of(folder) == first
    estimated = shell("estimate", folder, "--json").json
    assert estimated["warnings"] == []
    values = {row["node"]: row["value"] for row in estimated["estimates"]}
    assert again.json["main"] == {node: pytest.approx(values[node], abs=1e-12) for node in again.json["main"]}


def test_a_folder_that_is_not_its_own_is_left_alone(shell: Shell, tmp_path: "Path") -> None:
    (tmp_path / "groups.csv").write_text("mine", encoding="utf-8")
    for target in (tmp_path, tmp_path / "groups.csv"):
        refused = shell("demo", target, "--json")
        assert (refused.code, refused.found()) == (2, [("usage.folder-not-empty", "")])
    assert files_of(tmp_path) == {"groups.csv": b"mine"}


def test_the_usual_folder(shell: Shell, tmp_path: "Path", monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[Any] = []

    def stop(study: Any, languages: Sequence[str]) -> None:
        made.append((study.folder.name, tuple(languages)))
        raise KeyboardInterrupt

    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("berdaya.study.reports.write_reports", stop)
    assert shell("demo").code == 130
    assert made == [("baso-demo", ("id", "en"))]
