import re
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from berdaya.errors import UsageError
from berdaya.report import draw as module
from berdaya.report.draw import Drawn, draw, picture_png, picture_uri, renumber, size_of, svg_of
from berdaya.report.letter_model import Picture
from berdaya.report.model import Report


def test_the_same_picture_twice_in_a_process(sample: Callable[[str], Report], drawn: Callable[[str], Drawn]) -> None:
    assert draw(sample("id")).svgs == drawn("id").svgs


def test_the_shipped_font_and_decimal_comma(drawn: Callable[[str], Drawn]) -> None:
    families = {name for svg in drawn("id").svgs for name in re.findall(r'font-family="([^"]+)"', svg)}
    assert families == {"Berdaya Sans"}
    assert ">2,81<" in drawn("id").svgs[1]
    assert ">2.81<" in drawn("en").svgs[1]
    sizes = [float(size) for svg in drawn("id").svgs for size in re.findall(r'font-size="([\d.]+)px"', svg)]
    assert min(sizes) * 471 / 620 >= 9  # points, as printed


def test_ids_are_numbered_per_figure() -> None:
    svg = '<svg width="2" height="3"><g id="clip7"/><g clip-path="url(#clip7)"/><a href="#x"/><b id="x"/></svg>'
    again = svg.replace("clip7", "clip99")
    assert renumber(svg, "f1") == renumber(again, "f1")
    assert 'clip-path="url(#f1-1)"' in renumber(svg, "f1")
    assert 'href="#f1-2"' in renumber(svg, "f1")


def test_png_is_cached_and_as_large_as_asked(drawn: Callable[[str], Drawn]) -> None:
    png = drawn("en").png(5, 2.0, 100)
    assert png[:8] == b"\x89PNG\r\n\x1a\n"
    assert int.from_bytes(png[16:20]) == 200
    assert png is drawn("en").png(5, 2.0, 100)


def test_no_chart_reaches_the_network() -> None:
    spec = {"data": {"url": "http://127.0.0.1:9/x.json"}, "mark": "bar", "encoding": {"x": {"field": "a"}}}
    with pytest.raises(ValueError, match="allowed"):
        svg_of(spec)


def test_size() -> None:
    assert size_of('<svg class="x" width="620" height="31.5">') == (620, 31.5)
    with pytest.raises(ValueError, match="without width"):
        size_of("<svg/>")


def test_a_missing_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    module._engine.cache_clear()
    monkeypatch.setitem(sys.modules, "vl_convert", None)
    with pytest.raises(UsageError) as error:
        svg_of({})
    module._engine.cache_clear()
    assert error.value.problems[0].code == "usage.missing-extra"
    assert error.value.problems[0].values["package"] == "vl-convert-python"


def test_an_emblem_looks_for_nothing_outside_itself(tmp_path: Path) -> None:
    outside = tmp_path / "secret.svg"
    outside.write_text(
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 4 4"><rect width="4" height="4"/></svg>', "utf-8"
    )
    drawing = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 4 4"><image width="4" height="4" href="{outside}"/></svg>'
    empty = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 4 4"/>'
    inside = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 4 4"><rect width="4" height="4"/></svg>'
    drawn = [picture_png(Picture(one.encode(), "svg", 4, 4), 0.2, 100) for one in (drawing, empty, inside)]
    assert drawn[0] == drawn[1] != drawn[2]
    assert int.from_bytes(drawn[0][20:24]) == 20
    assert picture_uri(Picture(b"x", "jpg", 4, 4)) == "data:image/jpeg;base64,eA=="
