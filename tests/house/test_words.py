"""Every printed sentence stands in Indonesian and English, with the same places to fill."""

import ast
import tomllib
from collections.abc import Mapping
from pathlib import Path
from string import Formatter

import pytest

from berdaya.words.problems import catalogue

WORDS = Path(__file__).resolve().parents[2] / "src" / "berdaya" / "words"
AREAS = sorted({path.stem for path in WORDS.glob("*.toml")} - {"glossary"})  # whose entries hold more: test_glossary.py


def words(area: str) -> dict[str, dict[str, str]]:
    return tomllib.loads((WORDS / f"{area}.toml").read_text(encoding="utf-8"))


def places(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name is not None}


@pytest.mark.parametrize("code", sorted(catalogue()))
def test_a_problem_speaks_both_languages(code: str) -> None:
    texts = catalogue()[code]
    assert set(texts) <= {"en", "id", "hint_en", "hint_id", "about"}
    assert texts["en"].strip() and texts["id"].strip() and texts["about"].strip()
    assert ("hint_en" in texts) == ("hint_id" in texts)
    assert texts["en"] != texts["id"]


@pytest.mark.parametrize("code", sorted(catalogue()))
def test_a_problem_fills_the_same_places_in_both_languages(code: str) -> None:
    texts = catalogue()[code]
    both = [places(texts[lang]) | places(texts.get(f"hint_{lang}", "")) for lang in ("en", "id")]
    assert both[0] == both[1]


@pytest.mark.parametrize("area", AREAS)
def test_printed_words_speak_both_languages(area: str) -> None:
    table = words(area)
    assert table
    wrong = {name for name, texts in table.items() if set(texts) != {"en", "id"} or not all(texts.values())}
    assert wrong == set()
    assert {name for name, texts in table.items() if places(texts["en"]) != places(texts["id"])} == set()


def test_every_word_that_is_said_exists(modules: Mapping[str, ast.Module]) -> None:
    said = set()
    for tree in modules.values():
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "say" and node.args:
                first = node.args[0]
                if isinstance(first, ast.Constant):
                    said.add(str(first.value))
    known = {f"{area}.{name}" for area in AREAS for name in words(area)}
    assert sorted(said - known) == []
