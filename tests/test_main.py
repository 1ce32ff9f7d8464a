"""`python -m berdaya` and the installed `berdaya` are the same programme."""

import subprocess
import sys
from pathlib import Path

import pytest

from berdaya import __version__, cli


def test_the_module_runs_as_a_programme(tmp_path: Path) -> None:
    call = [sys.executable, "-m", "berdaya", "--version"]
    done = subprocess.run(call, cwd=tmp_path, capture_output=True, check=True, timeout=60)
    assert (done.stdout.decode().strip(), done.stderr) == (__version__, b"")


def test_the_exit_code_is_that_of_the_command(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "argv", ["berdaya", "nosuch"])
    with pytest.raises(SystemExit) as ended:
        cli.main()
    assert ended.value.code == 2
