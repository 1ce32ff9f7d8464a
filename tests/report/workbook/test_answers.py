from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from berdaya.estimates.frame import make_frame
from berdaya.instrument.model import Question, Scale
from berdaya.report.workbook.answers import answer_rows, items_of, own_levels, reasons, shown_levels

if TYPE_CHECKING:
    from tests.report.workbook.conftest import Made


def test_levels_of_questions() -> None:
    scale, ask = Scale(0, 3), {"member": 1.0}
    assert own_levels(Question({}, ask, scale)) == (0, 1, 2, 3)
    assert own_levels(Question({}, ask, scale, answers={3: {}, 1: {}})) == (1, 3)
    assert own_levels(Question({}, ask, scale, decimals=True)) == ()
    assert own_levels(Question({}, ask, Scale(0, 100))) == ()
    assert own_levels(None) == ()


def test_a_row_for_every_item_and_role(make: "Callable[..., Made]") -> None:
    study = make()
    frame = make_frame(study.instrument, study.tally(), study.settings)
    rows = answer_rows(frame, frozenset({"m2"}), "id")
    asked = [(leaf.key, role) for leaf in study.instrument.leaves if leaf.question for role in leaf.question.ask]
    names = {"member": "anggota", "leader": "ketua"}
    assert [(row.item, row.role) for row in rows] == [(key, names[role]) for key, role in asked if key != "m2"]
    assert shown_levels(study.instrument) == (0, 1, 2, 3, 4, 5)
    ranges = dict(items_of(rows))
    assert ranges["g1"] == (0, 2)
    assert ranges["m1"][1] == len(rows)
    assert rows[0].label == "+1"


def test_counts_and_sums_are_those_of_the_answers(make: "Callable[..., Made]") -> None:
    study = make()
    frame = make_frame(study.instrument, study.tally(), study.settings)
    rows = {(row.item, row.role): row for row in answer_rows(frame, frozenset(), "en")}
    keys = [leaf.key for leaf in study.instrument.leaves]
    for key in ("h1", "h2", "p1"):
        given = [(row.answers[keys.index(key)], row.weight) for row in study.rows if row.role == "member"]
        counted = [(x, w) for x, w in given if 0 <= x <= 100]
        row = rows[key, "member"]
        assert row.total == pytest.approx(sum(x * w for x, w in counted), rel=1e-12)
        assert row.weight == pytest.approx(sum(w for _, w in counted), rel=1e-12)
        assert row.n == len(counted)
    falling = rows["h1", "member"]
    assert falling.counts[0] is None  # 0 is no answer of a scale from 1
    assert sum(c for c in falling.counts if c is not None) == pytest.approx(falling.weight)
    assert rows["h2", "member"].counts == ()


def test_not_applicable_is_not_missing(make: "Callable[..., Made]") -> None:
    found = reasons(make().instrument, "id")
    assert [(reason.label, reason.asked) for reason in found] == [
        ("Kosong", True),
        ("na", False),
        ("dk", True),
        ("Tidak dapat dipakai", True),
    ]


def test_a_role_that_nobody_holds_has_empty_rows(make: "Callable[..., Made]") -> None:
    study = make()
    study = replace(study, rows=tuple(row for row in study.rows if row.role == "member"))
    rows = [row for row in study.contents().answers if row.role == "leader"]
    assert rows
    assert all(row.weight == 0 and row.n == 0 for row in rows)
