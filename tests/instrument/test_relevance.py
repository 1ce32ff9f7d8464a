from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from berdaya.instrument.model import AllOf, Answered, AnyOf, Compare, Instrument, Relevance
from berdaya.instrument.relevance import named, relevant_rows, to_plain

Document = dict[str, Any]
Codes = Callable[[Document | str], list[str]]
A, B = Compare("a", "at_least", 1), Compare("b", "equals", 0.5)


def relevance_of(document: Document, read: Callable[[Document], Instrument], plain: object) -> Relevance | None:
    document["tree"]["children"][1]["relevant"] = plain
    question = read(document).node("q2").question
    assert question is not None
    return question.relevant


def test_the_grammar(document: Document, instrument_of: Callable[[Document], Instrument]) -> None:
    def read(plain: object) -> Relevance | None:
        return relevance_of(document, instrument_of, plain)

    low, high = Compare("q1", "at_least", 1), Compare("q1", "at_most", 2)
    assert read({"q1": {"at_least": 1}}) == low
    assert read({"q1": {"at_least": 1, "at_most": 2}}) == AllOf((low, high))
    assert read({"and": [{"q1": {"at_least": 1}}, {"and": [{"q1": {"at_most": 2}}]}]}) == AllOf((low, high))
    assert read({"or": [{"q1": {"at_least": 1}}, {"answered": "q1"}]}) == AnyOf((low, Answered("q1")))
    assert read({"or": [{"q1": {"at_least": 1}}]}) == low
    assert read({"answered": "q1", "q1": {"at_least": 1}}) == AllOf((Answered("q1"), low))


@pytest.mark.parametrize(
    ("plain", "codes"),
    [
        ({}, ["instrument.relevant-empty"]),
        ({"and": []}, ["instrument.relevant-empty"]),
        ({"q1": 1}, ["entry.not-a-mapping", "instrument.relevant-empty"]),
        ({"q1": {"atleast": 1}}, ["entry.unknown", "instrument.relevant-empty"]),
        ({"q1": {"at_least": "one"}}, ["entry.not-a-number", "instrument.relevant-empty"]),
        ({"answered": 5}, ["entry.not-text", "instrument.relevant-empty"]),
        ("q1 >= 1", ["entry.not-a-mapping", "instrument.relevant-empty"]),
        ({"or": {"q1": {"at_least": 1}}}, ["entry.not-a-list", "instrument.relevant-empty"]),
    ],
)
def test_what_is_not_in_the_grammar(document: Document, codes_of: Codes, plain: object, codes: list[str]) -> None:
    document["tree"]["children"][1]["relevant"] = plain
    assert codes_of(document) == codes


def test_plain_data_and_names() -> None:
    whole = AnyOf((AllOf((A, Answered("c"))), B))
    assert to_plain(whole) == {"or": [{"and": [{"a": {"at_least": 1}}, {"answered": "c"}]}, {"b": {"equals": 0.5}}]}
    assert list(named(whole)) == ["a", "c", "b"]


def test_rows() -> None:
    values = {"a": np.array([0.0, 1.0, 2.0, np.nan]), "b": np.array([0.5, 0.5, 0.0, 0.5])}
    counted = {"a": np.array([True, True, True, False]), "b": np.array([True, False, True, True])}

    def rows(relevance: Relevance) -> list[bool]:
        found: list[bool] = relevant_rows(relevance, values, counted).tolist()
        return found

    assert rows(A) == [False, True, True, False]
    assert rows(Compare("a", "not_equals", 1)) == [True, False, True, False]
    assert rows(Compare("a", "above", 1)) == [False, False, True, False]
    assert rows(Compare("a", "below", 1)) == [True, False, False, False]
    assert rows(Compare("a", "at_most", 1)) == [True, True, False, False]
    assert rows(Answered("b")) == [True, False, True, True]
    assert rows(AllOf((A, B))) == [False, False, False, False]
    assert rows(AnyOf((A, B))) == [True, True, True, True]
    assert relevant_rows(Answered("b"), values, counted) is not counted["b"]
