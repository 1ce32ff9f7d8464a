from __future__ import annotations

from typing import Any

import numpy as np
import polars as pl
import pytest

from berdaya.errors import InputError
from berdaya.tally.model import DrawnGroup, NonResponse
from berdaya.tally.nonresponse import adjust_nonresponse
from berdaya.words.problems import hint, message

GROUPS = pl.DataFrame(
    {
        "group": list("abcdef"),
        "village": ["s", "s", "s", "t", "t", "t"],
        "status": ["active", "active", None, "active", "dissolved", "inactive"],
    }
)
ROWS = pl.DataFrame(
    {
        "file": ["x.csv"] * 4,
        "row": [2, 3, 4, 5],
        "group": list("aabd"),
        "role": ["member", "member", "member", "leader"],
        "wave": [""] * 4,
    }
)


def drawn(**weights: float) -> dict[str, DrawnGroup]:
    return {key: DrawnGroup("north", "sample", weight, 3.0) for key, weight in weights.items()}


def refused(said: NonResponse, rows: pl.DataFrame = ROWS) -> list[str]:
    with pytest.raises(InputError) as caught:
        adjust_nonresponse(rows, GROUPS, said)
    for problem in caught.value.problems:
        assert "?" not in message(problem, "en") + message(problem, "id")
        assert hint(problem, "en") and hint(problem, "id")
    return [p.code for p in caught.value.problems]


def test_groups_of_the_list_that_did_not_answer_are_stood_for() -> None:
    """Of s 3 groups, 2 answered; of t one ended, 2 were there and 1 answered."""
    factor, classes = adjust_nonresponse(ROWS, GROUPS, NonResponse(("village",)))
    assert factor.tolist() == [1.5, 1.5, 1.5, 2.0]
    assert [(one.label, one.drawn, one.answered, one.factor) for one in classes] == [("s", 3, 2, 1.5), ("t", 2, 1, 2.0)]
    factor, classes = adjust_nonresponse(ROWS, GROUPS, NonResponse(()))
    assert factor.tolist() == [5 / 3] * 4
    assert [one.label for one in classes] == [""]


def test_weights_of_the_draw_count_and_replacements_stand_for_the_drawn() -> None:
    said = NonResponse(("village",), drawn=drawn(a=2.0, c=4.0, d=3.0) | {"b": DrawnGroup("", "replacement", 2.0, 1.0)})
    factor, classes = adjust_nonresponse(ROWS, GROUPS, said)
    assert factor.tolist() == [6 / 4, 6 / 4, 6 / 4, 1.0]  # a and c were drawn (6), a and the replacement b answered (4)
    assert [(one.drawn, one.answered) for one in classes] == [(2, 2), (1, 1)]


def test_people_are_counted_against_those_to_be_asked() -> None:
    said = NonResponse(("stratum",), "respondents", "member", "sample.csv", drawn(a=2.0, b=2.0, c=1.0, d=1.0))
    factor, (one,) = adjust_nonresponse(ROWS, GROUPS, said)
    assert (one.label, one.drawn, one.answered) == ("north", 12, 3)
    assert factor.tolist() == [18 / 6] * 3 + [1.0]  # the leader keeps his weight


def test_after_it_the_drawn_weights_are_whole_again_in_each_class() -> None:
    draw = np.random.default_rng(1)
    keys = [f"g{i}" for i in range(30)]
    groups = pl.DataFrame({"group": keys, "village": [f"v{i % 3}" for i in range(30)]})
    weights = dict(zip(keys, draw.uniform(1, 5, 30).tolist(), strict=True))
    answered = [key for i, key in enumerate(keys) if i < 6 or draw.uniform() < 0.6]
    rows = pl.DataFrame({"file": "x", "row": 1, "group": answered, "role": "m", "wave": ""})
    factor, _ = adjust_nonresponse(rows, groups, NonResponse(("village",), drawn=drawn(**weights)))
    for v in range(3):
        own = sum(weights[key] for key in keys[v::3])
        now = sum(weights[key] * f for key, f in zip(answered, factor, strict=True) if int(key[1:]) % 3 == v)
        assert now == pytest.approx(own, rel=1e-12)


def test_it_is_the_weighting_class_adjustment_of_svy() -> None:
    svy = pytest.importorskip("svy")
    draw = np.random.default_rng(3)
    n = 40
    frame = pl.DataFrame(
        {"group": [f"g{i}" for i in range(n)], "village": [f"v{i % 4}" for i in range(n)], "w": draw.uniform(1, 6, n)}
    ).with_columns(status=pl.Series(["rr" if i < 8 or draw.uniform() < 0.6 else "nr" for i in range(n)]))
    theirs = svy.Sample(frame, svy.Design(wgt="w")).weighting.adjust("status", cells="village")
    answered = frame.filter(frame["status"] == "rr")
    rows = answered.select(
        pl.lit("x").alias("file"), pl.lit(1).alias("row"), "group", role=pl.lit("m"), wave=pl.lit("")
    )
    weights: dict[str, Any] = dict(zip(frame["group"], frame["w"], strict=True))
    factor, _ = adjust_nonresponse(
        rows, frame.select("group", "village"), NonResponse(("village",), drawn=drawn(**weights))
    )
    wanted = dict(zip(theirs.data["group"], theirs.data[theirs.design.wgt], strict=True))
    found = answered["w"].to_numpy() * factor
    np.testing.assert_allclose(found, [wanted[key] for key in answered["group"]], rtol=1e-12)


def test_each_wave_has_its_own_non_response() -> None:
    rows = pl.concat([ROWS.with_columns(wave=pl.lit("before")), ROWS[:2].with_columns(wave=pl.lit("after"))])
    rows = rows.filter(rows["group"] != "d")
    factor, classes = adjust_nonresponse(rows, GROUPS[:3], NonResponse(("village",)))
    assert factor.tolist() == [1.5, 1.5, 1.5, 3.0, 3.0]
    assert [one.wave for one in classes] == ["before", "after"]


def test_what_does_not_fit_is_told() -> None:
    assert refused(NonResponse(("vilage", "size"))) == ["design.nonresponse-column"] * 2
    assert refused(NonResponse(("village",)), ROWS[:3]) == ["design.class-empty"]
    assert refused(NonResponse((), drawn=drawn(a=1, b=1, z=1))) == ["design.drawn-unknown"] * 2
