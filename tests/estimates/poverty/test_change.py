from __future__ import annotations

import csv
import gzip
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from berdaya.estimates.model import Settings
from berdaya.estimates.poverty.change import SPLIT, poverty_change
from berdaya.estimates.poverty.model import Figures, Indicator, Line, Measure, Money
from berdaya.estimates.poverty.poverty import poverty
from berdaya.estimates.poverty.row_figures import Errors
from berdaya.instrument.model import Compare
from berdaya.tally.model import DesignSpec, Stage

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import Made, Outside

INDICATORS = ("nutr", "cm", "satt", "educ", "elct", "sani", "wtr", "hsg", "ckfl", "asst")
WEIGHTS = [1 / 6] * 4 + [1 / 18] * 6
LAYERS = DesignSpec("random", (Stage("group", ("layer",)),), "column")


def measure(**more: Any) -> Measure:
    each = zip(INDICATORS, WEIGHTS, strict=True)
    indicators = tuple(Indicator(name, Compare(name, "equals", 1), weight=weight) for name, weight in each)
    return Measure(
        "mpi", "dimensions", roles=("member",), k=0.33, indicators=indicators, dimensions=(("all", {}),), **more
    )


def rows_of(path: Path) -> list[dict[str, str]]:
    data = path.read_bytes()
    text = (gzip.decompress(data) if path.suffix == ".gz" else data).decode("utf-8")
    return list(csv.DictReader(text.splitlines()))


def pair(found: Figures, name: str, item: str, d: int) -> tuple[float, float]:
    k = found.at(name, item)
    return float(found.value[d, k]), float(found.se[d, k])


def test_r_survey_over_a_whole_study_of_two_waves_to_1e_10(made: Made, outside: Outside) -> None:
    """The synthetic survey of mpitb with its gaps: dropped rows, two waves that share PSUs, by area and for the whole."""
    folder = outside.folder("mpi", 400)
    data = rows_of(folder / "syn_cdta.csv.gz")
    rows = {
        "group": [row["psu"] for row in data],
        "layer": [row["stratum"] for row in data],
        "weight": [float(row["weight"]) for row in data],
        "area": [row["area"] for row in data],
        "wave": [row["t"] for row in data],
    }
    answers = [[float(v) if (v := row[f"d_{name}"]) not in ("", "NA") else None for name in INDICATORS] for row in data]
    instrument = made.instrument(*(made.leaf(name, scale=(0, 1)) for name in INDICATORS))
    tally = made.tally(instrument, rows, answers, LAYERS, detail=True, attributes=("area",))
    errors = Errors(tally, Settings())
    found = {
        (wave, bool(by)): poverty(instrument, errors, measure(), by, wave).figures
        for wave in ("1", "2")
        for by in ((), ("area",))
    }
    moved = poverty_change(instrument, errors, measure(), (), ("1", "2"))["absolute"]
    names = {"hd": "uncensored", "hdk": "censored", "pctb": "contribution"}
    compared = 0
    for row in rows_of(folder / "survey_pkg_expected.csv"):
        name, indicator, area = row["measure"], row["indicator"].removeprefix("d_").replace("NA", ""), row["area"]
        if name.startswith("abs_change"):
            got = pair(moved, name.split("_")[2], "", 0)
        else:
            got = pair(
                found[row["t"], area != "all"], names.get(name, name), indicator, 0 if area == "all" else int(area)
            )
        assert got == pytest.approx((float(row["b"]), float(row["se"])), rel=1e-10), row
        compared += 2
    assert compared == 400
    outside(compared)


def panel(made: Made, seed: int, people: int = 60) -> tuple[Any, Errors]:
    """The same people in two waves, in ten groups of two areas; the second wave is a little better off."""
    random = np.random.default_rng(seed)
    rows: dict[str, list[Any]] = {
        name: [] for name in ("respondent", "group", "layer", "area", "weight", "wave", "spent")
    }
    answers = []
    for i in range(people):
        own = random.random() * 0.4
        for wave, lack in (("a", 0.2 + own), ("b", 0.1 + own)):
            values = (
                f"r{i}",
                f"g{i % 10}",
                f"s{i % 2}",
                f"a{i % 10 // 5}",
                1.0 + i % 3,
                wave,
                100 + random.integers(200),
            )
            for name, value in zip(rows, values, strict=True):
                rows[name].append(value)
            answers.append((random.random(10) < lack).astype(float).tolist())
    rows["spent"] = [float(v) for v in rows["spent"]]
    instrument = made.instrument(*(made.leaf(name, scale=(0, 1)) for name in INDICATORS))
    tally = made.tally(instrument, rows, answers, LAYERS, detail=True, attributes=("area", "spent"))
    return instrument, Errors(tally, Settings())


@settings(max_examples=15)
@given(st.integers(0, 10_000))
def test_the_split_adds_up_and_a_change_is_the_difference_of_the_waves(made: Made, seed: int) -> None:
    instrument, errors = panel(made, seed)
    by = ("area",)
    waves = [poverty(instrument, errors, measure(), by, wave).figures for wave in ("a", "b")]
    found = poverty_change(instrument, errors, measure(years=2), by, ("a", "b"))
    assert set(found) == {"absolute", "relative", "absolute-year", "relative-year"}
    moved = found["absolute"]
    for d in (0, 1):
        parts = [pair(moved, name, "", d)[0] for name in SPLIT]
        assert sum(parts) == pytest.approx(pair(moved, "M0", "", d)[0], abs=1e-14)
        for name in ("H", "A", "M0"):
            one, two = (pair(figures, name, "", d)[0] for figures in waves)
            assert pair(moved, name, "", d)[0] == pytest.approx(two - one, abs=1e-14)
            assert pair(found["absolute-year"], name, "", d)[0] == pytest.approx((two - one) / 2, abs=1e-14)
            assert pair(found["relative"], name, "", d)[0] == pytest.approx(100 * (two / one - 1), abs=1e-9)
            assert pair(found["relative-year"], name, "", d)[0] == pytest.approx(
                100 * ((two / one) ** 0.5 - 1), abs=1e-9
            )


def test_the_parts_of_the_split_share_the_error_of_the_change(made: Made) -> None:
    """Their errors are of one influence: V(H part + A part) = V(M0), whatever their covariance."""
    instrument, errors = panel(made, 5)
    moved = poverty_change(instrument, errors, measure(), (), ("a", "b"))["absolute"]
    one, two, whole = (pair(moved, name, "", 0)[1] for name in (*SPLIT, "M0"))
    assert abs(one - two) <= whole <= one + two
    assert min(one, two) > 0


def test_only_parts_that_both_waves_have_and_money_by_the_order_of_lines(made: Made) -> None:
    instrument, errors = panel(made, 3)
    lines = {"a": (Line("Agam", "2020", 150.0),), "b": (Line("Agam", "2021", 160.0),)}
    money = Measure("m", "money", roles=("member",), money=Money("spent", "", lines))
    found = poverty_change(instrument, errors, money, (), ("a", "b"))["absolute"]
    waves = [poverty(instrument, errors, money, (), wave).figures for wave in ("a", "b")]
    assert found.names == (("P0", "Agam 2021"), ("P1", "Agam 2021"), ("P2", "Agam 2021"))
    np.testing.assert_allclose(found.value, waves[1].value - waves[0].value, atol=1e-15)
    assert poverty_change(instrument, errors, money, ("wave",), ("a", "b")) == {}


def test_with_few_rows_no_interval_leaves_what_is_possible(made: Made) -> None:
    rows = {
        "group": list("abcabc"),
        "respondent": list("123123"),
        "wave": ["a"] * 3 + ["b"] * 3,
        "weight": [1.0] * 6,
    }
    instrument = made.instrument(made.leaf("nutr", scale=(0, 1)), made.leaf("cm", scale=(0, 1)))
    answers = [[1, 1], [0, 0], [1, 0], [0, 0], [0, 1], [0, 0]]
    tally = made.tally(instrument, rows, answers, DesignSpec("random", (Stage("group"),), "column"), detail=True)
    given = Errors(tally, Settings())
    indicators = tuple(Indicator(name, Compare(name, "equals", 1), weight=0.5) for name in ("nutr", "cm"))
    one = Measure(
        "m", "dimensions", roles=("member",), k=0.5, indicators=indicators, dimensions=(("all", {}),), years=2
    )
    found = poverty_change(instrument, given, one, (), ("a", "b"))
    at = found["absolute"].at("H")
    assert found["absolute"].value[0, at] == pytest.approx(-1 / 3)
    for kind, least, most in (("absolute", -1, 1), ("absolute-year", -0.5, 0.5), ("relative", -100, np.inf)):
        moved = found[kind]
        there = np.isfinite(moved.low[0])
        assert there[at] and (moved.low[0, there] >= least).all() and (moved.high[0, there] <= most).all()
        assert moved.cut[0, at] and moved.low[0, at] == least
        assert moved.any_cut([("H", "")]) and not moved.cut[0, ~there].any()
