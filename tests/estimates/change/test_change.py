from __future__ import annotations

import csv
import math
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
import pytest

from berdaya.estimates.bootstrap import replicate_values, spread
from berdaya.estimates.change.change import Change, change
from berdaya.estimates.compute import estimate
from berdaya.estimates.frame import make_frame
from berdaya.estimates.model import Settings
from berdaya.tally.model import DesignSpec, LonelyPsu, Stage

if TYPE_CHECKING:
    from tests.conftest import Made, Outside
    from tests.estimates.conftest import Small

    from berdaya.instrument.model import Instrument

WAVES = ("before", "after")


def changed(
    made: Made,
    instrument: Instrument,
    rows: dict[str, Any],
    answers: Any,
    design: DesignSpec,
    settings: Settings | None = None,
    by: tuple[str, ...] = (),
    waves: tuple[str, str] = ("before", "after"),
    lonely: LonelyPsu = "none",
) -> Change:
    settings = settings or Settings()
    tally = made.tally(
        instrument, rows, answers, design, attributes=by, units=settings.mode == "units_first", detail=True
    )
    found = [estimate(instrument, tally, settings, by, wave, lonely=lonely) for wave in waves]
    return change(instrument, tally, settings, found[0], found[1], waves, lonely=lonely)


@pytest.mark.parametrize(("design", "fpc"), [("clus1_fpc", "fpc"), ("clus1_nofpc", None)])
def test_a_panel_agrees_with_r_survey(made: Made, outside: Outside, design: str, fpc: str | None) -> None:
    folder = outside.folder("survey", 5)
    with (folder / "apiclus1.csv").open(encoding="utf-8", newline="") as lines:
        schools = list(csv.DictReader(lines))
    with (folder / "expected.csv").open(encoding="utf-8", newline="") as lines:
        (row,) = (
            r
            for r in csv.DictReader(lines)
            if (r["design"], r["method"], r["y"], r["domain"]) == (design, "taylor", "api00-api99", "")
        )
    rows = {
        "wave": [wave for wave in ("api99", "api00") for _ in schools],
        "group": [s["dnum"] for s in schools] * 2,
        "respondent": [f"s{i}" for i in range(len(schools))] * 2,
        "weight": [s["pw"] for s in schools] * 2,
        "fpc": [float(s["fpc"]) for s in schools] * 2,
    }
    answers = np.array([[float(s[wave])] for wave in ("api99", "api00") for s in schools])
    instrument = made.instrument(made.leaf("api", scale=(0, 1000), decimals=True), scale=(0, 1000), cuts=())
    spec = DesignSpec(stages=(Stage("group", (), fpc),), weight="column")
    found = changed(made, instrument, rows, answers, spec, waves=("api99", "api00"))
    at = found.at("api")
    wanted = {"est": "value", "se": "se", "df": "df", "ci_low": "low", "ci_high": "high"}
    for name, ours in wanted.items():
        assert getattr(found, ours)[0, at] == pytest.approx(float(row[name]), rel=1e-9), name
    assert found.direction[0][at] == "up"
    outside(len(wanted))


@pytest.mark.parametrize("count", ["persons", "groups"])
@pytest.mark.parametrize("mode", ["means_first", "units_first"])
def test_a_change_turned_round_has_the_other_sign(
    made: Made, small: Small, count: Literal["persons", "groups"], mode: Literal["means_first", "units_first"]
) -> None:
    rows, answers = small.study(5, waves=WAVES)
    settings = Settings(count=count, mode=mode)
    design = small.designs["some-groups"]
    forth = changed(made, small.mixed(), rows, answers, design, settings, ("village",))
    back = changed(made, small.mixed(), rows, answers, design, settings, ("village",), ("after", "before"))
    np.testing.assert_allclose(forth.value, -back.value)
    np.testing.assert_allclose(forth.se, back.se)
    np.testing.assert_allclose(forth.low, -back.high)
    assert np.isfinite(forth.se).any()
    turned = {"up": "down", "down": "up"}
    assert [[turned.get(d, d) for d in row] for row in back.direction] == [list(row) for row in forth.direction]


@pytest.mark.parametrize("design", ["every-group", "some-groups", "two-stages"])
@pytest.mark.parametrize("count", ["persons", "groups"])
def test_its_error_is_that_of_replicates(
    made: Made, small: Small, design: str, count: Literal["persons", "groups"]
) -> None:
    """Equal weights, takes and groups, all answered: means are linear, and replicates give Taylor's error but for chance."""
    draw = np.random.default_rng(6)
    groups, people = 24, 5
    n = groups * people
    rows = {
        "village": [f"v{i // (4 * people)}" for i in range(n)] * 2,
        "group": [f"g{i // people}" for i in range(n)] * 2,
        "respondent": [f"p{i}" for i in range(n)] * 2,
        "size": [11] * n * 2,
        "wave": [wave for wave in WAVES for _ in range(n)],
    }
    answers = draw.integers(0, 4, (2 * n, 2)).astype(float).tolist()
    instrument, settings = made.instrument(made.leaf("x"), made.leaf("y", weight=2)), Settings(count=count)
    tally = made.tally(instrument, rows, answers, small.designs[design])
    draws = [
        replicate_values(make_frame(instrument, tally, settings, (), wave), replicates=4000)[:, 0] for wave in WAVES
    ]
    found = changed(made, instrument, rows, answers, small.designs[design], settings)
    np.testing.assert_allclose(spread(draws[1] - draws[0]), found.se[0] ** 2, rtol=0.09)


def test_units_drawn_anew_are_independent(made: Made, small: Small) -> None:
    rows, answers = small.study(7, waves=WAVES)
    names = zip(rows["wave"], rows["respondent"], strict=True)
    rows = {**rows, "respondent": [f"{wave} {who}" for wave, who in names]}
    instrument, design = small.instrument(), small.designs["every-group"]
    found = changed(made, instrument, rows, answers, design)
    each = [made.estimate(instrument, rows, answers, design, wave=wave) for wave in WAVES]
    np.testing.assert_allclose(found.se, np.sqrt(each[0].se ** 2 + each[1].se ** 2))
    np.testing.assert_allclose(found.df, each[0].df + each[1].df)


def test_the_same_persons_are_not_drawn_twice(made: Made, small: Small) -> None:
    """Where everybody moves by nearly as much, the change is surer than two waves alone would be."""
    rows, answers = small.study(8, gaps=0)
    later = [[min(3.0, value + 1) for value in row] for row in answers]
    n = len(answers)
    panel = {name: values * 2 for name, values in rows.items()} | {"wave": ["before"] * n + ["after"] * n}
    instrument, design = small.instrument(), small.designs["every-group"]
    found = changed(made, instrument, panel, answers + later, design)
    each = [made.estimate(instrument, panel, answers + later, design, wave=wave) for wave in WAVES]
    root = found.at(instrument.root.key)
    assert found.se[0, root] < 0.9 * math.hypot(each[0].se[0, root], each[1].se[0, root])
    assert found.df[0, root] == each[0].df[0, root]
    assert found.direction[0][root] == "up"


def test_a_domain_of_one_wave_has_no_change(made: Made) -> None:
    instrument = made.instrument(made.leaf("x"))
    rows = {
        "wave": ["before"] * 4 + ["after"] * 4,
        "respondent": [*"abcdabef"],
        "place": ["n", "n", "s", "s", "n", "n", "e", "e"],
    }
    answers = [[0.0], [1.0], [2.0], [3.0], [1.0], [3.0], [2.0], [1.0]]
    found = changed(made, instrument, rows, answers, DesignSpec(), by=("place",))
    assert found.domains == (("n",),)
    assert found.value[0, found.at("x")] == 1.5


def test_what_has_no_error_has_no_direction(made: Made) -> None:
    instrument = made.instrument(made.leaf("x"), made.leaf("y"))
    rows = {"wave": ["before"] * 3 + ["after"] * 3, "respondent": [*"abcabc"]}
    # x: all moved by one, so the sample shows no spread; y: nobody answered after.
    answers = [[0.0, 1.0], [1.0, 2.0], [2.0, 0.0], [1.0, None], [2.0, None], [3.0, None]]
    found = changed(made, instrument, rows, answers, DesignSpec("random"))
    x, y = found.at("x"), found.at("y")
    assert (found.value[0, x], found.direction[0][x]) == (1.0, "unsure")
    assert math.isnan(found.se[0, x])
    assert math.isnan(found.value[0, y])
    assert found.direction[0][y] == ""


@pytest.mark.parametrize(
    ("after", "direction"), [([1.0, 2.0], "up"), ([0.0, 0.0], "down"), ([0.0, 1.0], "same"), ([1.0, 0.0], "same")]
)
def test_of_a_census_it_is_exact(made: Made, after: list[float], direction: str) -> None:
    instrument = made.instrument(made.leaf("x"))
    rows = {"wave": ["before"] * 2 + ["after"] * 2, "respondent": [*"abab"], "size": [2] * 4}
    answers = [[0.0], [1.0], [after[0]], [after[1]]]
    design = DesignSpec("random", (Stage("respondent", (), "size"),))
    found = changed(made, instrument, rows, answers, design)
    assert found.exact.all()
    assert found.direction[0][found.at("x")] == direction
    assert found.low[0, 0] == found.high[0, 0] == found.value[0, 0]


def test_a_small_change_surely_within_the_margin_is_none(made: Made) -> None:
    instrument = made.instrument(made.leaf("x"))
    n = 400
    draw = np.random.default_rng(3)
    before = draw.integers(0, 4, n).astype(float)
    after = np.where(np.arange(n) == 0, (before + 1) % 4, before)
    rows = {"wave": ["before"] * n + ["after"] * n, "respondent": [str(i) for i in range(n)] * 2}
    answers = [[value] for value in (*before.tolist(), *after.tolist())]
    wide = changed(made, instrument, rows, answers, DesignSpec("random"))
    assert wide.direction[0][wide.at("x")] == "same"
    narrow = changed(made, instrument, rows, answers, DesignSpec("random"), replace(Settings(), same_within=0.0))
    assert narrow.direction[0][narrow.at("x")] == "unsure"


def test_a_tied_minimum_has_the_error_of_replicates(made: Made) -> None:
    instrument = made.instrument(made.branch("a", made.leaf("x"), made.leaf("y"), kind="minimum"))
    before = [[1.0, 2.0], [2.0, 1.0], [0.0, 0.0], [3.0, 3.0]]
    after = [[2.0, 2.0], [3.0, 2.0], [1.0, 0.0], [3.0, 3.0]]
    rows = {"wave": ["before"] * 4 + ["after"] * 4, "respondent": [*"abcdabcd"]}
    found = changed(made, instrument, rows, before + after, DesignSpec("random"))
    tally = made.tally(instrument, rows, before + after, DesignSpec("random"))
    draws = [replicate_values(make_frame(instrument, tally, Settings(), (), wave))[:, 0] for wave in WAVES]
    at = found.at("a")
    assert found.se[0, at] == pytest.approx(float(np.sqrt(spread(draws[1] - draws[0]))[at]))


def test_lonely_units_withhold_it(made: Made, small: Small) -> None:
    rows, answers = small.study(9, waves=WAVES, gaps=0)
    rows = {**rows, "village": [f"v{g}" for g in rows["group"]]}
    design = DesignSpec("random", (Stage("group", ("village",)),), "column")
    none = changed(made, small.instrument(), rows, answers, design)
    assert np.isnan(none.se).all()
    assert not none.exact.any()
    centred = changed(made, small.instrument(), rows, answers, design, lonely="centre")
    assert np.isfinite(centred.se).all()
    assert np.isnan(centred.low).all()  # no degrees of freedom
    assert set(centred.direction[0]) == {"unsure"}


def test_few_persons_in_one_wave_are_enough_to_hide(made: Made) -> None:
    instrument = made.instrument(made.leaf("x"))
    rows = {"wave": ["before"] * 3 + ["after"] * 9, "respondent": [*"abc", *"abcdefghi"]}
    answers = [[float(i % 4)] for i in range(12)]
    found = changed(made, instrument, rows, answers, DesignSpec("random"))
    assert found.suppressed.all()
