from collections.abc import Callable

import pytest

from berdaya.report.charts import Axes, CutPoint, Part, Share, cutoff_line, share_bars
from berdaya.report.charts.theme import TALLEST
from berdaya.report.draw import svg_of
from berdaya.report.model import Spec

Overflowing = Callable[[Spec], list[str]]
LONG = "Kebutuhan pokok keluarga selama setahun terakhir menurut ingatan kepala rumah tangga"


def part(value: float | None, spread: float = 0.05) -> Part:
    if value is None:
        return Part(None, None, None, "–")
    return Part(value, value - spread, value + spread, f"{value:.1%}")


def shares(dimensions: int, indicators: int) -> list[Share]:
    found = []
    for d in range(dimensions):
        found.append(Share(f"{LONG} {d}", part(1 / dimensions), True))
        found += [Share(f"Indikator {i}", part(1 / dimensions / indicators)) for i in range(indicators)]
    return found


def line(count: int, values: Callable[[int], float | None] = lambda i: 0.4 - i / 30) -> Spec:
    points = [CutPoint(i / 10, part(values(i)), f"{i * 10}%", mark=i == 3) for i in range(1, count + 1)]
    ticks = tuple((i / 10, f"0,{i}0") for i in range(6))
    return cutoff_line(points, Axes("batas (bagian dari seluruh bobot)", "indeks kemiskinan (M0)", ticks), "id")


def test_nothing_is_cut_or_overprinted(overflowing: Overflowing) -> None:
    assert overflowing(share_bars(shares(3, 4), "id")) == []
    assert overflowing(line(10)) == []


def test_what_does_not_fit_a_page_is_told_by_dimensions() -> None:
    spec = share_bars(shares(4, 20), "id")
    assert spec["height"] <= TALLEST
    (bars,) = [layer for layer in spec["layer"] if layer["mark"]["type"] == "rect"]
    assert len(bars["data"]["values"]) == 4


def test_a_bar_is_as_long_as_its_share() -> None:
    spec = share_bars([Share("a", part(0.2, 0), True), Share("b", part(0.4, 0))], "en")
    (bars,) = [layer for layer in spec["layer"] if layer["mark"]["type"] == "rect"]
    one, two = (box["x2"] - box["x"] for box in bars["data"]["values"])
    assert two == pytest.approx(2 * one, abs=0.05)


def test_the_definitions_cut_off_is_marked_and_the_line_falls() -> None:
    spec = line(10)
    (dots,) = [layer for layer in spec["layer"] if layer["mark"]["type"] == "point"]
    spots = dots["data"]["values"]
    assert [spot["size"] for spot in spots].count(130) == 1
    assert [spot["y"] for spot in spots] == sorted(spot["y"] for spot in spots)  # down the page
    texts = [v["text"] for layer in spec["layer"] if layer["mark"]["type"] == "text" for v in layer["data"]["values"]]
    assert {"10%", "30%", "100%", "0,50"} <= set(texts)


def test_figures_that_do_not_exist(overflowing: Overflowing) -> None:
    spec = line(4, lambda i: None if i > 2 else 0.2)
    assert overflowing(spec) == []
    assert "<svg" in svg_of(spec)
    assert "<svg" in svg_of(share_bars([Share("a", part(None), True)], "en"))
