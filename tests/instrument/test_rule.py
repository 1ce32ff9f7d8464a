import pytest

from berdaya.instrument.model import Answered, Compare
from berdaya.instrument.rule import AllTrue, AnyTrue, CountOf, Is, Rule, SumOf, below, names_in, parse_rule
from berdaya.located import Problems, parse_yaml


def parsed(text: str) -> tuple[Rule | None, list[str], list[tuple[str, str]]]:
    problems = Problems()
    at = parse_yaml(f"deprived: {text}", "p.yaml", Problems()).get("deprived")
    assert at is not None
    rule, named = parse_rule(at, problems, "deprived")
    places = [(p.code, str(p.where)) for p in problems]
    return rule, [one.reference.key for one in named], places


@pytest.mark.parametrize(
    ("text", "wanted", "names"),
    [
        ("{floor: {at_most: 1}}", Compare("floor", "at_most", 1), ["floor"]),
        (
            "{a: {above: 1, below: 3}, b: {equals: 0}}",
            AllTrue((AllTrue((Compare("a", "above", 1), Compare("a", "below", 3))), Compare("b", "equals", 0))),
            ["a", "a", "b"],
        ),
        ("{or: [{a: {equals: 1}}, {answered: b}]}", AnyTrue((Compare("a", "equals", 1), Answered("b"))), ["a", "b"]),
        ("{and: [{a: {equals: 1}}]}", Compare("a", "equals", 1), ["a"]),
        ("{sum: {a: 1, b: 2.5}, at_least: 4}", SumOf((("a", 1.0), ("b", 2.5)), "at_least", 4), ["a", "b"]),
        ("{sum: [radio, tv], at_most: 1}", SumOf((("radio", 1.0), ("tv", 1.0)), "at_most", 1), ["radio", "tv"]),
        (
            "{count: [{a: {equals: 1}}, {b: {equals: 1}}], at_least: 2}",
            CountOf((Compare("a", "equals", 1), Compare("b", "equals", 1)), "at_least", 2),
            ["a", "b"],
        ),
        ("{pkh: {is: [ya, 3]}}", Is("pkh", ("ya", "3")), ["pkh"]),
        ("{pkh: {is: ya}}", Is("pkh", ("ya",)), ["pkh"]),
    ],
)
def test_each_form(text: str, wanted: Rule, names: list[str]) -> None:
    rule, found, problems = parsed(text)
    assert (rule, found, problems) == (wanted, names, [])
    assert rule is not None and list(names_in(rule)) == names


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("{}", ("poverty.rule-empty", "p.yaml:1:11")),
        ("{a: {}}", ("poverty.rule-empty", "p.yaml:1:12")),
        ("{sum: {}, at_least: 1}", ("poverty.rule-empty", "p.yaml:1:17")),
        ("{sum: [a, b]}", ("poverty.rule-limit", "p.yaml:1:12")),
        ("{count: [{a: {equals: 1}}], at_least: 1, at_most: 2}", ("poverty.rule-limit", "p.yaml:1:12")),
        ("{pkh: {is: [true]}}", ("poverty.rule-words", "p.yaml:1:22")),
        ("{a: {more: 1}}", ("entry.unknown", "p.yaml:1:16")),
        ("{a: {above: much}}", ("entry.not-a-number", "p.yaml:1:23")),
        ("{sum: [a], above: 1, other: 2}", ("entry.unknown", "p.yaml:1:32")),
        ("{or: [{a: {equals: x}}, {b: {equals: 1}}]}", ("entry.not-a-number", "p.yaml:1:30")),
    ],
)
def test_what_cannot_be_read_is_told_with_its_place(text: str, problem: tuple[str, str]) -> None:
    _, _, problems = parsed(text)
    assert problem in problems


def test_an_amount_below_a_cut_has_a_depth() -> None:
    assert below(Compare("years", "below", 6)) == ("years", 6)
    assert below(Compare("years", "below", 0)) is None
    assert below(Compare("years", "at_most", 6)) is None
