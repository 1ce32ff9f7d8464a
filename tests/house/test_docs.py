"""What users call is documented: commands, public names, the parts of statistics' docstrings."""

import ast
import re
import runpy
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

import berdaya


def test_every_command_is_documented(root: Path) -> None:
    make = runpy.run_path(str(root / "docs" / "make_commands.py"))
    names = make["commands"](make["help_of"]())
    assert "estimate" in names
    page = (root / "docs" / "commands.md").read_text(encoding="utf-8")
    assert re.findall(r"^## (.+)$", page, re.MULTILINE) == names, "run make docs"


def test_public_names_are_listed(root: Path) -> None:
    page = (root / "docs" / "python.md").read_text(encoding="utf-8")
    listed = re.findall(r"^- `(\w+)", page, re.MULTILINE)
    assert sorted(listed) == sorted(getattr(berdaya, "__all__", ()))
    assert all(getattr(berdaya, name) is not None for name in listed)


def test_decisions_are_listed_and_one_page_long(root: Path) -> None:
    folder = root / "docs" / "decisions"
    index = (folder / "README.md").read_text(encoding="utf-8")
    pages = sorted(path for path in folder.glob("*.md") if path.name != "README.md")
    assert [path.name for path in pages if f"({path.name})" not in index] == []
    assert [path.name for path in pages if len(path.read_text(encoding="utf-8").splitlines()) > 60] == []


def test_links_between_pages_lead_somewhere(root: Path) -> None:
    pages = [*root.glob("*.md"), *(root / "docs").rglob("*.md"), *(root / "examples").rglob("*.md")]
    broken = []
    for page in pages:
        for target in re.findall(r"\]\(([^)#:\s]+)(?:#[^)]*)?\)", page.read_text(encoding="utf-8")):
            if not (page.parent / target).exists():
                broken.append(f"{page.relative_to(root)}: {target}")
    assert broken == []


def public_functions(modules: Mapping[str, ast.Module]) -> Iterator[tuple[str, ast.FunctionDef]]:
    for path, tree in modules.items():
        if path.startswith("stats/"):
            for node in tree.body:
                if isinstance(node, ast.FunctionDef) and not node.name.startswith("_"):
                    yield f"{path}:{node.name}", node


def lacking(function: ast.FunctionDef) -> list[str]:
    text = ast.get_docstring(function) or ""
    sections = {"Returns" if part == "Yields" else part for part in re.findall(r"^(\w+)\n-{3,}$", text, re.MULTILINE)}
    lacks = [part for part in ("Parameters", "Returns", "Examples") if part not in sections]
    if not sections & {"Notes", "References"}:
        lacks.append("Notes or References")
    if "Examples" in sections and ">>>" not in text:
        lacks.append("a doctest")
    raises = any(isinstance(node, ast.Raise) for node in ast.walk(function))
    return [*lacks, "Raises"] if raises and "Raises" not in sections else lacks


def test_statistics_are_documented_in_full(modules: Mapping[str, ast.Module]) -> None:
    functions = dict(public_functions(modules))
    assert functions
    assert {name: lacks for name, function in functions.items() if (lacks := lacking(function))} == {}


FULL = """X.

    Parameters
    ----------
    Returns
    -------
    Notes
    -----
    Examples
    --------
    """


@pytest.mark.parametrize(
    ("text", "lacks"),
    [
        ("X.", ["Parameters", "Returns", "Examples", "Notes or References"]),
        (FULL, ["a doctest"]),
        (f"{FULL}>>> f()", []),
    ],
)
def test_the_check_of_docstrings_itself(text: str, lacks: list[str]) -> None:
    (function,) = ast.parse(f'def f():\n    """{text}"""\n').body
    assert isinstance(function, ast.FunctionDef)
    assert lacking(function) == lacks
