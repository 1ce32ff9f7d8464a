import base64
import hashlib
import re
import sys
from collections.abc import Callable
from dataclasses import replace
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path

import pytest

from berdaya.errors import UsageError
from berdaya.report import html as module
from berdaya.report.draw import Drawn
from berdaya.report.html import html_bytes, write_html
from berdaya.report.model import Category, KeyFigure, KeyFigures, Report


class Page(HTMLParser):
    """Tags with their attributes, in order, and all text."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.words: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.words.append(data)

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.tags if name == tag]


@pytest.fixture(params=["id", "en"])
def text(request: pytest.FixtureRequest, sample: Callable[[str], Report], drawn: Callable[[str], Drawn]) -> str:
    return html_bytes(sample(request.param), drawn(request.param)).decode()


def test_nothing_is_asked_of_another_place(text: str) -> None:
    page = Page(text)
    assert not re.search(r"""(?:src|href|action|srcset|poster|data)\s*=\s*["']?\s*(?:https?:)?//""", text)
    assert all(target.startswith("data:font/woff2;base64,") for target in re.findall(r"url\(([^)]*)\)", text)[:3])
    assert not re.search(r"url\(\s*[\"']?(?!data:|#)", text)
    assert "@import" not in text
    assert [tag for tag, _ in page.tags if tag in {"script", "link", "iframe", "object", "img", "base"}] == []
    assert not re.search(r"<[^>]*\sstyle=", text)  # the policy would refuse it


def test_the_policy_allows_the_page_its_own_style_only(text: str) -> None:
    policy = next(m["content"] for m in Page(text).all("meta") if m.get("http-equiv"))
    style = re.search(r"<style>(.*?)</style>", text, re.S)
    assert style is not None
    digest = base64.b64encode(hashlib.sha256(style[1].encode()).digest()).decode()
    assert policy is not None
    assert f"style-src 'sha256-{digest}'" in policy
    assert policy.startswith("default-src 'none'")


def test_hostile_text_stays_text(text: str) -> None:
    assert "<script" not in text
    assert "&lt;script&gt;" in text
    assert "{{ 7 * 7 }}" in text


def test_it_can_be_used_without_seeing(text: str) -> None:
    page = Page(text)
    assert page.all("html")[0]["lang"] in {"id", "en"}
    levels = [int(tag[1]) for tag, _ in page.tags if re.fullmatch(r"h[1-6]", tag)]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))
    pictures = [svg for svg in page.all("svg") if svg.get("role") == "img"]
    assert len(pictures) == len(page.all("details")) == 7
    assert all(svg["aria-label"] for svg in pictures)
    assert all(head.get("scope") for head in page.all("th"))
    assert page.all("a")[0]["href"] == "#report"
    ids = [attributes["id"] for _, attributes in page.tags if attributes.get("id")]
    assert len(ids) == len(set(ids))
    assert {str(a["href"]).removeprefix("#") for a in page.all("a")} <= set(ids)


def test_wide_tables_have_room_on_a_screen_and_can_be_reached_on_a_small_one(text: str) -> None:
    style = text.partition("<style>")[2].partition("</style>")[0]
    screen, printed = style.partition("@page {")[::2]
    assert "table:has(thead th:nth-child(7)) { font-size" in screen  # smaller type
    assert ".scroll:has(thead th:nth-child(10)) { margin-left: calc(" in screen  # a wider column
    assert "position: sticky; left: 0" in screen  # the first column stays in sight where the rest scrolls
    assert ":has(thead th" not in printed  # on paper a wide table stands on a turned page
    grids = re.findall(r'<div class="scroll"[^>]*>\s*<table', text)
    assert len(grids) == text.count("<table")
    assert all('tabindex="0"' in grid and "aria-label=" in grid for grid in grids)


def test_marks_words_and_size(text: str) -> None:
    page = Page(text)
    assert any("Data sintetis · Internal" in w or "Synthetic data · Internal" in w for w in page.words)
    assert {"tinggi", "rendah"} <= set(page.words) or {"high", "low"} <= set(page.words)
    fonts = sum(len(data) for data in re.findall(r"base64,([A-Za-z0-9+/=]+)", text))
    assert 10_000 < fonts < 300_000


def test_a_report_without_a_date_has_no_place_for_it(sample: Callable[[str], Report]) -> None:
    small = replace(sample("en"), blocks=(), date="")
    undated, dated = (html_bytes(one).decode() for one in (small, replace(small, date="2022-11-30")))
    assert "<time" not in undated
    assert 'name="date"' not in undated
    assert f"<p>{small.title}</p>" in undated
    assert f"<p>{small.title} · 30 November 2022</p>" in dated


def test_colours_cannot_carry_style(sample: Callable[[str], Report]) -> None:
    with pytest.raises(AttributeError):
        Category("k", "w").colour = "x"  # type: ignore[misc]
    assert Category("k", "w", "#fff}*{display:none", "#000").colour.startswith("#e4")


def test_the_same_bytes_again(tmp_path: Path, sample: Callable[[str], Report], drawn: Callable[[str], Drawn]) -> None:
    write_html(sample("id"), tmp_path / "a.html")
    assert (tmp_path / "a.html").read_bytes() == html_bytes(sample("id"), drawn("id"))


def test_a_missing_extra(
    monkeypatch: pytest.MonkeyPatch, sample: Callable[[str], Report], drawn: Callable[[str], Drawn]
) -> None:
    module._template.cache_clear()
    monkeypatch.setitem(sys.modules, "jinja2", None)
    with pytest.raises(UsageError) as error:
        html_bytes(sample("id"), drawn("id"))
    assert error.value.problems[0].code == "usage.missing-extra"


def test_marks_are_printed_in_the_margin_and_cannot_break_out() -> None:
    report = Report("id", "t", "", "2022-11-30", "s", (), ('a"}</style><script>é',))
    text = html_bytes(report).decode()
    assert "<script" not in text
    assert r'@top-right{content:"a\22 \7d \3c ' in text
    assert text.count("</style>") == 1


@pytest.mark.parametrize("leading", [True, False])
def test_the_first_number_is_larger_only_where_it_leads(leading: bool) -> None:
    keys = KeyFigures((KeyFigure("A", "2,21"), KeyFigure("B", "2,33")), leading)
    page = Page(html_bytes(Report("id", "t", "", "", "s", (keys,)), Drawn(())).decode())
    assert [at["class"] for at in page.all("dl")] == ["keys led" if leading else "keys"]
