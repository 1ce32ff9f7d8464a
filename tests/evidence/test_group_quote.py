from itertools import permutations

from berdaya.errors import Where
from berdaya.evidence.group_quote import group_quote
from berdaya.evidence.model import Passage, Sign


def said(
    criterion: str, sign: Sign, text: str, group: str = "g1", *, quotable: bool = True, day: str = "2022-11-01"
) -> Passage:
    return Passage(criterion, sign, text, "p", "member", group, day, "en", quotable, Where("a.md", 1))


def test_what_the_weakest_criterion_lacks_comes_first() -> None:
    passages = [
        said("a", "+", "good"),
        said("b", "-", "later", day="2022-11-09"),
        said("b", "-", "bad"),
        said("c", "-", "weaker"),
        said("d", "-", "elsewhere"),
    ]
    for order in permutations(passages):
        found = group_quote(order, "g1", ["c", "b"])
        assert found is not None
        assert found.text == "weaker"
    assert getattr(group_quote(passages, "g1", ["b"]), "text", "") == "bad"


def test_else_whatever_was_said_of_it_then_of_others() -> None:
    passages = [said("a", "+", "of it"), said("d", "-", "of others"), said("e", "+", "good")]
    assert getattr(group_quote(passages, "g1", ["a"]), "text", "") == "of it"
    assert getattr(group_quote(passages, "g1", ["x"]), "text", "") == "of others"


def test_never_without_consent_or_of_another_group() -> None:
    passages = [said("a", "-", "no", quotable=False), said("a", "-", "no", group="g2"), said("a", "-", "no", group="")]
    assert group_quote(passages, "g1", ["a"]) is None
