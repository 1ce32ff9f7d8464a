import random
from itertools import count

import pytest

from berdaya.errors import Where
from berdaya.evidence import Passage, Sign, select_quotes, triangulate

_line = count(10)


def said(
    sign: Sign,
    person: str = "P1",
    quotable: bool = True,
    role: str = "member",
    group: str = "k1",
    date: str = "2022-10-12",
) -> Passage:
    return Passage(
        "a1", sign, f"{sign}{person}", person, role, group, date, "id", quotable, Where("a.md", next(_line), 1)
    )


def many(plus: int, minus: int, about: int = 0) -> list[Passage]:
    return [said("+") for _ in range(plus)] + [said("-") for _ in range(minus)] + [said("") for _ in range(about)]


@pytest.mark.parametrize(
    ("band", "plus", "minus", "mark"),
    [
        (2, 2, 1, "agrees"),  # exactly two thirds
        (2, 3, 2, "mixed"),
        (2, 1, 1, "mixed"),
        (2, 1, 2, "contradicts"),
        (2, 4, 0, "agrees"),
        (2, 665, 335, "mixed"),
        (2, 2000, 1000, "agrees"),
        (0, 1, 2, "agrees"),
        (0, 2, 1, "contradicts"),
        (0, 1, 1, "mixed"),
        (0, 0, 1, "agrees"),
        (1, 1, 1, "agrees"),
        (1, 9, 1, "agrees"),
        (1, 3, 0, "mixed"),
        (1, 0, 3, "mixed"),
        (2, 0, 0, "none"),
        (0, 0, 0, "none"),
        (1, 0, 0, "none"),
        (None, 3, 0, "none"),
    ],
)
def test_the_mark_follows_the_rule(band: int | None, plus: int, minus: int, mark: str) -> None:
    found = triangulate(many(plus, minus, about=5), band, 3)
    assert found.mark == mark
    assert (found.met, found.not_met, found.about) == (plus, minus, 5)
    assert found.passages == plus + minus + 5


def test_two_categories_have_no_middle_and_one_says_nothing() -> None:
    assert triangulate(many(2, 1), 1, 2).mark == "agrees"
    assert triangulate(many(2, 1), 0, 2).mark == "contradicts"
    assert triangulate(many(2, 1), 0, 1).mark == "none"
    with pytest.raises(ValueError, match="category 3 of 3"):
        triangulate(many(1, 0), 3, 3)


def test_passages_that_may_not_be_quoted_count_too() -> None:
    passages = [said("+", quotable=False), said("+", quotable=False), said("-")]
    assert triangulate(passages, 2, 3).mark == "agrees"


def test_persons_are_counted_once_and_without_a_code_by_role_group_and_date() -> None:
    passages = [
        said("+", "P1"),
        said("-", "P1"),
        said("", "P2"),
        said("+", ""),
        said("+", ""),
        said("+", "", group="k2"),
    ]
    assert triangulate(passages, 2, 3).persons == 4
    assert triangulate([], 2, 3).persons == 0


def test_quotes_are_at_most_three_with_one_that_dissents_last() -> None:
    passages = [said("+", f"P{i}") for i in range(5)] + [said("-", "P8"), said("-", "P9"), said("", "P7")]
    quotes = select_quotes(passages)
    assert [q.sign for q in quotes] == ["+", "+", "-"]
    assert len(select_quotes(passages, 2)) == 2
    assert [q.sign for q in select_quotes(passages, 1)] == ["+"]
    assert select_quotes(passages, 0) == ()


def test_without_consent_nothing_is_quoted_but_the_view_of_most_still_counts() -> None:
    assert select_quotes([said("+", quotable=False)]) == ()
    passages = [said("-", f"P{i}", quotable=False) for i in range(3)] + [said("+", f"P{i}") for i in range(4, 6)]
    quotes = select_quotes(passages)
    assert [q.sign for q in quotes] == ["+"]  # the dissenting view does not fill the places of those who stay silent
    assert all(q.quotable for q in quotes)


def test_other_persons_roles_and_groups_come_first() -> None:
    passages = [
        said("+", "P1", date="2022-10-01"),
        said("+", "P1", date="2022-10-02"),
        said("+", "P2", date="2022-10-03"),
        said("+", "P3", role="leader", date="2022-10-04"),
        said("+", "P4", group="k2", date="2022-10-05"),
    ]
    assert [q.person for q in select_quotes(passages)] == ["P1", "P3", "P4"]


def test_about_fills_the_places_that_signed_passages_leave() -> None:
    assert [q.sign for q in select_quotes([said(""), said("+", "P2"), said("-", "P3")])] == ["+", "", "-"]
    assert [q.sign for q in select_quotes([said(""), said("", "P2")])] == ["", ""]


def test_the_choice_does_not_depend_on_the_order_given() -> None:
    passages = [said(sign, f"P{i % 7}", role=("member", "leader")[i % 2]) for i in range(20) for sign in ("+", "-", "")]
    first = select_quotes(passages)
    for seed in range(20):
        random.Random(seed).shuffle(passages)
        assert select_quotes(passages) == first
