"""The pages for the first ten minutes: their commands run as they are written, and both say the same."""

import re
import shlex
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.conftest import Ran

Shell = Callable[..., "Ran"]
DOCS = Path(__file__).resolve().parents[2] / "docs"


def commands(page: str) -> list[list[str]]:
    text = (DOCS / page).read_text(encoding="utf-8")
    return [shlex.split(line)[1:] for line in re.findall(r"^    (berdaya .*)$", text, re.MULTILINE)]


@pytest.mark.parametrize("page", ["start.md", "mulai.md"])
def test_the_example_runs_as_written(page: str, shell: Shell, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    example, own = commands(page)[:4], commands(page)[4:]
    for command in example:
        args = [*command, "--to", "html,xlsx"] if command[0] == "report" else command
        ran = shell(*args)
        assert ran.code == 0, ran.err
    lang = "en" if page == "start.md" else "id"
    book = Path(example[0][1])
    assert (tmp_path / f"{book.stem}-results" / f"report.{lang}.html").is_file()
    assert [command[0] for command in own] == ["new", "check", "report"]
    assert shell(*own[0]).code == 0
    assert (tmp_path / own[0][1]).is_file()
    assert shell(*own[1], "--json").code == 1  # nothing is filled in yet


def test_both_pages_have_the_same_steps() -> None:
    def shape(page: str) -> list[str]:
        text = (DOCS / page).read_text(encoding="utf-8")
        return [
            re.sub(r"\W.*", "", line)
            for line in re.findall(r"^(?:##|\d\.|\||    berdaya|       \w+).*$", text, re.MULTILINE)
        ]

    assert shape("start.md") == shape("mulai.md")
    ours = [command[0] for command in commands("start.md")]
    assert ours == [command[0] for command in commands("mulai.md")]
