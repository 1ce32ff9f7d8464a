"""The fewest steps against every way to raise the answers, tried one by one."""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from berdaya.estimates.compute import node_means
from berdaya.estimates.drivers.steps import fewest_steps
from berdaya.estimates.frame import Frame, make_frame
from berdaya.estimates.model import Settings
from berdaya.instrument.model import AggregateKind, Instrument
from berdaya.tally.model import DesignSpec, Stage

if TYPE_CHECKING:
    from tests.conftest import Made

BY_PERSON = Settings(mode="units_first")


def frame_of(made: Made, instrument: Instrument, answers: Any, settings: Settings | None = None, **rows: Any) -> Frame:
    settings = settings or Settings()
    wanted = {"units": settings.mode == "units_first", "detail": True, "shift_zero": settings.zero == "shift"}
    tally = made.tally(instrument, rows, answers, DesignSpec(weight="column"), **wanted)
    return make_frame(instrument, tally, settings, ("group",))


def band_of(made: Made, instrument: Instrument, answers: Any, settings: Settings, rows: dict[str, Any]) -> int:
    value = node_means(frame_of(made, instrument, answers, settings, **rows)).value[0, 0]
    return int(sum(round(float(value), 9) > cut for cut in instrument.bands.cuts))


def brute(made: Made, instrument: Instrument, answers: Any, settings: Settings, rows: dict[str, Any]) -> int | None:
    """The fewest steps, by raising the answers in every way there is."""
    start = band_of(made, instrument, answers, settings, rows)
    levels = [sorted(leaf.question.answers) or [0, 1, 2, 3] for leaf in instrument.leaves if leaf.question]
    given = [(r, i) for r, row in enumerate(answers) for i, a in enumerate(row) if isinstance(a, int | float)]
    room = [range(len(levels[i]) - levels[i].index(answers[r][i])) for r, i in given]
    for raised in sorted(product(*room), key=sum):
        changed = [list(row) for row in answers]
        for (r, i), steps in zip(given, raised, strict=True):
            changed[r][i] = levels[i][levels[i].index(changed[r][i]) + steps]
        if band_of(made, instrument, changed, settings, rows) > start:
            return sum(raised)
    return None


def tree(made: Made, top: AggregateKind, inner: AggregateKind, power: float = 1.0, **more: Any) -> Instrument:
    inside = made.branch("v", made.leaf("a", weight=2), made.leaf("b", **more), kind=inner, power=power)
    return made.instrument(inside, made.leaf("c"), kind=top, power=power)


KINDS: list[tuple[AggregateKind, AggregateKind, float]] = [
    ("arithmetic", "arithmetic", 1.0),
    ("geometric", "arithmetic", 1.0),
    ("arithmetic", "harmonic", 1.0),
    ("minimum", "arithmetic", 1.0),
    ("arithmetic", "minimum", 1.0),
    ("power", "geometric", 2.0),
    ("power", "power", -2.0),
    ("power", "minimum", 0.5),
]


@pytest.mark.parametrize(("top", "inner", "power"), KINDS)
@pytest.mark.parametrize("settings", [Settings(), Settings(zero="shift"), BY_PERSON], ids=["means", "shift", "persons"])
def test_no_way_takes_fewer(
    made: Made, top: AggregateKind, inner: AggregateKind, power: float, settings: Settings
) -> None:
    instrument = tree(made, top, inner, power)
    draw = np.random.default_rng(7)
    for _ in range(4):
        answers = [[int(v) for v in draw.integers(0, 3, 3)] for _ in range(2)]
        rows = {"weight": [1.0, float(draw.choice([1.0, 2.5]))]}
        band = band_of(made, instrument, answers, settings, rows)
        found = fewest_steps(frame_of(made, instrument, answers, settings, **rows), 0, band)
        if band < 2:
            assert found.count == brute(made, instrument, answers, settings, rows), (answers, rows)
            assert found.count == sum(move.steps for move in found.moves)


def test_steps_that_grow_are_not_taken_greedily(made: Made) -> None:
    """With levels 0, 1, 3 the second step is the wide one: the largest gain first would go astray."""
    instrument = tree(made, "arithmetic", "arithmetic", answers={key: {"en": "x"} for key in (0, 1, 3)})
    for answers in ([[0, 0, 1], [1, 0, 1]], [[1, 1, 0], [0, 0, 0]], [[1, 1, 1], [0, 0, 2]]):
        band = band_of(made, instrument, answers, Settings(), {})
        found = fewest_steps(frame_of(made, instrument, answers), 0, band)
        assert found.count == brute(made, instrument, answers, Settings(), {})


def test_what_is_missing_stays_missing(made: Made) -> None:
    instrument = tree(made, "arithmetic", "arithmetic")
    answers = [[0, None, 1], [1, "dk", "na"]]
    found = fewest_steps(frame_of(made, instrument, answers), 0, 0)
    assert found.count == brute(made, instrument, answers, Settings(), {})
    assert "b" not in {move.key for move in found.moves}


def test_roles_weigh_in_an_item(made: Made) -> None:
    both = {"member": 1.0, "leader": 1.0}
    instrument = made.instrument(made.leaf("a", both), made.leaf("b"))
    rows: dict[str, Any] = {"role": ["member", "member", "leader"]}
    answers = [[0, 1], [1, 1], [0, "-"]]
    found = fewest_steps(frame_of(made, instrument, answers, **rows), 0, 0)
    assert found.count == brute(made, instrument, answers, Settings(), rows)
    assert [(move.key, move.answers, move.steps) for move in found.moves] == [("a", 1, 2)]  # the leader's answer


def test_of_equal_gains_the_lowest_answers_of_the_weakest_criteria_rise(made: Made) -> None:
    instrument = made.instrument(made.leaf("a"), made.leaf("b"))
    found = fewest_steps(frame_of(made, instrument, [[2, 0], [2, 0], [1, 0]]), 0, 0)
    assert found.count == 2  # 5/6 + 2/6
    assert [(move.key, move.answers, move.steps) for move in found.moves] == [("b", 2, 2)]


def test_the_cut_belongs_to_the_band_that_owns_it(made: Made) -> None:
    leaves = (made.leaf("a"), made.leaf("b"))
    answers = [[1, 0], [0, 1]]  # 0.5; two steps reach 1.00
    lower, upper = made.instrument(*leaves), made.instrument(*leaves, owner="upper")
    assert fewest_steps(frame_of(made, lower, answers), 0, 0).count == 3
    assert fewest_steps(frame_of(made, upper, answers), 0, 0).count == 2


def test_why_there_is_no_number(made: Made) -> None:
    instrument = made.instrument(made.leaf("a"), made.leaf("b"))
    frame = frame_of(made, instrument, [[3, 3], [2, 3]])
    assert fewest_steps(frame, 0, 2).reason == "highest"
    any_number = made.instrument(made.leaf("a", decimals=True), made.leaf("b"))
    assert fewest_steps(frame_of(made, any_number, [[0, 0], [0, 0]]), 0, 1).reason == "unreachable"
    geometric = made.instrument(made.leaf("a", decimals=True), made.leaf("b"), kind="geometric")
    assert fewest_steps(frame_of(made, geometric, [[0, 0], [0, 0]]), 0, 0).reason == "unreachable"
    drawn = DesignSpec("random", (Stage("group"),))
    whole = make_frame(instrument, made.tally(instrument, {}, [[0, 0]] * 3, drawn), Settings(), ("group",))
    assert not whole.tally.one_row_a_cell
    assert fewest_steps(whole, 0, 0).reason == "too-many"


def test_each_group_has_its_own(made: Made) -> None:
    instrument = made.instrument(made.leaf("a"), made.leaf("b"))
    frame = frame_of(made, instrument, [[0, 0], [1, 1], [0, 0], [1, 0]], group=["g1", "g2", "g1", "g2"])
    places = [labels[0] for labels in frame.domains.labels]
    found = {group: fewest_steps(frame, places.index(group), 0).count for group in ("g1", "g2")}
    assert found == {"g1": 5, "g2": 2}
