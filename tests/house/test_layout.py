"""Tests mirror the source; modules stay small and say in their name what they hold."""

import ast
from collections.abc import Mapping
from pathlib import Path

MAX_LINES = 400
EMPTY_NAMES = {"utils", "util", "helpers", "common", "base", "misc"}

# Source files without a test file of their own, each with the reason.
UNTESTED = {
    "__main__.py": "two lines; run by test_main.py",
    "__init__.py": "gives out the names of library.py, and is tested with it",
}
# Test files without a source file of their own, each with the reason.
EXTRA_TESTS = {"test_main.py": "the package as a programme: __main__.py"}
# Folders of tests that stand beside the mirror, each with the reason.
BESIDE = {
    "examples": "real studies worked through, and what is known of them",
    "house": "rules of the house",
    "oracles": "figures from outside, across folders",
    "simulation": "known truths, across folders",
    "stories": "a user's way through files and commands, across folders",
    "templates": "data, tested through the readers",
}


def needs_a_test(path: str, tree: ast.Module) -> bool:
    """Files without functions, and the values of a folder (model.py), are tested by those who use them."""
    holds_code = any(isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) for node in ast.walk(tree))
    return holds_code and not path.endswith("model.py")


def expected(path: str) -> str:
    folder, _, name = path.removesuffix("/__init__.py").removesuffix(".py").rpartition("/")
    name = f"{name}.py"
    return f"{folder}/test_{name}" if folder else f"test_{name}"


def mirrors(test: str, modules: Mapping[str, ast.Module]) -> bool:
    """A test file belongs to a module, or (without the ending after a double underscore) to a part of it."""
    folder, _, name = test.rpartition("/")
    module = name.removeprefix("test_").removesuffix(".py").split("__")[0]
    return f"{folder}/{module}.py".lstrip("/") in modules or f"{folder}/{module}/__init__.py".lstrip("/") in modules


def test_every_module_has_its_test_file(root: Path, modules: Mapping[str, ast.Module]) -> None:
    wanted = {
        path: expected(path) for path, tree in modules.items() if path not in UNTESTED and needs_a_test(path, tree)
    }
    assert {path: test for path, test in wanted.items() if not (root / "tests" / test).is_file()} == {}
    assert [path for path in UNTESTED if path not in modules] == []


def test_every_test_file_has_its_module(root: Path, modules: Mapping[str, ast.Module]) -> None:
    tests = sorted(path.relative_to(root / "tests").as_posix() for path in (root / "tests").rglob("test_*.py"))
    mirrored = [test for test in tests if test.split("/")[0] not in BESIDE]
    assert [test for test in mirrored if test not in EXTRA_TESTS and not mirrors(test, modules)] == []


def test_every_test_file_tests_something(root: Path) -> None:
    def tests(path: Path) -> bool:
        names = (
            node.name for node in ast.walk(ast.parse(path.read_text("utf-8"))) if isinstance(node, ast.FunctionDef)
        )
        return any(name.startswith("test_") for name in names)

    assert [path.name for path in sorted((root / "tests").rglob("test_*.py")) if not tests(path)] == []


def test_a_module_is_read_in_one_sitting(root: Path) -> None:
    files = sorted((root / "src").rglob("*.py"))
    lengths = {path.name: len(path.read_text(encoding="utf-8").splitlines()) for path in files}
    assert {name: lines for name, lines in lengths.items() if lines > MAX_LINES} == {}


def test_no_module_is_a_drawer_for_anything(modules: Mapping[str, ast.Module]) -> None:
    assert [path for path in modules if {part.removesuffix(".py") for part in path.split("/")} & EMPTY_NAMES] == []
