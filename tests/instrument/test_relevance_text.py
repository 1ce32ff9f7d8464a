import pytest

from berdaya.instrument.model import AllOf, Answered, AnyOf, Compare
from berdaya.instrument.relevance_text import RelevanceTextError, parse_relevance_text, relevance_text


def test_a_condition_as_people_type_it() -> None:
    whole = AllOf((Compare("a", "at_least", 1), AnyOf((Compare("b", "not_equals", -0.5), Answered("c")))))
    assert relevance_text(whole) == "a >= 1 and (b != -0.5 or answered(c))"
    assert parse_relevance_text("a>=1 AND(b<>-0.5 or answered( c ))") == {
        "and": [{"a": {"at_least": 1}}, {"or": [{"b": {"not_equals": -0.5}}, {"answered": "c"}]}]
    }
    assert parse_relevance_text("a = 1 or b ≤ 2 and c > 3") == {
        "or": [{"a": {"equals": 1}}, {"and": [{"b": {"at_most": 2}}, {"c": {"above": 3}}]}]
    }


@pytest.mark.parametrize("how", ["equals", "not_equals", "at_least", "at_most", "above", "below"])
def test_every_sign_comes_back(how: str) -> None:
    text = relevance_text(Compare("a", how, 2.0))  # type: ignore[arg-type]
    assert parse_relevance_text(text) == {"a": {how: 2}}


@pytest.mark.parametrize(
    ("text", "near"),
    [
        ("a >=", "…"), ("", "…"), ("a", "…"), ("a >= b", "b"), ("a >= 1 b", "b"), ("(a = 1", "…"), ("a = 1)", ")"),
        ("= 1", "="), ("a = 1 and or", "or"), ("answered(5)", "5"), ("a like 1", "like"), ("(" * 30, "("),
    ],
)  # fmt: skip
def test_what_cannot_be_understood_names_its_place(text: str, near: str) -> None:
    with pytest.raises(RelevanceTextError) as caught:
        parse_relevance_text(text)
    assert caught.value.near == near


def test_a_number_of_very_many_digits_is_no_whole_number() -> None:
    assert parse_relevance_text("a >= " + "9" * 5000) == {"a": {"at_least": float("inf")}}
