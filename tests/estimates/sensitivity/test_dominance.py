from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from berdaya.errors import InputError
from berdaya.estimates.compute import estimate
from berdaya.estimates.model import Settings
from berdaya.estimates.sensitivity.dominance import MOST_PARTS, parts_compared, waves_compared
from berdaya.tally.model import DesignSpec, Stage

if TYPE_CHECKING:
    from tests.conftest import Made

    from berdaya.instrument.model import Instrument
    from berdaya.tally.model import Tally

WAVES = ("before", "after")


def panel(made: Made, rise: float, seed: int = 3, people: int = 200, **kinds: Any) -> tuple[Instrument, Tally]:
    """Two waves of the same people in groups, the second higher by a share of one level."""
    instrument = made.instrument(
        made.branch("a", made.leaf("x"), made.leaf("y", weight=3), **kinds), made.leaf("z", weight=0.5)
    )
    draw = np.random.default_rng(seed)
    first = draw.integers(0, 4, (people, 3))
    second = np.clip(first + (draw.random((people, 3)) < rise) + draw.integers(-1, 2, (people, 3)), 0, 3)
    rows = {
        "respondent": [f"p{i}" for i in range(people)] * 2,
        "group": [f"g{i % 20}" for i in range(people)] * 2,
        "side": ["east" if i % 2 else "west" for i in range(people)] * 2,
        "wave": [WAVES[0]] * people + [WAVES[1]] * people,
    }
    design = DesignSpec("random", (Stage("group"),))
    return instrument, made.tally(instrument, rows, [*first, *second], design, attributes=("side",), detail=True)


def test_the_differences_are_those_of_shares_by_hand(made: Made) -> None:
    instrument, tally = panel(made, 0.5)
    found = waves_compared(instrument, tally, Settings(), WAVES)
    assert found.thresholds == (1.0, 2.0, 3.0)
    answers, after = tally.answers, tally.wave.codes == tally.wave.labels.index("after")
    for j, level in enumerate(found.thresholds):
        above = (answers >= level - 0.5).astype(float)
        items = above[after].mean(axis=0) - above[~after].mean(axis=0)
        a = (items[0] + 3 * items[1]) / 4
        expected = [(a + 0.5 * items[2]) / 1.5, a, *items]
        assert np.allclose(found.difference[0, :, j], expected)


def test_errors_are_those_of_a_change_of_answers_scored_0_and_1(made: Made) -> None:
    """A pair is one draw: the error of the difference is that of each person's own difference, by groups."""
    instrument, tally = panel(made, 0.5)
    found = waves_compared(instrument, tally, Settings(), WAVES)
    above = (tally.answers[:, 2] >= 1.5).astype(float)
    n = len(above) // 2
    gap = above[n:] - above[:n]
    totals = np.array([(gap - gap.mean())[np.arange(n) % 20 == g].sum() for g in range(20)]) / n
    assert found.se[0, found.nodes.index("z"), 1] == pytest.approx(np.sqrt(20 / 19 * (totals**2).sum()))


def test_a_rise_at_every_level_is_higher_under_every_scoring(made: Made) -> None:
    instrument, tally = panel(made, 0.6)
    found = waves_compared(instrument, tally, Settings(), WAVES)
    assert found.verdict[0, 0] == "higher"
    assert found.waves == (("after", "before"),)
    turned = waves_compared(instrument, tally, Settings(), WAVES[::-1])
    assert turned.verdict[0, 0] == "lower"
    assert np.allclose(turned.p_lower, found.p_higher)
    draw = np.random.default_rng(1)
    for _ in range(20):  # indeed: under any rising scores the mean is higher
        scores = np.array([0, *np.sort(draw.random(2)), 1]) * 3
        rescored = replace(tally, sums=scores[np.round(tally.answers).astype(int)])
        before, after = (estimate(instrument, rescored, Settings(), (), wave).value[0, 0] for wave in WAVES)
        assert after > before


def test_where_scorings_disagree_they_cross(made: Made) -> None:
    instrument = made.instrument(made.leaf("x"))
    before, after = [0] * 30 + [3] * 30 + [1] * 40, [1] * 50 + [2] * 50  # all drawn to the middle
    rows = {"respondent": [f"p{i}" for i in range(100)] * 2, "wave": ["before"] * 100 + ["after"] * 100}
    tally = made.tally(instrument, rows, [[a] for a in before + after], detail=True)
    found = waves_compared(instrument, tally, Settings(), WAVES)
    assert found.verdict[0].tolist() == ["crossing", "crossing"]
    assert found.sample[0, 0] == 0


def test_parts_are_compared_two_by_two(made: Made) -> None:
    instrument, tally = panel(made, 0.4)
    tally = replace(tally, sums=np.where((tally.attributes["side"].codes == 0)[:, None], tally.sums, 0))
    found = parts_compared(instrument, tally, Settings(), ("side",), "after")
    assert found.labels == ((("east",), ("west",)),)
    assert found.verdict[0].tolist() == ["higher"] * 5
    assert found.p_higher[0, 0] < 1e-6


def test_only_means_of_graded_answers_are_compared(made: Made) -> None:
    instrument, tally = panel(made, 0.6, kind="geometric")
    found = waves_compared(instrument, tally, Settings(), WAVES)
    told = dict(zip(found.nodes, found.verdict[0].tolist(), strict=True))
    assert told == {"overall": "", "a": "", "x": "higher", "y": "higher", "z": "higher"}
    instrument = made.instrument(made.leaf("x", decimals=True), made.leaf("y", scale=(0, 1)))
    rows = {"respondent": ["p1", "p2"] * 2, "wave": ["before"] * 2 + ["after"] * 2}
    tally = made.tally(instrument, rows, [[0.5, 0], [1.5, 1], [2, 1], [3, 1]], detail=True)
    found = waves_compared(instrument, tally, Settings(), WAVES)
    assert found.thresholds == (3.0,)
    assert found.verdict[0].tolist() == ["", "", "unsure"]


def test_too_many_parts_are_refused(made: Made) -> None:
    instrument, tally = panel(made, 0.4)
    with pytest.raises(InputError) as error:
        parts_compared(instrument, tally, Settings(), ("group",), "after")
    problem = error.value.problems[0]
    assert problem.code == "sensitivity.too-many-parts"
    assert problem.values["parts"] == 20 > MOST_PARTS
