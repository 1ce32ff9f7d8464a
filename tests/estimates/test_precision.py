from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from berdaya.estimates.compute import node_means
from berdaya.estimates.frame import make_frame
from berdaya.estimates.model import Settings
from berdaya.estimates.precision import design_effect, node_certain, node_df, node_variance
from berdaya.tally.model import DesignSpec, Stage

if TYPE_CHECKING:
    from tests.conftest import Made
    from tests.estimates.conftest import Small


def test_degrees_of_freedom_count_rows_whose_role_is_asked_answered_or_not(made: Made) -> None:
    instrument = made.instrument(made.leaf("x"), made.leaf("y", {"leader": 1}))
    rows = {"group": list("aaabbb"), "role": ["member", "member", "leader"] * 2}
    answers = [[None, "-"], [1, "-"], ["-", 1], [2, "-"], [2, "-"], ["-", 2]]
    people = Stage("respondent", ("group",), {"member": 9, "leader": 1})
    frame = make_frame(instrument, made.tally(instrument, rows, answers, DesignSpec(stages=(people,))), Settings())
    assert node_df(frame).tolist() == [[2, 2, 0]]
    assert node_certain(frame).tolist() == [[False, False, True]]
    by = make_frame(instrument, frame.tally, Settings(), ("group",))
    assert node_df(by).tolist() == [[1, 1, 0]] * 2


def test_nothing_was_sampled_only_where_both_stages_took_all(made: Made) -> None:
    instrument = made.instrument(made.leaf("x"), made.leaf("y", {"leader": 1}))
    rows = {"group": list("aabb"), "role": ["member", "leader"] * 2}
    answers = [[1, "-"], ["-", 1], [2, "-"], ["-", 2]]
    for groups, members, expected in ((2, 1, [True] * 3), (2, 4, [False, False, True]), (5, 1, [False] * 3)):
        stages = (Stage("group", (), groups), Stage("respondent", (), {"member": members, "leader": 1}))
        frame = make_frame(instrument, made.tally(instrument, rows, answers, DesignSpec(stages=stages)), Settings())
        assert node_certain(frame).tolist() == [expected]


def test_cells_of_one_unit_are_added_before_they_are_squared(made: Made, small: Small) -> None:
    rows, answers = small.study(2)
    tally = made.tally(small.instrument(), rows, answers, small.designs["some-groups"], attributes=("sex", "village"))
    frame = make_frame(small.instrument(), tally, Settings())
    nodes = node_means(frame)
    value = node_variance(frame, nodes.own, None, "none").value[0]
    psu = tally.sample.psu[tally.unit[frame.domains.cells]]
    expected = np.zeros(len(value))
    for stratum in range(2):
        z = np.stack([nodes.own[psu == p].sum(axis=0) for p in np.flatnonzero(tally.sample.stratum == stratum)])
        expected += (1 - 3 / 40) * 3 / 2 * np.square(z - z.mean(axis=0)).sum(axis=0)
    np.testing.assert_allclose(value, expected, rtol=1e-12)


def test_two_stages_of_a_mean_over_groups(made: Made) -> None:
    """Whole groups vary at the first stage only; within them the answers about the group's mean do."""
    draw = np.random.default_rng(3)
    rows: dict[str, Any] = {
        "group": [f"g{i // 4}" for i in range(20)],
        "group_weight": [1.0 + i // 4 for i in range(20)],
    }
    y = draw.integers(0, 4, 20).astype(float)
    instrument = made.instrument(made.leaf("x"))
    spec = DesignSpec(stages=(Stage("group", (), 8), Stage("respondent", (), 10)))
    for mode in ("means_first", "units_first"):
        e = made.estimate(instrument, rows, y[:, None].tolist(), spec, Settings(count="groups", mode=mode))
        means, size = y.reshape(5, 4).mean(axis=1), np.arange(1.0, 6.0)
        share = size / size.sum()
        z = share * (means - (share * means).sum())
        first = (1 - 5 / 8) * 5 / 4 * np.square(z - z.mean()).sum()
        within = share**2 * y.reshape(5, 4).var(axis=1, ddof=1) / 4
        assert e.se[0, 0] ** 2 == pytest.approx(first + 5 / 8 * (1 - 4 / 10) * within.sum())


@pytest.mark.parametrize("stages", [1, 2])
def test_an_answer_from_a_lonely_unit_withholds_the_error(made: Made, stages: int) -> None:
    instrument = made.instrument(made.leaf("x"), made.leaf("y"))
    rows = {"group": list("aabbc"), "village": list("nnnns")}
    answers = [[1, 1], [3, 2], [2, 0], [2, 1], [2, "na"]]
    spec = DesignSpec(stages=(Stage("group", ("village",)),))
    if stages == 2:
        spec = DesignSpec(stages=(Stage("group", (), 10), Stage("respondent", (), 5)))
    frame = make_frame(instrument, made.tally(instrument, rows, answers, spec), Settings())
    nodes = node_means(frame)
    assert nodes.value[0, 1] == 2.0  # so the lonely answer's influence is 0
    found = node_variance(frame, nodes.own, None, "none")
    assert found.lonely.tolist() == [[True, True, False]]
    assert np.isnan(found.value).tolist() == [[True, True, False]]
    assert not node_variance(frame, nodes.own, None, "remove").lonely.any()


def test_design_effect_needs_one_row_a_cell_and_persons(made: Made) -> None:
    instrument = made.instrument(made.leaf("x"))
    answers = [[1.0], [2.0], [3.0], [3.0]]
    plain = made.tally(instrument, {}, answers, detail=True)
    frame = make_frame(instrument, plain, Settings())
    nodes = node_means(frame)
    variance = node_variance(frame, nodes.own, None, "none").value
    assert design_effect(frame, nodes, variance) == pytest.approx(np.ones((1, 2)))
    groups = make_frame(instrument, plain, Settings(count="groups"))
    assert np.isnan(design_effect(groups, node_means(groups), variance)).all()
    coarse = make_frame(
        instrument, made.tally(instrument, {}, answers, DesignSpec(stages=(Stage("group"),))), Settings()
    )
    assert np.isnan(design_effect(coarse, node_means(coarse), variance)).all()


@pytest.mark.parametrize("stages", [(Stage("respondent", ("village",), 8),), (Stage("group", ("village",)),)], ids=str)
def test_a_wave_of_people_drawn_anew_has_the_error_of_a_study_of_its_own(made: Made, stages: tuple[Stage, ...]) -> None:
    instrument = made.instrument(made.leaf("x"), made.leaf("y"))
    draw = np.random.default_rng(4)
    rows = {
        "wave": ["before", "after"] * 12,
        "village": ["n"] * 12 + ["s"] * 12,  # villages far apart: their distance is no error
        "group": [f"g{i}" for i in range(24)],
    }
    answers = [[int(draw.integers(0, 2)) + 2 * (i >= 12)] * 2 for i in range(24)]
    both = made.estimate(instrument, rows, answers, DesignSpec(stages=stages), wave="after")
    own = {name: values[1::2] for name, values in rows.items()}
    alone = made.estimate(instrument, own, answers[1::2], DesignSpec(stages=stages), wave="after")
    np.testing.assert_allclose(both.se, alone.se, rtol=1e-12)
    assert both.df.tolist() == alone.df.tolist()
