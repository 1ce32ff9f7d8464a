import re
from collections.abc import Callable
from types import SimpleNamespace

import pytest

from berdaya.report.charts import TreeNode, tree_overview
from berdaya.report.draw import svg_of
from berdaya.report.model import Category, Spec


@pytest.mark.parametrize("lang", ["id", "en"])
def test_nothing_is_cut_or_overprinted(
    made: SimpleNamespace, overflowing: Callable[[Spec], list[str]], lang: str
) -> None:
    assert overflowing(tree_overview(made.tree_nodes(lang), lang)) == []


def test_value_and_category_stand_in_every_box(
    made: SimpleNamespace, texts: Callable[[Spec], list[tuple[str, ...]]]
) -> None:
    words = [line[0] for line in texts(tree_overview(made.tree_nodes("id"), "id"))]
    assert "2,21 tinggi" in words
    assert "0,87 rendah" in words
    assert len([word for word in words if word.endswith((" tinggi", " sedang", " rendah"))]) == 13


def test_a_category_in_doubt_says_how_sure_it_is(texts: Callable[[Spec], list[tuple[str, ...]]]) -> None:
    high = Category("high", "tinggi", "#0B2F5B", "#FFFFFF")
    spec = tree_overview([TreeNode("a", "", "A", "2,02", high, "88%"), TreeNode("b", "a", "B", "2,33", high)], "id")
    words = [line[0] for line in texts(spec)]
    assert "2,02 tinggi (88%)" in words
    assert "2,33 tinggi" in words


def test_odd_trees(overflowing: Callable[[Spec], list[str]]) -> None:
    chain = [TreeNode(f"n{i}", f"n{i - 1}" if i else "", f"Tingkat {i}", "1,00") for i in range(6)]
    assert overflowing(tree_overview(chain, "id")) == []
    single = tree_overview([TreeNode("a", "", "x" * 300, "–")], "id")
    assert overflowing(single) == []
    assert "<svg" in svg_of(single)
    tall = [TreeNode("a", "", "y" * 900, "1"), TreeNode("b", "a", "b", "1"), TreeNode("c", "a", "c", "1")]
    assert overflowing(tree_overview(tall, "id")) == []


def test_the_root_stands_at_the_right_where_it_is_last(
    made: SimpleNamespace, overflowing: Callable[[Spec], list[str]]
) -> None:
    nodes = made.tree_nodes("en")
    specs = [tree_overview(nodes, "en", last=last) for last in (False, True)]
    assert overflowing(specs[1]) == []
    drawn = [svg_of(spec) for spec in specs]
    assert drawn[0] != drawn[1]
    places = [
        [float(found) for found in re.findall(r'translate\(([\d.]+),[\d.]+\)"[^>]*>Overall score<', svg)]
        for svg in drawn
    ]
    assert places[0][0] < places[1][0]
