"""The whole path from rows to estimates: against R survey, and the laws of section 3 of the design."""

from __future__ import annotations

import csv
import math
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
import pytest

from berdaya.estimates.model import Estimates, Settings
from berdaya.instrument.model import Instrument
from berdaya.tally.model import DesignSpec, Stage

if TYPE_CHECKING:
    from tests.conftest import Made, Outside
    from tests.estimates.conftest import Small

GROUPS, MEMBERS = 6, 4  # of the small study

TOLERANCE = 1e-9
NAN = math.nan
ITEMS = ("api00", "api99", "enroll")
DESIGNS = {
    "strat_fpc": ("apistrat", (Stage("respondent", ("stype",), "fpc"),)),
    "strat_nofpc": ("apistrat", (Stage("respondent", ("stype",)),)),
    "clus1_fpc": ("apiclus1", (Stage("group", (), "fpc"),)),
    "clus1_nofpc": ("apiclus1", (Stage("group"),)),
    "clus2_wr": ("apiclus2", (Stage("group"), Stage("respondent"))),
    "clus2_fpc": ("apiclus2", (Stage("group", (), "fpc1"), Stage("respondent", (), "fpc2"))),
}


def read(path: Path) -> dict[str, list[str]]:
    with path.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    return {name: [row[name] for row in rows] for name in rows[0]}


def schools(made: Made, folder: Path, file: str) -> tuple[Instrument, dict[str, Any], Any]:
    columns = read(folder / f"{file}.csv")
    leaves = [made.leaf(y, scale=(0, 5000), decimals=True) for y in ITEMS]
    instrument = made.instrument(*leaves, scale=(0, 5000), cuts=())
    rows: dict[str, Any] = {"weight": columns["pw"], "stype": columns["stype"]}
    rows |= {name: columns[name] for name in ("awards",) if name in columns}
    rows |= {name: [float(v) for v in columns[name]] for name in ("fpc", "fpc1", "fpc2") if name in columns}
    if file.startswith("apiclus"):
        rows["group"] = columns["dnum"]
    answers = np.array([[float(v) if v not in ("", "NA") else NAN for v in columns[y]] for y in ITEMS]).T
    return instrument, rows, answers


def expected_means(folder: Path, design: str) -> list[dict[str, str]]:
    with (folder / "expected.csv").open(encoding="utf-8", newline="") as lines:
        rows = [r for r in csv.DictReader(lines) if r["design"] == design and r["method"] == "taylor"]
    return [r for r in rows if r["stat"] == "mean" and r["y"] in ITEMS]


def figures(e: Estimates, node: str, level: str) -> dict[str, float]:
    d = e.domains.index((level,)) if e.by else 0
    at = e.at(node)
    names = {"est": "value", "se": "se", "df": "df", "ci_low": "low", "ci_high": "high", "deff": "deff"}
    return {name: float(getattr(e, ours)[d, at]) for name, ours in names.items()}


@pytest.mark.parametrize("design", DESIGNS)
def test_agrees_with_r_survey(made: Made, outside: Outside, design: str) -> None:
    folder = outside.folder("survey", 50)
    file, stages = DESIGNS[design]
    instrument, rows, answers = schools(made, folder, file)
    spec = DesignSpec(stages=stages, weight="column")
    total = sum(float(w) for w in rows["weight"])
    compared = 0
    for row in expected_means(folder, design):
        by = (row["domain"],) if row["domain"] else ()
        e = made.estimate(instrument, rows, answers, spec, by=by, deff=True)
        ours = figures(e, row["y"], row["level"])
        if row["deff"] and not by:  # R refers to simple random sampling without replacement
            answered = int((~np.isnan(answers[:, ITEMS.index(row["y"])])).sum())
            ours["deff"] /= 1 - answered / _answered_weight(rows, answers, row["y"], total)
        # Where rows with no answer leave a PSU empty, R keeps the full design's degrees of freedom, as we do.
        for name in ("est", "se", "df", "ci_low", "ci_high", "deff"):
            if row[name] and not (name in ("ci_low", "ci_high", "deff") and by):
                assert ours[name] == pytest.approx(float(row[name]), rel=TOLERANCE), (row, name)
                compared += 1
    assert compared >= 10
    outside(compared)


def _answered_weight(rows: dict[str, Any], answers: Any, y: str, total: float) -> float:
    there = ~np.isnan(answers[:, ITEMS.index(y)])
    return float(np.array([float(w) for w in rows["weight"]])[there].sum()) if not there.all() else total


COUNTS: tuple[Literal["persons", "groups"], ...] = ("persons", "groups")
KINDS: tuple[Literal["means_first", "units_first"], ...] = ("means_first", "units_first")
MODES = [Settings(count=count, mode=mode) for count in COUNTS for mode in KINDS]
FIGURES = (
    "value",
    "se",
    "df",
    "low",
    "high",
    "n",
    "groups",
    "coverage",
    "lost",
    "lowest",
    "highest",
    "bands",
    "distance",
)


def assert_same(one: Estimates, two: Estimates, but: tuple[str, ...] = (), rel: float = 1e-9) -> None:
    assert (one.domains, one.nodes, one.notes) == (two.domains, two.nodes, two.notes)
    for name in FIGURES:
        if name not in but:
            np.testing.assert_allclose(getattr(two, name), getattr(one, name), rtol=rel, atol=1e-11, err_msg=name)
    assert (one.suppressed == two.suppressed).all()


@pytest.mark.parametrize("by", [(), ("village", "sex")], ids=str)
@pytest.mark.parametrize("mixed", [False, True])
@pytest.mark.parametrize("design", ["every-group", "some-groups", "two-stages", "villages", "rows"])
@pytest.mark.parametrize("settings", MODES, ids=str)
def test_what_must_not_matter_does_not(
    made: Made, small: Small, settings: Settings, design: str, mixed: bool, by: tuple[str, ...]
) -> None:
    """Order of rows, a common factor of weights, cells split further, blocks, one cell a row."""
    instrument, spec = small.mixed() if mixed else small.instrument(), small.designs[design]
    rows, answers = small.study(len(by))
    e = made.estimate(instrument, rows, answers, spec, settings, by)
    assert np.isfinite(e.value).any()
    order = np.random.default_rng(1).permutation(len(answers))
    shuffled = {name: [column[i] for i in order] for name, column in rows.items()}
    assert_same(e, made.estimate(instrument, shuffled, [answers[i] for i in order], spec, settings, by))
    scaled = {
        **rows,
        "weight": [17.0 * w for w in rows["weight"]],
        "group_weight": [3 * w for w in rows["group_weight"]],
    }
    assert_same(e, made.estimate(instrument, scaled, answers, spec, settings, by))
    assert_same(e, made.estimate(instrument, rows, answers, spec, settings, by, extra=("sex", "size")))
    assert_same(e, made.estimate(instrument, rows, answers, spec, settings, by, block=7))
    assert_same(e, made.estimate(instrument, rows, answers, spec, settings, by, detail=True))


@pytest.mark.parametrize("settings", MODES, ids=str)
def test_an_item_of_weight_0_changes_nothing_above_it(made: Made, small: Small, settings: Settings) -> None:
    rows, answers = small.study(3)
    plain = small.instrument()
    more = made.instrument(
        *plain.root.children[:2],
        made.branch("c", plain.node("c1"), made.leaf("zero", {"facilitator": 1.0}, weight=0), weight=0.5),
        roles=tuple(plain.roles),
    )
    wider = [[*row, 1.0] for row in answers]
    one = made.estimate(plain, rows, answers, small.designs["every-group"], settings)
    two = made.estimate(more, rows, wider, small.designs["every-group"], settings)
    d = [two.domains.index(label) for label in one.domains]
    for name in ("value", "se", "coverage", "lost", "lowest", "highest"):
        for node in one.nodes:
            a, b = getattr(one, name)[:, one.at(node)], getattr(two, name)[d, two.at(node)]
            np.testing.assert_allclose(b, a, rtol=1e-9, atol=1e-12, err_msg=f"{name} {node}")


def test_doubling_every_row_within_its_unit_changes_no_error(made: Made, small: Small) -> None:
    rows, answers = small.study(5)
    instrument = small.instrument()
    double = {name: [*column, *column] for name, column in rows.items()}
    double["respondent"] = [*rows["respondent"], *(f"{r}x" for r in rows["respondent"])]
    one = made.estimate(instrument, rows, answers, small.designs["some-groups"])
    two = made.estimate(instrument, double, [*answers, *answers], small.designs["some-groups"])
    assert_same(one, two, but=("n",))
    assert (two.n == 2 * one.n).all()


def test_doubling_every_row_as_new_rows_nearly_halves_the_variance(made: Made, small: Small) -> None:
    rows, answers = small.study(5)
    instrument = small.instrument()
    n = len(answers)
    double = {name: [*column, *column] for name, column in rows.items()}
    double["respondent"] = [*rows["respondent"], *(f"{r}x" for r in rows["respondent"])]
    one = made.estimate(instrument, rows, answers, small.designs["rows"])
    two = made.estimate(instrument, double, [*answers, *answers], small.designs["rows"])
    np.testing.assert_allclose(two.value, one.value)
    expected = one.se**2 * (n - 1) / n / 2 * (2 * n) / (2 * n - 1)
    np.testing.assert_allclose(two.se**2, expected, rtol=1e-9, atol=1e-15)


def test_a_mean_over_persons_is_made_of_its_domains(made: Made, small: Small) -> None:
    instrument = made.instrument(made.leaf("x"), made.leaf("y"))
    rows, answers = small.study(8)
    members = [i for i, role in enumerate(rows["role"]) if role == "member"]
    rows = {name: [column[i] for i in members] for name, column in rows.items()}
    given = [[float(answers[i][0] if isinstance(answers[i][0], float) else 1), 2.0] for i in members]
    whole = made.estimate(instrument, rows, given, small.designs["rows"])
    parts = made.estimate(instrument, rows, given, small.designs["rows"], by=("village",))
    weight = np.array(
        [sum(w for w, v in zip(rows["weight"], rows["village"], strict=True) if v == d[0]) for d in parts.domains]
    )
    np.testing.assert_allclose((weight[:, None] * parts.value).sum(axis=0) / weight.sum(), whole.value[0])
    assert (parts.n.sum(axis=0) == whole.n[0]).all()
    assert (parts.groups.sum(axis=0) == whole.groups[0]).all()


def one_branch(made: Made, **root: Any) -> Instrument:
    return made.instrument(made.leaf("x"), made.leaf("y"), **root)


def at(e: Estimates, name: str, node: str, domain: int = 0) -> float:
    return float(getattr(e, name)[domain, e.at(node)])


def test_na_is_not_asked_and_the_other_codes_are_missing(made: Made) -> None:
    answers = [[3, 1], [1, "na"], [1, "na"], ["dk", "na"], [None, 2], ["rf", 2], ["!", 2], ["-", 2]]
    e = made.estimate(one_branch(made), {}, answers)
    assert at(e, "value", "x") == pytest.approx(5 / 3)
    assert [at(e, name, "x") for name in ("n", "coverage", "lost")] == pytest.approx([3, 3 / 7, 4 / 7])
    assert [at(e, name, "y") for name in ("n", "coverage", "lost")] == [5, 1.0, 0.0]
    assert at(e, "lowest", "x") == pytest.approx(5 / 7)
    assert at(e, "highest", "x") == pytest.approx((5 + 12) / 7)
    assert [at(e, name, "overall") for name in ("n", "coverage")] == [7, 1.0]  # rows with an answer to x or y
    assert at(e, "lost", "overall") == pytest.approx(2 / 7)


def test_an_item_that_nobody_was_asked_has_no_coverage_and_takes_no_part(made: Made) -> None:
    e = made.estimate(one_branch(made), {}, [[2, "na"], [1, "-"]])
    assert at(e, "value", "overall") == 1.5
    assert (at(e, "coverage", "overall"), at(e, "lost", "overall")) == (1.0, 0.0)
    assert np.isnan([at(e, name, "y") for name in ("value", "coverage", "lost", "lowest", "highest")]).all()
    assert e.notes[0][e.at("y")] == ("empty",)


@pytest.mark.parametrize("mode", KINDS)
def test_least_coverage_makes_empty_and_says_so(made: Made, mode: Literal["means_first", "units_first"]) -> None:
    answers = [[3, 1], [None, 1], [None, None], [None, 1]]
    e = made.estimate(one_branch(made), {}, answers, settings=Settings(mode=mode, min_coverage=0.6))
    if mode == "means_first":  # x: a quarter answered; y: three quarters; overall: half of its weight is left
        assert np.isnan([at(e, "value", "x"), at(e, "value", "overall")]).all()
        assert at(e, "value", "y") == 1.0
        assert e.notes[0][e.at("x")] == ("coverage",)
        assert e.notes[0][e.at("overall")] == ("coverage",)
    else:  # only the first person answered 0.6 of the tree
        assert at(e, "value", "overall") == 2.0
        assert at(e, "n", "overall") == 1
        assert at(e, "coverage", "overall") == 0.25
    some = made.estimate(one_branch(made), {}, answers, settings=Settings(mode=mode, min_coverage=0.5))
    if mode == "means_first":
        assert at(some, "value", "overall") == 1.0
        assert at(some, "lost", "overall") == pytest.approx((3 / 4 + 1 / 4) / 2)


@pytest.mark.parametrize("settings", MODES, ids=str)
def test_lowest_and_highest_hold_the_value(made: Made, small: Small, settings: Settings) -> None:
    for seed in range(8):
        rows, answers = small.study(seed, gaps=50)
        e = made.estimate(small.mixed(), rows, answers, small.designs["rows"], settings, by=("sex",))
        here = ~np.isnan(e.value)
        assert here.any()
        assert (e.lowest[here] <= e.value[here] + 1e-9).all()
        assert (e.value[here] <= e.highest[here] + 1e-9).all()
        assert ((e.lost[here] >= 0) & (e.lost[here] <= 1) & (e.coverage[here] > 0)).all()


@pytest.mark.parametrize("settings", MODES, ids=str)
def test_units_and_means_account_for_all_who_were_asked(made: Made, settings: Settings) -> None:
    """One group of two answers nothing: the value is of the other, the lowest and highest are of both."""
    rows = {"group": ["a", "b"], "respondent": ["p", "q"]}
    e = made.estimate(one_branch(made), rows, [[2, 2], [None, "dk"]], settings=settings)
    figures = [at(e, name, "overall") for name in ("value", "lost", "lowest", "highest")]
    assert figures == [2.0, 0.5, 1.0, 2.5]
    if settings.mode == "units_first":
        assert at(e, "coverage", "overall") == 0.5


def test_a_wave_that_does_not_ask_a_part(made: Made) -> None:
    instrument = made.instrument(made.branch("a", made.leaf("x"), made.leaf("y", waves=("after",))), made.leaf("z"))
    rows = {"wave": ["before", "before", "after", "after"], "respondent": ["p", "q", "p", "q"]}
    answers = [[1, "-", 2], [2, "-", 2], [2, 3, 3], [3, 3, 3]]
    before = made.estimate(instrument, rows, answers, wave="before")
    assert at(before, "value", "x") == 1.5
    assert at(before, "value", "z") == 2.0
    for node in ("overall", "a", "y"):
        assert np.isnan([at(before, name, node) for name in ("value", "se", "low", "high", "df")]).all()
        assert before.band[0, before.at(node)] == -1
        assert before.notes[0][before.at(node)] == ("not-asked",)
    after = made.estimate(instrument, rows, answers, wave="after")
    assert at(after, "value", "overall") == pytest.approx((2.75 + 3) / 2)


@pytest.mark.parametrize("kind", ["geometric", "harmonic"])
def test_veto_means_first(made: Made, kind: Any) -> None:
    instrument = made.instrument(
        made.branch("a", made.leaf("x"), made.leaf("y"), kind=kind), made.branch("b", made.leaf("z"))
    )
    e = made.estimate(instrument, {}, [[0, 2, 1], [0, 3, 2], [0, 2, 2]])
    assert at(e, "value", "a") == 0.0
    assert at(e, "value", "overall") == pytest.approx(5 / 6)
    for node in ("a", "overall"):
        assert np.isnan([at(e, name, node) for name in ("se", "low", "high")]).all()
        assert np.isnan(e.bands[0, e.at(node)]).all()
        assert "veto" in e.notes[0][e.at(node)]
        assert e.band[0, e.at(node)] == 0
    assert at(e, "se", "z") > 0
    units = made.estimate(instrument, {}, [[0, 2, 1], [2, 2, 2], [3, 3, 2]], settings=Settings(mode="units_first"))
    assert at(units, "value", "a") == pytest.approx(5 / 3)  # a zero is an ordinary score of a unit
    assert at(units, "se", "a") > 0
    shifted = made.estimate(instrument, {}, [[0, 2, 1], [0, 3, 2], [0, 2, 2]], settings=Settings(zero="shift"))
    assert at(shifted, "value", "a") > 0
    assert at(shifted, "se", "overall") > 0


def test_a_zero_under_an_order_between_0_and_1(made: Made) -> None:
    e = made.estimate(one_branch(made, kind="power", power=0.5), {}, [[0, 2], [0, 3], [0, 1]])
    assert at(e, "value", "overall") == pytest.approx(0.5)
    assert np.isnan(at(e, "se", "overall"))
    assert "veto" in e.notes[0][0]


def test_a_tied_minimum_has_a_note_and_the_bootstraps_error(made: Made) -> None:
    instrument = made.instrument(made.branch("m", made.leaf("x"), made.leaf("y"), kind="minimum"), made.leaf("z"))
    e = made.estimate(instrument, {}, [[1, 2, 1], [2, 1, 3], [3, 0, 2], [0, 3, 2]])
    assert at(e, "value", "m") == 1.5
    assert "tied" in e.notes[0][e.at("m")]
    assert "tied" in e.notes[0][0]
    one = made.estimate(instrument, {}, [[1, 2, 1], [2, 2, 3], [3, 2, 2], [0, 3, 2]])
    assert "tied" not in one.notes[0][0]
    assert 0.3 < at(e, "se", "m") < 0.9
    assert at(e, "se", "z") == pytest.approx(np.std([1, 3, 2, 2], ddof=1) / 2)  # only what is tied is drawn anew


def test_bands_at_a_cut(made: Made) -> None:
    rows = {"weight": [0.9967, 0.0033]}
    on = made.estimate(one_branch(made), {}, [[2, 2], [2, 2]])
    assert on.band[0, 0] == 1
    assert on.notes[0][0] == ("alike",)
    above = made.estimate(one_branch(made), rows, [[2, 2], [3, 3]], DesignSpec(weight="column"))
    assert at(above, "value", "overall") == pytest.approx(2.0033)
    assert above.band[0, 0] == 2
    assert "on-cut" in above.notes[0][0]
    assert at(above, "distance", "overall") == pytest.approx(0.0033)
    below = made.estimate(one_branch(made), rows, [[2, 2], [1, 1]], DesignSpec(weight="column"))
    assert below.band[0, 0] == 1
    assert "on-cut" in below.notes[0][0]
    assert at(below, "distance", "overall") == pytest.approx(-0.0033)
    upper = made.estimate(one_branch(made, owner="upper"), {}, [[2, 2], [2, 2]])
    assert upper.band[0, 0] == 2


def test_float_noise_does_not_change_a_category(made: Made) -> None:
    """A mean of tenths that is 2 but for 4e-16, and answers that are all alike: in the band of 2."""
    instrument = made.instrument(*(made.leaf(f"q{i}", scale=(0, 3), weight=0.1) for i in range(7)))
    rows = {"weight": [0.1, 0.7, 0.3, 1.1, 2.3]}
    e = made.estimate(instrument, rows, [[2] * 7] * 5, DesignSpec(weight="column"))
    assert at(e, "value", "overall") == pytest.approx(2.0, abs=1e-12)
    assert e.band[0, 0] == 1
    assert e.notes[0][0] == ("alike",)


def test_units_that_happen_to_be_alike_do_not_say_that_all_are(made: Made) -> None:
    """Not an error of 0 and a confidence of 100 %: neither exists, unless nothing was left to chance."""
    instrument = made.instrument(made.leaf("x"), made.leaf("y"))
    answers = [[3, 1], [3, 2], [3, 1]]
    e = made.estimate(instrument, {}, answers)
    assert at(e, "value", "x") == 3
    assert np.isnan([at(e, name, "x") for name in ("se", "low", "high")]).all()
    assert np.isnan(e.bands[0, e.at("x")]).all()
    assert e.notes[0][e.at("x")] == ("alike",)
    assert at(e, "se", "overall") == pytest.approx(at(e, "se", "y") / 2)
    assert e.notes[0][0] == ("few-df",)
    census = made.estimate(instrument, {}, answers, DesignSpec("census"))
    assert at(census, "se", "x") == 0
    assert census.notes[0][e.at("x")] == ("certain",)


def test_scales_and_directions_of_questions_are_brought_to_the_instruments(made: Made) -> None:
    instrument = made.instrument(
        made.leaf("five", scale=(1, 5)),
        made.leaf("turned", scale=(1, 5), direction="lower_is_better"),
        made.leaf("own"),
    )
    e = made.estimate(instrument, {}, [[1, 1, 0], [5, 2, 3], [3, 5, None]])
    assert at(e, "value", "five") == pytest.approx((0 + 3 + 1.5) / 3)
    assert at(e, "value", "turned") == pytest.approx((3 + 2.25 + 0) / 3)
    assert at(e, "value", "own") == 1.5
    assert at(e, "highest", "own") == 2.0
    assert at(e, "lowest", "own") == 1.0


def test_intervals_are_clipped_to_the_scale_and_bands_are_not(made: Made) -> None:
    e = made.estimate(one_branch(made), {}, [[3, 3], [3, 3], [3, 2]])
    assert at(e, "high", "overall") == 3.0
    assert e.bands[0, 0].sum() == pytest.approx(1.0)
    assert e.notes[0][0] == ("few-df",)


def test_roles_are_averaged_and_then_weighed(made: Made) -> None:
    instrument = made.instrument(
        made.leaf("alike", {"member": 1, "leader": 1}), made.leaf("unlike", {"member": 2, "leader": 1})
    )
    rows = {"role": ["member", "member", "leader"]}
    e = made.estimate(instrument, rows, [[1, 1], [2, 2], [3, 3]])
    assert at(e, "value", "alike") == pytest.approx((1.5 + 3) / 2)
    assert at(e, "value", "unlike") == pytest.approx((2 * 1.5 + 3) / 3)
    silent = made.estimate(instrument, rows, [[1, 1], [2, 2], ["dk", 3]])
    assert at(silent, "value", "alike") == 1.5  # over the roles that answered
    assert at(silent, "lowest", "alike") == pytest.approx((1.5 + 0) / 2)


def test_a_mean_over_groups(made: Made) -> None:
    rows = {"group": ["a", "a", "a", "b"], "weight": [1, 1, 2, 9], "group_weight": [1.0, 1.0, 1.0, 3.0]}
    answers = [[0, 1], [2, 1], [3, None], [1, 2]]
    weighted = DesignSpec(weight="column")
    e = made.estimate(one_branch(made), rows, answers, weighted, Settings(count="groups"))
    assert at(e, "value", "x") == pytest.approx((8 / 4 + 3 * 1) / 4)
    assert at(e, "value", "y") == pytest.approx((1 + 3 * 2) / 4)
    zero = made.estimate(
        one_branch(made), {**rows, "group_weight": [0.0] * 4}, answers, weighted, Settings(count="groups")
    )
    assert np.isnan(at(zero, "value", "x"))  # groups of no weight have no mean


def test_units_first_refuses_to_mix_roles_that_are_asked_unlike_things(made: Made) -> None:
    instrument = made.instrument(
        made.leaf("x"), made.leaf("y", {"member": 1, "leader": 1}), made.leaf("z", {"leader": 1})
    )
    rows = {"role": ["member", "member", "leader"], "wave": ["w", "w", "v"]}
    answers = [[1, 2, "-"], [3, 2, "-"], ["-", 1, 3]]
    units = Settings(mode="units_first")
    both = made.estimate(instrument, {**rows, "wave": [""] * 3}, answers, settings=units)
    assert both.by == ("role",)
    assert [p.code for p in both.warnings] == ["estimates.by-role"]
    assert both.value[both.domains.index(("leader",)), 0] == 2.0
    assert both.lost[both.domains.index(("leader",)), 0] == 0.0
    alone = made.estimate(
        instrument, rows, answers, settings=units, wave="w"
    )  # leaders answered in the other wave only
    assert alone.by == ()
    assert alone.warnings == ()


def test_deff_units_first_counts_the_units_with_a_score(made: Made, small: Small) -> None:
    instrument = made.instrument(made.leaf("x"), made.leaf("y"))
    answers = [[1, 2], [3, 3], [0, None], [2, 1], [None, 1]]
    settings = Settings(mode="units_first", min_coverage=0.8)
    rows = {"weight": [1.0, 2.0, 5.0, 1.5, 7.0]}
    e = made.estimate(instrument, rows, answers, DesignSpec(weight="column"), settings, deff=True)
    w, score = np.array([1.0, 2.0, 1.5]), np.array([1.5, 3.0, 1.5])
    mean = (w * score).sum() / w.sum()
    simple = (w * (score - mean) ** 2).sum() / w.sum() / (3 - 1)
    assert at(e, "value", "overall") == pytest.approx(mean)
    assert at(e, "deff", "overall") == pytest.approx(at(e, "se", "overall") ** 2 / simple)
    assert np.isnan(made.estimate(instrument, rows, answers).deff).all()


GROUP_STAGE = DesignSpec(stages=(Stage("group", ("village",)),))


def lonely_study() -> tuple[dict[str, list[str]], list[list[float]]]:
    rows = {"group": list("aabbcc"), "village": list("xxxxyy")}  # village y has one group
    return rows, [[1, 2], [2, 2], [3, 3], [2, 1], [1, 1], [3, 2]]


def test_a_lonely_psu_withholds_the_error_and_not_the_score(made: Made) -> None:
    rows, answers = lonely_study()
    e = made.estimate(one_branch(made), rows, answers, GROUP_STAGE)
    assert at(e, "value", "x") == 2.0
    assert e.band[0, e.at("x")] == 1
    assert np.isnan([at(e, name, "x") for name in ("se", "low", "high")]).all()
    assert np.isnan(e.bands[0, e.at("x")]).all()
    assert all("lonely" in notes for notes in e.notes[0])  # also where its influence happens to be 0
    by = made.estimate(one_branch(made), rows, answers, GROUP_STAGE, by=("village",))
    assert at(by, "se", "x", 0) > 0
    assert "lonely" not in by.notes[0][0]
    assert "lonely" in by.notes[1][0]


@pytest.mark.parametrize(("rule", "r"), [("centre", "adjust"), ("remove", "remove"), ("average", "average")])
def test_lonely_rules_agree_with_r_survey(made: Made, outside: Outside, rule: Any, r: str) -> None:
    folder = outside.folder("survey", 3)
    instrument, rows, answers = schools(made, folder, "lonely")
    e = made.estimate(
        instrument, rows, answers, DesignSpec(stages=(Stage("respondent", ("stype",)),), weight="column"), lonely=rule
    )
    with (folder / "lonely_expected.csv").open(encoding="utf-8", newline="") as lines:
        row = next(x for x in csv.DictReader(lines) if x["lonely"] == r and x["stat"] == "mean")
    ours = figures(e, "api00", "")
    for name in ("est", "se", "df"):
        assert ours[name] == pytest.approx(float(row[name]), rel=TOLERANCE)
    outside(3)


def test_one_group_where_groups_are_the_sample_has_values_without_errors(made: Made) -> None:
    rows = {"group": ["a"] * 4}
    answers = [[1, 2], [2, 2], [3, 3], [2, 1]]
    for lonely in ("none", "centre", "remove"):
        e = made.estimate(one_branch(made), rows, answers, DesignSpec(stages=(Stage("group"),)), lonely=lonely)
        assert at(e, "value", "overall") == 2.0
        assert np.isnan(e.se).all()
        assert np.isnan(e.bands).all()
        assert ("lonely" if lonely == "none" else "no-df") in e.notes[0][0]


def test_a_domain_within_one_sampled_group_has_no_error(made: Made) -> None:
    """Its influences cancel within the PSU: an error of 0 would only say that nothing is left to compare."""
    rows = {"group": list("aabbcc")}
    answers = [[1, 2], [2, 2], [3, 3], [2, 1], [1, 1], [3, 2]]
    e = made.estimate(one_branch(made), rows, answers, DesignSpec(stages=(Stage("group"),)), by=("group",))
    assert np.isnan(e.se).all()
    assert (e.df == 0).all()
    assert all("no-df" in notes for domain in e.notes for notes in domain)
    whole = made.estimate(one_branch(made), rows, answers, DesignSpec(stages=(Stage("group"),)))
    assert at(whole, "se", "x") > 0


def test_certain_people_are_not_lonely(made: Made) -> None:
    instrument = made.instrument(made.leaf("x", {"member": 1}), made.leaf("y", {"leader": 1}))
    rows = {"group": list("aaabbb"), "role": ["member", "member", "leader"] * 2}
    answers = [[1, "-"], [3, "-"], ["-", 1], [2, "-"], [0, "-"], ["-", 3]]
    spec = DesignSpec(stages=(Stage("respondent", ("group",), {"member": 9, "leader": 1}),))
    e = made.estimate(instrument, rows, answers, spec)
    assert at(e, "se", "x") > 0
    assert (at(e, "se", "y"), at(e, "df", "y")) == (0.0, 0.0)
    assert (at(e, "low", "y"), at(e, "high", "y")) == (2.0, 2.0)
    assert e.notes[0][e.at("y")] == ("certain",)
    assert "certain" not in e.notes[0][e.at("x")]
    by = made.estimate(instrument, rows, answers, spec, by=("group",))
    for d in range(2):
        assert np.isnan(at(by, "se", "y", d))
        assert np.isnan(by.bands[d, by.at("y")]).all()
        assert by.notes[d][by.at("y")] == ("one-assessor",)
        assert at(by, "se", "x", d) > 0


def test_one_assessor_also_where_all_groups_were_drawn(made: Made) -> None:
    instrument = made.instrument(made.leaf("y", {"leader": 1}))
    rows = {"group": list("ab"), "role": ["leader"] * 2}
    spec = DesignSpec(stages=(Stage("group", (), 2), Stage("respondent", (), {"leader": 1})))
    e = made.estimate(instrument, rows, [[1], [3]], spec, by=("group",))
    assert np.isnan(e.se).all()
    assert e.notes[0][0] == ("one-assessor",)
    whole = made.estimate(instrument, rows, [[1], [3]], spec)
    assert whole.notes[0][0] == ("certain",)
    assert at(whole, "se", "y") == 0.0


def test_a_census_has_no_sampling_error_unless_people_are_draws_from_a_process(made: Made) -> None:
    answers = [[1, 2], [3, 1], [2, 2]]
    census = made.estimate(one_branch(made), {}, answers, DesignSpec("census"))
    assert (census.se == 0).all()
    assert census.notes[0][0] == ("certain",)
    assert (at(census, "low", "overall"), at(census, "high", "overall")) == (at(census, "value", "overall"),) * 2
    process = made.estimate(one_branch(made), {}, answers, DesignSpec("census", finite=False))
    plain = made.estimate(one_branch(made), {}, answers, DesignSpec("purposive"))
    assert at(process, "se", "x") == pytest.approx(1 / math.sqrt(3))
    np.testing.assert_allclose(process.se, plain.se)


def test_groups_drawn_at_the_second_stage_vary_there(made: Made) -> None:
    """With one person a group, a mean over groups is the mean over those persons: the errors must be the same."""
    draw = np.random.default_rng(7)
    rows = {"village": [f"v{i // 4}" for i in range(20)], "group": [f"g{i}" for i in range(20)]}
    answers = draw.integers(0, 4, (20, 2)).astype(float).tolist()
    spec = DesignSpec(stages=(Stage("village", (), 8), Stage("group", (), 6)))
    persons = made.estimate(one_branch(made), rows, answers, spec)
    assert at(persons, "se", "x") > 0
    for mode in KINDS:
        groups = made.estimate(one_branch(made), rows, answers, spec, Settings(count="groups", mode=mode))
        np.testing.assert_allclose(groups.value, persons.value)
        np.testing.assert_allclose(groups.se, persons.se)


def test_groups_drawn_with_equal_takes_have_the_error_of_their_means(made: Made) -> None:
    rows = {"group": [f"g{i // 3}" for i in range(15)]}
    answers = np.random.default_rng(2).integers(0, 4, (15, 2)).astype(float)
    means = answers.reshape(5, 3, 2).mean(axis=1)
    for settings in MODES:
        e = made.estimate(
            one_branch(made), rows, answers.tolist(), DesignSpec(stages=(Stage("group", (), 10),)), settings
        )
        expected = math.sqrt((1 - 5 / 10) * means[:, 0].var(ddof=1) / 5)
        assert at(e, "se", "x") == pytest.approx(expected)


def test_waves_share_the_design_and_the_panel(made: Made, small: Small) -> None:
    rows, answers = small.study(4, waves=("before", "after"))
    e = made.estimate(small.instrument(), rows, answers, small.designs["every-group"], wave="after")
    only = [i for i, wave in enumerate(rows["wave"]) if wave == "after"]
    alone = {name: [column[i] for i in only] for name, column in rows.items()}
    f = made.estimate(small.instrument(), alone, [answers[i] for i in only], small.designs["every-group"], wave="after")
    assert_same(e, f)
    assert at(e, "df", "a1") == GROUPS * (MEMBERS - 1)
    nobody = made.estimate(small.instrument(), rows, answers, wave="later")
    assert nobody.value.shape == (0, len(nobody.nodes))
