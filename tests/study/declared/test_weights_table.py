from math import nan
from typing import TYPE_CHECKING

import numpy as np
import pytest

from berdaya.errors import Where
from berdaya.instrument.judgements import Judged, Kind
from berdaya.instrument.model import Instrument
from berdaya.located import Problems
from berdaya.study.declared.weights_rows import Entry
from berdaya.study.declared.weights_table import judged_of
from berdaya.words import problem_line

if TYPE_CHECKING:
    from tests.conftest import Made


@pytest.fixture
def instrument(made: "Made") -> Instrument:
    first = made.branch("v1", made.leaf("q1"), made.leaf("q2"), made.leaf("q3"))
    return made.instrument(first, made.branch("v2", made.leaf("q4"), made.leaf("q5")))


def judged(
    instrument: Instrument, kind: Kind, *rows: tuple[object, ...]
) -> tuple[tuple[Judged, ...], list[tuple[str, int]]]:
    """Rows of expert, keys and numbers; what was found, and each problem with the row that it is about."""
    keys = 2 if kind == "ahp" else 1
    entries = tuple(
        Entry(
            str(row[0]),
            tuple(str(key) for key in row[1 : 1 + keys] if key is not None),
            tuple(float(value) for value in row[1 + keys :]),  # type: ignore[arg-type]
            tuple(Where("w.csv", at, 2 + keys + i) for i in range(len(row) - 1 - keys)),
        )
        for at, row in enumerate(rows, start=2)
    )
    problems = Problems()
    found = judged_of(kind, entries, instrument, problems)
    return found, [(p.code, p.where.line) for p in problems]


def test_a_matrix_for_each_expert_and_node(instrument: Instrument) -> None:
    rows = [("A", "q4", "q5", 3), ("A", "q1", "q2", 2), ("A", "q3", "q1", 4), ("B", "q5", "q4", 2)]
    (first, second), problems = judged(instrument, "ahp", *rows)
    assert problems == []
    assert (first.node, first.children, first.experts) == ("v1", ("q1", "q2", "q3"), ("A",))
    assert first.values[0, 0].tolist() == [1, 2, 0.25]
    assert np.isnan(first.values[0, 1, 2])
    assert str(first.places[0, 2, 0]) == "w.csv:4:4"
    assert second.values[:, 0, 1].tolist() == [3, 0.5]
    assert second.experts == ("A", "B")


def test_the_same_turned_round_may_stand_twice(instrument: Instrument) -> None:
    (one,), problems = judged(instrument, "ahp", ("A", "q4", "q5", 3), ("A", "q5", "q4", 0.33))
    assert problems == []
    assert one.values[0, 0, 1] == 3


@pytest.mark.parametrize(
    ("rows", "problems"),
    [
        ([("A", "q1", "q2", 3), ("A", "q2", "q3", nan)], []),  # NaN: wrong, and told already
        ([("A", "q4", "q5", 3), ("A", "q4", "q5", 3)], [("weights.twice", 3)]),
        ([("A", "q4", "q5", 3), ("A", "q5", "q4", 3)], [("weights.contradicts", 3)]),
        ([("A", "q4", "q4", 3)], [("weights.itself", 2)]),
        ([("A", "q4", "q1", 3)], [("weights.not-siblings", 2)]),
        ([("A", "q4", "overall", 3)], [("weights.not-siblings", 2)]),
        ([("A", "overall", "q4", 3)], [("weights.root", 2)]),
        ([("A", "q1", "q2", 3)], [("weights.not-linked", 2)]),
    ],
)
def test_comparisons_that_do_not_fit(
    instrument: Instrument, rows: list[tuple[object, ...]], problems: list[tuple[str, int]]
) -> None:
    assert judged(instrument, "ahp", *rows)[1] == problems


@pytest.mark.parametrize(
    ("kind", "rows", "problems"),
    [
        ("budget", [("A", "q4", 40)], [("weights.incomplete", 2)]),
        ("budget", [("A", "q4", 0), ("A", "q5", 0)], [("weights.all-zero", 2)]),
        ("budget", [("A", "q4", 40), ("A", "q5", 50)], [("weights.budget-sum", 2)]),
        ("budget", [("A", "q4", 40), ("A", "q4", 50), ("A", "q5", 60)], [("weights.twice", 3)]),
        ("budget", [("A", "q4", 0.4), ("A", "q5", 0.6)], []),
        ("rank", [("A", "q4", 1), ("A", "q5", 1)], []),
        ("given", [("", "q4", 0), ("", "q5", 0)], [("weights.all-zero", 2)]),
        ("given", [("", "q4", 3), ("", "q5", 4)], []),
        ("given", [("", "overall", 3)], [("weights.root", 2)]),
        ("bwm", [("A", "q4", 1, 2), ("A", "q5", 3, 1)], [("weights.no-best-worst", 2)]),
        ("bwm", [("A", "q4", 1, 2), ("A", "q5", 2, 1)], []),
        ("bwm", [("A", "q4", 1, nan), ("A", "q5", 3, 1)], []),  # NaN: wrong, and told already
        ("budget", [("A", "q4", 40), ("A", "q5", nan)], []),
        ("budget", [("A", "q4", nan)], [("weights.incomplete", 2)]),
        ("budget", [("A", "q4", 40), ("A", None, 60)], []),  # a key or an expert that is not known: told already
        ("budget", [("A", "q4", 40), ("", None, 60)], []),
        ("budget", [("A", "q4", 40), ("B", None, 60)], [("weights.incomplete", 2)]),
        ("budget", [("A", "q1", 40), ("A", None, 60)], [("weights.incomplete", 2)]),  # two are missing, one was told
    ],
)
def test_numbers_that_do_not_fit(
    instrument: Instrument, kind: Kind, rows: list[tuple[object, ...]], problems: list[tuple[str, int]]
) -> None:
    assert judged(instrument, kind, *rows)[1] == problems


@pytest.mark.parametrize(("expert", "begins"), [("A", "expert 'A': parts of"), ("", "parts of")])
def test_only_a_file_with_experts_names_one(instrument: Instrument, expert: str, begins: str) -> None:
    problems = Problems()
    judged_of("given", (Entry(expert, ("q4",), (3.0,), (Where("w.csv", 2, 2),)),), instrument, problems)
    (problem,) = problems
    assert f"weights.incomplete: {begins}" in problem_line(problem, "en")


def test_numbers_stand_by_the_children_whatever_the_order_of_rows(instrument: Instrument) -> None:
    (one,), _ = judged(instrument, "bwm", ("A", "q5", 4, 1), ("A", "q4", 1, 4))
    assert one.values[0].tolist() == [[1, 4], [4, 1]]
    assert (str(one.places[0, 0, 0]), str(one.places[0, 1, 1])) == ("w.csv:3:3", "w.csv:2:4")
    (two,), _ = judged(instrument, "rank", ("A", "q5", 1), ("A", "q4", 2), ("B", "q4", 1), ("B", "q5", 2))
    assert two.values.tolist() == [[2, 1], [1, 2]]
    assert str(two.places[1, 0]) == "w.csv:4:3"
