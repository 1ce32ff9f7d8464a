from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from berdaya.estimates.change.change import change
from berdaya.estimates.change.compare import Comparison, compare_changes
from berdaya.estimates.compute import estimate
from berdaya.estimates.model import Settings
from berdaya.tally.model import DesignSpec, Stage

if TYPE_CHECKING:
    from tests.conftest import Made
    from tests.estimates.conftest import Small

    from berdaya.instrument.model import Instrument
    from berdaya.tally.model import Tally

WAVES = ("before", "after")


def compared(
    instrument: Instrument, tally: Tally, by: str, labels: tuple[str, str], settings: Settings | None = None
) -> Comparison:
    settings = settings or Settings()
    then, now = (estimate(instrument, tally, settings, (by,), wave) for wave in WAVES)
    return compare_changes(instrument, tally, settings, (then, now), WAVES, labels)


def test_it_is_the_difference_of_two_changes(made: Made, small: Small) -> None:
    rows, answers = small.study(5, waves=WAVES)
    instrument = small.mixed()
    design = small.designs["every-group"]  # villages are sampled apart: their changes are independent
    tally = made.tally(instrument, rows, answers, design, attributes=("village",))
    found = compared(instrument, tally, "village", ("north", "south"))
    then, now = (estimate(instrument, tally, Settings(), ("village",), wave) for wave in WAVES)
    each = change(instrument, tally, Settings(), then, now, WAVES)
    north, south = (each.domains.index((label,)) for label in ("north", "south"))
    np.testing.assert_allclose(found.first, each.value[north])
    np.testing.assert_allclose(found.second, each.value[south])
    np.testing.assert_allclose(found.value, each.value[north] - each.value[south], atol=1e-12)
    np.testing.assert_allclose(found.se**2, each.se[north] ** 2 + each.se[south] ** 2)
    np.testing.assert_allclose(found.df, each.df[north] + each.df[south])


def test_turned_round_it_has_the_other_sign(made: Made, small: Small) -> None:
    rows, answers = small.study(5, waves=WAVES)
    instrument = small.instrument()
    tally = made.tally(instrument, rows, answers, small.designs["some-groups"], attributes=("sex",))
    forth, back = (compared(instrument, tally, "sex", labels) for labels in (("f", "m"), ("m", "f")))
    np.testing.assert_allclose(forth.value, -back.value)
    np.testing.assert_allclose(forth.se, back.se)
    np.testing.assert_allclose(forth.low, -back.high)
    assert np.isfinite(forth.se).any()


def test_parts_that_share_groups_keep_their_covariance(made: Made) -> None:
    """Sex within groups drawn as wholes, groups far apart: the difference is surer than that of independent parts."""
    draw = np.random.default_rng(4)
    level = draw.normal(1.5, 0.7, 12).clip(0, 3)
    people = [(g, sex, i) for g in range(12) for sex in "fm" for i in range(4)]
    rows = {
        "wave": [wave for wave in WAVES for _ in people],
        "group": [f"g{g}" for g, _, _ in people] * 2,
        "sex": [sex for _, sex, _ in people] * 2,
        "respondent": [f"{g}{sex}{i}" for g, sex, i in people] * 2,
    }
    answers = [[1.0 + draw.normal(0, 0.05)] for _ in people] + [
        [float(level[g] + draw.normal(0, 0.05))] for g, _, _ in people
    ]
    instrument = made.instrument(made.leaf("x", decimals=True))
    tally = made.tally(instrument, rows, answers, DesignSpec(stages=(Stage("group"),)), attributes=("sex",))
    found = compared(instrument, tally, "sex", ("f", "m"))
    then, now = (estimate(instrument, tally, Settings(), ("sex",), wave) for wave in WAVES)
    each = change(instrument, tally, Settings(), then, now, WAVES)
    assert found.se[0] < 0.3 * np.sqrt((each.se[:, 0] ** 2).sum())


def test_a_tied_minimum_takes_replicates(made: Made, small: Small) -> None:
    rows, _ = small.study(5, waves=WAVES, gaps=0)
    answers = [[1.0] * 6 for _ in rows["wave"]]
    answers[0] = [2.0] * 6
    instrument = small.instrument("minimum")
    tally = made.tally(instrument, rows, answers, small.designs["some-groups"], attributes=("sex",))
    found = compared(instrument, tally, "sex", ("f", "m"))
    assert np.isfinite(found.value).any()
    assert not (found.se < 0).any()


def test_few_persons_in_any_of_the_four_figures(made: Made, small: Small) -> None:
    rows, answers = small.study(5, waves=WAVES)
    instrument = small.instrument()
    tally = made.tally(instrument, rows, answers, small.designs["every-group"], attributes=("village",))
    few = compared(instrument, tally, "village", ("north", "south"), Settings(threshold=1000))
    assert few.suppressed[0]  # of what a facilitator says of a group nobody is given away
    assert not compared(instrument, tally, "village", ("north", "south"), Settings(threshold=1)).suppressed.any()
