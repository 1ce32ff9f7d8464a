"""What house tests share: the source files, parsed once."""

import ast
from collections.abc import Mapping
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT / "src" / "berdaya"


@pytest.fixture(scope="session")
def root() -> Path:
    return ROOT


@pytest.fixture(scope="session")
def modules() -> Mapping[str, ast.Module]:
    """Every module of the source by its path below src/berdaya, as "stats/taylor.py"."""
    found = {}
    for path in sorted(SOURCE.rglob("*.py")):
        found[path.relative_to(SOURCE).as_posix()] = ast.parse(path.read_text(encoding="utf-8"))
    return found
