from __future__ import annotations

from typing import Any

import numpy as np
import polars as pl
import pytest

from berdaya.errors import InputError, Where
from berdaya.tally.calibrate import calibrate
from berdaya.tally.design import Layout, lay_out
from berdaya.tally.model import CalibrateSpec, DesignSpec, Margin, Stage
from berdaya.words.problems import hint, message

WEIGHED = DesignSpec("random", (Stage("group"),), "column")


def rows(**more: list[Any]) -> pl.DataFrame:
    columns = {
        "file": ["a.csv"] * 8,
        "row": list(range(2, 10)),
        "respondent": [f"p{i}" for i in range(8)],
        "group": list("aabbccdd"),
        "role": ["member"] * 7 + ["leader"],
        "wave": [""] * 8,
        "weight": [1.0, 2.0, 1.0, 2.0, 3.0, 1.0, 2.0, 5.0],
        "sex": list("fmfmfmff"),
        "village": ["s", "s", "s", "s", "t", "t", "t", "t"],
    }
    return pl.DataFrame({**columns, **more})


def margin(variable: str, wave: str = "", /, **totals: float) -> Margin:
    return Margin(variable, wave, totals, {label: Where("t.csv", i + 2, 2) for i, label in enumerate(totals)})


def crossed(totals: dict[str, float]) -> Margin:
    return Margin("village / sex", "", totals, {label: Where("t.csv", i + 2, 2) for i, label in enumerate(totals)})


def done(*margins: Margin, frame: pl.DataFrame | None = None, role: str = "member") -> tuple[Layout, Any, int]:
    own = rows() if frame is None else frame
    return calibrate(own, lay_out(own, WEIGHED), CalibrateSpec("t.csv", margins, role))


def refused(*margins: Margin, frame: pl.DataFrame | None = None) -> list[tuple[str, str]]:
    with pytest.raises(InputError) as caught:
        done(*margins, frame=frame)
    for problem in caught.value.problems:
        for lang in ("en", "id"):
            assert "?" not in message(problem, lang)
            assert hint(problem, lang)
    return [(p.code, str(p.where)) for p in caught.value.problems]


def test_weights_of_a_role_reach_the_totals_and_others_stay() -> None:
    layout, reached, rounds = done(margin("sex", f=60, m=40))
    assert layout.weight[:7] == pytest.approx([60 / 7, 16, 60 / 7, 16, 180 / 7, 8, 120 / 7])
    assert layout.weight[7] == 5
    assert rounds == 1
    assert [(one.label, one.rows, one.total, one.before, one.after) for one in reached] == [
        ("f", 4, 60, 7, pytest.approx(60)),
        ("m", 3, 40, 5, pytest.approx(40)),
    ]


def test_units_are_cut_by_class_and_stay_in_their_psu() -> None:
    layout, _, _ = done(margin("sex", f=60, m=40))
    assert (
        layout.sample.psu[layout.unit].tolist()
        == lay_out(rows(), WEIGHED).sample.psu[lay_out(rows(), WEIGHED).unit].tolist()
    )
    own = layout.sample.calibration
    assert own is not None
    assert (
        len(own.combo) == len(layout.sample.psu) == 8
    )  # two classes in each of three groups; d has a member and a leader
    assert np.bincount(layout.unit, rows()["weight"].to_numpy()).tolist() == own.before.tolist()
    assert (own.before * own.gain[own.combo])[layout.unit].tolist() == pytest.approx(layout.weight.tolist())


def test_several_margins_are_raked_and_crossed_ones_post_stratified() -> None:
    layout, reached, rounds = done(margin("sex", f=60, m=40), margin("village", s=50, t=50))
    assert [one.after for one in reached] == pytest.approx([60, 40, 50, 50], rel=1e-9)
    assert rounds > 1
    layout, reached, rounds = done(crossed({"s / f": 30, "s / m": 20, "t / f": 30, "t / m": 20}))
    assert rounds == 1
    assert layout.weight[:2].tolist() == [15, 10]


def test_each_wave_is_calibrated_apart() -> None:
    both = pl.concat([rows(wave=["before"] * 8), rows(wave=["after"] * 8)])
    layout, reached, _ = done(margin("sex", "before", f=6, m=4), margin("sex", "after", f=60, m=40), frame=both)
    assert [one.wave for one in reached] == ["before", "before", "after", "after"]
    assert layout.weight[8:15] == pytest.approx(10 * layout.weight[:7])
    alone, reached, _ = done(margin("sex", "after", f=60, m=40), frame=both)
    assert alone.weight[:8].tolist() == both["weight"][:8].to_list()
    everywhere, _, _ = done(margin("sex", f=60, m=40), frame=both)
    assert everywhere.weight[:7].tolist() == everywhere.weight[8:15].tolist()


def test_parts_of_a_drawn_unit_stay_one_unit_of_the_second_stage() -> None:
    both = pl.concat([rows(wave=["before"] * 8), rows(wave=["after"] * 8)])
    stages = (Stage("group", (), 10), Stage("respondent", (), {"member": 5, "leader": 2}))
    spec = DesignSpec("random", stages, "column")
    layout, _, _ = calibrate(both, lay_out(both, spec), CalibrateSpec("t.csv", (margin("sex", f=60, m=40),), "member"))
    second, plain = layout.sample.second, lay_out(both, spec).sample.second
    assert second is not None and plain is not None
    assert second.units.tolist() == plain.units.tolist()
    assert len(second.stratum) == 15  # seven members in two waves each, and the leader, who is not calibrated, whole


def test_all_that_does_not_fit_is_told_with_its_place() -> None:
    assert refused(margin("sex", f=60), margin("vilage", s=1)) == [
        ("design.totals-variable", "t.csv:2:2"),
        ("design.totals-label", "t.csv:2:2"),
    ]
    assert refused(margin("sex", f=60, m=40, x=3)) == [("design.totals-empty", "t.csv:4:2")]
    assert refused(margin("sex", f=60, m=40), margin("village", s=50, t=49)) == [
        ("design.totals-disagree", "t.csv:2:2")
    ]
    both = pl.concat([rows(wave=["before"] * 8), rows(wave=["after"] * 8)])  # what is wrong in both waves is told once
    assert refused(margin("sex", f=60), frame=both) == [("design.totals-label", "t.csv:2:2")]
    blank = rows(sex=["f", None, "", *"mfmff"])
    assert refused(margin("sex", f=60, m=40), frame=blank) == [("design.totals-blank", "t.csv:2:2")]
    tied = rows(village=["s" if sex == "f" else "t" for sex in "fmfmfmff"])
    found = refused(margin("sex", f=60, m=40), margin("village", s=50, t=50), frame=tied)
    assert [code for code, _ in found] == ["design.calibrate-no-convergence"]


def test_a_total_of_fewer_people_than_answered_is_told() -> None:
    """Shares in the place of numbers: scores come out the same, and who wrote them is told so."""
    layout, _, _ = done(margin("sex", f=1.15, m=40))
    (found,) = [problem for problem in layout.problems if problem.code == "design.totals-few"]
    assert (found.severity, str(found.where)) == ("warning", "t.csv:2:2")
    assert "is 1.15, but 4 people" in message(found, "en")
    twice = pl.concat([rows(wave=["before"] * 8), rows(wave=["after"] * 8)])
    told = done(margin("sex", f=3, m=2), frame=twice)[0].problems
    assert [str(one.where) for one in told if one.code == "design.totals-few"] == ["t.csv:2:2", "t.csv:3:2"]
    assert "design.totals-few" not in {one.code for one in done(margin("sex", f=4, m=3))[0].problems}
