from collections.abc import Mapping
from typing import Any

from berdaya.errors import Problem, Where
from berdaya.instrument.sheet_cells import Sheet
from berdaya.instrument.workbook_tree import tree_of
from berdaya.located import Located, Problems


def sheet(*rows: Mapping[str, Any]) -> Sheet:
    columns = list(dict.fromkeys(name for row in rows for name in row))
    places = {name: Where("a.xlsx", sheet="tree", cell=f"{chr(65 + i)}1") for i, name in enumerate(columns)}
    cells = tuple(
        {
            name: Located(value, Where("a.xlsx", sheet="tree", cell=f"{chr(65 + columns.index(name))}{r}"), {})
            for name, value in row.items()
        }
        for r, row in enumerate(rows, start=2)
    )
    return Sheet("tree", Where("a.xlsx", sheet="tree"), places, cells)


def plain(at: Located | None) -> Any:
    if at is None:
        return None
    if isinstance(at.value, Mapping):
        return {key: plain(value) for key, value in at.value.items()}
    return [plain(item) for item in at.value] if isinstance(at.value, list) else at.value


def found(*rows: Mapping[str, Any]) -> tuple[Any, list[Problem]]:
    problems = Problems()
    tree = tree_of(sheet(*rows), ("id",), problems)
    return (None if problems.any_error else plain(tree)), list(problems)


def codes(*rows: Mapping[str, Any]) -> list[tuple[str, str]]:
    return [(p.code, p.where.cell) for p in found(*rows)[1]]


def test_rows_hang_on_their_parents_in_the_order_of_rows() -> None:
    tree, problems = found(
        {"key": "a"}, {"key": "c", "parent": "b"}, {"key": "b", "parent": "a"}, {"key": "d", "parent": "b"}
    )
    assert problems == []
    assert tree == {"key": "a", "children": [{"key": "b", "children": [{"key": "c"}, {"key": "d"}]}]}


def test_all_columns() -> None:
    tree, problems = found(
        {
            "key": "q", "weight": 2, "ask": "member: 2, leader", "waves": "before, after", "aggregate": "Power 0.5",
            "scale_min": 1, "scale_max": 5, "decimals": "TRUE", "direction": "lower_is_better", "min_coverage": 0.5,
            "label": "L", "question:id": 5, "answer 0": "x", "answer 1:id": "y", "relevant": "z > 1", "sensitive": "s",
        }
    )  # fmt: skip
    assert problems == []
    assert tree == {
        "key": "q", "weight": 2, "ask": {"member": 2, "leader": 1}, "waves": ["before", "after"],
        "aggregate": {"power": 0.5}, "scale": {"min": 1, "max": 5}, "decimals": True, "direction": "lower_is_better",
        "min_coverage": 0.5, "label": "L", "question": {"id": "5"}, "answers": {"0": "x", "1": {"id": "y"}},
        "relevant": {"z": {"above": 1}}, "sensitive": "s",
    }  # fmt: skip


def test_plain_lists_and_wrong_words_go_on_to_the_checks() -> None:
    tree, _ = found({"key": "q", "ask": "member", "decimals": "maybe", "aggregate": "power", "waves": 2022})
    assert tree == {"key": "q", "ask": ["member"], "decimals": "maybe", "aggregate": "power", "waves": ["2022"]}


def test_trees_that_are_none() -> None:
    root = {"key": "a"}
    assert codes(root, {"key": "b", "parent": "aa"}) == [("instrument.unknown-parent", "B3")]
    assert codes(root, {"key": "b"}) == [("instrument.several-roots", "A3")]
    assert codes({"key": "a", "parent": "b"}, {"key": "b", "parent": "a"}) == [("instrument.no-root", "")]
    assert codes(root, {"key": "b", "parent": "c"}, {"key": "c", "parent": "b"}) == [
        ("instrument.orphan", "A3"), ("instrument.orphan", "A4"),
    ]  # fmt: skip
    assert codes(root, {"key": "b", "parent": "b"}) == [("instrument.orphan", "A3")]
    assert codes() == [("instrument.missing-column", ""), ("instrument.no-root", "")]


def test_columns_and_conditions_that_are_not_understood() -> None:
    assert codes({"key": "a", "wieght": 1}) == [("instrument.unknown-column", "B1")]
    assert codes({"key": "a", "label:fr": "x"}) == [("instrument.unknown-column", "B1")]
    assert codes({"key": "a", "relevant": "b >="}) == [("instrument.relevant-text", "B2")]


def test_a_long_chain_of_rows_does_not_break() -> None:
    rows = [{"key": "k0"}, *({"key": f"k{i}", "parent": f"k{i - 1}"} for i in range(1, 400))]
    problems = Problems()
    assert tree_of(sheet(*rows), ("id",), problems) is not None
    assert list(problems) == []
