import json
from collections.abc import Callable
from pathlib import Path
from string import Formatter
from typing import Any

import pytest

from berdaya.errors import InputError, Problem
from berdaya.instrument.model import Instrument
from berdaya.instrument.read import read_instrument
from berdaya.words import problem_line
from berdaya.words.problems import catalogue

Document = dict[str, Any]


def leaf(key: str, **more: Any) -> Document:
    return {"key": key, "question": {"id": f"Tanya {key}?", "en": f"Ask {key}?"}, **more}


def check_sentence(problem: Problem) -> None:
    """Every place of the sentence is filled, in both languages."""
    texts = catalogue()[problem.code]
    for lang in ("id", "en"):
        assert problem_line(problem, lang)
        parts = texts[lang] + (texts.get(f"hint_{lang}", "") if problem.values.get("hint") != "" else "")
        assert {name for _, name, _, _ in Formatter().parse(parts) if name} <= set(problem.values), problem


@pytest.fixture
def document() -> Document:
    """A small instrument in two languages."""
    return {
        "instrument": "small",
        "version": "1",
        "languages": ["id", "en"],
        "title": {"id": "Kecil", "en": "Small"},
        "scale": {"min": 0, "max": 3},
        "tree": {"key": "overall", "children": [leaf("q1"), leaf("q2")]},
    }


@pytest.fixture
def instrument_of(tmp_path: Path) -> Callable[[Document], Instrument]:
    """Write a document as YAML (JSON is YAML) and read it."""

    def read(document: Document) -> Instrument:
        path = tmp_path / "instrument.yaml"
        path.write_text(json.dumps(document), encoding="utf-8")
        return read_instrument(path)[0]

    return read


@pytest.fixture
def problems_of(tmp_path: Path) -> Callable[[Document | str | Path], tuple[Problem, ...]]:
    """Return all problems of a document, of a YAML text, or of a file."""

    def read(source: Document | str | Path) -> tuple[Problem, ...]:
        path = source if isinstance(source, Path) else tmp_path / "instrument.yaml"
        if not isinstance(source, Path):
            path.write_text(source if isinstance(source, str) else json.dumps(source), encoding="utf-8")
        try:
            found = read_instrument(path)[1]
        except InputError as error:
            found = error.problems
        for problem in found:
            check_sentence(problem)
            assert problem.where.file == path.name
            whole_file = ("instrument.missing-sheet", "file.zip-bomb", "file.not-a-workbook")
            assert problem.where.line or problem.where.sheet or problem.code in whole_file
        return found

    return read


@pytest.fixture
def codes_of(
    problems_of: Callable[[Document | str | Path], tuple[Problem, ...]],
) -> Callable[[Document | str], list[str]]:
    """Return the codes of all problems, sorted, each once."""
    return lambda source: sorted({problem.code for problem in problems_of(source)})
