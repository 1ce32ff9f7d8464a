from pathlib import Path

import pytest

from berdaya.errors import Where
from berdaya.located import Problems
from berdaya.study.declared.places import expand, place


def test_variables_with_and_without_a_usual_value() -> None:
    problems = Problems()
    assert expand("${A}/x-${B:-b c}.csv", {"A": "a"}, Where(), problems) == "a/x-b c.csv"
    assert expand("${B:-b}", {"B": "own"}, Where(), problems) == "own"
    assert expand("${B:-}x", {"B": ""}, Where(), problems) == "x"
    assert expand("$A {A}", {}, Where(), problems) == "$A {A}"
    assert not problems.any_error


def test_an_absent_variable_is_named_once() -> None:
    problems = Problems()
    assert expand("${A}/${A}/${B:-b}", {}, Where("study.yaml", 3, 4), problems) is None
    assert [(p.code, p.values["name"], str(p.where)) for p in problems] == [
        ("study.missing-variable", "A", "study.yaml:3:4")
    ]


def test_names_hold_no_folder_of_this_computer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BERDAYA_TEST", str(tmp_path))
    problems = Problems()
    assert place(tmp_path, "a/b.csv", Where(), problems) == (tmp_path / "a/b.csv", "a/b.csv")
    assert place(Path("x"), "${BERDAYA_TEST}/a/b.csv", Where(), problems) == (tmp_path / "a/b.csv", "b.csv")
    assert place(Path("x"), str(tmp_path / "c.csv"), Where(), problems) == (tmp_path / "c.csv", "c.csv")
    monkeypatch.delenv("BERDAYA_TEST")
    assert place(tmp_path, "${BERDAYA_TEST}/a", Where(), problems) is None
