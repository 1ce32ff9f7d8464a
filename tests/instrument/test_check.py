from collections.abc import Callable
from typing import Any

import pytest

from berdaya.errors import Problem
from berdaya.words import problem_line

Document = dict[str, Any]
Codes = Callable[[Document | str], list[str]]
Found = Callable[[Document | str], tuple[Problem, ...]]


def children(document: Document) -> list[Document]:
    found: list[Document] = document["tree"]["children"]
    return found


def test_a_small_instrument_has_no_problem(document: Document, codes_of: Codes) -> None:
    assert codes_of(document) == []


@pytest.mark.parametrize("key", ["Q1", "1q", "q-1", "q 1", "_q", "q" * 33, "kriteria_é"])
def test_keys_are_short_and_plain(document: Document, codes_of: Codes, key: str) -> None:
    children(document)[0]["key"] = key
    assert codes_of(document) == ["instrument.key-pattern"]


@pytest.mark.parametrize(
    "key", ["respondent", "group", "role", "wave", "weight", "date", "enumerator", "item", "answer"]
)
def test_names_of_columns_are_reserved(document: Document, codes_of: Codes, key: str) -> None:
    children(document)[0]["key"] = key
    assert codes_of(document) == ["instrument.reserved-key"]


def test_a_key_is_used_once_in_the_whole_tree(document: Document, problems_of: Found) -> None:
    children(document)[1]["key"] = "overall"
    (problem,) = problems_of(document)
    assert problem.code == "instrument.duplicate-key"
    assert "first in line 1" in problem_line(problem, "en")


def test_a_part_repeated_by_an_alias_is_a_repeat_of_keys(problems_of: Found) -> None:
    text = (
        "instrument: a\nlanguages: [id]\ntitle: A\nscale: {min: 0, max: 3}\ntree:\n  key: overall\n  children:\n"
        "    - &x {key: q1, question: Apa?}\n    - *x\n"
    )
    (problem,) = problems_of(text)
    assert problem.code == "instrument.duplicate-key"
    assert problem.where.line == 9
    assert "(pertama di baris 8)" in problem_line(problem, "id")


def test_weights_are_not_negative_nor_all_zero_nor_infinite(document: Document, codes_of: Codes) -> None:
    children(document)[0]["weight"] = -1
    assert codes_of(document) == ["instrument.weight-negative"]
    for child in children(document):
        child["weight"] = 0
    assert codes_of(document) == ["instrument.weights-all-zero"]
    children(document)[0]["weight"] = float("inf")
    assert codes_of(document) == ["entry.not-a-number"]
    children(document)[0]["weight"] = 1
    assert codes_of(document) == []


def test_a_single_child_needs_a_note(document: Document, codes_of: Codes) -> None:
    children(document).pop()
    assert codes_of(document) == ["instrument.single-child"]
    document["tree"]["note"] = {"id": "Sengaja", "en": "On purpose"}
    assert codes_of(document) == []


def test_who_is_asked(document: Document, codes_of: Codes, problems_of: Found) -> None:
    document["roles"] = {"member": None, "leader": None}
    assert codes_of(document) == ["instrument.who-is-asked"]
    for child in children(document):
        child["ask"] = ["membr"]
    found = problems_of(document)
    assert {p.code for p in found} == {"instrument.unknown-role"}
    assert "did you mean 'member'?" in problem_line(found[0], "en")
    children(document)[0]["ask"] = {"member": -1, "leader": 2}
    children(document)[1]["ask"] = {"member": 0, "leader": 0}
    assert codes_of(document) == ["instrument.weight-negative", "instrument.weights-all-zero"]
    children(document)[0]["ask"] = []
    children(document)[1]["ask"] = {"member": 2, "leader": 1}
    assert codes_of(document) == ["instrument.who-is-asked"]
    children(document)[0]["ask"] = "leader"
    assert codes_of(document) == []


def test_answers_lie_on_the_scale(document: Document, codes_of: Codes) -> None:
    texts = {"id": "x", "en": "y"}
    children(document)[0]["answers"] = {0: texts, 4: texts}
    assert codes_of(document) == ["instrument.answer-outside-scale"]
    children(document)[0]["answers"] = {1: texts}
    assert codes_of(document) == ["instrument.single-answer"]
    children(document)[0]["answers"] = {0: texts, 3: texts}
    children(document)[0]["decimals"] = True
    assert codes_of(document) == ["instrument.decimals-with-answers"]
    del children(document)[0]["decimals"]
    children(document)[0] |= {"answers": {-1: texts, 5: texts}, "scale": {"min": -1, "max": 5}}
    assert codes_of(document) == []


def test_a_scale_without_whole_numbers_needs_decimals(document: Document, codes_of: Codes) -> None:
    children(document)[0]["scale"] = {"min": 0.1, "max": 0.9}
    assert codes_of(document) == ["instrument.no-integers"]
    children(document)[0]["decimals"] = True
    assert codes_of(document) == []


def test_relevance_names_an_earlier_question(document: Document, problems_of: Found) -> None:
    first, second = children(document)
    first["key"], second["key"] = "a1_h1", "a1_h2"
    second["relevant"] = {"a1_h9": {"at_least": 1}}
    (problem,) = problems_of(document)
    assert problem.code == "instrument.unknown-key"
    assert problem_line(problem, "en").splitlines()[0].endswith("'a1_h9' in relevant names no question")
    assert "did you mean 'a1_h1' (line 1)?" in problem_line(problem, "en")
    second["relevant"] = {"overall": {"at_least": 1}}
    assert [p.code for p in problems_of(document)] == ["instrument.unknown-key"]
    second["relevant"] = {"a1_h2": {"at_least": 1}}
    assert [p.code for p in problems_of(document)] == ["instrument.relevant-itself"]
    second["relevant"] = {"a1_h1": {"at_least": 1}}
    first["relevant"] = {"answered": "a1_h2"}
    assert [p.code for p in problems_of(document)] == ["instrument.relevant-later"]


def test_relevance_can_come_true(document: Document, codes_of: Codes) -> None:
    first, second = children(document)
    second["relevant"] = {"q1": {"above": 7}}
    assert codes_of(document) == ["instrument.relevant-value"]
    document["roles"] = {"member": None, "leader": None}
    first["ask"], second["ask"] = ["member"], ["leader"]
    second["relevant"] = {"q1": {"above": 2}}
    assert codes_of(document) == ["instrument.relevant-role"]


def test_waves_are_plain_names(document: Document, codes_of: Codes) -> None:
    children(document)[0]["waves"] = ["before, after"]
    assert codes_of(document) == ["instrument.wave-name"]
    children(document)[0]["waves"] = ["a", "a"]
    assert codes_of(document) == ["instrument.wave-name"]
    children(document)[0]["waves"] = ["before", "2022-1"]
    assert codes_of(document) == []


def test_levels_name_the_whole_depth_or_warn(document: Document, problems_of: Found) -> None:
    document["levels"] = ["overall"]
    (problem,) = problems_of(document)
    assert (problem.code, problem.severity) == ("instrument.levels-short", "warning")
    document["levels"] = ["overall", "criterion", "more"]
    assert problems_of(document) == ()


@pytest.mark.parametrize(
    ("aggregate", "codes"),
    [
        ("geometric", ["instrument.scale-below-zero"]),
        ({"power": 2}, ["instrument.scale-below-zero"]),
        ("arithmetic", []),
        ("minimum", []),
    ],
)
def test_power_means_need_a_scale_from_zero(
    document: Document, codes_of: Codes, aggregate: object, codes: list[str]
) -> None:
    document["scale"] = {"min": -1, "max": 1}
    document["bands"] = {"classes": 3}
    document["tree"]["aggregate"] = aggregate
    assert [code for code in codes_of(document) if code == "instrument.scale-below-zero"] == codes
