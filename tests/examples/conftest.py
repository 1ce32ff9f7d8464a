"""Studies of real people, worked through by the command line and compared with what their READMEs print."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from tests.conftest import Outside, Ran

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"
PRINTED = 5.1e-7  # six decimals


class Real:
    """A study in `examples/` whose answers lie in a folder of outside figures; `count` is of figures compared so far."""

    def __init__(self, name: str, data: Path, shell: "Callable[..., Ran]", scratch: Path) -> None:
        self.folder, self.data, self.shell, self.scratch = EXAMPLES / name, data, shell, scratch
        self.expected: Any = json.loads((data / "expected.json").read_text(encoding="utf-8"))
        self.count = 0

    def run(self, command: str, *options: str, study: Path | None = None) -> Any:
        """Return what a command prints as JSON."""
        ran = self.shell(command, study or self.folder, "--json", *options)
        assert ran.code == 0, ran.out + ran.err
        return ran.json

    def rows(self, *options: str, study: Path | None = None) -> dict[tuple[str, str], Any]:
        """Return the rows of `estimate` by node and domain ("a|b")."""
        printed = self.run("estimate", *options, study=study)
        return {(row["node"], "|".join(row["by"].values())): row for row in printed["estimates"]}

    def changed(self, *pairs: tuple[str, str], file: str = "study.yaml") -> Path:
        """Return a copy of the study with parts of a file replaced, each of which must be there."""
        copy = self.scratch / self.folder.name
        if not copy.exists():
            shutil.copytree(self.folder, copy)
        text = (copy / file).read_text(encoding="utf-8")
        for old, new in pairs:
            assert old in text, old
            text = text.replace(old, new)
        (copy / file).write_text(text, encoding="utf-8")
        return copy

    def agree(self, found: Any, wanted: Any, within: float = PRINTED) -> None:
        """Compare a figure, or figures in order, with what is printed."""
        assert found == pytest.approx(wanted, abs=within)
        self.count += len(wanted) if isinstance(wanted, (list, tuple, dict)) else 1


@pytest.fixture
def real(
    outside: "Outside", shell: "Callable[..., Ran]", tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Callable[[str, int], Real]:
    """Give a real study by name; the test says how many figures it will compare."""

    def open_study(name: str, figures: int) -> Real:
        data = outside.folder(name, figures, "BERDAYA_REAL")
        monkeypatch.setenv("BERDAYA_REAL", str(data.parent))
        return Real(name, data, shell, tmp_path)

    return open_study
