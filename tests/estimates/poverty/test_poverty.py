from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from berdaya.estimates.model import Settings
from berdaya.estimates.poverty.model import Indicator, Line, Measure, Money, Poverty
from berdaya.estimates.poverty.poverty import TARGETING, poverty
from berdaya.estimates.poverty.row_figures import Errors
from berdaya.instrument.model import Compare
from berdaya.instrument.rule import Is
from berdaya.stats.alkire_foster import Counting, alkire_foster
from berdaya.tally.model import DesignSpec, Stage

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tests.conftest import Made

ITEMS = ("q1", "q2", "q3", "q4")
GROUPS = DesignSpec("random", (Stage("group"),), "column")


def indicators(how: Any = "at_most", cut: float = 1, **more: Any) -> tuple[Indicator, ...]:
    return tuple(
        Indicator(key, Compare(key, how, cut), weight=0.25, dimension=j // 2, **more) for j, key in enumerate(ITEMS)
    )


MPI = Measure("mpi", "dimensions", roles=("member",), indicators=indicators(), dimensions=(("a", {}), ("b", {})), k=0.5)
MPI = replace(MPI, over=(0.25, 0.5, 1.0), programme=Is("pkh", ("ya",)))
CRITERIA = Measure("c", "criteria", roles=("member",), indicators=indicators(), at_least=3)
LINES = (Line("Agam", "2021", 100), Line("Agam", "2022", 120))
MONEY = Measure("m", "money", roles=("member",), money=Money("spent", "size", {"": LINES}), persons="size")


def drawn(seed: int, gaps: float = 0.0, people: int = 60) -> tuple[dict[str, list[Any]], list[list[Any]]]:
    random = np.random.default_rng(seed)
    rows: dict[str, list[Any]] = {
        "group": [f"g{i % 8}" for i in range(people)],
        "weight": random.uniform(0.5, 3, people).tolist(),
        "size": random.integers(1, 7, people).astype(float).tolist(),
        "spent": random.integers(50, 900, people).astype(float).tolist(),
        "pkh": random.choice(["ya", "tidak", ""], people, p=[0.4, 0.5, 0.1]).tolist(),
        "area": [f"a{i % 8 // 4}" for i in range(people)],
    }
    answers = random.integers(0, 4, (people, 4)).astype(float)
    table = [[None if random.random() < gaps else value for value in row] for row in answers.tolist()]
    return rows, table


def asked(
    made: Made, measure: Measure, rows: Mapping[str, Any], answers: Any, by: tuple[str, ...] = (), **more: Any
) -> Poverty:
    instrument = made.instrument(*(made.leaf(key) for key in ITEMS))
    attributes = tuple(name for name in ("size", "spent", "pkh", "area") if name in rows)
    tally = made.tally(instrument, rows, answers, GROUPS, detail=True, attributes=attributes, **more)
    return poverty(instrument, Errors(tally, Settings()), measure, by)


def value(found: Any, name: str, item: str = "", d: int = 0) -> float:
    return float(found.value[d, found.at(name, item)])


def test_alkire_foster_is_that_of_the_arrays(made: Made) -> None:
    rows, answers = drawn(1, gaps=0.1)
    found = asked(made, replace(MPI, persons="size"), rows, answers, ("area",))
    g = np.array([[np.nan if v is None else float(v <= 1) for v in row] for row in answers])
    of = np.array(rows["weight"]) * np.array(rows["size"])
    wanted = alkire_foster(
        g,
        Counting(np.ones(4), 0.5, np.array([0, 0, 1, 1])),
        of,
        np.array([int(a[1]) for a in rows["area"]]),
        n_domains=2,
    )
    np.testing.assert_allclose(found.figures.value, wanted.value, atol=1e-12)
    counts, area = ~np.isnan(g).any(axis=1), np.array(rows["area"])
    lost = [1 - of[counts & (area == a)].sum() / of[area == a].sum() for a in ("a0", "a1")]
    np.testing.assert_allclose(found.figures.lost, lost, atol=1e-12)
    assert found.figures.n.sum() == counts.sum()
    first = dict(found.over)[0.5]
    np.testing.assert_allclose(first.value, found.figures.value[:, :3])
    np.testing.assert_allclose(first.se, found.figures.se[:, :3])
    heads = [value(figures, "H") for _, figures in found.over]
    assert heads == sorted(heads, reverse=True)


def test_parts_add_up_and_m0_of_the_whole_is_theirs(made: Made) -> None:
    rows, answers = drawn(2)
    parts, whole = (asked(made, MPI, rows, answers, by) for by in (("area",), ()))
    assert parts.parts is not None and whole.parts is None
    for name in ("persons", "poor", "M0"):
        assert sum(value(parts.parts, f"share-of-{name}", a) for a in ("a0", "a1")) == pytest.approx(1, abs=1e-14)
    share = [value(parts.parts, "share-of-persons", a) for a in ("a0", "a1")]
    m0 = [value(parts.figures, "M0", d=d) for d in (0, 1)]
    total = sum(s * m for s, m in zip(share, m0, strict=True))
    assert total == pytest.approx(value(whole.figures, "M0"), abs=1e-14)
    assert value(parts.parts, "share-of-M0", "a0") == pytest.approx(share[0] * m0[0] / total, abs=1e-14)
    assert np.isfinite(parts.parts.se).all()


def test_parts_are_the_same_in_blocks(made: Made, monkeypatch: pytest.MonkeyPatch) -> None:
    rows, answers = drawn(4)
    one = asked(made, MPI, rows, answers, ("group",)).parts
    monkeypatch.setattr("berdaya.estimates.poverty.poverty.BLOCK", 3 * len(answers))
    other = asked(made, MPI, rows, answers, ("group",)).parts
    assert one is not None and other is not None and len(one.names) == 24
    for name in ("value", "se", "low", "persons"):
        at = [other.names.index(column) for column in one.names]
        np.testing.assert_array_equal(getattr(other, name)[:, at], getattr(one, name))


def test_unknown_stays_unknown(made: Made) -> None:
    rows = {"group": list("abcd")}
    answers = [[0, 0, 0, None], [0, 0, None, 3], [0, None, 3, 3], [None] * 4]  # poor; may be; not poor; may be
    found = asked(made, CRITERIA, rows, answers)
    assert [value(found.figures, name) for name in ("poor", "unsaid", "not-poor")] == [0.25, 0.5, 0.25]
    assert value(found.figures, "met", "q1") == 0.75 and value(found.figures, "unknown", "q4") == 0.5
    by_number = {k: (value(figures, "poor"), value(figures, "unsaid")) for k, figures in found.over}
    assert by_number == {1: (0.75, 0.25), 2: (0.5, 0.5), 3: (0.25, 0.5), 4: (0, 0.5)}
    direct = replace(CRITERIA, indicators=(replace(CRITERIA.indicators[0], direct=True), *CRITERIA.indicators[1:]))
    found = asked(made, direct, rows, answers)
    assert [value(found.figures, name) for name in ("poor", "unsaid", "not-poor")] == [0.75, 0.25, 0]
    assert [k for k, _ in found.over] == [1, 2, 3]


@settings(max_examples=20)
@given(st.integers(0, 10_000))
def test_bounds_hold_whatever_the_missing_answers_were(made: Made, seed: int) -> None:
    rows, full = drawn(seed, people=24)
    holed = [[None if (i * 4 + j + seed) % 5 == 0 else v for j, v in enumerate(row)] for i, row in enumerate(full)]
    found = asked(made, CRITERIA, rows, holed).figures
    truth = value(asked(made, CRITERIA, rows, full).figures, "poor")
    assert value(found, "poor") - 1e-12 <= truth <= value(found, "poor") + value(found, "unsaid") + 1e-12


def test_money_against_several_lines_by_persons(made: Made) -> None:
    rows, answers = drawn(3)
    rows["size"][0] = None
    found = asked(made, MONEY, rows, answers)
    assert found.unsized == 1
    people = [(w * n, y / n) for w, n, y in zip(rows["weight"], rows["size"], rows["spent"], strict=True) if n]
    for line in LINES:
        for alpha in (0, 1, 2):
            terms = [
                Fraction(w) * Fraction((line.amount - y) / line.amount) ** alpha for w, y in people if y < line.amount
            ]
            wanted = float(sum(terms, Fraction(0)) / sum(Fraction(w) for w, _ in people))
            assert value(found.figures, f"P{alpha}", line.name) == pytest.approx(wanted, abs=1e-12)


def test_what_tells_of_the_poor_alone_rests_on_them(made: Made) -> None:
    rows = {"group": list("abcdefgh"), "area": list("xxxxyyyy"), "pkh": ["ya", "tidak"] * 4}
    answers = [[0] * 4, *[[3] * 4 for _ in range(6)], [None] * 4]  # one of eight is poor, in area x; one did not answer
    found = asked(made, MPI, rows, answers, ("area",))  # the threshold is 5
    of = {name: found.figures.persons[:, found.figures.at(name)].tolist() for name in ("H", "A", "M0")}
    assert of == {"H": [4, 3], "A": [1, 0], "M0": [1, 0]}
    assert found.figures.suppressed[:, found.figures.at("censored", "q1")].tolist() == [True, False]
    assert found.figures.suppressed[:, found.figures.at("uncensored", "q1")].tolist() == [True, True]
    assert found.parts is not None and found.targeting is not None
    assert found.parts.persons[0, found.parts.at("share-of-M0", "x")] == 1
    assert found.parts.persons[0, found.parts.at("share-of-persons", "y")] == 3
    whole = asked(made, MPI, rows, answers)
    assert whole.targeting is not None
    marked = dict(zip(TARGETING, whole.targeting.suppressed[0].tolist(), strict=True))
    assert (marked["poor"], marked["exclusion"], marked["inclusion"], marked["other-out"]) == (False, True, True, True)


def test_whom_a_programme_reaches(made: Made) -> None:
    rows = {
        "group": list("abcdef"),
        "pkh": ["ya", "tidak", "ya", "tidak", "", "ya"],
        "weight": [1.0, 2.0, 3.0, 4.0, 5.0, 6.0],
    }
    answers = [[0] * 4, [0] * 4, [3] * 4, [3] * 4, [0] * 4, [None] * 4]
    found = asked(made, MPI, rows, answers).targeting
    assert found is not None
    got = {name: value(found, name) for name in TARGETING}
    tenths = {"programme": 4, "poor": 3, "poor-in": 1, "poor-out": 2, "other-in": 3, "other-out": 4}
    assert got == pytest.approx({**{k: v / 10 for k, v in tenths.items()}, "exclusion": 2 / 3, "inclusion": 3 / 4})
    assert found.lost.tolist() == pytest.approx([11 / 21])
    assert np.isfinite(found.se[0]).all()


@settings(max_examples=15)
@given(st.integers(0, 10_000), st.floats(0.01, 50))
def test_row_order_scale_of_weights_and_rows_twice(made: Made, seed: int, factor: float) -> None:
    rows, answers = drawn(seed, gaps=0.1)
    one = asked(made, MPI, rows, answers).figures
    turned = {name: column[::-1] for name, column in rows.items()}
    turned["weight"] = [w * factor for w in turned["weight"]]
    other = asked(made, MPI, turned, answers[::-1]).figures
    np.testing.assert_allclose(other.value, one.value, atol=1e-12)
    np.testing.assert_allclose(other.se, one.se, atol=1e-12)
    twice = {name: [*column, *column] for name, column in rows.items()}
    twice["group"] = [*rows["group"], *(f"{g}-2" for g in rows["group"])]
    found = asked(made, MPI, twice, [*answers, *answers]).figures
    np.testing.assert_allclose(found.value, one.value, atol=1e-12)
    # Eight units become sixteen: n / (n - 1) is all that keeps the variance from being half.
    np.testing.assert_allclose(found.se**2 * 2 * 15 / 16, one.se**2 * 7 / 8, rtol=1e-6, equal_nan=True)
