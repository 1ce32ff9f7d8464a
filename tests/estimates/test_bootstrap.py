from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
import pytest

from berdaya.estimates.bootstrap import replicate_items, replicate_values, spread
from berdaya.estimates.frame import Frame, make_frame
from berdaya.estimates.model import Settings
from berdaya.tally.model import DesignSpec, Stage

if TYPE_CHECKING:
    from tests.conftest import Made
    from tests.estimates.conftest import Small


PEOPLE = Stage("respondent", ("group",), 11)
DESIGNS = {
    "every-group": DesignSpec("random", (PEOPLE,)),
    "some-groups": DesignSpec("random", (Stage("group", ("village",), 9),)),
    "two-stages": DesignSpec("random", (Stage("group", ("village",), 7), Stage("respondent", (), 11))),
    "villages": DesignSpec("random", (Stage("village", (), 9), Stage("group", (), 7))),
}


def frame_of(
    made: Made, small: Small, design: str, settings: Settings, by: tuple[str, ...] = (), **study: Any
) -> Frame:
    rows, answers = small.study(6, **study)
    tally = made.tally(small.instrument(), rows, answers, small.designs[design], attributes=("village", "sex"))
    return make_frame(small.instrument(), tally, settings, by)


@pytest.mark.parametrize("count", ["persons", "groups"])
@pytest.mark.parametrize("design", ["every-group", "some-groups", "two-stages", "villages"])
def test_its_variance_is_taylors_where_the_statistic_is_linear(
    made: Made, design: str, count: Literal["persons", "groups"]
) -> None:
    """Equal weights, takes and groups, all answered: means are linear. 4,000 replicates: the error of a variance is some
    sqrt(2 / 4000) = 2.2 % and a little more, so 9 % is four of these."""
    draw = np.random.default_rng(5)
    n_villages, n_groups, n_people = 6, 4, 5
    n = n_villages * n_groups * n_people
    village = [f"v{i // (n_groups * n_people)}" for i in range(n)]
    rows = {"village": village, "group": [f"g{i // n_people}" for i in range(n)], "size": [11] * n}
    answers = (draw.integers(0, 4, (n, 2)) + np.repeat(draw.normal(0, 0.5, n // n_people), n_people)[:, None]).tolist()
    instrument = made.instrument(made.leaf("x"), made.leaf("y", weight=2))
    spec = DESIGNS[design]
    settings = Settings(count=count)
    taylor = made.estimate(instrument, rows, answers, spec, settings).se[0] ** 2
    frame = make_frame(instrument, made.tally(instrument, rows, answers, spec), settings)
    drawn = replicate_values(frame, replicates=4000)[:, 0]
    np.testing.assert_allclose(drawn.var(axis=0, ddof=1), taylor, rtol=0.09)
    np.testing.assert_allclose(drawn.mean(axis=0), frame_value(frame), atol=4 * math.sqrt(taylor.max() / 4000))


def frame_value(frame: Frame) -> Any:
    from berdaya.estimates.compute import node_means

    return node_means(frame).value[0]


def test_same_seed_same_numbers(made: Made, small: Small) -> None:
    frame = frame_of(made, small, "two-stages", Settings())
    one, two, other = (replicate_values(frame, seed, 50) for seed in (1, 1, 2))
    assert np.array_equal(one, two, equal_nan=True)
    assert not np.array_equal(one, other, equal_nan=True)
    assert np.array_equal(replicate_values(frame, 1, 20), one[:20], equal_nan=True)


@pytest.mark.parametrize("count", ["persons", "groups"])
def test_a_domains_replicates_do_not_depend_on_the_others(made: Made, small: Small, count: Any) -> None:
    """One draw serves every domain: a village among villages is the village among villages and sexes added up."""
    settings = Settings(count=count)
    whole = frame_of(made, small, "some-groups", settings)
    by = frame_of(made, small, "some-groups", settings, ("village",))
    assert replicate_values(by, 3, 30).shape == (30, 2, 10)
    same = frame_of(made, small, "some-groups", settings, ("village", "role"))
    member = [d for d, label in enumerate(same.domains.labels) if label[1] == "member"]
    place = by.tree.keys.index("a1")  # asked of members only
    assert np.allclose(replicate_values(same, 3, 30)[:, member, place], replicate_values(by, 3, 30)[:, :, place])
    assert replicate_values(whole, 3, 30).shape == (30, 1, 10)


def test_order_of_rows_does_not_matter(made: Made, small: Small) -> None:
    rows, answers = small.study(6)
    order = np.random.default_rng(0).permutation(len(answers))
    mixed = {name: [column[i] for i in order] for name, column in rows.items()}
    frames = [
        make_frame(small.mixed(), made.tally(small.mixed(), r, a, small.designs["every-group"]), Settings())
        for r, a in ((rows, answers), (mixed, [answers[i] for i in order]))
    ]
    one, two = (replicate_values(frame, 1, 30) for frame in frames)
    np.testing.assert_allclose(one, two, rtol=1e-5)


def test_factors_of_one_give_the_estimate_itself(made: Made, small: Small) -> None:
    """Where nothing was sampled every replicate is the estimate."""
    rows, answers = small.study(6)
    for count in ("persons", "groups"):
        tally = made.tally(small.mixed(), rows, answers, DesignSpec("census", weight="column"))
        frame = make_frame(small.mixed(), tally, Settings(count=count, min_coverage=0.2))
        drawn = replicate_values(frame, 1, 3)
        np.testing.assert_allclose(drawn, np.broadcast_to(frame_value(frame), drawn[:, 0].shape)[:, None], rtol=1e-5)
        parts = list(replicate_items(frame, 1, 3))
        assert sum(len(part) for part in parts) == 3
        np.testing.assert_allclose(parts[0][0], frame.means.value, rtol=1e-5)


def test_spread_leaves_out_replicates_in_which_a_figure_is_empty() -> None:
    drawn = np.array([[1.0, 1.0, np.nan], [2.0, np.nan, np.nan], [3.0, 3.0, 1.0]])
    found = spread(drawn)
    assert found[:2].tolist() == [1.0, 2.0]
    assert np.isnan(found[2])
