from __future__ import annotations

import csv
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
import pytest

from berdaya.estimates.change.change import Change, change, few_psus_of_change
from berdaya.estimates.change.compare import compare_changes
from berdaya.estimates.change.few_psus import FewPsus
from berdaya.estimates.compute import estimate
from berdaya.estimates.model import Settings
from berdaya.stats.sample import Calibration
from berdaya.tally.model import DesignSpec, LonelyPsu, Stage

if TYPE_CHECKING:
    from tests.conftest import Made, Outside
    from tests.estimates.conftest import Small

    from berdaya.instrument.model import Instrument

WAVES = ("before", "after")
MODES: tuple[tuple[Literal["means_first", "units_first"], Literal["persons", "groups"]], ...] = (
    ("means_first", "persons"),
    ("means_first", "groups"),
    ("units_first", "persons"),
    ("units_first", "groups"),
)


def both(
    made: Made,
    instrument: Instrument,
    rows: dict[str, Any],
    answers: Any,
    design: DesignSpec,
    settings: Settings | None = None,
    by: tuple[str, ...] = (),
    waves: tuple[str, str] = WAVES,
    lonely: LonelyPsu = "none",
) -> tuple[Change, FewPsus]:
    settings = settings or Settings()
    tally = made.tally(instrument, rows, answers, design, attributes=by, units=True, detail=True)
    then, now = (estimate(instrument, tally, settings, by, wave, lonely=lonely) for wave in waves)
    found = change(instrument, tally, settings, then, now, waves, lonely=lonely)
    return found, few_psus_of_change(instrument, tally, settings, then, now, found, lonely=lonely)


@pytest.mark.parametrize(("mode", "count"), MODES[::2])
@pytest.mark.parametrize("fpc", [None, "fpc"])
def test_the_panel_of_schools(
    made: Made,
    outside: Outside,
    mode: Literal["means_first", "units_first"],
    count: Literal["persons", "groups"],
    fpc: str | None,
) -> None:
    """JK1 about the estimate; the wild bootstrap's interval is where wildboottest 0.3.2 passes 5 percent."""
    folder = outside.folder("survey", 4)
    with (folder / "apiclus1.csv").open(encoding="utf-8", newline="") as lines:
        schools = list(csv.DictReader(lines))
    rows: dict[str, Any] = {
        "wave": [wave for wave in ("api99", "api00") for _ in schools],
        "group": [s["dnum"] for s in schools] * 2,
        "respondent": [f"s{i}" for i in range(len(schools))] * 2,
        "weight": [s["pw"] for s in schools] * 2,
        "fpc": [float(s["fpc"]) for s in schools] * 2,
    }
    answers = np.array([[float(s[wave])] for wave in ("api99", "api00") for s in schools])
    instrument = made.instrument(made.leaf("api", scale=(0, 1000), decimals=True), scale=(0, 1000), cuts=())
    spec = DesignSpec(stages=(Stage("group", (), fpc),), weight="column")
    settings = Settings(mode=mode, count=count)
    found, few = both(made, instrument, rows, answers, spec, settings, waves=("api99", "api00"))
    at = found.at("api")
    difference = answers[183:, 0] - answers[:183, 0]
    districts = np.array(rows["group"][:183])
    left = [difference[districts != one].mean() for one in np.unique(districts)]
    crv3 = np.sqrt(14 / 15 * np.square(np.array(left) - difference.mean()).sum())
    shrink = np.sqrt(1 - 15 / float(schools[0]["fpc"])) if fpc else 1.0
    assert few.se[0, at] == pytest.approx(shrink * crv3, rel=1e-9)
    assert crv3 * 15 / 14 == pytest.approx(3.382, abs=5e-4)  # pyfixest 0.60, CRV3
    assert few.psus.tolist() == [15]
    assert few.low[0, at] < found.low[0, at] < found.high[0, at] < few.high[0, at]
    assert 30 < few.wild_low[0, at] < 33 < 43 < few.wild_high[0, at] < 45.2  # p 0.0493, 0.192, 0.102, and 0.0528 at 45
    assert few.p[0, at] < 0.001
    assert (few.patterns[0], few.every[0]) == (2**15, True)
    outside(4)


@pytest.mark.parametrize(("mode", "count"), MODES)
def test_a_replicate_is_the_study_without_a_psu(
    made: Made, small: Small, mode: Literal["means_first", "units_first"], count: Literal["persons", "groups"]
) -> None:
    """By brute force: every group left out of the answers in turn, the others of its village weighing 3 / 2."""
    rows, answers = small.study(5, waves=WAVES, gaps=0)
    design = DesignSpec("random", (Stage("group", ("village",)),), "column")
    settings, instrument = Settings(mode=mode, count=count), small.instrument()
    whole, few = both(made, instrument, rows, answers, design, settings)
    squares = np.zeros(len(whole.nodes))
    for group in sorted(set(rows["group"])):
        village = rows["village"][rows["group"].index(group)]
        kept = [i for i, one in enumerate(rows["group"]) if one != group]
        fewer = {name: [values[i] for i in kept] for name, values in rows.items()}
        for name in ("weight", "group_weight"):
            fewer[name] = [w * (1.5 if v == village else 1) for w, v in zip(fewer[name], fewer["village"], strict=True)]
        tally = made.tally(instrument, fewer, [answers[i] for i in kept], design, units=True, detail=True)
        then, now = (estimate(instrument, tally, settings, (), wave) for wave in WAVES)
        squares += 2 / 3 * np.square((now.value - then.value)[0] - whole.value[0])
    there = np.isfinite(few.se[0])
    assert there.any()
    np.testing.assert_allclose(few.se[0][there] ** 2, squares[there], rtol=1e-6)
    assert np.isnan(few.p).all()  # two strata: the bootstrap has no place for them


def test_parts_have_their_own_and_many_psus_need_none(made: Made, small: Small) -> None:
    rows, answers = small.study(5, waves=WAVES)
    found, few = both(made, small.instrument(), rows, answers, small.designs["every-group"], by=("village",))
    assert few.psus.tolist() == [18, 18]  # respondents
    assert (np.isfinite(few.se) <= np.isfinite(found.se)).all()
    many = {name: values * 4 for name, values in rows.items()}
    for name in ("group", "respondent"):
        many[name] = [f"{i}{value}" for i in range(4) for value in rows[name]]
    _, none = both(made, small.instrument(), many, answers * 4, small.designs["rows"])
    assert none.psus[0] >= 40
    assert np.isnan(none.se).all()


def test_a_second_stage_adds_its_own_variance(made: Made, small: Small) -> None:
    rows, answers = small.study(5, waves=WAVES, gaps=0)
    design = small.designs["two-stages"]
    first = DesignSpec("random", design.stages[:1], "column")
    for instrument in (small.instrument(), small.mixed()):
        two, one = (both(made, instrument, rows, answers, spec, lonely="remove") for spec in (design, first))
        added = two[0].se ** 2 - one[0].se ** 2
        np.testing.assert_allclose(two[1].se ** 2 - one[1].se ** 2, added, atol=1e-12)
        assert (added > 0).any()


def test_where_it_cannot_be_told_there_is_none(made: Made, small: Small) -> None:
    rows, answers = small.study(5, waves=WAVES, gaps=0)
    panel = {"group": [f"g{i}" for i in range(6)] * 2, "respondent": [f"p{i}" for i in range(6)] * 2}
    panel["wave"] = [wave for wave in WAVES for _ in range(6)]
    tied = [[float(i % 3), float(2 - i % 3)] for i in range(12)]  # both questions have the same mean in both waves
    least = made.instrument(made.leaf("x"), made.leaf("y"), kind="minimum")
    found, few = both(made, least, panel, [*tied[:6], *tied[7:], [1.0, 1.0]], DesignSpec("random", (Stage("group"),)))
    x, root = found.at("x"), found.at("overall")
    assert np.isfinite(found.se[0]).all()
    assert np.isfinite(few.se[0, x])
    assert np.isnan(few.se[0, root])
    lonely = DesignSpec("random", (Stage("group", ("group",), 10),), "column")
    for rule in ("centre", "average"):
        assert np.isnan(both(made, small.instrument(), rows, answers, lonely, lonely=rule)[1].se).all()
    census, none = both(made, small.instrument(), rows, answers, DesignSpec("census"))
    assert census.exact.all() and np.isnan(none.se).all()


def test_row_order_and_the_scale_of_weights_do_not_matter(made: Made, small: Small) -> None:
    rows, answers = small.study(5, waves=WAVES)
    design = DesignSpec("random", (Stage("group"),), "column")
    _, found = both(made, small.instrument(), rows, answers, design)
    order = np.random.default_rng(1).permutation(len(answers))
    mixed = {name: [values[i] for i in order] for name, values in rows.items()}
    mixed["weight"] = [7 * weight for weight in mixed["weight"]]
    _, again = both(made, small.instrument(), mixed, [answers[i] for i in order], design)
    for name in ("se", "low", "high", "p", "wild_low", "wild_high"):
        np.testing.assert_allclose(getattr(again, name), getattr(found, name), atol=1e-9, err_msg=name)
    assert np.isfinite(found.p).any()
    assert (found.patterns[0], found.every[0]) == (9999, False)  # six PSUs: Webb's six points


def test_a_difference_in_differences_has_them_too(made: Made, small: Small) -> None:
    """Sex within groups drawn as wholes: the same as the change of the two, each with its own."""
    rows, answers = small.study(5, waves=WAVES, gaps=0)
    instrument = small.instrument()
    tally = made.tally(
        instrument, rows, answers, DesignSpec("random", (Stage("group"),), "column"), attributes=("sex",)
    )
    then, now = (estimate(instrument, tally, Settings(), ("sex",), wave) for wave in WAVES)
    found = compare_changes(instrument, tally, Settings(), (then, now), WAVES, ("f", "m"))
    turned = compare_changes(instrument, tally, Settings(), (then, now), WAVES, ("m", "f"))
    assert found.few.psus.tolist() == [6]
    assert np.isfinite(found.few.se).any() and np.isfinite(found.few.p).any()
    np.testing.assert_allclose(found.few.se, turned.few.se)
    np.testing.assert_allclose(found.few.low, -turned.few.high)
    np.testing.assert_allclose(found.few.p, turned.few.p)


def test_weights_that_are_brought_to_totals_are_brought_to_them_without_a_psu_too(made: Made, small: Small) -> None:
    """One total for all changes no mean; one for each sex takes out what the PSUs differ in it. No bootstrap for either."""
    rows, answers = small.study(5, waves=WAVES, gaps=0)
    design, instrument = DesignSpec("random", (Stage("group"),), "column"), small.instrument()
    tally = made.tally(instrument, rows, answers, design, attributes=("sex",), units=True, detail=True)
    found = []
    units = len(tally.sample.psu)
    weight = np.ones(units)
    for classes in (None, np.zeros(units, np.int64), np.arange(units) % 2):
        known = None
        if classes is not None:
            gain = np.ones(classes.max() + 1)
            totals = np.bincount(classes).astype(float)
            known = Calibration(classes, np.arange(len(gain))[:, None], totals, weight, gain)
        given = replace(tally, sample=replace(tally.sample, calibration=known))
        then, now = (estimate(instrument, given, Settings(), (), wave) for wave in WAVES)
        moved = change(instrument, given, Settings(), then, now, WAVES)
        found.append(few_psus_of_change(instrument, given, Settings(), then, now, moved))
    plain, one, two = found
    np.testing.assert_allclose(one.se, plain.se)
    assert np.isfinite(plain.p).any() and np.isnan(one.p).all() and np.isnan(two.p).all()
    assert np.isfinite(two.se).any() and not np.allclose(two.se, plain.se, equal_nan=True)
