"""Every problem code: in the catalogue, in the docs, raised somewhere, provoked by a test."""

import ast
import re
import runpy
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from berdaya.words.problems import catalogue

CODE = re.compile(r"[a-z]+\.[a-z0-9]+(?:-[a-z0-9]+)*")


def literals(tree: ast.AST) -> Iterator[tuple[str, ast.AST]]:
    """Yield texts of the form area.word-word that are not the key of a printed word: say(..)."""
    words = {
        id(arg) for node in ast.walk(tree) if isinstance(node, ast.Call) and name(node) == "say" for arg in node.args
    }
    for node in ast.walk(tree):
        if (
            isinstance(node, ast.Constant)
            and isinstance(node.value, str)
            and CODE.fullmatch(node.value)
            and id(node) not in words
        ):
            yield node.value, node


def name(call: ast.Call) -> str:
    return call.func.id if isinstance(call.func, ast.Name) else getattr(call.func, "attr", "")


def problem_codes(tree: ast.AST) -> Iterator[str]:
    """Yield the codes that are given literally to Problem(..), .error(..) or .warn(..)."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and name(node) in ("Problem", "error", "warn") and node.args:
            first = node.args[0]
            if isinstance(first, ast.Constant) and isinstance(first.value, str) and CODE.fullmatch(first.value):
                yield first.value


def test_the_page_of_errors_is_fresh(root: Path) -> None:
    made = runpy.run_path(str(root / "docs" / "make_errors.py"))["page"]()
    assert (root / "docs" / "errors.md").read_text(encoding="utf-8") == made, "run make docs"
    assert all(f"### {code}\n" in made for code in catalogue())


def test_codes_are_words() -> None:
    assert [code for code in catalogue() if not CODE.fullmatch(code)] == []


def test_every_code_that_is_raised_has_its_sentences(modules: Mapping[str, ast.Module]) -> None:
    raised = {code: path for path, tree in modules.items() for code in problem_codes(tree)}
    assert raised
    assert {code: path for code, path in raised.items() if code not in catalogue()} == {}


def test_every_code_of_the_catalogue_is_raised_somewhere(modules: Mapping[str, ast.Module]) -> None:
    named = {text for tree in modules.values() for text, _ in literals(tree)}
    assert sorted(set(catalogue()) - named) == []


@pytest.fixture(scope="module")
def tested(root: Path) -> str:
    house = Path(__file__).parent
    files = (path for path in (root / "tests").rglob("test_*.py") if path.parent != house)
    return "\n".join(path.read_text(encoding="utf-8") for path in files)


def test_every_code_is_provoked_by_a_test(tested: str) -> None:
    assert sorted(code for code in catalogue() if f'"{code}"' not in tested and f"'{code}'" not in tested) == []
