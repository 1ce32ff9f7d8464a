from collections.abc import Callable
from types import SimpleNamespace

import pytest

from berdaya.instrument.defaults import contrast
from berdaya.report.charts import AnswerBar, answer_bars, answer_keys, bar_pages
from berdaya.report.charts.theme import TALLEST
from berdaya.report.model import Spec


@pytest.mark.parametrize("lang", ["id", "en"])
def test_nothing_is_cut_or_overprinted(
    made: SimpleNamespace, overflowing: Callable[[Spec], list[str]], lang: str
) -> None:
    assert overflowing(answer_bars(made.answer_rows(lang), made.answer_words(lang), lang)) == []


def test_bars_add_up_and_small_shares_are_not_printed(
    made: SimpleNamespace, texts: Callable[[Spec], list[tuple[str, ...]]]
) -> None:
    keys = made.answer_words("id")
    row = AnswerBar("a", (0.0, 0.01, 0.49, 0.5), ("0%", "1%", "49%", "50%"))
    spec = answer_bars((row,), keys, "id")
    spans = [(v["from"], v["to"]) for v in spec["layer"][2]["data"]["values"]]
    assert spans == [(0, 0.01), (0.01, 0.5), (0.5, 1)]
    words = [line[0] for line in texts(spec)]
    assert {"49%", "50%"} <= set(words)
    assert "1%" not in words


def test_every_number_of_answers_goes_from_light_to_dark() -> None:
    for count in (2, 3, 4, 5):
        keys = answer_keys([str(i) for i in range(count)])
        light = [sum(int(key.colour[i : i + 2], 16) for i in (1, 3, 5)) for key in keys]
        assert light == sorted(light, reverse=True)
        assert (keys[0].ink, keys[-1].ink) == ("#1b2733", "#ffffff")


def test_shares_can_be_read_on_every_colour() -> None:
    for count in (2, 3, 4, 5):
        for key in answer_keys([str(i) for i in range(count)]):
            assert contrast(key.colour, key.ink) >= 4.5


def test_long_lists_are_broken_into_pages(made: SimpleNamespace) -> None:
    rows, keys = made.answer_rows("id") * 5, made.answer_words("id")
    pages = bar_pages(rows, keys)
    assert [row for page in pages for row in page] == list(rows)
    assert all(answer_bars(page, keys, "id")["height"] <= TALLEST + 1 for page in pages)
    assert bar_pages((), keys) == ()
