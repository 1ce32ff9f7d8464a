from collections.abc import Callable
from types import SimpleNamespace

import pytest

from berdaya.report.charts import Dot, Ruler, dot_pages, dots
from berdaya.report.charts.theme import TALLEST
from berdaya.report.draw import svg_of
from berdaya.report.model import Category, Spec


@pytest.mark.parametrize("lang", ["id", "en"])
def test_nothing_is_cut_or_overprinted(
    made: SimpleNamespace, overflowing: Callable[[Spec], list[str]], lang: str
) -> None:
    assert overflowing(dots(made.dot_rows(lang), made.ruler(lang), lang)) == []
    assert overflowing(dots(made.group_rows(lang), made.ruler(lang), lang)) == []


def test_words_stand_beside_colours(made: SimpleNamespace, texts: Callable[[Spec], list[tuple[str, ...]]]) -> None:
    words = [line[0] for line in texts(dots(made.dot_rows("id"), made.ruler("id"), "id"))]
    assert words.count("tinggi") == 1 + sum(row.band.word == "tinggi" for row in made.dot_rows("id"))
    assert {"0", "1", "2", "3", "2,81", "Kelembagaan"} <= set(words)


def test_categories_of_several_words_are_whole(
    overflowing: Callable[[Spec], list[str]], texts: Callable[[Spec], list[tuple[str, ...]]]
) -> None:
    names = ("severely insecure", "moderately insecure", "secure or mildly insecure")
    bands = tuple(Category(f"c{n}", name) for n, name in enumerate(names))
    rows = (Dot("Worried", 28.6, 27.0, 30.2, "28.62", bands[1]),)
    spec = dots(rows, Ruler(0, 100, (18.75, 56.25), bands), "en")
    assert overflowing(spec) == []
    words = [line[0] for line in texts(spec)]
    assert [word for name in names for word in name.split() if not any(word in text for text in words)] == []


def test_missing_values_and_intervals(made: SimpleNamespace) -> None:
    rows = (Dot("a", None, None, None, "–"), Dot("b", 1.5, None, None, "1,50"), Dot("c", 2, 1.5, 2.5, "2,00"))
    spec = dots(rows, Ruler(0, 3), "id")
    points = next(layer for layer in spec["layer"] if layer["mark"]["type"] == "circle")
    bars = next(layer for layer in spec["layer"] if layer["mark"].get("strokeWidth") == 1.8)
    assert [item["label"] for item in points["data"]["values"]] == ["b", "c"]
    assert [item["label"] for item in bars["data"]["values"]] == ["c"]
    assert "<svg" in svg_of(dots((), made.ruler("id"), "id"))


def test_long_lists_are_broken_into_pages(made: SimpleNamespace) -> None:
    rows = made.dot_rows("id") * 4 + made.group_rows("id") * 4
    pages = dot_pages(rows)
    assert [row for page in pages for row in page] == list(rows)
    assert len(pages) > 2
    assert all(dots(page, made.ruler("id"), "id")["height"] <= TALLEST + 30 for page in pages)
    assert dot_pages(made.dot_rows("id")) == (made.dot_rows("id"),)
    assert dot_pages(()) == ()
