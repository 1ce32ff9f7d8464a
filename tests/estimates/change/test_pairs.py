from __future__ import annotations

import csv
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from berdaya.estimates.change.change import change
from berdaya.estimates.change.pairs import Pairs, moved_pairs
from berdaya.estimates.compute import estimate
from berdaya.estimates.model import Settings
from berdaya.estimates.publish import Publish
from berdaya.tally.model import DesignSpec, LonelyPsu, Stage

if TYPE_CHECKING:
    from tests.conftest import Made, Outside
    from tests.estimates.conftest import Small

    from berdaya.instrument.model import Instrument

WAVES = ("before", "after")


def moved(
    made: Made,
    instrument: Instrument,
    rows: dict[str, Any],
    answers: Any,
    design: DesignSpec | None = None,
    by: tuple[str, ...] = (),
    waves: tuple[str, str] = WAVES,
    lonely: LonelyPsu = "none",
) -> Pairs:
    tally = made.tally(instrument, rows, answers, design, attributes=by, units=True, detail=True)
    return moved_pairs(instrument, tally, Settings(), waves, by, lonely)


def panel(before: list[float], after: list[float]) -> tuple[dict[str, Any], Any]:
    n = len(before)
    rows = {"respondent": [f"p{i:03d}" for i in range(n)] * 2, "wave": ["before"] * n + ["after"] * n}
    return rows, [[value] for value in (*before, *after)]


def test_a_panel_agrees_with_r_survey(made: Made, outside: Outside) -> None:
    """Mean difference of R survey; d_av 0.34 and d_z 1.25 as the notes measured them."""
    folder = outside.folder("survey", 3)
    with (folder / "apiclus1.csv").open(encoding="utf-8", newline="") as lines:
        schools = list(csv.DictReader(lines))
    rows = {
        "wave": [wave for wave in ("api99", "api00") for _ in schools],
        "group": [s["dnum"] for s in schools] * 2,
        "respondent": [f"s{i}" for i in range(len(schools))] * 2,
        "weight": [s["pw"] for s in schools] * 2,
    }
    answers = np.array([[float(s[wave])] for wave in ("api99", "api00") for s in schools])
    instrument = made.instrument(made.leaf("api", scale=(0, 1000), decimals=True), scale=(0, 1000), cuts=())
    spec = DesignSpec(stages=(Stage("group"),), weight="column")
    found = moved(made, instrument, rows, answers, spec, waves=("api99", "api00"))
    at = found.nodes.index("api")
    assert found.mean[0, at] == pytest.approx(37.19126, abs=5e-6)
    assert found.d_av[0, at] == pytest.approx(0.34, abs=5e-3)
    assert found.d_z[0, at] == pytest.approx(1.25, abs=5e-3)
    assert (found.n[0, at], found.psus[0, at]) == (183, 15)
    before, after = np.split(answers[:, 0], 2)
    np.testing.assert_allclose(
        found.share[0, at], [(after > before).mean(), (after == before).mean(), (after < before).mean()]
    )
    assert found.p[0, at] < 0.001
    assert found.d_av_low[0, at] < found.d_av[0, at] < found.d_av_high[0, at]
    outside(3)


def test_shares_and_effects_by_hand(made: Made) -> None:
    rows, answers = panel([0, 1, 2, 3, 1], [1, 1, 3, 2, 3])
    found = moved(made, made.instrument(made.leaf("x")), rows, answers)
    at = found.nodes.index("x")
    np.testing.assert_allclose(found.share[0, at], [3 / 5, 1 / 5, 1 / 5])
    difference = np.array([1, 0, 1, -1, 2])
    spread = (np.std([0, 1, 2, 3, 1], ddof=1) + np.std([1, 1, 3, 2, 3], ddof=1)) / 2
    assert found.mean[0, at] == pytest.approx(0.6)
    assert found.d_av[0, at] == pytest.approx(0.6 / spread)
    assert found.d_z[0, at] == pytest.approx(0.6 / np.std(difference, ddof=1))
    np.testing.assert_allclose(found.se[0, at, 0], np.sqrt(0.6 * 0.4 / 4))  # with replacement: s / sqrt(n)
    assert found.p[0, at] == pytest.approx(8 / 16)  # of the 16 flips of 1, 1, 1, 2 those that give 3 or 5


def test_only_those_of_both_waves_are_pairs(made: Made) -> None:
    rows = {"respondent": ["a", "b", "b", "c"], "wave": ["before", "before", "after", "after"]}
    found = moved(made, made.instrument(made.leaf("x")), rows, [[1.0], [1.0], [2.0], [0.0]])
    assert found.n[0].tolist() == [1, 1]
    np.testing.assert_allclose(found.share[0, 0], [1, 0, 0])
    assert np.isnan(found.se).all()
    assert np.isnan(found.d_av).all()


def test_roles_that_are_asked_other_questions_stand_apart(made: Made, small: Small) -> None:
    rows, answers = small.study(2, WAVES)
    found = moved(made, small.instrument(), rows, answers, small.designs["every-group"], ("village",))
    assert found.by == ("village", "role")
    assert len(found.domains) == 6
    some = found.n > 0
    np.testing.assert_allclose(found.share.sum(axis=-1)[some], 1)


def test_row_order_and_the_scale_of_weights_do_not_matter(made: Made, small: Small) -> None:
    rows, answers = small.study(5, WAVES)
    design = small.designs["some-groups"]
    found = moved(made, small.instrument(), rows, answers, design)
    order = np.random.default_rng(1).permutation(len(answers))
    mixed = {name: [values[i] for i in order] for name, values in rows.items()}
    mixed["weight"] = [7 * weight for weight in mixed["weight"]]
    again = moved(made, small.instrument(), mixed, [answers[i] for i in order], design)
    for name in ("n", "mean", "share", "se", "d_av", "d_z", "p"):
        np.testing.assert_allclose(getattr(again, name), getattr(found, name), atol=1e-12, err_msg=name)


def test_turned_round_up_is_down(made: Made, small: Small) -> None:
    rows, answers = small.study(5, WAVES)
    rows["weight"] = [1.0] * len(answers)
    forth = moved(made, small.instrument(), rows, answers)
    back = moved(made, small.instrument(), rows, answers, waves=("after", "before"))
    np.testing.assert_allclose(forth.share[..., 0], back.share[..., 2])
    np.testing.assert_allclose(forth.mean, -back.mean)
    np.testing.assert_allclose(forth.p, back.p)


def test_where_nobody_was_sampled_there_is_no_error(made: Made) -> None:
    rows, answers = panel([0, 1, 2], [1, 1, 3])
    found = moved(made, made.instrument(made.leaf("x")), rows, answers, DesignSpec("census"))
    assert found.se[0, 0].tolist() == [0, 0, 0]


@pytest.mark.parametrize(
    ("waves", "mean", "se", "counts"),
    [
        (("1983", "1984"), -0.617424, 0.103471, (42, 99, 123)),
        (("1984", "1985"), 0.496212, 0.111435, (111, 106, 47)),
        (("1983", "1986"), 0.174242, 0.099622, (78, 115, 71)),
    ],
)
def test_a_real_panel_of_persons_in_districts(
    made: Made, outside: Outside, waves: tuple[str, str], mean: float, se: float, counts: tuple[int, int, int]
) -> None:
    """The British Social Attitudes panel, with the figures of its description: six decimals, 54 districts."""
    folder = outside.folder("bsa_attitudes_panel", 6, "BERDAYA_REAL")
    with (folder / "panel.csv").open(encoding="utf-8", newline="") as lines:
        asked = list(csv.DictReader(lines))
    rows = {
        "wave": [row["year"] for row in asked],
        "group": [row["district"] for row in asked],
        "respondent": [row["respondent"] for row in asked],
    }
    answers = [[float(row["numpos"])] for row in asked]
    instrument = made.instrument(made.leaf("numpos", scale=(0, 7)), scale=(0, 7), cuts=(2, 5))
    design = DesignSpec(stages=(Stage("group"),))
    found = moved(made, instrument, rows, answers, design, waves=waves)
    at = found.nodes.index("numpos")
    assert (found.n[0, at], found.psus[0, at]) == (264, 54)
    np.testing.assert_allclose(found.share[0, at] * 264, counts, atol=1e-9)
    tally = made.tally(instrument, rows, answers, design)
    then, now = (estimate(instrument, tally, Settings(), (), wave) for wave in waves)
    moves = change(instrument, tally, Settings(), then, now, waves)
    for value in (found.mean[0, at], moves.value[0, at]):
        assert value == pytest.approx(mean, abs=5e-7)
    assert moves.se[0, at] == pytest.approx(se, abs=5e-7)
    assert moves.df[0, at] == 53
    assert (found.p[0, at] < 0.05) == (waves != ("1983", "1986"))
    outside(6)


def test_what_rests_on_a_lonely_unit_has_no_error_without_a_rule(made: Made) -> None:
    """As for any score: one person in a stratum tells nothing of how persons differ there."""
    rows, answers = panel([0, 1, 2, 3, 1], [1, 1, 3, 2, 3])
    rows["group"] = ["a", "a", "b", "b", "c"] * 2
    design = DesignSpec("random", (Stage("respondent", ("group",), 10),))
    instrument = made.instrument(made.leaf("x"))
    without, centred, average = (
        moved(made, instrument, rows, answers, design, lonely=rule) for rule in ("none", "centre", "average")
    )
    assert np.isnan(without.se).all()
    assert np.isnan([without.d_av_low, without.d_av_high]).all()
    assert np.isfinite(centred.se).any()
    assert np.isfinite([centred.d_av_low, centred.d_av_high]).all()
    assert np.isfinite(average.se).any()
    assert np.isnan(average.d_av_low).all()  # no replicates follow this rule
    np.testing.assert_allclose(without.d_av, centred.d_av)


def test_few_pairs_are_marked_and_too_few_are_beyond_the_rules(made: Made) -> None:
    rows, answers = panel([0, 1, 2, 3, 1], [1, 1, 3, 2, 3])
    instrument = made.instrument(made.leaf("x"))
    for design, free in ((None, True), (DesignSpec("census"), False)):  # of a census no rule is broken
        tally = made.tally(instrument, rows, answers, design, units=True, detail=True)
        settings = Settings(threshold=6, publish=Publish(min_df=5, min_n=5, rse=0.01))
        found = moved_pairs(instrument, tally, settings, WAVES)
        assert found.suppressed.all()
        assert found.beyond[0, 0].tolist() == [free, False, False]
    assert not moved_pairs(instrument, tally, Settings(threshold=5), WAVES).suppressed.any()
