from dataclasses import FrozenInstanceError

import pytest

from berdaya.errors import BerdayaError, ComputeError, InputError, Problem, UsageError, Where


@pytest.mark.parametrize(
    ("where", "text"),
    [
        (Where("a.yaml", 41, 9), "a.yaml:41:9"),
        (Where("a.yaml", 41), "a.yaml:41"),
        (Where("a.yaml"), "a.yaml"),
        (Where("a.xlsx", sheet="Tree", cell="C7"), "a.xlsx:Tree!C7"),
        (Where("a.xlsx", sheet="Tree"), "a.xlsx:Tree"),
        (Where(), ""),
    ],
)
def test_a_place_in_words(where: Where, text: str) -> None:
    assert str(where) == text


def test_places_sort_by_line() -> None:
    assert sorted([Where("b", 1), Where("a", 10), Where("a", 9, 4)]) == [
        Where("a", 9, 4),
        Where("a", 10),
        Where("b", 1),
    ]


def test_a_problem_is_an_error_unless_said_and_cannot_be_changed() -> None:
    problem = Problem("file.missing")
    assert (problem.severity, dict(problem.values), str(problem.where)) == ("error", {}, "")
    with pytest.raises(FrozenInstanceError):
        problem.code = "x"  # type: ignore[misc]


@pytest.mark.parametrize("kind", [InputError, UsageError, ComputeError])
def test_exceptions_carry_one_or_many_problems(kind: type[BerdayaError]) -> None:
    one, two = Problem("file.missing", Where("a")), Problem("file.empty", Where("b", 2), {"file": "b"})
    assert kind(one).problems == (one,)
    assert kind(p for p in (one, two)).problems == (one, two)
    assert str(kind([one, two])) == "a: file.missing {}; b:2: file.empty {'file': 'b'}"
    assert isinstance(kind(one), BerdayaError)
