from collections.abc import Callable
from types import SimpleNamespace

import pytest

from berdaya.report.charts import Driver, Part, driver_bars
from berdaya.report.draw import svg_of
from berdaya.report.model import Spec


@pytest.mark.parametrize("lang", ["id", "en"])
def test_nothing_is_cut_or_overprinted(
    made: SimpleNamespace, overflowing: Callable[[Spec], list[str]], lang: str
) -> None:
    assert overflowing(driver_bars(made.driver_rows(lang), lang)) == []


def test_both_panels_have_one_measure(made: SimpleNamespace) -> None:
    spec = driver_bars(made.driver_rows("id"), "id")
    bars = [layer for layer in spec["layer"] if layer["mark"]["type"] == "rect"]
    scales = [layer["encoding"]["x"]["scale"] for layer in bars]
    assert len(bars) == 2
    assert scales[0]["domain"] == scales[1]["domain"]
    widths = [round(scale["range"][1] - scale["range"][0], 6) for scale in scales]
    assert widths[0] == widths[1]


def test_missing_and_negative_parts(overflowing: Callable[[Spec], list[str]]) -> None:
    none, minus = Part(None, None, None, "–"), Part(-0.1, -0.2, 0.05, "−0,100")
    spec = driver_bars((Driver("a", none, none), Driver("b", minus, Part(0.3, 0.2, 0.4, "0,300"))), "id")
    assert overflowing(spec) == []
    assert "<svg" in svg_of(spec)
    assert "<svg" in svg_of(driver_bars((Driver("a", none, none),), "en"))
