from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from berdaya.estimates.compute import estimate
from berdaya.estimates.model import Settings
from berdaya.estimates.shares import group_band_shares, person_shares
from berdaya.tally.model import DesignSpec, Stage

if TYPE_CHECKING:
    from tests.conftest import Made
    from tests.estimates.conftest import Small


def test_each_person_is_in_the_band_of_his_own_score(made: Made) -> None:
    instrument = made.instrument(made.leaf("x"), made.leaf("y"))
    answers = [[0, 1], [3, 3], [2, 2], [1, None], [None, None]]  # 0.5, 3, 2 (on the cut: the lower band), 1, none
    tally = made.tally(instrument, {"weight": [1, 2, 1, 4, 9]}, answers, DesignSpec(weight="column"), units=True)
    shares = person_shares(instrument, tally, Settings())
    assert shares.share[0, 0].tolist() == pytest.approx([5 / 8, 1 / 8, 2 / 8])
    assert shares.n[0, 0] == 4


def test_persons_who_are_all_in_one_band_say_nothing_of_how_many_are_not(made: Made) -> None:
    instrument = made.instrument(made.leaf("x"))
    shares = person_shares(instrument, made.tally(instrument, {}, [[3], [3], [3]], units=True), Settings())
    assert shares.share[0, 0].tolist() == [0, 0, 1]
    assert np.isnan([shares.se[0, 0], shares.low[0, 0], shares.high[0, 0]]).all()
    census = made.tally(instrument, {}, [[3], [3], [3]], DesignSpec("census"), units=True)
    assert person_shares(instrument, census, Settings()).se[0, 0].tolist() == [0, 0, 0]


def test_the_error_of_a_share_is_that_of_a_mean_of_zeros_and_ones(small: Small) -> None:
    made = small.made
    rows, answers = small.study()
    single = made.instrument(made.leaf("x"), roles=("member", "leader", "facilitator"))
    single_answers = [[row[0]] for row in answers]
    zero_one = [[float(a > 2) if isinstance(a, float) else a] for (a,) in single_answers]
    design = small.designs["two-stages"]
    tally = made.tally(single, rows, single_answers, design, units=True)
    shares = person_shares(single, tally, Settings(), by=("role",))
    place = shares.domains.index(("member",))
    mean = made.estimate(single, rows, zero_one, design, by=("role",))
    assert shares.share[place, 0, 2] == pytest.approx(mean.value[mean.domains.index(("member",)), 0])
    assert shares.se[place, 0, 2] == pytest.approx(mean.se[mean.domains.index(("member",)), 0])


def test_roles_asked_unlike_things_stand_apart(small: Small) -> None:
    rows, answers = small.study()
    instrument = small.instrument()
    shares = person_shares(instrument, small.made.tally(instrument, rows, answers, units=True), Settings())
    assert shares.by == ("role",)
    assert shares.domains == (("facilitator",), ("leader",), ("member",))


def test_groups_that_were_drawn_vary_with_the_draw(made: Made) -> None:
    instrument = made.instrument(made.leaf("x"))
    groups = [f"g{i}" for i in range(8) for _ in range(2)]
    answers = [[float(v)] for v in (0, 1, 3, 3, 2, 3, 1, 1, 0, 0, 3, 3, 2, 2, 3, 2)]
    means = np.array([np.mean([a[0] for a, g in zip(answers, groups, strict=True) if g == f"g{i}"]) for i in range(8)])
    drawn = DesignSpec("random", (Stage("group", (), 40),))
    nested = DesignSpec("random", (Stage("group", (), 40), Stage("respondent", (), 10)))
    high = (means > 2).astype(float)
    expected = np.sqrt((1 - 8 / 40) * high.var(ddof=1) / 8)
    for design in (drawn, nested):  # who is asked within a group does not move the share of groups
        shares = group_band_shares(instrument, made.tally(instrument, {"group": groups}, answers, design), Settings())
        assert shares.share[0, 0, 2] == pytest.approx(high.mean())
        assert shares.se[0, 0, 2] == pytest.approx(expected)
        assert shares.n[0, 0] == 8


def test_groups_all_in_the_study_vary_with_who_was_asked(small: Small) -> None:
    rows, answers = small.study()
    instrument = small.instrument()
    tally = small.made.tally(instrument, rows, answers, small.designs["every-group"])
    shares = group_band_shares(instrument, tally, Settings())
    assert shares.share[0, 0].sum() == pytest.approx(1)
    assert (shares.se[0, 0] >= 0).all()
    assert shares.share[0, 0].tolist() == pytest.approx(
        [np.mean(estimate(instrument, tally, Settings(), ("group",)).band[:, 0] == b) for b in range(3)]
    )


def test_one_group_alone_has_no_error(made: Made) -> None:
    instrument = made.instrument(made.leaf("x"))
    design = DesignSpec("random", (Stage("group", (), 40),))
    shares = group_band_shares(instrument, made.tally(instrument, {}, [[1.0], [2.0]], design), Settings())
    assert np.isnan(shares.se[0, 0]).all()
    assert np.isnan(shares.low[0, 0]).all()


def test_scores_that_are_a_cut_stay_on_it_in_every_replicate(made: Made) -> None:
    """Each person's score is 2, so is every group's, whoever is drawn: replicates must not fall beside the cut."""
    instrument = made.instrument(made.leaf("x"), made.leaf("y"), made.leaf("z"))
    answers = [[(1, 2, 3), (3, 1, 2), (2, 2, 2), (2, 3, 1), (3, 2, 1)][i % 5] for i in range(21)]
    rows = {"group": [f"g{i // 7}" for i in range(21)], "weight": [1 + i / 7 for i in range(21)]}
    design = DesignSpec("random", (Stage("respondent", ("group",), 30),), "column")
    shares = group_band_shares(instrument, made.tally(instrument, rows, answers, design), Settings())
    assert shares.share[0, 0].tolist() == [0, 1, 0]
    assert shares.se[0, 0].tolist() == [0, 0, 0]
