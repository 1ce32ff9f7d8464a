from collections.abc import Callable

import pytest

from berdaya.report.charts import PriorityMark, PriorityWords, priority_grid
from berdaya.report.charts.priorities import FORMS
from berdaya.report.draw import svg_of
from berdaya.report.model import Spec

WORDS = PriorityWords(
    ("Prioritas utama", "Pertahankan", "Prioritas rendah", "Sudah memadai"),
    "Kinerja: skor",
    "Kepentingan: pengaruh pada skor keseluruhan",
)
MARKS = (
    PriorityMark("1", 1.2, 0.4, 0, True),
    PriorityMark("2", 2.6, 0.3, 1, False),
    PriorityMark("3", 1.4, 0.1, 2, True),
    PriorityMark("4", 2.4, 0.2, 3, True),
)
LINES = (0.25, 1.9)


def points(spec: Spec) -> list[dict[str, object]]:
    layers = [layer for layer in spec["layer"] if layer["mark"]["type"] == "point"]
    return [value for layer in layers for value in layer["data"]["values"]]


@pytest.mark.parametrize("lang", ["id", "en"])
def test_nothing_is_cut_and_every_field_is_named(overflowing: Callable[[Spec], list[str]], lang: str) -> None:
    spec = priority_grid(MARKS, LINES, WORDS, lang)
    assert overflowing(spec) == []
    drawn = svg_of(spec)
    assert all(word in drawn for word in (*WORDS.fields, WORDS.performance))
    assert ("1,5" if lang == "id" else "1.5") in drawn


def test_a_field_has_a_form_and_what_is_not_sure_is_hollow() -> None:
    named, shown = (
        points(priority_grid(MARKS, LINES, WORDS, "id"))[:4],
        points(priority_grid(MARKS, LINES, WORDS, "id"))[4:],
    )
    assert [one["form"] for one in named] == list(FORMS) == [one["form"] for one in shown]
    assert len(set(FORMS)) == 4
    assert [one["fill"] == "#ffffff" for one in shown] == [False, True, False, False]


def test_high_importance_is_above_and_high_performance_at_the_right() -> None:
    shown = points(priority_grid(MARKS, LINES, WORDS, "id"))[4:]
    x, y = ([float(str(one[name])) for one in shown] for name in ("x", "y"))
    assert sorted(range(4), key=lambda i: x[i]) == [0, 2, 3, 1]
    assert sorted(range(4), key=lambda i: y[i]) == [0, 1, 3, 2]


def test_marks_in_one_place_and_numbers_without_room(overflowing: Callable[[Spec], list[str]]) -> None:
    many = tuple(PriorityMark(str(i), 2.0, 0.02, 1, True) for i in range(1, 41))
    spec = priority_grid(many, (0.02, 2.0), WORDS, "en")
    assert overflowing(spec) == []
    texts = [
        value["text"] for layer in spec["layer"] if layer["mark"]["type"] == "text" for value in layer["data"]["values"]
    ]
    assert sum(text.isdigit() for text in texts) == 4  # one on each side
