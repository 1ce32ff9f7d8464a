from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from berdaya.estimates.frame import make_frame
from berdaya.estimates.model import Settings
from berdaya.estimates.sensitivity.level_sums import inner_levels
from berdaya.estimates.sensitivity.model import SensitivitySpec
from berdaya.estimates.sensitivity.parameters import Plan, make_plan, most_shift, parameter_columns, parameters
from berdaya.instrument.model import Aggregate

if TYPE_CHECKING:
    from tests.conftest import Made


def plan_of(made: Made, spec: SensitivitySpec, **more: Any) -> Plan:
    instrument = made.instrument(
        made.branch("a", made.leaf("x"), made.leaf("y", scale=(1, 5), weight=3), weight=2),
        made.branch("b", made.leaf("z", weight=0), made.leaf("u", decimals=True)),
        **more,
    )
    tally = made.tally(instrument, {}, [[1, 2, 3, 0.5], [0, 5, 1, 2.5]], detail=True)
    return make_plan(make_frame(instrument, tally, Settings()), spec, inner_levels(instrument))


def test_every_source_has_numbers_of_its_own(made: Made) -> None:
    plan = plan_of(made, SensitivitySpec(bands=0.2))
    assert plan.sources == ("sampling", "weights", "aggregate", "coverage", "bands", "spacing")
    counts = np.bincount(plan.owner, minlength=6).tolist()
    assert counts == [0, 4, 1, 1, 2, 3]  # the weights of b: only one child has a say
    assert plan.kinds == (None, Aggregate("geometric"))
    assert plan.cut_shift == 0.2


def test_in_the_middle_of_everything_all_is_as_it_was(made: Made) -> None:
    plan = plan_of(made, SensitivitySpec(weights="box"))
    found = parameters(plan, np.full((1, len(plan.owner)), 0.5))
    for weights, branch in zip(found.weights, plan.tree.branches, strict=True):
        assert np.allclose(weights, branch.weights / branch.weights.sum())
    assert found.cuts.tolist() == [[1.0, 2.0]]


@pytest.mark.parametrize("spacing", [None, 0.3])
def test_scores_rise_between_the_ends_and_are_alike_for_alike_scales(made: Made, spacing: float | None) -> None:
    plan = plan_of(made, SensitivitySpec(spacing=spacing))
    found = parameters(plan, np.random.default_rng(1).random((200, len(plan.owner))))
    levels = plan.levels + found.moved
    for item, count in ((0, 2), (1, 3), (2, 2)):
        own = levels[:, item, :count]
        assert ((own > 0) & (own < 3)).all()
        assert (np.diff(own, axis=1) >= 0).all()
        assert own.std() > 0.1
    assert np.allclose(levels[:, 0, :2], levels[:, 2, :2])
    assert (found.moved[:, 3] == 0).all()  # a question with decimals is left as it is
    assert np.allclose(levels[:, 1], 3 * found.scores)
    narrow = 0.3 / 3 if spacing else 0.2
    assert np.allclose(found.scores[:, 0].std(), narrow if spacing is None else 0.3 / 4, rtol=0.15)


def test_cuts_stay_within_their_bounds_and_choices_are_all_taken(made: Made) -> None:
    spec = SensitivitySpec(
        bands=0.4, aggregate=(None, Aggregate("harmonic"), Aggregate("minimum")), coverage=("own", 0.5)
    )
    plan = plan_of(made, spec)
    found = parameters(plan, np.random.default_rng(2).random((500, len(plan.owner))))
    assert np.abs(found.cuts - [1, 2]).max() <= 0.4
    assert np.abs(found.cuts - [1, 2]).max() > 0.38
    assert set(found.kind.tolist()) == {0, 1, 2}
    assert set(found.coverage.tolist()) == {0, 1}


def test_between_schemes_one_is_taken_whole(made: Made) -> None:
    schemes = {"one": {"a": 1.0, "b": 9.0}, "two": {"x": 5.0, "y": 5.0}}
    plan = plan_of(made, SensitivitySpec(weights="schemes", schemes=schemes))
    found = parameters(plan, np.random.default_rng(3).random((50, len(plan.owner))))
    keys = [plan.tree.keys[branch.node] for branch in plan.tree.branches]
    root, a = found.weights[keys.index("overall")], found.weights[keys.index("a")]
    first = root[:, 1] == 9
    assert 0 < first.sum() < 50
    assert (root[~first] == [2, 1]).all()
    assert (a[~first] == [5, 5]).all()
    assert (a[first] == [1, 3]).all()


def test_what_cannot_vary_is_left_out(made: Made) -> None:
    instrument = made.instrument(made.branch("a", made.leaf("x", decimals=True)), cuts=())
    tally = made.tally(instrument, {}, [[1.5], [0.5]], detail=True)
    frame = make_frame(instrument, tally, Settings())
    spec = SensitivitySpec(sources=("weights", "aggregate", "coverage", "bands", "spacing"), coverage=("own",))
    plan = make_plan(frame, spec, inner_levels(instrument))
    assert plan.sources == ("aggregate",)
    assert plan.left_out == ("weights", "coverage", "bands", "spacing")


@pytest.mark.parametrize(
    ("kind", "kinds"),
    [
        ("arithmetic", (None, Aggregate("geometric"))),
        ("geometric", (None, Aggregate("arithmetic"))),
        ("harmonic", (None, Aggregate("arithmetic"), Aggregate("geometric"))),
    ],
)
def test_usual_kinds_are_those_that_the_instrument_has_not(made: Made, kind: Any, kinds: Any) -> None:
    assert plan_of(made, SensitivitySpec(), kind=kind).kinds == kinds


def test_cuts_move_by_less_where_they_stand_close(made: Made) -> None:
    assert most_shift(made.instrument(made.leaf("x"), cuts=(1.0, 1.2))) == pytest.approx(0.1)
    assert most_shift(made.instrument(made.leaf("x"), cuts=(0.5, 2.9))) == pytest.approx(0.1)
    assert plan_of(made, SensitivitySpec(), cuts=(1.0, 1.2)).cut_shift == pytest.approx(0.05)
    assert plan_of(made, SensitivitySpec(), cuts=(1.0, 2.0)).cut_shift == pytest.approx(0.15)


def test_columns_tell_what_was_drawn(made: Made) -> None:
    plan = plan_of(made, SensitivitySpec())
    found = parameters(plan, np.random.default_rng(4).random((3, len(plan.owner))))
    columns = parameter_columns(plan, found, ["own", "geometric"])
    assert list(columns)[:2] == ["weight:a", "weight:b"]
    assert np.allclose(columns["weight:a"] + columns["weight:b"], 1)
    assert {"aggregate", "coverage", "cut:1", "cut:2", "level:1", "level:3"} <= set(columns)
