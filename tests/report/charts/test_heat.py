from collections.abc import Callable
from types import SimpleNamespace

import pytest

from berdaya.report.charts import MOST_COLUMNS, HeatRow, heat_map, heat_pages
from berdaya.report.charts.theme import TALLEST
from berdaya.report.model import Spec


@pytest.mark.parametrize("lang", ["id", "en"])
@pytest.mark.parametrize("columns", [1, 3, 7, 10, 12])
def test_nothing_is_cut_or_overprinted(
    made: SimpleNamespace, overflowing: Callable[[Spec], list[str]], lang: str, columns: int
) -> None:
    spec = heat_map(made.labels[lang][:columns], made.heat_rows(lang, columns), made.bands[lang], lang)
    assert overflowing(spec) == []


def test_numbers_are_printed_in_the_ink_of_their_band(made: SimpleNamespace) -> None:
    spec = heat_map(("a", "b"), made.heat_rows("id", 2)[:2], made.bands["id"], "id")
    inks = {
        value["text"]: layer["mark"]["color"]
        for layer in spec["layer"]
        if layer["mark"]["type"] == "text"
        for value in layer["data"]["values"]
    }
    assert inks["0,60"] == "#ffffff"
    assert inks["1,51"] == "#1b2733"


def test_limits(made: SimpleNamespace, texts: Callable[[Spec], list[tuple[str, ...]]]) -> None:
    with pytest.raises(ValueError, match="15 columns"):
        heat_map([str(i) for i in range(MOST_COLUMNS + 1)], (), made.bands["id"], "id")
    long = heat_map(("a",), (HeatRow("Kelompok " * 30, made.heat_rows("id", 1)[0].cells),), made.bands["id"], "id")
    assert any(line[0].endswith("…") for line in texts(long))
    rows = made.heat_rows("id", 3) * 4
    pages = heat_pages(("a", "b", "c"), rows)
    assert [row for page in pages for row in page] == list(rows)
    assert all(heat_map(("a", "b", "c"), page, made.bands["id"], "id")["height"] <= TALLEST for page in pages)
