from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.conftest import Made
from tests.estimates.conftest import Small

from berdaya.estimates.bootstrap import unit_factors
from berdaya.estimates.compute import estimate
from berdaya.estimates.drivers.drivers import Drivers, find_drivers
from berdaya.estimates.drivers.parts import Drawn, Parts, parts_of, split_scores
from berdaya.estimates.frame import make_frame
from berdaya.estimates.model import Settings
from berdaya.instrument.tree import make_tree

if TYPE_CHECKING:
    from berdaya.instrument.model import Instrument
    from berdaya.tally.model import Tally

KINDS = ("arithmetic", "geometric", "harmonic", "power")
PERSONS, GROUPS = Settings(mode="units_first"), Settings(mode="units_first", count="groups")
DRAWN = Drawn(5, 40, "none")
Rows = dict[str, list[Any]]


def instrument_of(made: Made, top: str = "arithmetic", inner: str = "arithmetic") -> Instrument:
    a = made.branch("a", made.leaf("a1"), made.leaf("a2", weight=2), kind=inner, power=2.0, weight=1.5)  # type: ignore[arg-type]
    b = made.branch("b", made.leaf("b1"), made.leaf("b2", weight=3), made.leaf("b3"), kind="arithmetic")
    return made.instrument(a, b, kind=top, power=-0.5)


def some_rows(seed: int, gaps: int = 12, low: int = 0) -> tuple[Rows, list[list[Any]]]:
    """Thirty persons in five groups, with weights, answers from `low` to 3, and gaps; the last person says nothing."""
    draw = np.random.default_rng(seed)
    size = draw.uniform(0.5, 2, 5).tolist()
    rows: Rows = {
        "group": [f"g{i % 5}" for i in range(30)],
        "group_weight": [size[i % 5] for i in range(30)],
        "village": [("north", "south")[i % 5 > 2] for i in range(30)],
        "weight": draw.uniform(0.5, 3, 30).tolist(),
        "size": [12] * 30,
    }
    answers: list[list[Any]] = [[float(v) for v in draw.integers(low, 4, 5)] for _ in range(30)]
    for _ in range(gaps):
        answers[int(draw.integers(30))][int(draw.integers(5))] = ("dk", "na", None)[int(draw.integers(3))]
    if gaps:
        answers[-1] = [None] * 5
    return rows, answers


def tally_of(made: Made, instrument: Instrument, rows: Rows, answers: Any, design: str = "rows", **more: Any) -> Tally:
    return made.tally(instrument, rows, answers, Small.designs[design], units=True, detail=True, **more)


def parts(made: Made, instrument: Instrument, rows: Rows, answers: Any, settings: Settings, **more: Any) -> Any:
    frame = make_frame(instrument, tally_of(made, instrument, rows, answers, **more), settings)
    return parts_of(frame, 0, 0, (0.0, 3.0), DRAWN)


def of_each(made: Made, instrument: Instrument, rows: Rows, answers: Any, units: list[list[int]]) -> list[Drivers]:
    """The drivers of every unit as a study of its own, means first."""
    found = []
    for at in units:
        own = {name: [column[i] for i in at] for name, column in rows.items()}
        tally = tally_of(made, instrument, own, [answers[i] for i in at])
        found.append(find_drivers(make_frame(instrument, tally, Settings()), replicates=2))
    return found


@pytest.mark.parametrize("settings", [PERSONS, GROUPS], ids=["persons", "groups"])
@pytest.mark.parametrize(("top", "inner"), [(top, inner) for top in KINDS for inner in KINDS])
def test_parts_are_the_means_of_every_units_own(made: Made, top: str, inner: str, settings: Settings) -> None:
    """Each person, or group, as a study of its own; averaged by hand with the weights of the scores."""
    instrument = instrument_of(made, top, inner)
    rows, answers = some_rows(3)
    up, down = parts(made, instrument, rows, answers, settings)
    if settings is PERSONS:
        units, weights = [[i] for i in range(29)], np.array(rows["weight"][:29])  # the last has no score
    else:
        units, weights = [[i for i in range(30) if i % 5 == g] for g in range(5)], np.array(rows["group_weight"][:5])
    each = of_each(made, instrument, rows, answers, units)
    mean = weights / weights.sum()
    assert up.share == pytest.approx(mean @ np.array([one.contribution.share for one in each]), abs=1e-12)
    assert -down.share == pytest.approx(mean @ np.array([one.shortfall.share for one in each]), abs=1e-12)
    score = estimate(instrument, tally_of(made, instrument, rows, answers), settings).value[0, 0]
    assert up.share.sum() == pytest.approx(up.total, abs=1e-10)
    assert -down.share.sum() == pytest.approx(3 - up.total, abs=1e-10)
    assert up.total == pytest.approx(score, abs=1e-9)


@pytest.mark.parametrize("design", ["rows", "every-group", "some-groups", "two-stages", "villages"])
def test_replicates_of_persons_are_the_same_mean_under_the_factors_of_their_units(made: Made, design: str) -> None:
    instrument = instrument_of(made, "geometric", "harmonic")
    rows, answers = some_rows(4)
    rows["village"] = [f"v{g}" for g in rows["group"]] if design == "villages" else rows["village"]
    tally = tally_of(made, instrument, rows, answers, design)
    up, _ = parts_of(make_frame(instrument, tally, PERSONS), 0, 0, (0.0, 3.0), DRAWN)
    each = of_each(made, instrument, rows, answers, [[i] for i in range(29)])
    split = np.array([one.contribution.share for one in each])
    factors = np.concatenate(list(unit_factors(tally, *DRAWN))).astype(float)[:, tally.unit[:29]]
    weight = factors * np.array(rows["weight"][:29])
    assert up.drawn == pytest.approx(weight @ split / weight.sum(axis=1, keepdims=True), abs=1e-9)


@pytest.mark.parametrize("design", ["every-group", "some-groups", "two-stages"])
def test_replicates_of_groups_draw_their_answers_and_the_groups_anew(made: Made, design: str) -> None:
    instrument = instrument_of(made, "harmonic", "geometric")
    rows, answers = some_rows(5, low=1)
    tally = tally_of(made, instrument, rows, answers, design)
    up, _ = parts_of(make_frame(instrument, tally, GROUPS), 0, 0, (0.0, 3.0), DRAWN)
    factors = np.concatenate(list(unit_factors(tally, *DRAWN))).astype(float)[:, tally.unit]
    tree, there = make_tree(instrument), ~np.isnan(tally.answers)
    weight = factors[..., None] * (np.array(rows["weight"])[:, None] * there)
    sums, total = np.zeros((40, 5)), np.zeros((40, 1))
    for g in range(5):
        own = np.arange(30) % 5 == g
        below = weight[:, own].sum(axis=1)
        with np.errstate(invalid="ignore"):
            items = (weight[:, own] * np.nan_to_num(tally.answers[own])).sum(axis=1) / below
        some = (below > 0).any(axis=1)
        split = np.nan_to_num(split_scores(tree, items, 0.0, np.ones(5, bool)))
        whole = factors[:, own].mean(axis=1) if tally.groups_vary else np.ones(40)
        size = np.where(some, rows["group_weight"][g] * whole, 0.0)[:, None]
        sums, total = sums + size * split, total + size
    assert up.drawn == pytest.approx(sums / total, abs=1e-5)  # means within groups are summed in single precision


@pytest.mark.parametrize("settings", [PERSONS, GROUPS], ids=["persons", "groups"])
@pytest.mark.parametrize("design", ["some-groups", "two-stages"])
def test_replicated_parts_vary_as_much_as_the_score_is_uncertain(made: Made, settings: Settings, design: str) -> None:
    """They add up to the score, so the variance of their sum is Taylor's, which the bootstrap estimates."""
    instrument = instrument_of(made)
    rows, answers = some_rows(6, gaps=0)
    rows["group"] = [f"g{i % 15}" for i in range(30)]
    rows["village"] = [("north", "south")[i % 15 > 7] for i in range(30)]
    rows["group_weight"] = [1.0] * 30
    tally = tally_of(made, instrument, rows, answers, design)
    (up,) = parts_of(make_frame(instrument, tally, settings), 0, 0, (0.0,), Drawn(1, 2000, "none"))
    se = estimate(instrument, tally, settings).se[0, 0]
    assert up.drawn.sum(axis=1).std() == pytest.approx(se, rel=0.1)


@given(st.integers(0, 200), st.floats(0.01, 50), st.sampled_from(KINDS), st.booleans())
def test_laws(seed: int, factor: float, kind: str, by_person: bool) -> None:
    """The order of rows, the unit of weights and every person twice change nothing."""
    made, settings = Made(), PERSONS if by_person else GROUPS
    instrument = instrument_of(made, kind, "geometric")
    rows, answers = some_rows(seed)
    found: tuple[Parts, ...] = parts(made, instrument, rows, answers, settings)
    order = np.random.default_rng(seed).permutation(30)
    turned = {name: [column[i] for i in order] for name, column in rows.items()}
    twice = {name: column * 2 for name, column in rows.items()}
    scaled = {**rows, "weight": [factor * w for w in rows["weight"]]}
    for own, given_answers in (
        (turned, [answers[i] for i in order]),
        (twice, answers * 2),
        (scaled, answers),
    ):
        for one, other in zip(found, parts(made, instrument, own, given_answers, settings), strict=True):
            assert other.share == pytest.approx(one.share, abs=1e-10)


@given(st.integers(0, 100))
def test_of_arithmetic_means_without_gaps_persons_first_and_means_first_are_one(seed: int) -> None:
    made = Made()
    instrument = instrument_of(made)
    rows, answers = some_rows(seed, gaps=0)
    first = parts(made, instrument, rows, answers, PERSONS)
    means = parts(made, instrument, rows, answers, Settings())
    for one, other in zip(first, means, strict=True):
        assert one.share == pytest.approx(other.share, abs=1e-12)
        assert one.drawn == pytest.approx(other.drawn, abs=1e-5)


def test_a_part_of_the_study_has_its_own_units(made: Made) -> None:
    instrument = instrument_of(made, "geometric")
    rows, answers = some_rows(7)
    tally = tally_of(made, instrument, rows, answers, attributes=("village",))
    for settings in (PERSONS, GROUPS):
        frame = make_frame(instrument, tally, settings, ("village",))
        south = frame.domains.labels.index(("south",))
        (found,) = parts_of(frame, south, 0, (0.0,), DRAWN)
        at = [i for i in range(30) if rows["village"][i] == "south"]
        own = {name: [column[i] for i in at] for name, column in rows.items()}
        (alone,) = parts_of(
            make_frame(instrument, tally_of(made, instrument, own, [answers[i] for i in at]), settings),
            0,
            0,
            (0.0,),
            DRAWN,
        )
        assert found.share == pytest.approx(alone.share, abs=1e-12)


@pytest.mark.parametrize("settings", [PERSONS, GROUPS], ids=["persons", "groups"])
def test_one_unit_that_cannot_be_split_leaves_none(made: Made, settings: Settings) -> None:
    rows, answers = some_rows(8)
    (found, _) = parts(made, instrument_of(made, "minimum"), rows, answers, settings)
    assert np.isnan(found.share).all()
    assert np.isfinite(found.total)


def test_units_without_enough_answers_take_no_part(made: Made) -> None:
    instrument = instrument_of(made, "geometric")
    rows, answers = some_rows(9)
    answers[0] = [1.0, None, None, None, None]
    settings = Settings(mode="units_first", min_coverage=0.5)
    tally = tally_of(made, instrument, rows, answers, min_coverage=0.5)
    (found,) = parts_of(make_frame(instrument, tally, settings), 0, 0, (0.0,), DRAWN)
    value = estimate(instrument, tally, settings)
    assert value.n[0, 0] < 29
    assert found.share.sum() == pytest.approx(value.value[0, 0], abs=1e-9)


def test_an_empty_item_contributes_nothing(made: Made) -> None:
    tree = make_tree(made.instrument(made.leaf("x"), made.leaf("y")))
    items = np.array([2.0, np.nan])
    assert split_scores(tree, items, 0.0, np.array([True, True])).tolist() == [2.0, 0.0]
