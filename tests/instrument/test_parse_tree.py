from collections.abc import Callable
from typing import Any

import pytest

from berdaya.errors import Problem
from berdaya.instrument.model import Aggregate, Instrument, Scale
from berdaya.words import problem_line

Document = dict[str, Any]
Codes = Callable[[Document | str], list[str]]
TEXT = {"id": "a", "en": "b"}


@pytest.mark.parametrize(
    ("given", "wanted"),
    [
        ("geometric", Aggregate("geometric")),
        ("minimum", Aggregate("minimum")),
        ({"power": 0.5}, Aggregate("power", 0.5)),
        ({"power": 0}, Aggregate("geometric")),
        ({"power": -1}, Aggregate("harmonic")),
        ({"power": 1}, Aggregate("arithmetic")),
    ],
)
def test_ways_of_adding_up(
    document: Document, instrument_of: Callable[[Document], Instrument], given: object, wanted: Aggregate
) -> None:
    document["tree"]["aggregate"] = given
    assert instrument_of(document).root.aggregate == wanted


@pytest.mark.parametrize(
    ("change", "codes"),
    [
        ({"aggregate": "mean"}, ["entry.not-a-choice"]),
        ({"aggregate": {"power": "two"}}, ["entry.not-a-number"]),
        ({"aggregate": {"power": float("nan")}}, ["entry.not-a-number"]),
        ({"aggregate": {}}, ["entry.missing"]),
        ({"min_coverage": 1.5}, ["entry.out-of-range"]),
        ({"children": []}, ["instrument.empty-node"]),
        ({"question": TEXT}, ["instrument.question-and-children"]),
        ({"lable": TEXT}, ["entry.unknown"]),
        ({"children": {"a": 1}}, ["entry.not-a-list", "instrument.empty-node"]),
    ],
)
def test_inner_nodes(document: Document, codes_of: Codes, change: Document, codes: list[str]) -> None:
    document["tree"] |= change
    assert codes_of(document) == codes


@pytest.mark.parametrize(
    ("change", "codes"),
    [
        ({"question": None}, ["instrument.empty-node"]),
        ({"key": None}, ["entry.missing"]),
        ({"aggregate": "minimum"}, ["entry.unknown"]),
        ({"answers": {"x": TEXT, "1": TEXT, "2": TEXT}}, ["instrument.answer-not-an-integer"]),
        ({"answers": {"01": TEXT, "1": TEXT, "2": TEXT}}, ["instrument.answer-not-an-integer"]),
        ({"answers": {"²": TEXT, "1": TEXT, "2": TEXT}}, ["instrument.answer-not-an-integer"]),
        ({"decimals": "yes"}, ["entry.not-true-or-false"]),
        ({"direction": "lower"}, ["entry.not-a-choice"]),
        ({"scale": {"min": 3, "max": 0}}, ["instrument.scale-order"]),
        ({"scale": {"min": 3}}, ["entry.missing", "instrument.scale-order"]),
        ({"weight": "heavy"}, ["entry.not-a-number"]),
        ({"weight": True}, ["entry.not-a-number"]),
        ({"children": 5}, ["entry.missing", "entry.not-a-mapping", "instrument.question-and-children"]),
    ],
)
def test_questions(document: Document, codes_of: Codes, change: Document, codes: list[str]) -> None:
    document["tree"]["children"][0] |= change
    assert codes_of(document) == codes


def test_an_inner_node_needs_a_label_a_leaf_does_not(document: Document, codes_of: Codes) -> None:
    document["tree"]["children"].append({"key": "v", "children": document["tree"]["children"].copy()})
    document["tree"]["children"] = document["tree"]["children"][2:]
    document["tree"]["note"] = TEXT
    assert codes_of(document) == ["entry.missing"]
    document["tree"]["children"][0]["label"] = TEXT
    assert codes_of(document) == []


def test_all_of_a_question_is_read(document: Document, instrument_of: Callable[[Document], Instrument]) -> None:
    document["roles"] = {"member": None, "leader": None}
    document["tree"]["children"][0]["ask"] = "member"
    document["tree"]["children"][1] |= {
        "ask": {"member": 2, "leader": 1}, "scale": {"min": 1, "max": 5}, "direction": "lower_is_better",
        "answers": {5: TEXT, 1: TEXT}, "evidence": TEXT, "sensitive": "finance", "min_coverage": 0.5,
        "waves": "before", "weight": 2.5,
    }  # fmt: skip
    node = instrument_of(document).node("q2")
    assert (node.weight, node.min_coverage, node.waves) == (2.5, 0.5, ("before",))
    question = node.question
    assert question is not None
    assert dict(question.ask) == {"member": 2, "leader": 1}
    assert (question.scale, question.direction, question.sensitive) == (Scale(1, 5), "lower_is_better", "finance")
    assert list(question.answers) == [1, 5]
    assert question.evidence == TEXT


def test_a_tree_of_200_levels_names_the_limit(problems_of: Callable[[Document | str], tuple[Problem, ...]]) -> None:
    def text(levels: int) -> str:
        head = "instrument: a\nlanguages: [id]\ntitle: A\nscale: {min: 0, max: 3}\ntree: "
        return (
            head
            + "".join(f"{{key: n{i}, label: L, note: N, children: [" for i in range(levels))
            + ("{key: q, question: Apa?}" + "]}" * levels)
        )

    assert problems_of(text(31)) == ()
    (problem,) = problems_of(text(40))
    assert problem.code == "instrument.too-deep"
    assert "32" in problem_line(problem, "id")
    (problem,) = problems_of(text(200))
    assert problem.code == "file.too-deep"
    assert "100" in problem_line(problem, "id")


def test_too_many_nodes_name_the_limit(
    document: Document, problems_of: Callable[[Document], tuple[Problem, ...]]
) -> None:
    document |= {"languages": ["id"], "title": "A"}
    document["tree"]["children"] = [{"key": f"q{i}", "question": "Apa?"} for i in range(5001)]
    (problem,) = problems_of(document)
    assert problem.code == "instrument.too-many-nodes"
    assert "5000" in problem_line(problem, "en")
