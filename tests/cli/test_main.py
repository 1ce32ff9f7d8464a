"""Exit codes, standard output and error, languages; and the programme as a process of its own."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

from berdaya.errors import ComputeError, Problem

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import Ran, SmallStudy

Shell = Callable[..., "Ran"]


def process(*arguments: object, cwd: "Path", **environment: str) -> "subprocess.CompletedProcess[bytes]":
    call = [sys.executable, "-m", "berdaya", *(str(argument) for argument in arguments)]
    plain = {"BERDAYA_LANG": "id", "PYTHONPATH": "", "BERDAYA_DEBUG": ""}
    return subprocess.run(
        call, cwd=cwd, env={**os.environ, **plain, **environment}, capture_output=True, check=False, timeout=120
    )


def test_nothing_asked_prints_the_help(shell: Shell) -> None:
    alone = shell()
    assert (alone.code, alone.err) == (0, "")
    assert alone.out == shell("--help").out
    assert "estimate" in alone.out
    assert shell("export").out == shell("export", "--help").out


def test_the_version(shell: Shell) -> None:
    import berdaya

    assert shell("--version").out == f"{berdaya.__version__}\n"


@pytest.mark.parametrize("lang", ["id", "en"])
@pytest.mark.parametrize(
    ("call", "code", "said"),
    [
        (["nosuch"], "usage.unknown-command", "nosuch"),
        (["reprot"], "usage.unknown-command", "report"),
        (["export", "instrumen"], "usage.unknown-command", "instrument"),
        (["estimate", "--nod", "a1"], "usage.unknown-option", "--node"),
        (["--besar"], "usage.unknown-option", "--besar"),
        (["explain"], "usage.missing-argument", "NODE"),
        (["new"], "usage.missing-argument", "FOLDER"),
        (["explain", "overall", "--depth", "dua"], "usage.bad-value", "--depth"),
        (["explain", "overall", "--depth", "-1"], "usage.bad-value", "--depth"),
        (["estimate", "--by"], "usage.no-value", "--by"),
        (["estimate", "studi", "saya"], "usage.too-many", "saya"),
        (["explain", "overall", "--by", "village"], "usage.by-values", "village"),
        (["explain", "overall", "--by", "=Salo"], "usage.by-values", "=Salo"),
        (["explain", "overall", "--by", "a=1,a=2"], "usage.by-twice", "'a'"),
        (["estimate", "--by", "village=Salo"], "usage.by-names", "--by village"),
        (["check", "--against"], "usage.no-value", "--against"),
    ],
)
def test_a_call_that_cannot_be_read_is_told_in_our_words(
    shell: Shell, tmp_path: "Path", monkeypatch: pytest.MonkeyPatch, lang: str, call: list[str], code: str, said: str
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("BERDAYA_LANG", lang)
    refused = shell(*call)
    assert (refused.code, refused.out) == (2, "")
    word, hint = {"id": ("galat", "saran"), "en": ("error", "hint")}[lang]
    assert refused.err.startswith(f"{word} {code}: ")
    assert f"\n  {hint}: " in refused.err
    assert said in refused.err
    assert list(tmp_path.iterdir()) == []


def test_a_usage_error_as_json(shell: Shell) -> None:
    refused = shell("estimate", "--json", "--nosuch")
    assert (refused.code, refused.err) == (2, "")
    (problem,) = refused.json["problems"]
    assert problem["code"] == "usage.unknown-option"
    assert refused.json["counts"] is None


def test_each_exit_code(shell: Shell, small: "SmallStudy", tmp_path: "Path", monkeypatch: pytest.MonkeyPatch) -> None:
    assert shell("check", small.path).code == 0
    assert shell("check", tmp_path / "none.yaml").code == 1
    assert shell("check", "--nosuch").code == 2
    assert shell("explain", "overall", small.path, "--by", "village=Bukittinggi").code == 3

    def absent(*_: object) -> None:
        raise ComputeError(Problem("stats.too-few-replicates", values={"replicates": 1}))

    monkeypatch.setattr("berdaya.study.check.check_place", absent)
    assert shell("check", small.path).code == 3

    def broken(*_: object) -> None:
        raise RuntimeError("surprise")

    monkeypatch.setattr("berdaya.study.check.check_place", broken)
    bug = shell("check", small.path, "--json")
    assert (bug.code, bug.out) == (70, "")
    assert "RuntimeError: surprise" in bug.err
    assert "Traceback" not in bug.err
    monkeypatch.setenv("BERDAYA_DEBUG", "1")
    assert "Traceback" in shell("check", small.path).err

    def stopped(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("berdaya.study.check.check_place", stopped)
    assert shell("check", small.path).code == 130


def test_a_reader_that_goes_away_is_no_fault(
    shell: Shell, small: "SmallStudy", monkeypatch: pytest.MonkeyPatch
) -> None:
    def gone(*_: object) -> None:
        raise BrokenPipeError

    monkeypatch.setattr("berdaya.study.check.check_place", gone)
    before = sys.stdout
    try:
        code = __import__("berdaya.cli", fromlist=["run"]).run(["check", str(small.path)])
        sys.stdout.close()
    finally:
        sys.stdout = before
    assert code == 0


def test_the_language_of_an_option_wins(shell: Shell, small: "SmallStudy", monkeypatch: pytest.MonkeyPatch) -> None:
    assert "No problem found." in shell("check", small.path).out
    assert "Tidak ada masalah." in shell("check", small.path, "--lang", "id").out
    assert "Tidak ada masalah." in shell("--lang=id", "check", small.path).out
    monkeypatch.setenv("BERDAYA_LANG", "id")
    assert "Tidak ada masalah." in shell("check", small.path).out
    assert "No problem found." in shell("check", small.path, "--lang", "en").out


def test_an_unknown_language_is_refused(shell: Shell, small: "SmallStudy") -> None:
    refused = shell("check", small.path, "--lang", "fr", "--json")
    assert refused.code == 2
    assert refused.found() == [("usage.unknown-language", "")]


def test_as_a_process_on_an_old_windows_console(small: "SmallStudy") -> None:
    """A folder with a blank and an accent, CRLF files, a console that knows no box characters."""
    for name in ("study.yaml", "instrument.yaml", "groups.csv", "responses/a.csv"):
        small.write(name, (small.path / name).read_bytes().replace(b"\n", b"\r\n"))
    for encoding in ("cp1252", "ascii"):
        done = process("explain", "overall", small.path.name, cwd=small.path.parent, PYTHONIOENCODING=encoding)
        text = done.stdout.decode(encoding)
        assert (done.returncode, done.stderr.count(b"\n")) == (0, 1)
        assert "`- v2 = 1,982143" in text
        assert text.count("?") == 4  # the questions' own
    table = process("estimate", small.path.name, cwd=small.path.parent, PYTHONIOENCODING="cp1252")
    assert table.returncode == 0
    assert "-----" in table.stdout.decode("cp1252")
    document = json.loads(process("estimate", "--json", cwd=small.path, PYTHONIOENCODING="ascii").stdout)
    assert document["counts"]["rows"] == 18


def test_the_help_starts_without_the_heavy_parts(tmp_path: "Path") -> None:
    heavy = "polars", "scipy", "numpy", "pyarrow", "openpyxl", "ruamel.yaml", "typst", "pyreadstat"
    code = (
        "import sys; from berdaya.cli import run; run(['--help']); "
        f"print([name for name in {heavy!r} if name in sys.modules], file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=tmp_path, capture_output=True, check=True, timeout=60)
    assert done.stderr.decode().strip() == "[]"


def test_the_usual_commands_start_without_what_few_need(small: "SmallStudy") -> None:
    """Each of these takes as long to load as a small study takes to be read; pandas is there where a user has it."""
    rare = "scipy.stats", "scipy.optimize", "pandas", "pyreadstat", "docx", "typst", "vl_convert", "shapely"
    code = (
        "import sys; from berdaya.cli import run; codes = [run([name, sys.argv[1]]) for name in ('check', 'estimate')]; "
        f"print(codes, [name for name in {rare!r} if name in sys.modules], file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", code, small.path], capture_output=True, check=True, timeout=60)
    assert done.stderr.decode().splitlines()[-1] == "[0, 0] []"


def test_answers_that_nobody_refused_leave_no_file_behind(shell: Shell, small: "SmallStudy") -> None:
    for call in (("check",), ("estimate",), ("explain", "overall")):
        assert shell(*call, small.path).code == 0
    assert not (small.path / "results").exists()


@pytest.mark.parametrize("call", [("check",), ("estimate",), ("explain", "overall")])
def test_the_current_folder_is_the_study(
    shell: Shell, small: "SmallStudy", monkeypatch: pytest.MonkeyPatch, call: tuple[str, ...]
) -> None:
    monkeypatch.chdir(small.path)
    assert shell(*call, "--json").code == 0
