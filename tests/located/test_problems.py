import pytest

from berdaya.errors import InputError, Problem, Where
from berdaya.located import At, Choices, Near, Problems, listed, nearest


def test_a_place_inside_a_sentence() -> None:
    assert f"{At(Where('a', 3)):line}" == " (line 3)"
    assert f"{At(Where('a', sheet='s', cell='B2')):baris}" == " (s!B2)"
    assert f"{At(Where('a')):line}" == ""
    assert str(At(Where("a", 3, 4))) == "a:3:4"


def test_what_was_meant_and_the_choices_inside_a_sentence() -> None:
    assert f"{Near('k1'):meant '…'? }" == "meant 'k1'? "
    assert f"{Near():meant '…'? }" == ""
    known = Choices({"na": {"en": "Not applicable", "id": "Tidak berlaku"}, "kini": {}, "rf": {"en": "rf"}})
    assert f"{known:id}" == "na (Tidak berlaku), kini, rf"


def test_errors_are_raised_together_in_the_order_of_lines() -> None:
    problems = Problems()
    problems.warn("entry.unknown", Where("a", 5))
    problems.raise_errors()
    assert [p.code for p in problems.warnings] == ["entry.unknown"]
    problems.error("entry.missing", Where("a", 9), key="x")
    problems.error("entry.missing", Where("a", 2), key="y")
    problems.error("entry.missing", Where("a", 2), key="y")
    with pytest.raises(InputError) as caught:
        problems.raise_errors()
    assert [p.where.line for p in caught.value.problems] == [2, 5, 9]


def test_the_nearest_key() -> None:
    places = {"a1_h1": Where("a", 33)}
    assert nearest("a1_h9", ["a1_h1", "a1_h2"], places)["near"] == "a1_h1"
    assert f"{nearest('a1_h9', places, places)['near_at']:line}" == " (line 33)"
    assert nearest("KEY", ["key"])["near"] == "key"
    assert nearest("xyz", ["a1_h1"]) == {"hint": ""}


def test_of_what_is_wrong_very_often_the_first_are_listed() -> None:
    problems = Problems()
    for line in range(1, 1001):
        problems.error("entry.missing", Where("a", line), key="x")
    problems.error("entry.unknown", Where("a", 1))
    found = [(p.code, p.values.get("code"), p.severity) for p in problems.found[-3:]]
    assert found == [
        ("entry.missing", None, "error"),
        ("file.more-like-this", "entry.missing", "error"),
        ("entry.unknown", None, "error"),
    ]
    assert len(problems.found) == 202
    assert len(list(listed(Problem("entry.missing", Where("a", line)) for line in range(1000)))) == 201


def test_what_is_near_stands_in_a_sentence_or_not_at_all() -> None:
    assert f"{Near('k1')}" == "k1"
    assert f"{Near('k1'):did you mean '…'? }" == "did you mean 'k1'? "
    assert f"{Near():did you mean '…'? }" == ""
    assert isinstance(nearest("kye", ["key"])["near"], Near)
