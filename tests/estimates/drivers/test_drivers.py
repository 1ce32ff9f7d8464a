from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from berdaya.estimates.compute import estimate
from berdaya.estimates.drivers.drivers import find_drivers
from berdaya.estimates.frame import make_frame
from berdaya.estimates.model import Settings
from berdaya.tally.model import DesignSpec, Stage

if TYPE_CHECKING:
    from tests.conftest import Made
    from tests.estimates.conftest import Small


@pytest.mark.parametrize("mixed", [False, True])
@pytest.mark.parametrize("count", ["persons", "groups"])
def test_contributions_and_shortfalls_add_up_to_the_score_and_to_what_it_lacks(
    small: Small, mixed: bool, count: str
) -> None:
    instrument = small.mixed() if mixed else small.instrument()
    rows, answers = small.study()
    answers = [[max(a, 1.0) if isinstance(a, float) else a for a in row] for row in answers]  # no veto
    tally = small.made.tally(instrument, rows, answers, small.designs["every-group"])
    settings = Settings(count="groups" if count == "groups" else "persons")
    drivers = find_drivers(make_frame(instrument, tally, settings), replicates=50)
    overall = estimate(instrument, tally, settings).value[0, 0]
    assert drivers.shortfall.share.sum() == pytest.approx(3 - overall, abs=1e-10)
    assert drivers.shortfall.total == pytest.approx(3 - overall)
    assert drivers.contribution.share.sum() == pytest.approx(overall, abs=1e-10)
    if not mixed:
        assert sorted(drivers.contribution.rank) == [1, 2, 3, 4, 5, 6]


def test_an_arithmetic_contribution_is_weight_times_score(made: Made) -> None:
    instrument = made.instrument(made.leaf("x", weight=3), made.leaf("y", weight=1))
    tally = made.tally(instrument, {}, [[2, 0], [3, 2]])
    drivers = find_drivers(make_frame(instrument, tally, Settings()), replicates=20)
    assert drivers.items == ("x", "y")
    assert drivers.contribution.share.tolist() == pytest.approx([0.75 * 2.5, 0.25 * 1.0])
    assert drivers.shortfall.share.tolist() == pytest.approx([0.75 * 0.5, 0.25 * 2.0])
    assert drivers.contribution.rank.tolist() == [1, 2]
    assert (drivers.contribution.low <= drivers.contribution.share).all()
    assert (drivers.contribution.share <= drivers.contribution.high).all()


def test_same_seed_same_intervals(small: Small) -> None:
    instrument = small.instrument()
    rows, answers = small.study()
    frame = make_frame(
        instrument, small.made.tally(instrument, rows, answers, small.designs["every-group"]), Settings()
    )
    one, two, other = (find_drivers(frame, seed, 40).shortfall.low for seed in (1, 1, 2))
    assert one.tolist() == two.tolist()
    assert one.tolist() != other.tolist()


def test_roles_that_are_scored_apart_and_answers_that_are_not_held_have_no_split(small: Small) -> None:
    instrument, settings = small.instrument(), Settings(mode="units_first")
    rows, answers = small.study()
    tally = small.made.tally(instrument, rows, answers, units=True, detail=True)
    drivers = find_drivers(make_frame(instrument, tally, settings))
    assert drivers.contribution.note == drivers.shortfall.note == "roles-apart"
    apart = make_frame(instrument, tally, settings, ("role",))
    member = apart.domains.labels.index(("member",))
    found = find_drivers(apart, replicates=20, domain=member)
    assert found.items == ("a1", "a2", "a3", "b1", "b2")  # facilitators alone are asked c1
    value = estimate(instrument, tally, settings, ("role",))
    assert found.contribution.share.sum() == pytest.approx(value.value[member, 0], abs=2e-9)
    summed = small.made.tally(instrument, rows, answers, small.designs["some-groups"], units=True)
    by_role = find_drivers(make_frame(instrument, summed, settings, ("role",)), domain=member)
    assert by_role.contribution.note == by_role.shortfall.note == "rows-many"


def test_a_minimum_has_no_split(made: Made) -> None:
    instrument = made.instrument(made.leaf("x"), made.leaf("y"), kind="minimum")
    tally = made.tally(instrument, {}, [[2, 1], [3, 2]])
    drivers = find_drivers(make_frame(instrument, tally, Settings()), replicates=5)
    assert drivers.contribution.note == drivers.shortfall.note == "no-split"


def test_a_lonely_psu_withholds_intervals_and_not_the_split(small: Small) -> None:
    instrument = small.instrument()
    rows, answers = small.study()
    rows["village"] = ["alone" if g == "g0" else "south" for g in rows["group"]]
    tally = small.made.tally(instrument, rows, answers, small.designs["some-groups"])
    drivers = find_drivers(make_frame(instrument, tally, Settings()), replicates=5)
    assert np.isnan(drivers.contribution.low).all()
    assert not np.isnan(drivers.contribution.share).any()
    rules = {
        rule: find_drivers(make_frame(instrument, tally, Settings()), replicates=50, lonely=rule).contribution
        for rule in ("remove", "centre", "average")
    }
    assert np.isnan(rules["average"].low).all()  # no replicate follows this rule
    width = {rule: split.high - split.low for rule, split in rules.items()}
    assert (width["centre"] >= 0).all()
    assert width["centre"].sum() > width["remove"].sum() > 0


def test_someone_alone_at_the_second_stage_withholds_intervals_too(made: Made) -> None:
    instrument = made.instrument(made.leaf("x"), made.leaf("y"))
    design = DesignSpec("random", (Stage("group", (), 9), Stage("respondent", (), 5)))
    answers = [[1, 2], [2, 3], [3, 3], [0, 1], [2, 2]]
    alone = made.tally(instrument, {"group": list("aabbc")}, answers, design)  # c is one of five
    drivers = find_drivers(make_frame(instrument, alone, Settings()), replicates=50)
    assert np.isnan(drivers.contribution.low).all()
    assert drivers.contribution.share.sum() == pytest.approx(drivers.contribution.total)
    paired = made.tally(instrument, {"group": list("aabbb")}, answers, design)
    assert not np.isnan(find_drivers(make_frame(instrument, paired, Settings()), replicates=50).contribution.low).any()


def test_a_zero_under_a_geometric_mean_lacks_everything(made: Made) -> None:
    instrument = made.instrument(made.leaf("x"), made.leaf("y", weight=2), kind="geometric")
    tally = made.tally(instrument, {}, [[0, 1], [0, 2]])
    drivers = find_drivers(make_frame(instrument, tally, Settings()), replicates=5)
    assert drivers.shortfall.share.tolist() == pytest.approx([3.0, 0.0])
    assert drivers.contribution.share.tolist() == [0.0, 0.0]


@pytest.mark.parametrize("node", ["a", "b"])
def test_of_a_node_and_a_part_of_the_study(small: Small, node: str) -> None:
    instrument = small.instrument()
    rows, answers = small.study()
    tally = small.made.tally(instrument, rows, answers, small.designs["every-group"], attributes=("village",))
    frame = make_frame(instrument, tally, Settings(), ("village",))
    found = find_drivers(frame, replicates=20, node=node, domain=1)
    value = estimate(instrument, tally, Settings(), ("village",))
    assert found.items == {"a": ("a1", "a2", "a3"), "b": ("b1", "b2")}[node]
    assert found.contribution.share.sum() == pytest.approx(value.value[1, value.at(node)], abs=2e-9)
    assert found.shortfall.share.sum() == pytest.approx(3 - value.value[1, value.at(node)], abs=2e-9)


def test_what_cannot_be_told_apart(made: Made) -> None:
    instrument = made.instrument(made.leaf("x"), made.leaf("y"), made.leaf("z"))
    answers = [[3, 3, 0], [3, 2, 0], [2, 3, 1], [3, 3, 0], [2, 2, 0], [3, 3, 1]]
    found = find_drivers(make_frame(instrument, made.tally(instrument, {}, answers), Settings()), replicates=200)
    assert found.contribution.alike is not None
    assert found.contribution.alike.tolist() == [[True, True, False], [True, True, False], [False, False, True]]
